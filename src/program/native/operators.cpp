#include "program/native/operators.h"

#include <cmath>

#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/numbers.h"
#include "program/native/set.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

constexpr std::string_view kSymbols[] = {"+", "-", "*", "/", "//", "%", "** or pow()", "<<", ">>", "&", "|", "^", "@"};

Failed unsupported_operands(Machine& machine, std::string_view symbol, const Value& a, const Value& b) {
  return machine.raise(kTypeError, "unsupported operand type(s) for {}: '{}' and '{}'", symbol, type_name(a),
                       type_name(b));
}

Failed unsupported_operands(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  return unsupported_operands(machine, kSymbols[static_cast<std::size_t>(op)], a, b);
}

// --- floats ----------------------------------------------------------------------------------------------------------

struct Quotient {
  double floor, rest;
};

// Floor division as CPython's float_divmod does it, rounding for rounding.
Quotient divide_floats(double a, double b) {
  double rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      quotient -= 1;
    }
  } else {
    rest = std::copysign(0.0, b);
  }
  if (quotient == 0) return {std::copysign(0.0, a / b), rest};
  double floor = std::floor(quotient);
  if (quotient - floor > 0.5) floor += 1;
  return {floor, rest};
}

Value float_binary(Machine& machine, BinaryOp op, double a, double b) {
  switch (op) {
    case BinaryOp::kAdd:
      return Value::real(a + b);
    case BinaryOp::kSubtract:
      return Value::real(a - b);
    case BinaryOp::kMultiply:
      return Value::real(a * b);
    case BinaryOp::kDivide:
      return b == 0 ? Value(machine.raise(kZeroDivisionError, "float division by zero")) : Value::real(a / b);
    case BinaryOp::kFloorDivide:
      if (b == 0) return machine.raise(kZeroDivisionError, "float floor division by zero");
      return Value::real(divide_floats(a, b).floor);
    case BinaryOp::kModulo:
      return b == 0 ? Value(machine.raise(kZeroDivisionError, "float modulo")) : Value::real(divide_floats(a, b).rest);
    case BinaryOp::kPower:
      return float_power(machine, a, b);
    default:
      return unsupported_operands(machine, op, Value::real(a), Value::real(b));
  }
}

// --- integers --------------------------------------------------------------------------------------------------------

Value integer_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  const bool booleans = a.is(Kind::kBool) && b.is(Kind::kBool);
  switch (op) {
    case BinaryOp::kAdd:
      return integer_add(machine, a, b);
    case BinaryOp::kSubtract:
      return integer_subtract(machine, a, b);
    case BinaryOp::kMultiply:
      return integer_multiply(machine, a, b);
    case BinaryOp::kDivide:
      return integer_true_divide(machine, a, b);
    case BinaryOp::kFloorDivide:
      return integer_floor_divide(machine, a, b);
    case BinaryOp::kModulo:
      return integer_modulo(machine, a, b);
    case BinaryOp::kPower:
      return integer_power(machine, a, b);
    case BinaryOp::kShiftLeft:
      return integer_shift_left(machine, a, b);
    case BinaryOp::kShiftRight:
      return integer_shift_right(machine, a, b);
    case BinaryOp::kMatMul:
      return unsupported_operands(machine, op, a, b);
    default:
      break;
  }
  const char symbol = op == BinaryOp::kAnd ? '&' : op == BinaryOp::kOr ? '|' : '^';
  const Value result = integer_bitwise(symbol, a, b);
  return booleans ? Value::boolean(truth(result)) : result;
}

// --- sequences -------------------------------------------------------------------------------------------------------

bool is_sequence(const Value& value) { return value.is(Kind::kStr) || value.is(Kind::kList) || value.is(Kind::kTuple); }

Value concatenate_str(Machine& machine, Str& a, Str& b) {
  const std::size_t bytes = a.bytes + b.bytes;
  if (!machine.can_allocate(bytes) || !machine.tick(bytes / 256 + 1)) return {};
  Str* str = allocate_str(bytes, a.length + b.length);
  std::memcpy(str->text(), a.text(), a.bytes);
  std::memcpy(str->text() + a.bytes, b.text(), b.bytes);
  return own(static_cast<Object*>(str));
}

std::span<Value> items_of(const Value& sequence) {
  return sequence.is(Kind::kTuple) ? sequence.as<Tuple>().items() : sequence.as<List>().items();
}

Value concatenate(Machine& machine, const Value& a, const Value& b) {
  if (a.kind() != b.kind())
    return machine.raise(kTypeError, "can only concatenate {} (not \"{}\") to {}", type_name(a), type_name(b),
                         type_name(a));
  if (a.is(Kind::kStr)) return concatenate_str(machine, a.as<Str>(), b.as<Str>());
  const std::span<Value> first = items_of(a), second = items_of(b);
  const std::size_t count = first.size() + second.size();
  if (!machine.can_allocate(count * sizeof(Value)) || !machine.tick(count / 16 + 1)) return {};
  if (a.is(Kind::kTuple)) {
    Tuple* tuple = allocate_tuple(count);
    std::ranges::copy(second, std::ranges::copy(first, tuple->items().begin()).out);
    return own(static_cast<Object*>(tuple));
  }
  List* list = create<List>();
  list->reserve(count);
  for (const Value& item : first) list->push_back(item);
  for (const Value& item : second) list->push_back(item);
  return own(static_cast<Object*>(list));
}

Value repeat_str(Machine& machine, Str& str, std::size_t count) {
  Str* result = allocate_str(str.bytes * count, str.length * count);
  for (std::size_t i = 0; i < count; ++i) std::memcpy(result->text() + i * str.bytes, str.text(), str.bytes);
  machine.tick(str.bytes * count / 256 + 1);
  return own(static_cast<Object*>(result));
}

Value repeat(Machine& machine, const Value& sequence, const Value& times) {
  if (!is_integer(times))
    return machine.raise(kTypeError, "can't multiply sequence by non-int of type '{}'", type_name(times));
  const Maybe<std::int64_t> given = to_index(machine, times);
  if (!given) return {};
  const std::size_t length = sequence.is(Kind::kStr) ? sequence.as<Str>().bytes : items_of(sequence).size();
  const std::size_t count = *given < 0 || length == 0 ? 0 : static_cast<std::size_t>(*given);
  const bool text = sequence.is(Kind::kStr);
  std::int64_t total = 0;
  if (__builtin_mul_overflow(length, count, &total)) {
    if (text) return machine.raise(kOverflowError, "repeated string is too long");
    total = INT64_MAX / 64;
  }
  if (!machine.can_allocate(static_cast<std::size_t>(total) * (text ? 1 : sizeof(Value)))) return {};
  if (text) return repeat_str(machine, sequence.as<Str>(), count);
  List* list = create<List>();
  const Value result = own(static_cast<Object*>(list));
  list->reserve(length * count);
  for (std::size_t i = 0; i < count; ++i) {
    for (const Value& item : items_of(sequence)) list->push_back(item);
    if (!machine.tick(length / 16 + 1)) return {};
  }
  return sequence.is(Kind::kTuple) ? new_tuple(list->items()) : result;
}

// --- everything else -------------------------------------------------------------------------------------------------

// Of a type with elements but no repetition.
bool is_container(const Value& value) {
  return value.is(Kind::kSet) || value.is(Kind::kFrozenSet) || value.is(Kind::kDict) || value.is(Kind::kRange) ||
         value.is(Kind::kDictView);
}

bool is_set(const Value& value) { return value.is(Kind::kSet) || value.is(Kind::kFrozenSet); }

Value merge_dicts(Machine& machine, const Value& a, const Value& b) {
  if (a.as<Dict>().flavour != Dict::Flavour::kPlain || b.as<Dict>().flavour != Dict::Flavour::kPlain)
    return machine.unsupported("merging such dictionaries");
  Dict* dict = create<Dict>();
  Value result = own(static_cast<Object*>(dict));
  for (const Value* part : {&a, &b})
    for (const Dict::Entry& entry : part->as<Dict>().entries())
      if (entry.key && !dict->set(machine, entry.key, entry.value)) return {};
  return result;
}

bool is_counter(const Value& value) {
  return value.is(Kind::kDict) && value.as<Dict>().flavour == Dict::Flavour::kCounter;
}

// Counter + - | &: counts that come out positive, in the order of a's keys and then b's.
Value combine_counters(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (op != BinaryOp::kAdd && op != BinaryOp::kSubtract) return machine.unsupported("such a union of counters");
  Dict* dict = create<Dict>(Dict::Flavour::kCounter);
  Value result = own(static_cast<Object*>(dict));
  const Value zero = Value::integer(0);
  const auto add = [&](const Value& key, const Value& x, const Value& y) {
    Value sum = binary(machine, op, x, y);
    const Maybe<bool> positive = sum ? compare(machine, Comparison::kGreater, sum, zero) : Failed();
    return positive && (!*positive || dict->set(machine, key, std::move(sum)));
  };
  for (const Dict::Entry& entry : a.as<Dict>().entries()) {
    Dict::Entry* other = nullptr;
    if (!entry.key) continue;
    if (!b.as<Dict>().find(machine, entry.key, other) || !add(entry.key, entry.value, other ? other->value : zero))
      return {};
  }
  for (const Dict::Entry& entry : b.as<Dict>().entries()) {
    Dict::Entry* other = nullptr;
    if (!entry.key) continue;
    if (!a.as<Dict>().find(machine, entry.key, other) || (!other && !add(entry.key, zero, entry.value))) return {};
  }
  return result;
}

Value number_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (is_integer(a) && is_integer(b)) return integer_binary(machine, op, a, b);
  const bool decimal = a.is(Kind::kDecimal) || b.is(Kind::kDecimal);
  const bool fraction = a.is(Kind::kFraction) || b.is(Kind::kFraction);
  const bool real = a.is(Kind::kFloat) || b.is(Kind::kFloat);
  if (op == BinaryOp::kPower && decimal && (fraction || real)) return machine.unsupported("such a power of a decimal");
  if (op > BinaryOp::kPower || (decimal && (fraction || real))) return unsupported_operands(machine, op, a, b);
  if (decimal) return decimal_binary(machine, op, a, b);
  if (fraction) return fraction_binary(machine, op, a, b);
  const Maybe<double> x = a.is(Kind::kFloat) ? Maybe<double>(a.real()) : integer_to_double(machine, a);
  const Maybe<double> y =
      !x || b.is(Kind::kFloat) ? Maybe<double>(b.is(Kind::kFloat) ? b.real() : 0) : integer_to_double(machine, b);
  return x && y ? float_binary(machine, op, *x, *y) : Value();
}

bool is_view(const Value& value) { return value.is(Kind::kDictView); }

Value other_binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (a.is(Kind::kDeque) || b.is(Kind::kDeque)) return machine.unsupported("operators on deques");
  if (op == BinaryOp::kAdd && is_sequence(a)) return concatenate(machine, a, b);
  if (op == BinaryOp::kModulo && a.is(Kind::kStr)) return format_percent(machine, a, b);
  if (op == BinaryOp::kMultiply && is_sequence(a)) return repeat(machine, a, b);
  if (op == BinaryOp::kMultiply && is_sequence(b)) return repeat(machine, b, a);
  if (is_counter(a) && is_counter(b)) return combine_counters(machine, op, a, b);
  if (op == BinaryOp::kOr && a.is(Kind::kDict) && b.is(Kind::kDict)) return merge_dicts(machine, a, b);
  const bool set_op = op == BinaryOp::kAnd || op == BinaryOp::kOr || op == BinaryOp::kXor || op == BinaryOp::kSubtract;
  if (set_op && is_set(a) && is_set(b)) return combine_sets(machine, op, a, b);
  if (set_op && (is_view(a) || is_view(b))) return machine.unsupported("set operations on views");
  const auto type_like = [](const Value& v) { return v.is(Kind::kType) || v.is(Kind::kTyping) || v.is_none(); };
  if (op == BinaryOp::kOr && type_like(a) && type_like(b) && !(a.is_none() && b.is_none())) return Value(Kind::kTyping);
  if (op == BinaryOp::kPower && (a.is(Kind::kFraction) || b.is(Kind::kFraction)))
    return machine.unsupported("such a power");
  return unsupported_operands(machine, op, a, b);
}

}  // namespace

Value float_power(Machine& machine, double base, double exponent) {
  if (base == 0 && exponent < 0 && std::isfinite(exponent))
    return machine.raise(kZeroDivisionError, "0.0 cannot be raised to a negative power");
  if (base < 0 && std::isfinite(base) && std::isfinite(exponent) && exponent != std::floor(exponent))
    return machine.unsupported("a complex number");
  const double result = std::pow(base, exponent);
  if (std::isinf(result) && std::isfinite(base) && std::isfinite(exponent))
    return machine.raise(own(static_cast<Object*>(create<Exception>(
        kOverflowError, new_tuple_of(Value::integer(34), make_str("Numerical result out of range"))))));
  return Value::real(result);
}

Value binary(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (a.is(Kind::kInt) && b.is(Kind::kInt)) {
    const std::int64_t x = a.small(), y = b.small();
    std::int64_t result = 0;
    if (op == BinaryOp::kAdd && !__builtin_add_overflow(x, y, &result)) return Value::integer(result);
    if (op == BinaryOp::kSubtract && !__builtin_sub_overflow(x, y, &result)) return Value::integer(result);
    if (op == BinaryOp::kMultiply && !__builtin_mul_overflow(x, y, &result)) return Value::integer(result);
    return integer_binary(machine, op, a, b);
  }
  if (a.is(Kind::kFloat) && b.is(Kind::kFloat)) return float_binary(machine, op, a.real(), b.real());
  if (is_number(a) && is_number(b)) return number_binary(machine, op, a, b);
  return other_binary(machine, op, a, b);
}

Value augmented(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) return binary(machine, op, a, b);
  if ((a.is(Kind::kList) || a.is(Kind::kDeque)) && op == BinaryOp::kAdd) {
    if (a.is(Kind::kDeque)) return machine.unsupported("operators on deques");
    const Value more = a.same(b) ? make_list(b.as<List>().items()) : b;
    const bool whole =
        for_each(machine, more, [&](Value item) { return a.as<List>().push_back(std::move(item)), true; });
    return whole ? a : Value();
  }
  if (a.is(Kind::kList) && op == BinaryOp::kMultiply && is_integer(b)) {
    const Value repeated = repeat(machine, a, b);
    if (!repeated) return {};
    List& list = a.as<List>();
    list.erase(0, list.size);
    for (const Value& item : repeated.as<List>().items()) list.push_back(item);
    return a;
  }
  if (a.is(Kind::kSet) && is_set(b) && op == BinaryOp::kOr)
    return a.as<Set>().merge(machine, b.as<Set>()) ? a : Value();
  if (a.is(Kind::kSet) && is_set(b)) return machine.unsupported("changing a set by an operator");
  if (a.is(Kind::kDict) && (op == BinaryOp::kOr || is_counter(a)))
    return machine.unsupported("changing a dictionary by an operator");
  const bool sequences = (is_sequence(a) && (op == BinaryOp::kAdd || op == BinaryOp::kMultiply)) ||
                         (is_sequence(b) && op == BinaryOp::kMultiply && !is_container(a)) ||
                         (a.is(Kind::kStr) && op == BinaryOp::kModulo);
  if (sequences) return binary(machine, op, a, b);
  Value result = binary(machine, op, a, b);
  if (!result && machine.stop() == Stop::kException && machine.exception().type == &kTypeError) {
    machine.take_exception();
    const std::string_view symbol = kSymbols[static_cast<std::size_t>(op)];
    return unsupported_operands(machine, fmt::format("{}=", symbol.substr(0, symbol.find(' '))), a, b);
  }
  return result;
}

Value unary(Machine& machine, UnaryOp op, const Value& operand) {
  if (op == UnaryOp::kNot) return Value::boolean(!truth(operand));
  if (is_integer(operand)) {
    if (op == UnaryOp::kNegate) return integer_negate(machine, operand);
    if (op == UnaryOp::kPlus) return integer_add(machine, operand, Value::integer(0));
    return integer_subtract(machine, Value::integer(-1), operand);
  }
  if (op != UnaryOp::kInvert) {
    const bool negate = op == UnaryOp::kNegate;
    if (operand.is(Kind::kFloat)) return negate ? Value::real(-operand.real()) : operand;
    if (operand.is(Kind::kDecimal)) return negate ? decimal_negate(machine, operand) : decimal_plus(machine, operand);
    if (operand.is(Kind::kFraction) && !negate) return operand;
    if (operand.is(Kind::kFraction)) {
      const auto& fraction = operand.as<Fraction>();
      return own(
          static_cast<Object*>(create<Fraction>(integer_negate(machine, fraction.numerator), fraction.denominator)));
    }
    if (is_counter(operand)) return machine.unsupported("a counter's sign");
  }
  constexpr std::string_view kNames[] = {"not", "-", "+", "~"};
  return machine.raise(kTypeError, "bad operand type for unary {}: '{}'", kNames[static_cast<std::size_t>(op)],
                       type_name(operand));
}

Value divide_with_rest(Machine& machine, const Value& a, const Value& b) {
  if (!is_number(a) || !is_number(b)) return unsupported_operands(machine, "divmod()", a, b);
  if (a.is(Kind::kDecimal) || b.is(Kind::kDecimal)) return machine.unsupported("divmod() of decimals");
  const bool real = a.is(Kind::kFloat) || b.is(Kind::kFloat);
  if (real && !truth(b)) return machine.raise(kZeroDivisionError, "float divmod()");
  Value quotient = binary(machine, BinaryOp::kFloorDivide, a, b);
  Value rest = quotient ? binary(machine, BinaryOp::kModulo, a, b) : Value();
  return rest ? new_tuple_of(std::move(quotient), std::move(rest)) : Value();
}

Value power_modulo(Machine& machine, const Value& base, const Value& exponent, const Value& modulus) {
  if (is_integer(base) && is_integer(exponent) && is_integer(modulus))
    return integer_power_modulo(machine, base, exponent, modulus);
  const auto plain = [](const Value& x) { return is_integer(x) || x.is(Kind::kFloat); };
  if (plain(base) && plain(exponent) && plain(modulus))
    return machine.raise(kTypeError, "pow() 3rd argument not allowed unless all arguments are integers");
  return machine.unsupported("pow() of such arguments");
}

}  // namespace qed::program::native
