// Equality, order, hashes and truth of values, as CPython has them.
#pragma once

#include "program/native/machine.h"
#include "program/native/value.h"

namespace qed::program::native {

enum class Comparison : std::uint8_t { kLess, kLessEqual, kEqual, kNotEqual, kGreater, kGreaterEqual };

// `stable`: the same in every CPython process; hashes of text and of objects by identity are not.
struct Hash {
  std::int64_t value;
  bool stable;
};

// Nothing where it failed; the failure is pending in the machine.
Maybe<bool> compare(Machine& machine, Comparison comparison, const Value& a, const Value& b);
Maybe<bool> equal(Machine& machine, const Value& a, const Value& b);
// As containers compare their elements: the same object is equal to itself.
Maybe<bool> same_or_equal(Machine& machine, const Value& a, const Value& b);
Maybe<Hash> hash(Machine& machine, const Value& value);
bool truth(const Value& value);

// Whether `a is b` is the same in every CPython; numbers and text may or may not be shared there.
bool has_identity(const Value& value);

}  // namespace qed::program::native
