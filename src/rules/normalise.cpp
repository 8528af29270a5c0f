#include "rules/normalise.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "rules/number_words.h"

namespace qed::rules {
namespace {

constexpr std::size_t kMaxBytes = 1000;
constexpr std::size_t kMaxTokens = 200;

struct Spelling {
  char32_t from;
  std::string_view to;
};
constexpr Spelling kSpellings[] = {
    {0x2018, "'"},         {0x2019, "'"},         {0x2032, "'"},         {0x2033, "''"},
    {0x201C, "\""},        {0x201D, "\""},        {0x2212, "-"},         {0x2010, "-"},
    {0x2011, "-"},         {0x2013, "-"},         {0x2014, " - "},       {0x00A0, " "},
    {0x2009, " "},         {0x200A, " "},         {0x202F, " "},         {0x2003, " "},
    {0x2002, " "},         {0x200B, ""},          {0xFEFF, ""},          {0x2061, ""},
    {0x2062, "*"},         {0x2026, "..."},       {0x22EF, "..."},       {0xFF1F, "?"},
    {0xFF0C, ","},         {0xFF1D, "="},         {0xFF0B, "+"},         {0xFF0D, "-"},
    {0xFF08, "("},         {0xFF09, ")"},         {0x3002, "."},         {0x00B4, "'"},
    {0x0060, "'"},         {0x2215, "/"},         {0x2044, "/"},         {0x03A3, "\xE2\x88\x91"},
    {0x2264, "<="},        {0x2265, ">="},        {0x2A7D, "<="},        {0x2A7E, ">="},
    {0x2192, "->"},        {0x2147, "e"},         {0x2148, "i"},         {0x27E8, "\\langle "},
    {0x27E9, "\\rangle "}, {0x2329, "\\langle "}, {0x232A, "\\rangle "},
};

bool is_foreign_letter(char32_t c) {
  return (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x400 && c <= 0x1FFF) ||
         (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xA000 && c <= 0xFDFF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

std::optional<std::string> respell(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [c, bytes] = utf8::decode(text);
    const auto* spelling = std::ranges::find(kSpellings, c, &Spelling::from);
    if (c >= 0x2080 && c <= 0x2089) {  // subscript digits
      std::string index;
      while (!text.empty()) {
        const auto [digit, size] = utf8::decode(text);
        if (digit < 0x2080 || digit > 0x2089) break;
        index += static_cast<char>('0' + (digit - 0x2080));
        text.remove_prefix(size);
      }
      out += "_{" + index + "}";
      continue;
    }
    if (spelling != std::end(kSpellings)) {
      out += spelling->to;
    } else if (is_foreign_letter(c) || c == utf8::kReplacement) {
      return std::nullopt;
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

// SHOUTED questions are read as if written quietly.
void quieten(std::string& text) {
  std::size_t run = 0, longest = 0;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') return;
    run = text::is_alpha(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  if (longest >= 3) text = text::lower(text);
}

// Prose between two dollar signs means that they were currency.
bool looks_like_prose(std::string_view span) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < span.size();) {
    if (span[i] == '\\') {
      for (++i; i < span.size() && text::is_alpha(span[i]);) ++i;
      continue;
    }
    std::size_t end = i;
    while (end < span.size() && text::is_alpha(span[end])) ++end;
    words += end - i >= 3 && span.substr(i, 3) != "sin" && span.substr(i, 3) != "cos" && span.substr(i, 3) != "tan";
    i = std::max(end, i + 1);
  }
  return words >= 2 || (!span.empty() && text::is_digit(span.front()) && text::is_space(span.back()));
}

// One pass over the text, aware of math delimiters.
class Lexer {
 public:
  explicit Lexer(std::string text) : text_(std::move(text)) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) step();
    return std::move(tokens_);
  }

 private:
  bool starts(std::string_view what) const { return std::string_view(text_).substr(at_).starts_with(what); }
  char peek(std::size_t offset) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }

  void step() {
    const char c = text_[at_];
    if (text::is_space(c)) {
      space_ = true;
      ++at_;
    } else if (c == '$') {
      dollar();
    } else if (c == '\\') {
      command();
    } else if (text::is_digit(c) || (c == '.' && text::is_digit(peek(1)))) {
      number();
    } else if (text::is_alpha(c)) {
      word();
    } else {
      symbol();
    }
  }

  void push(TokenType type, std::string text) {
    std::string lower = text::lower(text);
    tokens_.push_back({type, std::move(text), std::move(lower), math_, std::exchange(space_, false)});
  }

  void dollar() {
    const std::size_t width = starts("$$") ? 2 : 1;
    const std::string_view mark = std::string_view("$$").substr(0, width);
    if (math_) {
      math_ = false;
    } else {
      const std::size_t close = text_.find(mark, at_ + width);
      const std::string_view inside = std::string_view(text_).substr(at_ + width, close - at_ - width);
      math_ = close != std::string::npos && !looks_like_prose(inside);
    }
    at_ += width;  // a lone sign is currency, and amounts carry no unit here
    space_ = true;
  }

  void command() {
    for (const std::string_view mark : {"\\(", "\\)", "\\[", "\\]"}) {
      if (!starts(mark)) continue;
      math_ = mark[1] == '(' || mark[1] == '[';
      at_ += 2;
      space_ = true;
      return;
    }
    for (const std::string_view words : {"\\text{", "\\textbf{", "\\mathrm{", "\\mbox{"}) {
      if (!starts(words)) continue;
      const std::size_t close = text_.find('}', at_);
      if (close == std::string::npos) break;
      const bool math = std::exchange(math_, false);
      Lexer inner(text_.substr(at_ + words.size(), close - at_ - words.size()));
      for (Token& token : inner.run()) tokens_.push_back(std::move(token));
      math_ = math;
      at_ = close + 1;
      space_ = true;
      return;
    }
    std::size_t end = at_ + 1;
    while (end < text_.size() && text::is_alpha(text_[end])) ++end;
    if (end == at_ + 1 && end < text_.size()) end += utf8::decode(std::string_view(text_).substr(end)).bytes;
    std::string name = text_.substr(at_, end - at_);
    at_ = end;
    for (const std::string_view dots : {"\\ldots", "\\dots", "\\cdots"}) {
      if (name == dots) return push(TokenType::kSymbol, "...");
    }
    for (const std::string_view blank : {"\\displaystyle", "\\,", "\\;", "\\!", "\\:", "\\ ", "\\quad", "\\qquad"}) {
      if (name == blank) return void(space_ = true);
    }
    if (name == "\\$") return;
    if (name == "\\%") return push(TokenType::kSymbol, "%");
    push(TokenType::kCommand, std::move(name));
  }

  void number() {
    std::string digits;
    const auto take_digits = [&] {
      while (at_ < text_.size() && text::is_digit(text_[at_])) digits += text_[at_++];
    };
    take_digits();
    const auto thousands = [&] {
      return peek(0) == ',' && text::is_digit(peek(1)) && text::is_digit(peek(2)) && text::is_digit(peek(3)) &&
             !text::is_digit(peek(4));
    };
    if (digits.size() <= 3 && !digits.empty() && digits.front() != '0') {
      while (thousands()) {
        ++at_;
        take_digits();
      }
    }
    if (peek(0) == '.' && text::is_digit(peek(1))) {
      if (digits.empty()) digits = "0";
      digits += text_[at_++];
      take_digits();
    }
    if (starts("...")) mark_cycle(digits);
    for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
      if (text::lower(text_.substr(at_, 2)) != ending || text::is_alpha(peek(2))) continue;
      at_ += 2;
      return push(TokenType::kOrdinal, std::move(digits));
    }
    push(TokenType::kNumber, std::move(digits));
  }

  // 0.1666... is 0.1(6): digits behind the point that end in the same run twice. The dots go with it.
  void mark_cycle(std::string& digits) {
    const std::size_t point = digits.find('.');
    if (point == std::string::npos) return;
    const std::string_view decimals = std::string_view(digits).substr(point + 1);
    for (std::size_t length = 1; 2 * length <= decimals.size(); ++length) {
      const std::string cycle(decimals.substr(decimals.size() - length));
      std::size_t start = decimals.size() - length;
      std::size_t times = 1;
      while (start >= length && decimals.substr(start - length, length) == cycle) {
        start -= length;
        ++times;
      }
      if (times < 2) continue;
      digits = digits.substr(0, point + 1 + start) + "\\overline{" + cycle + "}";
      at_ += 3;
      return;
    }
  }

  void word() {
    std::size_t end = at_;
    while (end < text_.size() && text::is_alpha(text_[end])) ++end;
    const bool contraction = end + 1 < text_.size() && text_[end] == '\'' && text::is_alpha(text_[end + 1]) &&
                             (end - at_ > 1 || text::to_lower(text_[at_]) == 'i');
    if (contraction && !math_) {
      for (++end; end < text_.size() && text::is_alpha(text_[end]);) ++end;
    }
    push(TokenType::kWord, text_.substr(at_, end - at_));
    at_ = end;
  }

  void symbol() {
    // "2^x = 32 => x = ?": an arrow of inference; "x => 3" is a slip for x >= 3.
    if (starts("=> ") && !text::is_digit(peek(3)) && peek(3) != '-') {
      at_ += 2;
      return push(TokenType::kSymbol, ",");
    }
    for (const std::string_view sign : {"...", "<=", ">=", "!=", "->", "**"}) {
      if (!starts(sign)) continue;
      at_ += sign.size();
      return push(TokenType::kSymbol, std::string(sign));
    }
    const std::size_t bytes = utf8::decode(std::string_view(text_).substr(at_)).bytes;
    push(TokenType::kSymbol, text_.substr(at_, bytes));
    at_ += bytes;
  }

  std::string text_;
  std::size_t at_ = 0;
  bool math_ = false;
  bool space_ = false;
  std::vector<Token> tokens_;
};

// "right-angled", "base-7", "x-intercept" and "3-digit": the hyphen binds words and is no minus.
void drop_hyphens(std::vector<Token>& tokens) {
  const auto long_word = [](const Token& t, std::size_t letters) {
    return t.type == TokenType::kWord && !t.math && t.text.size() >= letters;
  };
  std::vector<Token> out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0 && i + 1 < tokens.size() && tokens[i].text == "-" && !tokens[i].space_before && !tokens[i].math &&
        !tokens[i + 1].space_before) {
      const Token& left = tokens[i - 1];
      const Token& right = tokens[i + 1];
      const bool between_words = long_word(left, 2) && long_word(right, 2) && left.text.size() + right.text.size() > 5;
      const bool numbered = long_word(left, 4) && right.type == TokenType::kNumber;
      const bool prefixed =
          (left.type == TokenType::kNumber || left.type == TokenType::kWord || left.type == TokenType::kOrdinal) &&
          long_word(right, 4);
      const bool nth = left.lower == "n" && right.lower == "th";
      if (between_words || numbered || prefixed || nth) {
        tokens[i + 1].space_before = true;
        continue;
      }
    }
    out.push_back(std::move(tokens[i]));
  }
  tokens = std::move(out);
}

// \begin{cases} … \end{cases}: a list whose lines end in \\.
void drop_environments(std::vector<Token>& tokens) {
  constexpr std::string_view kEnvironments[] = {"cases", "aligned", "align", "gathered", "split"};
  std::vector<Token> out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool bracket = (tokens[i].text == "\\begin" || tokens[i].text == "\\end") && i + 3 < tokens.size() &&
                         tokens[i + 1].text == "{" && tokens[i + 3].text == "}" &&
                         std::ranges::find(kEnvironments, tokens[i + 2].text) != std::end(kEnvironments);
    if (bracket) {
      i += 3;
      if (!out.empty() && out.back().text == "\\\\") out.pop_back();
    } else {
      out.push_back(std::move(tokens[i]));
    }
  }
  tokens = std::move(out);
}

// <3, 4>: a vector, where no comparison could stand.
void read_angle_brackets(std::vector<Token>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].text != "<") continue;
    if (i > 0) {
      const Token& before = tokens[i - 1];
      const bool word = before.type == TokenType::kWord && before.text.size() > 1 && !before.math;
      constexpr std::string_view kBefore[] = {"=", "+", "-",        "*",        ":",      ",",      "(",
                                              "|", ".", "\xC2\xB7", "\xC3\x97", "\\cdot", "\\times"};
      if (!word && std::ranges::find(kBefore, before.text) == std::end(kBefore)) continue;
    }
    std::size_t close = i + 1, commas = 0;
    for (; close < tokens.size() && tokens[close].text != ">"; ++close) {
      const bool prose = tokens[close].type == TokenType::kWord && tokens[close].text.size() > 1;
      if (prose || tokens[close].text == "<" || tokens[close].text == "=") break;
      commas += tokens[close].text == ",";
    }
    if (close == tokens.size() || tokens[close].text != ">" || commas == 0) continue;
    for (const auto& [at, name] : {std::pair(i, "\\langle"), std::pair(close, "\\rangle")}) {
      tokens[at].type = TokenType::kCommand;
      tokens[at].text = tokens[at].lower = name;
    }
  }
}

}  // namespace

std::optional<Question> normalise(std::string_view text) {
  if (text.size() > kMaxBytes) return std::nullopt;
  std::optional<std::string> respelled = respell(text);
  if (!respelled) return std::nullopt;
  quieten(*respelled);
  Question question{Lexer(std::move(*respelled)).run()};
  drop_environments(question.tokens);
  drop_hyphens(question.tokens);
  read_angle_brackets(question.tokens);
  read_number_words(question.tokens);
  read_fraction_words(question.tokens);
  if (question.tokens.empty() || question.tokens.size() > kMaxTokens) return std::nullopt;
  return question;
}

}  // namespace qed::rules
