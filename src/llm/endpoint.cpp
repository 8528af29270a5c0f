#include "llm/endpoint.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <random>
#include <system_error>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "llm/chat_response.h"

namespace qed::llm {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;

constexpr std::size_t kMaxErrorBodyBytes = 64 << 10;
constexpr std::size_t kMaxModelListBytes = 4 << 20;
constexpr std::size_t kMaxModelsShown = 20;

Errc errc_of_status(int status, std::string_view kind) {
  if (status == 401 || status == 403 || kind == "insufficient_quota") return Errc::kDenied;
  if (status == 404) return Errc::kNotFound;
  if (status == 413 || kind == "context_length_exceeded") return Errc::kLimitExceeded;
  if (status == 408 || status == 429 || status >= 500) return Errc::kUnavailable;
  return Errc::kInvalidInput;
}

bool worth_retrying(Errc code) { return code == Errc::kUnavailable || code == Errc::kTimeout; }

// Waits unless stopped; false when stopped.
bool pause(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

milliseconds back_off(const Retries& retries, int attempt, std::optional<std::chrono::seconds> retry_after) {
  if (retry_after) return std::min<milliseconds>(*retry_after, retries.longest_retry_after);
  thread_local std::minstd_rand random(std::random_device{}());
  const int doublings = std::min(attempt - 1, 20);
  const auto longest = std::min<std::int64_t>(retries.initial.count() << doublings, retries.longest.count());
  return milliseconds(std::uniform_int_distribution<std::int64_t>(0, std::max<std::int64_t>(longest, 0))(random));
}

Json message_json(const Message& message) {
  if (message.image.empty()) return {{"role", message.role}, {"content", message.content}};
  Json parts = Json::array();
  if (!message.content.empty()) parts.push_back({{"type", "text"}, {"text", message.content}});
  parts.push_back({{"type", "image_url"}, {"image_url", {{"url", message.image}}}});
  return {{"role", message.role}, {"content", std::move(parts)}};
}

}  // namespace

class Endpoint::Slot {
 public:
  // Waits for a free place; empty when stopped before.
  Slot(Endpoint& endpoint, const std::stop_token& stop) : endpoint_(endpoint) {
    std::unique_lock lock(endpoint_.mutex_);
    held_ = endpoint_.slot_free_.wait(lock, stop, [&] { return endpoint_.busy_ < endpoint_.options_.concurrency; });
    if (held_) ++endpoint_.busy_;
  }
  ~Slot() {
    if (!held_) return;
    {
      const std::lock_guard lock(endpoint_.mutex_);
      --endpoint_.busy_;
    }
    endpoint_.slot_free_.notify_one();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
  explicit operator bool() const { return held_; }

 private:
  Endpoint& endpoint_;
  bool held_ = false;
};

Endpoint::Endpoint(ModelAddress address, EndpointOptions options)
    : address_(std::move(address)), options_(std::move(options)) {
  options_.concurrency = std::max(options_.concurrency, 1);
  options_.retries.attempts = std::max(options_.retries.attempts, 1);
}

Result<std::unique_ptr<Endpoint>> Endpoint::open(const ModelAddress& address, EndpointOptions options,
                                                 const std::stop_token& stop) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint(address, std::move(options)));
  if (endpoint->address_.name.empty()) QED_TRY(endpoint->choose_model(stop));
  return endpoint;
}

Error Endpoint::clean(Error error) const {
  // Stand-ins for a key ("x", "EMPTY", "none") are no secrets, and may well be part of other words.
  constexpr std::size_t kShortestSecret = 8;
  if (options_.api_key.size() >= kShortestSecret)
    error.message = text::replace_all(error.message, options_.api_key, "[key]");
  return error;
}

HttpRequest Endpoint::request_to(std::string_view segment) const {
  HttpRequest request{.url = address_.url.below(segment), .headers = {}, .body = {}};
  if (!options_.api_key.empty()) request.headers.push_back("Authorization: Bearer " + options_.api_key);
  return request;
}

Timeouts Endpoint::timeouts_until(Clock::time_point deadline) const {
  Timeouts timeouts = options_.timeouts;
  timeouts.total = std::max(milliseconds(1), std::chrono::ceil<milliseconds>(deadline - Clock::now()));
  return timeouts;
}

template <class T>
Result<T> Endpoint::with_retries(const std::function<Attempt<T>(Clock::time_point)>& attempt,
                                 const std::stop_token& stop) {
  const Clock::time_point deadline = Clock::now() + options_.timeouts.total;
  for (int number = 1;; ++number) {
    Attempt<T> result = attempt(deadline);
    while (!result && result.error().ask_again) result = attempt(deadline);
    if (result) return *std::move(result);
    Error error = clean(std::move(result.error().error));
    const milliseconds wait = back_off(options_.retries, number, result.error().retry_after);
    const bool last = number >= options_.retries.attempts || Clock::now() + wait >= deadline;
    if (!worth_retrying(error.code) || last) {
      if (number > 1) error.message += fmt::format(" (attempt {})", number);
      return std::unexpected(std::move(error));
    }
    if (!pause(wait, stop)) return fail(Errc::kCancelled, "{}: cancelled", address_.url.display());
  }
}

Endpoint::Attempt<std::string> Endpoint::fetch_models(Clock::time_point deadline, const std::stop_token& stop) {
  const HttpRequest request = request_to("models");
  std::string body;
  const auto response = client_.exchange(
      request, timeouts_until(deadline),
      [&](const HttpResponse&, std::string_view bytes) {
        body += bytes;
        return body.size() <= kMaxModelListBytes;
      },
      stop);
  if (!response) return std::unexpected(Failure{.error = response.error(), .retry_after = {}});
  if (response->status == 200) return body;
  Failure failure = refusal(*response, body, Dialect{});
  failure.error.message = fmt::format("{}: {}", request.url.display(), failure.error.message);
  failure.ask_again = false;
  return std::unexpected(std::move(failure));
}

Result<void> Endpoint::choose_model(const std::stop_token& stop) {
  const std::string body = QED_TRY(
      with_retries<std::string>([&](Clock::time_point deadline) { return fetch_models(deadline, stop); }, stop));
  const std::string at = address_.url.below("models").display();
  const Json list = Json::parse(body, nullptr, /*allow_exceptions=*/false);
  std::vector<std::string> names;
  if (list.is_object() && list.contains("data") && list["data"].is_array())
    for (const Json& model : list["data"])
      if (model.is_object() && model.contains("id") && model["id"].is_string()) names.push_back(model["id"]);
  if (names.size() == 1) {
    address_.name = names.front();
    return {};
  }
  if (names.empty())
    return fail(Errc::kCorrupt, "{}: expected a list of models, got '{}'; name one as URL#NAME", at,
                clean({{}, excerpt(body)}).message);
  std::string listed;
  for (std::size_t i = 0; i < std::min(names.size(), kMaxModelsShown); ++i)
    listed += (i ? ", " : "") + excerpt(names[i]);
  if (names.size() > kMaxModelsShown) listed += fmt::format(" and {} more", names.size() - kMaxModelsShown);
  return fail(Errc::kNotFound, "{}: {} models; name one as URL#NAME: {}", at, names.size(), listed);
}

std::string Endpoint::body_of(const Request& request, int sample, const Dialect& dialect) const {
  const Sampling& sampling = request.sampling;
  Json messages = Json::array();
  for (const Message& message : request.messages) messages.push_back(message_json(message));
  Json body = {{"model", address_.name}, {"messages", std::move(messages)}, {"stream", true}};
  body[dialect.max_completion_tokens ? "max_completion_tokens" : "max_tokens"] = sampling.max_tokens;
  if (dialect.temperature) body["temperature"] = sampling.temperature;
  if (dialect.top_p) body["top_p"] = sampling.top_p;
  // Servers hold seeds as signed 64-bit numbers.
  const std::uint64_t seed = sampling.seed + static_cast<std::uint64_t>(sample);
  if (dialect.seed) body["seed"] = seed & std::numeric_limits<std::int64_t>::max();
  if (dialect.stop && !sampling.stop.empty()) body["stop"] = sampling.stop;
  if (dialect.stream_options) body["stream_options"] = {{"include_usage", true}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool Endpoint::adapt(std::string_view parameter, std::string_view message, const Dialect& used) {
  const auto refused = [&](std::string_view name) {
    return parameter == name || message.find(fmt::format("'{}'", name)) != std::string_view::npos;
  };
  const std::lock_guard lock(mutex_);
  // The advice "use 'max_completion_tokens' instead" names both: the one that was sent is the refused one.
  if (!used.max_completion_tokens && refused("max_tokens")) return dialect_.max_completion_tokens = true;
  constexpr std::pair<std::string_view, bool Dialect::*> kOptional[] = {
      {"temperature", &Dialect::temperature},
      {"top_p", &Dialect::top_p},
      {"seed", &Dialect::seed},
      {"stop", &Dialect::stop},
      {"stream_options", &Dialect::stream_options},
  };
  for (const auto& [name, sent] : kOptional) {
    if (!(used.*sent) || !refused(name)) continue;
    dialect_.*sent = false;
    return true;
  }
  return false;
}

Endpoint::Failure Endpoint::refusal(const HttpResponse& response, std::string_view body, const Dialect& used) {
  if (response.status >= 300 && response.status < 400) {
    const Result<Url> target = parse_url(response.location);
    return {.error = {Errc::kInvalidInput, fmt::format("status {}: redirects to {}; give that address itself",
                                                       response.status, target ? target->display() : "nowhere")},
            .retry_after = {}};
  }
  const ServerError said = read_server_error(body);
  std::string message =
      fmt::format("status {}: {}", response.status, said.message.empty() ? "no message" : said.message);
  const bool asked_wrongly = response.status == 400 || response.status == 422;
  return {.error = {errc_of_status(response.status, said.kind), std::move(message)},
          .retry_after = response.retry_after,
          .ask_again = asked_wrongly && adapt(said.parameter, said.message, used)};
}

// The body of a reply as it comes: of an error its first part, else a chat reply.
class Endpoint::Reading {
 public:
  Reading(std::size_t max_bytes, ChatReader::PieceSink on_piece)
      : max_bytes_(max_bytes), on_piece_(std::move(on_piece)) {}

  bool take(const HttpResponse& response, std::string_view bytes) {
    if (response.status != 200) {
      error_body_ += bytes.substr(0, kMaxErrorBodyBytes - error_body_.size());
      return error_body_.size() < kMaxErrorBodyBytes;
    }
    if (!reader_)
      reader_.emplace(response.content_type, max_bytes_, [this](std::string_view piece) {
        any_piece_ = true;
        if (on_piece_) on_piece_(piece);
      });
    read_ = reader_->feed(bytes);
    return read_ && !reader_->done();
  }

  // The text has come whole, so a connection that breaks afterwards does no harm.
  bool whole() const { return reader_ && read_ && reader_->finished(); }
  bool any_piece() const { return any_piece_; }
  const std::string& error_body() const { return error_body_; }

  Result<Generation> finish() {
    if (!read_) return std::unexpected(read_.error());
    if (!reader_) return fail(Errc::kUnavailable, "the reply has no body");
    return reader_->finish();
  }

 private:
  std::size_t max_bytes_;
  ChatReader::PieceSink on_piece_;
  std::optional<ChatReader> reader_;
  Result<void> read_;
  std::string error_body_;
  bool any_piece_ = false;
};

Endpoint::Attempt<Generation> Endpoint::attempt(const Request& request, int sample, const TokenSink& on_token,
                                                Clock::time_point deadline, const std::stop_token& stop) {
  const Clock::time_point begin = Clock::now();
  const Dialect dialect = [this] {
    const std::lock_guard lock(mutex_);
    return dialect_;
  }();
  HttpRequest http = request_to("chat/completions");
  http.headers.insert(http.headers.end(),
                      {"Content-Type: application/json", "Accept: text/event-stream, application/json"});
  http.body = body_of(request, sample, dialect);
  Reading reading(options_.max_reply_bytes, [&](std::string_view piece) {
    if (on_token) on_token(sample, piece);
  });
  const Result<HttpResponse> response = client_.exchange(
      http, timeouts_until(deadline),
      [&](const HttpResponse& head, std::string_view bytes) { return reading.take(head, bytes); }, stop);
  Attempt<Generation> result = conclude(response, reading, dialect, http.url.display());
  if (result) {
    result->sample = sample;
    result->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  } else if (reading.any_piece() && on_token) {
    on_token(sample, {});  // what came is void
  }
  return result;
}

Endpoint::Attempt<Generation> Endpoint::conclude(const Result<HttpResponse>& response, Reading& reading,
                                                 const Dialect& used, const std::string& url) {
  const bool broke_off = !response && !(response.error().code == Errc::kUnavailable && reading.whole());
  if (broke_off) return std::unexpected(Failure{.error = response.error(), .retry_after = {}});
  Failure failure;
  if (response && response->status != 200) {
    failure = refusal(*response, reading.error_body(), used);
  } else {
    Result<Generation> generation = reading.finish();
    if (generation) return *std::move(generation);
    failure.error = std::move(generation).error();
  }
  failure.error.message = fmt::format("{}: {}", url, failure.error.message);
  return std::unexpected(std::move(failure));
}

Result<Generation> Endpoint::sample_one(const Request& request, int sample, const TokenSink& on_token,
                                        const std::stop_token& stop) {
  const Slot slot(*this, stop);
  if (!slot) return fail(Errc::kCancelled, "{}: cancelled", address_.url.display());
  return with_retries<Generation>(
      [&](Clock::time_point deadline) { return attempt(request, sample, on_token, deadline, stop); }, stop);
}

Result<std::vector<Generation>> Endpoint::sample(const Request& request, const TokenSink& on_token,
                                                 std::stop_token stop) {
  if (request.samples <= 0) return std::vector<Generation>();
  const auto samples = static_cast<std::size_t>(request.samples);
  std::vector<std::optional<Result<Generation>>> results(samples);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> any = false;
  std::atomic<bool> hopeless = false;  // what met the first samples would meet the rest
  const auto work = [&] {
    for (std::size_t i; !hopeless && (i = next++) < samples;) {
      results[i] = sample_one(request, request.first_sample + static_cast<int>(i), on_token, stop);
      if (*results[i])
        any = true;
      else if ((*results[i]).error().code != Errc::kCorrupt && !any)
        hopeless = true;
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t width = std::min(samples, static_cast<std::size_t>(options_.concurrency));
    while (helpers.size() + 1 < width) {
      try {
        helpers.emplace_back(work);
      } catch (const std::system_error&) {
        break;  // no more threads to be had: those there are do the work
      }
    }
    work();
  }
  std::vector<Generation> generations;
  std::optional<Error> first_error;
  for (std::optional<Result<Generation>>& result : results) {
    if (!result) continue;
    if (*result)
      generations.push_back(**std::move(result));
    else if (!first_error)
      first_error = result->error();
  }
  if (generations.empty()) return std::unexpected(*std::move(first_error));
  return generations;
}

}  // namespace qed::llm
