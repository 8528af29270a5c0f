// Operators on sets, in the steps CPython takes, which the order of the result shows.
#include "program/native/operators.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

bool unite(Machine& machine, Set& result, Set& a, Set& b) {
  return result.merge(machine, a) && result.merge(machine, b);
}

// The smaller set's elements that the larger one has.
bool intersect(Machine& machine, Set& result, Set& a, Set& b) {
  Set& smaller = b.size > a.size ? a : b;
  Set& larger = b.size > a.size ? b : a;
  result.stable = a.stable && b.stable;
  for (const Set::Entry& entry : smaller.table()) {
    bool found = false;
    if (!entry.key) continue;
    if (!machine.tick() || !larger.contains(machine, entry, found)) return false;
    if (found && !result.add(machine, entry.key, entry.hash)) return false;
  }
  return true;
}

bool subtract(Machine& machine, Set& result, Set& a, Set& b) {
  if (a.size >> 2 > b.size) {  // a copy, less what b has
    if (!result.merge(machine, a)) return false;
    for (const Set::Entry& entry : b.table()) {
      bool removed = false;
      if (entry.key && !result.remove(machine, entry.key, removed)) return false;
    }
    return result.sweep(machine);
  }
  result.stable = a.stable && b.stable;
  for (const Set::Entry& entry : a.table()) {
    bool found = false;
    if (!entry.key) continue;
    if (!machine.tick() || !b.contains(machine, entry, found)) return false;
    if (!found && !result.add(machine, entry.key, entry.hash)) return false;
  }
  return true;
}

// A copy of b, in which a's elements change places: those it has go, the others come.
bool differ(Machine& machine, Set& result, Set& a, Set& b) {
  if (!result.merge(machine, b)) return false;
  result.stable = a.stable && b.stable;
  for (const Set::Entry& entry : a.table()) {
    bool removed = false;
    if (!entry.key) continue;
    if (!result.remove(machine, entry.key, removed)) return false;
    if (!removed && !result.add(machine, entry.key, entry.hash)) return false;
  }
  return true;
}

}  // namespace

Value combine_sets(Machine& machine, BinaryOp op, const Value& a, const Value& b) {
  Set* result = create<Set>(a.kind());
  Value value = own(static_cast<Object*>(result));
  Set &x = a.as<Set>(), &y = b.as<Set>();
  switch (op) {
    case BinaryOp::kOr:
      return unite(machine, *result, x, y) ? value : Value();
    case BinaryOp::kAnd:
      return intersect(machine, *result, x, y) ? value : Value();
    case BinaryOp::kSubtract:
      return subtract(machine, *result, x, y) ? value : Value();
    default:
      return differ(machine, *result, x, y) ? value : Value();
  }
}

}  // namespace qed::program::native
