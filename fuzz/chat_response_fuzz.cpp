// Any body ends in a generation of valid UTF-8 equal to what was streamed, or in an error of valid UTF-8.
// The first byte chooses the content type and the size of the pieces.
#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "llm/chat_response.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::string_view kTypes[] = {"text/event-stream", "application/json", "", "text/html"};
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = 1 + (data[0] >> 2);
  std::string streamed;
  qed::llm::ChatReader reader(kTypes[data[0] & 3], 1 << 16, [&](std::string_view text) { streamed += text; });
  qed::Result<void> read;
  for (std::size_t at = 0; at < body.size() && read && !reader.done(); at += piece)
    read = reader.feed(body.substr(at, piece));
  if (!read) {
    require(!qed::utf8::find_invalid(read.error().message));
  } else if (const auto generation = reader.finish(); generation) {
    require(generation->text == streamed && !qed::utf8::find_invalid(streamed));
    require(generation->prompt_tokens >= 0 && generation->completion_tokens >= 0);
  } else {
    require(!qed::utf8::find_invalid(generation.error().message));
  }
  const qed::llm::ServerError error = qed::llm::read_server_error(body);
  require(error.message.size() <= 300 && !qed::utf8::find_invalid(error.message));
  return 0;
}
