// An HTTP/1.1 server on a loopback port that does what a test tells it, well or badly, and keeps what it was asked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"

namespace qed::test {

struct ReceivedRequest {
  std::string method, target;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// One reply. With `chunked` its parts go out one by one as HTTP chunks, else at once with a Content-Length.
struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::string> headers;  // "Retry-After: 1"
  std::vector<std::string> parts;
  bool chunked = false;
  bool cut_off = false;   // the connection ends after the last part, in the middle of the body
  bool hang = false;      // the connection stays open and silent after the last part
  bool no_reply = false;  // not even headers; with `hang` silence, else the connection ends
  std::chrono::milliseconds before_headers{0};
  std::chrono::milliseconds before_part{0};
};

Reply json_reply(int status, std::string body);
Reply event_reply(std::vector<std::string> parts);  // text/event-stream, the parts as they are

// The body of a chat stream: each piece of text as an event, then finish_reason, usage and [DONE].
std::vector<std::string> chat_events(const std::vector<std::string>& pieces);

class ScriptedServer {
 public:
  using Script = std::function<Reply(const ReceivedRequest& request, int number)>;  // number counts from 0

  explicit ScriptedServer(Script script);
  // One reply after another; the last one is repeated.
  explicit ScriptedServer(std::vector<Reply> replies);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url() const;  // "http://127.0.0.1:PORT"
  std::vector<ReceivedRequest> requests() const;
  int connections() const;
  int most_at_once() const;  // requests whose replies had yet to begin

 private:
  void accept_all(const std::stop_token& stop);
  void serve(const std::stop_token& stop, int fd);
  bool answer(const std::stop_token& stop, int fd, const Reply& reply);
  bool wait(const std::stop_token& stop, std::chrono::milliseconds time) const;

  Script script_;
  UniqueFd listener_;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<ReceivedRequest> requests_;  // guarded by mutex_
  int connections_ = 0;                    // guarded by mutex_
  int busy_ = 0, most_at_once_ = 0;        // guarded by mutex_
  std::list<std::jthread> workers_;        // only the accepting thread touches it
  std::jthread acceptor_;                  // last: stops before what it uses goes
};

// A loopback address on which nothing listens.
std::string refusing_url();

}  // namespace qed::test
