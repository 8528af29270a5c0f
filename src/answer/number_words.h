// Numbers in words: "twenty-three", "two thirds", "三分之二".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace qed::answer {

// The numeral that all of `words` spells in English: "12", "1/2", "2 1/3"; ordinals stand for their number ("third" and
// "3rd" are 3). nullopt where any word is no part of a number.
std::optional<std::string> number_in_english(std::string_view words);

struct ChineseNumber {
  std::string numeral;  // "23", "3.14", "2/3"
  std::size_t bytes;    // that it was written in
};
// The longest Chinese numeral that `text` begins with: 二十三, 三点一四, 三分之二, 负五, 两千零八.
std::optional<ChineseNumber> chinese_number(std::string_view text);

}  // namespace qed::answer
