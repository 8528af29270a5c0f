#include <algorithm>
#include <map>

#include "answer/evaluate.h"

namespace qed::answer {
namespace {

std::size_t bits(const mpz_class& n) { return mpz_sizeinbase(n.get_mpz_t(), 2); }
std::size_t bits(const Rational& q) { return std::max(bits(q.get_num()), bits(q.get_den())); }

bool is_whole(const Rational& q) { return q.get_den() == 1; }

mpz_class floor_of(const Rational& q) {
  mpz_class result;
  mpz_fdiv_q(result.get_mpz_t(), q.get_num().get_mpz_t(), q.get_den().get_mpz_t());
  return result;
}

Rational power_of_ten(std::size_t n) {
  mpz_class result;
  mpz_ui_pow_ui(result.get_mpz_t(), 10, n);
  return Rational(result);
}

std::optional<Rational> exact_root(const Rational& q, unsigned long degree) {
  mpz_class above, below;
  if (degree == 0 || (degree % 2 == 0 && q < 0)) return std::nullopt;
  if (!mpz_root(above.get_mpz_t(), q.get_num().get_mpz_t(), degree)) return std::nullopt;
  if (!mpz_root(below.get_mpz_t(), q.get_den().get_mpz_t(), degree)) return std::nullopt;
  return Rational(above, below);
}

std::optional<Rational> raise(const Rational& base, const mpz_class& exponent) {
  if (exponent == 0) return Rational(1);
  if (base == 0) return exponent > 0 ? std::optional(Rational(0)) : std::nullopt;
  if (base == 1) return base;
  const mpz_class magnitude = abs(exponent);
  if (!magnitude.fits_ulong_p() || magnitude > kMaxBits) return std::nullopt;
  if (bits(base) * magnitude.get_ui() > kMaxBits) return std::nullopt;
  Rational result;
  mpz_pow_ui(result.get_num().get_mpz_t(), base.get_num().get_mpz_t(), magnitude.get_ui());
  mpz_pow_ui(result.get_den().get_mpz_t(), base.get_den().get_mpz_t(), magnitude.get_ui());
  if (exponent < 0) result = 1 / result;
  return result;
}

// gcd(a/b, c/d) = gcd(a, c) / lcm(b, d): the usual one on whole numbers.
Rational gcd_of(const Rational& a, const Rational& b) {
  Rational result;
  result.get_num() = gcd(a.get_num(), b.get_num());
  result.get_den() = lcm(a.get_den(), b.get_den());
  result.canonicalize();
  return result;
}

Rational lcm_of(const Rational& a, const Rational& b) {
  if (a == 0 || b == 0) return Rational(0);
  return abs(a * b) / gcd_of(a, b);
}

std::optional<Rational> binomial_of(const Rational& n, const Rational& k) {
  if (!is_whole(n) || !is_whole(k) || k < 0 || n < 0) return std::nullopt;
  if (k > n) return Rational(0);
  const mpz_class smaller = std::min(k.get_num(), mpz_class(n.get_num() - k.get_num()));
  if (!smaller.fits_ulong_p() || smaller.get_ui() > kMaxBits || smaller.get_ui() * bits(n) > kMaxBits)
    return std::nullopt;
  mpz_class result;
  mpz_bin_ui(result.get_mpz_t(), n.get_num().get_mpz_t(), smaller.get_ui());
  return Rational(result);
}

// 50 x y^2: a coefficient and powers of letters.
struct Monomial {
  Rational coefficient = 1;
  std::map<std::string, long> powers;
};

bool multiply_into(const Expression& expression, NodeId id, long power, Monomial& monomial) {
  const auto children = expression.children(id);
  switch (expression.kind(id)) {
    case Kind::kSymbol:
      monomial.powers[std::string(expression.text(id))] += power;
      return true;
    case Kind::kNegate:
      monomial.coefficient = -monomial.coefficient;
      return multiply_into(expression, children[0], power, monomial);
    case Kind::kMultiply:
      return std::ranges::all_of(children,
                                 [&](NodeId child) { return multiply_into(expression, child, power, monomial); });
    case Kind::kPower: {
      const auto exponent = Evaluator(expression, {}).exact(children[1]);
      if (!exponent || !is_whole(*exponent) || *exponent < 1 || *exponent > 1000) return false;
      if (expression.kind(children[0]) != Kind::kSymbol) return false;
      return multiply_into(expression, children[0], power * exponent->get_num().get_si(), monomial);
    }
    default: {
      const auto value = Evaluator(expression, {}).exact(id);
      if (!value || power != 1) return false;
      monomial.coefficient *= *value;
      return bits(monomial.coefficient) <= kMaxBits;
    }
  }
}

bool has_letters(const Expression& expression, NodeId id) {
  return expression.kind(id) == Kind::kSymbol ||
         std::ranges::any_of(expression.children(id), [&](NodeId child) { return has_letters(expression, child); });
}

}  // namespace

bool Evaluator::charge(std::size_t work) {
  std::size_t& spent = point_.spent ? *point_.spent : own_work_;
  spent += work;
  return spent <= kMaxWork;
}

std::optional<Rational> Evaluator::exact(NodeId id) {
  if (!charge(1)) return std::nullopt;
  const auto children = expression_.children(id);
  switch (expression_.kind(id)) {
    case Kind::kNumber:
      return exact_number(expression_.text(id));
    case Kind::kSymbol:
    case Kind::kText:
      return name_value(id);
    case Kind::kAdd:
    case Kind::kMultiply:
      return exact_fold(id);
    case Kind::kDivide: {
      const auto below = exact(children[1]);
      if (!below || *below == 0) return std::nullopt;
      const auto above = exact(children[0]);
      return above ? std::optional<Rational>(*above / *below) : std::nullopt;
    }
    case Kind::kPower:
      return exact_power(children[0], children[1]);
    case Kind::kNegate: {
      const auto value = exact(children[0]);
      return value ? std::optional<Rational>(-*value) : std::nullopt;
    }
    case Kind::kPlusMinus: {
      const auto last = exact(children.back());
      const auto first = children.size() == 2 ? exact(children[0]) : Rational(0);
      if (!last || !first) return std::nullopt;
      const int sign = expression_.text(id) == "mp" ? -point_.sign : point_.sign;
      return Rational(*first + sign * *last);
    }
    case Kind::kMixed: {
      const auto whole = exact(children[0]), part = exact(children[1]);
      return whole && part ? std::optional<Rational>(*whole + *part) : std::nullopt;
    }
    case Kind::kPercent: {
      const auto value = exact(children[0]);
      return value ? std::optional<Rational>(*value / 100) : std::nullopt;
    }
    case Kind::kAbs: {
      const auto value = exact(children[0]);
      return value ? std::optional<Rational>(abs(*value)) : std::nullopt;
    }
    case Kind::kBase: {
      mpz_class value;
      const std::string digits(expression_.text(children[0])), base(expression_.text(id));
      if (base.size() > 2 || std::stoi(base) < 2 || std::stoi(base) > 36) return std::nullopt;
      if (value.set_str(digits, std::stoi(base)) != 0) return std::nullopt;
      return Rational(value);
    }
    case Kind::kFactorial:
      return exact_factorial(id);
    case Kind::kCall:
      return exact_call(id);
    case Kind::kSum:
    case Kind::kProduct:
      return exact_series(id);
    case Kind::kUnit: {
      const auto amount = exact(children[0]);
      const Rational* unit = point_.find("unit " + std::string(expression_.text(id)));
      return amount && unit ? std::optional<Rational>(*amount * *unit) : std::nullopt;
    }
    case Kind::kRatio: {
      if (children.size() != 2) return std::nullopt;
      const auto above = exact(children[0]), below = exact(children[1]);
      return above && below && *below != 0 ? std::optional<Rational>(*above / *below) : std::nullopt;
    }
    case Kind::kIntegral:
    case Kind::kDerivative:
    case Kind::kLimit:
    case Kind::kMatrix:
      return point_.opaque ? point_.opaque(id) : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<Rational> Evaluator::exact_fold(NodeId id) {
  const bool adds = expression_.kind(id) == Kind::kAdd;
  Rational total(adds ? 0 : 1);
  for (const NodeId child : expression_.children(id)) {
    const auto value = exact(child);
    if (!value) return std::nullopt;
    if (adds)
      total += *value;
    else
      total *= *value;
    if (bits(total) > kMaxBits || !charge(bits(total) / 64)) return std::nullopt;
  }
  return total;
}

// "12.50", "0.1(6)": the digits in brackets repeat.
std::optional<Rational> Evaluator::exact_number(std::string_view text) const {
  const std::size_t open = text.find('(');
  const std::string_view repeating = open == text.npos ? "" : text.substr(open + 1, text.size() - open - 2);
  std::string digits(text.substr(0, open));
  const std::size_t point = digits.find('.');
  std::size_t decimals = 0;
  if (point != digits.npos) {
    decimals = digits.size() - point - 1;
    digits.erase(point, 1);
  }
  if (digits.empty()) digits.assign(1, '0');
  Rational value = Rational(mpz_class(digits, 10)) / power_of_ten(decimals);
  if (!repeating.empty())
    value +=
        Rational(mpz_class(std::string(repeating), 10)) / (power_of_ten(repeating.size()) - 1) / power_of_ten(decimals);
  return value;
}

std::optional<Rational> Evaluator::name_value(NodeId id) {
  const Rational* value = point_.find(expression_.text(id));
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<Rational> Evaluator::exact_power(NodeId base_id, NodeId exponent_id) {
  const auto exponent = exact(exponent_id);
  if (!exponent) return std::nullopt;
  const auto base = exact(base_id);
  if (!base) return std::nullopt;
  if (!charge(1 + bits(*base) / 64)) return std::nullopt;
  if (is_whole(*exponent)) return raise(*base, exponent->get_num());
  if (!exponent->get_den().fits_ulong_p() || (point_.complex_roots && *base < 0)) return std::nullopt;
  const auto root = exact_root(*base, exponent->get_den().get_ui());
  return root ? raise(*root, exponent->get_num()) : std::nullopt;
}

std::optional<Rational> Evaluator::exact_factorial(NodeId id) {
  const auto n = exact(expression_.child(id, 0));
  if (!n || !is_whole(*n) || *n < 0 || *n > 5'000 || !charge(n->get_num().get_ui() / 4)) return std::nullopt;
  mpz_class result;
  if (expression_.text(id) == "!!")
    mpz_2fac_ui(result.get_mpz_t(), n->get_num().get_ui());
  else
    mpz_fac_ui(result.get_mpz_t(), n->get_num().get_ui());
  return Rational(result);
}

std::optional<Rational> Evaluator::exact_call(NodeId id) {
  const std::string_view name = expression_.text(id);
  std::vector<Rational> arguments;
  const bool rational = name == "sqrt" || name == "root" || name == "floor" || name == "ceil" || name == "sign" ||
                        name == "gcd" || name == "lcm" || name == "min" || name == "max" || name == "mod" ||
                        name == "binomial" || name == "re" || name == "conjugate";
  if (!rational) {
    const bool letter = !name.empty() && (name[0] == 'f' || name[0] == 'g' || name[0] == 'h') &&
                        (name.size() == 1 || name[1] == '\'' || name[1] == '^' || name[1] == '_');
    return letter && point_.opaque ? point_.opaque(id) : std::nullopt;
  }
  if ((name == "gcd" || name == "lcm") && has_letters(expression_, id)) return exact_divisors(id);
  for (const NodeId child : expression_.children(id)) {
    const auto value = exact(child);
    if (!value) return std::nullopt;
    arguments.push_back(*value);
  }
  const Rational& x = arguments.front();
  if (name == "sqrt") return exact_root(x, 2);
  if (name == "root") {
    if (!is_whole(arguments[1]) || arguments[1] < 1 || arguments[1] > 1000) return std::nullopt;
    if (point_.complex_roots && x < 0) return std::nullopt;
    return exact_root(x, arguments[1].get_num().get_ui());
  }
  if (name == "floor") return Rational(floor_of(x));
  if (name == "ceil") return Rational(-floor_of(-x));
  if (name == "sign") return Rational(sgn(x));
  if (name == "re" || name == "conjugate") return x;
  if (name == "binomial") return binomial_of(x, arguments[1]);
  if (name == "mod") {
    if (arguments[1] == 0) return std::nullopt;
    return Rational(x - arguments[1] * Rational(floor_of(x / arguments[1])));
  }
  Rational total = name == "gcd" || name == "lcm" ? abs(x) : x;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (name == "gcd") total = gcd_of(total, arguments[i]);
    if (name == "lcm") total = lcm_of(total, arguments[i]);
    if (name == "min") total = std::min(total, arguments[i]);
    if (name == "max") total = std::max(total, arguments[i]);
    if (bits(total) > kMaxBits || !charge(bits(total) / 64)) return std::nullopt;
  }
  return total;
}

// gcd and lcm of terms with letters, which are taken as indeterminates: gcd(4x, 6xy) = 2x.
std::optional<Rational> Evaluator::exact_divisors(NodeId id) {
  const bool common = expression_.text(id) == "gcd";
  std::optional<Monomial> total;
  for (const NodeId child : expression_.children(id)) {
    Monomial next;
    if (!multiply_into(expression_, child, 1, next) || next.coefficient == 0) return std::nullopt;
    next.coefficient = abs(next.coefficient);
    if (!total) {
      total = std::move(next);
      continue;
    }
    total->coefficient =
        common ? gcd_of(total->coefficient, next.coefficient) : lcm_of(total->coefficient, next.coefficient);
    for (auto& [name, power] : total->powers) power = common ? std::min(power, next.powers[name]) : power;
    if (!common)
      for (const auto& [name, power] : next.powers) total->powers[name] = std::max(total->powers[name], power);
  }
  Rational value = total->coefficient;
  for (const auto& [name, power] : total->powers) {
    const Rational* at = point_.find(name);
    const auto raised = at ? raise(*at, power) : std::nullopt;
    if (!raised) return std::nullopt;
    value *= *raised;
  }
  return value;
}

bool Evaluator::series_range(NodeId id, mpz_class& from, mpz_class& to) {
  const auto first = exact(expression_.child(id, 2)), last = exact(expression_.child(id, 3));
  if (!first || !last || !is_whole(*first) || !is_whole(*last)) return false;
  from = first->get_num();
  to = last->get_num();
  return to - from < 5'000 && abs(from) < mpz_class("1000000000000");
}

std::optional<Rational> Evaluator::exact_series(NodeId id) {
  mpz_class from, to;
  if (!series_range(id, from, to)) return point_.opaque ? point_.opaque(id) : std::nullopt;
  const bool adds = expression_.kind(id) == Kind::kSum;
  Rational total(adds ? 0 : 1);
  const std::string index(expression_.text(expression_.child(id, 1)));
  for (mpz_class k = from; k <= to; ++k) {
    point_.values.emplace_back(index, Rational(k));
    const auto term = exact(expression_.child(id, 0));
    point_.values.pop_back();
    if (!term) return std::nullopt;
    if (adds)
      total += *term;
    else
      total *= *term;
    if (bits(total) > kMaxBits || !charge(bits(total) / 64)) return std::nullopt;
  }
  return total;
}

}  // namespace qed::answer
