// Numbers of any kind as exact rationals: what comparisons and hashes across kinds rest on.
#pragma once

#include <gmp.h>

#include "program/native/machine.h"

namespace qed::program::native {

bool is_number(const Value& value);  // an integer, a float, a Fraction or a Decimal

class Mpq {
 public:
  Mpq() { mpq_init(q_); }
  Mpq(const Mpq&) = delete;
  Mpq& operator=(const Mpq&) = delete;
  ~Mpq() { mpq_clear(q_); }
  operator mpq_ptr() { return q_; }
  operator mpq_srcptr() const { return q_; }
  mpz_ptr numerator() { return mpq_numref(q_); }
  mpz_ptr denominator() { return mpq_denref(q_); }
  mpz_srcptr numerator() const { return mpq_numref(q_); }
  mpz_srcptr denominator() const { return mpq_denref(q_); }
  int sign() const { return mpq_sgn(q_); }

 private:
  mpq_t q_;
};

// False where the number is not finite, or too far from 1 to write out; then the run has ended or `finite` is false.
bool to_rational(Machine& machine, const Value& number, Mpq& rational);
bool is_finite(const Value& number);
bool is_nan(const Value& number);

enum class Order : std::uint8_t { kLess, kEqual, kGreater, kUnordered };
Maybe<Order> compare_numbers(Machine& machine, const Value& a, const Value& b);
Maybe<std::int64_t> hash_number(Machine& machine, const Value& number);  // not of a NaN

}  // namespace qed::program::native
