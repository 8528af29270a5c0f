// The engine's thread and what it keeps.
#pragma once

#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/thread_team.h"
#include "engine/engine.h"
#include "engine/kv_pool.h"

namespace qed::engine {

// A request and what its samples have in common.
struct Job {
  Request request;
  std::shared_ptr<Listener> listener;
  std::stop_token stop;
};

// One sample under way. Tokens before `computed` have their keys and values in the blocks.
struct Sequence {
  Sequence(std::shared_ptr<Job> job_, std::size_t sample_)
      : job(std::move(job_)), sample(sample_), sampler(job->request.sampling, job->request.first_sample + sample) {}

  std::size_t length() const { return job->request.prompt.size() + generated.size(); }
  Token token(std::size_t position) const {
    const auto& prompt = job->request.prompt;
    return position < prompt.size() ? prompt[position] : generated[position - prompt.size()];
  }

  std::shared_ptr<Job> job;
  std::size_t sample;
  Sampler sampler;
  std::vector<Token> generated;
  std::size_t computed = 0;
  std::vector<KvPool::Block> blocks;
  bool forks = false;  // the first sample, whose siblings start when its prompt is computed
};

class Engine::Loop {
 public:
  Loop(model::Model model, KvPool pool, const EngineOptions& options, unsigned threads);
  ~Loop();

  Result<void> submit(Request request, std::shared_ptr<Listener> listener, std::stop_token stop);
  EngineStatistics statistics() const;
  const model::Config& config() const { return model_.config(); }
  bool is_reward_model() const { return model_.is_reward_model(); }

 private:
  // A sequence's share of a step.
  struct Turn {
    Sequence* sequence;
    std::vector<Token> tokens;
    std::vector<std::byte*> blocks;
    std::size_t results;           // wanted, for so many tokens at the end
    std::size_t first_result = 0;  // among all of the step's
  };

  void run(const std::stop_token& stop);
  bool admit(const std::stop_token& stop);  // takes what was submitted; waits while idle; false to end
  void drop_cancelled();
  std::vector<Turn> plan();
  bool reserve(Sequence& sequence, std::size_t tokens, bool may_evict);
  bool evict_youngest(const Sequence& except);
  Turn turn_of(Sequence& sequence, std::size_t tokens) const;
  void step(std::vector<Turn>& turns);
  void sample(std::span<Turn* const> turns, std::span<const float> results);
  void report(const Turn& turn, std::span<const float> results);
  std::span<const float> result(std::span<const float> results, std::size_t index) const {
    return results.subspan(index * model_.output_stride(), model_.outputs());
  }
  void accept(Sequence& sequence, const Choice& choice);
  void fork(Sequence& first, std::span<const float> logits);
  void finish(Sequence& sequence, Finish finish);
  void note_statistics();

  model::Model model_;
  KvPool pool_;
  const EngineOptions options_;
  ThreadTeam team_;
  // Sequences in order of age: those with blocks run, those without wait. Only the engine's thread touches them.
  std::list<Sequence> running_, waiting_;

  mutable std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<std::shared_ptr<Job>> submitted_;  // guarded by mutex_
  EngineStatistics statistics_;                 // guarded by mutex_
  EngineStatistics counted_;                    // the engine thread's own
  std::jthread thread_;                         // last: starts when all else is there
};

}  // namespace qed::engine
