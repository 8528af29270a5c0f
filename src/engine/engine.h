// Generates tokens for many requests at once from one model.
//
// One thread owns the model. At every step it puts a batch together: the next token of each running sequence, and with
// what room is left a piece of the prompts that wait, first come, first served. A request's samples share the blocks of
// its prompt, so that n of them cost one prefill. Where blocks run out, the youngest sequence gives its own back and is
// computed anew later; nothing fails but a request that could never fit. Tokens do not depend on any of this.
// Scoring a given text is a request like any other, whose prompt is computed in pieces and nothing is drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "engine/sampling.h"
#include "model/model.h"

namespace qed::engine {

enum class Finish : std::uint8_t {
  kStop,    // a stop token, which is not reported, or the listener had enough
  kLength,  // max_tokens, or the end of the context
  kCancelled,
};

// What becomes of a request; called on the engine's thread, which waits meanwhile.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual bool on_token(std::size_t sample, const Choice& choice) = 0;  // false ends the sample
  virtual void on_finish(std::size_t sample, Finish finish) = 0;        // once for every sample

  // Where the request scores: what the model thinks of the prompt's token at `position`, 1 and later, or a reward
  // model's numbers behind the token at `position`, 0 and later. After an eviction the same may come again.
  virtual void on_score(std::size_t position, const Choice& choice) { (void)position, (void)choice; }
  virtual void on_reward(std::size_t position, std::span<const float> numbers) { (void)position, (void)numbers; }
};

struct Request {
  std::vector<Token> prompt = {};  // at least one token
  std::size_t samples = 1;
  std::size_t first_sample = 0;  // of those drawn from the same prompt and seed in several requests
  std::size_t max_tokens = 512;  // of each sample
  Sampling sampling = {};
  std::vector<Token> stop_tokens = {};
  bool score = false;  // the prompt is judged, not continued; of all the above only it counts
};

struct EngineOptions {
  std::size_t kv_bytes = std::size_t{1} << 30;
  std::size_t max_sequences = 64;  // that run side by side
};

struct EngineStatistics {
  std::uint64_t prefilled_tokens = 0;  // recomputed ones too
  std::uint64_t generated_tokens = 0;
  std::uint64_t steps = 0;
  std::uint64_t evictions = 0;
  std::size_t kv_blocks = 0, kv_blocks_free = 0;
  std::size_t running = 0, waiting = 0;  // sequences
};

class Engine {
 public:
  static Result<Engine> start(model::Model model, const EngineOptions& options, unsigned threads = 0);
  Engine(Engine&&) noexcept;
  Engine& operator=(Engine&&) noexcept;
  ~Engine();  // cancels what is under way

  // Takes the request, or says why it never could be answered (kLimitExceeded, kInvalidInput). From any thread.
  // `listener` lives until every sample has finished; cancellation takes effect at the next step.
  Result<void> submit(Request request, std::shared_ptr<Listener> listener, std::stop_token stop = {});

  EngineStatistics statistics() const;
  const model::Config& config() const;
  bool is_reward_model() const;  // one scores and generates nothing

 private:
  class Loop;
  explicit Engine(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

// Submits and waits: the tokens of every sample.
Result<std::vector<std::vector<Choice>>> generate(Engine& engine, Request request, std::stop_token stop = {});

// What a model says of a text: a language model of every token but the first, a reward model behind every token.
struct Scores {
  std::vector<Choice> choices;
  std::vector<std::vector<float>> rewards;
};
Result<Scores> score(Engine& engine, std::vector<Token> tokens, std::stop_token stop = {});

}  // namespace qed::engine
