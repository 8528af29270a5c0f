#include <algorithm>

#include "answer/parser.h"

namespace qed::answer {

Result<NodeId> Parser::sum() {
  Nested nested(*this);
  QED_TRY(check_size());
  std::vector<NodeId> terms{QED_TRY(product())};
  const auto total = [&] { return terms.size() == 1 ? terms.front() : make(Kind::kAdd, terms); };
  for (;;) {
    if (!integrands_.empty() && integrands_.back().variable && integrands_.back().level == level_) break;
    if (accept("+")) {
      terms.push_back(QED_TRY(product()));
    } else if (accept("-")) {
      terms.push_back(make(Kind::kNegate, {QED_TRY(product())}));
    } else if (at("pm") || at("mp")) {
      const std::string_view sign = at("mp") ? "mp" : "pm";
      ++next_;
      const NodeId right = QED_TRY(product());
      terms = {make(Kind::kPlusMinus, {total(), right}, sign)};
    } else {
      break;
    }
    QED_TRY(check_size());
  }
  return total();
}

NodeId Parser::multiply(std::vector<NodeId>& factors) {
  std::erase(factors, kNothing);
  if (factors.empty()) return make(Kind::kNumber, {}, "1");
  // 5√2 cm: the unit is the product's, not its last factor's.
  std::string unit;
  const auto is_amount = [&](NodeId id) { return expression_.kind(id) == Kind::kUnit; };
  if (factors.size() > 1 && std::ranges::count_if(factors, is_amount) == 1) {
    const auto amount = std::ranges::find_if(factors, is_amount);
    const auto is_number = [&](NodeId id) { return expression_.kind(id) == Kind::kNumber; };
    if (amount + 1 == factors.end() || std::all_of(amount + 1, factors.end(), is_number)) {  // $1.2 million
      unit = expression_.text(*amount);
      *amount = expression_.child(*amount, 0);
    }
  }
  NodeId all = factors.size() == 1 ? factors.front() : make(Kind::kMultiply, factors);
  if (!unit.empty()) all = make(Kind::kUnit, {all}, unit);
  factors = {all};
  return all;
}

Result<NodeId> Parser::product() {
  std::vector<NodeId> factors{QED_TRY(operand())};
  for (;;) {
    if (accept("*")) {
      factors.push_back(QED_TRY(operand()));
    } else if (at("/")) {
      const bool tight = !peek().space_before && !peek(1).space_before && peek(1).kind == TokenKind::kNumber &&
                         next_ > 0 && lexed_.tokens[next_ - 1].kind == TokenKind::kNumber;
      ++next_;
      const NodeId above = multiply(factors);
      const TokenKind behind = peek(1).kind;
      const bool measured = tight && (behind == TokenKind::kUnit || behind == TokenKind::kText || at("deg", 1));
      if (measured) {  // 1/2 cm: the unit is the fraction's
        const NodeId below = QED_TRY(number_node(lexed_.tokens[next_++].text));
        factors = {QED_TRY(postfix(make(Kind::kDivide, {above, below})))};
        continue;
      }
      const NodeId below = tight ? QED_TRY(power()) : QED_TRY(operand());
      if (below == kNothing) return expected("a divisor");
      factors = {make(Kind::kDivide, {above, below})};
      if (tight && starts_factor() && peek().kind != TokenKind::kNumber) factors.push_back(QED_TRY(implicit_product()));
    } else if (accept("mod")) {
      const NodeId left = multiply(factors);
      factors = {make(Kind::kCall, {left, QED_TRY(operand())}, "mod")};
    } else if (at("%") && next_ > 0) {
      ++next_;  // one that a factor follows: Python's remainder
      const NodeId left = multiply(factors);
      factors = {make(Kind::kCall, {left, QED_TRY(operand())}, "mod")};
    } else {
      break;
    }
    QED_TRY(check_size());
  }
  return multiply(factors);
}

// A product without signs, after any number of signs of its own: 13 * -7.
Result<NodeId> Parser::operand() {
  Nested nested(*this);
  QED_TRY(check_size());
  if (accept("+")) return operand();
  for (const std::string_view sign : {"-", "pm", "mp"}) {
    if (!accept(sign)) continue;
    const NodeId inner = QED_TRY(operand());
    if (inner == kNothing) return expected("an operand");
    return sign == "-" ? make(Kind::kNegate, {inner}) : make(Kind::kPlusMinus, {inner}, sign);
  }
  return implicit_product();
}

Result<NodeId> Parser::implicit_product() {
  std::vector<NodeId> factors;
  do {
    if (at_differential()) {
      factors.push_back(QED_TRY(differential()));
      if (integrands_.back().level == level_) break;
      continue;
    }
    const bool after_number = next_ > 0 && lexed_.tokens[next_ - 1].kind == TokenKind::kNumber;
    if (!factors.empty() && after_number && peek().kind == TokenKind::kNumber)
      return expected("an operator between two numbers");
    factors.push_back(QED_TRY(power()));
    QED_TRY(check_size());
  } while (starts_factor());
  const bool any = std::ranges::any_of(factors, [](NodeId id) { return id != kNothing; });
  if (!any) return make(Kind::kNumber, {}, "1");
  if (factors.size() > 1)  // {1+2}{3-4}: braces between factors group
    for (NodeId& id : factors)
      if (id != kNothing && expression_.kind(id) == Kind::kSet && expression_.children(id).size() == 1)
        id = expression_.child(id, 0);
  return multiply(factors);
}

bool Parser::starts_factor() const {
  if (!integrands_.empty() && integrands_.back().variable && integrands_.back().level == level_) return false;
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kNumber:
    case TokenKind::kSymbol:
    case TokenKind::kConstant:
    case TokenKind::kFunction:
      return true;
    case TokenKind::kCommand:
      return !token.text.starts_with("end") && !at_modulus();
    case TokenKind::kOperator:
      return token.text == "|" ? open_bars_ == 0 && !builder_ : starts_bracket_factor();
    default:
      return false;
  }
}

bool Parser::starts_bracket_factor() const {
  const std::string_view sign = peek().text;
  if (at_modulus()) return false;
  if (sign == "[") {  // unless it closes, as in ]0, 1[
    if (brackets_.ends_with('[') || brackets_.ends_with(']')) {
      std::size_t depth = 0;
      for (std::size_t i = next_; i < lexed_.tokens.size(); ++i) {
        const Token& token = lexed_.tokens[i];
        if (token.kind != TokenKind::kOperator) continue;
        depth += token.text == "[";
        if (token.text == "]" && --depth == 0) return i > next_ + 1 && !at("cup", 1) && !at("cap", 1);
      }
      return false;
    }
    return true;
  }
  return sign == "(" || sign == "{" || sign == "set{" || sign == "abs(" || sign == "floor(" || sign == "ceil(";
}

Result<NodeId> Parser::power() {
  Nested nested(*this);
  QED_TRY(check_size());
  const NodeId base = QED_TRY(atom());
  return postfix(base);
}

Result<NodeId> Parser::postfix(NodeId base) {
  for (;;) {
    const Token& token = peek();
    const bool valued = token.kind == TokenKind::kUnit || token.kind == TokenKind::kText ||
                        (token.kind == TokenKind::kCurrency && peek(1).kind != TokenKind::kNumber);
    if (valued && (expression_.kind(base) == Kind::kText)) return expected("an operator");
    if (valued) {
      std::string unit = token.text;
      ++next_;
      while (peek().kind == TokenKind::kUnit || peek().kind == TokenKind::kText)
        unit += " " + lexed_.tokens[next_++].text;
      if (at("/") && !peek(1).space_before && (peek(1).text == "h" || peek(1).text == "s")) {  // km/h
        unit += "/" + peek(1).text;
        next_ += 2;
      }
      if (accept("^")) {
        const std::size_t begin = peek().begin;
        (void)QED_TRY(exponent());
        std::string power(lexed_.text.substr(begin, lexed_.tokens[next_ - 1].end - begin));
        std::erase_if(power, [](char c) { return c == '{' || c == '}'; });
        unit += "^" + power;
      }
      const bool degrees = unit == "degrees" || unit == "degree";
      base = degrees ? make(Kind::kDegrees, {base}) : make(Kind::kUnit, {base}, unit);
    } else if (accept("!")) {
      const bool twice = at("!") && !peek().space_before;
      if (twice) ++next_;
      base = make(Kind::kFactorial, {base}, twice ? "!!" : "!");
    } else if (at("deg")) {
      ++next_;
      base = QED_TRY(degrees(base));
    } else if (at("^")) {
      base = QED_TRY(raised(base));
    } else if (at("%")) {
      ++next_;
      if (starts_factor()) {  // a remainder: product() reads it
        --next_;
        return base;
      }
      base = make(Kind::kPercent, {base});
    } else {
      return base;
    }
    QED_TRY(check_size());
  }
}

// 40° is an angle; 40°C and 40°F are temperatures.
Result<NodeId> Parser::degrees(NodeId base) {
  const bool scale = peek().kind == TokenKind::kSymbol && (peek().text == "C" || peek().text == "F");
  if (!scale || peek(1).kind != TokenKind::kEnd) return make(Kind::kDegrees, {QED_TRY(with_minutes(base))});
  return make(Kind::kUnit, {base}, "°" + lexed_.tokens[next_++].text);
}

// 30° 15' 36'': sixtieths behind the sign, as one number of degrees.
Result<NodeId> Parser::with_minutes(NodeId base) {
  for (const auto& [marks, parts] : {std::pair(1, "60"), std::pair(2, "3600")}) {
    if (peek().kind != TokenKind::kNumber || !at("'", 1) || (marks == 2) != at("'", 2)) continue;
    const NodeId number = QED_TRY(number_node(lexed_.tokens[next_].text));
    next_ += static_cast<std::size_t>(marks) + 1;
    base = make(Kind::kAdd, {base, make(Kind::kDivide, {number, make(Kind::kNumber, {}, parts)})});
  }
  return base;
}

Result<NodeId> Parser::raised(NodeId base) {
  if (at("circ", 1)) {
    next_ += 2;
    return degrees(base);
  }
  if (at("{", 1) && at("circ", 2) && at("}", 3)) {
    next_ += 4;
    return degrees(base);
  }
  ++next_;
  const NodeId power = QED_TRY(exponent());
  if (at("_") && expression_.kind(base) == Kind::kSymbol) {  // x^2_1
    ++next_;
    base = make(Kind::kSymbol, {}, std::string(expression_.text(base)) + "_" + QED_TRY(subscript()));
  }
  return make(Kind::kPower, {base, power});
}

Result<NodeId> Parser::exponent() {
  Nested nested(*this);
  QED_TRY(check_size());
  if (accept("+")) return exponent();
  if (accept("-")) return make(Kind::kNegate, {QED_TRY(exponent())});
  if (peek().kind == TokenKind::kNumber && at("_", 1)) return number_node(lexed_.tokens[next_++].text);  // x^2_1
  const NodeId base = QED_TRY(atom());
  if (at("^")) return raised(base);
  if (accept("!")) return make(Kind::kFactorial, {base}, "!");
  return base;
}

}  // namespace qed::answer
