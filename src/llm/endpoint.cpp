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

std::string upper_identifier(std::string_view host) {
  std::string name = "QED_API_KEY_";
  for (char c : host) {
    const bool letter = text::is_alpha(c);
    name += letter ? static_cast<char>(text::to_lower(c) - 'a' + 'A') : text::is_digit(c) ? c : '_';
  }
  return name;
}

}  // namespace

Result<ModelAddress> parse_model_address(std::string_view text) {
  const std::string_view address = text::trim(text);
  const std::size_t hash = address.find('#');
  ModelAddress result{.url = QED_TRY(parse_url(address.substr(0, hash))), .name = {}};
  if (hash != std::string_view::npos) {
    result.name = text::trim(address.substr(hash + 1));
    if (result.name.empty())
      return fail(Errc::kInvalidInput, "{}: no model name after '#'; expected URL#NAME or URL", result.url.display());
  }
  if (result.url.path.empty()) result.url.path = "/v1";
  return result;
}

Result<ApiKey> api_key_for(const Url& url, const Environment& environment) {
  const bool exposed = url.scheme == "http" && !url.loopback();
  const std::string own = upper_identifier(url.host);
  const std::string_view host = url.host;
  for (const std::string& variable : {own, std::string("QED_API_KEY"), std::string("OPENAI_API_KEY")}) {
    const char* value = environment(variable.c_str());
    const std::string key(text::trim(value ? value : ""));
    if (key.empty()) continue;
    if (std::ranges::any_of(key, [](char c) { return c <= ' ' || c > '~'; }))
      return fail(Errc::kInvalidInput, "{}: not a key: blanks, control or non-ASCII characters in it", variable);
    if (!exposed) return ApiKey{.key = key, .notice = {}};
    if (variable == "OPENAI_API_KEY")
      return ApiKey{
          .key = {},
          .notice = fmt::format("OPENAI_API_KEY is not sent to {} over plain http; use https, or set {}", host, own)};
    return ApiKey{.key = key,
                  .notice = fmt::format("{} goes to {} over plain http: others may read it", variable, host)};
  }
  return ApiKey{};
}

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
                                                 std::stop_token stop) {
  std::unique_ptr<Endpoint> endpoint(new Endpoint(address, std::move(options)));
  if (endpoint->address_.name.empty()) QED_TRY(endpoint->choose_model(std::move(stop)));
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
Result<T> Endpoint::with_retries(const std::function<Attempt<T>(Clock::time_point)>& attempt, std::stop_token stop) {
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

Result<void> Endpoint::choose_model(std::stop_token stop) {
  const HttpRequest request = request_to("models");
  const std::string at = request.url.display();
  const std::string body = QED_TRY(with_retries<std::string>(
      [&](Clock::time_point deadline) -> Attempt<std::string> {
        std::string received;
        const auto response = client_.exchange(
            request, timeouts_until(deadline),
            [&](const HttpResponse&, std::string_view bytes) {
              received += bytes;
              return received.size() <= kMaxModelListBytes;
            },
            stop);
        if (!response) return std::unexpected(Failure{.error = response.error(), .retry_after = {}});
        if (response->status != 200) {
          Failure failure = refusal(*response, received, Dialect{});
          failure.error.message = fmt::format("{}: {}", at, failure.error.message);
          return std::unexpected(std::move(failure));
        }
        return received;
      },
      stop));
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
  const std::size_t shown = std::min(names.size(), kMaxModelsShown);
  std::string listed = excerpt(names[0]);
  for (std::size_t i = 1; i < shown; ++i) listed += ", " + excerpt(names[i]);
  if (shown < names.size()) listed += fmt::format(" and {} more", names.size() - shown);
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

Endpoint::Attempt<Generation> Endpoint::attempt(const Request& request, int sample, const TokenSink& on_token,
                                                Clock::time_point deadline, std::stop_token stop) {
  const Clock::time_point begin = Clock::now();
  const Dialect dialect = [this] {
    const std::lock_guard lock(mutex_);
    return dialect_;
  }();
  HttpRequest http = request_to("chat/completions");
  http.headers.insert(http.headers.end(),
                      {"Content-Type: application/json", "Accept: text/event-stream, application/json"});
  http.body = body_of(request, sample, dialect);
  bool any_piece = false;
  std::optional<ChatReader> reader;
  std::string error_body;
  Result<void> read;
  const auto on_body = [&](const HttpResponse& response, std::string_view bytes) {
    if (response.status != 200) {
      error_body += bytes.substr(0, kMaxErrorBodyBytes - error_body.size());
      return error_body.size() < kMaxErrorBodyBytes;
    }
    if (!reader)
      reader.emplace(response.content_type, options_.max_reply_bytes, [&](std::string_view piece) {
        any_piece = true;
        if (on_token) on_token(sample, piece);
      });
    read = reader->feed(bytes);
    return read && !reader->done();
  };
  const auto failed = [&](Failure failure, bool names_url = false) -> Attempt<Generation> {
    if (!names_url) failure.error.message = fmt::format("{}: {}", http.url.display(), failure.error.message);
    if (any_piece && on_token) on_token(sample, {});  // what came is void
    return std::unexpected(std::move(failure));
  };
  const auto response = client_.exchange(http, timeouts_until(deadline), on_body, stop);
  const bool whole = reader && reader->finished() && read;  // then a connection that broke did no harm
  if (!response && !(whole && response.error().code == Errc::kUnavailable))
    return failed({.error = response.error(), .retry_after = {}}, /*names_url=*/true);
  if (response && response->status != 200) return failed(refusal(*response, error_body, dialect));
  if (!read) return failed({.error = read.error(), .retry_after = {}});
  if (!reader) return failed({.error = {Errc::kUnavailable, "the reply has no body"}, .retry_after = {}});
  Result<Generation> generation = reader->finish();
  if (!generation) return failed({.error = generation.error(), .retry_after = {}});
  generation->sample = sample;
  generation->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return *std::move(generation);
}

Result<Generation> Endpoint::sample_one(const Request& request, int sample, const TokenSink& on_token,
                                        std::stop_token stop) {
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
    try {
      while (helpers.size() + 1 < width) helpers.emplace_back(work);
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do the work.
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
