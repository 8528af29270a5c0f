#include "text/jinja/expression_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "text/jinja/parser.h"

namespace qed::text::jinja {
namespace {

constexpr std::size_t kMaxChain = 1000;  // operators or postfixes in a row: each makes the tree one deeper

bool is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 9> kWords{"if", "else", "elif", "and", "or", "not", "in", "is", "recursive"};
  return std::ranges::find(kWords, name) != kWords.end();
}

}  // namespace

std::unexpected<Error> ExpressionParser::error(Errc code, int line, std::string_view what) const {
  return fail(code, "line {}: {}", line, what);
}

std::unexpected<Error> ExpressionParser::unexpected_token(std::string_view wanted) const {
  constexpr std::array<std::string_view, 11> kNames{"text",     "'{%'", "'%}'", "'{{'", "'}}'",   "",
                                                    "a string", "",     "",     "",     "the end"};
  const std::string_view name = kNames[static_cast<std::size_t>(peek().kind)];
  const std::string found = name.empty() ? "'" + peek().text.substr(0, 60) + "'" : std::string(name);
  return error(Errc::kCorrupt, peek().line, fmt::format("expected {}, found {}", wanted, found));
}

bool ExpressionParser::skip_operator(std::string_view text) {
  if (!is(TokenKind::kOperator, text)) return false;
  next();
  return true;
}

bool ExpressionParser::skip_name(std::string_view text) {
  if (!is(TokenKind::kName, text)) return false;
  next();
  return true;
}

Result<void> ExpressionParser::expect(TokenKind kind, std::string_view text) {
  if (!is(kind, kind == TokenKind::kOperator || kind == TokenKind::kName ? text : std::string_view()))
    return unexpected_token("'" + std::string(text) + "'");
  next();
  return {};
}

Result<std::string> ExpressionParser::expect_name() {
  if (!is(TokenKind::kName) || is_reserved(peek().text)) return unexpected_token("a name");
  return next().text;
}

Result<void> ExpressionParser::Level::check() const {
  if (parser_.depth_ <= kMaxNesting) return {};
  return parser_.error(Errc::kLimitExceeded, parser_.peek().line, fmt::format("nested deeper than {}", kMaxNesting));
}

ExpressionParser::Parsed ExpressionParser::expression() {
  const Level level(*this);
  QED_TRY(level.check());
  const Expression* value = QED_TRY(disjunction());
  while (is(TokenKind::kName, "if")) {
    const int line = next().line;
    const Expression* condition = QED_TRY(disjunction());
    const Expression* otherwise = skip_name("else") ? QED_TRY(expression()) : nullptr;
    const Level deeper(*this);
    QED_TRY(deeper.check());
    value = make(line, Conditional{condition, value, otherwise});
    if (otherwise) break;  // a further `if` is within it
  }
  return value;
}

ExpressionParser::Parsed ExpressionParser::expression_without_if() { return disjunction(); }

ExpressionParser::Parsed ExpressionParser::tuple() {
  const int line = peek().line;
  const Expression* first = QED_TRY(expression());
  if (!is(TokenKind::kOperator, ",")) return first;
  ListDisplay items{{first}};
  while (skip_operator(",")) {
    if (is(TokenKind::kBlockEnd) || is(TokenKind::kVariableEnd) || is(TokenKind::kOperator, ")")) break;
    items.items.push_back(QED_TRY(expression()));
  }
  return make(line, std::move(items));
}

// One level of left-associative operators.
ExpressionParser::Parsed ExpressionParser::binary(std::span<const Spelling> spellings, Rule operand) {
  const Expression* left = QED_TRY((this->*operand)());
  for (std::size_t chain = 0;; ++chain) {
    const auto found = std::ranges::find_if(spellings, [&](const Spelling& spelling) {
      return is(TokenKind::kOperator, spelling.text) || is(TokenKind::kName, spelling.text);
    });
    if (found == spellings.end()) return left;
    const int line = next().line;
    if (chain > kMaxChain) return error(Errc::kLimitExceeded, line, "too many operators in a row");
    left = make(line, Binary{found->op, left, QED_TRY((this->*operand)())});
  }
}

ExpressionParser::Parsed ExpressionParser::disjunction() {
  static constexpr std::array kOr{Spelling{"or", Operator::kOr}};
  return binary(kOr, &ExpressionParser::conjunction);
}
ExpressionParser::Parsed ExpressionParser::conjunction() {
  static constexpr std::array kAnd{Spelling{"and", Operator::kAnd}};
  return binary(kAnd, &ExpressionParser::negation);
}
ExpressionParser::Parsed ExpressionParser::negation() {
  if (!is(TokenKind::kName, "not")) return comparison();
  const Level level(*this);
  QED_TRY(level.check());
  const int line = next().line;
  return make(line, Unary{Operator::kNot, QED_TRY(negation())});
}

std::optional<Operator> ExpressionParser::comparison_operator() {
  static constexpr std::array kOperators{Spelling{"==", Operator::kEqual},     Spelling{"!=", Operator::kNotEqual},
                                         Spelling{"<=", Operator::kLessEqual}, Spelling{">=", Operator::kGreaterEqual},
                                         Spelling{"<", Operator::kLess},       Spelling{">", Operator::kGreater}};
  for (const Spelling& spelling : kOperators)
    if (skip_operator(spelling.text)) return spelling.op;
  if (skip_name("in")) return Operator::kIn;
  if (is(TokenKind::kName, "not") && tokens_[at_ + 1].kind == TokenKind::kName && tokens_[at_ + 1].text == "in") {
    next();
    next();
    return Operator::kNotIn;
  }
  return std::nullopt;
}

ExpressionParser::Parsed ExpressionParser::comparison() {
  const int line = peek().line;
  Comparison chain{QED_TRY(sum()), {}};
  while (const std::optional<Operator> op = comparison_operator()) chain.rest.emplace_back(*op, QED_TRY(sum()));
  return chain.rest.empty() ? chain.first : make(line, std::move(chain));
}

ExpressionParser::Parsed ExpressionParser::sum() {
  static constexpr std::array kSum{Spelling{"+", Operator::kAdd}, Spelling{"-", Operator::kSubtract}};
  return binary(kSum, &ExpressionParser::concatenation);
}
ExpressionParser::Parsed ExpressionParser::concatenation() {
  static constexpr std::array kConcatenation{Spelling{"~", Operator::kConcatenate}};
  return binary(kConcatenation, &ExpressionParser::product);
}
ExpressionParser::Parsed ExpressionParser::product() {
  static constexpr std::array kProduct{Spelling{"*", Operator::kMultiply}, Spelling{"/", Operator::kDivide},
                                       Spelling{"//", Operator::kFloorDivide}, Spelling{"%", Operator::kModulo}};
  return binary(kProduct, &ExpressionParser::power);
}
ExpressionParser::Parsed ExpressionParser::power() {
  static constexpr std::array kPower{Spelling{"**", Operator::kPower}};
  return binary(kPower, &ExpressionParser::unary);
}

ExpressionParser::Parsed ExpressionParser::unary() { return filtered(QED_TRY(signed_operand())); }

// Filters bind weaker than signs: -1|abs is (-1)|abs.
ExpressionParser::Parsed ExpressionParser::signed_operand() {
  const bool minus = is(TokenKind::kOperator, "-");
  if (!minus && !is(TokenKind::kOperator, "+")) return postfix(QED_TRY(primary()));
  const Level level(*this);
  QED_TRY(level.check());
  const int line = next().line;
  const Expression* operand = QED_TRY(signed_operand());
  return make(line, Unary{minus ? Operator::kMinus : Operator::kPlus, operand});
}

ExpressionParser::Parsed ExpressionParser::postfix(const Expression* subject) {
  for (std::size_t chain = 0;; ++chain) {
    const int line = peek().line;
    if (chain > kMaxChain) return error(Errc::kLimitExceeded, line, "too many postfixes in a row");
    if (skip_operator(".")) {
      if (is(TokenKind::kInteger))
        subject = make(line, Subscript{subject, QED_TRY(literal())});
      else if (is(TokenKind::kName))
        subject = make(line, Attribute{subject, next().text});
      else
        return unexpected_token("a name");
    } else if (skip_operator("[")) {
      subject = QED_TRY(subscript(subject));
    } else if (is(TokenKind::kOperator, "(")) {
      subject = make(line, Call{subject, QED_TRY(arguments())});
    } else {
      return subject;
    }
  }
}

// Behind "[".
ExpressionParser::Parsed ExpressionParser::subscript(const Expression* object) {
  const int line = peek().line;
  const auto part = [&]() -> Parsed {
    if (is(TokenKind::kOperator, ":") || is(TokenKind::kOperator, "]")) return nullptr;
    return expression();
  };
  const Expression* start = QED_TRY(part());
  if (start && skip_operator("]")) return make(line, Subscript{object, start});
  if (!skip_operator(":")) return unexpected_token("']'");
  const Expression* stop = QED_TRY(part());
  const Expression* step = skip_operator(":") ? QED_TRY(part()) : nullptr;
  QED_TRY(expect(TokenKind::kOperator, "]"));
  return make(line, Slice{object, start, stop, step});
}

Result<Arguments> ExpressionParser::arguments() {
  QED_TRY(expect(TokenKind::kOperator, "("));
  Arguments given;
  while (!is(TokenKind::kOperator, ")")) {
    const Token& following = tokens_[std::min(at_ + 1, tokens_.size() - 1)];
    if (is(TokenKind::kName) && following.kind == TokenKind::kOperator && following.text == "=") {
      std::string name = next().text;
      next();
      given.named.emplace_back(std::move(name), QED_TRY(expression()));
    } else if (!given.named.empty()) {
      return unexpected_token("a named argument");
    } else {
      given.positional.push_back(QED_TRY(expression()));
    }
    if (!skip_operator(",")) break;
  }
  QED_TRY(expect(TokenKind::kOperator, ")"));
  return given;
}

// Behind "|" or "filter".
Result<Filter> ExpressionParser::filter(const Expression* subject) {
  Filter filter{subject, QED_TRY(expect_name()), {}};
  if (is(TokenKind::kOperator, "(")) filter.arguments = QED_TRY(arguments());
  return filter;
}

Result<std::vector<Filter>> ExpressionParser::filters() {
  std::vector<Filter> all;
  do all.push_back(QED_TRY(filter(nullptr)));
  while (skip_operator("|"));
  return all;
}

ExpressionParser::Parsed ExpressionParser::filtered(const Expression* subject) {
  for (std::size_t chain = 0;; ++chain) {
    const int line = peek().line;
    if (chain > kMaxChain) return error(Errc::kLimitExceeded, line, "too many filters in a row");
    if (skip_operator("|"))
      subject = make(line, QED_TRY(filter(subject)));
    else if (skip_name("is"))
      subject = QED_TRY(test(subject));
    else if (is(TokenKind::kOperator, "("))
      subject = make(line, Call{subject, QED_TRY(arguments())});
    else
      return subject;
  }
}

// Behind "is". A test takes arguments in brackets, or one without.
ExpressionParser::Parsed ExpressionParser::test(const Expression* subject) {
  const int line = peek().line;
  const bool negated = skip_name("not");
  std::string name;
  if (is(TokenKind::kName, "in"))
    name = next().text;
  else
    name = QED_TRY(expect_name());
  Test test{subject, std::move(name), {}};
  const bool value_follows = is(TokenKind::kString) || is(TokenKind::kInteger) || is(TokenKind::kFloat) ||
                             (is(TokenKind::kName) && !is_reserved(peek().text)) || is(TokenKind::kOperator, "[") ||
                             is(TokenKind::kOperator, "{");
  if (is(TokenKind::kOperator, "("))
    test.arguments = QED_TRY(arguments());
  else if (value_follows)
    test.arguments.positional.push_back(QED_TRY(postfix(QED_TRY(primary()))));
  const Expression* made = make(line, std::move(test));
  return negated ? make(line, Unary{Operator::kNot, made}) : made;
}

ExpressionParser::Parsed ExpressionParser::primary() {
  const int line = peek().line;
  if (is(TokenKind::kOperator)) return bracketed();
  if (!is(TokenKind::kName)) return literal();
  const std::string& name = peek().text;
  if (is_reserved(name)) return unexpected_token("a value");
  if (name == "true" || name == "True" || name == "false" || name == "False")
    return make(line, Literal{Value{(next().text[0] | 0x20) == 't'}});
  if (name == "none" || name == "None") return next(), make(line, Literal{Value{None{}}});
  return make(line, Name{next().text});
}

ExpressionParser::Parsed ExpressionParser::bracketed() {
  const Level level(*this);
  QED_TRY(level.check());
  const int line = peek().line;
  if (skip_operator("(")) {
    if (skip_operator(")")) return make(line, ListDisplay{});
    const Expression* inner = QED_TRY(tuple());
    QED_TRY(expect(TokenKind::kOperator, ")"));
    return inner;
  }
  if (skip_operator("[")) {
    ListDisplay list;
    while (!is(TokenKind::kOperator, "]")) {
      list.items.push_back(QED_TRY(expression()));
      if (!skip_operator(",")) break;
    }
    QED_TRY(expect(TokenKind::kOperator, "]"));
    return make(line, std::move(list));
  }
  if (!skip_operator("{")) return unexpected_token("a value");
  DictDisplay dict;
  while (!is(TokenKind::kOperator, "}")) {
    const Expression* key = QED_TRY(expression());
    QED_TRY(expect(TokenKind::kOperator, ":"));
    dict.items.emplace_back(key, QED_TRY(expression()));
    if (!skip_operator(",")) break;
  }
  QED_TRY(expect(TokenKind::kOperator, "}"));
  return make(line, std::move(dict));
}

ExpressionParser::Parsed ExpressionParser::literal() {
  const int line = peek().line;
  if (is(TokenKind::kString)) {
    std::string text = next().text;
    while (is(TokenKind::kString)) text += next().text;  // neighbours are one
    return make(line, Literal{Value{std::string_view(tree_.strings.emplace_back(std::move(text)))}});
  }
  const std::string_view text = peek().text;
  const char *begin = text.data(), *end = begin + text.size();
  if (is(TokenKind::kInteger)) {
    std::int64_t value = 0;
    if (std::from_chars(begin, end, value).ec != std::errc())
      return error(Errc::kLimitExceeded, line, "an integer beyond 64 bits");
    return next(), make(line, Literal{Value{value}});
  }
  if (is(TokenKind::kFloat)) {
    double value = 0;
    if (std::from_chars(begin, end, value).ec != std::errc())
      return error(Errc::kLimitExceeded, line, "a number out of range");
    return next(), make(line, Literal{Value{value}});
  }
  return unexpected_token("a value");
}

}  // namespace qed::text::jinja
