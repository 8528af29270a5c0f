#include "llm/sse.h"

#include <gtest/gtest.h>

namespace qed::llm {
namespace {

struct Read {
  std::vector<std::string> events;  // "type|data"
  std::string error;
};

Read read_in_pieces(std::string_view stream, std::size_t piece, std::size_t limit = 4096) {
  Read read;
  SseParser parser(limit);
  const auto sink = [&](const SseEvent& event) -> Result<void> {
    read.events.push_back(event.type + "|" + event.data);
    return {};
  };
  Result<void> result;
  for (std::size_t at = 0; at < stream.size() && result; at += piece)
    result = parser.feed(stream.substr(at, piece), sink);
  if (result) result = parser.finish(sink);
  if (!result) read.error = result.error().message;
  return read;
}

TEST(Sse, ReadsTheSameEventsHoweverTheBytesAreCut) {
  struct Case {
    std::string_view stream;
    std::vector<std::string> events;
  };
  const Case cases[] = {
      {"data: a\n\ndata: b\n\n", {"|a", "|b"}},
      {"data: a\r\n\r\ndata: b\r\n\r\n", {"|a", "|b"}},
      {"data: a\r\rdata: b\r\r", {"|a", "|b"}},
      {"data: one\ndata: two\n\n", {"|one\ntwo"}},
      {"data:tight\n\ndata:  two blanks\n\n", {"|tight", "| two blanks"}},
      {": keep-alive\n\n:\n\ndata: x\n\n", {"|x"}},
      {"event: error\ndata: {}\nid: 7\nretry: 10\n\ndata: y\n\n", {"error|{}", "|y"}},
      {"event: ping\n\ndata: z\n\n", {"|z"}},
      {"data\n\ndata:\ndata:\n\n", {"|", "|\n"}},
      {"\xEF\xBB\xBF"
       "data: after a byte order mark\n\n",
       {"|after a byte order mark"}},
      {"data: no blank line at the end", {"|no blank line at the end"}},
      {"data: nor here\n", {"|nor here"}},
      {"data: π and 答案\n\n", {"|π and 答案"}},
      {"unknown: field\nDATA: upper case\n\n", {}},
      {"", {}},
  };
  for (const auto& [stream, events] : cases)
    for (const std::size_t piece : {1, 2, 3, 5, 7, 1000}) {
      const Read read = read_in_pieces(stream, piece);
      EXPECT_EQ(read.events, events) << stream << " in pieces of " << piece;
      EXPECT_EQ(read.error, "") << stream;
    }
}

TEST(Sse, BoundsAnEventButNotTheStream) {
  std::string stream;
  for (int i = 0; i < 100; ++i) stream += "data: " + std::string(50, 'x') + "\n\n";
  EXPECT_EQ(read_in_pieces(stream, 64, /*limit=*/60).events.size(), 100u);
  for (const std::string& endless :
       {"data: " + std::string(100, 'x'), std::string(100, ':'),
        std::string("data: 1\ndata: 2\ndata: 3\ndata: 4\ndata: 5\ndata: 6\ndata: 7\ndata: 8\ndata: 9\n")})
    EXPECT_NE(read_in_pieces(endless, 8, /*limit=*/60).error.find("longer than 60 bytes"), std::string::npos)
        << endless;
}

TEST(Sse, PassesOnTheErrorOfItsReader) {
  SseParser parser;
  const Result<void> result =
      parser.feed("data: x\n\n", [](const SseEvent&) { return Result<void>(fail(Errc::kCorrupt, "no")); });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "no");
}

}  // namespace
}  // namespace qed::llm
