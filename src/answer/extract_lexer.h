// The small units that answers are written in: digits, numbers, formulas, sentences, $...$ spans.
// All offsets are bytes into the text given; nothing here looks further than a bounded way ahead of what it returns.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::answer::lex {

inline constexpr std::size_t npos = std::string_view::npos;

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

// The value and length of a decimal digit at `at`: ASCII, full-width, Arabic, Devanagari or Bengali.
struct Digit {
  int value;
  std::size_t bytes;
};
std::optional<Digit> digit(std::string_view text, std::size_t at);

// `text` with every such digit in ASCII.
std::string ascii_digits(std::string_view text);

// A number as written, its sign and currency in the range. `text` has ASCII digits and no separators: "-1200.5", "2/3".
struct Number {
  Range range;
  std::string text;
};
// Reads at a digit, or at a point before one; sign and currency before it are looked for to the left.
std::optional<Number> number(std::string_view text, std::size_t at);
std::optional<Number> first_number(std::string_view text, std::size_t from = 0);
std::optional<Number> last_number(std::string_view text);
bool has_digit(std::string_view text);

// Bytes of the currency sign at `at`: $, \$, €, £, ¥, ₹, Rs ...; 0 for none.
std::size_t currency(std::string_view text, std::size_t at);

// The longest beginning of `text` that is a formula in plain, Unicode or LaTeX notation, without what dangles at its
// end; words that are no part of a formula stop it, and so does ≈.
std::size_t formula_prefix(std::string_view text);

// `=`, `<` ... outside of any bracket; the range of the last one.
std::optional<Range> last_equals(std::string_view text);

// Insides and outsides of $...$, $$...$$, \(...\), \[...\] in order. A currency sign opens nothing.
struct MathSpan {
  Range outer;
  Range inner;
};
std::vector<MathSpan> math_spans(std::string_view text);

// Where the sentence or line that starts at `at` ends: past its full stop, before its line end.
std::size_t sentence_end(std::string_view text, std::size_t at);

// Without white space, quotes, bold, math delimiters and closing punctuation around it.
Range trimmed(std::string_view text, Range range);

bool word_byte(char c);                                               // a letter, a digit or any byte beyond ASCII
bool starts_with_word(std::string_view text, std::string_view word);  // ASCII case ignored; ends at a word boundary

}  // namespace qed::answer::lex
