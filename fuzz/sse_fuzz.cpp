// However the bytes are cut, the events are the same.
#include <cstdint>
#include <cstdlib>

#include "llm/sse.h"

namespace {

std::string read(std::string_view stream, std::size_t piece) {
  qed::llm::SseParser parser(256);
  std::string events;
  const auto sink = [&](const qed::llm::SseEvent& event) -> qed::Result<void> {
    events += event.type + '|' + event.data + '\0';
    return {};
  };
  qed::Result<void> result;
  for (std::size_t at = 0; at < stream.size() && result; at += piece)
    result = parser.feed(stream.substr(at, piece), sink);
  if (result) result = parser.finish(sink);
  // Where the limit falls within the stream depends on the pieces only in how much came before it.
  return result ? events : "error";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const std::string whole = read(stream, size + 1);
  for (const std::size_t piece : {1, 3, 16})
    if (read(stream, piece) != whole) std::abort();
  return 0;
}
