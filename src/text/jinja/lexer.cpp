#include "text/jinja/lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::text::jinja {
namespace {

bool is_name_start(char c) { return is_alpha(c) || c == '_'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c); }

std::string with_plain_line_ends(std::string_view source) {
  std::string plain = replace_all(replace_all(source, "\r\n", "\n"), "\r", "\n");
  if (plain.ends_with('\n')) plain.pop_back();
  return plain;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(with_plain_line_ends(source)) {}

  Result<std::vector<Token>> run() {
    while (at_ < source_.size()) QED_TRY(step());
    tokens_.push_back({TokenKind::kEnd, "", line_});
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return std::string_view(source_).substr(at_); }
  std::unexpected<Error> error(std::string_view what) const { return fail(Errc::kCorrupt, "line {}: {}", line_, what); }

  void advance(std::size_t count) {
    line_ += static_cast<int>(std::count(source_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         source_.begin() + static_cast<std::ptrdiff_t>(at_ + count), '\n'));
    at_ += count;
    line_starting_ = count > 0 && source_[at_ - 1] == '\n';
  }
  void skip_space() {
    std::size_t count = 0;
    while (at_ + count < source_.size() && is_space(source_[at_ + count])) ++count;
    if (count > 0) advance(count);
  }

  // The text up to the next tag, and that tag.
  Result<void> step() {
    std::size_t start = at_;
    for (;; ++start) {
      start = std::min(source_.find('{', start), source_.size());
      if (start + 1 >= source_.size()) start = source_.size();
      if (start == source_.size() || std::string_view("{%#").find(source_[start + 1]) != std::string_view::npos) break;
    }
    const bool variable = start < source_.size() && source_[start + 1] == '{';
    const char sign = start + 2 < source_.size() ? source_[start + 2] : '\0';
    put_text(start, sign, variable);
    if (at_ == source_.size()) return {};
    const char type = source_[at_ + 1];
    const int opened = line_;
    advance(sign == '-' || sign == '+' ? 3 : 2);
    if (type == '#') return comment();
    if (type == '%' && is_raw()) return raw();
    tokens_.push_back({variable ? TokenKind::kVariableBegin : TokenKind::kBlockBegin, "", opened});
    return tag(variable);
  }

  // Text up to `end`, where a tag with the given sign starts or the source ends.
  void put_text(std::size_t end, char sign, bool variable) {
    std::string_view text = std::string_view(source_).substr(at_, end - at_);
    const int line = line_;
    const bool starts_line = line_starting_;
    if (end > at_) advance(end - at_);
    if (end < source_.size()) {
      const std::size_t line_start = text.rfind('\n') + 1;  // 0 where there is none
      if (sign == '-') {
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
      } else if (sign != '+' && !variable && (line_start > 0 || starts_line)) {
        if (std::ranges::all_of(text.substr(line_start), is_space)) text = text.substr(0, line_start);
      }
    }
    if (!text.empty()) tokens_.push_back({TokenKind::kText, std::string(text), line});
  }

  // Behind the end of a tag that had `sign` before it.
  void after_tag(char sign, bool trims) {
    if (sign == '-')
      skip_space();
    else if (sign != '+' && trims && rest().starts_with('\n'))
      advance(1);
  }

  Result<void> comment() {
    const std::size_t end = source_.find("#}", at_);
    if (end == std::string::npos) return error("a comment does not end");
    const char sign = end > at_ ? source_[end - 1] : '\0';
    advance(end + 2 - at_);
    after_tag(sign, /*trims=*/true);
    return {};
  }

  // Past "name" and the end of the tag, from `from`; npos where something else stands there.
  std::size_t past_keyword(std::string_view name, std::size_t from) const {
    const auto space = [&] {
      while (from < source_.size() && is_space(source_[from])) ++from;
    };
    const auto sign = [&] {
      if (from < source_.size() && (source_[from] == '-' || source_[from] == '+')) ++from;
    };
    space();
    if (!std::string_view(source_).substr(from).starts_with(name)) return std::string::npos;
    from += name.size();
    space();
    sign();
    return std::string_view(source_).substr(from).starts_with("%}") ? from + 2 : std::string::npos;
  }
  bool is_raw() const { return past_keyword("raw", at_) != std::string::npos; }

  Result<void> raw() {
    const std::size_t begin = past_keyword("raw", at_);
    const char begin_sign = source_[begin - 3];
    advance(begin - at_);
    after_tag(begin_sign, /*trims=*/true);
    for (std::size_t open = source_.find("{%", at_); open != std::string::npos; open = source_.find("{%", open + 2)) {
      const char sign = open + 2 < source_.size() ? source_[open + 2] : '\0';
      const std::size_t end = past_keyword("endraw", open + (sign == '-' || sign == '+' ? 3 : 2));
      if (end == std::string::npos) continue;
      put_text(open, sign, /*variable=*/false);
      const char end_sign = source_[end - 3];
      advance(end - at_);
      after_tag(end_sign, /*trims=*/true);
      return {};
    }
    return error("a raw block does not end");
  }

  // The tokens of a tag and its end; its closing marks count only outside of brackets.
  Result<void> tag(bool variable) {
    const std::string_view closing = variable ? "}}" : "%}";
    std::size_t brackets = 0;
    for (;;) {
      skip_space();
      if (at_ == source_.size()) return error("a tag does not end");
      const char sign = source_[at_] == '-' || source_[at_] == '+' ? source_[at_] : '\0';
      const std::size_t length = sign ? 1 : 0;
      if (brackets == 0 && rest().substr(length).starts_with(closing) && !(variable && sign == '+')) {
        advance(length + 2);
        tokens_.push_back({variable ? TokenKind::kVariableEnd : TokenKind::kBlockEnd, "", line_});
        after_tag(sign, /*trims=*/!variable);
        return {};
      }
      QED_TRY(inner_token());
      const Token& token = tokens_.back();
      if (token.kind != TokenKind::kOperator) continue;
      if (token.text == "(" || token.text == "[" || token.text == "{") ++brackets;
      if (token.text == ")" || token.text == "]" || token.text == "}") {
        if (brackets == 0) return error("an unexpected '" + token.text + "'");
        --brackets;
      }
    }
  }

  Result<void> inner_token() {
    const char c = source_[at_];
    if (c == '"' || c == '\'') return string(c);
    if (is_digit(c)) return number();
    if (is_name_start(c)) {
      const auto end = std::ranges::find_if_not(rest(), is_name);
      return put(TokenKind::kName, static_cast<std::size_t>(end - rest().begin()));
    }
    constexpr std::array<std::string_view, 6> kLong{"**", "//", "==", "!=", ">=", "<="};
    for (const std::string_view name : kLong)
      if (rest().starts_with(name)) return put(TokenKind::kOperator, 2);
    if (std::string_view("+-*/%~()[]{}><=.:,|").find(c) != std::string_view::npos) return put(TokenKind::kOperator, 1);
    return error(fmt::format("an unexpected character (byte 0x{:02x})", static_cast<unsigned char>(c)));
  }

  Result<void> put(TokenKind kind, std::size_t length) {
    tokens_.push_back({kind, std::string(rest().substr(0, length)), line_});
    advance(length);
    return {};
  }

  Result<void> number() {
    const std::string_view text = rest();
    std::size_t end = 0;
    const auto digits = [&] {
      while (end < text.size() && (is_digit(text[end]) || (text[end] == '_' && end + 1 < text.size()))) ++end;
    };
    digits();
    bool real = false;
    if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
      real = true;
      ++end;
      digits();
    }
    if (end + 1 < text.size() && (text[end] == 'e' || text[end] == 'E')) {
      std::size_t exponent = end + 1;
      if (text[exponent] == '+' || text[exponent] == '-') ++exponent;
      if (exponent < text.size() && is_digit(text[exponent])) {
        real = true;
        end = exponent;
        digits();
      }
    }
    QED_TRY(put(real ? TokenKind::kFloat : TokenKind::kInteger, end));
    std::erase(tokens_.back().text, '_');
    return {};
  }

  Result<void> string(char quote) {
    Token token{TokenKind::kString, "", line_};
    const std::string_view text = rest();
    for (std::size_t i = 1; i < text.size(); ++i) {
      if (text[i] == quote) {
        tokens_.push_back(std::move(token));
        advance(i + 1);
        return {};
      }
      if (text[i] == '\\' && i + 1 < text.size())
        i += escape(text.substr(i + 1), token.text);
      else
        token.text += text[i];
    }
    return error("a string does not end");
  }

  // Python's escapes; what is none of them keeps its backslash. Returns how many characters after it were used.
  static std::size_t escape(std::string_view text, std::string& out) {
    constexpr std::string_view kLetters = "abfnrtv\\'\"\n", kMeanings = "\a\b\f\n\r\t\v\\'\"";
    const std::size_t simple = kLetters.find(text[0]);
    if (simple != std::string_view::npos) {
      if (simple < kMeanings.size()) out += kMeanings[simple];
      return 1;
    }
    const std::size_t digits = text[0] == 'x' ? 2 : text[0] == 'u' ? 4 : text[0] == 'U' ? 8 : 0;
    const std::string hex(text.substr(1, digits));
    const bool valid =
        digits > 0 && hex.size() == digits && hex.find_first_not_of("0123456789abcdefABCDEF") == hex.npos;
    const unsigned long code = valid ? std::stoul(hex, nullptr, 16) : 0x110000;
    if (code < 0x110000 && (code < 0xD800 || code > 0xDFFF)) {
      utf8::append(out, static_cast<char32_t>(code));
      return 1 + digits;
    }
    out += '\\';
    return 0;
  }

  std::string source_;
  std::size_t at_ = 0;
  int line_ = 1;
  bool line_starting_ = true;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source) { return Lexer(source).run(); }

}  // namespace qed::text::jinja
