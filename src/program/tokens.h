// Python source as logical lines of tokens. Lenient where it does not matter (numbers, prefixes of strings), strict
// about what tells code from prose: characters no program holds, strings and brackets that do not close.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace qed::program {

enum class TokenKind : std::uint8_t { kName, kKeyword, kNumber, kString, kOperator };

struct Token {
  TokenKind kind;
  std::string_view text;
  int depth = 0;  // of brackets around it; a bracket counts as outside its own pair
};

// One statement, or several joined by ';', without comments. Continued lines and brackets are one logical line.
struct LogicalLine {
  std::vector<Token> tokens;  // none where it holds anything no program does
  std::size_t begin = 0;      // byte range in the source, comments and line end included
  std::size_t end = 0;
  std::size_t indent = 0;
  bool broken = false;
};

// Lines without tokens (blank ones, comments) are left out. Views into `source`.
std::vector<LogicalLine> tokenize(std::string_view source);

}  // namespace qed::program
