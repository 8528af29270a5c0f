#include "llm/http.h"

#include <arpa/inet.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "llm/curl.h"

namespace qed::llm {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr long kMaxIdleConnections = 16;

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl().url_get(url, which, &text, 0) != CURLUE_OK || !text) return {};
  std::string value(text);
  curl().free(text);
  return value;
}

std::string authority(const Url& url) {
  const bool ipv6 = url.host.find(':') != std::string::npos;
  return (ipv6 ? "[" + url.host + "]" : url.host) + (url.port.empty() ? "" : ":" + url.port);
}

// What one exchange shares with libcurl's callbacks, which run on the caller's thread.
struct Transfer {
  CURL* easy;
  const BodySink& on_body;
  HttpResponse response;
  bool body_began = false;
  bool ended_by_sink = false;
  Clock::time_point last_read;

  void read_status() {
    long status = 0;
    get_info(easy, CURLINFO_RESPONSE_CODE, &status);
    response.status = static_cast<int>(status);
    const char* type = nullptr;
    if (get_info(easy, CURLINFO_CONTENT_TYPE, &type) && type)
      response.content_type = text::lower(text::trim(text::split(type, ';').front()));
    const char* location = nullptr;
    if (get_info(easy, CURLINFO_REDIRECT_URL, &location) && location) response.location = location;
    curl_off_t wait = 0;  // seconds, from either form of the header; 0 where there is none
    if (get_info(easy, CURLINFO_RETRY_AFTER, &wait) && wait > 0) response.retry_after = std::chrono::seconds(wait);
  }
};

std::size_t receive(char* data, std::size_t, std::size_t bytes, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (!transfer.body_began) transfer.read_status();
  transfer.body_began = true;
  transfer.last_read = Clock::now();
  if (transfer.on_body(transfer.response, {data, bytes})) return bytes;
  transfer.ended_by_sink = true;
  return CURL_WRITEFUNC_ERROR;
}

// One line of the head. A status line begins a new one: what an interim response said is forgotten.
std::size_t note_header(char* data, std::size_t, std::size_t bytes, void* context) {
  auto& headers = static_cast<Transfer*>(context)->response.headers;
  const std::string_view line(data, bytes);
  if (line.starts_with("HTTP/")) headers.clear();
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
    headers[text::lower(line.substr(0, colon))] = text::trim(line.substr(colon + 1));
  return bytes;
}

void set_options(CURL* easy, const HttpRequest& request, const Timeouts& timeouts, const curl_slist* headers) {
  set_option(easy, CURLOPT_URL, request.url.full().c_str());
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_USERAGENT, "qed");
  if (!request.as_stored) set_option(easy, CURLOPT_ACCEPT_ENCODING, "");
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, static_cast<long>(timeouts.connect.count())));
  if (timeouts.least_speed > 0) {
    set_option(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(timeouts.least_speed));
    const auto whole = std::chrono::ceil<std::chrono::seconds>(timeouts.idle);
    set_option(easy, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(whole.count())));
  }
  set_option(easy, CURLOPT_HTTPHEADER, headers);
  set_option(easy, CURLOPT_WRITEFUNCTION, receive);
  set_option(easy, CURLOPT_HEADERFUNCTION, note_header);
  if (request.url.loopback()) set_option(easy, CURLOPT_PROXY, "");
  if (request.body) {
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
    set_option(easy, CURLOPT_POSTFIELDS, request.body->c_str());
  }
}

HeaderList make_headers(const std::vector<std::string>& lines) {
  HeaderList list;
  for (const std::string& line : lines) {
    curl_slist* longer = curl().slist_append(list.get(), line.c_str());
    QED_CHECK(longer != nullptr);
    std::ignore = list.release();  // the longer list is the same one
    list.reset(longer);
  }
  return list;
}

Errc code_of(CURLcode result) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return Errc::kTimeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return Errc::kDenied;
    default:
      return Errc::kUnavailable;
  }
}

double seconds(milliseconds time) { return static_cast<double>(time.count()) / 1000; }

}  // namespace

std::string Url::full() const {
  return scheme + "://" + (credentials.empty() ? "" : credentials + "@") + authority(*this) + path +
         (query.empty() ? "" : "?" + query);
}

std::string Url::display() const { return scheme + "://" + authority(*this) + path; }

Url Url::below(std::string_view segment) const {
  Url url = *this;
  url.path.append("/").append(segment);
  return url;
}

std::string_view HttpResponse::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

bool Url::loopback() const {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

Result<Url> parse_url(std::string_view text) {
  constexpr std::string_view kExpected = "expected http://HOST[:PORT][/PATH] or https://…";
  const UrlHandle handle(curl().url());
  QED_CHECK(handle != nullptr);
  const std::string given(text);
  // What came before an '@' may be a password: such an address is not repeated.
  const std::string shown =
      given.find('@') == std::string::npos ? "'" + given + "'" : std::string("an address with '@'");
  if (given.find('\0') != std::string::npos)
    return fail(Errc::kInvalidInput, "an address with a null byte: {}", kExpected);
  if (const CURLUcode code = curl().url_set(handle.get(), CURLUPART_URL, given.c_str(), CURLU_NON_SUPPORT_SCHEME))
    return fail(Errc::kInvalidInput, "{}: {}; {}", shown, curl().url_strerror(code), kExpected);
  Url url{.scheme = text::lower(part(handle.get(), CURLUPART_SCHEME)),
          .credentials = part(handle.get(), CURLUPART_USER),
          .host = text::lower(part(handle.get(), CURLUPART_HOST)),
          .port = part(handle.get(), CURLUPART_PORT),
          .path = part(handle.get(), CURLUPART_PATH),
          .query = part(handle.get(), CURLUPART_QUERY)};
  if (const std::string password = part(handle.get(), CURLUPART_PASSWORD); !password.empty())
    url.credentials += ":" + password;
  if (url.host.starts_with('[') && url.host.ends_with(']')) url.host = url.host.substr(1, url.host.size() - 2);
  if ((url.scheme != "http" && url.scheme != "https") || url.host.empty())
    return fail(Errc::kInvalidInput, "{}: not an http address; {}", shown, kExpected);
  while (url.path.ends_with('/')) url.path.pop_back();
  return url;
}

class HttpClient::Connection {
 public:
  Connection() : multi_(curl().multi_init()) {
    QED_CHECK(multi_ != nullptr);
    curl().multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
  }

  Result<HttpResponse> exchange(const HttpRequest& request, const Timeouts& timeouts, const BodySink& on_body,
                                const std::stop_token& stop) {
    const EasyHandle easy(curl().easy_init());
    QED_CHECK(easy != nullptr);
    const HeaderList headers = make_headers(request.headers);
    char reason[CURL_ERROR_SIZE] = "";
    Transfer transfer{.easy = easy.get(), .on_body = on_body, .response = {}, .last_read = Clock::now()};
    set_options(easy.get(), request, timeouts, headers.get());
    set_option(easy.get(), CURLOPT_ERRORBUFFER, reason);
    set_option(easy.get(), CURLOPT_WRITEDATA, &transfer);
    set_option(easy.get(), CURLOPT_HEADERDATA, &transfer);
    curl().multi_add_handle(multi_.get(), easy.get());
    const Result<CURLcode> ended = drive(request.url, timeouts, transfer, stop);
    curl().multi_remove_handle(multi_.get(), easy.get());
    if (!ended) return std::unexpected(ended.error());
    if (!transfer.body_began) transfer.read_status();
    if (*ended != CURLE_OK && !transfer.ended_by_sink)
      return fail(code_of(*ended), "{}: {}", request.url.display(), *reason ? reason : curl().easy_strerror(*ended));
    return std::move(transfer.response);
  }

 private:
  // Runs the transfer to its end, a time-out or a stop, whichever is first.
  Result<CURLcode> drive(const Url& url, const Timeouts& timeouts, Transfer& transfer, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { curl().multi_wakeup(multi_.get()); });
    const Clock::time_point begin = Clock::now();
    for (;;) {
      if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: cancelled", url.display());
      int running = 0;
      if (const CURLMcode code = curl().multi_perform(multi_.get(), &running))
        return fail(Errc::kUnavailable, "{}: {}", url.display(), curl().multi_strerror(code));
      if (running == 0) return outcome();
      const Clock::time_point now = Clock::now();
      const milliseconds quiet = transfer.body_began ? timeouts.idle : timeouts.first_byte;
      if (now - begin >= timeouts.total)
        return fail(Errc::kTimeout, "{}: not finished after {} s", url.display(), seconds(timeouts.total));
      if (now - transfer.last_read >= quiet)
        return fail(Errc::kTimeout, "{}: {} for {} s", url.display(),
                    transfer.body_began ? "the reply stood still" : "no reply", seconds(quiet));
      const auto left = std::min(begin + timeouts.total, transfer.last_read + quiet) - now;
      const milliseconds wait = std::chrono::ceil<milliseconds>(left);
      curl().multi_poll(multi_.get(), nullptr, 0, static_cast<int>(std::min<std::int64_t>(wait.count(), 60'000)),
                        nullptr);
    }
  }

  CURLcode outcome() {
    int left = 0;
    while (const CURLMsg* message = curl().multi_info_read(multi_.get(), &left))
      if (message->msg == CURLMSG_DONE) return message->data.result;
    return CURLE_RECV_ERROR;
  }

  MultiHandle multi_;
};

HttpClient::HttpClient() {
  static std::once_flag once;
  std::call_once(once, [] { QED_CHECK(curl().global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

HttpClient::~HttpClient() = default;

std::unique_ptr<HttpClient::Connection> HttpClient::lease() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Connection>();
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void HttpClient::give_back(std::unique_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdleConnections) idle_.push_back(std::move(connection));
}

Result<HttpResponse> HttpClient::exchange(const HttpRequest& request, const Timeouts& timeouts, const BodySink& on_body,
                                          const std::stop_token& stop) {
  std::unique_ptr<Connection> connection = lease();
  Result<HttpResponse> response = connection->exchange(request, timeouts, on_body, stop);
  give_back(std::move(connection));
  return response;
}

}  // namespace qed::llm
