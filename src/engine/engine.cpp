#include "engine/engine.h"

#include <algorithm>
#include <cstring>

#include "engine/loop.h"

namespace qed::engine {

using kernels::kKvTokens;

namespace {

// Numbers that a step computes for texts under scoring: a bound on memory, where a vocabulary has 150,000 entries.
constexpr std::size_t kScoredNumbers = std::size_t{8} << 20;

}  // namespace

Engine::Engine(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::start(model::Model model, const EngineOptions& options, unsigned threads) {
  const std::size_t blocks = options.kv_bytes / model.block_bytes();
  if (blocks < 2)
    return fail(Errc::kInvalidInput, "{} bytes of keys and values are not two blocks of {} bytes", options.kv_bytes,
                model.block_bytes());
  KvPool pool = QED_TRY(KvPool::create(model.block_bytes(), blocks));
  return Engine(std::make_unique<Loop>(std::move(model), std::move(pool), options, threads));
}

Result<void> Engine::submit(Request request, std::shared_ptr<Listener> listener, std::stop_token stop) {
  return loop_->submit(std::move(request), std::move(listener), std::move(stop));
}

EngineStatistics Engine::statistics() const { return loop_->statistics(); }
const model::Config& Engine::config() const { return loop_->config(); }
bool Engine::is_reward_model() const { return loop_->is_reward_model(); }

Engine::Loop::Loop(model::Model model, KvPool pool, const EngineOptions& options, unsigned threads)
    : model_(std::move(model)),
      pool_(std::move(pool)),
      options_(options),
      team_(threads),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Engine::Loop::~Loop() {
  thread_.request_stop();
  thread_.join();
}

Result<void> Engine::Loop::submit(Request request, std::shared_ptr<Listener> listener, std::stop_token stop) {
  if (request.prompt.empty()) return fail(Errc::kInvalidInput, "the prompt has no token");
  for (const Token token : request.prompt)
    if (token < 0 || static_cast<std::size_t>(token) >= model_.vocabulary())
      return fail(Errc::kInvalidInput, "token {} is outside the vocabulary of {}", token, model_.vocabulary());
  if (request.score) request.samples = 1, request.max_tokens = 0;
  if (model_.is_reward_model() && !request.score)
    return fail(Errc::kInvalidInput, "a reward model scores text, it does not generate");
  if (!request.score && (request.samples == 0 || request.max_tokens == 0)) {
    for (std::size_t i = 0; i < request.samples; ++i) listener->on_finish(i, Finish::kLength);
    return {};
  }
  if (request.prompt.size() + (request.score ? 0 : 1) > config().context)
    return fail(Errc::kLimitExceeded, "a prompt of {} tokens exceeds the model's context of {}", request.prompt.size(),
                config().context);
  request.max_tokens = std::min(request.max_tokens, config().context - request.prompt.size());
  // The prompt and one sample must fit on their own; then everything gets its turn.
  const std::size_t longest = pool_.blocks() * kKvTokens;
  if (request.prompt.size() + request.max_tokens > longest)
    return fail(Errc::kLimitExceeded,
                "a prompt of {} tokens and up to {} more exceed the {} tokens that fit into the "
                "memory for keys and values",
                request.prompt.size(), request.max_tokens, longest);
  auto job = std::make_shared<Job>(Job{std::move(request), std::move(listener), std::move(stop)});
  const std::lock_guard lock(mutex_);
  submitted_.push_back(std::move(job));
  arrived_.notify_one();
  return {};
}

EngineStatistics Engine::Loop::statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

void Engine::Loop::run(const std::stop_token& stop) {
  while (admit(stop)) {
    drop_cancelled();
    std::vector<Turn> turns = plan();
    if (!turns.empty()) step(turns);
    note_statistics();
  }
  for (auto* sequences : {&running_, &waiting_})
    while (!sequences->empty()) {
      finish(sequences->front(), Finish::kCancelled);
      sequences->pop_front();
    }
}

bool Engine::Loop::admit(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (running_.empty() && waiting_.empty()) arrived_.wait(lock, stop, [&] { return !submitted_.empty(); });
  for (; !submitted_.empty(); submitted_.pop_front())
    waiting_.emplace_back(submitted_.front(), 0).forks = submitted_.front()->request.samples > 1;
  return !stop.stop_requested();
}

void Engine::Loop::drop_cancelled() {
  for (auto* sequences : {&running_, &waiting_})
    for (auto it = sequences->begin(); it != sequences->end();) {
      if (!it->job->stop.stop_requested()) {
        ++it;
        continue;
      }
      finish(*it, Finish::kCancelled);
      it = sequences->erase(it);
    }
}

// The next token of every running sequence, then pieces of what waits, as far as the batch and the blocks reach.
std::vector<Engine::Loop::Turn> Engine::Loop::plan() {
  std::vector<Turn> turns;
  std::size_t room = model_.batch_tokens();
  std::size_t scored = std::max<std::size_t>(1, kScoredNumbers / model_.outputs());
  const auto share = [&](const Sequence& sequence) {
    const std::size_t tokens = std::min(sequence.length() - sequence.computed, room);
    return sequence.job->request.score ? std::min(tokens, scored) : tokens;
  };
  const auto take = [&](Sequence& sequence, std::size_t tokens) {
    turns.push_back(turn_of(sequence, tokens));
    room -= tokens;
    if (sequence.job->request.score) scored -= tokens;
  };
  for (auto it = running_.begin(); it != running_.end() && room > 0;) {
    Sequence& sequence = *it;
    const std::size_t tokens = share(sequence);
    if (!reserve(sequence, tokens, true)) {  // it was the youngest itself
      waiting_.splice(waiting_.begin(), running_, it++);
      continue;
    }
    if (tokens > 0) take(sequence, tokens);
    ++it;
  }
  while (!waiting_.empty() && room > 0 && running_.size() < options_.max_sequences) {
    Sequence& sequence = waiting_.front();
    const std::size_t tokens = share(sequence);
    if (tokens == 0 || !reserve(sequence, tokens, false)) break;
    running_.splice(running_.end(), waiting_, waiting_.begin());
    take(sequence, tokens);
  }
  return turns;
}

// Blocks of its own for the next `tokens` tokens; a shared one that they begin in is copied first.
bool Engine::Loop::reserve(Sequence& sequence, std::size_t tokens, bool may_evict) {
  const auto acquire = [&]() -> std::optional<KvPool::Block> {
    for (;;) {
      if (std::optional<KvPool::Block> block = pool_.acquire()) return block;
      if (!may_evict || !evict_youngest(sequence)) return std::nullopt;
    }
  };
  const auto give_up = [&] {
    sequence.blocks.clear();
    sequence.computed = 0;
    return false;
  };
  const std::size_t needed = (sequence.computed + tokens + kKvTokens - 1) / kKvTokens;
  if (const std::size_t current = sequence.computed / kKvTokens;
      current < sequence.blocks.size() && sequence.blocks[current].shared()) {
    // Where nothing can be had, those that were evicted for it may have been the others that share it.
    if (std::optional<KvPool::Block> copy = acquire()) {
      std::memcpy(copy->data(), sequence.blocks[current].data(), pool_.block_bytes());
      sequence.blocks[current] = *std::move(copy);
    } else if (sequence.blocks[current].shared()) {
      return give_up();
    }
  }
  while (sequence.blocks.size() < needed) {
    std::optional<KvPool::Block> block = acquire();
    if (!block) return give_up();
    sequence.blocks.push_back(*std::move(block));
  }
  return true;
}

// Takes the blocks of the youngest running sequence that is younger than `except`.
bool Engine::Loop::evict_youngest(const Sequence& except) {
  if (running_.empty() || &running_.back() == &except) return false;
  Sequence& youngest = running_.back();
  youngest.blocks.clear();
  youngest.computed = 0;
  waiting_.splice(waiting_.begin(), running_, std::prev(running_.end()));
  ++counted_.evictions;
  return true;
}

Engine::Loop::Turn Engine::Loop::turn_of(Sequence& sequence, std::size_t tokens) const {
  Turn turn{.sequence = &sequence, .tokens = {}, .blocks = {}, .results = 0};
  for (std::size_t i = 0; i < tokens; ++i) turn.tokens.push_back(sequence.token(sequence.computed + i));
  for (const KvPool::Block& block : sequence.blocks) turn.blocks.push_back(block.data());
  if (sequence.job->request.score)
    turn.results = tokens;
  else
    turn.results = sequence.computed + tokens == sequence.length() ? 1 : 0;
  return turn;
}

void Engine::Loop::step(std::vector<Turn>& turns) {
  std::vector<model::Slice> slices;
  std::size_t results_wanted = 0;
  for (Turn& turn : turns) {
    slices.push_back({turn.tokens, static_cast<std::uint32_t>(turn.sequence->computed), turn.blocks, turn.results});
    turn.first_result = std::exchange(results_wanted, results_wanted + turn.results);
  }
  const std::span<const float> results = model_.forward(slices, team_);

  std::vector<Turn*> sampling, scoring;
  for (Turn& turn : turns) {
    turn.sequence->computed += turn.tokens.size();
    if (turn.tokens.size() > 1) counted_.prefilled_tokens += turn.tokens.size();
    if (turn.results > 0) (turn.sequence->job->request.score ? scoring : sampling).push_back(&turn);
  }
  sample(sampling, results);
  for (const Turn* turn : scoring) report(*turn, results);
  std::erase_if(running_, [](const Sequence& sequence) { return sequence.job == nullptr; });
  ++counted_.steps;
}

void Engine::Loop::sample(std::span<Turn* const> turns, std::span<const float> results) {
  std::vector<Choice> choices(turns.size());
  team_.run([&](unsigned thread) {
    for (std::size_t i = thread; i < turns.size(); i += team_.size()) {
      Sequence& sequence = *turns[i]->sequence;
      choices[i] = sequence.sampler.choose(result(results, turns[i]->first_result), sequence.job->request.prompt,
                                           sequence.generated);
    }
  });
  for (std::size_t i = 0; i < turns.size(); ++i) {
    Sequence& sequence = *turns[i]->sequence;
    if (sequence.forks) fork(sequence, result(results, turns[i]->first_result));
    accept(sequence, choices[i]);
  }
}

// What a scored text's tokens got in this step; the result behind a token is about the next one.
void Engine::Loop::report(const Turn& turn, std::span<const float> results) {
  Sequence& sequence = *turn.sequence;
  const std::size_t first = sequence.computed - turn.tokens.size();
  const std::size_t judged = std::min(turn.tokens.size(), sequence.length() - first - 1);
  Listener& listener = *sequence.job->listener;
  if (model_.is_reward_model()) {
    for (std::size_t i = 0; i < turn.tokens.size(); ++i)
      listener.on_reward(first + i, result(results, turn.first_result + i));
  } else {
    std::vector<Choice> choices(judged);
    team_.run([&](unsigned thread) {
      for (std::size_t i = thread; i < judged; i += team_.size())
        choices[i] = judge(result(results, turn.first_result + i), sequence.token(first + i + 1));
    });
    for (std::size_t i = 0; i < judged; ++i) listener.on_score(first + i + 1, choices[i]);
  }
  if (sequence.computed == sequence.length()) finish(sequence, Finish::kLength);
}

// The siblings of a first sample start from its prompt's blocks and logits.
void Engine::Loop::fork(Sequence& first, std::span<const float> logits) {
  first.forks = false;
  for (std::size_t sample = 1; sample < first.job->request.samples; ++sample) {
    Sequence& sibling = running_.emplace_back(first.job, sample);
    sibling.computed = first.computed;
    sibling.blocks = first.blocks;
    accept(sibling, sibling.sampler.choose(logits, sibling.job->request.prompt, {}));
  }
}

void Engine::Loop::accept(Sequence& sequence, const Choice& choice) {
  const Request& request = sequence.job->request;
  if (std::ranges::find(request.stop_tokens, choice.token) != request.stop_tokens.end())
    return finish(sequence, Finish::kStop);
  sequence.generated.push_back(choice.token);
  ++counted_.generated_tokens;
  if (!sequence.job->listener->on_token(sequence.sample, choice)) return finish(sequence, Finish::kStop);
  if (sequence.generated.size() == request.max_tokens) finish(sequence, Finish::kLength);
}

// Tells the listener, and leaves a sequence without a job for its list to drop. A first sample that ends before its
// siblings began ends them too.
void Engine::Loop::finish(Sequence& sequence, Finish finish) {
  const std::shared_ptr<Job> job = std::move(sequence.job);
  sequence.job = nullptr;
  sequence.blocks.clear();
  job->listener->on_finish(sequence.sample, finish);
  for (std::size_t sample = 1; sequence.forks && sample < job->request.samples; ++sample)
    job->listener->on_finish(sample, finish);
}

void Engine::Loop::note_statistics() {
  counted_.kv_blocks = pool_.blocks();
  counted_.kv_blocks_free = pool_.free_blocks();
  counted_.running = running_.size();
  counted_.waiting = waiting_.size();
  const std::lock_guard lock(mutex_);
  statistics_ = counted_;
}

namespace {

// Waits for the samples of a request.
class Waiter : public Listener {
 public:
  explicit Waiter(std::size_t samples) : left_(samples) {}

  bool on_token(std::size_t, const Choice&) override { return true; }

  void on_finish(std::size_t, Finish finish) override {
    const std::lock_guard lock(mutex_);
    cancelled_ |= finish == Finish::kCancelled;
    --left_;
    done_.notify_all();
  }

  Result<void> wait() {
    std::unique_lock lock(mutex_);
    done_.wait(lock, [&] { return left_ == 0; });
    if (cancelled_) return fail(Errc::kCancelled, "generation was interrupted");
    return {};
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t left_;        // guarded by mutex_
  bool cancelled_ = false;  // guarded by mutex_
};

}  // namespace

Result<std::vector<std::vector<Choice>>> generate(Engine& engine, Request request, std::stop_token stop) {
  struct Collector : Waiter {
    explicit Collector(std::size_t samples) : Waiter(samples), choices(samples) {}
    bool on_token(std::size_t sample, const Choice& choice) override {
      choices[sample].push_back(choice);
      return true;
    }
    std::vector<std::vector<Choice>> choices;
  };
  const auto collector = std::make_shared<Collector>(request.samples);
  QED_TRY(engine.submit(std::move(request), collector, std::move(stop)));
  QED_TRY(collector->wait());
  return std::move(collector->choices);
}

Result<Scores> score(Engine& engine, std::vector<Token> tokens, std::stop_token stop) {
  struct Collector : Waiter {
    explicit Collector(std::size_t tokens, bool reward) : Waiter(1) {
      if (reward) scores.rewards.resize(tokens);
      if (!reward && tokens > 0) scores.choices.resize(tokens - 1);
    }
    void on_score(std::size_t position, const Choice& choice) override { scores.choices[position - 1] = choice; }
    void on_reward(std::size_t position, std::span<const float> numbers) override {
      scores.rewards[position].assign(numbers.begin(), numbers.end());
    }
    Scores scores;
  };
  const auto collector = std::make_shared<Collector>(tokens.size(), engine.is_reward_model());
  QED_TRY(engine.submit({.prompt = std::move(tokens), .score = true}, collector, std::move(stop)));
  QED_TRY(collector->wait());
  return std::move(collector->scores);
}

}  // namespace qed::engine
