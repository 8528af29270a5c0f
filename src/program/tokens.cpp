#include "program/tokens.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::program {
namespace {

constexpr std::string_view kKeywords[] = {
    "and",      "as",     "assert",  "async", "await", "break",  "class", "continue", "def",  "del",   "elif",
    "else",     "except", "finally", "for",   "from",  "global", "if",    "import",   "in",   "is",    "lambda",
    "nonlocal", "not",    "or",      "pass",  "raise", "return", "try",   "while",    "with", "yield",
};

// Longest first within each leading character.
constexpr std::string_view kOperators[] = {
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=", "+=",
    "-=",  "*=",  "/=",  "%=",  "&=",  "|=", "^=", "@=", "+",  "-",  "*",  "/",  "%",  "@",  "&",  "|",
    "^",   "~",   "<",   ">",   "(",   ")",  "[",  "]",  "{",  "}",  ",",  ":",  ".",  ";",  "=",
};

// Letters and ideographs may stand in names; punctuation, arrows and mathematical signs may not.
bool is_name_character(char32_t c) {
  if (c < 0x80) return text::is_alpha(static_cast<char>(c)) || text::is_digit(static_cast<char>(c)) || c == '_';
  constexpr std::pair<char32_t, char32_t> kOther[] = {
      {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},      {0xD7, 0xD7},
      {0xF7, 0xF7},     {0x2000, 0x203E}, {0x2041, 0x2070}, {0x20A0, 0x20CF},  {0x2190, 0x2BFF},
      {0x3000, 0x3004}, {0x3008, 0x3020}, {0xFE30, 0xFE4F}, {0xFF00, 0xFF0F},  {0xFF1A, 0xFF20},
      {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFFD, 0xFFFD}, {0x1F000, 0x1FAFF}};
  return std::ranges::none_of(kOther, [c](const auto& range) { return c >= range.first && c <= range.second; });
}

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : source_(source) {}

  std::vector<LogicalLine> run() {
    while (at_ < source_.size()) {
      line_ = LogicalLine{};
      line_.begin = at_;
      depth_ = 0;
      read_indent();
      while (!read_token()) {
      }
      if (depth_ != 0) line_.broken = true;
      line_.end = at_;
      if (!line_.tokens.empty() || line_.broken) lines_.push_back(std::move(line_));
    }
    return std::move(lines_);
  }

 private:
  char peek(std::size_t offset = 0) const { return at_ + offset < source_.size() ? source_[at_ + offset] : '\0'; }

  void read_indent() {
    for (; peek() == ' ' || peek() == '\t' || peek() == '\f'; ++at_)
      line_.indent += peek() == '\t' ? 8 - line_.indent % 8 : 1;
  }

  void push(TokenKind kind, std::size_t begin) {
    line_.tokens.push_back({kind, source_.substr(begin, at_ - begin), depth_});
  }

  // True at the end of the logical line.
  bool read_token() {
    if (at_ >= source_.size()) return true;
    const char c = peek();
    if (c == '\n') {
      ++at_;
      return depth_ == 0;
    }
    if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
      at_ += peek(1) == '\n' ? 2 : 3;
    } else if (text::is_space(c)) {
      ++at_;
    } else if (c == '#') {
      at_ = std::min(source_.find('\n', at_), source_.size());
    } else if (c == '"' || c == '\'') {
      read_string(at_);
    } else if (text::is_digit(c) || (c == '.' && text::is_digit(peek(1)))) {
      read_number();
    } else if (!read_name() && !read_operator()) {
      line_.broken = true;
      ++at_;
    }
    return false;
  }

  void read_string(std::size_t begin) {
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    at_ += triple ? 3 : 1;
    for (; at_ < source_.size(); ++at_) {
      if (peek() == '\\') {
        ++at_;
      } else if (triple ? peek() == quote && peek(1) == quote && peek(2) == quote : peek() == quote) {
        at_ += triple ? 3 : 1;
        return push(TokenKind::kString, begin);
      } else if (!triple && peek() == '\n') {
        break;
      }
    }
    at_ = std::min(at_, source_.size());
    line_.broken = true;
  }

  // "1_000.5e-3j", "0x1F", "3." — a name right behind it ("2x") becomes a token of its own.
  void read_number() {
    const std::size_t begin = at_;
    const auto digits = [&] {
      while (text::is_digit(peek()) || (peek() == '_' && text::is_digit(peek(1)))) ++at_;
    };
    const char base = text::to_lower(peek(1));
    if (peek() == '0' && (base == 'x' || base == 'o' || base == 'b')) {
      at_ += 2;
      while (text::is_digit(peek()) || text::is_alpha(peek()) || peek() == '_') ++at_;
      return push(TokenKind::kNumber, begin);
    }
    digits();
    if (peek() == '.') ++at_;
    digits();
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
    if (text::to_lower(peek()) == 'e' && text::is_digit(peek(sign))) {
      at_ += sign;
      digits();
    }
    if (text::to_lower(peek()) == 'j') ++at_;
    push(TokenKind::kNumber, begin);
  }

  bool read_name() {
    const std::size_t begin = at_;
    while (at_ < source_.size()) {
      const utf8::Decoded next = utf8::decode(source_.substr(at_));
      if (!is_name_character(next.code_point)) break;
      at_ += next.bytes;
    }
    const std::string_view name = source_.substr(begin, at_ - begin);
    if (name.empty()) return false;
    const bool prefix = name.size() <= 2 && name.find_first_not_of("rRbBfFuU") == std::string_view::npos;
    if (prefix && (peek() == '"' || peek() == '\'')) {
      read_string(begin);
      return true;
    }
    push(std::ranges::find(kKeywords, name) != std::end(kKeywords) ? TokenKind::kKeyword : TokenKind::kName, begin);
    return true;
  }

  bool read_operator() {
    const std::string_view rest = source_.substr(at_);
    const auto* found = std::ranges::find_if(kOperators, [&](std::string_view op) { return rest.starts_with(op); });
    if (found == std::end(kOperators)) return false;
    const std::size_t begin = at_;
    at_ += found->size();
    const bool closes = *found == ")" || *found == "]" || *found == "}";
    if (closes && --depth_ < 0) {
      depth_ = 0;
      line_.broken = true;
    }
    push(TokenKind::kOperator, begin);
    if (*found == "(" || *found == "[" || *found == "{") ++depth_;
    return true;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int depth_ = 0;
  LogicalLine line_;
  std::vector<LogicalLine> lines_;
};

}  // namespace

std::vector<LogicalLine> tokenize(std::string_view source) { return Tokenizer(source).run(); }

}  // namespace qed::program
