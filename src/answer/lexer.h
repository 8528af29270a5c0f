// From mathematical text to tokens that no longer show the notation they were written in: "×", "\times" and "*" are
// the same token, "x²" and "x^{2}" the same three.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::answer {

enum class TokenKind : std::uint8_t {
  kEnd,
  kNumber,    // "1234", "0.5", "0.(27)", "2.5e-3"
  kBased,     // "16:3E8": a numeral that names its base by prefix, or ":3E8" where a subscript will
  kSymbol,    // a letter or a Greek name
  kConstant,  // pi, e, i, infinity, emptyset, reals …
  kFunction,  // by its canonical name: sin, asin, log, gcd …
  kUnit,      // cm, dollars; only after a number
  kCurrency,  // $ € £ ¥ ₹
  kText,      // \text{…}
  kWord,      // letters that are no formula
  kCommand,   // LaTeX with arguments: frac sqrt binom int sum prod lim begin end accent partial …
  kOperator,  // everything else, by its canonical spelling: + - * / ^ ( <= cup pm set{ abs( floor( …
};

struct Token {
  TokenKind kind;
  bool space_before;
  std::uint32_t begin;  // into Lexed::text
  std::uint32_t end;
  std::string text;
};

struct Lexed {
  std::string text;                   // the input in ASCII where ASCII has a spelling for it
  std::vector<std::uint32_t> origin;  // for each byte of `text`, and its end: the offset in the input
  std::vector<Token> tokens;          // ends with kEnd
};

inline constexpr std::size_t kMaxDigits = 4096;  // in one number

// Fails on characters and commands that mean nothing in mathematics, naming the byte.
Result<Lexed> lex(std::string_view input);

// The parts of lex() that need tables, each in its own file.
namespace detail {
// Unicode mathematics in LaTeX and ASCII, with the offset each byte came from.
void spell_in_ascii(std::string_view input, std::string& text, std::vector<std::uint32_t>& origin);

struct Meaning {
  TokenKind kind;
  std::string_view text;
};
const Meaning* find_command(std::string_view name);  // LaTeX command without its backslash
const Meaning* find_name(std::string_view word);     // function, constant, Greek letter or operator word
bool is_unit(std::string_view word);
std::string_view scale_word(std::string_view word);     // "million": "1000000"; empty for any other word
std::string_view foreign_joint(std::string_view text);  // the 和, 或 or 且 that `text` begins with
bool is_english(std::string_view word);                 // a short word that is not a product of letters
}  // namespace detail

}  // namespace qed::answer
