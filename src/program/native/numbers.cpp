#include "program/native/numbers.h"

#include <cmath>

#include "program/native/integer.h"

namespace qed::program::native {
namespace {

constexpr std::int64_t kMaxExponent = 20'000;  // of a decimal that is written out
constexpr std::int64_t kHashOfInfinity = 314'159;
constexpr std::uint64_t kHashModulus = (std::uint64_t{1} << 61) - 1;

Order from_sign(int sign) { return sign < 0 ? Order::kLess : sign > 0 ? Order::kGreater : Order::kEqual; }

Order compare_doubles(double a, double b) {
  if (a < b) return Order::kLess;
  if (a > b) return Order::kGreater;
  return a == b ? Order::kEqual : Order::kUnordered;
}

bool is_negative(const Value& number) {
  return number.is(Kind::kFloat) ? std::signbit(number.real()) : number.as<Decimal>().negative;
}

// Against anything finite, of an infinite number.
Order side_of_infinity(const Value& infinite) { return is_negative(infinite) ? Order::kLess : Order::kGreater; }

Order reversed(Order order) {
  return order == Order::kLess ? Order::kGreater : order == Order::kGreater ? Order::kLess : order;
}

// numerator / denominator modulo 2^61 - 1, as every numeric type hashes.
std::int64_t hash_rational(const Mpq& q) {
  Mpz modulus, inverse, residue;
  mpz_set_ui(modulus, kHashModulus);
  std::uint64_t hash = kHashOfInfinity;
  if (mpz_invert(inverse, q.denominator(), modulus)) {
    mpz_abs(residue, q.numerator());
    mpz_mul(residue, residue, inverse);
    hash = mpz_fdiv_ui(residue, kHashModulus);
  }
  const std::int64_t result = q.sign() < 0 ? -static_cast<std::int64_t>(hash) : static_cast<std::int64_t>(hash);
  return result == -1 ? -2 : result;
}

}  // namespace

bool is_number(const Value& value) {
  return is_integer(value) || value.is(Kind::kFloat) || value.is(Kind::kFraction) || value.is(Kind::kDecimal);
}

bool is_finite(const Value& number) {
  if (number.is(Kind::kFloat)) return std::isfinite(number.real());
  return !number.is(Kind::kDecimal) || number.as<Decimal>().special == Decimal::Special::kFinite;
}

bool is_nan(const Value& number) {
  if (number.is(Kind::kFloat)) return std::isnan(number.real());
  return number.is(Kind::kDecimal) && number.as<Decimal>().special == Decimal::Special::kNan;
}

bool to_rational(Machine& machine, const Value& number, Mpq& rational) {
  if (!machine.tick()) return false;
  if (is_integer(number)) {
    mpq_set_z(rational, IntegerView(number));
  } else if (number.is(Kind::kFloat)) {
    mpq_set_d(rational, number.real());
  } else if (number.is(Kind::kFraction)) {
    const auto& fraction = number.as<Fraction>();
    mpz_set(rational.numerator(), IntegerView(fraction.numerator));
    mpz_set(rational.denominator(), IntegerView(fraction.denominator));
  } else {
    const auto& decimal = number.as<Decimal>();
    if (decimal.exponent > kMaxExponent || decimal.exponent < -kMaxExponent)
      return machine.unsupported("a decimal of that size");
    Mpz power;
    mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(std::abs(decimal.exponent)));
    mpq_set_z(rational, IntegerView(decimal.coefficient));
    mpz_ptr numerator = rational.numerator();
    if (decimal.exponent < 0) {
      mpz_set(rational.denominator(), power);
    } else {
      mpz_mul(numerator, numerator, power);
    }
    if (decimal.negative) mpz_neg(numerator, numerator);
    mpq_canonicalize(rational);
  }
  return true;
}

Maybe<Order> compare_numbers(Machine& machine, const Value& a, const Value& b) {
  if (is_integer(a) && is_integer(b)) return from_sign(integer_compare(a, b));
  if (a.is(Kind::kFloat) && b.is(Kind::kFloat)) return compare_doubles(a.real(), b.real());
  if (is_nan(a) || is_nan(b)) return Order::kUnordered;
  if (!is_finite(a) && !is_finite(b)) return is_negative(a) == is_negative(b) ? Order::kEqual : side_of_infinity(a);
  if (!is_finite(a)) return side_of_infinity(a);
  if (!is_finite(b)) return reversed(side_of_infinity(b));
  Mpq x, y;
  if (!to_rational(machine, a, x) || !to_rational(machine, b, y)) return Failed();
  return from_sign(mpq_cmp(x, y));
}

Maybe<std::int64_t> hash_number(Machine& machine, const Value& number) {
  if (is_integer(number)) return integer_hash(number);
  if (!is_finite(number)) return is_negative(number) ? -kHashOfInfinity : kHashOfInfinity;
  if (number.is(Kind::kFloat) && number.real() == std::floor(number.real()) && std::fabs(number.real()) < 0x1p60)
    return integer_hash(Value::integer(static_cast<std::int64_t>(number.real())));
  Mpq q;
  if (!to_rational(machine, number, q)) return Failed();
  return hash_rational(q);
}

}  // namespace qed::program::native
