#include <algorithm>
#include <array>

#include "answer/parser.h"
#include "base/text.h"

namespace qed::answer {
namespace {

constexpr auto kRelations = std::to_array<std::string_view>({"=", "<", ">", "<=", ">=", "!=", "~", "in", "notin"});

bool is_relation(const Token& token) { return token.kind == TokenKind::kOperator && contains(kRelations, token.text); }

// What is left when delimiters of mathematics or \boxed enclose the whole text.
std::string_view without_wrapping(std::string_view text) {
  constexpr int kMostLayers = 16;  // each costs a walk over the text; what is wrapped deeper is no answer
  bool again = true;
  for (int layer = 0; again && layer < kMostLayers; ++layer) {
    again = false;
    text = text::trim(text);
    const auto strip = [&](std::string_view open, std::string_view close) {
      if (text.size() < open.size() + close.size() || !text.starts_with(open) || !text.ends_with(close)) return;
      const std::string_view inside = text.substr(open.size(), text.size() - open.size() - close.size());
      if (inside.contains(open) || text::trim(inside).empty()) return;
      text = inside;
      again = true;
    };
    strip("$$", "$$");
    strip("$", "$");
    strip("\\(", "\\)");
    strip("\\[", "\\]");
    for (const std::string_view box : {"\\boxed{", "\\fbox{"}) {
      if (!text.starts_with(box) || !text.ends_with('}')) continue;
      std::size_t depth = 0, close = 0;
      for (std::size_t i = box.size() - 1; i < text.size() && close == 0; ++i) {
        depth += text[i] == '{';
        if (text[i] == '}' && --depth == 0) close = i;
      }
      if (close + 1 != text.size() || close == box.size()) continue;
      text = text.substr(box.size(), close - box.size());
      again = true;
    }
  }
  return text;
}

// Answers in words that mathematics uses.
bool is_answer_in_words(std::string_view words) {
  constexpr auto kWords = std::to_array<std::string_view>({"yes",
                                                           "no",
                                                           "true",
                                                           "false",
                                                           "none",
                                                           "no solution",
                                                           "no solutions",
                                                           "no real solution",
                                                           "no real solutions",
                                                           "no real roots",
                                                           "empty set",
                                                           "undefined",
                                                           "does not exist",
                                                           "dne",
                                                           "even",
                                                           "odd",
                                                           "neither",
                                                           "impossible",
                                                           "inconsistent",
                                                           "infinitely many",
                                                           "infinitely many solutions",
                                                           "indeterminate",
                                                           "divergent",
                                                           "diverges",
                                                           "converges",
                                                           "all",
                                                           "both"});
  return contains(kWords, words);
}

// What other languages call them.
std::string_view in_english(std::string_view words) {
  constexpr auto kWords =
      std::to_array<std::pair<std::string_view, std::string_view>>({{"无解", "no solution"},
                                                                    {"无实数解", "no real solutions"},
                                                                    {"不存在", "does not exist"},
                                                                    {"空集", "empty set"},
                                                                    {"是", "yes"},
                                                                    {"否", "no"},
                                                                    {"正确", "true"},
                                                                    {"错误", "false"},
                                                                    {"奇数", "odd"},
                                                                    {"偶数", "even"}});
  for (const auto& [foreign, english] : kWords)
    if (words == foreign) return english;
  return words;
}

std::optional<Expression> answer_in_words(std::string_view text) {
  text = in_english(text);
  std::string words = text::lower(text::collapse_spaces(text));
  if (words == "dne") words = "does not exist";
  while (!words.empty() && (words.back() == '.' || words.back() == '!')) words.pop_back();
  Expression expression;
  if (words == "all real numbers" || words == "all reals" || words == "real numbers")
    expression.set_root(expression.add(Kind::kConstant, {}, "reals"));
  else if (is_answer_in_words(words))
    expression.set_root(expression.add(Kind::kText, {}, words));
  else
    return std::nullopt;
  return expression;
}

}  // namespace

Result<Expression> parse(std::string_view text, const ParseLimits& limits) {
  if (text.size() > limits.bytes)
    return fail(Errc::kLimitExceeded, "a formula of {} bytes; at most {} are read", text.size(), limits.bytes);
  const std::string_view inside = without_wrapping(text);
  const std::size_t shift = static_cast<std::size_t>(inside.data() - text.data());
  if (inside.empty()) return fail(Errc::kInvalidInput, "byte 0: expected a formula, found nothing");
  if (auto words = answer_in_words(inside)) return *std::move(words);
  Result<Lexed> lexed = lex(inside);
  if (!lexed) return std::unexpected(std::move(lexed).error());
  for (std::uint32_t& at : lexed->origin) at += static_cast<std::uint32_t>(shift);
  return Parser(*std::move(lexed), limits).run();
}

Result<Expression> Parser::run() {
  const NodeId root = QED_TRY(answer());
  if (peek().kind != TokenKind::kEnd) return expected("the end or an operator");
  QED_TRY(check_size());
  expression_.set_root(root);
  return std::move(expression_);
}

Result<NodeId> Parser::answer() {
  std::vector<NodeId> parts{QED_TRY(comma_list())};
  while (accept(";")) parts.push_back(QED_TRY(comma_list()));
  return parts.size() == 1 ? parts.front() : make(Kind::kList, parts, ";");
}

Result<NodeId> Parser::comma_list() {
  std::vector<NodeId> parts{QED_TRY(relation())};
  std::string_view joint = ",";
  while (at(",") || at("and") || at("or")) {
    accept(",");
    if (accept("or")) joint = "or";
    if (accept("and") && joint == ",") joint = "and";
    parts.push_back(QED_TRY(relation()));
  }
  return parts.size() == 1 ? parts.front() : make(Kind::kList, parts, joint);
}

Result<NodeId> Parser::relation() {
  std::vector<NodeId> sides{QED_TRY(set_expression())};
  std::string signs;
  const auto at_sign = [&] {
    const bool aligned = at("&") && is_relation(peek(1));  // x &= 1
    return aligned || is_relation(peek());
  };
  while (at_sign()) {
    accept("&");
    if (!signs.empty()) signs += ' ';
    signs += peek().text;
    ++next_;
    sides.push_back(QED_TRY(set_expression()));
  }
  if (at_modulus()) sides.back() = make(Kind::kResidue, {sides.back(), QED_TRY(modulus())});
  return sides.size() == 1 ? sides.front() : make(Kind::kRelation, sides, signs);
}

// \pmod{5} or (mod 5) behind a value or an equation
bool Parser::at_modulus() const { return at_command("pmod") || (at("(") && at("mod", 1)); }

Result<NodeId> Parser::modulus() {
  if (accept("(")) {
    ++next_;
    const NodeId divisor = QED_TRY(sum());
    QED_TRY(expect(")"));
    return divisor;
  }
  ++next_;
  return command_argument();
}

Result<NodeId> Parser::set_expression() {
  const std::size_t first = next_;
  NodeId left = QED_TRY(ratio());
  if (at("cup") || at("cap") || at("setminus")) left = as_set(left, first);
  while (at("cup") || at("cap") || at("setminus")) {
    const std::string sign = peek().text;
    std::vector<NodeId> parts{left};
    while (accept(sign)) {
      const std::size_t begin = next_;
      const NodeId part = QED_TRY(ratio());
      parts.push_back(as_set(part, begin));
    }
    left = sign == "cup" ? make(Kind::kUnion, parts) : sign == "cap" ? make(Kind::kIntersection, parts) : kNothing;
    if (left != kNothing) continue;
    left = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) left = make(Kind::kSetMinus, {left, parts[i]});
    QED_TRY(check_size());
  }
  return left;
}

// Among sets (a, b) is an open interval, not a pair, and {2} no group.
NodeId Parser::as_set(NodeId id, std::size_t first) {
  const Token& last = lexed_.tokens[next_ - 1];
  const bool braced = lexed_.tokens[first].text == "{" && last.text == "}";
  const Kind kind = expression_.kind(id);
  if (braced && kind != Kind::kSet && kind != Kind::kUnion && kind != Kind::kConstant) return make(Kind::kSet, {id});
  if (expression_.kind(id) != Kind::kTuple || expression_.children(id).size() != 2) return id;
  return make(Kind::kInterval, {expression_.child(id, 0), expression_.child(id, 1)}, "()");
}

Result<NodeId> Parser::ratio() {
  std::vector<NodeId> parts{QED_TRY(sum())};
  while (!builder_ && accept(":")) parts.push_back(QED_TRY(sum()));
  return parts.size() == 1 ? parts.front() : make(Kind::kRatio, parts);
}

const Token& Parser::peek(std::size_t ahead) const {
  return lexed_.tokens[std::min(next_ + ahead, lexed_.tokens.size() - 1)];
}

bool Parser::at(std::string_view sign, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kOperator && token.text == sign;
}

bool Parser::at_command(std::string_view name, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kCommand && token.text == name;
}

bool Parser::accept(std::string_view sign) {
  if (!at(sign)) return false;
  ++next_;
  return true;
}

Result<void> Parser::expect(std::string_view sign) {
  if (accept(sign)) return {};
  return expected(fmt::format("'{}'", sign));
}

std::unexpected<Error> Parser::expected(std::string_view what) const {
  const Token& token = peek();
  const std::uint32_t byte = lexed_.origin[token.begin];
  if (token.kind == TokenKind::kEnd)
    return fail(Errc::kInvalidInput, "byte {}: expected {}, found the end", byte, what);
  const std::string_view found = std::string_view(lexed_.text).substr(token.begin, token.end - token.begin);
  return fail(Errc::kInvalidInput, "byte {}: expected {}, found '{}'", byte, what, found);
}

Result<void> Parser::check_size() const {
  const std::uint32_t byte = lexed_.origin[peek().begin];
  if (expression_.size() > limits_.nodes)
    return fail(Errc::kLimitExceeded, "byte {}: a formula of more than {} parts", byte, limits_.nodes);
  if (depth_ > limits_.depth || tallest_ > limits_.depth)
    return fail(Errc::kLimitExceeded, "byte {}: a formula nested deeper than {}", byte, limits_.depth);
  return {};
}

NodeId Parser::make(Kind kind, std::span<const NodeId> children, std::string_view text) {
  std::uint32_t height = 1;
  for (const NodeId child : children) height = std::max(height, heights_[child] + 1);
  heights_.push_back(height);
  tallest_ = std::max(tallest_, height);
  return expression_.add(kind, children, text);
}

NodeId Parser::make(Kind kind, std::initializer_list<NodeId> children, std::string_view text) {
  return make(kind, std::span(children.begin(), children.size()), text);
}

}  // namespace qed::answer
