#include "program/native/objects.h"

#include <algorithm>

#include "base/utf8.h"
#include "program/native/ast.h"
#include "program/native/dict.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

template <class T>
void discard(T& object, std::size_t extra = 0) {
  object.~T();
  Heap::current().release(&object, sizeof(T) + extra);
}

void drop(Value* array, std::size_t count) {
  std::destroy_n(array, count);
  release_array(array, count);
}

void destroy_function(Function& function) {
  drop(function.defaults, function.code->default_count());
  drop(function.cells, function.code->captures.size());
  discard(function);
}

}  // namespace

void destroy(Object* object) {
  switch (object->kind) {
    case Kind::kBigInt: {
      auto& big = static_cast<BigInt&>(*object);
      return discard(big, big.size * sizeof(mp_limb_t));
    }
    case Kind::kStr: {
      auto& str = static_cast<Str&>(*object);
      return discard(str, str.bytes);
    }
    case Kind::kTuple: {
      auto& tuple = static_cast<Tuple&>(*object);
      std::destroy_n(tuple.items().data(), tuple.size);
      return discard(tuple, tuple.size * sizeof(Value));
    }
    case Kind::kList:
    case Kind::kDeque: {
      auto& list = static_cast<List&>(*object);
      list.clear();
      return discard(list);
    }
    case Kind::kDict: {
      auto& dict = static_cast<Dict&>(*object);
      dict.clear();
      return discard(dict);
    }
    case Kind::kSet:
    case Kind::kFrozenSet: {
      auto& set = static_cast<Set&>(*object);
      set.clear();
      return discard(set);
    }
    case Kind::kIterator: {
      auto* iterator = static_cast<Iterator*>(object);
      const std::uint32_t bytes = iterator->bytes;
      iterator->~Iterator();
      return Heap::current().release(static_cast<void*>(iterator), bytes);
    }
    case Kind::kDictView:
      return discard(static_cast<DictView&>(*object));
    case Kind::kRange:
      return discard(static_cast<Range&>(*object));
    case Kind::kSlice:
      return discard(static_cast<Slice&>(*object));
    case Kind::kFunction:
      return destroy_function(static_cast<Function&>(*object));
    case Kind::kMethod:
      return discard(static_cast<Method&>(*object));
    case Kind::kPartial:
      return discard(static_cast<Partial&>(*object));
    case Kind::kCached:
      return discard(static_cast<Cached&>(*object));
    case Kind::kException:
      return discard(static_cast<Exception&>(*object));
    case Kind::kFraction:
      return discard(static_cast<Fraction&>(*object));
    case Kind::kDecimal:
      return discard(static_cast<Decimal&>(*object));
    case Kind::kCell:
      return discard(static_cast<Cell&>(*object));
    default:
      return;
  }
}

std::size_t count_code_points(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Str* allocate_str(std::size_t bytes, std::size_t length) {
  Str* str = new (Heap::current().allocate(sizeof(Str) + bytes)) Str();
  str->bytes = bytes;
  str->length = length;
  return str;
}

Value make_str(std::string_view utf8) {
  Str* str = allocate_str(utf8.size(), count_code_points(utf8));
  if (!utf8.empty()) std::memcpy(str->text(), utf8.data(), utf8.size());
  return own(str);
}

Value make_char(char32_t code_point) {
  std::string text;
  utf8::append(text, code_point);
  return make_str(text);
}

Tuple* allocate_tuple(std::size_t size) {
  Tuple* tuple = new (Heap::current().allocate(sizeof(Tuple) + size * sizeof(Value))) Tuple();
  tuple->size = size;
  std::uninitialized_default_construct_n(tuple->items().data(), size);
  return tuple;
}

Value new_tuple(std::span<const Value> items) {
  Tuple* tuple = allocate_tuple(items.size());
  std::ranges::copy(items, tuple->items().begin());
  return own(tuple);
}

Value make_list(std::span<const Value> items) {
  List* list = create<List>();
  list->reserve(items.size());
  for (const Value& item : items) list->push_back(item);
  return own(list);
}

// --- lists -----------------------------------------------------------------------------------------------------------

// Moves the items to new storage, the first of them at `first`.
void List::relocate(std::size_t capacity, std::size_t first) {
  Value* fresh = allocate_array<Value>(capacity);
  std::uninitialized_move_n(storage_ + first_, size, fresh + first);
  std::destroy_n(storage_ + first_, size);
  release_array(storage_, capacity_);
  storage_ = fresh;
  first_ = first;
  capacity_ = capacity;
}

void List::reserve(std::size_t count) {
  if (first_ + count > capacity_) relocate(std::max(count, size), 0);
}

void List::push_back(Value value) {
  if (first_ + size == capacity_) {
    const std::size_t gap = std::min(first_, size / 4);
    relocate(gap + size + size / 2 + 4, gap);
  }
  new (storage_ + first_ + size++) Value(std::move(value));
}

void List::push_front(Value value) {
  if (first_ == 0) relocate(2 * size + 8, size + 4);
  new (storage_ + --first_) Value(std::move(value));
  ++size;
}

Value List::pop_front() {
  Value value = std::move(storage_[first_]);
  std::destroy_at(storage_ + first_++);
  if (--size == 0) first_ = 0;
  return value;
}

void List::insert(std::size_t at, Value value) {
  if (at == 0) return push_front(std::move(value));
  push_back(std::move(value));
  std::rotate(items().begin() + static_cast<std::ptrdiff_t>(at), items().end() - 1, items().end());
}

void List::erase(std::size_t from, std::size_t to) {
  Value* const begin = storage_ + first_;
  std::move(begin + to, begin + size, begin + from);
  std::destroy_n(begin + size - (to - from), to - from);
  size -= to - from;
}

// The storage leaves the list before the items go, so that nothing sees a list half emptied.
void List::clear() {
  Value* const storage = std::exchange(storage_, nullptr);
  const std::size_t first = std::exchange(first_, 0), count = std::exchange(size, 0),
                    capacity = std::exchange(capacity_, 0);
  if (!storage) return;
  std::destroy_n(storage + first, count);
  release_array(storage, capacity);
}

Range::Range(std::int64_t from, std::int64_t to, std::int64_t by)
    : Object(kKind), start(from), stop(to), step(by), length(0) {
  const __int128 distance = by > 0 ? static_cast<__int128>(to) - from : static_cast<__int128>(from) - to;
  const __int128 stride = by > 0 ? static_cast<__int128>(by) : -static_cast<__int128>(by);
  if (distance > 0) length = static_cast<std::int64_t>((distance + stride - 1) / stride);
}

}  // namespace qed::program::native
