#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <random>

#include "cli/bench_contender.h"
#include "llm/endpoint.h"

namespace qed::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostSequences = 256;  // connections at once
// About a token each in every vocabulary.
constexpr std::string_view kWords[] = {"time",  "year",  "people", "way",     "day",    "man",    "thing",  "woman",
                                       "life",  "child", "world",  "school",  "state",  "family", "hand",   "part",
                                       "place", "case",  "week",   "company", "system", "group",  "number", "night",
                                       "point", "home",  "water",  "room",    "mother", "area",   "money",  "story"};

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::max(std::chrono::duration<double>(to - from).count(), 1e-9);
}

class Server final : public Contender {
 public:
  Server(llm::ModelAddress address, std::string key, std::size_t widest)
      : address_(std::move(address)),
        name_(address_.url.display()),
        options_{.api_key = std::move(key),
                 .timeouts = {},
                 .retries = {.attempts = 1},
                 .concurrency = static_cast<int>(widest)} {}

  const std::string& name() const override { return name_; }

  std::string method(const Workload& work) const override {
    if (work.prefill())
      return fmt::format("by the time to the first token of its chat completions, each with a new prompt ({} tokens)",
                         prompt_tokens_);
    const std::string_view counted = counts_ ? "" : "; it tells no usage, so each piece of a stream counts as a token";
    if (work.sequences == 1) return fmt::format("by a streamed chat completion from its first token on{}", counted);
    return fmt::format("by simultaneous streams from the first token on, of a prompt it has just read{}", counted);
  }

  Result<std::vector<double>> measure(std::span<const Workload> workloads, const std::stop_token& stop) override {
    if (!endpoint_) QED_TRY(open(stop));
    std::vector<double> rates;
    for (const Workload& work : workloads)
      rates.push_back(QED_TRY(work.prefill() ? prefill(work, stop) : decode(work, stop)));
    return rates;
  }

 private:
  // What came of one request, or of several at once.
  struct Answers {
    std::size_t streams = 0, tokens = 0, pieces = 0;
    std::size_t shortest = std::numeric_limits<std::size_t>::max();  // tokens of the shortest stream
    Clock::time_point asked, first, last{};                          // the first and last piece of any stream
  };

  // The first request is not timed: the server may load its model for it, or refuse parameters.
  Result<void> open(const std::stop_token& stop) {
    endpoint_ = QED_TRY(llm::Endpoint::open(address_, options_, stop));
    Result<Answers> warm = ask(new_prompt(1), 1, 1, stop);
    if (!warm) endpoint_.reset();
    QED_TRY(std::move(warm));
    return {};
  }

  Result<double> prefill(const Workload& work, const std::stop_token& stop) {
    const Answers answers = QED_TRY(ask(new_prompt(work.prompt), 1, 1, stop));
    if (prompt_tokens_ == 0)
      return fail(
          Errc::kUnsupported,
          "{}: its replies have no usage.prompt_tokens, so the size of a prompt and the speed of reading it are "
          "unknown",
          name_);
    return prompt_tokens_ / seconds_between(answers.asked, answers.first);
  }

  Result<double> decode(const Workload& work, const std::stop_token& stop) {
    const std::string prompt = new_prompt(work.prompt);
    if (work.sequences > 1) QED_TRY(ask(prompt, 1, 1, stop));  // into the server's cache of prompts, if it has one
    const Answers answers = QED_TRY(ask(prompt, work.sequences, work.tokens + 1, stop));
    if (answers.streams < work.sequences)
      return fail(Errc::kUnavailable, "{}: only {} of {} simultaneous requests were answered", name_, answers.streams,
                  work.sequences);
    if (answers.shortest < work.tokens / 2 + 1)
      return fail(Errc::kUnavailable, "{}: an answer ended after {} of {} tokens, which tells no speed", name_,
                  answers.shortest, work.tokens + 1);
    if (answers.pieces <= answers.streams)
      return fail(Errc::kUnsupported, "{}: does not stream: {} tokens came at once, so their speed is unknown", name_,
                  answers.tokens);
    return static_cast<double>(answers.tokens - answers.streams) / seconds_between(answers.first, answers.last);
  }

  // About as many tokens as asked for, unlike every prompt before from its first word on: no cache can help.
  std::string new_prompt(std::size_t tokens) {
    std::string prompt = fmt::format("{:x}", random_());
    for (std::size_t i = 1; i + around_ < tokens; ++i) prompt.append(" ").append(kWords[random_() % std::size(kWords)]);
    words_ = tokens > around_ ? tokens - around_ : 1;
    return prompt + "\nTell me a very long story with these words.";
  }

  Result<Answers> ask(const std::string& prompt, std::size_t streams, std::size_t tokens, const std::stop_token& stop) {
    struct Stream {
      std::size_t pieces = 0;
      Clock::time_point first, last;
    };
    std::vector<Stream> seen(streams);
    llm::Request request;
    request.messages = {{.role = "user", .content = prompt, .image = {}}};
    request.samples = static_cast<int>(streams);
    request.sampling.max_tokens = static_cast<int>(tokens);
    request.sampling.temperature = 1;
    const auto note = [&](int sample, std::string_view) {
      Stream& stream = seen[static_cast<std::size_t>(sample)];
      stream.last = Clock::now();
      if (stream.pieces++ == 0) stream.first = stream.last;
    };
    Answers answers;
    answers.asked = Clock::now();
    const std::vector<llm::Generation> generations = QED_TRY(endpoint_->sample(request, note, stop));
    const Clock::time_point end = Clock::now();
    answers.streams = generations.size();
    answers.first = end;  // of a token without text: its reply is all there is to see
    for (const llm::Generation& generation : generations) {
      const Stream& stream = seen[static_cast<std::size_t>(generation.sample)];
      const auto count = static_cast<std::size_t>(std::max(generation.completion_tokens, 0));
      answers.tokens += count;
      answers.shortest = std::min(answers.shortest, count);
      answers.pieces += stream.pieces;
      if (stream.pieces > 0) answers.first = std::min(answers.first, stream.first);
      answers.last = std::max(answers.last, stream.last);
      learn_from(generation);
    }
    return answers;
  }

  // How many tokens the prompt had, and so how many the server's template and our request add to the words.
  void learn_from(const llm::Generation& generation) {
    prompt_tokens_ = std::max(generation.prompt_tokens, 0);
    counts_ = prompt_tokens_ > 0;
    const auto tokens = static_cast<std::size_t>(prompt_tokens_);
    around_ = tokens > words_ ? tokens - words_ : 0;
  }

  llm::ModelAddress address_;
  std::string name_;
  llm::EndpointOptions options_;
  std::unique_ptr<llm::Endpoint> endpoint_;
  std::mt19937_64 random_{std::random_device{}()};
  std::size_t words_ = 0, around_ = 0;  // of the latest prompt: its random words, and the tokens that are none of them
  int prompt_tokens_ = 0;               // of the latest prompt; 0 where the server does not say
  bool counts_ = false;
};

}  // namespace

Result<std::unique_ptr<Contender>> make_server(const std::string& address, std::span<const Workload> workloads) {
  llm::ModelAddress parsed = QED_TRY(llm::parse_model_address(address));
  llm::ApiKey key = QED_TRY(llm::api_key_for(parsed.url, std::getenv));
  const std::size_t widest = std::ranges::max(workloads, {}, &Workload::sequences).sequences;
  if (widest > kMostSequences)
    return fail(Errc::kInvalidInput, "--peer {}: a server is asked for at most {} sequences at once, not {}",
                parsed.url.display(), kMostSequences, widest);
  return std::make_unique<Server>(std::move(parsed), std::move(key.key), widest);
}

}  // namespace qed::cli
