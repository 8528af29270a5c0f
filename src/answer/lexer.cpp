#include "answer/lexer.h"

#include <algorithm>
#include <optional>

#include "answer/number_words.h"
#include "answer/numeral.h"
#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer {
namespace {

using detail::Meaning;
using text::is_alpha;
using text::is_digit;
using text::is_space;
using enum TokenKind;

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

class Lexer {
 public:
  explicit Lexer(std::string_view input) { detail::spell_in_ascii(input, out_.text, out_.origin); }

  Result<Lexed> run() {
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

  Result<void> next_token() {
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

  // Inside brackets a comma separates, unless the bracket is an argument in braces or holds a sum of such numbers.
  bool commas_group_digits() const { return brackets_.empty() || brackets_.back() == 'g'; }

  Result<void> number() {
    const std::size_t begin = at_;
    const Numeral numeral = scan_numeral(text(), at_, commas_group_digits());
    if (numeral.token.size() > kMaxDigits) return fail_here("a number of more than 4096 digits");
    at_ = numeral.end;
    push(numeral.kind, numeral.token, begin, at_);
    return {};
  }

  bool after_value() const {
    if (!last()) return false;
    if (last()->kind == kNumber || last()->kind == kUnit) return true;
    return last()->kind == kOperator && (last()->text == "}" || last()->text == ")" || last()->text == "!");
  }

  Result<void> word(std::size_t end) {
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
      if (run == "degrees" || run == "degree" || run == "deg")
        return push(kOperator, "deg", begin, end), Result<void>();
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

  // be^2/ad: signs of mathematics on both sides make a short English word a product.
  bool inside_formula(std::size_t begin, std::size_t end) const {
    constexpr std::string_view kSigns = "^_{}()+-*/=\\|0123456789<>&";
    if (begin == 0 && end == text().size()) return false;
    return (begin == 0 || kSigns.contains(text()[begin - 1])) && (end == text().size() || kSigns.contains(text()[end]));
  }

  // log2(8), log10(x): the digits are the base.
  bool log_with_base() {
    std::size_t end = at_;
    while (end < text().size() && is_digit(text()[end])) ++end;
    if (end == at_ || !follows("(", end)) return false;
    push(kFunction, "log", at_ - 3, at_);
    push(kOperator, "_", at_, at_);
    push(kNumber, text().substr(at_, end - at_), at_, end);
    at_ = end;
    return true;
  }

  void letter(std::size_t at) {
    const std::string_view name = text().substr(at, 1);
    const bool constant = name == "e" || name == "i";
    push(constant ? kConstant : kSymbol, name, at, at + 1);
  }

  void product(std::size_t begin, std::size_t end) {
    if (end - begin == 3 && follows("pi", begin)) {
      push(kConstant, "pi", begin, begin + 2);
      begin += 2;
    }
    for (; begin < end; ++begin) letter(begin);
  }

  // xsinx, cosx, lnx: at most a letter before the function and one after it.
  bool application(std::size_t begin, std::size_t end) {
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

  Result<void> foreign_word() {
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

  // 三分之二 is (2/3); 1.5万 is 1.5 * 10000.
  bool chinese_number() {
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

  void times(std::string_view factor, std::size_t end) {
    const std::size_t begin = at_;
    at_ = end;
    push(kOperator, "*", begin, end);
    push(kNumber, factor, begin, end);
  }

  Result<void> command() {
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

  Result<void> row_break() {
    if (environments_ == 0) {
      // Outside a matrix a doubled backslash is an escaped one, or a line break that says nothing.
      at_ += is_alpha(peek(2)) ? 1 : 2;
      return {};
    }
    push(kOperator, "\\\\", at_, at_ + 2);
    at_ += 2;
    return {};
  }

  Result<void> control_symbol() {
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

  // Commands of layout vanish; \left and \right tell an opening bar from a closing one.
  Result<void> layout(std::string_view name) {
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

  // The bytes between balanced braces; at_ moves behind them.
  std::optional<std::string_view> braced() {
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

  Result<void> text_command(std::string_view name, std::size_t begin) {
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

  Result<void> environment(std::string_view which, std::size_t begin) {
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

  Result<void> punctuation() {
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

  Result<void> operation(std::string_view sign, std::size_t begin, std::size_t end) {
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

  // (1,234 + 5,678): every comma stands before exactly three digits, and there is something to add.
  bool sums_grouped_numbers(std::size_t at) const {
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

  Lexed out_;
  std::size_t at_ = 0;
  std::size_t environments_ = 0;
  std::string brackets_;  // open ones; 'g' where commas group digits
  bool space_ = false;
  bool has_integral_ = false;
  bool dollars_delimit_ = false;
};

}  // namespace

Result<Lexed> lex(std::string_view input) { return Lexer(input).run(); }

}  // namespace qed::answer
