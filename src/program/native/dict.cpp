#include "program/native/dict.h"

#include <bit>

namespace qed::program::native {

bool Dict::find(Machine& machine, const Value& key, Hash hash, Entry*& found) {
  found = nullptr;
  if (used_ == 0) return true;
  auto perturbation = static_cast<std::uint64_t>(hash.value);
  for (std::size_t slot = perturbation & mask_;; slot = (slot * 5 + 1 + perturbation) & mask_) {
    const std::int32_t position = index_[slot];
    if (position < 0) return true;
    Entry& entry = entries_[position];
    if (entry.key && entry.hash == hash.value) {
      const Maybe<bool> same = same_or_equal(machine, entry.key, key);
      if (!same) return false;
      if (*same) {
        found = &entry;
        return true;
      }
    }
    perturbation >>= 5;
    if (!machine.tick()) return false;
  }
}

bool Dict::find(Machine& machine, const Value& key, Entry*& found) {
  const Maybe<Hash> hashed = hash(machine, key);
  return hashed && find(machine, key, *hashed, found);
}

bool Dict::set(Machine& machine, Value key, Value value) {
  const Maybe<Hash> hashed = hash(machine, key);
  Entry* entry = nullptr;
  if (!hashed || !find(machine, key, *hashed, entry)) return false;
  if (entry) {
    entry->value = std::move(value);
    return true;
  }
  if (used_ == capacity_) {
    const std::size_t capacity = std::max<std::size_t>(8, 2 * size);
    if (!machine.can_allocate(capacity * (sizeof(Entry) + 2 * sizeof(*index_)))) return false;
    rebuild(capacity);
  }
  ++changes;
  append(std::move(key), std::move(value), hashed->value);
  return true;
}

bool Dict::remove(Machine& machine, const Value& key, bool& removed) {
  Entry* entry = nullptr;
  if (!find(machine, key, entry)) return false;
  removed = entry != nullptr;
  if (entry) erase(*entry);
  return true;
}

// The entry keeps its place, so that those who look for others find their way past it.
void Dict::erase(Entry& entry) {
  ++changes;
  --size;
  const Value key = std::move(entry.key), value = std::move(entry.value);
}

void Dict::clear() {
  ++changes;
  Entry* const entries = std::exchange(entries_, nullptr);
  std::int32_t* const index = std::exchange(index_, nullptr);
  const std::size_t used = std::exchange(used_, 0), capacity = std::exchange(capacity_, 0),
                    slots = std::exchange(mask_, 0) + 1;
  size = 0;
  if (!entries) return;
  std::destroy_n(entries, used);
  release_array(entries, capacity);
  release_array(index, slots);
}

void Dict::append(Value key, Value value, std::int64_t hash) {
  auto perturbation = static_cast<std::uint64_t>(hash);
  std::size_t slot = perturbation & mask_;
  while (index_[slot] >= 0) {
    perturbation >>= 5;
    slot = (slot * 5 + 1 + perturbation) & mask_;
  }
  index_[slot] = static_cast<std::int32_t>(used_);
  new (entries_ + used_++) Entry{std::move(key), std::move(value), hash};
  ++size;
}

// New storage without the removed entries; the index is kept at most two thirds full.
void Dict::rebuild(std::size_t capacity) {
  Entry* const old = entries_;
  std::int32_t* const old_index = index_;
  const std::size_t old_used = used_, old_capacity = capacity_, old_slots = mask_ + 1;
  const std::size_t slots = std::bit_ceil(capacity + capacity / 2);
  entries_ = allocate_array<Entry>(capacity);
  index_ = allocate_array<std::int32_t>(slots);
  std::fill_n(index_, slots, -1);
  used_ = size = 0;
  capacity_ = capacity;
  mask_ = slots - 1;
  for (std::size_t i = 0; i < old_used; ++i)
    if (old[i].key) append(std::move(old[i].key), std::move(old[i].value), old[i].hash);
  if (!old) return;
  std::destroy_n(old, old_used);
  release_array(old, old_capacity);
  release_array(old_index, old_slots);
}

Value dict_part(const Dict::Entry& entry, DictView::Part part) {
  switch (part) {
    case DictView::Part::kKeys:
      return entry.key;
    case DictView::Part::kValues:
      return entry.value;
    case DictView::Part::kItems:
      return new_tuple_of(entry.key, entry.value);
  }
  return {};
}

}  // namespace qed::program::native
