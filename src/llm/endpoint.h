// A language model behind any OpenAI-compatible server: vLLM, SGLang, llama-server, Ollama, OpenAI itself.
//
// Samples are requests of their own rather than one request with n: each has its seed, so a sample is reproducible
// alone; each is retried alone; llama-server and Ollama ignore n; and servers share the prompt's prefix anyway.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "llm/http.h"
#include "llm/language_model.h"
#include "llm/model_address.h"

namespace qed::llm {

// Exponential back-off with full jitter: before attempt i + 1, a uniformly random time up to initial * 2^(i-1).
struct Retries {
  int attempts = 4;  // in all, per sample
  std::chrono::milliseconds initial{500};
  std::chrono::milliseconds longest{20'000};
  std::chrono::milliseconds longest_retry_after{60'000};  // a server's Retry-After counts up to this
};

struct EndpointOptions {
  std::string api_key;
  Timeouts timeouts;  // total: of one sample, its retries included
  Retries retries;
  int concurrency = 8;  // requests at once, through all callers of the endpoint
  std::size_t max_reply_bytes = 32 << 20;
};

class Endpoint final : public LanguageModel {
 public:
  // Asks the server for its models where the address names none: kNotFound lists them where there are several.
  static Result<std::unique_ptr<Endpoint>> open(const ModelAddress& address, EndpointOptions options,
                                                const std::stop_token& stop = {});

  const std::string& name() const override { return address_.name; }
  bool remote() const override { return !address_.url.loopback(); }

  // Retries what may pass: connection errors, 408, 429, 5xx, time-outs and replies cut off. Parameters that the model
  // objects to (reasoning models know neither temperature nor max_tokens) are left out or renamed from then on.
  // Errors start with the URL and carry the status and the server's words; never the key or the URL's credentials.
  // kDenied: 401, 403, no quota; kNotFound: 404; kLimitExceeded: too long a request or reply; kInvalidInput: any
  // other 4xx; kCorrupt: not a reply of this API; kUnavailable, kTimeout, kCancelled.
  Result<std::vector<Generation>> sample(const Request& request, const TokenSink& on_token,
                                         std::stop_token stop) override;

 private:
  using Clock = std::chrono::steady_clock;

  // How this model wants to be asked; learnt from what it refuses.
  struct Dialect {
    bool max_completion_tokens = false;
    bool temperature = true, top_p = true, seed = true, stop = true, stream_options = true;
  };
  struct Failure {
    Error error;
    std::optional<std::chrono::seconds> retry_after;
    bool ask_again = false;  // at once: in another dialect
  };
  template <class T>
  using Attempt = std::expected<T, Failure>;
  class Slot;     // one of `concurrency` places
  class Reading;  // the body of a reply

  Endpoint(ModelAddress address, EndpointOptions options);
  Result<void> choose_model(const std::stop_token& stop);
  Result<Generation> sample_one(const Request& request, int sample, const TokenSink& on_token,
                                const std::stop_token& stop);
  Attempt<Generation> attempt(const Request& request, int sample, const TokenSink& on_token, Clock::time_point deadline,
                              const std::stop_token& stop);
  Attempt<Generation> conclude(const Result<HttpResponse>& response, Reading& reading, const Dialect& used,
                               const std::string& url);
  Attempt<std::string> fetch_models(Clock::time_point deadline, const std::stop_token& stop);
  Failure refusal(const HttpResponse& response, std::string_view body, const Dialect& used);
  bool adapt(std::string_view parameter, std::string_view message, const Dialect& used);
  std::string body_of(const Request& request, int sample, const Dialect& dialect) const;
  HttpRequest request_to(std::string_view segment) const;
  Timeouts timeouts_until(Clock::time_point deadline) const;
  template <class T>
  Result<T> with_retries(const std::function<Attempt<T>(Clock::time_point deadline)>& attempt,
                         const std::stop_token& stop);
  Error clean(Error error) const;  // without the key

  ModelAddress address_;
  EndpointOptions options_;
  HttpClient client_;
  std::mutex mutex_;
  std::condition_variable_any slot_free_;
  int busy_ = 0;     // guarded by mutex_
  Dialect dialect_;  // guarded by mutex_
};

}  // namespace qed::llm
