#include "answer/lexer.h"

#include <algorithm>

#include "answer/lexer_class.h"
#include "answer/numeral.h"

namespace qed::answer {
namespace detail {

Result<Lexed> Lexer::run() {
  has_integral_ = text().find("\\int") != std::string_view::npos || text().find("int_") != std::string_view::npos;
  drop_dollar_delimiters();
  while (at_ < text().size()) {
    if (is_space(peek()) || peek() == '~') {
      space_ = true;
      ++at_;
      continue;
    }
    if (Result<void> step = next_token(); !step) return std::unexpected(std::move(step).error());
  }
  push(kEnd, "", at_, at_);
  return std::move(out_);
}

Result<void> Lexer::next_token() {
  const char c = peek();
  if (is_digit(c) || (c == '.' && (is_digit(peek(1)) || follows(".\\overline{", at_)))) return number();
  if (c >= 'A' && c <= 'F')
    if (const auto based = scan_letters_in_base(text(), at_)) {
      push(based->kind, based->token, at_, based->end);
      at_ = based->end;
      return {};
    }
  if (is_alpha(c)) {
    std::size_t end = at_;
    while (end < text().size() && is_alpha(text()[end])) ++end;
    return word(end);
  }
  if (c == '\\') return command();
  if (static_cast<unsigned char>(c) >= 0x80) return foreign_word();
  return punctuation();
}

Result<void> Lexer::command() {
  const std::size_t begin = at_;
  if (follows("\\\\", at_)) return row_break();
  std::size_t end = at_ + 1;
  while (end < text().size() && is_alpha(text()[end])) ++end;
  if (end == at_ + 1) return control_symbol();
  const Meaning* meaning = nullptr;
  for (std::size_t cut = end; cut > begin + 1 && !meaning; --cut) {  // \lvertx: the longest name that is known
    meaning = detail::find_command(text().substr(begin + 1, cut - begin - 1));
    if (meaning) end = cut;
  }
  if (!meaning) return fail_here("an unknown command");
  at_ = end;
  if (meaning->kind == kEnd) return layout(meaning->text);
  if (meaning->kind == kText) return text_command(meaning->text, begin);
  if (meaning->text == "begin" || meaning->text == "end") return environment(meaning->text, begin);
  if (meaning->text == "boxed") return {};  // its braces group
  if (meaning->kind == kConstant && meaning->text.size() > 1 && end - begin == 2 && follows("(", at_))
    return push(kSymbol, text().substr(begin + 1, 1), begin, end), Result<void>();
  if (meaning->kind == kOperator) return operation(meaning->text, begin, end);
  push(meaning->kind, meaning->text, begin, end);
  return {};
}

Result<void> Lexer::row_break() {
  if (environments_ == 0) {
    // Outside a matrix a doubled backslash is an escaped one, or a line break that says nothing.
    at_ += is_alpha(peek(2)) ? 1 : 2;
    return {};
  }
  push(kOperator, "\\\\", at_, at_ + 2);
  at_ += 2;
  return {};
}

Result<void> Lexer::control_symbol() {
  const std::size_t begin = at_;
  const char c = peek(1);
  if (c == '$') {
    at_ += 2;
    push(kCurrency, "$", begin, at_);
    return {};
  }
  if (c == '(' || c == ')' || c == '[' || c == ']') {  // math mode delimiters
    at_ += 2;
    space_ = true;
    return {};
  }
  if (c == '\0' && !out_.tokens.empty()) {
    ++at_;
    return {};
  }
  if (is_space(c)) {
    at_ += 2;
    space_ = true;
    return {};
  }
  const Meaning* meaning = detail::find_command(text().substr(at_ + 1, 1));
  if (!meaning) return fail_here("a backslash before nothing it can escape");
  at_ += 2;
  if (meaning->kind == kEnd) {
    space_ = true;
    return {};
  }
  return operation(meaning->text, begin, at_);
}

Result<void> Lexer::layout(std::string_view name) {
  const bool left = name == "left" || name == "mleft" || name == "bigl" || name == "Bigl";
  const bool right = name == "right" || name == "mright" || name == "bigr" || name == "Bigr";
  while ((left || right) && is_space(peek())) ++at_;
  if (left || right) {
    const std::size_t begin = at_;
    const std::size_t size = peek() == '|' ? 1 : follows("\\vert", at_) ? 5 : 0;
    if (size != 0) {
      at_ += size;
      push(kOperator, left ? "abs(" : "abs)", begin, at_);
    } else if (peek() == '.') {
      ++at_;
    }
  }
  space_ = space_ || (!left && !right);
  return {};
}

std::optional<std::string_view> Lexer::braced() {
  while (is_space(peek())) ++at_;
  if (peek() != '{') return std::nullopt;
  std::size_t depth = 0;
  for (std::size_t i = at_; i < text().size(); ++i) {
    depth += text()[i] == '{';
    if (text()[i] == '}' && --depth == 0) {
      const std::string_view inside = text().substr(at_ + 1, i - at_ - 1);
      at_ = i + 1;
      return inside;
    }
  }
  return std::nullopt;
}

Result<void> Lexer::text_command(std::string_view name, std::size_t begin) {
  if (name == "rm" || name == "bf") return {};
  const std::size_t before = at_;
  const auto inside = braced();
  if (!inside) return {};
  const std::string content = text::collapse_spaces(*inside);
  if (name == "mathbb" && content.size() == 1 && std::string_view("RZNQC").contains(content[0])) {
    push(kConstant, detail::find_command(content)->text, begin, at_);
    return {};
  }
  const bool roman = name.starts_with("math") || name == "operatorname" || name.starts_with("bold");
  const bool words = std::ranges::any_of(content, [](char c) { return is_alpha(c) || (c & 0x80); });
  if (!words || (roman && content.find('\\') != content.npos)) {  // read the inside as a formula
    at_ = before;
    return {};
  }
  const std::size_t end = at_;
  if (roman) {
    const std::size_t inner = static_cast<std::size_t>(inside->data() - text().data());
    if (std::ranges::all_of(*inside, is_alpha) && !inside->empty()) {
      at_ = inner;
      if (const Meaning* function = detail::find_command(content); function && function->kind == kFunction)
        push(kFunction, function->text, begin, end);
      else
        (void)word(inner + inside->size());
      at_ = end;
      return {};
    }
  }
  const std::string plain = text::lower(content);
  std::string_view joint = plain;
  while (joint.starts_with(',') || joint.starts_with(' ')) joint.remove_prefix(1);
  while (joint.ends_with(',') || joint.ends_with(' ')) joint.remove_suffix(1);
  if (joint == "and" || joint == "or")
    push(kOperator, joint, begin, end);
  else
    push(kText, content, begin, end);
  return {};
}

Result<void> Lexer::environment(std::string_view which, std::size_t begin) {
  const auto name = braced();
  if (!name) return fail_here("expected the name of an environment in braces");
  std::string kind(*name);
  if (kind.ends_with('*')) kind.pop_back();
  if (which == "begin") {
    ++environments_;
    if (kind == "array") (void)braced();  // column alignment
  } else if (environments_ > 0) {
    --environments_;
  }
  push(kCommand, std::string(which) + ":" + kind, begin, at_);
  return {};
}

Result<void> Lexer::punctuation() {
  const std::size_t begin = at_;
  for (const auto& [spelled, meaning] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"**", "^"}, {"<=", "<="}, {">=", ">="}, {"==", "="}, {"<>", "!="}, {"->", "to"}, {"+/-", "pm"}})
    if (follows(spelled, at_)) {
      at_ += spelled.size();
      return operation(meaning, begin, at_);
    }
  const char c = peek();
  if (follows("!=", at_) && (space_ || !last() || last()->kind != kNumber)) {
    at_ += 2;
    return operation("!=", begin, at_);
  }
  ++at_;
  if (c == '$') {
    if (dollars_delimit_) {
      space_ = true;
      return {};
    }
    std::size_t amount = at_;
    while (amount < text().size() && (text()[amount] == ' ' || text()[amount] == '-')) ++amount;
    const bool before = amount < text().size() && (is_digit(text()[amount]) || text()[amount] == '.');
    if (before || after_value()) push(kCurrency, "$", begin, at_);
    return {};  // otherwise a delimiter that lost its partner
  }
  if (c == '.' || c == '?') {
    if (at_ == text().size() || text::trim(text().substr(at_)).empty()) return {};
    at_ = begin;
    return fail_here("a full stop inside a formula");
  }
  constexpr std::string_view kSigns = "+-*/^_()[]{},;:|!'%&=<>";
  if (!kSigns.contains(c)) {
    at_ = begin;
    return fail_here("a character without a meaning in mathematics");
  }
  return operation(text().substr(begin, 1), begin, at_);
}

Result<void> Lexer::operation(std::string_view sign, std::size_t begin, std::size_t end) {
  if (sign == "(" || sign == "[" || sign == "set{") {
    brackets_.push_back(sign == "(" && sums_grouped_numbers(end) ? 'g' : sign[0]);
  } else if (sign == "{") {
    const bool argument = last() && !space_ &&
                          (last()->kind == kCommand || last()->text == "^" || last()->text == "_" ||
                           last()->text == "}" || last()->text == "sqrt");
    brackets_.push_back(argument ? 'g' : '{');
  } else if ((sign == ")" || sign == "]" || sign == "}" || sign == "set}") && !brackets_.empty()) {
    brackets_.pop_back();
  }
  push(kOperator, sign, begin, end);
  return {};
}

}  // namespace detail

Result<Lexed> lex(std::string_view input) { return detail::Lexer(input).run(); }

}  // namespace qed::answer
