// Who takes part in a benchmark of engines: this one and its peers, all asked for the same work.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/thread_team.h"
#include "model/model.h"

namespace qed::cli {

// A prompt is computed, then `sequences` that share it each get `tokens` more, one at a step. Without `tokens` the
// prompt is what is timed, else the tokens are.
struct Workload {
  std::size_t prompt = 0;
  std::size_t sequences = 1;
  std::size_t tokens = 0;

  bool prefill() const { return tokens == 0; }
  std::string name() const;  // "prefill 512", "decode 1", "decode 16"
};

class Contender {
 public:
  virtual ~Contender() = default;
  virtual const std::string& name() const = 0;
  // Tokens a second for each workload, in all sequences together.
  virtual Result<std::vector<double>> measure(std::span<const Workload> workloads, const std::stop_token& stop) = 0;
};

// This engine; `model` and `team` outlive it.
std::unique_ptr<Contender> make_ours(model::Model& model, ThreadTeam& team);

// `peer` is "http://…", an OpenAI-compatible server, or a command line that starts with the path of a llama-bench or
// llama-batched-bench executable (of llama.cpp or one of its forks), which is run on `file`. kInvalidInput where it
// cannot do one of the workloads.
Result<std::unique_ptr<Contender>> make_peer(const std::string& peer, const std::string& file,
                                             std::span<const Workload> workloads, unsigned threads,
                                             const std::stop_token& stop);

}  // namespace qed::cli
