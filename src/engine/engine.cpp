#include "engine/engine.h"

#include <algorithm>
#include <cstring>

#include "engine/loop.h"

namespace qed::engine {

using kernels::kKvTokens;

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
  if (model_.is_reward_model()) return fail(Errc::kInvalidInput, "a reward model scores text, it does not generate");
  if (request.samples == 0 || request.max_tokens == 0) {
    for (std::size_t i = 0; i < request.samples; ++i) listener->on_finish(i, Finish::kLength);
    return {};
  }
  // The prompt and one sample must fit on their own; then everything gets its turn.
  const std::size_t longest = pool_.blocks() * kKvTokens;
  if (request.prompt.size() + request.max_tokens > longest)
    return fail(Errc::kLimitExceeded,
                "a prompt of {} tokens and up to {} more exceed the {} tokens that fit into the "
                "memory for keys and values",
                request.prompt.size(), request.max_tokens, longest);
  if (request.prompt.size() >= config().context)
    return fail(Errc::kLimitExceeded, "a prompt of {} tokens exceeds the model's context of {}", request.prompt.size(),
                config().context);
  request.max_tokens = std::min(request.max_tokens, config().context - request.prompt.size());
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
  for (auto it = running_.begin(); it != running_.end() && room > 0;) {
    Sequence& sequence = *it;
    const std::size_t tokens = std::min(sequence.length() - sequence.computed, room);
    if (!reserve(sequence, tokens, true)) {  // it was the youngest itself
      waiting_.splice(waiting_.begin(), running_, it++);
      continue;
    }
    turns.push_back(turn_of(sequence, tokens));
    room -= tokens;
    ++it;
  }
  while (!waiting_.empty() && room > 0 && running_.size() < options_.max_sequences) {
    Sequence& sequence = waiting_.front();
    const std::size_t tokens = std::min(sequence.length() - sequence.computed, room);
    if (!reserve(sequence, tokens, false)) break;
    running_.splice(running_.end(), waiting_, waiting_.begin());
    turns.push_back(turn_of(sequence, tokens));
    room -= tokens;
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
    std::optional<KvPool::Block> copy = acquire();
    if (!copy) return give_up();
    std::memcpy(copy->data(), sequence.blocks[current].data(), pool_.block_bytes());
    sequence.blocks[current] = *std::move(copy);
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
  Turn turn{.sequence = &sequence, .tokens = {}, .blocks = {}, .samples = false};
  for (std::size_t i = 0; i < tokens; ++i) turn.tokens.push_back(sequence.token(sequence.computed + i));
  for (const KvPool::Block& block : sequence.blocks) turn.blocks.push_back(block.data());
  turn.samples = sequence.computed + tokens == sequence.length();
  return turn;
}

void Engine::Loop::step(std::vector<Turn>& turns) {
  std::vector<model::Slice> slices;
  for (const Turn& turn : turns)
    slices.push_back(
        {turn.tokens, static_cast<std::uint32_t>(turn.sequence->computed), turn.blocks, turn.samples ? 1UL : 0UL});
  const std::span<const float> logits = model_.forward(slices, team_);

  std::vector<Turn*> sampling;
  for (Turn& turn : turns) {
    turn.sequence->computed += turn.tokens.size();
    if (turn.tokens.size() > 1) counted_.prefilled_tokens += turn.tokens.size();
    if (turn.samples) sampling.push_back(&turn);
  }
  const auto logits_of = [&](std::size_t i) { return logits.subspan(i * model_.output_stride(), model_.outputs()); };
  std::vector<Choice> choices(sampling.size());
  team_.run([&](unsigned thread) {
    for (std::size_t i = thread; i < sampling.size(); i += team_.size()) {
      Sequence& sequence = *sampling[i]->sequence;
      choices[i] = sequence.sampler.choose(logits_of(i), sequence.job->request.prompt, sequence.generated);
    }
  });
  for (std::size_t i = 0; i < sampling.size(); ++i) {
    if (sampling[i]->sequence->forks) fork(*sampling[i]->sequence, logits_of(i));
    accept(*sampling[i]->sequence, choices[i]);
  }
  std::erase_if(running_, [](const Sequence& sequence) { return sequence.job == nullptr; });
  ++counted_.steps;
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

Result<std::vector<std::vector<Choice>>> generate(Engine& engine, Request request, std::stop_token stop) {
  struct Collector : Listener {
    explicit Collector(std::size_t samples) : choices(samples), left(samples) {}
    bool on_token(std::size_t sample, const Choice& choice) override {
      choices[sample].push_back(choice);
      return true;
    }
    void on_finish(std::size_t, Finish finish) override {
      const std::lock_guard lock(mutex);
      cancelled |= finish == Finish::kCancelled;
      --left;
      done.notify_all();
    }
    std::vector<std::vector<Choice>> choices;
    std::mutex mutex;
    std::condition_variable done;
    std::size_t left;
    bool cancelled = false;
  };
  const auto collector = std::make_shared<Collector>(request.samples);
  QED_TRY(engine.submit(std::move(request), collector, std::move(stop)));
  std::unique_lock lock(collector->mutex);
  collector->done.wait(lock, [&] { return collector->left == 0; });
  if (collector->cancelled) return fail(Errc::kCancelled, "generation was interrupted");
  return std::move(collector->choices);
}

}  // namespace qed::engine
