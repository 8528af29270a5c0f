#include <algorithm>

#include "answer/number_words.h"
#include "answer/parser.h"
#include "base/text.h"

namespace qed::answer {
namespace {

bool is_whole(std::string_view text) { return !text.empty() && std::ranges::all_of(text, text::is_digit); }

// Of two numerals without sign or point.
bool less(std::string_view a, std::string_view b) {
  a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
  b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::string_view closing(std::string_view open) {
  if (open == "(") return ")";
  if (open == "[") return "]";
  if (open == "{") return "}";
  return "set}";
}

}  // namespace

Result<NodeId> Parser::atom() {
  QED_TRY(check_size());
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kNumber:
      return number();
    case TokenKind::kBased:
      return based_number();
    case TokenKind::kSymbol: {
      if (const auto counted = counting_symbol()) return *counted;
      Error problem{Errc::kInvalidInput, ""};
      if (token.text == "d")  // d/dx f
        if (const auto node = derivative_operator(problem)) return *node;
      if (!problem.message.empty()) return std::unexpected(std::move(problem));
      return symbol();
    }
    case TokenKind::kConstant: {
      const bool bound = contains(bound_, token.text);
      if (bound || (token.text.size() == 1 && at("_", 1))) return symbol();
      ++next_;
      return make(Kind::kConstant, {}, token.text);
    }
    case TokenKind::kFunction:
      return function();
    case TokenKind::kText:
    case TokenKind::kUnit:
      ++next_;
      return make(Kind::kText, {}, token.text);
    case TokenKind::kCurrency:
      return currency();
    case TokenKind::kCommand:
      return command();
    case TokenKind::kOperator:
      if (const auto counted = counting_symbol()) return *counted;
      return bracket();
    default:
      return expected("a number, a name or a bracket");
  }
}

Result<NodeId> Parser::number() {
  const Token& token = peek();
  ++next_;
  if (at("_") && !peek().space_before && is_whole(token.text)) {
    ++next_;
    return make(Kind::kBase, {make(Kind::kText, {}, token.text)}, QED_TRY(base_of_numeral()));
  }
  if (is_whole(token.text))
    if (const auto mixed = mixed_fraction(token.text)) return *mixed;
  return number_node(token.text);
}

Result<NodeId> Parser::number_node(std::string_view text) {
  const std::size_t e = text.find('e');
  if (e == text.npos) return make(Kind::kNumber, {}, text);
  std::string_view exponent = text.substr(e + 1);
  const bool negative = exponent.starts_with('-');
  if (negative || exponent.starts_with('+')) exponent.remove_prefix(1);
  NodeId power = make(Kind::kNumber, {}, exponent);
  if (negative) power = make(Kind::kNegate, {power});
  const NodeId scale = make(Kind::kPower, {make(Kind::kNumber, {}, "10"), power});
  return make(Kind::kMultiply, {make(Kind::kNumber, {}, text.substr(0, e)), scale});
}

// 2 1/3, 2\frac{1}{3}: a proper fraction right behind a whole number.
std::optional<NodeId> Parser::mixed_fraction(std::string_view whole) {
  const auto mixed = [&](const std::string& above, const std::string& below, std::size_t tokens) {
    next_ += tokens;
    const NodeId part = make(Kind::kDivide, {make(Kind::kNumber, {}, above), make(Kind::kNumber, {}, below)});
    return make(Kind::kMixed, {make(Kind::kNumber, {}, whole), part});
  };
  const auto whole_at = [&](std::size_t i) { return peek(i).kind == TokenKind::kNumber && is_whole(peek(i).text); };
  if (whole_at(0) && at("/", 1) && whole_at(2) && !peek(1).space_before && !peek(2).space_before &&
      less(peek(0).text, peek(2).text))
    return mixed(peek(0).text, peek(2).text, 3);
  if (!at_command("frac")) return std::nullopt;
  if (at("{", 1) && whole_at(2) && at("}", 3) && at("{", 4) && whole_at(5) && at("}", 6) &&
      less(peek(2).text, peek(5).text))
    return mixed(peek(2).text, peek(5).text, 7);
  if (whole_at(1) && peek(1).text.size() == 2 && less(peek(1).text.substr(0, 1), peek(1).text.substr(1)))
    return mixed(peek(1).text.substr(0, 1), peek(1).text.substr(1), 2);  // \frac12
  return std::nullopt;
}

Result<NodeId> Parser::based_number() {
  const std::string& text = peek().text;
  const std::size_t colon = text.find(':');
  std::string base = text.substr(0, colon);
  const NodeId digits = make(Kind::kText, {}, std::string_view(text).substr(colon + 1));
  ++next_;
  if (base.empty()) {
    QED_TRY(expect("_"));
    base = QED_TRY(base_of_numeral());
  }
  return make(Kind::kBase, {digits}, base);
}

// 1010_2, 1010_{two}
Result<std::string> Parser::base_of_numeral() {
  std::string base = QED_TRY(subscript());
  if (const auto numeral = number_in_english(base)) base = *numeral;
  if (!is_whole(base) || base.size() > 2) return expected("a base from 2 to 36");
  return base;
}

// Binomial coefficients and permutations as schools write them: _{10}C_3, {}^{10}C_3, C_{10}^{3}, A_5^2. Read where
// both numbers are given; the letter with one index is a name.
std::optional<NodeId> Parser::counting_symbol() {
  std::size_t at_token = 0;
  const auto number_in = [&](std::string_view sign) -> std::optional<std::string> {
    if (!at(sign, at_token)) return std::nullopt;
    const bool braces = at("{", at_token + 1);
    const Token& token = peek(at_token + 1 + braces);
    if (token.kind != TokenKind::kNumber || !is_whole(token.text)) return std::nullopt;
    if (braces && !at("}", at_token + 3)) return std::nullopt;
    at_token += braces ? 4 : 2;
    return token.text;
  };
  if (at("{") && at("}", 1)) at_token = 2;
  auto n = number_in("_");
  if (!n) n = number_in("^");
  const std::string letter = peek(at_token).text;
  if ((letter != "C" && letter != "A" && letter != "P") || peek(at_token).kind != TokenKind::kSymbol)
    return std::nullopt;
  ++at_token;
  auto k = number_in("_");
  if (!n) {
    n = std::exchange(k, number_in("^"));
    if (!n || !k || less(*n, *k)) return std::nullopt;
  }
  if (!k) return std::nullopt;
  next_ += at_token;
  const NodeId all = make(Kind::kNumber, {}, *n), chosen = make(Kind::kNumber, {}, *k);
  const NodeId choose = make(Kind::kCall, {all, chosen}, "binomial");
  if (letter == "C") return choose;
  return make(Kind::kMultiply, {choose, make(Kind::kFactorial, {chosen}, "!")});
}

Result<NodeId> Parser::currency() {
  const std::string sign = peek().text;
  ++next_;
  if (peek().kind != TokenKind::kNumber) return expected("an amount after the currency");
  const NodeId amount = QED_TRY(number());
  return make(Kind::kUnit, {amount}, sign);
}

// Is the bracket ahead one around exactly two parts, as in C(n, k)?
bool Parser::at_pair() const {
  std::size_t depth = 0, commas = 0;
  for (std::size_t i = next_; i < lexed_.tokens.size(); ++i) {
    const std::string_view sign = lexed_.tokens[i].text;
    if (lexed_.tokens[i].kind != TokenKind::kOperator) continue;
    depth += sign == "(" || sign == "[" || sign == "{" || sign == "set{";
    if ((sign == ")" || sign == "]" || sign == "}" || sign == "set}") && --depth == 0) return commas == 1;
    commas += depth == 1 && sign == ",";
  }
  return false;
}

// A letter with its index and primes; f, g and h before a bracket are calls.
Result<NodeId> Parser::symbol() {
  std::string name = peek().text;
  const bool letter_function = name == "f" || name == "g" || name == "h";
  const auto starred = [&](std::size_t i) {
    const Token& token = lexed_.tokens[i];
    return lexed_.text[token.begin] == '*' && token.kind == TokenKind::kOperator;
  };
  if ((name == "I" || name == "E") && ((next_ > 0 && starred(next_ - 1)) || starred(next_ + 1))) {
    ++next_;  // as SymPy writes the constants: 2*I, E**2
    return make(Kind::kConstant, {}, name == "I" ? "i" : "e");
  }
  ++next_;
  if (accept("_")) name.append(1, '_').append(QED_TRY(subscript()));
  while (accept("'")) name += "'";
  const bool inverse = at("^") && at("{", 1) && at("-", 2) && peek(3).text == "1" && at("}", 4) && at("(", 5);
  if (letter_function && (at("(") || inverse)) {
    if (inverse) {
      next_ += 5;
      name += "^-1";
    }
    const std::vector<NodeId> inside = QED_TRY(arguments());
    return make(Kind::kCall, inside, name);
  }
  if (name == "C" && at("(") && at_pair()) return make(Kind::kCall, QED_TRY(arguments()), "binomial");
  return make(Kind::kSymbol, {}, name);
}

// What stands behind "_": one token, or the text between braces without them.
Result<std::string> Parser::subscript() {
  const Token& first = peek();
  std::string name;
  if (first.kind == TokenKind::kEnd) return expected("a subscript");
  ++next_;
  if (first.kind != TokenKind::kOperator) {
    name = first.text;
    // A name of several letters, as in x_max, arrives letter by letter.
    while (first.kind == TokenKind::kSymbol && peek().kind == TokenKind::kSymbol && !peek().space_before &&
           peek().begin == lexed_.tokens[next_ - 1].end && text::is_alpha(lexed_.text[peek().begin]) &&
           text::is_alpha(lexed_.text[first.begin]))
      name += lexed_.tokens[next_++].text;
    return name;
  }
  if (first.text != "{") return expected("a subscript");
  for (std::size_t depth = 1; depth > 0;) {
    if (peek().kind == TokenKind::kEnd) return expected("'}' after a subscript");
    depth += at("{");
    if (at("}")) --depth;
    if (depth > 0 && !at("{") && !at("}")) name += peek().text;
    ++next_;
  }
  return name;
}

Result<NodeId> Parser::bracket() {
  const std::string open = peek().text;
  if (open == "|") return bars("|");
  if (open == "abs(") return bars("abs)");
  if (open == "floor(") return rounded("floor", "floor)");
  if (open == "ceil(") return rounded("ceil", "ceil)");
  if (open != "(" && open != "[" && open != "]" && open != "{" && open != "set{")
    return expected("a number, a name or a bracket");
  Nested nested(*this);
  const bool in_rows = brackets_.ends_with('[');
  const std::size_t outer_bars = std::exchange(open_bars_, 0);
  const bool outer_builder = std::exchange(builder_, false);
  ++next_;
  ++level_;
  brackets_ += open[0];
  NodeId result = kNothing;
  if (open == "{" || open == "set{") {
    result = QED_TRY(braces(closing(open)));
  } else {
    std::string_view close = closing(open);
    std::vector<NodeId> inside = QED_TRY(items(close));
    result = QED_TRY(close_bracket(open, close, std::move(inside), in_rows));
  }
  brackets_.pop_back();
  --level_;
  open_bars_ = outer_bars;
  builder_ = outer_builder;
  return result;
}

// The parts up to a closing bracket, which may be of another kind than the opening one in an interval.
Result<std::vector<NodeId>> Parser::items(std::string_view& close) {
  std::vector<NodeId> inside;
  do {
    inside.push_back(QED_TRY(relation()));
    QED_TRY(check_size());
  } while (accept(",") || accept(";"));
  for (const std::string_view sign : {std::string_view(")"), std::string_view("]"), std::string_view("[")})
    if (at(sign)) {
      close = sign;
      ++next_;
      return inside;
    }
  return expected(fmt::format("',' or '{}'", close));
}

Result<NodeId> Parser::close_bracket(std::string_view open, std::string_view close, std::vector<NodeId> inside,
                                     bool nested) {
  const bool left_closed = open == "[", right_closed = close == "]";
  if (inside.size() == 1) {
    if ((open == "(") != (close == ")") || open == "]" || close == "[") {
      --next_;
      return expected("the bracket that matches");
    }
    if (open == "[" && nested) return make(Kind::kList, inside, "[");
    if (open == "[")
      if (const auto matrix = matrix_of_rows(inside)) return *matrix;
    return inside.front() == kNothing ? make(Kind::kNumber, {}, "1") : inside.front();
  }
  if (contains(inside, kNothing)) return expected("a value between commas");
  if (left_closed && right_closed) {
    if (const auto matrix = matrix_of_rows(inside)) return *matrix;
    const bool scalars = std::ranges::none_of(inside, [&](NodeId id) {
      const Kind kind = expression_.kind(id);
      return kind == Kind::kTuple || kind == Kind::kSet || kind == Kind::kInterval || kind == Kind::kRelation;
    });
    if (inside.size() > 2 || !scalars) return make(Kind::kList, inside, "[");
  }
  if (open == "(" && close == ")") {
    const auto infinite = [&](NodeId id) {
      if (expression_.kind(id) == Kind::kNegate) id = expression_.child(id, 0);
      return expression_.kind(id) == Kind::kConstant && expression_.text(id) == "infinity";
    };
    const bool interval = inside.size() == 2 && (infinite(inside[0]) || infinite(inside[1]));
    return interval ? make(Kind::kInterval, inside, "()") : make(Kind::kTuple, inside);
  }
  if (inside.size() != 2) {
    --next_;
    return expected("two ends of an interval");
  }
  return make(Kind::kInterval, inside, std::string(left_closed ? "[" : "(") + (right_closed ? "]" : ")"));
}

// [[1, 2], [3, 4]]
std::optional<NodeId> Parser::matrix_of_rows(const std::vector<NodeId>& rows) {
  std::vector<NodeId> tuples;
  for (const NodeId row : rows) {
    const Kind kind = expression_.kind(row);
    const bool bracketed = (kind == Kind::kList && expression_.text(row) == "[") ||
                           (kind == Kind::kInterval && expression_.text(row) == "[]");
    if (!bracketed || expression_.children(row).size() != expression_.children(rows.front()).size())
      return std::nullopt;
  }
  for (const NodeId row : rows) {
    const auto cells = expression_.children(row);
    tuples.push_back(make(Kind::kTuple, std::vector<NodeId>(cells.begin(), cells.end())));
  }
  return make(Kind::kMatrix, tuples);
}

// {1, 2}, \{x | x > 2\}, {x+1} as a group, {n \choose k}.
Result<NodeId> Parser::braces(std::string_view close) {
  if (accept(close)) return make(Kind::kConstant, {}, "emptyset");
  const bool whole = next_ == 1;
  std::size_t bars = 0, depth = 1, colons = 0;
  for (std::size_t i = next_; i < lexed_.tokens.size() && depth > 0; ++i) {
    const Token& token = lexed_.tokens[i];
    if (token.kind != TokenKind::kOperator) continue;
    depth += token.text == "{" || token.text == "set{";
    depth -= token.text == "}" || token.text == "set}";
    bars += depth == 1 && token.text == "|";
    colons += depth == 1 && token.text == ":";
  }
  const bool plain_builder = peek().kind == TokenKind::kSymbol && at("|", 1);  // {x | x > 2}
  const bool builds = (close == "set}" || plain_builder) && (bars % 2 == 1 || colons == 1);
  builder_ = builds;
  std::vector<NodeId> inside{QED_TRY(relation())};
  builder_ = false;
  if (builds && (accept("|") || accept(":"))) {  // the condition says it all
    const NodeId condition = QED_TRY(relation());
    QED_TRY(expect(close));
    return condition;
  }
  if (accept("choose")) {
    const NodeId below = QED_TRY(relation());
    QED_TRY(expect(close));
    return make(Kind::kCall, {inside.front(), below}, "binomial");
  }
  while (accept(",") || accept(";")) {
    if (at("...")) return expected("an element; a set is written in full");
    inside.push_back(QED_TRY(relation()));
    QED_TRY(check_size());
  }
  if (!accept(close) && !accept("}")) return expected(fmt::format("',' or '{}'", close));
  if (close == "}")  // {x: 4, y: 2} as Python prints a solution
    for (NodeId& id : inside)
      if (expression_.kind(id) == Kind::kRatio && expression_.children(id).size() == 2 &&
          expression_.kind(expression_.child(id, 0)) == Kind::kSymbol)
        id = make(Kind::kRelation, {expression_.child(id, 0), expression_.child(id, 1)}, "=");
  const bool plain_group = close == "}" && inside.size() == 1 && !(whole && peek().kind == TokenKind::kEnd);
  if (plain_group) return inside.front();
  if (contains(inside, kNothing)) return expected("an element");
  return make(Kind::kSet, inside);
}

Result<NodeId> Parser::bars(std::string_view close) {
  Nested nested(*this);
  ++next_;
  if (close == "|") ++open_bars_;
  if (at("+")) return expected("a term");  // |a|b|+c|: nobody can tell which bars belong together
  const NodeId inside = QED_TRY(sum());
  if (!accept(close) && !accept("|")) return expected("'|' to close the absolute value");
  if (close == "|") --open_bars_;
  if (expression_.kind(inside) == Kind::kMatrix) return make(Kind::kCall, {inside}, "det");
  return make(Kind::kAbs, {inside});
}

Result<NodeId> Parser::rounded(std::string_view function, std::string_view close) {
  Nested nested(*this);
  ++next_;
  const NodeId inside = QED_TRY(sum());
  QED_TRY(expect(close));
  return make(Kind::kCall, {inside}, function);
}

}  // namespace qed::answer
