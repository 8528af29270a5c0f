// fractions.Fraction.
#pragma once

#include "program/native/operators.h"

namespace qed::program::native {

// In lowest terms; raises ZeroDivisionError where the denominator is 0.
Value make_fraction(Machine& machine, const Value& numerator, const Value& denominator);
Value fraction_of_float(Machine& machine, double x);
// Where one operand is a Fraction and the other a Fraction, an integer or a float.
Value fraction_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b);
Maybe<double> fraction_to_double(Machine& machine, const Value& fraction);
Value fraction_round(Machine& machine, const Value& fraction, const Value& digits);
Value construct_fraction(Machine& machine, const Args& args);
Value limit_denominator(Machine& machine, const Args& args);
// floor, ceil and trunc.
Value fraction_floor(Machine& machine, const Value& fraction);
Value fraction_ceil(Machine& machine, const Value& fraction);
Value fraction_trunc(Machine& machine, const Value& fraction);

}  // namespace qed::program::native
