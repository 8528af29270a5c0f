// list.sort(), comparing in CPython's order where that can show: short lists are sorted by binary insertion after a
// first run, as there; longer ones by merging, which gives the same result wherever the comparisons are consistent.
#include <algorithm>

#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/interpreter.h"
#include "program/native/numbers.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kShort = 64;

struct Item {
  Value key, value;
};

class Sorter {
 public:
  Sorter(Machine& machine, std::vector<Item>& items) : machine_(machine), items_(items) {}

  bool run() {
    if (items_.size() < 2) return true;
    if (items_.size() < kShort) return insert_from(0, items_.size(), first_run());
    if (std::ranges::any_of(items_, [](const Item& item) { return is_number(item.key) && is_nan(item.key); }))
      return machine_.unsupported("sorting many numbers with NaN among them");
    for (std::size_t from = 0; from < items_.size(); from += kShort / 2)
      if (!insert_from(from, std::min(from + kShort / 2, items_.size()), from + 1)) return false;
    std::vector<Item> merged(items_.size());
    for (std::size_t width = kShort / 2; width < items_.size(); width *= 2) {
      for (std::size_t from = 0; from < items_.size(); from += 2 * width)
        if (!merge(from, std::min(from + width, items_.size()), std::min(from + 2 * width, items_.size()), merged))
          return false;
      items_.swap(merged);
    }
    return true;
  }

 private:
  bool less(const Item& a, const Item& b) {
    const Maybe<bool> result = machine_.tick() ? compare(machine_, Comparison::kLess, a.key, b.key) : Failed();
    fine_ = fine_ && result;
    return result && *result;
  }

  // Where the ascending or strictly descending run at the front ends; a descending one is turned round.
  std::size_t first_run() {
    std::size_t end = 2;
    const bool falling = less(items_[1], items_[0]);
    while (fine_ && end < items_.size() && less(items_[end], items_[end - 1]) == falling && fine_) ++end;
    if (falling) std::reverse(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(end));
    return end;
  }

  bool insert_from(std::size_t begin, std::size_t end, std::size_t start) {
    for (std::size_t i = start; i < end && fine_; ++i) {
      std::size_t low = begin, high = i;
      while (low < high && fine_) {
        const std::size_t middle = low + (high - low) / 2;
        less(items_[i], items_[middle]) ? high = middle : low = middle + 1;
      }
      const auto at = [&](std::size_t index) { return items_.begin() + static_cast<std::ptrdiff_t>(index); };
      std::rotate(at(low), at(i), at(i + 1));
    }
    return fine_;
  }

  bool merge(std::size_t begin, std::size_t middle, std::size_t end, std::vector<Item>& out) {
    std::size_t a = begin, b = middle;
    for (std::size_t i = begin; i < end; ++i) {
      const bool second = a == middle || (b < end && less(items_[b], items_[a]));
      out[i] = std::move(items_[second ? b++ : a++]);
    }
    return fine_;
  }

  Machine& machine_;
  std::vector<Item>& items_;
  bool fine_ = true;
};

}  // namespace

// A reverse sort keeps equal elements in their order: reversed, sorted, and reversed again.
bool sort_list(Machine& machine, List& list, const Value& key, bool reverse) {
  std::vector<Item> items;
  items.reserve(list.size);
  if (!machine.can_allocate(list.size * 2 * sizeof(Item))) return false;
  for (std::size_t i = 0; i < list.size; ++i) {
    Value value = list.items()[i];
    Value argument = value;
    Value measure = key.is_none() ? value : call(machine, key, std::span<Value>(&argument, 1));
    if (!measure) return false;
    items.push_back({std::move(measure), std::move(value)});
  }
  if (reverse) std::ranges::reverse(items);
  if (!Sorter(machine, items).run()) return false;
  if (reverse) std::ranges::reverse(items);
  if (items.size() != list.size) return machine.unsupported("changing a list while it is sorted");
  for (std::size_t i = 0; i < items.size(); ++i) list.items()[i] = std::move(items[i].value);
  return true;
}

}  // namespace qed::program::native
