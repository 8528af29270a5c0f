// Server-sent events (the text/event-stream format of the HTML standard) from bytes in pieces of any size.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace qed::llm {

struct SseEvent {
  std::string type;  // empty for a plain message
  std::string data;  // lines joined by '\n'; bytes as they came, so possibly not UTF-8
};

// Not safe to share between threads. Lines end in LF, CRLF or CR; comments and the fields id and retry are skipped.
class SseParser {
 public:
  using Sink = std::function<Result<void>(const SseEvent& event)>;

  // No event may be longer than `max_event_bytes`, comments included.
  explicit SseParser(std::size_t max_event_bytes = 4 << 20) : max_event_bytes_(max_event_bytes) {}

  // Calls `on_event` for every event that `bytes` completes. Errors: kLimitExceeded, or what `on_event` returned.
  Result<void> feed(std::string_view bytes, const Sink& on_event);

  // The end of the stream completes a last event that no blank line ended: servers that leave it out are many.
  Result<void> finish(const Sink& on_event);

 private:
  Result<void> end_line(const Sink& on_event);

  std::size_t max_event_bytes_;
  std::size_t event_bytes_ = 0;
  std::string line_;
  SseEvent event_;
  bool has_data_ = false;
  bool first_line_ = true;
  bool after_cr_ = false;  // the LF of a CRLF may be in the next piece
};

}  // namespace qed::llm
