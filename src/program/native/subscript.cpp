// Elements and slices: reading, writing, deleting, and finding.
#include <algorithm>

#include "base/utf8.h"
#include "program/native/compare.h"
#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

bool is_list(const Value& value) { return value.is(Kind::kList) || value.is(Kind::kDeque); }

// What start:stop:step selects of a sequence, as Python clips it.
struct Selection {
  std::int64_t start = 0, stop = 0, step = 1, count = 0;
  std::size_t at(std::int64_t i) const { return static_cast<std::size_t>(start + i * step); }
};

// A bound of a slice; one beyond 64 bits is as good as the largest or smallest.
Maybe<std::int64_t> slice_bound(Machine& machine, const Value& bound) {
  if (bound.is(Kind::kBigInt)) return integer_sign(bound) < 0 ? INT64_MIN : INT64_MAX;
  if (is_integer(bound)) return bound.small();
  return machine.raise(kTypeError, "slice indices must be integers or None or have an __index__ method");
}

Maybe<Selection> select(Machine& machine, const Slice& slice, std::size_t length) {
  const auto size = static_cast<std::int64_t>(length);
  Selection result;
  if (!slice.step.is_none()) {
    const Maybe<std::int64_t> step = slice_bound(machine, slice.step);
    if (!step) return Failed();
    if (*step == 0) return machine.raise(kValueError, "slice step cannot be zero");
    result.step = std::max(*step, -INT64_MAX);
  }
  const bool back = result.step < 0;
  const std::int64_t lowest = back ? -1 : 0, highest = back ? size - 1 : size;
  const auto clipped = [&](const Value& bound, std::int64_t otherwise) -> Maybe<std::int64_t> {
    if (bound.is_none()) return otherwise;
    const Maybe<std::int64_t> value = slice_bound(machine, bound);
    if (!value) return value;
    const std::int64_t absolute = *value < 0 ? std::max(*value, -size - 1) + size : *value;
    return std::clamp(absolute, lowest, highest);
  };
  const Maybe<std::int64_t> start = clipped(slice.start, back ? highest : lowest);
  const Maybe<std::int64_t> stop = start ? clipped(slice.stop, back ? lowest : highest) : start;
  if (!stop) return Failed();
  result.start = *start;
  result.stop = *stop;
  const std::int64_t distance = back ? *start - *stop : *stop - *start, stride = back ? -result.step : result.step;
  if (distance > 0) result.count = (distance - 1) / stride + 1;
  return result;
}

// Position of an index in a sequence of that length; the message names the sequence.
Maybe<std::size_t> position(Machine& machine, const Value& index, std::size_t length, std::string_view what) {
  if (!is_integer(index))
    return machine.raise(kTypeError, "{} indices must be integers or slices, not {}", what, type_name(index));
  const Maybe<std::int64_t> given = to_index(machine, index);
  if (!given) return Failed();
  const auto size = static_cast<std::int64_t>(length);
  const std::int64_t at = *given < 0 ? *given + size : *given;
  if (at < 0 || at >= size) return machine.raise(kIndexError, "{} index out of range", what);
  return static_cast<std::size_t>(at);
}

// Byte offset of a code point.
std::size_t offset_of(Str& str, std::size_t code_point) {
  if (str.ascii()) return code_point;
  std::size_t at = 0;
  for (; code_point > 0; --code_point) at += utf8::decode(str.view().substr(at)).bytes;
  return at;
}

Value slice_str(Machine& machine, Str& str, const Slice& slice) {
  const Maybe<Selection> selected = select(machine, slice, str.length);
  if (!selected || !machine.tick(str.bytes / 64 + 1) || !machine.can_allocate(str.bytes)) return {};
  if (str.ascii() || selected->step == 1) {
    const std::size_t from = offset_of(str, static_cast<std::size_t>(std::max<std::int64_t>(selected->start, 0)));
    if (selected->step == 1) {
      const std::size_t to = offset_of(str, selected->at(selected->count));
      return make_str(selected->count > 0 ? str.view().substr(from, to - from) : std::string_view());
    }
    std::string text;
    for (std::int64_t i = 0; i < selected->count; ++i) text += str.text()[selected->at(i)];
    return make_str(text);
  }
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < str.bytes; at += utf8::decode(str.view().substr(at)).bytes) starts.push_back(at);
  starts.push_back(str.bytes);
  std::string text;
  for (std::int64_t i = 0; i < selected->count; ++i) {
    const std::size_t at = selected->at(i);
    text += str.view().substr(starts[at], starts[at + 1] - starts[at]);
  }
  return make_str(text);
}

bool push_selected(Machine& machine, std::span<Value> items, const Selection& selection, List& into) {
  if (!machine.can_allocate(static_cast<std::size_t>(selection.count) * sizeof(Value))) return false;
  into.reserve(static_cast<std::size_t>(selection.count));
  for (std::int64_t i = 0; i < selection.count; ++i) into.push_back(items[selection.at(i)]);
  return machine.tick(static_cast<std::uint64_t>(selection.count) / 16 + 1);
}

// CPython shows where such a range stops, so the bound itself matters, not only what lies before it.
Value slice_range(Machine& machine, const Range& range, const Slice& slice) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 31;
  const Maybe<Selection> selected = select(machine, slice, static_cast<std::size_t>(range.length));
  if (!selected) return {};
  if (range.length > kLargest || std::abs(range.step) > kLargest || std::abs(selected->step) > kLargest)
    return machine.unsupported("a slice of such a range");
  return own(static_cast<Object*>(
      create<Range>(range.at(selected->start), range.at(selected->stop), range.step * selected->step)));
}

Value get_slice(Machine& machine, const Value& object, const Slice& slice) {
  if (object.is(Kind::kStr)) return slice_str(machine, object.as<Str>(), slice);
  if (object.is(Kind::kRange)) return slice_range(machine, object.as<Range>(), slice);
  const std::span<Value> items = object.is(Kind::kTuple) ? object.as<Tuple>().items() : object.as<List>().items();
  const Maybe<Selection> selected = select(machine, slice, items.size());
  if (!selected) return {};
  List* list = create<List>();
  Value result = own(static_cast<Object*>(list));
  if (!push_selected(machine, items, *selected, *list)) return {};
  return object.is(Kind::kTuple) ? new_tuple(list->items()) : result;
}

Value get_dict_item(Machine& machine, const Value& object, const Value& key) {
  Dict& dict = object.as<Dict>();
  Dict::Entry* entry = nullptr;
  if (!dict.find(machine, key, entry)) return {};
  if (entry) return entry->value;
  if (dict.flavour == Dict::Flavour::kCounter) return Value::integer(0);
  if (dict.flavour == Dict::Flavour::kDefault && !dict.factory.is_none()) {
    Value value = call(machine, dict.factory, Args{});
    if (!value || !dict.set(machine, key, value)) return {};
    return value;
  }
  return machine.raise(own(static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(key)))));
}

bool set_slice(Machine& machine, const Value& object, const Slice& slice, const Value& value) {
  if (!value.is(Kind::kList) && !value.is(Kind::kTuple) && !value.is(Kind::kRange) && !value.is(Kind::kIterator) &&
      !value.is(Kind::kStr))
    return machine.unsupported("this value of a slice");
  const Value collected = collect(machine, value);
  if (!collected) return false;
  List& list = object.as<List>();
  const Maybe<Selection> selected = select(machine, slice, list.size);
  if (!selected) return false;
  const std::span<Value> items = collected.as<List>().items();
  if (selected->step == 1) {
    const auto start = static_cast<std::size_t>(selected->start), count = static_cast<std::size_t>(selected->count);
    const Value rest = make_list(list.items().subspan(start + count));
    list.erase(start, list.size);
    for (Value& item : items) list.push_back(item);
    for (Value& item : rest.as<List>().items()) list.push_back(item);
    return machine.tick(list.size / 16 + 1);
  }
  if (static_cast<std::int64_t>(items.size()) != selected->count)
    return machine.raise(kValueError, "attempt to assign sequence of size {} to extended slice of size {}",
                         items.size(), selected->count);
  for (std::int64_t i = 0; i < selected->count; ++i) list.items()[selected->at(i)] = items[static_cast<std::size_t>(i)];
  return true;
}

bool delete_slice(Machine& machine, const Value& object, const Slice& slice) {
  List& list = object.as<List>();
  const Maybe<Selection> selected = select(machine, slice, list.size);
  if (!selected) return false;
  const Selection& gone = *selected;
  const Value kept = own(static_cast<Object*>(create<List>()));
  const std::int64_t low = std::min(gone.start, gone.start + (gone.count - 1) * gone.step),
                     stride = std::abs(gone.step);
  for (std::size_t i = 0; i < list.size; ++i) {
    const std::int64_t distance = static_cast<std::int64_t>(i) - low;
    const bool hit = gone.count > 0 && distance >= 0 && distance % stride == 0 && distance / stride < gone.count;
    if (!hit) kept.as<List>().push_back(list.items()[i]);
  }
  list.erase(0, list.size);
  for (const Value& item : kept.as<List>().items()) list.push_back(item);
  return machine.tick(list.size / 16 + 1);
}

}  // namespace

Value get_item(Machine& machine, const Value& object, const Value& index) {
  switch (object.kind()) {
    case Kind::kList:
    case Kind::kDeque: {
      if (index.is(Kind::kSlice) && object.is(Kind::kList)) return get_slice(machine, object, index.as<Slice>());
      List& list = object.as<List>();
      if (object.is(Kind::kDeque) && !is_integer(index))
        return machine.raise(kTypeError, "sequence index must be integer, not '{}'", type_name(index));
      const Maybe<std::size_t> at = position(machine, index, list.size, type_name(object) == "list" ? "list" : "deque");
      return at ? list.items()[*at] : Value();
    }
    case Kind::kTuple: {
      if (index.is(Kind::kSlice)) return get_slice(machine, object, index.as<Slice>());
      const Maybe<std::size_t> at = position(machine, index, object.as<Tuple>().size, "tuple");
      return at ? object.as<Tuple>().items()[*at] : Value();
    }
    case Kind::kStr: {
      if (index.is(Kind::kSlice)) return get_slice(machine, object, index.as<Slice>());
      Str& str = object.as<Str>();
      if (!is_integer(index))
        return machine.raise(kTypeError, "string indices must be integers, not '{}'", type_name(index));
      const Maybe<std::size_t> at = position(machine, index, str.length, "string");
      if (!at || !machine.tick(str.ascii() ? 1 : str.bytes / 16 + 1)) return {};
      const std::string_view rest = str.view().substr(offset_of(str, *at));
      return make_str(rest.substr(0, utf8::decode(rest).bytes));
    }
    case Kind::kRange: {
      if (index.is(Kind::kSlice)) return get_slice(machine, object, index.as<Slice>());
      const auto& range = object.as<Range>();
      const Maybe<std::size_t> at = position(machine, index, static_cast<std::size_t>(range.length), "range");
      if (!at && machine.stop() == Stop::kException && machine.exception().type == &kIndexError) {
        machine.take_exception();
        return machine.raise(kIndexError, "range object index out of range");
      }
      return at ? Value::integer(range.at(static_cast<std::int64_t>(*at))) : Value();
    }
    case Kind::kDict:
      return get_dict_item(machine, object, index);
    case Kind::kTyping:
      return object;
    case Kind::kType: {
      const Type& type = object.type();
      const bool generic = &type == &kListType || &type == &kDictType || &type == &kTupleType || &type == &kSetType ||
                           &type == &kFrozenSetType || &type == &kTypeType;
      if (generic) return Value(Kind::kTyping);
      return machine.unsupported("subscripting such a type");
    }
    default:
      return machine.raise(kTypeError, "'{}' object is not subscriptable", type_name(object));
  }
}

bool set_item(Machine& machine, const Value& object, const Value& index, Value value) {
  if (object.is(Kind::kDict)) return object.as<Dict>().set(machine, index, std::move(value));
  if (!is_list(object))
    return machine.raise(kTypeError, "'{}' object does not support item assignment", type_name(object));
  if (index.is(Kind::kSlice) && object.is(Kind::kList)) return set_slice(machine, object, index.as<Slice>(), value);
  if (object.is(Kind::kDeque) && !is_integer(index)) return machine.unsupported("such an index of a deque");
  List& list = object.as<List>();
  const std::string_view what = object.is(Kind::kDeque) ? "deque" : is_integer(index) ? "list assignment" : "list";
  const Maybe<std::size_t> at = position(machine, index, list.size, what);
  if (!at) return false;
  list.items()[*at].swap(value);
  return true;
}

bool delete_item(Machine& machine, const Value& object, const Value& index) {
  if (object.is(Kind::kDict)) {
    bool removed = false;
    if (!object.as<Dict>().remove(machine, index, removed)) return false;
    return removed || machine.raise(own(static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(index)))));
  }
  if (!is_list(object)) {
    const bool sequence = object.is(Kind::kTuple) || object.is(Kind::kStr) || object.is(Kind::kRange) ||
                          object.is(Kind::kSet) || object.is(Kind::kFrozenSet);
    return machine.raise(kTypeError, "'{}' object {} support item deletion", type_name(object),
                         sequence && is_integer(index) ? "doesn't" : "does not");
  }
  if (index.is(Kind::kSlice) && object.is(Kind::kList)) return delete_slice(machine, object, index.as<Slice>());
  if (object.is(Kind::kDeque) && !is_integer(index)) return machine.unsupported("such an index of a deque");
  List& list = object.as<List>();
  const std::string_view what = object.is(Kind::kDeque) ? "deque" : is_integer(index) ? "list assignment" : "list";
  const Maybe<std::size_t> at = position(machine, index, list.size, what);
  if (!at) return false;
  const Value gone = list.items()[*at];
  list.erase(*at, *at + 1);
  return machine.tick(list.size / 64 + 1);
}

Maybe<bool> contains(Machine& machine, const Value& container, const Value& item) {
  switch (container.kind()) {
    case Kind::kStr:
      if (!item.is(Kind::kStr))
        return machine.raise(kTypeError, "'in <string>' requires string as left operand, not {}", type_name(item));
      if (!machine.tick(container.as<Str>().bytes / 64 + 1)) return Failed();
      return text_of(container).find(text_of(item)) != std::string_view::npos;
    case Kind::kDict: {
      Dict::Entry* entry = nullptr;
      if (!container.as<Dict>().find(machine, item, entry)) return Failed();
      return entry != nullptr;
    }
    case Kind::kDictView: {
      const auto& view = container.as<DictView>();
      if (view.part == DictView::Part::kKeys) return contains(machine, view.dict, item);
      break;
    }
    case Kind::kSet:
    case Kind::kFrozenSet: {
      bool found = false;
      if (item.is(Kind::kSet)) return machine.unsupported("a set as an element");
      if (!container.as<Set>().contains(machine, item, found)) return Failed();
      return found;
    }
    case Kind::kRange:
      if (is_integer(item)) {
        const auto& range = container.as<Range>();
        if (range.length == 0 || item.is(Kind::kBigInt)) return false;
        const __int128 distance = static_cast<__int128>(item.small()) - range.start;
        return distance % range.step == 0 && distance / range.step >= 0 && distance / range.step < range.length;
      }
      break;
    default:
      break;
  }
  Value iterator = make_iterator(machine, container);
  if (!iterator) {
    if (machine.stop() == Stop::kException) {
      machine.take_exception();
      return machine.raise(kTypeError, "argument of type '{}' is not iterable", type_name(container));
    }
    return Failed();
  }
  bool found = false, compared = true;
  const bool whole = for_each(machine, iterator, [&](const Value& element) {
    const Maybe<bool> same = same_or_equal(machine, element, item);
    compared = static_cast<bool>(same);
    found = compared && *same;
    return compared && !found;
  });
  if (!whole || !compared) return Failed();
  return found;
}

}  // namespace qed::program::native
