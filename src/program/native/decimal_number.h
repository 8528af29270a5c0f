// Finite decimals while they are computed with; what decimal.cpp and decimal_text.cpp share.
#pragma once

#include "program/native/integer.h"

namespace qed::program::native {

struct DecimalNumber {
  bool negative = false;
  Mpz coefficient;
  std::int64_t exponent = 0;
};

enum class DecimalRounding : std::uint8_t { kHalfEven, kHalfUp, kHalfDown, kUp, kDown, kCeiling, kFloor, k05Up };

Value decimal_value(Machine& machine, const DecimalNumber& x);              // as it is, unrounded
bool load_decimal(Machine& machine, const Value& value, DecimalNumber& x);  // of a Decimal or an integer
// To that exponent, with zeros or by rounding.
void rescale_decimal(DecimalNumber& x, std::int64_t exponent, DecimalRounding rounding);
// The signal as CPython's C implementation words it.
Failed decimal_signal(Machine& machine, const Type& type, std::string_view condition);

}  // namespace qed::program::native
