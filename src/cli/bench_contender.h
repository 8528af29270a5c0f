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
  // How it was measured: the end of "measured …".
  virtual std::string method(const Workload& work) const = 0;
  // Tokens a second for each workload, in all sequences together.
  virtual Result<std::vector<double>> measure(std::span<const Workload> workloads, const std::stop_token& stop) = 0;
};

// Bytes of keys and values that this engine takes for a workload.
std::size_t kv_bytes(const model::Model& model, const Workload& work);

// This engine; `model` and `team` outlive it. The keys and values of the latest workload stay until the next.
std::unique_ptr<Contender> make_ours(model::Model& model, ThreadTeam& team);

// An OpenAI-compatible server at "http://HOST[:PORT]/v1" or "…#MODEL", timed from here by the pieces of its streams.
// It is first asked when it is first measured, so that one that is gone does not stop the others. kInvalidInput where
// `address` is none, or a workload is too wide.
Result<std::unique_ptr<Contender>> make_server(const std::string& address, std::span<const Workload> workloads);

// `peer` is "http://…", a server as above, or a command line that starts with the path of a llama-bench or
// llama-batched-bench executable (of llama.cpp or one of its forks), which is run on `file`. kInvalidInput where it
// cannot do one of the workloads.
Result<std::unique_ptr<Contender>> make_peer(const std::string& peer, const std::string& file,
                                             std::span<const Workload> workloads, unsigned threads);

}  // namespace qed::cli
