// Python's operators on values.
#pragma once

#include "program/native/machine.h"

namespace qed::program::native {

enum class BinaryOp : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kFloorDivide,
  kModulo,
  kPower,
  kShiftLeft,
  kShiftRight,
  kAnd,
  kOr,
  kXor,
  kMatMul
};
enum class UnaryOp : std::uint8_t { kNot, kNegate, kPlus, kInvert };

Value binary(Machine& machine, BinaryOp op, const Value& a, const Value& b);
// a op= b: changes lists, dictionaries and sets in place.
Value augmented(Machine& machine, BinaryOp op, const Value& a, const Value& b);
Value unary(Machine& machine, UnaryOp op, const Value& operand);

Value divide_with_rest(Machine& machine, const Value& a, const Value& b);  // divmod()
Value power_modulo(Machine& machine, const Value& base, const Value& exponent, const Value& modulus);
// a op b of sets, given op is one of & | - ^ ; the result has a's kind.
Value combine_sets(Machine& machine, BinaryOp op, const Value& a, const Value& b);

// base ** exponent of floats; raises where CPython does, and leaves the subset where the result is complex.
Value float_power(Machine& machine, double base, double exponent);

}  // namespace qed::program::native
