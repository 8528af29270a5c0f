#include "program/native/decimal.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "program/native/builtins.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"

namespace qed::program::native {
namespace {

constexpr std::int64_t kMaxExponent = 20'000;  // beyond it the subset ends

// A finite decimal while it is computed with.
struct Number {
  bool negative = false;
  Mpz coefficient;
  std::int64_t exponent = 0;
};

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

enum class Rounding : std::uint8_t { kHalfEven, kHalfUp, kHalfDown, kUp, kDown, kCeiling, kFloor, k05Up };
constexpr std::array<std::string_view, 8> kRoundings{"ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_HALF_DOWN",
                                                     "ROUND_UP",        "ROUND_DOWN",    "ROUND_CEILING",
                                                     "ROUND_FLOOR",     "ROUND_05UP"};

// Drops the last digits; what is left is rounded.
void drop_digits(Number& x, std::int64_t digits, Rounding rounding) {
  Mpz power, rest;
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(digits));
  mpz_fdiv_qr(x.coefficient, rest, x.coefficient, power);
  x.exponent += digits;
  if (rest.sign() == 0) return;
  mpz_mul_2exp(rest, rest, 1);
  const int half = mpz_cmp(rest, power);
  bool up = false;
  switch (rounding) {
    case Rounding::kHalfEven:
      up = half > 0 || (half == 0 && x.coefficient.is_odd());
      break;
    case Rounding::kHalfUp:
      up = half >= 0;
      break;
    case Rounding::kHalfDown:
      up = half > 0;
      break;
    case Rounding::kUp:
      up = true;
      break;
    case Rounding::kDown:
      break;
    case Rounding::kCeiling:
      up = !x.negative;
      break;
    case Rounding::kFloor:
      up = x.negative;
      break;
    case Rounding::k05Up:
      up = mpz_divisible_ui_p(x.coefficient, 5) != 0;
      break;
  }
  if (up) mpz_add_ui(x.coefficient, x.coefficient, 1);
}

Value to_value(Machine& machine, const Number& x) {
  if (std::abs(x.exponent) > kMaxExponent) return machine.unsupported("a decimal of that size");
  Decimal* decimal = create<Decimal>();
  decimal->negative = x.negative;
  decimal->coefficient = x.coefficient.value();
  decimal->exponent = x.exponent;
  return own(static_cast<Object*>(decimal));
}

// Rounded to the context's digits.
Value finish(Machine& machine, Number& x) {
  std::int64_t excess = digits_of(x.coefficient) - machine.decimal_digits;
  if (excess > 0) {
    drop_digits(x, excess, Rounding::kHalfEven);
    excess = digits_of(x.coefficient) - machine.decimal_digits;
    if (excess > 0) drop_digits(x, excess, Rounding::kHalfEven);  // 9.99 became 10.0
  }
  return to_value(machine, x);
}

bool load(Machine& machine, const Value& value, Number& x) {
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

bool is_zero(const Number& x) { return x.coefficient.sign() == 0; }

// The signal as CPython's C implementation words it.
Failed signal(Machine& machine, const Type& type, std::string_view condition) {
  return machine.raise(type, "[<class 'decimal.{}'>]", condition);
}

void align(Number& a, Number& b) {
  Number& higher = a.exponent > b.exponent ? a : b;
  const std::int64_t lowest = std::min(a.exponent, b.exponent);
  scale_up(higher.coefficient, higher.exponent - lowest);
  higher.exponent = lowest;
}

Value add(Machine& machine, Number& a, Number& b) {
  align(a, b);
  Number sum;
  sum.exponent = a.exponent;
  if (a.negative) mpz_neg(a.coefficient, a.coefficient);
  if (b.negative) mpz_neg(b.coefficient, b.coefficient);
  mpz_add(sum.coefficient, a.coefficient, b.coefficient);
  sum.negative = is_zero(sum) ? a.negative && b.negative : sum.coefficient.sign() < 0;
  mpz_abs(sum.coefficient, sum.coefficient);
  return finish(machine, sum);
}

Value divide(Machine& machine, Number& a, Number& b) {
  if (is_zero(b)) {
    if (is_zero(a)) return signal(machine, kInvalidOperation, "DivisionUndefined");
    return signal(machine, kDecimalDivisionByZero, "DivisionByZero");
  }
  Number result;
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
Value divide_whole(Machine& machine, Number& a, Number& b, bool want_rest) {
  if (is_zero(b)) {
    if (is_zero(a)) return signal(machine, kInvalidOperation, "DivisionUndefined");
    return want_rest ? signal(machine, kInvalidOperation, "InvalidOperation")
                     : signal(machine, kDecimalDivisionByZero, "DivisionByZero");
  }
  align(a, b);
  Number quotient, rest;
  mpz_fdiv_qr(quotient.coefficient, rest.coefficient, a.coefficient, b.coefficient);
  if (digits_of(quotient.coefficient) > machine.decimal_digits)
    return signal(machine, kInvalidOperation, "DivisionImpossible");
  quotient.negative = a.negative != b.negative;
  rest.negative = a.negative;
  rest.exponent = a.exponent;
  return finish(machine, want_rest ? rest : quotient);
}

Value power(Machine& machine, Number& base, Number& exponent) {
  if (exponent.negative || exponent.exponent != 0 || mpz_cmp_ui(exponent.coefficient.get(), 1000) > 0)
    return machine.unsupported("such a power of a decimal");
  const unsigned long n = mpz_get_ui(exponent.coefficient);
  if (n == 0 && is_zero(base)) return signal(machine, kInvalidOperation, "InvalidOperation");
  Number result;
  result.negative = base.negative && n % 2 == 1;
  if (is_zero(base)) return to_value(machine, result);
  result.exponent = base.exponent * static_cast<std::int64_t>(n);
  mpz_pow_ui(result.coefficient, base.coefficient, n);
  if (digits_of(result.coefficient) > machine.decimal_digits)
    return machine.unsupported("an inexact power of a decimal");
  return to_value(machine, result);
}

Maybe<Rounding> rounding_named(Machine& machine, const Value& name) {
  if (!name || name.is_none()) return Rounding::kHalfEven;
  if (name.is(Kind::kStr)) {
    const auto* const found = std::ranges::find(kRoundings, text_of(name));
    if (found != kRoundings.end()) return static_cast<Rounding>(found - kRoundings.begin());
  }
  return machine.unsupported("such a rounding");
}

// With that exponent, rounded where digits go.
void rescale(Number& x, std::int64_t exponent, Rounding rounding) {
  if (exponent > x.exponent) {
    drop_digits(x, exponent - x.exponent, rounding);
  } else {
    scale_up(x.coefficient, x.exponent - exponent);
    x.exponent = exponent;
  }
}

Value quantized(Machine& machine, Number& x, std::int64_t exponent, Rounding rounding) {
  rescale(x, exponent, rounding);
  if (digits_of(x.coefficient) > machine.decimal_digits) return signal(machine, kInvalidOperation, "InvalidOperation");
  return to_value(machine, x);
}

Value special(bool negative, Decimal::Special kind) {
  Decimal* decimal = create<Decimal>();
  decimal->negative = negative;
  decimal->special = kind;
  return own(static_cast<Object*>(decimal));
}

Value parse_decimal(Machine& machine, const Value& quoted) {
  std::string text(strip_space(text_of(quoted)));
  std::erase(text, '_');
  if (!quoted.as<Str>().ascii()) return machine.unsupported("digits beyond ASCII");
  std::string_view rest = text;
  Number x;
  x.negative = rest.starts_with('-');
  if (x.negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string word = text::lower(rest);
  if (word == "inf" || word == "infinity") return special(x.negative, Decimal::Special::kInfinite);
  if (word.find("nan") != std::string::npos) return machine.unsupported("a decimal NaN");
  std::string digits;
  bool point = false;
  while (!rest.empty() && (text::is_digit(rest[0]) || (rest[0] == '.' && !point))) {
    if (rest[0] == '.') {
      point = true;
    } else {
      digits += rest[0];
      x.exponent -= point;
    }
    rest.remove_prefix(1);
  }
  if (!digits.empty() && !rest.empty() && text::to_lower(rest[0]) == 'e') {
    rest.remove_prefix(1);
    const bool down = rest.starts_with('-');
    if (down || rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos)
      return signal(machine, kInvalidOperation, "ConversionSyntax");
    if (rest.size() > 5) return machine.unsupported("a decimal of that size");
    x.exponent += (down ? -1 : 1) * std::stoll(std::string(rest));
    rest = {};
  }
  if (digits.empty() || !rest.empty()) return signal(machine, kInvalidOperation, "ConversionSyntax");
  mpz_set_str(x.coefficient, digits.c_str(), 10);
  return to_value(machine, x);
}

// Exactly: a float is an integer over a power of two, and 1/2 is 5 tenths.
Value decimal_of_float(Machine& machine, double value) {
  if (std::isnan(value)) return machine.unsupported("a decimal NaN");
  if (std::isinf(value)) return special(value < 0, Decimal::Special::kInfinite);
  Number x;
  x.negative = std::signbit(value);
  Mpq q;
  mpq_set_d(q, std::fabs(value));
  const auto halvings = mpz_sizeinbase(q.denominator(), 2) - 1;
  Mpz fives;
  mpz_ui_pow_ui(fives, 5, halvings);
  mpz_mul(x.coefficient, q.numerator(), fives);
  x.exponent = -static_cast<std::int64_t>(halvings);
  return to_value(machine, x);
}

// Digits with the point `left` places behind their start.
std::string placed(const std::string& digits, std::int64_t left) {
  const auto count = static_cast<std::int64_t>(digits.size());
  if (left <= 0) return "0." + std::string(static_cast<std::size_t>(-left), '0') + digits;
  if (left >= count) return digits + std::string(static_cast<std::size_t>(left - count), '0');
  return digits.substr(0, static_cast<std::size_t>(left)) + "." + digits.substr(static_cast<std::size_t>(left));
}

// The text without its sign.
std::string magnitude_text(const Decimal& decimal) {
  if (decimal.special == Decimal::Special::kInfinite) return "Infinity";
  if (decimal.special == Decimal::Special::kNan) return "NaN";
  const std::string digits = integer_digits(decimal.coefficient, 10);
  const std::int64_t left = decimal.exponent + static_cast<std::int64_t>(digits.size());
  if (decimal.exponent <= 0 && left > -6) return placed(digits, left);
  return placed(digits, 1) + fmt::format("E{:+}", left - 1);
}

}  // namespace

Value decimal_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  Number x, y;
  if (!load(machine, a, x) || !load(machine, b, y)) return {};
  switch (op) {
    case BinaryOp::kSubtract:
      y.negative = !y.negative;
      [[fallthrough]];
    case BinaryOp::kAdd:
      return add(machine, x, y);
    case BinaryOp::kMultiply: {
      Number product;
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
  Number x;
  if (!load(machine, a, x)) return {};
  x.negative = x.negative && !is_zero(x);
  return finish(machine, x);
}

Value decimal_negate(Machine& machine, const Value& a) {
  Number x;
  if (!load(machine, a, x)) return {};
  x.negative = !x.negative && !is_zero(x);
  return finish(machine, x);
}

Value decimal_abs(Machine& machine, const Value& a) {
  Number x;
  if (!load(machine, a, x)) return {};
  x.negative = false;
  return finish(machine, x);
}

Value decimal_round(Machine& machine, const Value& a, const Value& digits) {
  Number x;
  if (!load(machine, a, x)) return {};
  const Maybe<std::int64_t> places = digits.is_none() ? Maybe<std::int64_t>(0) : to_index(machine, digits);
  if (!places) return {};
  if (std::abs(*places) > 10'000) return machine.unsupported("round() to that many digits");
  if (!digits.is_none()) return quantized(machine, x, -*places, Rounding::kHalfEven);
  rescale(x, 0, Rounding::kHalfEven);
  if (x.negative) mpz_neg(x.coefficient, x.coefficient);
  return x.coefficient.value();
}

Value decimal_to_integer(Machine& machine, const Value& a, int direction) {
  Number x;
  if (!load(machine, a, x)) return {};
  rescale(x, 0, direction == 0 ? Rounding::kDown : direction < 0 ? Rounding::kFloor : Rounding::kCeiling);
  if (x.negative) mpz_neg(x.coefficient, x.coefficient);
  return x.coefficient.value();
}

Maybe<double> decimal_to_double(Machine& machine, const Value& a) {
  const std::optional<double> value = parse_float(decimal_text(a));
  return value ? Maybe<double>(*value) : Maybe<double>(machine.unsupported("a decimal NaN"));
}

std::string decimal_text(const Value& a) {
  const auto& decimal = a.as<Decimal>();
  return (decimal.negative ? "-" : "") + magnitude_text(decimal);
}

bool format_decimal(Machine& machine, const Value& a, const FormatSpec& spec, std::string& text) {
  Number x;
  if (!load(machine, a, x)) return false;
  const bool fixed = spec.type == 'f' || spec.type == 'F' || spec.type == '%';
  if ((!fixed && (spec.type || spec.precision >= 0)) || spec.grouping == '_' || spec.alternate)
    return machine.unsupported("this format of a decimal");
  std::string digits;
  if (fixed) {
    if (spec.type == '%') x.exponent += 2;
    if (spec.precision >= 0) rescale(x, -spec.precision, Rounding::kHalfEven);
    if (x.exponent > 0) rescale(x, 0, Rounding::kHalfEven);
    const std::string all = integer_digits(x.coefficient.value(), 10);
    digits = placed(all, x.exponent + static_cast<std::int64_t>(all.size())) + (spec.type == '%' ? "%" : "");
  } else {
    digits = magnitude_text(a.as<Decimal>());
  }
  text += number_field(spec, x.negative, {}, digits);
  return true;
}

Value construct_decimal(Machine& machine, const Args& args) {
  if (args.size() > 1 || !args.keywords.empty()) return machine.unsupported("this call of a type");
  if (args.size() == 0) return own(static_cast<Object*>(create<Decimal>()));
  const Value& x = args[0];
  if (x.is(Kind::kDecimal)) return x;
  if (x.is(Kind::kStr)) return parse_decimal(machine, x);
  if (x.is(Kind::kFloat)) return decimal_of_float(machine, x.real());
  if (is_integer(x)) {
    Number number;
    return load(machine, x, number) ? to_value(machine, number) : Value();
  }
  if (x.is(Kind::kTuple) || x.is(Kind::kList)) return machine.unsupported("a decimal of digits");
  return machine.raise(kTypeError, "conversion from {} to Decimal is not supported", type_name(x));
}

Value decimal_quantize(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"rounding"})) return {};
  const Maybe<Rounding> rounding = rounding_named(machine, args.size() > 2 ? args[2] : keyword(args, "rounding"));
  if (!rounding) return {};
  if (!args[1].is(Kind::kDecimal) && !is_integer(args[1])) return machine.unsupported("quantize() by such a value");
  Number x, pattern;
  if (!load(machine, args[0], x) || !load(machine, args[1], pattern)) return {};
  return quantized(machine, x, pattern.exponent, *rounding);
}

Value decimal_sqrt(Machine& machine, const Args& args) {
  Number x;
  if (!load(machine, args[0], x)) return {};
  if (is_zero(x)) {
    x.exponent >>= 1;
    return finish(machine, x);
  }
  if (x.negative) return signal(machine, kInvalidOperation, "InvalidOperation");
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
    rescale(x, x.exponent + shift, Rounding::kDown);
  } else if (mpz_divisible_ui_p(x.coefficient, 5)) {
    mpz_add_ui(x.coefficient, x.coefficient, 1);
  }
  return finish(machine, x);
}

Value decimal_normalize(Machine& machine, const Args& args) {
  Number x;
  if (!load(machine, args[0], x)) return {};
  const Value rounded = finish(machine, x);
  if (!rounded) return {};
  if (is_zero(x)) x.exponent = 0;
  while (!is_zero(x) && mpz_divisible_ui_p(x.coefficient, 10)) {
    mpz_divexact_ui(x.coefficient, x.coefficient, 10);
    ++x.exponent;
  }
  return to_value(machine, x);
}

Value decimal_to_integral(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"rounding"})) return {};
  const Maybe<Rounding> rounding = rounding_named(machine, keyword(args, "rounding"));
  Number x;
  if (!rounding || !load(machine, args[0], x)) return {};
  if (x.exponent < 0) rescale(x, 0, *rounding);
  return to_value(machine, x);
}

}  // namespace qed::program::native
