#include "program/native/methods.h"

#include <algorithm>
#include <cmath>

#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/numbers.h"
#include "program/native/operators.h"

namespace qed::program::native {
namespace {

// --- methods of numbers ----------------------------------------------------------------------------------------------

Value bit_length(Machine&, const Args& args) { return integer_from(integer_bits(args[0])); }
Value bit_count(Machine&, const Args& args) {
  Mpz magnitude(args[0]);
  mpz_abs(magnitude, magnitude);
  return integer_from(mpz_popcount(magnitude.get()));
}

Value is_integer_float(Machine&, const Args& args) {
  const double x = args[0].real();
  return Value::boolean(std::isfinite(x) && std::floor(x) == x);
}

Value conjugate(Machine& machine, const Args& args) {
  return is_integer(args[0]) ? unary(machine, UnaryOp::kPlus, args[0]) : args[0];
}

Value ratio(Machine& machine, const Args& args) {
  if (!is_finite(args[0])) {
    if (is_nan(args[0])) return machine.raise(kValueError, "cannot convert NaN to integer ratio");
    return machine.raise(kOverflowError, "cannot convert Infinity to integer ratio");
  }
  Mpq q;
  if (!to_rational(machine, args[0], q)) return {};
  return new_tuple_of(integer_from(q.numerator()), integer_from(q.denominator()));
}

Value decimal_is_nan(Machine&, const Args& args) { return Value::boolean(is_nan(args[0])); }
Value decimal_is_finite(Machine&, const Args& args) { return Value::boolean(is_finite(args[0])); }

constexpr Builtin kInteger[] = {
    method("bit_length", bit_length, "int", 0, 0), method("bit_count", bit_count, "int", 0, 0),
    method("conjugate", conjugate, "int", 0, 0), method("as_integer_ratio", ratio, "int", 0, 0)};
constexpr Builtin kFloat[] = {method("is_integer", is_integer_float, "float", 0, 0),
                              method("as_integer_ratio", ratio, "float", 0, 0),
                              method("conjugate", conjugate, "float", 0, 0)};
constexpr Builtin kFraction[] = {method("limit_denominator", limit_denominator, "Fraction", 0, 1, true),
                                 method("as_integer_ratio", ratio, "Fraction", 0, 0)};
constexpr Builtin kDecimal[] = {method("quantize", decimal_quantize, "Decimal", 1, 2, true),
                                method("sqrt", decimal_sqrt, "Decimal", 0, 0),
                                method("normalize", decimal_normalize, "Decimal", 0, 0),
                                method("to_integral_value", decimal_to_integral, "Decimal", 0, 0, true),
                                method("is_nan", decimal_is_nan, "Decimal", 0, 0),
                                method("is_finite", decimal_is_finite, "Decimal", 0, 0)};

const Builtin* find_in(std::span<const Builtin> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Builtin::name);
  return found == table.end() ? nullptr : &*found;
}

const Builtin* find_dict_method(const Dict& dict, std::string_view name) {
  if (dict.flavour == Dict::Flavour::kCounter)
    if (const Builtin* own_method = find_in(counter_methods(), name)) return own_method;
  if (dict.flavour == Dict::Flavour::kOrdered)
    if (const Builtin* own_method = find_in(ordered_methods(), name)) return own_method;
  return find_in(dict_methods(), name);
}

// --- methods of types ------------------------------------------------------------------------------------------------

Value from_keys(Machine& machine, const Args& args) {
  Dict* dict = create<Dict>();
  Value result = own(static_cast<Object*>(dict));
  const Value value = args.size() > 1 ? args[1] : Value::none();
  bool fine = true;
  const bool whole =
      for_each(machine, args[0], [&](Value key) { return fine = dict->set(machine, std::move(key), value); });
  return whole && fine ? result : Value();
}
constexpr Builtin kFromKeys{"fromkeys", from_keys, 1, 2, false, "dict"};

}  // namespace

std::span<const Builtin> number_methods(Kind kind) {
  switch (kind) {
    case Kind::kFloat:
      return kFloat;
    case Kind::kFraction:
      return kFraction;
    case Kind::kDecimal:
      return kDecimal;
    default:
      return kInteger;
  }
}

const Builtin* find_method(const Value& object, std::string_view name) {
  switch (object.kind()) {
    case Kind::kStr:
      return find_in(str_methods(), name);
    case Kind::kList:
      return find_in(list_methods(), name);
    case Kind::kDeque:
      return find_in(deque_methods(), name);
    case Kind::kTuple:
      return find_in(tuple_methods(), name);
    case Kind::kDict:
      return find_dict_method(object.as<Dict>(), name);
    case Kind::kSet:
      return find_in(set_methods(), name);
    case Kind::kFrozenSet:
      return find_in(frozen_set_methods(), name);
    case Kind::kInt:
    case Kind::kBigInt:
    case Kind::kBool:
    case Kind::kFloat:
    case Kind::kFraction:
    case Kind::kDecimal:
      return find_in(number_methods(object.kind()), name);
    default:
      return nullptr;
  }
}

const Builtin* find_class_method(const Type& type, std::string_view name) {
  if (&type == &kDictType && name == "fromkeys") return &kFromKeys;
  return nullptr;
}

}  // namespace qed::program::native
