// Dictionaries in insertion order, and the views of their keys, values and items.
#pragma once

#include <cstdint>

#include "program/native/compare.h"
#include "program/native/objects.h"

namespace qed::program::native {

struct Dict : Object {
  static constexpr Kind kKind = Kind::kDict;
  enum class Flavour : std::uint8_t { kPlain, kDefault, kCounter, kOrdered };
  struct Entry {
    Value key;  // nothing: removed
    Value value;
    std::int64_t hash;
  };

  explicit Dict(Flavour f = Flavour::kPlain) : Object(kKind), flavour(f) {}

  Flavour flavour;
  Value factory;              // of a defaultdict
  std::size_t size = 0;       // entries that are not removed
  std::uint32_t changes = 0;  // of the set of keys; an iterator notices them

  std::span<Entry> entries() { return {entries_, used_}; }  // removed ones included
  // False where it failed; otherwise `found` is the key's entry or nullptr.
  bool find(Machine& machine, const Value& key, Entry*& found);
  bool set(Machine& machine, Value key, Value value);
  bool remove(Machine& machine, const Value& key, bool& removed);
  void erase(Entry& entry);
  void clear();

 private:
  bool find(Machine& machine, const Value& key, Hash hash, Entry*& found);
  void append(Value key, Value value, std::int64_t hash);
  void rebuild(std::size_t capacity);

  Entry* entries_ = nullptr;
  std::int32_t* index_ = nullptr;  // positions in entries_; -1: free
  std::size_t used_ = 0, capacity_ = 0, mask_ = 0;
};

struct DictView : Object {
  static constexpr Kind kKind = Kind::kDictView;
  enum class Part : std::uint8_t { kKeys, kValues, kItems };
  DictView(Value d, Part p) : Object(kKind), dict(std::move(d)), part(p) {}
  Value dict;
  Part part;
};

Value dict_part(const Dict::Entry& entry, DictView::Part part);

}  // namespace qed::program::native
