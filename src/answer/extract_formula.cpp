// How far a formula goes in running text.
#include <algorithm>
#include <array>

#include "answer/extract_lexer.h"
#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer::lex {
namespace {

constexpr std::array<std::string_view, 31> kFormulaWords = {
    "sin",  "cos",  "tan",  "cot",   "sec",      "csc",  "arcsin", "arccos", "arctan", "log", "ln",
    "exp",  "sqrt", "pi",   "inf",   "infinity", "max",  "min",    "mod",    "gcd",    "lcm", "sinh",
    "cosh", "tanh", "frac", "theta", "alpha",    "beta", "floor",  "ceil",   "abs"};

// Mathematical symbols beyond ASCII; ≈ is not among them, for what it introduces is not exact.
bool formula_symbol(char32_t c) {
  constexpr std::u32string_view kSymbols = U"≤≥≠±∓×·÷√∛π∞∪∩∈∉∅−–°²³¹⁰⁴⁵⁶⁷⁸⁹⁻ⁿ€£¥₹％∘⋅∙∖⊂⊆ℝℤℕℚ′";
  return kSymbols.find(c) != kSymbols.npos || (c >= 0x391 && c <= 0x3C9) || (c >= 0x2080 && c <= 0x2089) ||
         (c >= 0x1D400 && c <= 0x1D7FF);
}

std::size_t letters(std::string_view text, std::size_t at) {
  while (at < text.size() && text::is_alpha(text[at])) ++at;
  return at;
}

// Past the group that opens at `at`, or npos where it never closes.
std::size_t past_group(std::string_view text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '{') {
      ++depth;
    } else if (text[at] == '}' && --depth == 0) {
      return at + 1;
    }
  }
  return npos;
}

bool starts_operand(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.empty()) return false;
  if (digit(text, 0) || std::string_view("-(\\$[{").find(text.front()) != npos) return true;
  const std::size_t word = letters(text, 0);
  return word == 1 && text.substr(1).find_first_not_of(' ') != npos && text[text.find_first_not_of(' ', 1)] == '=';
}

// Whether the letters [at, end) belong to the formula before them.
bool belongs(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view word = text.substr(at, end - at);
  const std::string_view rest = text.substr(end);
  if (word == "and" || word == "or") return at > 0 && starts_operand(rest);
  if (std::ranges::find(kFormulaWords, word) != kFormulaWords.end()) return true;
  if (word.size() > 1) {
    const bool called = rest.starts_with("(") && word.size() <= 2;
    const bool product = word.size() <= 3 && at > 0 && text::is_digit(text[at - 1]) &&
                         std::ranges::all_of(word, [](char c) { return c >= 'w' && c <= 'z'; });
    return called || product;
  }
  if (!rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80 &&
      !formula_symbol(utf8::decode(rest).code_point))
    return false;
  // After a number and a blank a lone letter is a unit or an article, unless the formula goes on: 2 x + 3.
  const bool after_number = at >= 2 && text[at - 1] == ' ' && text::is_digit(text[at - 2]);
  const std::size_t next = rest.find_first_not_of(' ');
  const bool goes_on = next != npos && std::string_view("+-*/^=<>)").find(rest[next]) != npos;
  if (after_number && !goes_on) return false;
  return next == npos || next == 0 || !text::is_alpha(rest[next]) || goes_on || letters(rest, next) - next == 1 ||
         rest.substr(next).starts_with("and ") || rest.substr(next).starts_with("or ");
}

// One token of a formula at `at`: where it ends, or `at` where there is none.
std::size_t token_end(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == '\n') return at;
  if (text::is_space(c)) return at + 1;
  if (digit(text, at)) return number(text, at)->range.end;
  if (c == '\\') {
    if (at + 1 >= text.size()) return at;
    const std::size_t name_end = letters(text, at + 1);
    if (name_end > at + 1) return name_end;
    return std::string_view(")](").find(text[at + 1]) != npos || text[at + 1] == '[' ? at : at + 2;
  }
  if (c == '{') {
    const std::size_t end = past_group(text, at);
    return end == npos ? at : end;
  }
  if (c == '*' && text.substr(at).starts_with("**")) return at;
  if (c == '.') return digit(text, at + 1) || text.substr(at).starts_with("...") ? at + 1 : at;
  if (c == '$') return digit(text, at + 1) ? at + 1 : at;
  if (std::string_view("+-*/^=<>()[]|_,:!%'~&").find(c) != npos) return at + 1;
  if (text::is_alpha(c)) {
    const std::size_t end = letters(text, at);
    return belongs(text, at, end) ? end : at;
  }
  if (static_cast<unsigned char>(c) < 0x80) return at;
  const auto [code, bytes] = utf8::decode(text.substr(at));
  return formula_symbol(code) ? at + bytes : at;
}

// Without brackets that open and never close, and without operators and separators at the end.
std::size_t without_dangling(std::string_view text, std::size_t end) {
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < end; ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '(' || text[at] == '[') {
      open.push_back(at);
    } else if (text[at] == ')' || text[at] == ']') {
      if (open.empty()) {
        end = at;
        break;
      }
      open.pop_back();
    }
  }
  if (!open.empty()) end = open.front();
  while (end > 0 && std::string_view(" \t\r+-*/^=<>,:_~&'").find(text[end - 1]) != npos) --end;
  return end;
}

}  // namespace

std::size_t formula_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = token_end(text, at);
    if (end == at) break;
    at = end;
  }
  return without_dangling(text, at);
}

}  // namespace qed::answer::lex
