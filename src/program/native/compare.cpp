#include "program/native/compare.h"

#include <cmath>
#include <functional>

#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/numbers.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

constexpr std::string_view kInComparison = " in comparison";

bool holds(Comparison comparison, int order) {
  switch (comparison) {
    case Comparison::kLess:
      return order < 0;
    case Comparison::kLessEqual:
      return order <= 0;
    case Comparison::kEqual:
      return order == 0;
    case Comparison::kNotEqual:
      return order != 0;
    case Comparison::kGreater:
      return order > 0;
    case Comparison::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

std::string_view symbol(Comparison comparison) {
  constexpr std::string_view kSymbols[] = {"<", "<=", "==", "!=", ">", ">="};
  return kSymbols[static_cast<std::size_t>(comparison)];
}

Maybe<bool> compare_order(Machine& machine, Comparison comparison, const Value& a, const Value& b) {
  const Maybe<Order> order = compare_numbers(machine, a, b);
  if (!order) return Failed();
  if (*order == Order::kUnordered) {
    const bool equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
    if (!equality && (a.is(Kind::kDecimal) || b.is(Kind::kDecimal)))
      return machine.unsupported("the order of a decimal NaN");
    return comparison == Comparison::kNotEqual;
  }
  return holds(comparison, *order == Order::kLess ? -1 : *order == Order::kGreater ? 1 : 0);
}

// As CPython orders sequences: by the first pair that differs, else by length.
Maybe<bool> compare_sequences(Machine& machine, Comparison comparison, std::span<Value> a, std::span<Value> b) {
  const bool equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
  if (equality && a.size() != b.size()) return comparison == Comparison::kNotEqual;
  const Machine::Level level(machine, kInComparison);
  if (!level) return Failed();
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (!machine.tick()) return Failed();
    const Maybe<bool> same = same_or_equal(machine, a[i], b[i]);
    if (!same) return Failed();
    if (*same) continue;
    if (equality) return comparison == Comparison::kNotEqual;
    const Value x = a[i], y = b[i];
    return compare(machine, comparison, x, y);
  }
  return holds(comparison, a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : 0);
}

Maybe<bool> includes(Machine& machine, Set& larger, Set& smaller) {
  if (smaller.size > larger.size) return false;
  for (const Set::Entry& entry : smaller.table()) {
    if (!entry.key) continue;
    bool found = false;
    if (!machine.tick() || !larger.contains(machine, entry, found)) return Failed();
    if (!found) return false;
  }
  return true;
}

Maybe<bool> compare_sets(Machine& machine, Comparison comparison, Set& a, Set& b) {
  switch (comparison) {
    case Comparison::kLess:
      return a.size < b.size ? includes(machine, b, a) : false;
    case Comparison::kLessEqual:
      return includes(machine, b, a);
    case Comparison::kGreater:
      return b.size < a.size ? includes(machine, a, b) : false;
    case Comparison::kGreaterEqual:
      return includes(machine, a, b);
    default:
      break;
  }
  const Maybe<bool> same = a.size == b.size ? includes(machine, a, b) : Maybe<bool>(false);
  if (!same) return Failed();
  return *same == (comparison == Comparison::kEqual);
}

// Whether each of a's items is in b; a missing key of a Counter counts as 0.
Maybe<bool> covers(Machine& machine, Dict& a, Dict& b, bool counters) {
  for (const Dict::Entry& entry : a.entries()) {
    if (!entry.key) continue;
    Dict::Entry* other = nullptr;
    if (!machine.tick() || !b.find(machine, entry.key, other)) return Failed();
    if (!other && !counters) return false;
    const Value zero = Value::integer(0);
    const Maybe<bool> same = same_or_equal(machine, entry.value, other ? other->value : zero);
    if (!same || !*same) return same;
  }
  return true;
}

Maybe<bool> dicts_equal(Machine& machine, Dict& a, Dict& b) {
  if (a.flavour == Dict::Flavour::kOrdered && b.flavour == Dict::Flavour::kOrdered)
    return machine.unsupported("comparing ordered dictionaries");
  const bool counters = a.flavour == Dict::Flavour::kCounter && b.flavour == Dict::Flavour::kCounter;
  if (!counters && a.size != b.size) return false;
  const Machine::Level level(machine, kInComparison);
  if (!level) return Failed();
  const Maybe<bool> there = covers(machine, a, b, counters);
  if (!there || !*there || !counters) return there;
  return covers(machine, b, a, counters);
}

bool are_sets(const Value& a, const Value& b) {
  const auto set = [](const Value& v) { return v.is(Kind::kSet) || v.is(Kind::kFrozenSet); };
  return set(a) && set(b);
}

bool is_list(const Value& value) { return value.is(Kind::kList) || value.is(Kind::kDeque); }

std::span<Value> items_of(const Value& sequence) {
  return is_list(sequence) ? sequence.as<List>().items() : sequence.as<Tuple>().items();
}

bool ranges_equal(const Range& a, const Range& b) {
  if (a.length != b.length) return false;
  return a.length == 0 || (a.start == b.start && (a.length == 1 || a.step == b.step));
}

Maybe<bool> same_object(Machine& machine, const Value& a, const Value& b) {
  if (a.kind() == b.kind() && (a.is(Kind::kDictView) || a.is(Kind::kSlice) || a.is(Kind::kMethod)) && !a.same(b))
    return machine.unsupported("comparing such objects");
  if (a.is(Kind::kDictView) || b.is(Kind::kDictView)) return machine.unsupported("comparing a view");
  return a.same(b);
}

std::int64_t hash_text(Str& str) {
  if (str.hash == 0) str.hash = std::hash<std::string_view>{}(str.view()) | 1;
  return static_cast<std::int64_t>(str.hash >> 2);
}

Maybe<Hash> hash_tuple(Machine& machine, Tuple& tuple) {
  constexpr std::uint64_t kPrime1 = 11'400'714'785'074'694'791U, kPrime2 = 14'029'467'366'897'019'727U,
                          kPrime5 = 2'870'177'450'012'600'261U;
  const Machine::Level level(machine);
  if (!level) return Failed();
  std::uint64_t sum = kPrime5;
  bool stable = true;
  for (const Value& item : tuple.items()) {
    const Maybe<Hash> part = machine.tick() ? hash(machine, item) : Failed();
    if (!part) return Failed();
    stable &= part->stable;
    sum += static_cast<std::uint64_t>(part->value) * kPrime2;
    sum = (sum << 31) | (sum >> 33);
    sum *= kPrime1;
  }
  sum += tuple.size ^ (kPrime5 ^ 3'527'539U);
  return Hash{sum == UINT64_MAX ? 1'546'275'796 : static_cast<std::int64_t>(sum), stable};
}

Hash hash_frozen_set(Set& set) {
  const auto shuffled = [](std::uint64_t h) { return ((h ^ 89'869'747U) ^ (h << 16)) * 3'644'798'167U; };
  std::uint64_t hash = 0;
  for (const Set::Entry& entry : set.table())
    if (entry.key) hash ^= shuffled(static_cast<std::uint64_t>(entry.hash));
  hash ^= (set.size + 1) * 1'927'868'237U;
  hash ^= (hash >> 11) ^ (hash >> 25);
  hash = hash * 69'069U + 907'133'923U;
  return {hash == UINT64_MAX ? 590'923'713 : static_cast<std::int64_t>(hash), set.stable};
}

}  // namespace

Maybe<bool> compare(Machine& machine, Comparison comparison, const Value& a, const Value& b) {
  if (is_number(a) && is_number(b)) {
    const bool mixed =
        (a.is(Kind::kDecimal) && b.is(Kind::kFraction)) || (a.is(Kind::kFraction) && b.is(Kind::kDecimal));
    return mixed ? machine.unsupported("comparing a Fraction with a Decimal")
                 : compare_order(machine, comparison, a, b);
  }
  if (a.is(Kind::kStr) && b.is(Kind::kStr)) return holds(comparison, text_of(a).compare(text_of(b)));
  const bool sequences = a.kind() == b.kind() && (is_list(a) || a.is(Kind::kTuple));
  if (sequences) return compare_sequences(machine, comparison, items_of(a), items_of(b));
  if (are_sets(a, b)) return compare_sets(machine, comparison, a.as<Set>(), b.as<Set>());
  const bool equality = comparison == Comparison::kEqual || comparison == Comparison::kNotEqual;
  if (!equality) {
    if (a.is(Kind::kDictView) || b.is(Kind::kDictView) || (a.is(Kind::kDict) && b.is(Kind::kDict)))
      return machine.unsupported("the order of dictionaries and their views");
    return machine.raise(kTypeError, "'{}' not supported between instances of '{}' and '{}'", symbol(comparison),
                         type_name(a), type_name(b));
  }
  const Maybe<bool> same = a.is(Kind::kDict) && b.is(Kind::kDict) ? dicts_equal(machine, a.as<Dict>(), b.as<Dict>())
                           : a.is(Kind::kRange) && b.is(Kind::kRange)
                               ? Maybe<bool>(ranges_equal(a.as<Range>(), b.as<Range>()))
                               : same_object(machine, a, b);
  if (!same) return Failed();
  return *same == (comparison == Comparison::kEqual);
}

Maybe<bool> equal(Machine& machine, const Value& a, const Value& b) {
  if (a.is(Kind::kInt) && b.is(Kind::kInt)) return a.small() == b.small();
  return compare(machine, Comparison::kEqual, a, b);
}

Maybe<bool> same_or_equal(Machine& machine, const Value& a, const Value& b) {
  if (is_counted(a.kind()) && a.same(b)) return true;
  if (a.is(Kind::kFloat) && b.is(Kind::kFloat) && std::isnan(a.real()) && std::isnan(b.real()))
    return machine.unsupported("whether two NaN are the same object");
  return equal(machine, a, b);
}

Maybe<Hash> hash(Machine& machine, const Value& value) {
  switch (value.kind()) {
    case Kind::kInt:
    case Kind::kBool:
    case Kind::kBigInt:
      return Hash{integer_hash(value), true};
    case Kind::kStr:
      return Hash{hash_text(value.as<Str>()), false};
    case Kind::kTuple:
      return hash_tuple(machine, value.as<Tuple>());
    case Kind::kFrozenSet:
      return hash_frozen_set(value.as<Set>());
    case Kind::kFloat:
    case Kind::kFraction:
    case Kind::kDecimal: {
      if (is_nan(value)) return Hash{0, false};
      const Maybe<std::int64_t> number = hash_number(machine, value);
      return number ? Maybe<Hash>(Hash{*number, true}) : Failed();
    }
    case Kind::kList:
    case Kind::kDeque:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kSlice:
      return machine.raise(kTypeError, "unhashable type: '{}'", type_name(value));
    case Kind::kRange:
    case Kind::kDictView:
    case Kind::kMethod:
      return machine.unsupported("the hash of such an object");
    default:
      return Hash{static_cast<std::int64_t>(
                      reinterpret_cast<std::uintptr_t>(is_counted(value.kind()) ? value.object() : nullptr) >> 4) +
                      static_cast<std::int64_t>(value.kind()),
                  false};
  }
}

bool truth(const Value& value) {
  switch (value.kind()) {
    case Kind::kNone:
      return false;
    case Kind::kBool:
    case Kind::kInt:
      return value.small() != 0;
    case Kind::kFloat:
      return value.real() != 0;
    case Kind::kStr:
      return value.as<Str>().bytes != 0;
    case Kind::kTuple:
      return value.as<Tuple>().size != 0;
    case Kind::kList:
    case Kind::kDeque:
      return value.as<List>().size != 0;
    case Kind::kDict:
      return value.as<Dict>().size != 0;
    case Kind::kDictView:
      return value.as<DictView>().dict.as<Dict>().size != 0;
    case Kind::kSet:
    case Kind::kFrozenSet:
      return value.as<Set>().size != 0;
    case Kind::kRange:
      return value.as<Range>().length != 0;
    case Kind::kFraction:
      return integer_sign(value.as<Fraction>().numerator) != 0;
    case Kind::kDecimal: {
      const auto& decimal = value.as<Decimal>();
      return decimal.special != Decimal::Special::kFinite || integer_sign(decimal.coefficient) != 0;
    }
    default:
      return true;
  }
}

bool has_identity(const Value& value) {
  switch (value.kind()) {
    case Kind::kNone:
    case Kind::kNotImplemented:
    case Kind::kEllipsis:
    case Kind::kBool:
    case Kind::kType:
    case Kind::kBuiltin:
    case Kind::kModule:
    case Kind::kList:
    case Kind::kDeque:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kFunction:
    case Kind::kException:
    case Kind::kIterator:
      return true;
    default:
      return false;
  }
}

}  // namespace qed::program::native
