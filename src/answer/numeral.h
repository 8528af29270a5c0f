// Numerals as people and programs write them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "answer/lexer.h"

namespace qed::answer {

struct Numeral {
  TokenKind kind;     // kNumber or kBased
  std::string token;  // as in Token
  std::size_t end;    // behind it
};

// The numeral that begins at `at`, where a digit or a point before digits stands: "1,234.5", "1{,}000", "1 000",
// "0.\overline{27}", "0.(27)", "2.5e-3", "0xFF", and "3E8" before a subscript that names its base.
// `commas_group`: a comma before three digits belongs to the number; it separates otherwise.
Numeral scan_numeral(std::string_view text, std::size_t at, bool commas_group);

// FF_{16}: a numeral of letters before a subscript that names its base; nullopt where `at` begins none.
std::optional<Numeral> scan_letters_in_base(std::string_view text, std::size_t at);

}  // namespace qed::answer
