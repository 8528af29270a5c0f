// One HTTP exchange at a time over libcurl: addresses, time-outs, cancellation, bounded and streamed bodies.
// Proxies (http_proxy, https_proxy, no_proxy) and certificates are taken as curl takes them, except that loopback
// hosts are always reached directly. Redirects are not followed: neither key nor prompt goes where nobody sent it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::llm {

// The address of a server. `host` is without brackets; `credentials` ("user:password") never shows in display().
struct Url {
  std::string scheme;  // "http" or "https"
  std::string credentials;
  std::string host;
  std::string port;   // empty for the scheme's own
  std::string path;   // without a slash at its end
  std::string query;  // without '?'

  std::string full() const;
  std::string display() const;
  Url below(std::string_view segment) const;  // http://h/v1 below "models": http://h/v1/models
  bool loopback() const;                      // localhost, *.localhost, 127.0.0.0/8, ::1
};

Result<Url> parse_url(std::string_view text);

struct Timeouts {
  std::chrono::milliseconds connect{10'000};
  std::chrono::milliseconds first_byte{300'000};  // of the body: includes queueing and prefill
  std::chrono::milliseconds idle{120'000};        // between two reads of the body
  std::chrono::milliseconds total{1'800'000};
  // A transfer that brings fewer bytes a second than this throughout `idle` (in whole seconds, from its start on) has
  // timed out, too.
  std::size_t least_speed = 0;
};

struct HttpRequest {
  Url url;
  std::vector<std::string> headers;  // "Name: value"
  std::optional<std::string> body;   // POST with it, GET without
  bool as_stored = false;            // the body must come as it is stored, not compressed on the way
};

struct HttpResponse {
  int status = 0;
  std::string content_type;  // lower case, without parameters: "text/event-stream"
  std::string location;      // where a redirect points
  std::optional<std::chrono::seconds> retry_after;
  std::map<std::string, std::string> headers = {};  // names in lower case; libcurl bounds them

  std::string_view header(const std::string& name) const;  // empty where there is none
};

// A piece of the body; false ends the exchange there, which is no error.
using BodySink = std::function<bool(const HttpResponse& response, std::string_view bytes)>;

// Keeps connections open between exchanges. Safe to call from several threads at once.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Any status is a response. Errors: kTimeout, kCancelled, kUnavailable where the connection failed or broke,
  // kDenied where the server's certificate is not to be trusted. Messages start with the address.
  Result<HttpResponse> exchange(const HttpRequest& request, const Timeouts& timeouts, const BodySink& on_body,
                                const std::stop_token& stop);

 private:
  class Connection;  // one multi handle and the sockets it keeps
  std::unique_ptr<Connection> lease();
  void give_back(std::unique_ptr<Connection> connection);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_
};

}  // namespace qed::llm
