// A question as tokens: words lower-cased for matching, mathematics as written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::rules {

enum class TokenType : std::uint8_t {
  kWord,     // a run of Latin letters, apostrophe within: "what's", "sin", "x"
  kNumber,   // "7", "0.5", "1234" (thousands separators gone), also from words: "seven"
  kOrdinal,  // "10th", "third": text is the number
  kCommand,  // LaTeX: "\frac", "\,"
  kSymbol,   // one operator, bracket or other character: "+", "≤", "..."
};

struct Token {
  TokenType type;
  std::string text;   // as written, but for numbers
  std::string lower;  // what a phrase's word is compared with
  bool math = false;  // stood between $…$, \(…\) or \[…\]
  bool space_before = false;
};

struct Question {
  std::vector<Token> tokens;
};

// nullopt where the text is too long (1,000 bytes, 200 tokens) or in another script than Latin and Greek.
std::optional<Question> normalise(std::string_view text);

}  // namespace qed::rules
