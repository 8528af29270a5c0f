#include "program/native/lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kMaxIndents = 64;
constexpr int kMaxBrackets = 90;

constexpr std::array<std::string_view, 35> kKeywords{
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

struct Operator {
  std::string_view text;
  Tok type;
};
// The longer ones first.
constexpr Operator kOperators[] = {{"**=", Tok::kDoubleStarAssign},
                                   {"//=", Tok::kDoubleSlashAssign},
                                   {"<<=", Tok::kShiftLeftAssign},
                                   {">>=", Tok::kShiftRightAssign},
                                   {"...", Tok::kEllipsis},
                                   {"**", Tok::kDoubleStar},
                                   {"//", Tok::kDoubleSlash},
                                   {"<<", Tok::kShiftLeft},
                                   {">>", Tok::kShiftRight},
                                   {"<=", Tok::kLessEqual},
                                   {">=", Tok::kGreaterEqual},
                                   {"==", Tok::kEqual},
                                   {"!=", Tok::kNotEqual},
                                   {"->", Tok::kArrow},
                                   {":=", Tok::kWalrus},
                                   {"+=", Tok::kPlusAssign},
                                   {"-=", Tok::kMinusAssign},
                                   {"*=", Tok::kStarAssign},
                                   {"/=", Tok::kSlashAssign},
                                   {"%=", Tok::kPercentAssign},
                                   {"&=", Tok::kAmpersandAssign},
                                   {"|=", Tok::kBarAssign},
                                   {"^=", Tok::kCaretAssign},
                                   {"@=", Tok::kAtAssign},
                                   {"(", Tok::kOpen},
                                   {")", Tok::kClose},
                                   {"[", Tok::kOpenBracket},
                                   {"]", Tok::kCloseBracket},
                                   {"{", Tok::kOpenBrace},
                                   {"}", Tok::kCloseBrace},
                                   {",", Tok::kComma},
                                   {":", Tok::kColon},
                                   {";", Tok::kSemicolon},
                                   {".", Tok::kDot},
                                   {"=", Tok::kAssign},
                                   {"+", Tok::kPlus},
                                   {"-", Tok::kMinus},
                                   {"*", Tok::kStar},
                                   {"/", Tok::kSlash},
                                   {"%", Tok::kPercent},
                                   {"&", Tok::kAmpersand},
                                   {"|", Tok::kBar},
                                   {"^", Tok::kCaret},
                                   {"~", Tok::kTilde},
                                   {"@", Tok::kAt},
                                   {"<", Tok::kLess},
                                   {">", Tok::kGreater}};

// The operators of one character.
constexpr std::array<Tok, 128> kSingles = [] {
  std::array<Tok, 128> table{};
  for (const Operator& op : kOperators)
    if (op.text.size() == 1) table[static_cast<std::size_t>(op.text[0])] = op.type;
  return table;
}();

bool is_name_char(char c) { return text::is_alpha(c) || text::is_digit(c) || c == '_'; }

Tok name_or_keyword(std::string_view word) {
  if (word.size() < 2 || word.size() > 8) return Tok::kName;
  const auto* found = std::ranges::lower_bound(kKeywords, word);
  if (found == kKeywords.end() || *found != word) return Tok::kName;
  return static_cast<Tok>(static_cast<std::size_t>(Tok::kFalse) + static_cast<std::size_t>(found - kKeywords.begin()));
}

class Lexer {
 public:
  Lexer(std::string_view source, int line, bool expression, std::vector<Token>& tokens)
      : source_(source), line_(line), expression_(expression), tokens_(tokens) {}

  LexError run() {
    bool line_start = !expression_;
    while (error_.what.empty() && at_ < source_.size()) {
      if (line_start) {
        line_start = false;
        if (!indentation()) line_start = true;
      } else if (token()) {
        line_start = true;
      }
    }
    if (error_.what.empty()) finish();
    return error_;
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  void add(Tok type, std::size_t begin) { tokens_.push_back({type, line_, source_.substr(begin, at_ - begin)}); }
  void fail(std::string_view what) {
    if (error_.what.empty()) error_ = {std::string(what), line_};
    at_ = source_.size();
  }

  // The white space a line begins with; false where the line holds nothing else.
  bool indentation() {
    const std::size_t begin = at_;
    while (peek() == ' ' || peek() == '\t') ++at_;
    const std::string_view indent = source_.substr(begin, at_ - begin);
    if (peek() == '#') skip_comment();
    if (peek() == '\n') {
      ++at_;
      ++line_;
      return false;
    }
    if (at_ >= source_.size()) return false;
    if (!indent.empty()) {
      (indent.find('\t') != std::string_view::npos ? tabs_ : blanks_) = true;
      if (tabs_ && (blanks_ || indent.find(' ') != std::string_view::npos)) fail("indentation by tabs and blanks");
    }
    return change_indentation(indent.size()), true;
  }

  void change_indentation(std::size_t width) {
    if (width > indents_.back()) {
      if (indents_.size() == kMaxIndents) return fail("deep indentation");
      indents_.push_back(width);
      add(Tok::kIndent, at_);
    }
    while (width < indents_.back()) {
      indents_.pop_back();
      add(Tok::kDedent, at_);
    }
    if (width != indents_.back()) fail("indentation that matches no block");
  }

  void skip_comment() { at_ = std::min(source_.find('\n', at_), source_.size()); }

  // One token, or white space; true where a logical line ended.
  bool token() {
    const char c = source_[at_];
    const std::size_t begin = at_;
    if (c == ' ' || c == '\t') return ++at_, false;
    if (c == '\n') return end_line();
    if (c == '#') return skip_comment(), false;
    if (c == '\\') return join_lines(), false;
    if (text::is_digit(c) || (c == '.' && text::is_digit(peek(1)))) return number(), false;
    if (is_name_char(c)) {
      while (is_name_char(peek())) ++at_;
      if (peek() == '"' || peek() == '\'') return string(begin), false;
      const std::string_view word = source_.substr(begin, at_ - begin);
      return add(name_or_keyword(word), begin), false;
    }
    if (c == '"' || c == '\'') return string(begin), false;
    return punctuation(), false;
  }

  bool end_line() {
    const std::size_t begin = at_++;
    if (brackets_ == 0 && !expression_) {
      tokens_.push_back({Tok::kNewline, line_++, source_.substr(begin, 1)});
      return true;
    }
    ++line_;
    return false;
  }

  void join_lines() {
    if (peek(1) != '\n' || at_ + 2 >= source_.size()) return fail("a stray backslash");
    at_ += 2;
    ++line_;
  }

  void punctuation() {
    const std::size_t begin = at_;
    const std::string_view rest = source_.substr(at_, 3);
    const auto first = static_cast<unsigned char>(rest[0]);
    if (first >= 128) return fail("characters beyond ASCII");
    Tok type = kSingles[first];
    std::size_t length = type == Tok::kEnd ? 0 : 1;
    if (rest.size() > 1 && (rest[1] == '=' || rest[1] == rest[0] || rest[1] == '>' || rest[1] == '.')) {
      for (const Operator& op : kOperators) {
        if (op.text.size() < 2) break;
        if (!rest.starts_with(op.text)) continue;
        type = op.type;
        length = op.text.size();
        break;
      }
    }
    if (length == 0) return fail("a character that no program holds");
    at_ += length;
    count_brackets(type);
    add(type, begin);
  }

  void count_brackets(Tok type) {
    if (type == Tok::kOpen || type == Tok::kOpenBracket || type == Tok::kOpenBrace) {
      if (++brackets_ > kMaxBrackets) fail("deeply nested brackets");
    } else if (type == Tok::kClose || type == Tok::kCloseBracket || type == Tok::kCloseBrace) {
      if (--brackets_ < 0) fail("a bracket that closes nothing");
    }
  }

  void digits(bool (*is_digit)(char)) {
    while (is_digit(peek()) || (peek() == '_' && is_digit(peek(1)))) ++at_;
  }

  void number() {
    const std::size_t begin = at_;
    Tok type = Tok::kInteger;
    const char mark = text::to_lower(peek(1));
    if (peek() == '0' && (mark == 'x' || mark == 'o' || mark == 'b')) {
      at_ += 2;
      if (peek() == '_') ++at_;
      digits([](char c) { return text::is_digit(c) || (text::to_lower(c) >= 'a' && text::to_lower(c) <= 'f'); });
    } else {
      digits(text::is_digit);
      if (peek() == '.') type = Tok::kFloat, ++at_, digits(text::is_digit);
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
      if (text::to_lower(peek()) == 'e' && text::is_digit(peek(1 + sign))) {
        type = Tok::kFloat;
        at_ += 1 + sign;
        digits(text::is_digit);
      }
    }
    if (is_name_char(peek()) || static_cast<unsigned char>(peek()) >= 128) return fail("a number of another kind");
    add(type, begin);
  }

  // From its prefix to its closing quotes; the token's line is its first.
  void string(std::size_t begin) {
    const int first_line = line_;
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    at_ += triple ? 3 : 1;
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == '\n') {
        if (!triple) break;
        ++line_;
      }
      if (c == '\\') {
        if (peek(1) == '\n') ++line_;
        at_ += 2;
        continue;
      }
      if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
        at_ += triple ? 3 : 1;
        tokens_.push_back({Tok::kString, first_line, source_.substr(begin, at_ - begin)});
        return;
      }
      ++at_;
    }
    fail("a string that does not end");
  }

  void finish() {
    if (brackets_ != 0) return fail("a bracket that is not closed");
    if (!expression_) {
      if (!tokens_.empty() && tokens_.back().type != Tok::kNewline && tokens_.back().type != Tok::kDedent)
        tokens_.push_back({Tok::kNewline, line_, {}});
      while (indents_.size() > 1) {
        indents_.pop_back();
        tokens_.push_back({Tok::kDedent, line_, {}});
      }
    }
    tokens_.push_back({Tok::kEnd, line_, {}});
  }

  std::string_view source_;
  std::size_t at_ = 0;
  int line_;
  bool expression_;
  std::vector<Token>& tokens_;
  LexError error_;
  std::vector<std::size_t> indents_{0};
  int brackets_ = 0;
  bool tabs_ = false, blanks_ = false;
};

}  // namespace

LexError tokenize(std::string_view source, int first_line, bool expression, std::vector<Token>& tokens) {
  return Lexer(source, first_line, expression, tokens).run();
}

}  // namespace qed::program::native
