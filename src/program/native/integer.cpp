#include "program/native/integer.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace qed::program::native {
namespace {

constexpr std::size_t kMaxTextDigits = 4300;  // CPython's default for conversions between int and str

bool is_small(const Value& value) { return !value.is(Kind::kBigInt); }

std::size_t limbs_of(const Value& value) { return is_small(value) ? 1 : value.as<BigInt>().size; }

// Multiplication and division of numbers of that many limbs, in steps of the interpreter.
std::uint64_t cost(std::size_t a, std::size_t b) {
  const std::uint64_t shorter = std::min(a, b), longer = std::max(a, b);
  return longer * static_cast<std::uint64_t>(std::bit_width(shorter)) *
             static_cast<std::uint64_t>(std::bit_width(shorter)) / 32 +
         1;
}

bool charge(Machine& machine, const Value& a, const Value& b) { return machine.tick(cost(limbs_of(a), limbs_of(b))); }

}  // namespace

Mpz::Mpz(const Value& integer) { mpz_init_set(z_, IntegerView(integer)); }

Value Mpz::value() const { return integer_from(z_); }

IntegerView::IntegerView(const Value& integer) {
  if (is_small(integer)) {
    const std::int64_t n = integer.small();
    limb_ = n < 0 ? -static_cast<mp_limb_t>(n) : static_cast<mp_limb_t>(n);
    mpz_roinit_n(z_, &limb_, n < 0 ? -1 : n > 0 ? 1 : 0);
  } else {
    BigInt& big = integer.as<BigInt>();
    const auto size = static_cast<mp_size_t>(big.size);
    mpz_roinit_n(z_, big.limbs(), big.negative ? -size : size);
  }
}

Value integer_from(mpz_srcptr z) {
  if (mpz_fits_slong_p(z)) return Value::integer(mpz_get_si(z));
  const std::size_t size = mpz_size(z);
  auto* big = new (Heap::current().allocate(sizeof(BigInt) + size * sizeof(mp_limb_t))) BigInt();
  big->size = size;
  big->negative = mpz_sgn(z) < 0;
  std::copy_n(mpz_limbs_read(z), size, big->limbs());
  return own(static_cast<Object*>(big));
}

Value integer_add(Machine& machine, const Value& a, const Value& b) {
  std::int64_t sum = 0;
  if (is_small(a) && is_small(b) && !__builtin_add_overflow(a.small(), b.small(), &sum)) return Value::integer(sum);
  if (!machine.tick((limbs_of(a) + limbs_of(b)) / 16 + 1)) return {};
  Mpz result;
  mpz_add(result, IntegerView(a), IntegerView(b));
  return result.value();
}

Value integer_subtract(Machine& machine, const Value& a, const Value& b) {
  std::int64_t difference = 0;
  if (is_small(a) && is_small(b) && !__builtin_sub_overflow(a.small(), b.small(), &difference))
    return Value::integer(difference);
  if (!machine.tick((limbs_of(a) + limbs_of(b)) / 16 + 1)) return {};
  Mpz result;
  mpz_sub(result, IntegerView(a), IntegerView(b));
  return result.value();
}

Value integer_multiply(Machine& machine, const Value& a, const Value& b) {
  std::int64_t product = 0;
  if (is_small(a) && is_small(b) && !__builtin_mul_overflow(a.small(), b.small(), &product))
    return Value::integer(product);
  if (!machine.can_hold_integer(integer_bits(a) + integer_bits(b)) || !charge(machine, a, b)) return {};
  Mpz result;
  mpz_mul(result, IntegerView(a), IntegerView(b));
  return result.value();
}

Value integer_floor_divide(Machine& machine, const Value& a, const Value& b) {
  if (integer_sign(b) == 0) return machine.raise(kZeroDivisionError, "integer division or modulo by zero");
  if (is_small(a) && is_small(b) && b.small() != -1) {
    const std::int64_t n = a.small(), d = b.small(), quotient = n / d;
    return Value::integer(n % d != 0 && (n % d < 0) != (d < 0) ? quotient - 1 : quotient);
  }
  if (!charge(machine, a, b)) return {};
  Mpz result;
  mpz_fdiv_q(result, IntegerView(a), IntegerView(b));
  return result.value();
}

Value integer_modulo(Machine& machine, const Value& a, const Value& b) {
  if (integer_sign(b) == 0) return machine.raise(kZeroDivisionError, "integer modulo by zero");
  if (is_small(a) && is_small(b) && b.small() != -1) {
    const std::int64_t d = b.small(), rest = a.small() % d;
    return Value::integer(rest != 0 && (rest < 0) != (d < 0) ? rest + d : rest);
  }
  if (!charge(machine, a, b)) return {};
  Mpz result;
  mpz_fdiv_r(result, IntegerView(a), IntegerView(b));
  return result.value();
}

Value integer_true_divide(Machine& machine, const Value& a, const Value& b) {
  if (integer_sign(b) == 0) return machine.raise(kZeroDivisionError, "division by zero");
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  const auto exact = [](const Value& v) { return is_small(v) && v.small() >= -kExact && v.small() <= kExact; };
  if (exact(a) && exact(b)) return Value::real(static_cast<double>(a.small()) / static_cast<double>(b.small()));
  const double quotient = quotient_to_double(IntegerView(a), IntegerView(b));
  if (std::isinf(quotient)) return machine.raise(kOverflowError, "integer division result too large for a float");
  return Value::real(quotient);
}

// The quotient's leading 64 bits or so, the lowest of them set where anything was cut off, round to a double once;
// where the result is subnormal, so few bits are taken that ldexp is exact.
double quotient_to_double(mpz_srcptr a, mpz_srcptr b) {
  if (mpz_sgn(a) == 0) return mpz_sgn(b) < 0 ? -0.0 : 0.0;
  const auto bits = [](mpz_srcptr z) { return static_cast<long>(mpz_sizeinbase(z, 2)); };
  const long exponent = bits(a) - bits(b);  // the quotient lies in (2^(exponent-1), 2^(exponent+1))
  const bool negative = (mpz_sgn(a) < 0) != (mpz_sgn(b) < 0);
  if (exponent > 1100) return negative ? -HUGE_VAL : HUGE_VAL;
  if (exponent < -1200) return negative ? -0.0 : 0.0;
  // Scaled so that the integer quotient has at least 55 bits, or ends where subnormal numbers end with two more.
  const long scale = std::max(exponent - 56, -1076L);
  Mpz numerator, denominator, quotient, rest;
  mpz_abs(numerator, a);
  mpz_abs(denominator, b);
  if (scale < 0) {
    mpz_mul_2exp(numerator, numerator, static_cast<mp_bitcnt_t>(-scale));
  } else {
    mpz_mul_2exp(denominator, denominator, static_cast<mp_bitcnt_t>(scale));
  }
  mpz_fdiv_qr(quotient, rest, numerator, denominator);
  std::uint64_t mantissa = mpz_get_ui(quotient);  // fewer than 59 bits
  const long kept = std::max(static_cast<long>(std::bit_width(mantissa)) - 53, -1074 - scale);
  bool sticky = rest.sign() != 0;
  if (kept > 0) {
    const std::uint64_t half = std::uint64_t{1} << (kept - 1), cut = mantissa & (2 * half - 1);
    mantissa >>= kept;
    if (cut > half || (cut == half && (sticky || (mantissa & 1)))) ++mantissa;
    const double result = std::ldexp(static_cast<double>(mantissa), static_cast<int>(scale + kept));
    return negative ? -result : result;
  }
  const double result = std::ldexp(static_cast<double>(mantissa), static_cast<int>(scale));
  return negative ? -result : result;
}

Value integer_power(Machine& machine, const Value& base, const Value& exponent) {
  if (integer_sign(exponent) < 0) {
    if (integer_sign(base) == 0) return machine.raise(kZeroDivisionError, "0.0 cannot be raised to a negative power");
    const Maybe<double> x = integer_to_double(machine, base);
    const Maybe<double> y = x ? integer_to_double(machine, exponent) : x;
    if (!y) return {};
    return Value::real(std::pow(*x, *y));
  }
  if (is_small(base) && (base.small() == 0 || base.small() == 1 || base.small() == -1)) {
    if (integer_sign(exponent) == 0 || base.small() == 1) return Value::integer(1);
    return Value::integer(base.small() == 0 ? 0 : integer_is_odd(exponent) ? -1 : 1);
  }
  if (!is_small(exponent)) return machine.end(Stop::kMemory, "computes an integer that no memory holds");
  const auto n = static_cast<unsigned long>(exponent.small());
  std::size_t bits = 0;
  if (__builtin_mul_overflow(integer_bits(base), n, &bits)) bits = SIZE_MAX;
  if (!machine.can_hold_integer(bits) || !machine.tick(cost(bits / 64, bits / 64))) return {};
  Mpz result;
  mpz_pow_ui(result, IntegerView(base), n);
  return result.value();
}

Value integer_power_modulo(Machine& machine, const Value& base, const Value& exponent, const Value& modulus) {
  if (integer_sign(modulus) == 0) return machine.raise(kValueError, "pow() 3rd argument cannot be 0");
  const std::size_t limbs = limbs_of(modulus);
  if (!machine.tick(cost(limbs, limbs) * (integer_bits(exponent) + 1)) || !charge(machine, base, modulus)) return {};
  Mpz result;
  if (integer_sign(exponent) < 0) {
    Mpz inverse, positive(exponent);
    mpz_neg(positive, positive);
    const Mpz size(modulus);
    if (mpz_cmpabs_ui(size, 1) != 0 && !mpz_invert(inverse, IntegerView(base), size))
      return machine.raise(kValueError, "base is not invertible for the given modulus");
    mpz_powm(result, inverse, positive, size);
  } else {
    mpz_powm(result, IntegerView(base), IntegerView(exponent), IntegerView(modulus));
  }
  mpz_fdiv_r(result, result, IntegerView(modulus));
  return result.value();
}

Value integer_shift_left(Machine& machine, const Value& a, const Value& b) {
  if (integer_sign(b) < 0) return machine.raise(kValueError, "negative shift count");
  if (integer_sign(a) == 0) return Value::integer(0);
  if (!is_small(b)) return machine.unsupported("a shift beyond 64 bits");
  const auto bits = static_cast<std::size_t>(b.small());
  if (!machine.can_allocate(bits / 8) || !machine.can_hold_integer(integer_bits(a) + bits) ||
      !machine.tick(bits / 1024 + 1))
    return {};
  Mpz result;
  mpz_mul_2exp(result, IntegerView(a), bits);
  return result.value();
}

Value integer_shift_right(Machine& machine, const Value& a, const Value& b) {
  if (integer_sign(b) < 0) return machine.raise(kValueError, "negative shift count");
  if (!is_small(b)) return Value::integer(integer_sign(a) < 0 ? -1 : 0);
  if (!machine.tick(limbs_of(a) / 16 + 1)) return {};
  Mpz result;
  mpz_fdiv_q_2exp(result, IntegerView(a), static_cast<mp_bitcnt_t>(b.small()));
  return result.value();
}

Value integer_bitwise(char op, const Value& a, const Value& b) {
  if (is_small(a) && is_small(b)) {
    const std::int64_t x = a.small(), y = b.small();
    return Value::integer(op == '&' ? x & y : op == '|' ? x | y : x ^ y);
  }
  Mpz result;
  const IntegerView x(a), y(b);
  (op == '&' ? mpz_and : op == '|' ? mpz_ior : mpz_xor)(result, x, y);
  return result.value();
}

Value integer_negate(Machine& machine, const Value& a) { return integer_subtract(machine, Value::integer(0), a); }

Value integer_gcd(Machine& machine, const Value& a, const Value& b) {
  if (!charge(machine, a, b)) return {};
  Mpz result;
  mpz_gcd(result, IntegerView(a), IntegerView(b));
  return result.value();
}

int integer_sign(const Value& a) {
  if (is_small(a)) return a.small() < 0 ? -1 : a.small() > 0 ? 1 : 0;
  return a.as<BigInt>().negative ? -1 : 1;
}

int integer_compare(const Value& a, const Value& b) {
  if (is_small(a) && is_small(b)) return a.small() < b.small() ? -1 : a.small() > b.small() ? 1 : 0;
  return mpz_cmp(IntegerView(a), IntegerView(b));
}

std::size_t integer_bits(const Value& a) {
  const IntegerView z(a);
  return z.sign() == 0 ? 0 : mpz_sizeinbase(z, 2);
}

bool integer_is_odd(const Value& a) {
  const IntegerView z(a);
  return z.is_odd();
}

std::int64_t integer_hash(const Value& a) {
  constexpr std::uint64_t kModulus = (std::uint64_t{1} << 61) - 1;
  const IntegerView z(a);
  const auto rest = static_cast<std::int64_t>(mpz_tdiv_ui(z, kModulus));
  const std::int64_t hash = integer_sign(a) < 0 ? -rest : rest;
  return hash == -1 ? -2 : hash;
}

Value integer_of(double x) {
  if (x > -0x1p63 && x < 0x1p63) return Value::integer(static_cast<std::int64_t>(x));
  Mpz z;
  mpz_set_d(z, x);
  return z.value();
}

Maybe<double> integer_to_double(Machine& machine, const Value& a) {
  if (is_small(a)) return static_cast<double>(a.small());
  const double x = quotient_to_double(IntegerView(a), IntegerView(Value::integer(1)));
  if (std::isinf(x)) return machine.raise(kOverflowError, "int too large to convert to float");
  return x;
}

std::string integer_digits(const Value& a, int base) {
  if (is_small(a) && base == 10) return fmt::to_string(a.small());
  const IntegerView z(a);
  std::string text(mpz_sizeinbase(z, base) + 2, '\0');
  mpz_get_str(text.data(), base, z);
  text.resize(std::strlen(text.c_str()));
  return text;
}

Maybe<std::string> integer_text(Machine& machine, const Value& a) {
  if (is_small(a)) return fmt::to_string(a.small());
  std::string text;
  // 2^14283 is the first power of two of 4300 digits; nothing much longer is worth converting to be refused.
  if (integer_bits(a) < 15'000) text = integer_digits(a, 10);
  if (text.empty() || text.size() - (text[0] == '-') > kMaxTextDigits)
    return machine.raise(kValueError,
                         "Exceeds the limit (4300 digits) for integer string conversion; use "
                         "sys.set_int_max_str_digits() to increase the limit");
  return text;
}

Maybe<std::int64_t> to_index(Machine& machine, const Value& value) {
  if (is_integer(value) && is_small(value)) return value.small();
  if (is_integer(value)) return machine.unsupported("an index or count beyond 64 bits");
  return machine.raise(kTypeError, "'{}' object cannot be interpreted as an integer", type_name(value));
}

}  // namespace qed::program::native
