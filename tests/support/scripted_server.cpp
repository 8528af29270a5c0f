#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace qed::test {
namespace {

constexpr int kPollMs = 10;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// A socket bound to an ephemeral port of the loopback interface.
std::pair<UniqueFd, int> bound_socket() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  QED_CHECK(fd);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  QED_CHECK(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
  QED_CHECK(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return {std::move(fd), ntohs(address.sin_port)};
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// More bytes into `buffer`; false at the end of the connection or of the server.
bool receive(int fd, std::string& buffer, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&entry, 1, kPollMs) <= 0) continue;
    char bytes[16 * 1024];
    // NOLINTNEXTLINE(clang-analyzer-unix.BlockInCriticalSection): the callers' locks end before
    const ssize_t got = ::recv(fd, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    buffer.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  return false;
}

std::optional<ReceivedRequest> read_request(int fd, std::string& buffer, const std::stop_token& stop) {
  std::size_t head = 0;
  while ((head = buffer.find("\r\n\r\n")) == std::string::npos)
    if (!receive(fd, buffer, stop)) return std::nullopt;
  ReceivedRequest request;
  const std::string text = buffer.substr(0, head);
  const std::vector<std::string_view> lines = text::split(text, '\n');
  const std::vector<std::string_view> words = text::split(text::trim(lines.front()), ' ');
  if (words.size() != 3) return std::nullopt;
  request.method = words[0];
  request.target = words[1];
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t colon = lines[i].find(':');
    if (colon == std::string_view::npos) continue;
    request.headers[text::lower(lines[i].substr(0, colon))] = text::trim(lines[i].substr(colon + 1));
  }
  const auto length = request.headers.find("content-length");
  const std::size_t body = length == request.headers.end() ? 0 : std::strtoull(length->second.c_str(), nullptr, 10);
  if (request.headers["expect"] == "100-continue" && !send_all(fd, "HTTP/1.1 100 Continue\r\n\r\n"))
    return std::nullopt;
  while (buffer.size() < head + 4 + body)
    if (!receive(fd, buffer, stop)) return std::nullopt;
  request.body = buffer.substr(head + 4, body);
  buffer.erase(0, head + 4 + body);
  return request;
}

std::string head_of(const Reply& reply) {
  std::size_t length = 0;
  for (const std::string& part : reply.parts) length += part.size();
  std::string head = fmt::format("HTTP/1.1 {} Scripted\r\n", reply.status);
  if (!reply.content_type.empty()) head += fmt::format("Content-Type: {}\r\n", reply.content_type);
  for (const std::string& line : reply.headers) head += line + "\r\n";
  if (reply.chunked) return head + "Transfer-Encoding: chunked\r\n\r\n";
  // A body that is cut off promises one byte more than comes.
  return head + fmt::format("Content-Length: {}\r\n\r\n", length + (reply.cut_off || reply.hang ? 1 : 0));
}

}  // namespace

Reply json_reply(int status, std::string body) { return {.status = status, .headers = {}, .parts = {std::move(body)}}; }

Reply event_reply(std::vector<std::string> parts) {
  return {.content_type = "text/event-stream", .headers = {}, .parts = std::move(parts), .chunked = true};
}

std::vector<std::string> chat_events(const std::vector<std::string>& pieces) {
  using Json = nlohmann::json;
  const auto event = [](const Json& json) { return "data: " + json.dump() + "\n\n"; };
  std::vector<std::string> events = {
      event({{"choices", {{{"index", 0}, {"delta", {{"role", "assistant"}, {"content", nullptr}}}}}}})};
  for (const std::string& piece : pieces)
    events.push_back(
        event({{"choices", {{{"index", 0}, {"delta", {{"content", piece}}}, {"finish_reason", nullptr}}}}}));
  events.push_back(event({{"choices", {{{"index", 0}, {"delta", Json::object()}, {"finish_reason", "stop"}}}}}));
  events.push_back(event({{"choices", Json::array()}, {"usage", {{"prompt_tokens", 11}, {"completion_tokens", 7}}}}));
  events.push_back("data: [DONE]\n\n");
  return events;
}

ScriptedServer::ScriptedServer(Script script) : script_(std::move(script)) {
  std::tie(listener_, port_) = bound_socket();
  QED_CHECK(::listen(listener_.get(), 128) == 0);
  acceptor_ = std::jthread([this](const std::stop_token& stop) { accept_all(stop); });
}

ScriptedServer::ScriptedServer(std::vector<Reply> replies)
    : ScriptedServer([replies = std::move(replies)](const ReceivedRequest&, int number) {
        return replies.at(std::min(static_cast<std::size_t>(number), replies.size() - 1));
      }) {}

ScriptedServer::~ScriptedServer() = default;

std::string ScriptedServer::url() const { return fmt::format("http://127.0.0.1:{}", port_); }

std::vector<ReceivedRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int ScriptedServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

int ScriptedServer::most_at_once() const {
  const std::lock_guard lock(mutex_);
  return most_at_once_;
}

void ScriptedServer::accept_all(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    pollfd entry{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&entry, 1, kPollMs) <= 0) continue;
    const int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    {
      const std::lock_guard lock(mutex_);
      ++connections_;
    }
    workers_.emplace_back([this, fd](const std::stop_token& worker_stop) { serve(worker_stop, fd); });
  }
  for (std::jthread& worker : workers_) worker.request_stop();
  workers_.clear();
}

void ScriptedServer::serve(const std::stop_token& stop, int fd) {
  const UniqueFd owner(fd);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  std::string buffer;
  while (const std::optional<ReceivedRequest> request = read_request(fd, buffer, stop)) {
    int number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = static_cast<int>(requests_.size());
      requests_.push_back(*request);
      most_at_once_ = std::max(most_at_once_, ++busy_);
    }
    if (!answer(stop, fd, script_(*request, number))) return;
  }
}

// True where another request may follow on the connection.
bool ScriptedServer::answer(const std::stop_token& stop, int fd, const Reply& reply) {
  if (!wait(stop, reply.before_headers)) return false;
  {
    const std::lock_guard lock(mutex_);
    --busy_;
  }
  const auto hang = [&] {
    std::string ignored;
    while (receive(fd, ignored, stop)) ignored.clear();
    return false;
  };
  if (reply.no_reply) return reply.hang && hang();
  if (!send_all(fd, head_of(reply))) return false;
  for (const std::string& part : reply.parts) {
    if (!wait(stop, reply.before_part)) return false;
    const std::string bytes = reply.chunked ? fmt::format("{:x}\r\n{}\r\n", part.size(), part) : part;
    if (!part.empty() && !send_all(fd, bytes)) return false;
  }
  if (reply.hang) return hang();
  if (reply.cut_off) return false;
  return !reply.chunked || send_all(fd, "0\r\n\r\n");
}

bool ScriptedServer::wait(const std::stop_token& stop, std::chrono::milliseconds time) const {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

std::string refusing_url() {
  // Bound and released: the port is free again, and the kernel hands it to nobody soon.
  return fmt::format("http://127.0.0.1:{}", bound_socket().second);
}

}  // namespace qed::test
