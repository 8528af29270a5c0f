// The module math: C's library does the work, as in CPython, and CPython's rules say what is an error.
#include <algorithm>
#include <cmath>
#include <limits>

#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/decimal.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/modules.h"
#include "program/native/numbers.h"
#include "program/native/operators.h"

namespace qed::program::native {
namespace {

Failed domain_error(Machine& machine) { return machine.raise(kValueError, "math domain error"); }
Failed range_error(Machine& machine) { return machine.raise(kOverflowError, "math range error"); }

Maybe<double> to_double(Machine& machine, const Value& x) {
  if (x.is(Kind::kFloat)) return x.real();
  if (is_integer(x)) return integer_to_double(machine, x);
  if (x.is(Kind::kFraction)) return fraction_to_double(machine, x);
  if (x.is(Kind::kDecimal)) return decimal_to_double(machine, x);
  return machine.raise(kTypeError, "must be real number, not {}", type_name(x));
}

// What CPython makes of a function's result: a NaN out of a number is outside the domain, an infinity out of a finite
// number is too large, or outside the domain where the function cannot overflow.
Value checked(Machine& machine, double x, double result, bool can_overflow) {
  if (std::isnan(result) && !std::isnan(x)) return domain_error(machine);
  if (std::isinf(result) && std::isfinite(x)) return can_overflow ? range_error(machine) : domain_error(machine);
  return Value::real(result);
}

template <double (*function)(double), bool can_overflow = false>
Value real_function(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  return x ? checked(machine, *x, function(*x), can_overflow) : Value();
}

// Unlike the others, these may become infinite.
Value scaled(Machine& machine, const Args& args, double factor) {
  const Maybe<double> x = to_double(machine, args[0]);
  return x ? Value::real(*x * factor) : Value();
}
Value degrees(Machine& machine, const Args& args) { return scaled(machine, args, 180.0 / M_PI); }
Value radians(Machine& machine, const Args& args) { return scaled(machine, args, M_PI / 180.0); }
double exp2_of(double x) { return std::exp2(x); }

// --- logarithms ------------------------------------------------------------------------------------------------------

// An integer beyond a float's range is split into a float and a power of two.
Maybe<double> log_any(Machine& machine, const Value& x, double (*log)(double)) {
  if (is_integer(x)) {
    if (integer_sign(x) <= 0) return domain_error(machine);
    if (integer_bits(x) > 1023) {
      const IntegerView z(x);
      Mpz unit;
      mpz_set_ui(unit, 1);
      if (std::isinf(quotient_to_double(z, unit))) {
        const std::size_t bits = integer_bits(x);
        mpz_mul_2exp(unit, unit, bits);
        return log(quotient_to_double(z, unit)) + log(2.0) * static_cast<double>(bits);
      }
    }
  }
  const Maybe<double> value = to_double(machine, x);
  if (!value) return value;
  if (*value <= 0) return domain_error(machine);
  return log(*value);
}

Value log(Machine& machine, const Args& args) {
  const Maybe<double> value = log_any(machine, args[0], std::log);
  if (!value || args.size() == 1) return value ? Value::real(*value) : Value();
  const Maybe<double> base = log_any(machine, args[1], std::log);
  return base ? binary(machine, BinaryOp::kDivide, Value::real(*value), Value::real(*base)) : Value();
}
Value log2(Machine& machine, const Args& args) {
  const Maybe<double> value = log_any(machine, args[0], std::log2);
  return value ? Value::real(*value) : Value();
}
Value log10(Machine& machine, const Args& args) {
  const Maybe<double> value = log_any(machine, args[0], std::log10);
  return value ? Value::real(*value) : Value();
}
double log1p_of(double x) { return x == 0 ? x : std::log1p(x); }

// --- powers and the like ---------------------------------------------------------------------------------------------

Value power(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  const Maybe<double> y = x ? to_double(machine, args[1]) : x;
  if (!y) return {};
  const double result = std::pow(*x, *y);
  if (std::isfinite(*x) && std::isfinite(*y)) {
    if (std::isnan(result)) return domain_error(machine);
    if (std::isinf(result)) return *x == 0 ? domain_error(machine) : range_error(machine);
  }
  return Value::real(result);
}

template <double (*function)(double, double)>
Value of_two(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  const Maybe<double> y = x ? to_double(machine, args[1]) : x;
  return y ? Value::real(function(*x, *y)) : Value();
}

Value fmod(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  const Maybe<double> y = x ? to_double(machine, args[1]) : x;
  if (!y) return {};
  if (std::isinf(*y) && std::isfinite(*x)) return Value::real(*x);
  const double result = std::fmod(*x, *y);
  return std::isnan(result) && !std::isnan(*x) && !std::isnan(*y) ? domain_error(machine) : Value::real(result);
}

Value remainder(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  const Maybe<double> y = x ? to_double(machine, args[1]) : x;
  if (!y) return {};
  const double result = std::remainder(*x, *y);
  return std::isnan(result) && !std::isnan(*x) && !std::isnan(*y) ? domain_error(machine) : Value::real(result);
}

Value ldexp(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  if (!x) return {};
  if (!args[1].is(Kind::kInt)) return machine.unsupported("such an exponent");
  const double result = std::ldexp(*x, static_cast<int>(std::clamp<std::int64_t>(args[1].small(), -5000, 5000)));
  return std::isinf(result) && std::isfinite(*x) ? range_error(machine) : Value::real(result);
}

Value frexp(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  if (!x) return {};
  int exponent = 0;
  const double mantissa = std::frexp(*x, &exponent);
  return new_tuple_of(Value::real(mantissa), Value::integer(std::isfinite(*x) ? exponent : 0));
}

Value modf(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  if (!x) return {};
  double whole = 0;
  const double part = std::modf(*x, &whole);
  return new_tuple_of(Value::real(part), Value::real(whole));
}

// The square root of a sum of squares, correctly rounded.
Value norm(Machine& machine, std::span<const double> sides) {
  double largest = 0;
  bool nan = false;
  Mpq sum, square;
  for (const double side : sides) {
    if (std::isinf(side)) return Value::real(HUGE_VAL);
    nan |= std::isnan(side);
    largest = std::max(largest, std::fabs(side));
    if (nan || !machine.tick()) continue;
    mpq_set_d(square, side);
    mpq_mul(square, square, square);
    mpq_add(sum, sum, square);
  }
  if (nan) return Value::real(std::numeric_limits<double>::quiet_NaN());
  if (sides.size() < 2 || largest == 0) return Value::real(largest);
  // Scaled by a power of four to an integer of 128 bits or more, whose root has 64; what is cut off shows in the last.
  const long bits =
      static_cast<long>(mpz_sizeinbase(sum.numerator(), 2)) - static_cast<long>(mpz_sizeinbase(sum.denominator(), 2));
  const long scale = bits > 130 ? 0 : (132 - bits) / 2;
  Mpz root, rest, unit;
  mpz_mul_2exp(root, sum.numerator(), static_cast<mp_bitcnt_t>(2 * scale));
  mpz_fdiv_qr(root, rest, root, sum.denominator());
  const bool exact_quotient = rest.sign() == 0;
  mpz_sqrtrem(root, rest, root);
  mpz_mul_2exp(root, root, 1);
  if (!exact_quotient || rest.sign() != 0) mpz_setbit(root, 0);
  mpz_setbit(unit, static_cast<mp_bitcnt_t>(scale + 1));
  const double result = quotient_to_double(root, unit);
  return Value::real(result);
}

bool push_sides(Machine& machine, std::span<Value> values, std::vector<double>& sides) {
  for (const Value& value : values) {
    const Maybe<double> side = to_double(machine, value);
    if (!side) return false;
    sides.push_back(*side);
  }
  return true;
}

Value hypot(Machine& machine, const Args& args) {
  std::vector<double> sides;
  return push_sides(machine, args.positional, sides) ? norm(machine, sides) : Value();
}

Value dist(Machine& machine, const Args& args) {
  const auto is_point = [](const Value& v) { return v.is(Kind::kTuple) || v.is(Kind::kList); };
  if (!is_point(args[0]) || !is_point(args[1])) return machine.unsupported("dist() of such points");
  Value keep;
  std::vector<double> from, to;
  if (!push_sides(machine, *elements(machine, args[0], keep), from) ||
      !push_sides(machine, *elements(machine, args[1], keep), to))
    return {};
  if (from.size() != to.size())
    return machine.raise(kValueError, "both points must have the same number of dimensions");
  for (std::size_t i = 0; i < from.size(); ++i) from[i] -= to[i];
  return norm(machine, from);
}

Value isclose(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"rel_tol", "abs_tol"})) return {};
  double values[4] = {0, 0, 1e-9, 0};
  const Value tolerances[] = {keyword(args, "rel_tol"), keyword(args, "abs_tol")};
  for (std::size_t i = 0; i < 4; ++i) {
    const Value& given = i < 2 ? args[i] : tolerances[i - 2];
    if (!given) continue;
    const Maybe<double> value = to_double(machine, given);
    if (!value) return {};
    values[i] = *value;
  }
  const auto [a, b, relative, absolute] = values;
  if (relative < 0 || absolute < 0) return machine.raise(kValueError, "tolerances must be non-negative");
  if (a == b) return Value::boolean(true);
  if (std::isinf(a) || std::isinf(b)) return Value::boolean(false);
  const double distance = std::fabs(b - a);
  return Value::boolean(distance <= std::fabs(relative * b) || distance <= std::fabs(relative * a) ||
                        distance <= absolute);
}

template <bool (*test)(double)>
Value classify(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  return x ? Value::boolean(test(*x)) : Value();
}
bool is_nan_of(double x) { return std::isnan(x); }
bool is_inf_of(double x) { return std::isinf(x); }
bool is_finite_of(double x) { return std::isfinite(x); }

// --- integers --------------------------------------------------------------------------------------------------------

template <int direction>
Value to_whole(Machine& machine, const Args& args) {
  if (direction == 0 && !is_number(args[0]))
    return machine.raise(kTypeError, "type {} doesn't define __trunc__ method", type_of(args[0]).name);
  return round_to_integer(machine, args[0], direction);
}

// --- sums ------------------------------------------------------------------------------------------------------------

// Exactly, rounded once.
Value fsum(Machine& machine, const Args& args) {
  Mpq total, next;
  bool fine = true, plain = true;
  double odd = 0;  // the sum of what is not finite
  const bool whole = for_each(machine, args[0], [&](const Value& item) {
    const Maybe<double> x = to_double(machine, item);
    if (!x) return fine = false;
    if (!std::isfinite(*x)) return odd += *x, plain = false, true;
    mpq_set_d(next, *x);
    mpq_add(total, total, next);
    return true;
  });
  if (!whole || !fine) return {};
  if (!plain) return std::isnan(odd) ? machine.unsupported("an undefined sum") : Value::real(odd);
  if (total.sign() == 0) return Value::real(0);
  const double sum = quotient_to_double(total.numerator(), total.denominator());
  return std::isinf(sum) ? machine.raise(kOverflowError, "intermediate overflow in fsum") : Value::real(sum);
}

Value prod(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"start"})) return {};
  Value product = keyword(args, "start");
  if (!product) product = Value::integer(1);
  const bool whole = for_each(machine, args[0], [&](const Value& item) {
    product = binary(machine, BinaryOp::kMultiply, product, item);
    return static_cast<bool>(product);
  });
  return whole && product ? product : Value();
}

Value gamma(Machine& machine, const Args& args) {
  const Maybe<double> x = to_double(machine, args[0]);
  if (!x) return {};
  const bool factorial_like = *x == std::floor(*x) && *x >= 1 && *x <= 23;
  if (!factorial_like) return machine.unsupported("the gamma function between integers");
  Mpz product;
  mpz_fac_ui(product, static_cast<unsigned long>(*x) - 1);
  return Value::real(mpz_get_d(product));
}

Value left_to_python(Machine& machine, const Args&) { return machine.unsupported("this function of math"); }

constexpr Builtin function(std::string_view name, Native native, std::uint8_t min = 1, std::uint8_t max = 1,
                           bool keywords = false) {
  return {name, native, min, max, keywords, "math"};
}

constexpr Builtin kFunctions[] = {
    function("acos", real_function<std::acos>),
    function("acosh", real_function<std::acosh>),
    function("asin", real_function<std::asin>),
    function("asinh", real_function<std::asinh>),
    function("atan", real_function<std::atan>),
    function("atan2", of_two<std::atan2>, 2, 2),
    function("atanh", real_function<std::atanh>),
    function("cbrt", real_function<std::cbrt>),
    function("ceil", to_whole<1>),
    function("copysign", of_two<std::copysign>, 2, 2),
    function("cos", real_function<std::cos>),
    function("cosh", real_function<std::cosh, true>),
    function("degrees", degrees),
    function("dist", dist, 2, 2),
    function("erf", real_function<std::erf>),
    function("erfc", real_function<std::erfc>),
    function("exp", real_function<std::exp, true>),
    function("exp2", real_function<exp2_of, true>),
    function("expm1", real_function<std::expm1, true>),
    function("fabs", real_function<std::fabs>),
    function("floor", to_whole<-1>),
    function("fmod", fmod, 2, 2),
    function("frexp", frexp),
    function("fsum", fsum),
    function("gamma", gamma),
    function("hypot", hypot, 0, kAny),
    function("isclose", isclose, 2, 2, true),
    function("isfinite", classify<is_finite_of>),
    function("isinf", classify<is_inf_of>),
    function("isnan", classify<is_nan_of>),
    function("ldexp", ldexp, 2, 2),
    function("lgamma", left_to_python),
    function("log", log, 1, 2),
    function("log10", log10),
    function("log1p", real_function<log1p_of>),
    function("log2", log2),
    function("modf", modf),
    function("nextafter", of_two<std::nextafter>, 2, 2),
    function("pow", power, 2, 2),
    function("prod", prod, 1, 1, true),
    function("radians", radians),
    function("remainder", remainder, 2, 2),
    function("sin", real_function<std::sin>),
    function("sinh", real_function<std::sinh, true>),
    function("sqrt", real_function<std::sqrt>),
    function("tan", real_function<std::tan>),
    function("tanh", real_function<std::tanh>),
    function("trunc", to_whole<0>),
    function("ulp", left_to_python),
};

}  // namespace

Value round_to_integer(Machine& machine, const Value& x, int direction) {
  if (is_integer(x)) return unary(machine, UnaryOp::kPlus, x);
  if (x.is(Kind::kFraction))
    return direction < 0   ? fraction_floor(machine, x)
           : direction > 0 ? fraction_ceil(machine, x)
                           : fraction_trunc(machine, x);
  if (x.is(Kind::kDecimal)) return decimal_to_integer(machine, x, direction);
  const Maybe<double> value = to_double(machine, x);
  if (!value) return {};
  if (std::isnan(*value)) return machine.raise(kValueError, "cannot convert float NaN to integer");
  if (std::isinf(*value)) return machine.raise(kOverflowError, "cannot convert float infinity to integer");
  return integer_of(direction < 0 ? std::floor(*value) : direction > 0 ? std::ceil(*value) : *value);
}

Members math_members() {
  Members members = integer_math_members();
  members.insert({{"pi", Value::real(M_PI)},
                  {"e", Value::real(M_E)},
                  {"tau", Value::real(2 * M_PI)},
                  {"inf", Value::real(HUGE_VAL)},
                  {"nan", Value::real(std::numeric_limits<double>::quiet_NaN())}});
  for (const Builtin& builtin : kFunctions) members.emplace(builtin.name, Value(builtin));
  return members;
}

}  // namespace qed::program::native
