#include <algorithm>
#include <array>

#include "answer/parser.h"

namespace qed::answer {
namespace {

// sin^{-1} is the inverse, not the reciprocal.
std::string_view inverse_of(std::string_view name) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch"});
  constexpr auto kInverses = std::to_array<std::string_view>(
      {"asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth", "asech", "acsch"});
  const auto found = std::ranges::find(kNames, name);
  return found == kNames.end() ? std::string_view() : kInverses[static_cast<std::size_t>(found - kNames.begin())];
}

struct Arity {
  std::string_view name;
  std::size_t least, most;
};
constexpr auto kArities = std::to_array<Arity>({
    {"log", 1, 2},
    {"root", 2, 2},
    {"gcd", 1, 1000},
    {"lcm", 1, 1000},
    {"min", 1, 1000},
    {"max", 1, 1000},
    {"binomial", 2, 2},
    {"Rational", 2, 2},
    {"FiniteSet", 0, 1000},
    {"Sum", 2, 2},
    {"Product", 2, 2},
    {"Integral", 2, 9},
    {"Derivative", 2, 2},
    {"Limit", 3, 4},
    {"Interval", 2, 2},
    {"Union", 1, 1000},
    {"Eq", 2, 2},
});

}  // namespace

Result<NodeId> Parser::function() {
  Nested nested(*this);
  QED_TRY(check_size());
  std::string name = peek().text;
  ++next_;
  std::optional<NodeId> base, power;
  for (;;) {
    if (at("_") && !base) {
      ++next_;
      base = QED_TRY(script());
    } else if (at("^") && !power) {
      ++next_;
      power = QED_TRY(exponent());
    } else {
      break;
    }
  }
  if (base && name != "log") return expected("a function without an index");
  if (power && expression_.kind(*power) == Kind::kNegate) {
    const NodeId magnitude = expression_.child(*power, 0);
    const bool minus_one = expression_.kind(magnitude) == Kind::kNumber && expression_.text(magnitude) == "1";
    if (minus_one && !inverse_of(name).empty()) {
      name = inverse_of(name);
      power.reset();
    }
  }
  std::vector<NodeId> inside = QED_TRY(arguments());
  if (base) inside.push_back(*base);
  const NodeId call = QED_TRY(apply(name, std::move(inside)));
  return power ? make(Kind::kPower, {call, *power}) : call;
}

// A bracketed argument is the whole argument; otherwise a product without signs is: sin 2x cos y.
Result<std::vector<NodeId>> Parser::arguments() {
  const std::size_t first = next_;
  if (accept("(") || accept("[")) {
    const bool round = lexed_.tokens[first].text == "(";
    const std::size_t outer_bars = std::exchange(open_bars_, 0);
    const bool outer_builder = std::exchange(builder_, false);
    brackets_ += round ? '(' : '[';
    ++level_;
    std::vector<NodeId> inside;
    if (!at(")")) do {
        inside.push_back(QED_TRY(relation()));
        if (inside.back() == kNothing) return expected("an argument");
        QED_TRY(check_size());
      } while (accept(",") || accept(";"));
    QED_TRY(expect(round ? ")" : "]"));
    brackets_.pop_back();
    --level_;
    open_bars_ = outer_bars;
    builder_ = outer_builder;
    return inside;
  }
  if (at("{") || at("set{")) {
    NodeId inside = QED_TRY(bracket());
    const auto parts = expression_.children(inside);
    if (expression_.kind(inside) == Kind::kSet && lexed_.tokens[first].text == "set{") {
      if (parts.size() == 1) inside = parts.front();
    } else if (expression_.kind(inside) == Kind::kTuple) {  // \max{\left(a, b\right)}
      return std::vector<NodeId>(parts.begin(), parts.end());
    }
    return std::vector<NodeId>{inside};
  }
  if (at("|") || at("abs(")) return std::vector<NodeId>{QED_TRY(bracket())};
  return std::vector<NodeId>{QED_TRY(juxtaposed_argument())};
}

Result<NodeId> Parser::juxtaposed_argument() {
  if (accept("-")) return make(Kind::kNegate, {QED_TRY(juxtaposed_argument())});
  if (peek().kind == TokenKind::kFunction) return power();
  std::vector<NodeId> factors;
  do {
    const bool after_number = next_ > 0 && lexed_.tokens[next_ - 1].kind == TokenKind::kNumber;
    const TokenKind kind = peek().kind;
    if (!factors.empty() && (kind == TokenKind::kFunction || at_differential() || at("|") || at("abs(") || at("[") ||
                             at("set{") || (at("(") && !after_number) || (kind == TokenKind::kNumber && after_number) ||
                             at_command("int") || at_command("sum") || at_command("prod") || at_command("lim")))
      break;
    factors.push_back(QED_TRY(power()));
    QED_TRY(check_size());
  } while (starts_factor());
  return multiply(factors);
}

// Python's and SymPy's names for what has a node of its own become that node.
Result<NodeId> Parser::apply(std::string_view name, std::vector<NodeId> inside) {
  const bool of_many = name == "min" || name == "max" || name == "gcd" || name == "lcm";
  if (of_many && inside.size() == 1 && expression_.kind(inside[0]) == Kind::kSet) {  // \max\{1, 2, 3\}
    const auto elements = expression_.children(inside[0]);
    inside = std::vector<NodeId>(elements.begin(), elements.end());
  }
  const auto arity = std::ranges::find(kArities, name, &Arity::name);
  const std::size_t least = arity == kArities.end() ? 1 : arity->least;
  const std::size_t most = arity == kArities.end() ? 1 : arity->most;
  if (inside.size() < least || inside.size() > most)
    return expected(fmt::format("{} to {} arguments of {}", least, most, name));
  if (name == "abs") return make(Kind::kAbs, inside);
  if (name == "factorial") return make(Kind::kFactorial, inside, "!");
  if (name == "Rational") return make(Kind::kDivide, inside);
  if (name == "identity") return inside.front();
  if (name == "lg") return make(Kind::kCall, {inside.front(), make(Kind::kNumber, {}, "10")}, "log");
  if (name == "cbrt") return make(Kind::kCall, {inside.front(), make(Kind::kNumber, {}, "3")}, "root");
  if (name == "cis") {  // cos x + i sin x
    const NodeId sine = make(Kind::kCall, inside, "sin");
    const NodeId turned = make(Kind::kMultiply, {make(Kind::kConstant, {}, "i"), sine});
    return make(Kind::kAdd, {make(Kind::kCall, inside, "cos"), turned});
  }
  if (name == "FiniteSet") return inside.empty() ? make(Kind::kConstant, {}, "emptyset") : make(Kind::kSet, inside);
  if (name == "Union") return inside.size() == 1 ? inside.front() : make(Kind::kUnion, inside);
  if (name == "Interval") return make(Kind::kInterval, inside, "[]");
  if (name == "Eq") return make(Kind::kRelation, inside, "=");
  if (name == "Matrix") {
    if (expression_.kind(inside.front()) == Kind::kMatrix) return inside.front();
    return expected("rows of a matrix in brackets");
  }
  if (name == "Sum" || name == "Product" || name == "Integral" || name == "Derivative" || name == "Limit")
    return apply_binder(name, inside);
  return make(Kind::kCall, inside, name);
}

// Sum(k**2, (k, 1, 10)), Integral(x, (x, 0, 1)), Derivative(f, x), Limit(f, x, 0).
Result<NodeId> Parser::apply_binder(std::string_view name, const std::vector<NodeId>& inside) {
  if (name == "Derivative") return make(Kind::kDerivative, inside, "1");
  if (name == "Limit") {
    const std::string side = inside.size() == 4 ? std::string(expression_.text(inside[3])) : "";
    return make(Kind::kLimit, {inside[0], inside[1], inside[2]}, side);
  }
  NodeId body = inside.front();
  for (const NodeId range : std::span(inside).subspan(1)) {
    const bool bounded = expression_.kind(range) == Kind::kTuple && expression_.children(range).size() == 3;
    if (!bounded && (name != "Integral" || expression_.kind(range) != Kind::kSymbol))
      return expected("a variable with its bounds, (x, a, b)");
    if (!bounded) {
      body = make(Kind::kIntegral, {body, range});
      continue;
    }
    const NodeId variable = expression_.child(range, 0), from = expression_.child(range, 1),
                 to = expression_.child(range, 2);
    const Kind kind = name == "Sum" ? Kind::kSum : name == "Product" ? Kind::kProduct : Kind::kIntegral;
    body = make(kind, {body, variable, from, to});
  }
  return body;
}

}  // namespace qed::answer
