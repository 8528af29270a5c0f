#include "program/native/fraction.h"

#include <cmath>

#include "base/text.h"
#include "program/native/builtins.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

// numerator and denominator of an integer or a Fraction.
struct Ratio {
  Value numerator, denominator;
  explicit Ratio(const Value& value)
      : numerator(value.is(Kind::kFraction) ? value.as<Fraction>().numerator : value),
        denominator(value.is(Kind::kFraction) ? value.as<Fraction>().denominator : Value::integer(1)) {}
};

Value ratio_binary(Machine& machine, BinaryOp op, const Ratio& a, const Ratio& b) {
  const auto times = [&](const Value& x, const Value& y) { return x && y ? integer_multiply(machine, x, y) : Value(); };
  const Value across = times(a.numerator, b.denominator), back = across ? times(b.numerator, a.denominator) : Value();
  const Value below = back ? times(a.denominator, b.denominator) : Value();
  if (!below) return {};
  switch (op) {
    case BinaryOp::kAdd: {
      const Value sum = integer_add(machine, across, back);
      return sum ? make_fraction(machine, sum, below) : Value();
    }
    case BinaryOp::kSubtract: {
      const Value difference = integer_subtract(machine, across, back);
      return difference ? make_fraction(machine, difference, below) : Value();
    }
    case BinaryOp::kMultiply: {
      const Value product = times(a.numerator, b.numerator);
      return product ? make_fraction(machine, product, below) : Value();
    }
    case BinaryOp::kDivide:
      if (integer_sign(back) == 0)  // CPython has divided by the common factor already
        return machine.raise(kZeroDivisionError, "Fraction({}, 0)", integer_sign(a.numerator));
      return make_fraction(machine, across, back);
    case BinaryOp::kFloorDivide:
      return integer_floor_divide(machine, across, back);
    default: {
      const Value rest = integer_modulo(machine, across, back);
      return rest ? make_fraction(machine, rest, below) : Value();
    }
  }
}

Value ratio_power(Machine& machine, const Ratio& base, const Value& exponent) {
  const bool inverse = integer_sign(exponent) < 0;
  const Value power = inverse ? integer_negate(machine, exponent) : exponent;
  const Value above = power ? integer_power(machine, base.numerator, power) : Value();
  const Value below = above ? integer_power(machine, base.denominator, power) : Value();
  if (!below) return {};
  return inverse ? make_fraction(machine, below, above) : make_fraction(machine, above, below);
}

Value power(Machine& machine, const Value& a, const Value& b) {
  if (is_integer(b)) return ratio_power(machine, Ratio(a), b);
  const auto& exponent = b.as<Fraction>();
  if (integer_compare(exponent.denominator, Value::integer(1)) == 0) {
    if (is_integer(a) && integer_sign(exponent.numerator) >= 0) return integer_power(machine, a, exponent.numerator);
    return ratio_power(machine, Ratio(a), exponent.numerator);
  }
  const Maybe<double> x = is_integer(a) ? integer_to_double(machine, a) : fraction_to_double(machine, a);
  const Maybe<double> y = x ? fraction_to_double(machine, b) : x;
  return y ? float_power(machine, *x, *y) : Value();
}

// "3", "-1/3", "0.5" or "2e-3", without the white space around.
Value parse_fraction(Machine& machine, const Value& quoted) {
  std::string_view text = strip_space(text_of(quoted));
  const auto invalid = [&]() -> Value {
    const Maybe<std::string> shown = repr(machine, quoted);
    return shown ? Value(machine.raise(kValueError, "Invalid literal for Fraction: {}", *shown)) : Value();
  };
  if (text.find('_') != std::string_view::npos || !quoted.as<Str>().ascii())
    return machine.unsupported("such a text of a fraction");
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const auto take_digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    const std::string digits(text.substr(0, count));
    text.remove_prefix(count);
    return digits;
  };
  std::string digits = take_digits(), below = "1";
  std::int64_t exponent = 0;
  if (text.starts_with('/') && !digits.empty()) {
    text.remove_prefix(1);
    if ((below = take_digits()).empty()) return invalid();
  } else {
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      const std::string decimals = take_digits();
      digits += decimals;
      exponent = -static_cast<std::int64_t>(decimals.size());
    }
    if (digits.empty()) return invalid();
    if (text.starts_with('e') || text.starts_with('E')) {
      text.remove_prefix(1);
      const bool down = text.starts_with('-');
      if (down || text.starts_with('+')) text.remove_prefix(1);
      const std::string power = take_digits();
      if (power.empty()) return invalid();
      if (power.size() > 4) return machine.unsupported("such a text of a fraction");
      exponent += (down ? -1 : 1) * std::stoll(power);
    }
  }
  if (!text.empty()) return invalid();
  Value numerator = parse_integer(machine, make_str(digits), 10);
  Value denominator = numerator ? parse_integer(machine, make_str(below), 10) : Value();
  const Value scale =
      denominator ? integer_power(machine, Value::integer(10), Value::integer(std::abs(exponent))) : Value();
  if (!scale) return {};
  if (negative) numerator = integer_negate(machine, numerator);
  (exponent < 0 ? denominator : numerator) = integer_multiply(machine, exponent < 0 ? denominator : numerator, scale);
  return make_fraction(machine, numerator, denominator);
}

}  // namespace

Value make_fraction(Machine& machine, const Value& numerator, const Value& denominator) {
  if (integer_sign(denominator) == 0) {
    const Maybe<std::string> shown = integer_text(machine, numerator);
    return shown ? Value(machine.raise(kZeroDivisionError, "Fraction({}, 0)", *shown)) : Value();
  }
  Value divisor = integer_gcd(machine, numerator, denominator);
  if (divisor && integer_sign(denominator) < 0) divisor = integer_negate(machine, divisor);
  Value above = divisor ? integer_floor_divide(machine, numerator, divisor) : Value();
  Value below = above ? integer_floor_divide(machine, denominator, divisor) : Value();
  return below ? own(static_cast<Object*>(create<Fraction>(std::move(above), std::move(below)))) : Value();
}

Value fraction_of_float(Machine& machine, double x) {
  if (std::isnan(x)) return machine.raise(kValueError, "cannot convert NaN to integer ratio");
  if (std::isinf(x)) return machine.raise(kOverflowError, "cannot convert Infinity to integer ratio");
  Mpq q;
  mpq_set_d(q, x);
  return make_fraction(machine, integer_from(q.numerator()), integer_from(q.denominator()));
}

Value fraction_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (a.is(Kind::kFloat) || b.is(Kind::kFloat)) {
    const Maybe<double> x = a.is(Kind::kFloat) ? Maybe<double>(a.real()) : fraction_to_double(machine, a);
    const Maybe<double> y = b.is(Kind::kFloat) ? Maybe<double>(b.real()) : fraction_to_double(machine, b);
    return x && y ? binary(machine, op, Value::real(*x), Value::real(*y)) : Value();
  }
  if (op == BinaryOp::kPower) return power(machine, a, b);
  return ratio_binary(machine, op, Ratio(a), Ratio(b));
}

Maybe<double> fraction_to_double(Machine& machine, const Value& fraction) {
  const Value quotient =
      integer_true_divide(machine, fraction.as<Fraction>().numerator, fraction.as<Fraction>().denominator);
  if (!quotient) return Failed();
  return quotient.real();
}

Value fraction_floor(Machine& machine, const Value& value) {
  return integer_floor_divide(machine, value.as<Fraction>().numerator, value.as<Fraction>().denominator);
}

Value fraction_ceil(Machine& machine, const Value& value) {
  const Value negated = integer_negate(machine, value.as<Fraction>().numerator);
  const Value floor = negated ? integer_floor_divide(machine, negated, value.as<Fraction>().denominator) : Value();
  return floor ? integer_negate(machine, floor) : Value();
}

Value fraction_trunc(Machine& machine, const Value& value) {
  return integer_sign(value.as<Fraction>().numerator) < 0 ? fraction_ceil(machine, value)
                                                          : fraction_floor(machine, value);
}

Value fraction_round(Machine& machine, const Value& value, const Value& digits) {
  if (digits.is_none()) {
    const auto& fraction = value.as<Fraction>();
    const Value floor = fraction_floor(machine, value);
    const Value rest = floor ? integer_modulo(machine, fraction.numerator, fraction.denominator) : Value();
    const Value twice = rest ? integer_add(machine, rest, rest) : Value();
    if (!twice) return {};
    const int order = integer_compare(twice, fraction.denominator);
    return order > 0 || (order == 0 && integer_is_odd(floor)) ? integer_add(machine, floor, Value::integer(1)) : floor;
  }
  const Maybe<std::int64_t> places = to_index(machine, digits);
  if (!places) return {};
  if (std::abs(*places) > 10'000) return machine.unsupported("round() to that many digits");
  const Value shift = integer_power(machine, Value::integer(10), Value::integer(std::abs(*places)));
  const BinaryOp there = *places > 0 ? BinaryOp::kMultiply : BinaryOp::kDivide;
  const Value scaled = shift ? fraction_binary(machine, there, value, shift) : Value();
  const Value rounded = scaled ? fraction_round(machine, scaled, Value::none()) : Value();
  if (!rounded) return {};
  if (*places > 0) return make_fraction(machine, rounded, shift);
  const Value whole = integer_multiply(machine, rounded, shift);
  return whole ? make_fraction(machine, whole, Value::integer(1)) : Value();
}

Value construct_fraction(Machine& machine, const Args& args) {
  if (args.size() > 2 || !only_keywords(machine, args, {"numerator", "denominator"}))
    return machine.unsupported("this call of a type");
  Value above = args.size() > 0 ? args[0] : keyword(args, "numerator");
  Value below = args.size() > 1 ? args[1] : keyword(args, "denominator");
  if (!above) above = Value::integer(0);
  const auto rational = [](const Value& v) { return is_integer(v) || v.is(Kind::kFraction); };
  const Value one = Value::integer(1);
  if (below && !below.is_none()) {
    if (!rational(above) || !rational(below))
      return machine.raise(kTypeError, "both arguments should be Rational instances");
    if (is_integer(above) && is_integer(below)) return make_fraction(machine, above, below);
    const Ratio a(above), b(below);
    const Value numerator = integer_multiply(machine, a.numerator, b.denominator);
    const Value denominator = numerator ? integer_multiply(machine, b.numerator, a.denominator) : Value();
    return denominator ? make_fraction(machine, numerator, denominator) : Value();
  }
  if (above.is(Kind::kFraction)) return above;
  if (is_integer(above)) return make_fraction(machine, unary(machine, UnaryOp::kPlus, above), one);
  if (above.is(Kind::kFloat)) return fraction_of_float(machine, above.real());
  if (above.is(Kind::kStr)) return parse_fraction(machine, above);
  if (!above.is(Kind::kDecimal) || !is_finite(above))
    return above.is(Kind::kDecimal) ? machine.unsupported("a fraction of such a decimal")
                                    : machine.raise(kTypeError, "argument should be a string or a Rational instance");
  Mpq q;
  if (!to_rational(machine, above, q)) return {};
  return make_fraction(machine, integer_from(q.numerator()), integer_from(q.denominator()));
}

// The closest fraction with a denominator of at most that much, by continued fractions.
Value limit_denominator(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"max_denominator"})) return {};
  Value most = args.size() > 1 ? args[1] : keyword(args, "max_denominator");
  if (!most) most = Value::integer(1'000'000);
  if (!is_integer(most)) return machine.unsupported("a limit that is no integer");
  if (integer_sign(most) <= 0) return machine.raise(kValueError, "max_denominator should be at least 1");
  const auto& x = args[0].as<Fraction>();
  if (integer_compare(x.denominator, most) <= 0) return args[0];
  Mpz n(x.numerator), d(x.denominator), limit(most), p0, q0, p1, q1, a, q2, t;
  mpz_set_ui(q0, 1);
  mpz_set_ui(p1, 1);
  while (machine.tick(n.limbs() + 1)) {
    mpz_fdiv_q(a, n, d);
    mpz_mul(q2, a, q1);
    mpz_add(q2, q2, q0);
    if (mpz_cmp(q2, limit) > 0) break;
    mpz_mul(t, a, p1);
    mpz_add(t, t, p0);
    mpz_swap(p0, p1);
    mpz_swap(p1, t);
    mpz_swap(q0, q1);
    mpz_swap(q1, q2);
    mpz_mul(t, a, d);
    mpz_sub(t, n, t);
    mpz_swap(n, d);
    mpz_swap(d, t);
  }
  mpz_sub(a, limit, q0);
  mpz_fdiv_q(a, a, q1);
  mpz_addmul(p0, a, p1);
  mpz_addmul(q0, a, q1);
  const Value first = make_fraction(machine, p0.value(), q0.value()),
              second = make_fraction(machine, p1.value(), q1.value());
  Mpq exact, one, two;
  if (!first || !second || !to_rational(machine, args[0], exact) || !to_rational(machine, first, one) ||
      !to_rational(machine, second, two))
    return {};
  mpq_sub(one, one, exact);
  mpq_sub(two, two, exact);
  mpq_abs(one, one);
  mpq_abs(two, two);
  return mpq_cmp(two, one) <= 0 ? second : first;
}

}  // namespace qed::program::native
