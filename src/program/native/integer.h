// Python's integers: 64 bits inline, GMP beyond. Every function takes and gives values of kind kBool, kInt or kBigInt;
// results are kInt wherever they fit. Work is charged to the machine by size.
#pragma once

#include <gmp.h>

#include <string>
#include <string_view>

#include "program/native/machine.h"

namespace qed::program::native {

inline bool is_integer(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kBigInt) || value.is(Kind::kBool);
}

// A GMP integer; its memory is the system's, so it must not outlive the function that made it.
class Mpz {
 public:
  Mpz() { mpz_init(z_); }
  explicit Mpz(const Value& integer);
  Mpz(const Mpz&) = delete;
  Mpz& operator=(const Mpz&) = delete;
  ~Mpz() { mpz_clear(z_); }
  operator mpz_ptr() { return z_; }
  operator mpz_srcptr() const { return z_; }
  mpz_srcptr get() const { return z_; }
  int sign() const { return mpz_sgn(z_); }
  bool is_odd() const { return mpz_odd_p(z_); }
  std::size_t limbs() const { return mpz_size(z_); }
  Value value() const;

 private:
  mpz_t z_;
};

// A view of an integer as GMP reads it; valid as long as the value is.
class IntegerView {
 public:
  explicit IntegerView(const Value& integer);
  IntegerView(const IntegerView&) = delete;
  IntegerView& operator=(const IntegerView&) = delete;
  operator mpz_srcptr() const { return z_; }
  int sign() const { return mpz_sgn(z_); }
  bool is_odd() const { return mpz_odd_p(z_); }

 private:
  mp_limb_t limb_ = 0;
  mpz_t z_;
};

Value integer_from(mpz_srcptr z);
inline Value integer_from(std::size_t n) { return Value::integer(static_cast<std::int64_t>(n)); }

Value integer_add(Machine& machine, const Value& a, const Value& b);
Value integer_subtract(Machine& machine, const Value& a, const Value& b);
Value integer_multiply(Machine& machine, const Value& a, const Value& b);
Value integer_floor_divide(Machine& machine, const Value& a, const Value& b);
Value integer_modulo(Machine& machine, const Value& a, const Value& b);
Value integer_true_divide(Machine& machine, const Value& a, const Value& b);      // a float, correctly rounded
Value integer_power(Machine& machine, const Value& base, const Value& exponent);  // a float where exponent < 0
Value integer_power_modulo(Machine& machine, const Value& base, const Value& exponent, const Value& modulus);
Value integer_shift_left(Machine& machine, const Value& a, const Value& b);
Value integer_shift_right(Machine& machine, const Value& a, const Value& b);
Value integer_bitwise(char op, const Value& a, const Value& b);  // '&', '|' or '^'
Value integer_negate(Machine& machine, const Value& a);
Value integer_gcd(Machine& machine, const Value& a, const Value& b);
int integer_sign(const Value& a);
int integer_compare(const Value& a, const Value& b);
std::size_t integer_bits(const Value& a);  // of its magnitude
bool integer_is_odd(const Value& a);
std::int64_t integer_hash(const Value& a);

// int(x) of a finite float; the integer part.
Value integer_of(double x);
// Nearest, ties to even; raises OverflowError "int too large to convert to float".
Maybe<double> integer_to_double(Machine& machine, const Value& a);
// Exactly a/b rounded to nearest, ties to even; infinite where too large. b is not 0.
double quotient_to_double(mpz_srcptr a, mpz_srcptr b);

// In base 2 to 36, lower case, '-' in front where negative. str() has CPython's limit on digits, this does not.
std::string integer_digits(const Value& a, int base);
Maybe<std::string> integer_text(Machine& machine, const Value& a);  // with the limit of 4300 digits
// int(text, base) for a base of 0 or 2 to 36. Raises ValueError.
Value parse_integer(Machine& machine, const Value& text, int base);

// The value as an index or a count. Raises TypeError "'float' object cannot be interpreted as an integer"; a value
// beyond 64 bits is outside the subset.
Maybe<std::int64_t> to_index(Machine& machine, const Value& value);

}  // namespace qed::program::native
