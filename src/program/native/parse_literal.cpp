// Numbers, and strings in all their forms.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/parser_state.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kMaxLiteralDigits = 4300;  // CPython refuses longer ones

struct StringParts {
  std::string_view body;
  bool raw = false, formatted = false, bytes = false;
};

StringParts take_apart(std::string_view token) {
  StringParts parts;
  std::size_t begin = 0;
  for (; token[begin] != '"' && token[begin] != '\''; ++begin) {
    const char mark = text::to_lower(token[begin]);
    parts.raw |= mark == 'r';
    parts.formatted |= mark == 'f';
    parts.bytes |= mark != 'r' && mark != 'f' && (mark != 'u' || token[begin + 1] == 'r' || token[begin + 1] == 'R');
  }
  if (begin > 2 || (begin == 2 && !parts.raw)) parts.bytes = true;  // no prefix of a text
  const char quote = token[begin];
  const bool triple = token.size() >= begin + 6 && token[begin + 1] == quote && token[begin + 2] == quote;
  const std::size_t quotes = triple ? 3 : 1;
  parts.body = token.substr(begin + quotes, token.size() - begin - 2 * quotes);
  return parts;
}

// Value of up to `most` digits of that base at the front of the text, which they are taken from.
std::optional<std::uint32_t> take_code(std::string_view& text, std::uint32_t base, std::size_t least,
                                       std::size_t most) {
  std::uint32_t code = 0;
  std::size_t count = 0;
  for (; count < most && count < text.size(); ++count) {
    const char c = text::to_lower(text[count]);
    const std::uint32_t digit = text::is_digit(c)      ? static_cast<std::uint32_t>(c - '0')
                                : c >= 'a' && c <= 'f' ? static_cast<std::uint32_t>(c - 'a' + 10)
                                                       : 99;
    if (digit >= base) break;
    code = code * base + digit;
  }
  text.remove_prefix(count);
  return count >= least ? std::optional(code) : std::nullopt;
}

}  // namespace

Expr* Parser::number() {
  const Token token = take();
  std::string digits(token.text);
  std::erase(digits, '_');
  if (token.type == Tok::kFloat) return constant(Value::real(parse_float(digits).value_or(0)), token.line);
  const bool plain = digits.size() < 2 || text::is_digit(digits[1]);
  if (digits.size() > kMaxLiteralDigits) return fail_at("a number of that length", token.line);
  if (plain && digits[0] == '0' && digits.find_first_not_of('0') != std::string::npos)
    return fail_at("a number with leading zeros", token.line);
  Value value = parse_integer(machine_, make_str(digits), plain ? 10 : 0);
  if (!value) return fail_at("this number", token.line);
  return constant(std::move(value), token.line);
}

Expr* Parser::strings() {
  const int first_line = line();
  std::vector<FormattedPiece> pieces;
  while (is(Tok::kString))
    if (!string_piece(take(), pieces)) return nullptr;
  const auto text = [](const FormattedPiece& piece) { return static_cast<bool>(piece.literal); };
  if (std::ranges::all_of(pieces, text)) {
    if (pieces.size() == 1) return constant(pieces[0].literal, first_line);
    std::string whole;
    for (const FormattedPiece& piece : pieces) whole += text_of(piece.literal);
    return constant(make_str(whole), first_line);
  }
  auto* node = make<Formatted>(ExprKind::kFormatted, first_line);
  node->pieces = kept(pieces);
  for (const FormattedPiece& piece : node->pieces)
    if ((piece.value && !deepen(*node, piece.value)) || (piece.spec && !deepen(*node, piece.spec))) return nullptr;
  return node;
}

bool Parser::string_piece(const Token& token, std::vector<FormattedPiece>& pieces) {
  const StringParts parts = take_apart(token.text);
  if (parts.bytes) return fail_at("bytes", token.line);
  if (parts.formatted) return formatted_pieces(parts.body, parts.raw, token.line, 0, pieces);
  std::string text;
  if (parts.raw) {
    text = parts.body;
  } else if (!unescape(parts.body, text, token.line)) {
    return false;
  }
  pieces.push_back({make_str(text)});
  return true;
}

bool Parser::unescape(std::string_view text, std::string& result, int line) {
  constexpr std::string_view kMarks = "\\'\"abfnrtv", kMeanings = "\\'\"\a\b\f\n\r\t\v";
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('\\'), text.size());
    result += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const char mark = text.size() > 1 ? text[1] : '\0';
    if (const std::size_t known = kMarks.find(mark); known != std::string_view::npos) {
      result += kMeanings[known];
      text.remove_prefix(2);
    } else if (mark == '\n') {
      text.remove_prefix(2);
    } else if (mark == 'x' || mark == 'u' || mark == 'U' || (mark >= '0' && mark <= '7')) {
      const bool octal = mark <= '7';
      const std::size_t digits = octal ? 3 : mark == 'x' ? 2 : mark == 'u' ? 4 : 8;
      text.remove_prefix(octal ? 1 : 2);
      const auto code = take_code(text, octal ? 8 : 16, octal ? 1 : digits, digits);
      if (!code || *code > 0x10FFFF || (*code >= 0xD800 && *code < 0xE000)) return fail_at("this escape", line);
      utf8::append(result, *code);
    } else if (mark == 'N') {
      return fail_at("a character by its name", line);
    } else {
      result += '\\';  // no escape: both characters stand for themselves
      text.remove_prefix(1);
    }
  }
  return true;
}

// The pieces of an f-string's body, or of a format specification in one (level 1).
bool Parser::formatted_pieces(std::string_view body, bool raw, int line, int level,
                              std::vector<FormattedPiece>& pieces) {
  std::string source;
  const auto flush = [&] {
    std::string text;
    if (source.empty()) return true;
    if (raw) text = source;
    if (!raw && !unescape(source, text, line)) return false;
    source.clear();
    pieces.push_back({make_str(text)});
    return true;
  };
  for (std::size_t i = 0; i < body.size();) {
    const char c = body[i];
    const bool twice = i + 1 < body.size() && body[i + 1] == c;
    if (c == '\\' && !raw && i + 1 < body.size()) {
      if (body[i + 1] == '{' || body[i + 1] == '}' || body[i + 1] == 'N') return fail_at("this escape", line);
      source += body.substr(i, 2);
      i += 2;
    } else if ((c == '{' || c == '}') && twice && level == 0) {
      source += c;
      i += 2;
    } else if (c == '}') {
      return fail_at("a single }", line);
    } else if (c == '{') {
      if (!flush()) return false;
      const std::size_t length = replacement_field(body.substr(i), raw, line, level, pieces);
      if (length == 0) return false;
      i += length;
    } else {
      source += c;
      ++i;
    }
  }
  return flush() && (!pieces.empty() || (pieces.push_back({make_str("")}), true));
}

// "{expression=!conversion:specification}" at the front of `body`; its length, or 0 where it failed.
std::size_t Parser::replacement_field(std::string_view body, bool raw, int line, int level,
                                      std::vector<FormattedPiece>& pieces) {
  const auto refuse = [&] { return fail_at("this replacement field", line), std::size_t{0}; };
  if (level > 1) return refuse();
  const std::size_t end = field_expression_end(body);
  if (end == 0) return refuse();
  std::size_t at = end;
  FormattedPiece piece;
  std::string_view source = body.substr(1, end - 1);
  if (body[at] == '=') {
    ++at;
    while (at < body.size() && text::is_space(body[at])) ++at;
    pieces.push_back({make_str(body.substr(1, at - 1))});
  }
  piece.value = field_expression(source, line);
  if (!piece.value) return 0;
  if (at < body.size() && body[at] == '!') {
    if (at + 1 >= body.size() || std::string_view("sra").find(body[at + 1]) == std::string_view::npos) return refuse();
    piece.conversion = body[at + 1];
    at += 2;
  }
  if (at < body.size() && body[at] == ':') {
    const std::size_t close = specification_end(body, ++at);
    if (close == std::string_view::npos) return refuse();
    std::vector<FormattedPiece> spec;
    if (!formatted_pieces(body.substr(at, close - at), raw, line, level + 1, spec)) return 0;
    auto* node = make<Formatted>(ExprKind::kFormatted, line);
    node->pieces = kept(spec);
    for (const FormattedPiece& part : spec)
      if (part.value && !deepen(*node, part.value)) return 0;
    piece.spec = node;
    at = close;
  }
  if (at >= body.size() || body[at] != '}') return refuse();
  // "{x=}" shows the repr unless something else is asked for.
  if (body[end] == '=' && !piece.conversion && !piece.spec) piece.conversion = 'r';
  pieces.push_back(piece);
  return at + 1;
}

// Where the expression of a replacement field ends: at '=', '!', ':' or '}' outside of brackets and strings. 0:
// nowhere.
std::size_t Parser::field_expression_end(std::string_view body) {
  int brackets = 0;
  char quote = 0;
  for (std::size_t i = 1; i < body.size(); ++i) {
    const char c = body[i], next = i + 1 < body.size() ? body[i + 1] : '\0';
    if (c == '\\' || c == '#') return 0;
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      if (next == c) return 0;  // perhaps a string in three quotes, or an empty one
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++brackets;
    } else if (brackets > 0) {
      brackets -= c == ')' || c == ']' || c == '}';
    } else if ((c == '!' || c == '=' || c == '<' || c == '>') && next == '=') {
      ++i;
    } else if (c == '=' || c == '!' || c == ':' || c == '}') {
      return i;
    }
  }
  return 0;
}

// The '}' that closes the field whose specification begins there.
std::size_t Parser::specification_end(std::string_view body, std::size_t from) {
  int braces = 0;
  for (std::size_t i = from; i < body.size(); ++i) {
    if (body[i] == '{') ++braces;
    if (body[i] == '}' && braces-- == 0) return i;
  }
  return std::string_view::npos;
}

// The expression is parsed in place of the tokens at hand, as if it stood in parentheses.
Expr* Parser::field_expression(std::string_view text, int line) {
  const Nesting nesting(*this);
  if (!nesting) return nullptr;
  std::vector<Token> inner;
  const LexError error = tokenize(text, line, /*expression=*/true, inner);
  if (!error.what.empty()) return fail_at(error.what, error.line);
  inner.swap(tokens_);
  const std::size_t before = std::exchange(at_, 0);
  Expr* value = expression_list();
  if (value && !is(Tok::kEnd)) value = fail("this syntax");
  inner.swap(tokens_);
  at_ = before;
  return value;
}

}  // namespace qed::program::native
