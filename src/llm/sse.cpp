#include "llm/sse.h"

#include <utility>

namespace qed::llm {

Result<void> SseParser::feed(std::string_view bytes, const Sink& on_event) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view part = bytes.substr(0, end);
    event_bytes_ += part.size();
    if (event_bytes_ > max_event_bytes_)
      return fail(Errc::kLimitExceeded, "an event of the stream is longer than {} bytes", max_event_bytes_);
    line_ += part;
    if (end == std::string_view::npos) return {};
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    QED_TRY(end_line(on_event));
  }
  return {};
}

Result<void> SseParser::finish(const Sink& on_event) {
  if (!line_.empty()) QED_TRY(end_line(on_event));
  return end_line(on_event);
}

Result<void> SseParser::end_line(const Sink& on_event) {
  const std::string whole = std::exchange(line_, {});
  std::string_view line = whole;
  if (std::exchange(first_line_, false) && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (line.empty()) {
    event_bytes_ = 0;
    const SseEvent event = std::exchange(event_, {});
    return std::exchange(has_data_, false) ? on_event(event) : Result<void>();
  }
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") {
    if (has_data_) event_.data += '\n';
    event_.data += value;
    has_data_ = true;
  } else if (field == "event") {
    event_.type = value;
  }
  return {};
}

}  // namespace qed::llm
