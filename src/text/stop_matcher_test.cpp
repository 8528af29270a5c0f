#include "text/stop_matcher.h"

#include <gtest/gtest.h>

namespace qed::text {
namespace {

struct Outcome {
  std::string text;
  std::optional<std::string> found;
  bool operator==(const Outcome&) const = default;
};

Outcome feed(const std::vector<std::string>& stops, std::string_view text, std::size_t piece) {
  StopMatcher matcher(stops);
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) out += matcher.feed(text.substr(at, piece));
  return {out + matcher.finish(), matcher.found()};
}

TEST(StopMatcher, FindsTheStringThatEndsFirstHoweverTheTextIsCut) {
  struct Case {
    std::vector<std::string> stops;
    std::string text;
    Outcome outcome;
  };
  const Case cases[] = {
      {{"\n\n"}, "a\nb\n\nc", {"a\nb", "\n\n"}}, {{"STOP", "OPS"}, "xSTOPS", {"x", "STOP"}},
      {{"abcd", "bc"}, "xabcd", {"xa", "bc"}},   {{"bc", "abc"}, "xabc", {"x", "abc"}},
      {{"aab"}, "aaab", {"a", "aab"}},           {{"abab", "abc"}, "ababc", {"", "abab"}},
      {{"abac"}, "ababac!", {"ab", "abac"}},     {{"</s>"}, "a</s", {"a</s", std::nullopt}},
      {{""}, "abc", {"abc", std::nullopt}},      {{}, "abc", {"abc", std::nullopt}},
      {{"。"}, "数学。x", {"数学", "。"}},
  };
  for (const auto& [stops, text, outcome] : cases)
    for (std::size_t piece = 1; piece <= text.size(); ++piece) EXPECT_EQ(feed(stops, text, piece), outcome) << text;
}

TEST(StopMatcher, HoldsBackOnlyWhatMayBecomeAStopString) {
  StopMatcher matcher(std::vector<std::string>{"<end>", "<enough>"});
  EXPECT_EQ(matcher.feed("a <"), "a ");
  EXPECT_EQ(matcher.feed("en"), "");
  EXPECT_EQ(matcher.feed("t <e"), "<ent ");
  EXPECT_EQ(matcher.feed("nough> more"), "");
  EXPECT_EQ(matcher.found(), "<enough>");
  EXPECT_EQ(matcher.feed("anything"), "");
}

}  // namespace
}  // namespace qed::text
