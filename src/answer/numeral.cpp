#include "answer/numeral.h"

#include <fmt/core.h>

#include <cctype>

#include "base/text.h"

namespace qed::answer {
namespace {

using text::is_alpha;
using text::is_digit;

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at, bool commas_group)
      : text_(text), begin_(at), at_(at), commas_group_(commas_group) {}

  Numeral scan() {
    if (auto based = with_prefix()) return *std::move(based);
    if (auto based = before_subscript()) return *std::move(based);
    take_digits();
    take_groups();
    take_fraction();
    take_exponent();
    return {TokenKind::kNumber, digits_.starts_with('.') ? "0" + digits_ : digits_, at_};
  }

  // 3E8_{16}: digits and letters before a subscript of digits.
  std::optional<Numeral> before_subscript() const {
    std::size_t end = at_;
    bool letters = false;
    for (; is_hexadecimal(end); ++end) letters |= is_alpha(text_[end]);
    if (!letters || !follows("_", end)) return std::nullopt;
    const std::size_t base = end + (follows("_{", end) ? 2 : 1);
    const std::size_t base_end = digits_end(base);
    if (base_end != base + 2 || text_[base] == '0' || text_.substr(base, 2) == "10") return std::nullopt;  // 11 to 99
    return Numeral{TokenKind::kBased, fmt::format(":{}", text_.substr(at_, end - at_)), end};
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool follows(std::string_view word, std::size_t at) const {
    return at <= text_.size() && text_.substr(at).starts_with(word);
  }
  std::size_t digits_end(std::size_t from) const {
    while (from < text_.size() && is_digit(text_[from])) ++from;
    return from;
  }
  bool is_hexadecimal(std::size_t at) const {
    return at < text_.size() && std::isxdigit(static_cast<unsigned char>(text_[at]));
  }

  void take_digits() {
    while (is_digit(peek())) digits_ += text_[at_++];
  }

  // Groups of three digits, each behind a separator.
  void take_groups() {
    if (digits_.empty() || digits_.size() > 3 || digits_[0] == '0') return;
    for (;;) {
      std::optional<std::size_t> end;
      for (const std::string_view separator : {"{,}", " {,} ", " {, }", "{, }", ",\\!", "\\,", ",", " "}) {
        if (!follows(separator, at_) || (separator == "," && !commas_group_)) continue;
        const std::size_t first = at_ + separator.size();
        if (digits_end(first) == first + 3) end = first + 3;
      }
      if (!end || (peek() == ' ' && follows("/", *end))) return;  // 1 100/101 is a mixed number
      digits_.append(text_.substr(*end - 3, 3));
      at_ = *end;
    }
  }

  void take_fraction() {
    if (peek() != '.') return;
    if (is_digit(peek(1)) || repeats_at(at_ + 1)) {
      digits_ += '.';
      ++at_;
      take_digits();
      take_repeating();
      take_dots();
    } else if (!is_alpha(peek(1)) && peek(1) != '.') {
      ++at_;  // "5." as Python prints it, or the end of a sentence
    }
  }

  // Digits in brackets repeat right behind the point, or where the numeral is all there is: 0.5(3) may be a product.
  bool repeats_at(std::size_t at) const {
    if (follows("\\overline{", at) || follows("\\bar{", at) || follows("\\dot{", at)) return true;
    const std::size_t end = digits_end(at + 1);
    if (!follows("(", at) || end == at + 1 || !follows(")", end)) return false;
    return text_[at - 1] == '.' || (begin_ == 0 && end + 1 == text_.size());
  }

  void take_repeating() {
    if (!repeats_at(at_)) return;
    const std::size_t open = text_.find_first_of("({", at_), end = digits_end(open + 1);
    if (end == open + 1 || (!follows(")", end) && !follows("}", end))) return;
    digits_ += '(';
    digits_.append(text_.substr(open + 1, end - open - 1));
    digits_ += ')';
    at_ = end + 1;
  }

  // 0.333… and 0.142857142857\ldots: what is seen to repeat goes on repeating; other dots are left standing.
  void take_dots() {
    std::size_t end = at_;
    for (const std::string_view dots : {"...", "\\ldots", "\\dots", "\\cdots"})
      if (follows(dots, at_)) end = std::max(end, at_ + dots.size());
    if (end == at_ || digits_.ends_with(')')) return;
    const std::string_view decimals = std::string_view(digits_).substr(digits_.find('.') + 1);
    for (std::size_t period = 1; period <= decimals.size() / 2; ++period) {
      const std::size_t repeats = period == 1 ? 3 : 2;
      if (decimals.size() < period * repeats) return;
      const std::string_view tail = decimals.substr(decimals.size() - period * repeats);
      bool same = true;
      for (std::size_t i = period; i < tail.size(); ++i) same = same && tail[i] == tail[i - period];
      if (!same) continue;
      const std::string block(tail.substr(0, period));
      digits_ += "(" + block + ")";
      at_ = end;
      return;
    }
  }

  void take_exponent() {
    if (peek() != 'e' && peek() != 'E') return;
    const std::size_t first = at_ + (peek(1) == '+' || peek(1) == '-' ? 2 : 1), end = digits_end(first);
    if (end == first || end - first > 9 || (end < text_.size() && is_alpha(text_[end]))) return;
    digits_ += 'e';
    digits_.append(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end;
  }

  // 0xFF, 0b101, 0o17
  std::optional<Numeral> with_prefix() const {
    const char letter = text::to_lower(peek(1));
    if (peek() != '0' || (letter != 'x' && letter != 'b' && letter != 'o')) return std::nullopt;
    std::size_t end = at_ + 2;
    while (is_hexadecimal(end)) ++end;
    if (end == at_ + 2 || (end < text_.size() && is_alpha(text_[end]))) return std::nullopt;
    const std::string base = letter == 'x' ? "16:" : letter == 'b' ? "2:" : "8:";
    return Numeral{TokenKind::kBased, base + std::string(text_.substr(at_ + 2, end - at_ - 2)), end};
  }

  std::string_view text_;
  std::size_t begin_;
  std::size_t at_;
  bool commas_group_;
  std::string digits_;
};

}  // namespace

std::optional<Numeral> scan_letters_in_base(std::string_view text, std::size_t at) {
  return Scanner(text, at, false).before_subscript();
}

Numeral scan_numeral(std::string_view text, std::size_t at, bool commas_group) {
  return Scanner(text, at, commas_group).scan();
}

}  // namespace qed::answer
