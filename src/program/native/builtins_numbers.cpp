// The built-in functions of arithmetic.
#include <algorithm>
#include <cmath>

#include "program/native/builtins.h"
#include "program/native/decimal.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"
#include "program/native/operators.h"

namespace qed::program::native {
namespace {

Value absolute(Machine& machine, const Args& args) {
  const Value& x = args[0];
  if (is_integer(x)) return integer_sign(x) < 0 ? integer_negate(machine, x) : unary(machine, UnaryOp::kPlus, x);
  if (x.is(Kind::kFloat)) return Value::real(std::fabs(x.real()));
  if (x.is(Kind::kDecimal)) return decimal_abs(machine, x);
  if (x.is(Kind::kFraction))
    return integer_sign(x.as<Fraction>().numerator) < 0 ? unary(machine, UnaryOp::kNegate, x) : x;
  return machine.raise(kTypeError, "bad operand type for abs(): '{}'", type_name(x));
}

Value divmod(Machine& machine, const Args& args) { return divide_with_rest(machine, args[0], args[1]); }

Value pow(Machine& machine, const Args& args) {
  if (args.size() == 2 || args[2].is_none()) return binary(machine, BinaryOp::kPower, args[0], args[1]);
  return power_modulo(machine, args[0], args[1], args[2]);
}

// round() of an integer to tens, hundreds and so on: ties to even.
Value round_integer(Machine& machine, const Value& x, const Value& digits) {
  const Maybe<std::int64_t> places = to_index(machine, digits);
  if (!places) return {};
  if (*places >= 0) return unary(machine, UnaryOp::kPlus, x);
  if (*places < -100'000) return machine.unsupported("round() to that many digits");
  const Value unit = integer_power(machine, Value::integer(10), Value::integer(-*places));
  const Value rest = unit ? integer_modulo(machine, x, unit) : Value();
  const Value low = rest ? integer_subtract(machine, x, rest) : Value();
  const Value twice = low ? integer_add(machine, rest, rest) : Value();
  if (!twice) return {};
  const int order = integer_compare(twice, unit);
  const Value steps = integer_floor_divide(machine, low, unit);
  const bool up = order > 0 || (order == 0 && steps && integer_is_odd(steps));
  return up ? integer_add(machine, low, unit) : low;
}

Value round_real(Machine& machine, double x, const Value& digits) {
  if (digits.is_none()) {
    if (std::isnan(x)) return machine.raise(kValueError, "cannot convert float NaN to integer");
    if (std::isinf(x)) return machine.raise(kOverflowError, "cannot convert float infinity to integer");
    return integer_of(std::nearbyint(x));
  }
  const Maybe<std::int64_t> places = to_index(machine, digits);
  if (!places) return {};
  const double rounded = round_float(x, static_cast<int>(std::clamp<std::int64_t>(*places, -1000, 1000)));
  if (std::isinf(rounded) && std::isfinite(x))
    return machine.raise(kOverflowError, "rounded value too large to represent");
  return Value::real(rounded);
}

Value round(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"ndigits"})) return {};
  const Value& x = args[0];
  Value digits = args.size() > 1 ? args[1] : keyword(args, "ndigits");
  if (!digits) digits = Value::none();
  if (is_integer(x)) return digits.is_none() ? unary(machine, UnaryOp::kPlus, x) : round_integer(machine, x, digits);
  if (x.is(Kind::kFloat)) return round_real(machine, x.real(), digits);
  if (x.is(Kind::kFraction)) return fraction_round(machine, x, digits);
  if (x.is(Kind::kDecimal)) return decimal_round(machine, x, digits);
  return machine.raise(kTypeError, "type {} doesn't define __round__ method", type_name(x));
}

Value in_base(Machine& machine, const Value& x, int base, std::string_view prefix) {
  if (!is_integer(x)) return machine.raise(kTypeError, "'{}' object cannot be interpreted as an integer", type_name(x));
  if (!machine.tick(integer_bits(x) / 64 + 1)) return {};
  std::string digits = integer_digits(x, base);
  digits.insert(digits[0] == '-' ? 1 : 0, prefix);
  return make_str(digits);
}
Value bin(Machine& machine, const Args& args) { return in_base(machine, args[0], 2, "0b"); }
Value oct(Machine& machine, const Args& args) { return in_base(machine, args[0], 8, "0o"); }
Value hex(Machine& machine, const Args& args) { return in_base(machine, args[0], 16, "0x"); }

constexpr Builtin kFunctions[] = {
    {"abs", absolute},  {"divmod", divmod, 2, 2},
    {"pow", pow, 2, 3}, {"round", round, 1, 2, true},
    {"bin", bin},       {"oct", oct},
    {"hex", hex},
};

}  // namespace

std::span<const Builtin> arithmetic_functions() { return kFunctions; }

}  // namespace qed::program::native
