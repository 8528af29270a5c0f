// The part of the module math that counts: exact integers in and out.
#include <cmath>

#include "program/native/integer.h"
#include "program/native/modules.h"

namespace qed::program::native {
namespace {

bool check_integer(Machine& machine, const Value& value) {
  return is_integer(value) ||
         machine.raise(kTypeError, "'{}' object cannot be interpreted as an integer", type_name(value));
}

Value gcd(Machine& machine, const Args& args) {
  Value result = Value::integer(0);
  for (const Value& value : args.positional) {
    if (!result || !check_integer(machine, value)) return {};
    result = integer_gcd(machine, result, value);
  }
  return result;
}

Value lcm(Machine& machine, const Args& args) {
  Value result = Value::integer(1);
  for (const Value& value : args.positional) {
    if (!check_integer(machine, value)) return {};
    if (integer_sign(value) == 0) {
      result = Value::integer(0);
      continue;
    }
    const Value divisor = integer_gcd(machine, result, value);
    const Value part = divisor ? integer_floor_divide(machine, value, divisor) : Value();
    result = part ? integer_multiply(machine, result, part) : Value();
    if (result && integer_sign(result) < 0) result = integer_negate(machine, result);
    if (!result) return {};
  }
  return result;
}

Value factorial(Machine& machine, const Args& args) {
  if (!check_integer(machine, args[0])) return {};
  if (integer_sign(args[0]) < 0) return machine.raise(kValueError, "factorial() not defined for negative values");
  const Maybe<std::int64_t> n = to_index(machine, args[0]);
  if (!n) return {};
  const double digits = static_cast<double>(*n) * std::log2(static_cast<double>(*n) + 1);
  if (!machine.can_hold_integer(digits > 1e15 ? SIZE_MAX : static_cast<std::size_t>(digits))) return {};
  if (!machine.tick(static_cast<std::uint64_t>(digits / 8) + 1)) return {};
  Mpz result;
  mpz_fac_ui(result, static_cast<unsigned long>(*n));
  return result.value();
}

// n! / (n - k)! for permutations, and that over k! for combinations.
Value choose(Machine& machine, const Args& args, bool ordered) {
  for (const Value& value : args.positional)
    if (!(ordered && value.is_none()) && !check_integer(machine, value)) return {};
  if (ordered && (args.size() == 1 || args[1].is_none())) return factorial(machine, args);
  if (integer_sign(args[0]) < 0) return machine.raise(kValueError, "n must be a non-negative integer");
  if (integer_sign(args[1]) < 0) return machine.raise(kValueError, "k must be a non-negative integer");
  if (integer_compare(args[1], args[0]) > 0) return Value::integer(0);
  Value k = args[1];
  const Value rest = integer_subtract(machine, args[0], k);
  if (rest && !ordered && integer_compare(rest, k) < 0) k = rest;
  const Maybe<std::int64_t> count = rest ? to_index(machine, k) : Failed();
  if (!count) return {};
  const std::size_t bits = integer_bits(args[0]);
  if (*count > (1 << 24) || !machine.can_hold_integer(bits * static_cast<std::size_t>(*count)))
    return machine.unsupported("such a large number of choices");
  Mpz product, n(args[0]);
  if (!ordered) {
    if (!machine.tick(bits * static_cast<std::size_t>(*count) / 16 + 1)) return {};
    mpz_bin_ui(product, n, static_cast<unsigned long>(*count));
    return product.value();
  }
  mpz_set_ui(product, 1);
  for (std::int64_t i = 0; i < *count; ++i) {
    if (!machine.tick(product.limbs() / 4 + 1)) return {};
    mpz_mul(product, product, n);
    mpz_sub_ui(n, n, 1);
  }
  return product.value();
}
Value comb(Machine& machine, const Args& args) { return choose(machine, args, false); }
Value perm(Machine& machine, const Args& args) { return choose(machine, args, true); }

Value isqrt(Machine& machine, const Args& args) {
  if (!check_integer(machine, args[0])) return {};
  if (integer_sign(args[0]) < 0) return machine.raise(kValueError, "isqrt() argument must be nonnegative");
  if (!machine.tick(integer_bits(args[0]) / 64 + 1)) return {};
  Mpz root(args[0]);
  mpz_sqrt(root, root);
  return root.value();
}

constexpr Builtin function(std::string_view name, Native native, std::uint8_t min = 1, std::uint8_t max = 1,
                           bool keywords = false) {
  return {name, native, min, max, keywords, "math"};
}

constexpr Builtin kFunctions[] = {
    function("comb", comb, 2, 2), function("factorial", factorial), function("gcd", gcd, 0, kAny),
    function("isqrt", isqrt),     function("lcm", lcm, 0, kAny),    function("perm", perm, 1, 2),
};

}  // namespace

Members integer_math_members() {
  Members members;
  for (const Builtin& builtin : kFunctions) members.emplace(builtin.name, Value(builtin));
  return members;
}

}  // namespace qed::program::native
