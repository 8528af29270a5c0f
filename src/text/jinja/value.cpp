#include "text/jinja/value.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace qed::text::jinja {
namespace {

constexpr std::size_t kMaxNesting = 100;  // of lists and dictionaries that are compared

std::optional<double> number(const Value& value) {
  if (const auto* integer = value.as<std::int64_t>()) return static_cast<double>(*integer);
  if (const auto* real = value.as<double>()) return *real;
  if (const auto* flag = value.as<bool>()) return *flag ? 1.0 : 0.0;
  return std::nullopt;
}

Result<bool> equal_within(Heap& heap, const Value& a, const Value& b, std::size_t depth) {
  if (depth > kMaxNesting) return fail(Errc::kLimitExceeded, "compares values nested deeper than {}", kMaxNesting);
  QED_TRY(heap.charge(1));
  if (a.is<std::int64_t>() && b.is<std::int64_t>()) return *a.as<std::int64_t>() == *b.as<std::int64_t>();
  if (const auto x = number(a), y = number(b); x && y) return *x == *y;
  if (a.data.index() != b.data.index()) return false;
  if (const auto* text = a.as<std::string_view>()) return *text == *b.as<std::string_view>();
  if (const auto* list = a.as<List>()) {
    const List& other = *b.as<List>();
    if (list->count != other.count) return false;
    for (std::size_t i = 0; i < list->count; ++i)
      if (!QED_TRY(equal_within(heap, (*list)[i], other[i], depth + 1))) return false;
    return true;
  }
  if (const auto* dict = a.as<Dict>()) {
    const Dict& other = *b.as<Dict>();
    if (dict->count != other.count) return false;
    QED_TRY(heap.charge(dict->count * dict->count / 16));
    for (const Entry& entry : *dict) {
      const Value* found = other.find(entry.key);
      if (!found || !QED_TRY(equal_within(heap, entry.value, *found, depth + 1))) return false;
    }
    return true;
  }
  if (const auto* name_space = a.as<Namespace*>()) return *name_space == *b.as<Namespace*>();
  return a.is<None>() || a.is<Undefined>();
}

}  // namespace

const Value* Dict::find(std::string_view key) const {
  const Entry* found = std::find_if(begin(), end(), [&](const Entry& entry) { return entry.key == key; });
  return found == end() ? nullptr : &found->value;
}

std::string_view kind_of(const Value& value) {
  constexpr std::array<std::string_view, 11> kNames{"undefined", "none",  "boolean", "integer",
                                                    "number",    "text",  "list",    "dictionary",
                                                    "namespace", "macro", "function"};
  static_assert(kNames.size() == std::variant_size_v<decltype(Value::data)>);
  return kNames[value.data.index()];
}

bool truthy(const Value& value) {
  if (value.is<Undefined>() || value.is<None>()) return false;
  if (const auto x = number(value)) return *x != 0;
  if (const auto* text = value.as<std::string_view>()) return !text->empty();
  if (const auto* list = value.as<List>()) return list->count > 0;
  if (const auto* dict = value.as<Dict>()) return dict->count > 0;
  return true;
}

Result<void> Heap::charge(std::size_t steps) {
  if (steps <= limits_.steps - steps_) return steps_ += steps, Result<void>();
  return fail(Errc::kLimitExceeded, "takes more than {} steps", limits_.steps);
}

Result<void*> Heap::take(std::size_t bytes, std::size_t alignment) {
  if (bytes > limits_.heap_bytes - bytes_)
    return fail(Errc::kLimitExceeded, "its values take more than {} bytes", limits_.heap_bytes);
  bytes_ += bytes;
  QED_TRY(charge(1 + bytes / 64));
  return arena_.allocate(std::max<std::size_t>(bytes, 1), alignment);
}

Result<Value> Heap::text(std::string_view text) {
  auto* copy = static_cast<char*>(QED_TRY(take(text.size(), 1)));
  std::ranges::copy(text, copy);
  return Value{std::string_view(copy, text.size())};
}

Result<Value> Heap::list(const std::vector<Value>& items) {
  auto* copy = static_cast<Value*>(QED_TRY(take(items.size() * sizeof(Value), alignof(Value))));
  std::uninitialized_copy(items.begin(), items.end(), copy);
  return Value{List{copy, items.size()}};
}

Result<Value> Heap::dict(const std::vector<Entry>& entries) {
  auto* copy = static_cast<Entry*>(QED_TRY(take(entries.size() * sizeof(Entry), alignof(Entry))));
  std::uninitialized_copy(entries.begin(), entries.end(), copy);
  return Value{Dict{copy, entries.size()}};
}

Result<Value> Heap::name_space(std::vector<Entry> entries) {
  QED_TRY(take(sizeof(Namespace) + entries.size() * sizeof(Entry), alignof(Namespace)));
  return Value{&namespaces_.emplace_back(Namespace{std::move(entries)})};
}

Result<bool> equal(Heap& heap, const Value& a, const Value& b) { return equal_within(heap, a, b, 0); }

Result<bool> less(const Value& a, const Value& b) {
  if (a.is<std::int64_t>() && b.is<std::int64_t>()) return *a.as<std::int64_t>() < *b.as<std::int64_t>();
  if (const auto x = number(a), y = number(b); x && y) return *x < *y;
  if (a.is<std::string_view>() && b.is<std::string_view>())
    return *a.as<std::string_view>() < *b.as<std::string_view>();  // UTF-8 sorts as its code points do
  return fail(Errc::kCorrupt, "compares {} with {}", kind_of(a), kind_of(b));
}

}  // namespace qed::text::jinja
