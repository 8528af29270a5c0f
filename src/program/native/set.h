// Sets whose elements come in the order CPython 3.11 keeps them in: its hash table, probe for probe.
#pragma once

#include "program/native/compare.h"
#include "program/native/objects.h"

namespace qed::program::native {

struct Set : Object {
  struct Entry {
    Value key;          // nothing: free or removed
    std::int64_t hash;  // kRemoved where an element was
  };
  static constexpr std::int64_t kFree = 0, kRemoved = -1;

  explicit Set(Kind k = Kind::kSet) : Object(k) {}

  std::size_t size = 0;
  bool stable = true;         // the order is the same in every CPython process
  std::uint32_t changes = 0;  // an iterator notices them

  std::span<Entry> table() { return {table_, table_ ? mask_ + 1 : 0}; }
  bool order_known() const { return stable || size < 2; }
  // These return false where they failed.
  bool contains(Machine& machine, const Value& key, bool& found);
  bool contains(Machine& machine, const Entry& entry, bool& found);
  bool add(Machine& machine, const Value& key);
  bool add(Machine& machine, const Value& key, std::int64_t hash);
  bool remove(Machine& machine, const Value& key, bool& removed);
  bool merge(Machine& machine, Set& other);  // adds all of the other's elements
  bool reserve_for_dict(Machine& machine, std::size_t elements);
  bool sweep(Machine& machine);  // what CPython does after it removed many elements
  Value pop();                   // of a set that is not empty
  void clear();

 private:
  bool locate(Machine& machine, const Value& key, std::int64_t hash, Entry*& at);  // the element, or where it belongs
  bool resize(Machine& machine, std::size_t elements);
  void insert_clean(Value key, std::int64_t hash);

  Entry* table_ = nullptr;
  std::size_t mask_ = 7;
  std::size_t filled_ = 0;  // elements and removed ones
  std::size_t finger_ = 0;  // where pop() goes on
};

}  // namespace qed::program::native
