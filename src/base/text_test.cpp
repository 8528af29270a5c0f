#include "base/text.h"

#include <gtest/gtest.h>

namespace qed::text {
namespace {

TEST(Text, TrimsSplitsAndReplaces) {
  EXPECT_EQ(trim(" \t a b \n"), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(replace_all("aXbX", "X", "--"), "a--b--");
  EXPECT_EQ(collapse_spaces("  a \n\t b  "), "a b");
  EXPECT_EQ(lower("ÀBC"), "Àbc");
}

TEST(Text, GlobMatchesWholeText) {
  struct Case {
    std::string_view text, pattern;
    bool matches;
  };
  constexpr Case kCases[] = {
      {"code/NL+SL", "code/NL+SL", true},
      {"code/NL+SL_2", "code/NL+SL", false},
      {"code/NL+SL_2", "code/NL+SL*", true},
      {"code/noNL", "code/*NL", true},
      {"aab", "*ab", true},
      {"", "*", true},
      {"", "?", false},
      {"abc", "a?c", true},
      {"abc", "*b", false},
  };
  for (const auto& [text, pattern, matches] : kCases)
    EXPECT_EQ(matches_glob(text, pattern), matches) << text << " " << pattern;
}

}  // namespace
}  // namespace qed::text
