// Numbers, names and words: what runs of letters and digits are.
#include <algorithm>
#include <utility>

#include "answer/lexer_class.h"
#include "answer/number_words.h"
#include "answer/numeral.h"

namespace qed::answer::detail {

Result<void> Lexer::number() {
  const std::size_t begin = at_;
  const Numeral numeral = scan_numeral(text(), at_, commas_group_digits());
  if (numeral.token.size() > kMaxDigits) return fail_here("a number of more than 4096 digits");
  at_ = numeral.end;
  push(numeral.kind, numeral.token, begin, at_);
  return {};
}

Result<void> Lexer::word(std::size_t end) {
  const std::size_t begin = at_;
  const std::string_view run = text().substr(begin, end - begin);
  at_ = end;
  if (after_value()) {
    if (run == "in" && text::trim(text().substr(end)).empty()) return push(kUnit, "inch", begin, end), Result<void>();
    if (run.starts_with("or") && run.size() == 3) {  // 1orW(x)
      push(kOperator, "or", begin, begin + 2);
      letter(begin + 2);
      return {};
    }
    if (run == "percent" || run == "pct" || run == "percentage")
      return push(kOperator, "%", begin, end), Result<void>();
    if (run == "degrees" || run == "degree" || run == "deg") return push(kOperator, "deg", begin, end), Result<void>();
    if (run == "min" && !follows("(", at_)) return push(kUnit, run, begin, end), Result<void>();
    if (run.size() > 1 && detail::is_unit(run)) return push(kUnit, run, begin, end), Result<void>();
  }
  if (last() && last()->kind == kNumber) {
    if (const std::string_view scale = detail::scale_word(run); !scale.empty()) {
      at_ = begin;
      return times(scale, end), Result<void>();
    }
    // 6.02 x 10^23
    const std::size_t ten = std::min(text().find_first_not_of(' ', end), text().size());
    if ((run == "x" || run == "X") && (follows("10^", ten) || follows("10**", ten)))
      return push(kOperator, "*", begin, end), Result<void>();
  }
  if (run == "log" && log_with_base()) return {};
  if (const Meaning* meaning = detail::find_name(run)) {
    push(meaning->kind, meaning->text, begin, end);
  } else if (run.size() == 1) {
    letter(begin);
  } else if (has_integral_ && run.size() > 2 && run[run.size() - 2] == 'd' && !detail::is_english(run)) {
    at_ = begin;
    (void)word(end - 2);
    letter(end - 2);
    letter(end - 1);
    at_ = end;
  } else if (run.size() <= 3 && (!detail::is_english(run) || inside_formula(begin, end))) {
    product(begin, end);
  } else if (!application(begin, end)) {
    push(kWord, run, begin, end);
  }
  return {};
}

bool Lexer::log_with_base() {
  std::size_t end = at_;
  while (end < text().size() && is_digit(text()[end])) ++end;
  if (end == at_ || !follows("(", end)) return false;
  push(kFunction, "log", at_ - 3, at_);
  push(kOperator, "_", at_, at_);
  push(kNumber, text().substr(at_, end - at_), at_, end);
  at_ = end;
  return true;
}

void Lexer::product(std::size_t begin, std::size_t end) {
  if (end - begin == 3 && follows("pi", begin)) {
    push(kConstant, "pi", begin, begin + 2);
    begin += 2;
  }
  for (; begin < end; ++begin) letter(begin);
}

bool Lexer::application(std::size_t begin, std::size_t end) {
  constexpr std::string_view kLetters = "xyztnabABC";
  for (const std::size_t skip : {std::size_t{0}, std::size_t{1}}) {
    if (skip == 1 && !std::string_view("xyzt").contains(text()[begin])) continue;
    for (const std::size_t tail : {std::size_t{0}, std::size_t{1}}) {
      if (end - begin < 2 + skip + tail || (tail == 1 && !kLetters.contains(text()[end - 1]))) continue;
      const std::string_view name = text().substr(begin + skip, end - begin - skip - tail);
      const Meaning* meaning = detail::find_name(name);
      if (!meaning || meaning->kind != kFunction || name.size() > 6) continue;
      if (skip == 1) letter(begin);
      push(kFunction, meaning->text, begin + skip, end - tail);
      if (tail == 1) letter(end - 1);
      return true;
    }
  }
  return false;
}

Result<void> Lexer::foreign_word() {
  const std::size_t begin = at_;
  for (const std::string_view sign : {"€", "£", "¥", "₹"})
    if (follows(sign, at_)) {
      at_ += sign.size();
      push(kCurrency, sign, begin, at_);
      return {};
    }
  if (const std::string_view joint = detail::foreign_joint(text().substr(at_)); !joint.empty()) {
    at_ += joint.size();
    push(kOperator, joint == "或" ? "or" : "and", begin, at_);
    return {};
  }
  if (chinese_number()) return {};
  while (at_ < text().size() && static_cast<unsigned char>(text()[at_]) >= 0x80 &&
         (at_ == begin || detail::foreign_joint(text().substr(at_)).empty()))
    ++at_;
  push(after_value() ? kUnit : kWord, text().substr(begin, at_ - begin), begin, at_);
  return {};
}

bool Lexer::chinese_number() {
  const std::size_t begin = at_;
  if (last() && last()->kind == kNumber && !space_)
    for (const auto& [scale, zeros] :
         {std::pair<std::string_view, std::string_view>{"万", "10000"}, {"亿", "100000000"}})
      if (follows(scale, at_)) return times(zeros, at_ + scale.size()), true;
  if (after_value()) return false;
  const auto number = qed::answer::chinese_number(text().substr(at_));
  if (!number) return false;
  at_ += number->bytes;
  std::string_view numeral = number->numeral;
  if (numeral.starts_with('-')) {
    push(kOperator, "-", begin, at_);
    numeral.remove_prefix(1);
  }
  const std::size_t slash = numeral.find('/');
  if (slash != numeral.npos) push(kOperator, "(", begin, at_);
  push(kNumber, numeral.substr(0, slash), begin, at_);
  if (slash != numeral.npos) {
    push(kOperator, "/", begin, at_);
    push(kNumber, numeral.substr(slash + 1), begin, at_);
    push(kOperator, ")", begin, at_);
  }
  return true;
}

void Lexer::times(std::string_view factor, std::size_t end) {
  const std::size_t begin = at_;
  at_ = end;
  push(kOperator, "*", begin, end);
  push(kNumber, factor, begin, end);
}

bool Lexer::sums_grouped_numbers(std::size_t at) const {
  if (last() && !space_ && (last()->kind == kFunction || last()->kind == kSymbol)) return false;
  bool adds = false, commas = false;
  for (; at < text().size() && text()[at] != ')'; ++at) {
    const char c = text()[at];
    if (c == '(' || c == '[' || c == '{') return false;
    adds |= c == '+' || c == '*' || c == '/' || follows("\\times", at);
    if (c != ',') continue;
    commas = true;
    std::size_t end = at + 1;
    while (end < text().size() && is_digit(text()[end])) ++end;
    if (end - at != 4) return false;
  }
  return adds && commas;
}

}  // namespace qed::answer::detail
