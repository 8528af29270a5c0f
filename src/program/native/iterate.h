// Going through the elements of anything that has some.
#pragma once

#include "program/native/machine.h"
#include "program/native/set.h"

namespace qed::program::native {

// Whether what is done with the elements depends on their order. A set of texts has none that is the same in every
// CPython process; going through it in order is outside the subset.
enum class Ordered : std::uint8_t { kYes, kNo };

Value make_iterator(Machine& machine, const Value& iterable, Ordered ordered = Ordered::kYes);
// The next element of an iterator; nothing at the end and where it failed.
inline Value next(Machine& machine, const Value& iterator) {
  if (!machine.tick()) return {};
  return iterator.as<Iterator>().next(machine);
}

// Calls body(value) for each element until it returns false. False where anything failed.
template <class Body>
bool for_each(Machine& machine, const Value& iterable, Body&& body, Ordered ordered = Ordered::kYes) {
  const Value iterator = make_iterator(machine, iterable, ordered);
  if (!iterator) return false;
  while (Value item = next(machine, iterator))
    if (!body(std::move(item))) break;
  return !machine.failed();
}

// All elements as a new list.
Value collect(Machine& machine, const Value& iterable, Ordered ordered = Ordered::kYes);
// The elements as they lie: those of a list or a tuple itself, else of a new list that `keep` holds.
Maybe<std::span<Value>> elements(Machine& machine, const Value& iterable, Value& keep, Ordered ordered = Ordered::kYes);

// An iterator over reversed(sequence).
Value make_reversed(Machine& machine, const Value& sequence);

}  // namespace qed::program::native
