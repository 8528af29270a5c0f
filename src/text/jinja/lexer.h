// A template's source as tokens: text between tags, and within tags names, literals and operators. White space is
// handled as trim_blocks and lstrip_blocks ask: a line end after a block tag goes, and so do blanks before one that
// starts a line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::text::jinja {

enum class TokenKind : std::uint8_t {
  kText,           // outside of tags
  kBlockBegin,     // {%
  kBlockEnd,       // %}
  kVariableBegin,  // {{
  kVariableEnd,    // }}
  kName,
  kString,  // with its escapes undone
  kInteger,
  kFloat,
  kOperator,
  kEnd,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;
  int line = 1;
};

// Ends in a kEnd token. Errors start with "line N: ".
Result<std::vector<Token>> tokenize(std::string_view source);

}  // namespace qed::text::jinja
