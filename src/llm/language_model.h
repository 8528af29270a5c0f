// What the solver knows of a model: it can be sampled. The adapters are in files of their own:
// endpoint.h (an OpenAI-compatible server), recording.h (stored generations).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::llm {

struct Message {
  std::string role;     // "system", "user" or "assistant"
  std::string content;  // UTF-8
  std::string image;    // a data: or https: URL shown with the message; empty for none
};

struct Sampling {
  double temperature = 0;
  double top_p = 1;
  int max_tokens = 512;
  std::uint64_t seed = 0;  // sample i of a request uses seed + i
  std::vector<std::string> stop;
};

struct Request {
  std::string problem_id;         // what a recording is looked up by, first
  std::string question;           // and second
  std::vector<Message> messages;  // what a live model is given
  Sampling sampling;
  int first_sample = 0;  // samples are numbered through all requests of a problem
  int samples = 1;
};

enum class Finish : std::uint8_t { kStop, kLength, kFiltered };

struct Generation {
  int sample = 0;
  std::string text;
  Finish finish = Finish::kStop;
  int prompt_tokens = 0;      // 0 where the model does not say
  int completion_tokens = 0;  // counted by the model, else estimated: pieces that arrived, or a quarter of the bytes
  double seconds = 0;
};

// Pieces of text as they arrive; may be called from several threads, never two at once for the same sample.
// An empty piece voids what came before for its sample: it starts over, or has failed.
using TokenSink = std::function<void(int sample, std::string_view piece)>;

// Safe to call from several threads at once.
class LanguageModel {
 public:
  virtual ~LanguageModel() = default;
  virtual const std::string& name() const = 0;
  virtual bool remote() const = 0;  // runs on somebody else's machine: its energy is estimated, not metered

  // Up to `request.samples` generations in order of their number. Fewer where some failed or a recording ends, none
  // where a recording does not know the problem; an error where every one failed.
  virtual Result<std::vector<Generation>> sample(const Request& request, const TokenSink& on_token,
                                                 std::stop_token stop) = 0;
};

}  // namespace qed::llm
