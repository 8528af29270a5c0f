// Random requests, many at once, under a tight budget of keys and values: each sample ends once, its tokens are to the
// bit those that it has when it is computed alone, and all memory comes back. QED_SOAK=10000 in the environment asks
// for so many requests (five minutes of processor time), and then memory and descriptors are looked at too; else it is
// 100.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/test_support.h"

namespace qed::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRound = 50;                                           // requests under way at once
constexpr std::size_t kClients = 4;                                          // threads that submit and cancel them
constexpr std::size_t kBlocks = 14, kLongestPrompt = 150, kMostTokens = 60;  // of one sequence: all but one block

enum class End : std::uint8_t { kNatural, kCancelledBefore, kCancelledByListener, kCancelledByClient, kEnough };

struct Case {
  Request request;
  End end = End::kNatural;
  std::size_t after = 0;  // tokens of all samples together, when the end is no natural one
};

class RandomCases {
 public:
  Case next() {
    Case made{.request = {.prompt = prompt(), .max_tokens = 1 + random_() % kMostTokens, .sampling = sampling()}};
    made.request.score = one_in(12);
    if (!made.request.score) made.request.samples = one_in(2) ? 1 : 1 + random_() % 6;
    if (one_in(3))
      for (int i = 0; i < 5; ++i) made.request.stop_tokens.push_back(token());
    if (one_in(3)) made.end = static_cast<End>(1 + random_() % 4);
    made.after = 1 + random_() % (2 * kMostTokens);
    return made;
  }

 private:
  bool one_in(unsigned n) { return random_() % n == 0; }
  Token token() { return static_cast<Token>(random_() % 512); }
  float between(float low, float high) { return std::uniform_real_distribution<float>(low, high)(random_); }

  // Half of the prompts are the beginnings of a few texts.
  std::vector<Token> prompt() {
    const unsigned text = one_in(2) ? static_cast<unsigned>(random_() % 6) : static_cast<unsigned>(random_());
    return prompt_of(1 + random_() % kLongestPrompt, text);
  }

  Sampling sampling() {
    Sampling s{.temperature = one_in(5) ? 0 : between(0.2F, 1.5F), .seed = random_()};
    if (one_in(3)) s.top_k = 1 + random_() % 50;
    if (one_in(3)) s.top_p = between(0.3F, 1);
    if (one_in(4)) s.min_p = between(0, 0.2F);
    if (one_in(6)) s.typical_p = between(0.3F, 1);
    if (one_in(4)) s.repetition_penalty = between(1, 1.4F);
    if (one_in(4)) s.presence_penalty = between(-0.5F, 1);
    if (one_in(4)) s.frequency_penalty = between(-0.2F, 0.5F);
    if (one_in(4)) s.logit_bias = {{token(), between(-5, 5)}, {token(), -100}};
    return s;
  }

  std::mt19937 random_{5};
};

// Writes down what is said, and ends the request as its case wants it.
class Recorder : public Listener {
 public:
  struct Sample {
    std::vector<Choice> choices;
    std::vector<Finish> finishes;
  };

  explicit Recorder(const Case& wanted) : wanted_(wanted), samples_(wanted.request.samples) {
    if (wanted.request.score) samples_[0].choices.resize(wanted.request.prompt.size() - 1);
    if (wanted.end == End::kCancelledBefore) source_.request_stop();
  }

  std::stop_token token() const { return source_.get_token(); }

  bool on_token(std::size_t sample, const Choice& choice) override {
    const std::lock_guard lock(mutex_);
    samples_[sample].choices.push_back(choice);
    note();
    return wanted_.end != End::kEnough || heard_ < wanted_.after;
  }

  void on_score(std::size_t position, const Choice& choice) override {
    const std::lock_guard lock(mutex_);
    samples_[0].choices[position - 1] = choice;
    note();
  }

  void on_finish(std::size_t sample, Finish finish) override {
    const std::lock_guard lock(mutex_);
    samples_[sample].finishes.push_back(finish);
    ++finished_;
    changed_.notify_all();
  }

  // Cancels where it is the client's task.
  void cancel_in_time() {
    std::unique_lock lock(mutex_);
    if (wanted_.end != End::kCancelledByClient) return;
    changed_.wait(lock, [&] { return heard_ >= wanted_.after || finished_ >= samples_.size(); });
    source_.request_stop();
  }

  const std::vector<Sample>& wait() {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 10min, [&] { return finished_ >= samples_.size(); })) << "a sample got lost";
    return samples_;
  }

 private:
  void note() {
    ++heard_;
    if (heard_ == wanted_.after && wanted_.end == End::kCancelledByListener) source_.request_stop();
    changed_.notify_all();
  }

  const Case wanted_;
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Sample> samples_;  // guarded by mutex_, and so are these
  std::size_t heard_ = 0, finished_ = 0;
};

std::shared_ptr<Recorder> submit(Engine& engine, const Case& wanted) {
  auto recorder = std::make_shared<Recorder>(wanted);
  const Result<void> taken = engine.submit(wanted.request, recorder, recorder->token());
  EXPECT_TRUE(taken) << taken.error().message;
  return recorder;
}

// One sample of a request without any other.
Recorder::Sample alone(Engine& engine, const Case& wanted, std::size_t sample) {
  Case one{.request = wanted.request};
  one.request.samples = 1;
  one.request.first_sample += sample;
  return submit(engine, one)->wait().at(0);
}

bool same(const Choice& a, const Choice& b) {
  return a.token == b.token && a.log_probability == b.log_probability && a.entropy == b.entropy &&
         a.varentropy == b.varentropy;
}

void expect_beginning(const Recorder::Sample& heard, const Recorder::Sample& reference) {
  ASSERT_LE(heard.choices.size(), reference.choices.size());
  for (std::size_t i = 0; i < heard.choices.size(); ++i)
    ASSERT_TRUE(same(heard.choices[i], reference.choices[i])) << "token " << i;
}

struct Counts {
  std::size_t samples = 0, tokens = 0, cancelled = 0, cut = 0;
};

void compare(const Case& wanted, const std::vector<Recorder::Sample>& samples, Engine& reference, Counts& counts) {
  for (std::size_t s = 0; s < samples.size(); ++s) {
    const Recorder::Sample& heard = samples[s];
    ASSERT_EQ(heard.finishes.size(), 1U) << "sample " << s;
    const bool cancelled = heard.finishes[0] == Finish::kCancelled;
    counts.samples += 1;
    counts.cancelled += cancelled;
    if (wanted.end == End::kNatural && cancelled) FAIL() << "cancelled by nobody";
    if (wanted.end == End::kCancelledBefore && !cancelled) FAIL() << "not cancelled";
    if (cancelled && (wanted.request.score || heard.choices.empty())) continue;
    const Recorder::Sample right = alone(reference, wanted, s);
    expect_beginning(heard, right);
    counts.tokens += heard.choices.size();
    const bool cut = cancelled || (wanted.end == End::kEnough && heard.choices.size() < right.choices.size());
    counts.cut += cut;
    if (cut) continue;
    ASSERT_EQ(heard.choices.size(), right.choices.size());
    EXPECT_TRUE(wanted.end == End::kEnough || heard.finishes == right.finishes);
  }
}

// Everything at once, from several threads; returns what was heard when all is over.
std::vector<std::shared_ptr<Recorder>> run_round(Engine& crowded, const std::vector<Case>& cases) {
  std::vector<std::shared_ptr<Recorder>> recorders(cases.size());
  std::vector<std::jthread> clients;
  for (std::size_t c = 0; c < kClients; ++c)
    clients.emplace_back([&, c] {
      for (std::size_t i = c; i < cases.size(); i += kClients) recorders[i] = submit(crowded, cases[i]);
      for (std::size_t i = c; i < cases.size(); i += kClients) recorders[i]->cancel_in_time();
      for (std::size_t i = c; i < cases.size(); i += kClients) recorders[i]->wait();
    });
  clients.clear();
  return recorders;
}

// The engine says so a moment after the last listener has heard of its end.
void expect_idle(const Engine& engine) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  EngineStatistics now;
  do {
    now = engine.statistics();
    if (now.kv_blocks == kBlocks && now.kv_blocks_free == kBlocks && now.running + now.waiting == 0) return;
    std::this_thread::sleep_for(1ms);
  } while (std::chrono::steady_clock::now() < deadline);
  FAIL() << now.kv_blocks_free << " of " << now.kv_blocks << " blocks are free, " << now.running << " sequences run, "
         << now.waiting << " wait";
}

struct Footprint {
  std::ptrdiff_t resident_kib = 0, descriptors = 0;
};

Footprint footprint() {
  std::ifstream statm("/proc/self/statm");
  std::ptrdiff_t address_space = 0, resident = 0;
  statm >> address_space >> resident;
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return {resident * sysconf(_SC_PAGESIZE) / 1024, std::distance(begin(entries), end(entries))};
}

TEST(Soak, TokensDoNotDependOnTheCrowd) {
  const char* const asked = std::getenv("QED_SOAK");
  const std::size_t requests = asked ? std::strtoul(asked, nullptr, 10) : 2 * kRound;
  Engine crowded = start({.blocks = kBlocks, .max_sequences = 24});
  Engine roomy = start({.blocks = 64, .batch_tokens = 256, .threads = 1});
  RandomCases random;
  Counts counts;
  std::optional<Footprint> warm;
  for (std::size_t done = 0; done < requests && !HasFatalFailure(); done += kRound) {
    if (done >= requests / 5 && done > 0 && !warm) warm = footprint();
    std::vector<Case> cases;
    while (cases.size() < std::min(kRound, requests - done)) cases.push_back(random.next());
    const auto heard = run_round(crowded, cases);
    expect_idle(crowded);
    for (std::size_t i = 0; i < cases.size() && !HasFatalFailure(); ++i) {
      SCOPED_TRACE("request " + std::to_string(done + i));
      compare(cases[i], heard[i]->wait(), roomy, counts);
    }
  }
  const EngineStatistics statistics = crowded.statistics();
  EXPECT_GE(statistics.evictions, requests / 10);
  EXPECT_GE(counts.cut, requests / 20);
  if (!asked) return;
  const Footprint end = footprint();
  std::cout << requests << " requests, " << counts.samples << " samples (" << counts.cancelled << " cancelled, "
            << counts.cut << " cut short and compared), " << counts.tokens << " tokens compared; "
            << statistics.evictions << " evictions, " << statistics.steps << " steps; resident after a fifth "
            << (warm ? warm->resident_kib : 0) << " KiB, at the end " << end.resident_kib << " KiB\n";
  if (!warm) return;
  EXPECT_LE(end.resident_kib, warm->resident_kib + 4096);  // the allocator's arenas settle late
  EXPECT_EQ(end.descriptors, warm->descriptors);
}

TEST(Soak, AnEngineThatEndsCancelsWhatIsUnderWay) {
  for (int after = 0; after < 4; ++after) {
    std::vector<std::shared_ptr<Recorder>> recorders;
    {
      Engine engine = start({.blocks = kBlocks, .max_sequences = 4});
      for (unsigned i = 0; i < 12; ++i)
        recorders.push_back(submit(engine, {.request = {.prompt = prompt_of(40, i), .samples = 3, .max_tokens = 150}}));
      std::this_thread::sleep_for(after * 3ms);
    }
    for (const auto& recorder : recorders)
      for (const Recorder::Sample& sample : recorder->wait()) EXPECT_EQ(sample.finishes.size(), 1U);
  }
}

}  // namespace
}  // namespace qed::engine
