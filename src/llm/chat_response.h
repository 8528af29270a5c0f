// Reads one reply of POST /chat/completions, as a stream of events or as one JSON object: servers and the proxies
// before them answer either way. Facts: the OpenAI API reference, and what vLLM, SGLang, llama-server and Ollama send.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "llm/language_model.h"
#include "llm/sse.h"

namespace qed::llm {

// Not safe to share between threads. After an error, feed no more.
// Errors: kUnavailable where asking again may help (cut off, overloaded); kCorrupt for what is no reply of this API;
// kLimitExceeded for a reply over the limit; kInvalidInput, kDenied, kNotFound for an error object that says so.
class ChatReader {
 public:
  using PieceSink = std::function<void(std::string_view piece)>;

  // `content_type` as in HttpResponse; empty: found out from the first bytes. `on_piece` gets valid UTF-8.
  ChatReader(std::string_view content_type, std::size_t max_bytes, PieceSink on_piece);

  Result<void> feed(std::string_view bytes);
  bool done() const { return done_; }          // [DONE] was read: nothing of interest follows
  bool finished() const { return finished_; }  // a finish_reason was read: the text is whole

  // At the end of the body. Reasoning stands in front of the text as <think>…</think>; sample and seconds are unset.
  Result<Generation> finish();

 private:
  enum class Form : std::uint8_t { kUnknown, kEvents, kObject, kOther };

  static Form form_of(std::string_view start);  // kUnknown where `start` may yet become either
  Result<void> read_event(const SseEvent& event);
  Result<void> read_object(std::string_view json, bool is_stream);
  void append_reasoning(std::string_view piece);
  void append_text(std::string_view piece);
  void append(std::string_view piece);

  Form form_ = Form::kUnknown;
  std::string content_type_;
  std::size_t max_bytes_;
  std::size_t bytes_ = 0;
  std::string body_;  // of an object, or the first bytes of something else
  SseParser events_;
  PieceSink on_piece_;
  Generation generation_;
  int pieces_ = 0;
  bool counted_ = false;  // the server told the number of completion tokens
  bool thinking_ = false;
  bool any_choice_ = false;
  bool finished_ = false;  // a finish_reason was read
  bool done_ = false;
};

// What a server says about itself: {"error": {"message": …}}, {"error": …}, {"message": …}, {"detail": …} or the text.
struct ServerError {
  std::string message;    // one line, valid UTF-8, at most 300 bytes
  std::string parameter;  // the request parameter it objects to, where it names one
  std::string kind;       // its code or type, as "insufficient_quota"
};
ServerError read_server_error(std::string_view body);

// One line of valid UTF-8 without control characters, at most 300 bytes: fit for an error message.
std::string excerpt(std::string_view foreign);

}  // namespace qed::llm
