#include "program/native/decimal.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "program/native/builtins.h"
#include "program/native/decimal_number.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"

namespace qed::program::native {
namespace {

constexpr std::int64_t kMaxExponent = 20'000;  // beyond it the subset ends

std::int64_t digits_of(mpz_srcptr z) {
  if (mpz_sgn(z) == 0) return 1;
  const auto estimate = mpz_sizeinbase(z, 10);  // exact or one too many
  Mpz power;
  mpz_ui_pow_ui(power, 10, estimate - 1);
  return static_cast<std::int64_t>(mpz_cmp(z, power) < 0 ? estimate - 1 : estimate);
}

void scale_up(mpz_ptr z, std::int64_t digits) {
  Mpz power;
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(digits));
  mpz_mul(z, z, power);
}

constexpr std::array<std::string_view, 8> kRoundings{"ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_HALF_DOWN",
                                                     "ROUND_UP",        "ROUND_DOWN",    "ROUND_CEILING",
                                                     "ROUND_FLOOR",     "ROUND_05UP"};

// Drops the last digits; what is left is rounded.
void drop_digits(DecimalNumber& x, std::int64_t digits, DecimalRounding rounding) {
  Mpz power, rest;
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(digits));
  mpz_fdiv_qr(x.coefficient, rest, x.coefficient, power);
  x.exponent += digits;
  if (rest.sign() == 0) return;
  mpz_mul_2exp(rest, rest, 1);
  const int half = mpz_cmp(rest, power);
  bool up = false;
  switch (rounding) {
    case DecimalRounding::kHalfEven:
      up = half > 0 || (half == 0 && x.coefficient.is_odd());
      break;
    case DecimalRounding::kHalfUp:
      up = half >= 0;
      break;
    case DecimalRounding::kHalfDown:
      up = half > 0;
      break;
    case DecimalRounding::kUp:
      up = true;
      break;
    case DecimalRounding::kDown:
      break;
    case DecimalRounding::kCeiling:
      up = !x.negative;
      break;
    case DecimalRounding::kFloor:
      up = x.negative;
      break;
    case DecimalRounding::k05Up:
      up = mpz_divisible_ui_p(x.coefficient, 5) != 0;
      break;
  }
  if (up) mpz_add_ui(x.coefficient, x.coefficient, 1);
}

}  // namespace

Value decimal_value(Machine& machine, const DecimalNumber& x) {
  if (std::abs(x.exponent) > kMaxExponent) return machine.unsupported("a decimal of that size");
  Decimal* decimal = create<Decimal>();
  decimal->negative = x.negative;
  decimal->coefficient = x.coefficient.value();
  decimal->exponent = x.exponent;
  return own(static_cast<Object*>(decimal));
}

bool load_decimal(Machine& machine, const Value& value, DecimalNumber& x) {
  if (is_integer(value)) {
    x.negative = integer_sign(value) < 0;
    mpz_abs(x.coefficient, IntegerView(value));
    return machine.tick(integer_bits(value) / 64 + 1);
  }
  const auto& decimal = value.as<Decimal>();
  if (decimal.special != Decimal::Special::kFinite) return machine.unsupported("arithmetic with infinite decimals");
  x.negative = decimal.negative;
  mpz_set(x.coefficient, IntegerView(decimal.coefficient));
  x.exponent = decimal.exponent;
  return machine.tick(integer_bits(decimal.coefficient) / 64 + 1);
}

Failed decimal_signal(Machine& machine, const Type& type, std::string_view condition) {
  return machine.raise(type, "[<class 'decimal.{}'>]", condition);
}

// With that exponent, rounded where digits go.
void rescale_decimal(DecimalNumber& x, std::int64_t exponent, DecimalRounding rounding) {
  if (exponent > x.exponent) {
    drop_digits(x, exponent - x.exponent, rounding);
  } else {
    scale_up(x.coefficient, x.exponent - exponent);
    x.exponent = exponent;
  }
}

namespace {

// Rounded to the context's digits.
Value finish(Machine& machine, DecimalNumber& x) {
  std::int64_t excess = digits_of(x.coefficient) - machine.decimal_digits;
  if (excess > 0) {
    drop_digits(x, excess, DecimalRounding::kHalfEven);
    excess = digits_of(x.coefficient) - machine.decimal_digits;
    if (excess > 0) drop_digits(x, excess, DecimalRounding::kHalfEven);  // 9.99 became 10.0
  }
  return decimal_value(machine, x);
}

bool is_zero(const DecimalNumber& x) { return x.coefficient.sign() == 0; }

void align(DecimalNumber& a, DecimalNumber& b) {
  DecimalNumber& higher = a.exponent > b.exponent ? a : b;
  const std::int64_t lowest = std::min(a.exponent, b.exponent);
  scale_up(higher.coefficient, higher.exponent - lowest);
  higher.exponent = lowest;
}

Value add(Machine& machine, DecimalNumber& a, DecimalNumber& b) {
  align(a, b);
  DecimalNumber sum;
  sum.exponent = a.exponent;
  if (a.negative) mpz_neg(a.coefficient, a.coefficient);
  if (b.negative) mpz_neg(b.coefficient, b.coefficient);
  mpz_add(sum.coefficient, a.coefficient, b.coefficient);
  sum.negative = is_zero(sum) ? a.negative && b.negative : sum.coefficient.sign() < 0;
  mpz_abs(sum.coefficient, sum.coefficient);
  return finish(machine, sum);
}

Value divide(Machine& machine, DecimalNumber& a, DecimalNumber& b) {
  if (is_zero(b)) {
    if (is_zero(a)) return decimal_signal(machine, kInvalidOperation, "DivisionUndefined");
    return decimal_signal(machine, kDecimalDivisionByZero, "DivisionByZero");
  }
  DecimalNumber result;
  result.negative = a.negative != b.negative;
  const std::int64_t ideal = a.exponent - b.exponent;
  result.exponent = ideal;
  if (is_zero(a)) return finish(machine, result);
  const std::int64_t shift = digits_of(b.coefficient) - digits_of(a.coefficient) + machine.decimal_digits + 1;
  scale_up(shift >= 0 ? a.coefficient : b.coefficient, std::abs(shift));
  result.exponent = ideal - shift;
  Mpz rest;
  mpz_fdiv_qr(result.coefficient, rest, a.coefficient, b.coefficient);
  if (rest.sign() != 0) {
    // The last digit says that there is more, so that rounding is right.
    if (mpz_divisible_ui_p(result.coefficient, 5)) mpz_add_ui(result.coefficient, result.coefficient, 1);
  } else {
    for (; result.exponent < ideal && mpz_divisible_ui_p(result.coefficient, 10); ++result.exponent)
      mpz_divexact_ui(result.coefficient, result.coefficient, 10);
  }
  return finish(machine, result);
}

// a // b, towards zero, or a % b, with a's sign.
Value divide_whole(Machine& machine, DecimalNumber& a, DecimalNumber& b, bool want_rest) {
  if (is_zero(b)) {
    if (is_zero(a)) return decimal_signal(machine, kInvalidOperation, "DivisionUndefined");
    return want_rest ? decimal_signal(machine, kInvalidOperation, "InvalidOperation")
                     : decimal_signal(machine, kDecimalDivisionByZero, "DivisionByZero");
  }
  align(a, b);
  DecimalNumber quotient, rest;
  mpz_fdiv_qr(quotient.coefficient, rest.coefficient, a.coefficient, b.coefficient);
  if (digits_of(quotient.coefficient) > machine.decimal_digits)
    return decimal_signal(machine, kInvalidOperation, "DivisionImpossible");
  quotient.negative = a.negative != b.negative;
  rest.negative = a.negative;
  rest.exponent = a.exponent;
  return finish(machine, want_rest ? rest : quotient);
}

Value power(Machine& machine, DecimalNumber& base, DecimalNumber& exponent) {
  if (exponent.negative || exponent.exponent != 0 || mpz_cmp_ui(exponent.coefficient.get(), 1000) > 0)
    return machine.unsupported("such a power of a decimal");
  const unsigned long n = mpz_get_ui(exponent.coefficient);
  if (n == 0 && is_zero(base)) return decimal_signal(machine, kInvalidOperation, "InvalidOperation");
  DecimalNumber result;
  result.negative = base.negative && n % 2 == 1;
  if (is_zero(base)) return decimal_value(machine, result);
  result.exponent = base.exponent * static_cast<std::int64_t>(n);
  mpz_pow_ui(result.coefficient, base.coefficient, n);
  if (digits_of(result.coefficient) > machine.decimal_digits)
    return machine.unsupported("an inexact power of a decimal");
  return decimal_value(machine, result);
}

Maybe<DecimalRounding> rounding_named(Machine& machine, const Value& name) {
  if (!name || name.is_none()) return DecimalRounding::kHalfEven;
  if (name.is(Kind::kStr)) {
    const auto* const found = std::ranges::find(kRoundings, text_of(name));
    if (found != kRoundings.end()) return static_cast<DecimalRounding>(found - kRoundings.begin());
  }
  return machine.unsupported("such a rounding");
}

Value quantized(Machine& machine, DecimalNumber& x, std::int64_t exponent, DecimalRounding rounding) {
  rescale_decimal(x, exponent, rounding);
  if (digits_of(x.coefficient) > machine.decimal_digits)
    return decimal_signal(machine, kInvalidOperation, "InvalidOperation");
  return decimal_value(machine, x);
}

}  // namespace

Value decimal_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  DecimalNumber x, y;
  if (!load_decimal(machine, a, x) || !load_decimal(machine, b, y)) return {};
  switch (op) {
    case BinaryOp::kSubtract:
      y.negative = !y.negative;
      [[fallthrough]];
    case BinaryOp::kAdd:
      return add(machine, x, y);
    case BinaryOp::kMultiply: {
      DecimalNumber product;
      product.negative = x.negative != y.negative;
      product.exponent = x.exponent + y.exponent;
      mpz_mul(product.coefficient, x.coefficient, y.coefficient);
      return finish(machine, product);
    }
    case BinaryOp::kDivide:
      return divide(machine, x, y);
    case BinaryOp::kFloorDivide:
      return divide_whole(machine, x, y, false);
    case BinaryOp::kModulo:
      return divide_whole(machine, x, y, true);
    default:
      return power(machine, x, y);
  }
}

Value decimal_plus(Machine& machine, const Value& a) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return {};
  x.negative = x.negative && !is_zero(x);
  return finish(machine, x);
}

Value decimal_negate(Machine& machine, const Value& a) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return {};
  x.negative = !x.negative && !is_zero(x);
  return finish(machine, x);
}

Value decimal_abs(Machine& machine, const Value& a) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return {};
  x.negative = false;
  return finish(machine, x);
}

Value decimal_round(Machine& machine, const Value& a, const Value& digits) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return {};
  const Maybe<std::int64_t> places = digits.is_none() ? Maybe<std::int64_t>(0) : to_index(machine, digits);
  if (!places) return {};
  if (std::abs(*places) > 10'000) return machine.unsupported("round() to that many digits");
  if (!digits.is_none()) return quantized(machine, x, -*places, DecimalRounding::kHalfEven);
  rescale_decimal(x, 0, DecimalRounding::kHalfEven);
  if (x.negative) mpz_neg(x.coefficient, x.coefficient);
  return x.coefficient.value();
}

Value decimal_to_integer(Machine& machine, const Value& a, int direction) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return {};
  rescale_decimal(x, 0,
                  direction == 0  ? DecimalRounding::kDown
                  : direction < 0 ? DecimalRounding::kFloor
                                  : DecimalRounding::kCeiling);
  if (x.negative) mpz_neg(x.coefficient, x.coefficient);
  return x.coefficient.value();
}

Maybe<double> decimal_to_double(Machine& machine, const Value& a) {
  const std::optional<double> value = parse_float(decimal_text(a));
  return value ? Maybe<double>(*value) : Maybe<double>(machine.unsupported("a decimal NaN"));
}

Value decimal_quantize(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"rounding"})) return {};
  const Maybe<DecimalRounding> rounding =
      rounding_named(machine, args.size() > 2 ? args[2] : keyword(args, "rounding"));
  if (!rounding) return {};
  if (!args[1].is(Kind::kDecimal) && !is_integer(args[1])) return machine.unsupported("quantize() by such a value");
  DecimalNumber x, pattern;
  if (!load_decimal(machine, args[0], x) || !load_decimal(machine, args[1], pattern)) return {};
  return quantized(machine, x, pattern.exponent, *rounding);
}

Value decimal_sqrt(Machine& machine, const Args& args) {
  DecimalNumber x;
  if (!load_decimal(machine, args[0], x)) return {};
  if (is_zero(x)) {
    x.exponent >>= 1;
    return finish(machine, x);
  }
  if (x.negative) return decimal_signal(machine, kInvalidOperation, "InvalidOperation");
  const std::int64_t length = digits_of(x.coefficient);
  const bool odd = x.exponent & 1;
  if (odd) mpz_mul_ui(x.coefficient, x.coefficient, 10);
  const std::int64_t half = odd ? length / 2 + 1 : (length + 1) / 2;
  const std::int64_t shift = machine.decimal_digits + 1 - half;
  x.exponent >>= 1;
  bool exact = true;
  if (shift >= 0) {
    scale_up(x.coefficient, 2 * shift);
  } else {
    Mpz power, rest;
    mpz_ui_pow_ui(power, 100, static_cast<unsigned long>(-shift));
    mpz_fdiv_qr(x.coefficient, rest, x.coefficient, power);
    exact = rest.sign() == 0;
  }
  Mpz rest;
  mpz_sqrtrem(x.coefficient, rest, x.coefficient);
  exact = exact && rest.sign() == 0;
  x.exponent -= shift;
  if (exact) {
    rescale_decimal(x, x.exponent + shift, DecimalRounding::kDown);
  } else if (mpz_divisible_ui_p(x.coefficient, 5)) {
    mpz_add_ui(x.coefficient, x.coefficient, 1);
  }
  return finish(machine, x);
}

Value decimal_normalize(Machine& machine, const Args& args) {
  DecimalNumber x;
  if (!load_decimal(machine, args[0], x)) return {};
  const Value rounded = finish(machine, x);
  if (!rounded) return {};
  if (is_zero(x)) x.exponent = 0;
  while (!is_zero(x) && mpz_divisible_ui_p(x.coefficient, 10)) {
    mpz_divexact_ui(x.coefficient, x.coefficient, 10);
    ++x.exponent;
  }
  return decimal_value(machine, x);
}

Value decimal_to_integral(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"rounding"})) return {};
  const Maybe<DecimalRounding> rounding = rounding_named(machine, keyword(args, "rounding"));
  DecimalNumber x;
  if (!rounding || !load_decimal(machine, args[0], x)) return {};
  if (x.exponent < 0) rescale_decimal(x, 0, *rounding);
  return decimal_value(machine, x);
}

}  // namespace qed::program::native
