#include "program/native/set.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kLinearProbes = 9, kSmallest = 8;

// Where CPython looks for a hash: short linear runs, then a jump by what the hash has left.
class Probe {
 public:
  Probe(std::int64_t hash, std::size_t mask)
      : mask_(mask), perturbation_(static_cast<std::uint64_t>(hash)), slot_(perturbation_ & mask) {
    start_run();
  }
  std::size_t slot() const { return slot_ + step_; }
  void advance() {
    if (step_++ < run_) return;
    perturbation_ >>= 5;
    slot_ = (slot_ * 5 + 1 + perturbation_) & mask_;
    start_run();
  }

 private:
  void start_run() {
    step_ = 0;
    run_ = slot_ + kLinearProbes <= mask_ ? kLinearProbes : 0;
  }
  std::size_t mask_;
  std::uint64_t perturbation_;
  std::size_t slot_, step_ = 0, run_ = 0;
};

Set::Entry* new_table(std::size_t slots) {
  auto* table = allocate_array<Set::Entry>(slots);
  for (std::size_t i = 0; i < slots; ++i) new (table + i) Set::Entry{Value(), Set::kFree};
  return table;
}

bool is_free(const Set::Entry& entry) { return !entry.key && entry.hash == Set::kFree; }

std::size_t grown(std::size_t size) { return size > 50'000 ? size * 2 : size * 4; }

}  // namespace

bool Set::locate(Machine& machine, const Value& key, std::int64_t hash, Entry*& at) {
  if (!table_) table_ = new_table(mask_ + 1);
  Entry* removed = nullptr;
  for (Probe probe(hash, mask_);; probe.advance()) {
    at = table_ + probe.slot();
    if (is_free(*at)) break;
    if (!at->key) removed = at;
    if (at->key && at->hash == hash) {
      const Maybe<bool> same = same_or_equal(machine, at->key, key);
      if (!same) return false;
      if (*same) return true;
    }
    if (!machine.tick()) return false;
  }
  if (removed) at = removed;
  return true;
}

bool Set::contains(Machine& machine, const Value& key, bool& found) {
  const Maybe<Hash> hashed = hash(machine, key);
  Entry* at = nullptr;
  if (!hashed || !locate(machine, key, hashed->value, at)) return false;
  found = static_cast<bool>(at->key);
  return true;
}

bool Set::contains(Machine& machine, const Entry& entry, bool& found) {
  Entry* at = nullptr;
  if (!locate(machine, entry.key, entry.hash, at)) return false;
  found = static_cast<bool>(at->key);
  return true;
}

bool Set::add(Machine& machine, const Value& key) {
  const Maybe<Hash> hashed = hash(machine, key);
  if (!hashed) return false;
  stable &= hashed->stable;
  return add(machine, key, hashed->value);
}

bool Set::add(Machine& machine, const Value& key, std::int64_t hash) {
  Entry* at = nullptr;
  if (!locate(machine, key, hash, at)) return false;
  if (at->key) return true;
  const bool reused = at->hash == kRemoved;
  *at = {key, hash};
  ++changes;
  ++size;
  if (reused) return true;
  ++filled_;
  return filled_ * 5 < mask_ * 3 || resize(machine, grown(size));
}

bool Set::remove(Machine& machine, const Value& key, bool& removed) {
  const Maybe<Hash> hashed = hash(machine, key);
  Entry* at = nullptr;
  if (!hashed || !locate(machine, key, hashed->value, at)) return false;
  removed = static_cast<bool>(at->key);
  if (!removed) return true;
  ++changes;
  --size;
  at->hash = kRemoved;
  const Value gone = std::move(at->key);
  return true;
}

bool Set::merge(Machine& machine, Set& other) {
  stable &= other.stable;
  if (&other == this || other.size == 0) return true;
  if ((filled_ + other.size) * 5 >= mask_ * 3 && !resize(machine, (size + other.size) * 2)) return false;
  if (!table_) table_ = new_table(mask_ + 1);
  ++changes;
  if (filled_ == 0 && mask_ == other.mask_ && other.filled_ == other.size) {
    for (std::size_t i = 0; i <= mask_; ++i) table_[i] = other.table_[i];
    filled_ = size = other.size;
    return true;
  }
  const bool clean = filled_ == 0;
  for (const Entry& entry : other.table()) {
    if (!entry.key) continue;
    if (!machine.tick()) return false;
    if (clean) {
      insert_clean(entry.key, entry.hash);
    } else if (!add(machine, entry.key, entry.hash)) {
      return false;
    }
  }
  if (clean) filled_ = size = other.size;
  return true;
}

bool Set::reserve_for_dict(Machine& machine, std::size_t elements) {
  return (filled_ + elements) * 5 < mask_ * 3 || resize(machine, (size + elements) * 2);
}

bool Set::sweep(Machine& machine) { return filled_ - size <= mask_ / 4 || resize(machine, grown(size)); }

Value Set::pop() {
  std::size_t at = finger_ & mask_;
  while (!table_[at].key) at = at == mask_ ? 0 : at + 1;
  finger_ = at + 1;
  ++changes;
  --size;
  table_[at].hash = kRemoved;
  return std::move(table_[at].key);
}

void Set::clear() {
  ++changes;
  Entry* const table = std::exchange(table_, nullptr);
  const std::size_t slots = std::exchange(mask_, kSmallest - 1) + 1;
  size = filled_ = finger_ = 0;
  if (!table) return;
  std::destroy_n(table, slots);
  release_array(table, slots);
}

bool Set::resize(Machine& machine, std::size_t elements) {
  std::size_t slots = kSmallest;
  while (slots <= elements) slots <<= 1;
  if (!machine.can_allocate(slots * sizeof(Entry))) return false;
  Entry* const old = table_;
  const std::size_t old_slots = mask_ + 1;
  table_ = new_table(slots);
  mask_ = slots - 1;
  filled_ = size;
  if (!old) return true;
  for (std::size_t i = 0; i < old_slots; ++i)
    if (old[i].key) insert_clean(std::move(old[i].key), old[i].hash);
  std::destroy_n(old, old_slots);
  release_array(old, old_slots);
  return true;
}

// Into a table without removed entries that does not hold the key.
void Set::insert_clean(Value key, std::int64_t hash) {
  Probe probe(hash, mask_);
  while (table_[probe.slot()].key) probe.advance();
  table_[probe.slot()] = {std::move(key), hash};
}

}  // namespace qed::program::native
