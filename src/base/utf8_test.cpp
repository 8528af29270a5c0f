#include "base/utf8.h"

#include <gtest/gtest.h>

namespace qed::utf8 {
namespace {

TEST(Utf8, FindsTheFirstMalformedByte) {
  struct Case {
    std::string_view text;
    std::optional<std::size_t> invalid;
  };
  const Case cases[] = {
      {"", {}},         {"x² + π", {}},          {"答案 𝑥", {}},
      {"ab\xFF", 2},    {"\xC0\xAF", 0},         {"\xED\xA0\x80", 0},
      {"a\xE2\x82", 1}, {"\xF4\x90\x80\x80", 0}, {"ok\xE2\x82\xAC", {}},
  };
  for (const auto& [text, invalid] : cases) EXPECT_EQ(find_invalid(text), invalid) << text;
}

TEST(Utf8, AppendIsTheInverseOfDecode) {
  for (char32_t code : {U'a', U'é', U'€', U'𝑥', char32_t{0x10FFFF}}) {
    std::string text;
    append(text, code);
    EXPECT_EQ(decode(text).code_point, code);
    EXPECT_EQ(decode(text).bytes, text.size());
  }
}

TEST(Utf8, SanitizedTextIsValidAndKeepsTheRest) {
  EXPECT_EQ(sanitized("a\xFFπ\xC3"), "a\uFFFDπ\uFFFD");
  EXPECT_FALSE(find_invalid(sanitized("\xED\xA0\x80\x80")));
}

TEST(Utf8, CompletePrefixHoldsBackAPartialCodePoint) {
  EXPECT_EQ(complete_prefix("ab€"), 5u);
  EXPECT_EQ(complete_prefix(std::string_view("ab€").substr(0, 4)), 2u);
  EXPECT_EQ(complete_prefix(std::string_view("𝑥").substr(0, 3)), 0u);
  EXPECT_EQ(complete_prefix(""), 0u);
}

TEST(Utf8, DisplayWidthCountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("答案"), 4u);
  EXPECT_EQ(display_width("e\u0301"), 1u);
}

}  // namespace
}  // namespace qed::utf8
