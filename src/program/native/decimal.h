// decimal.Decimal in the default context: 28 digits (or what getcontext().prec was set to), ties to even.
#pragma once

#include "program/native/operators.h"
#include "program/native/text.h"

namespace qed::program::native {

// Where one operand is a Decimal and the other a Decimal or an integer.
Value decimal_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b);
Value decimal_negate(Machine& machine, const Value& a);
Value decimal_plus(Machine& machine, const Value& a);  // rounds to the context
Value decimal_abs(Machine& machine, const Value& a);
Value decimal_round(Machine& machine, const Value& a, const Value& digits);  // round(); none: to an integer
Value decimal_to_integer(Machine& machine, const Value& a, int direction);   // -1 floor, 0 trunc, 1 ceil
Maybe<double> decimal_to_double(Machine& machine, const Value& a);
std::string decimal_text(const Value& a);
bool format_decimal(Machine& machine, const Value& a, const FormatSpec& spec, std::string& text);
Value construct_decimal(Machine& machine, const Args& args);

// Methods; the Decimal comes first.
Value decimal_quantize(Machine& machine, const Args& args);
Value decimal_sqrt(Machine& machine, const Args& args);
Value decimal_normalize(Machine& machine, const Args& args);
Value decimal_to_integral(Machine& machine, const Args& args);

}  // namespace qed::program::native
