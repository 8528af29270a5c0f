// The lexer's own class, in two files: what LaTeX and punctuation mean, and what runs of letters and digits are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "answer/lexer.h"
#include "base/text.h"

namespace qed::answer::detail {

using text::is_alpha;
using text::is_digit;
using text::is_space;
using enum TokenKind;

class Lexer {
 public:
  explicit Lexer(std::string_view input) { detail::spell_in_ascii(input, out_.text, out_.origin); }

  Result<Lexed> run();

 private:
  std::string_view text() const { return out_.text; }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text().size() ? text()[at_ + ahead] : '\0'; }
  bool follows(std::string_view word, std::size_t at) const { return text().substr(at).starts_with(word); }
  const Token* last() const { return out_.tokens.empty() ? nullptr : &out_.tokens.back(); }

  void push(TokenKind kind, std::string_view token, std::size_t begin, std::size_t end) {
    out_.tokens.push_back(
        {kind, space_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), std::string(token)});
    space_ = false;
  }
  std::unexpected<Error> fail_here(std::string_view what) const {
    const std::size_t origin = out_.origin[std::min(at_, text().size())];
    return fail(Errc::kInvalidInput, "byte {}: {}", origin, what);
  }

  // An even number of bare dollar signs delimits mathematics; a single one before digits is a currency.
  void drop_dollar_delimiters() {
    std::size_t bare = 0;
    for (std::size_t i = 0; i < text().size(); ++i) bare += text()[i] == '$' && (i == 0 || text()[i - 1] != '\\');
    dollars_delimit_ = bare % 2 == 0;
  }

  Result<void> next_token();

  // Inside brackets a comma separates, unless the bracket is an argument in braces or holds a sum of such numbers.
  bool commas_group_digits() const { return brackets_.empty() || brackets_.back() == 'g'; }

  Result<void> number();
  bool after_value() const {
    if (!last()) return false;
    if (last()->kind == kNumber || last()->kind == kUnit) return true;
    return last()->kind == kOperator && (last()->text == "}" || last()->text == ")" || last()->text == "!");
  }

  Result<void> word(std::size_t end);

  // be^2/ad: signs of mathematics on both sides make a short English word a product.
  bool inside_formula(std::size_t begin, std::size_t end) const {
    constexpr std::string_view kSigns = "^_{}()+-*/=\\|0123456789<>&";
    if (begin == 0 && end == text().size()) return false;
    return (begin == 0 || kSigns.contains(text()[begin - 1])) && (end == text().size() || kSigns.contains(text()[end]));
  }

  // log2(8), log10(x): the digits are the base.
  bool log_with_base();
  void letter(std::size_t at) {
    const std::string_view name = text().substr(at, 1);
    const bool constant = name == "e" || name == "i";
    push(constant ? kConstant : kSymbol, name, at, at + 1);
  }

  void product(std::size_t begin, std::size_t end);

  // xsinx, cosx, lnx: at most a letter before the function and one after it.
  bool application(std::size_t begin, std::size_t end);
  Result<void> foreign_word();

  // 三分之二 is (2/3); 1.5万 is 1.5 * 10000.
  bool chinese_number();
  void times(std::string_view factor, std::size_t end);
  Result<void> command();
  Result<void> row_break();
  Result<void> control_symbol();

  // Commands of layout vanish; \left and \right tell an opening bar from a closing one.
  Result<void> layout(std::string_view name);

  // The bytes between balanced braces; at_ moves behind them.
  std::optional<std::string_view> braced();
  Result<void> text_command(std::string_view name, std::size_t begin);
  Result<void> environment(std::string_view which, std::size_t begin);
  Result<void> punctuation();
  Result<void> operation(std::string_view sign, std::size_t begin, std::size_t end);

  // (1,234 + 5,678): every comma stands before exactly three digits, and there is something to add.
  bool sums_grouped_numbers(std::size_t at) const;

  Lexed out_;
  std::size_t at_ = 0;
  std::size_t environments_ = 0;
  std::string brackets_;  // open ones; 'g' where commas group digits
  bool space_ = false;
  bool has_integral_ = false;
  bool dollars_delimit_ = false;
};

}  // namespace qed::answer::detail
