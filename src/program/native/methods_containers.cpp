// Methods of lists, deques, tuples, dictionaries and sets.
#include <algorithm>

#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/constructors.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/methods.h"
#include "program/native/operators.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

List& list_of(const Args& args) { return args[0].as<List>(); }
Failed key_error(Machine& machine, const Value& key) {
  return machine.raise(own(static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(key)))));
}

// --- lists and tuples ------------------------------------------------------------------------------------------------

std::span<Value> items_of(const Value& sequence) {
  return sequence.is(Kind::kTuple) ? sequence.as<Tuple>().items() : sequence.as<List>().items();
}

Value append(Machine&, const Args& args) { return list_of(args).push_back(std::move(args[1])), Value::none(); }

Value extend(Machine& machine, const Args& args) {
  List& list = list_of(args);
  const Value source = args[1].same(args[0]) ? make_list(list.items()) : args[1];
  const bool whole = for_each(machine, source, [&](Value item) { return list.push_back(std::move(item)), true; });
  return whole ? Value::none() : Value();
}

Value insert(Machine& machine, const Args& args) {
  List& list = list_of(args);
  const Maybe<std::int64_t> index = to_index(machine, args[1]);
  if (!index || !machine.tick(list.size / 64 + 1)) return {};
  const auto size = static_cast<std::int64_t>(list.size);
  const std::int64_t at = std::clamp<std::int64_t>(*index < 0 ? *index + size : *index, 0, size);
  list.insert(static_cast<std::size_t>(at), std::move(args[2]));
  return Value::none();
}

Value pop(Machine& machine, const Args& args) {
  List& list = list_of(args);
  const Maybe<std::int64_t> index = args.size() > 1 ? to_index(machine, args[1]) : Maybe<std::int64_t>(-1);
  if (!index) return {};
  if (list.size == 0) return machine.raise(kIndexError, "pop from empty list");
  const auto size = static_cast<std::int64_t>(list.size);
  const std::int64_t at = *index < 0 ? *index + size : *index;
  if (at < 0 || at >= size) return machine.raise(kIndexError, "pop index out of range");
  if (at == 0) return list.pop_front();
  Value value = list.items()[static_cast<std::size_t>(at)];
  list.erase(static_cast<std::size_t>(at), static_cast<std::size_t>(at) + 1);
  return machine.tick(static_cast<std::uint64_t>(size - at) / 64 + 1) ? value : Value();
}

// Position of an equal item, or the size; nothing where comparing failed.
Maybe<std::size_t> position(Machine& machine, const Value& sequence, const Value& wanted) {
  for (std::size_t i = 0; i < items_of(sequence).size(); ++i) {
    const Value item = items_of(sequence)[i];
    const Maybe<bool> same = machine.tick() ? same_or_equal(machine, item, wanted) : Failed();
    if (!same) return Failed();
    if (*same) return i;
  }
  return items_of(sequence).size();
}

Value remove(Machine& machine, const Args& args) {
  const Maybe<std::size_t> at = position(machine, args[0], args[1]);
  if (!at) return {};
  if (*at == list_of(args).size) {
    if (args[0].is(Kind::kDeque)) return machine.unsupported("removing what a deque does not hold");
    return machine.raise(kValueError, "list.remove(x): x not in list");
  }
  const Value gone = list_of(args).items()[*at];
  list_of(args).erase(*at, *at + 1);
  return Value::none();
}

Value index(Machine& machine, const Args& args) {
  if (args.size() > 2) return machine.unsupported("bounds for index()");
  const Maybe<std::size_t> at = position(machine, args[0], args[1]);
  if (!at) return {};
  if (*at < items_of(args[0]).size()) return integer_from(*at);
  if (args[0].is(Kind::kTuple)) return machine.raise(kValueError, "tuple.index(x): x not in tuple");
  const Maybe<std::string> shown = repr(machine, args[1]);
  return shown
             ? Value(machine.raise(kValueError, "{} is not in {}", *shown, args[0].is(Kind::kDeque) ? "deque" : "list"))
             : Value();
}

Value count(Machine& machine, const Args& args) {
  std::size_t hits = 0;
  for (std::size_t i = 0; i < items_of(args[0]).size(); ++i) {
    const Value item = items_of(args[0])[i];
    const Maybe<bool> same = machine.tick() ? same_or_equal(machine, item, args[1]) : Failed();
    if (!same) return {};
    hits += *same;
  }
  return integer_from(hits);
}

Value clear(Machine&, const Args& args) { return list_of(args).clear(), Value::none(); }
Value copy(Machine&, const Args& args) { return make_list(list_of(args).items()); }
Value reverse(Machine& machine, const Args& args) {
  std::ranges::reverse(list_of(args).items());
  return machine.tick(list_of(args).size / 64 + 1) ? Value::none() : Value();
}

Value sort(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"key", "reverse"})) return {};
  const Value key = keyword(args, "key"), backwards = keyword(args, "reverse");
  // The list is empty to all who look while it is sorted, as in CPython.
  List& list = list_of(args);
  const Value sorting = make_list(list.items());
  list.erase(0, list.size);
  const bool fine = sort_list(machine, sorting.as<List>(), key ? key : Value::none(), backwards && truth(backwards));
  if (list.size > 0) return machine.unsupported("changing a list while it is sorted");
  for (const Value& item : sorting.as<List>().items()) list.push_back(item);
  return fine ? Value::none() : Value();
}

constexpr Builtin kList[] = {method("append", append, "list", 1, 1),  method("extend", extend, "list", 1, 1),
                             method("insert", insert, "list", 2, 2),  method("pop", pop, "list", 0, 1),
                             method("remove", remove, "list", 1, 1),  method("index", index, "list", 1, 3),
                             method("count", count, "list", 1, 1),    method("clear", clear, "list", 0, 0),
                             method("copy", copy, "list", 0, 0),      method("reverse", reverse, "list", 0, 0),
                             method("sort", sort, "list", 0, 0, true)};
constexpr Builtin kTuple[] = {method("index", index, "tuple", 1, 3), method("count", count, "tuple", 1, 1)};

// --- deques ----------------------------------------------------------------------------------------------------------

Value push(Machine&, const Args& args) { return push_bounded(list_of(args), std::move(args[1])), Value::none(); }

void push_left_bounded(List& deque, Value item) {
  deque.push_front(std::move(item));
  if (deque.max_length >= 0 && deque.size > static_cast<std::size_t>(deque.max_length))
    deque.erase(deque.size - 1, deque.size);
}
Value push_left(Machine&, const Args& args) {
  return push_left_bounded(list_of(args), std::move(args[1])), Value::none();
}

Value pop_right(Machine& machine, const Args& args) {
  List& list = list_of(args);
  if (list.size == 0) return machine.raise(kIndexError, "pop from an empty deque");
  Value value = list.items().back();
  list.erase(list.size - 1, list.size);
  return value;
}
Value pop_left(Machine& machine, const Args& args) {
  if (list_of(args).size == 0) return machine.raise(kIndexError, "pop from an empty deque");
  return list_of(args).pop_front();
}

Value extend_deque(Machine& machine, const Args& args) {
  const Value source = args[1].same(args[0]) ? make_list(list_of(args).items()) : args[1];
  const bool whole =
      for_each(machine, source, [&](Value item) { return push_bounded(list_of(args), std::move(item)), true; });
  return whole ? Value::none() : Value();
}
Value extend_left(Machine& machine, const Args& args) {
  const Value source = args[1].same(args[0]) ? make_list(list_of(args).items()) : args[1];
  const bool whole =
      for_each(machine, source, [&](Value item) { return push_left_bounded(list_of(args), std::move(item)), true; });
  return whole ? Value::none() : Value();
}

Value rotate(Machine& machine, const Args& args) {
  const Maybe<std::int64_t> steps = args.size() > 1 ? to_index(machine, args[1]) : Maybe<std::int64_t>(1);
  List& list = list_of(args);
  if (!steps || list.size == 0 || !machine.tick(list.size / 64 + 1)) return steps ? Value::none() : Value();
  const auto size = static_cast<std::int64_t>(list.size);
  const std::int64_t left = ((-*steps % size) + size) % size;
  std::ranges::rotate(list.items(), list.items().begin() + left);
  return Value::none();
}

constexpr Builtin kDeque[] = {
    method("append", push, "deque", 1, 1),         method("appendleft", push_left, "deque", 1, 1),
    method("pop", pop_right, "deque", 0, 0),       method("popleft", pop_left, "deque", 0, 0),
    method("extend", extend_deque, "deque", 1, 1), method("extendleft", extend_left, "deque", 1, 1),
    method("rotate", rotate, "deque", 0, 1),       method("clear", clear, "deque", 0, 0),
    method("count", count, "deque", 1, 1),         method("remove", remove, "deque", 1, 1),
    method("reverse", reverse, "deque", 0, 0),     method("index", index, "deque", 1, 3)};

// --- dictionaries ----------------------------------------------------------------------------------------------------

Dict& dict_of(const Args& args) { return args[0].as<Dict>(); }

Value view(const Args& args, DictView::Part part) { return own(static_cast<Object*>(create<DictView>(args[0], part))); }
Value keys(Machine&, const Args& args) { return view(args, DictView::Part::kKeys); }
Value values(Machine&, const Args& args) { return view(args, DictView::Part::kValues); }
Value items(Machine&, const Args& args) { return view(args, DictView::Part::kItems); }

Value get(Machine& machine, const Args& args) {
  Dict::Entry* entry = nullptr;
  if (!dict_of(args).find(machine, args[1], entry)) return {};
  return entry ? entry->value : args.size() > 2 ? args[2] : Value::none();
}

Value set_default(Machine& machine, const Args& args) {
  Dict::Entry* entry = nullptr;
  if (!dict_of(args).find(machine, args[1], entry)) return {};
  if (entry) return entry->value;
  Value value = args.size() > 2 ? args[2] : Value::none();
  return dict_of(args).set(machine, args[1], value) ? value : Value();
}

Value pop_key(Machine& machine, const Args& args) {
  Dict::Entry* entry = nullptr;  // an empty dictionary does not ask for the hash
  if (dict_of(args).size > 0 && !dict_of(args).find(machine, args[1], entry)) return {};
  if (!entry && dict_of(args).flavour == Dict::Flavour::kOrdered && args.size() < 3)
    return machine.unsupported("this method of such a dictionary");
  if (!entry) return args.size() > 2 ? args[2] : Value(key_error(machine, args[1]));
  Value value = entry->value;
  dict_of(args).erase(*entry);
  return value;
}

Value pop_item(Machine& machine, const Args& args) {
  const std::span<Dict::Entry> entries = dict_of(args).entries();
  for (std::size_t i = entries.size(); i-- > 0;) {
    if (!entries[i].key) {
      if (!machine.tick()) return {};
      continue;
    }
    Value pair = new_tuple_of(entries[i].key, entries[i].value);
    dict_of(args).erase(entries[i]);
    return pair;
  }
  return machine.raise(own(
      static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(make_str("popitem(): dictionary is empty"))))));
}

Value update(Machine& machine, const Args& args) {
  if (dict_of(args).flavour == Dict::Flavour::kCounter) {
    if (!args.keywords.empty() || args.size() < 2 || args[1].is(Kind::kDict) || args[1].is_none())
      return machine.unsupported("updating a counter so");
    return count_elements(machine, dict_of(args), args[1]) ? Value::none() : Value();
  }
  return update_dict(machine, dict_of(args), args) ? Value::none() : Value();
}

Value clear_dict(Machine&, const Args& args) { return dict_of(args).clear(), Value::none(); }

Value copy_dict(Machine& machine, const Args& args) {
  Dict& source = dict_of(args);
  Dict* dict = create<Dict>(source.flavour);
  Value result = own(static_cast<Object*>(dict));
  dict->factory = source.factory;
  for (const Dict::Entry& entry : source.entries())
    if (entry.key && !dict->set(machine, entry.key, entry.value)) return {};
  return result;
}

constexpr Builtin kDict[] = {method("keys", keys, "dict", 0, 0),
                             method("values", values, "dict", 0, 0),
                             method("items", items, "dict", 0, 0),
                             method("get", get, "dict", 1, 2),
                             method("setdefault", set_default, "dict", 1, 2),
                             method("pop", pop_key, "dict", 1, 2),
                             method("popitem", pop_item, "dict", 0, 0),
                             method("update", update, "dict", 0, 1, true),
                             method("clear", clear_dict, "dict", 0, 0),
                             method("copy", copy_dict, "dict", 0, 0)};

// --- counters and ordered dictionaries -------------------------------------------------------------------------------

// Falling by count, first come first among equals.
Value most_common(Machine& machine, const Args& args) {
  if (args.size() > 1 && !args[1].is_none() && !is_integer(args[1]))
    return machine.unsupported("this argument of a method");
  const Maybe<std::int64_t> most =
      args.size() > 1 && !args[1].is_none() ? to_index(machine, args[1]) : Maybe<std::int64_t>(INT64_MAX);
  if (!most) return {};
  if (*most < 0) return machine.unsupported("a negative number of elements");
  std::vector<const Dict::Entry*> entries;
  for (const Dict::Entry& entry : dict_of(args).entries()) {
    if (entry.key && !is_integer(entry.value)) return machine.unsupported("counts that are no integers");
    if (entry.key) entries.push_back(&entry);
  }
  std::ranges::stable_sort(entries,
                           [](const auto* a, const auto* b) { return integer_compare(a->value, b->value) > 0; });
  List* list = create<List>();
  Value result = own(static_cast<Object*>(list));
  for (std::size_t i = 0; i < entries.size() && static_cast<std::int64_t>(i) < *most; ++i)
    list->push_back(new_tuple_of(entries[i]->key, entries[i]->value));
  return result;
}

Value repeated_elements(Machine& machine, const Args& args) {
  const Value list = own(static_cast<Object*>(create<List>()));
  for (const Dict::Entry& entry : dict_of(args).entries()) {
    if (!entry.key) continue;
    const Maybe<std::int64_t> times = to_index(machine, entry.value);
    if (!times) return {};
    for (std::int64_t i = 0; i < *times; ++i) {
      if (!machine.tick()) return {};
      list.as<List>().push_back(entry.key);
    }
  }
  return make_iterator(machine, list);
}

Value total(Machine& machine, const Args& args) {
  Value sum = Value::integer(0);
  for (const Dict::Entry& entry : dict_of(args).entries())
    if (entry.key && !(sum = binary(machine, BinaryOp::kAdd, sum, entry.value))) return {};
  return sum;
}

Value not_here(Machine& machine, const Args&) { return machine.unsupported("this method of such a dictionary"); }

constexpr Builtin kCounter[] = {
    method("most_common", most_common, "Counter", 0, 1), method("elements", repeated_elements, "Counter", 0, 0),
    method("total", total, "Counter", 0, 0), method("subtract", not_here, "Counter", 0, kAny, true)};
constexpr Builtin kOrdered[] = {method("move_to_end", not_here, "OrderedDict", 0, kAny, true),
                                method("popitem", not_here, "OrderedDict", 0, kAny, true)};

// --- sets ------------------------------------------------------------------------------------------------------------

Set& set_of(const Args& args) { return args[0].as<Set>(); }

Value add(Machine& machine, const Args& args) { return set_of(args).add(machine, args[1]) ? Value::none() : Value(); }

Value discard(Machine& machine, const Args& args) {
  bool removed = false;
  if (args[1].is(Kind::kSet)) return machine.unsupported("a set as an element");
  return set_of(args).remove(machine, args[1], removed) ? Value::none() : Value();
}

Value remove_element(Machine& machine, const Args& args) {
  bool removed = false;
  if (args[1].is(Kind::kSet)) return machine.unsupported("a set as an element");
  if (!set_of(args).remove(machine, args[1], removed)) return {};
  return removed ? Value::none() : Value(key_error(machine, args[1]));
}

Value pop_element(Machine& machine, const Args& args) {
  Set& set = set_of(args);
  if (set.size == 0)
    return machine.raise(
        own(static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(make_str("pop from an empty set"))))));
  if (!set.order_known()) return machine.unsupported("the order of a set of such elements");
  return machine.tick(set.table().size() / 64 + 1) ? set.pop() : Value();
}

Value clear_set(Machine&, const Args& args) { return set_of(args).clear(), Value::none(); }

Value copy_set(Machine& machine, const Args& args) {
  Set* set = create<Set>(args[0].kind());
  Value result = own(static_cast<Object*>(set));
  return set->merge(machine, set_of(args)) ? result : Value();
}

Value update_all(Machine& machine, const Args& args) {
  for (std::size_t i = 1; i < args.size(); ++i)
    if (!update_set(machine, set_of(args), args[i])) return {};
  return Value::none();
}

Value unite(Machine& machine, const Args& args) {
  Value result = copy_set(machine, args);
  for (std::size_t i = 1; result && i < args.size(); ++i)
    if (!update_set(machine, result.as<Set>(), args[i])) return {};
  return result;
}

// The operator's work where the argument is a set, and near enough where it becomes one.
Value combine(Machine& machine, const Args& args, BinaryOp op) {
  const bool set = args[1].is(Kind::kSet) || args[1].is(Kind::kFrozenSet);
  if (!set && !args[1].is(Kind::kList) && !args[1].is(Kind::kTuple) && !args[1].is(Kind::kRange))
    return machine.unsupported("a set's method on such an argument");
  Value other = args[1];
  if (!set && !(other = construct_set(machine, Args{args.positional.subspan(1, 1), {}}))) return {};
  Value result = combine_sets(machine, op, args[0], other);
  if (result && !set && result.as<Set>().size > 1) result.as<Set>().stable = false;  // its order is another one's
  return result;
}
Value intersection(Machine& machine, const Args& args) { return combine(machine, args, BinaryOp::kAnd); }
Value difference(Machine& machine, const Args& args) { return combine(machine, args, BinaryOp::kSubtract); }
Value symmetric_difference(Machine& machine, const Args& args) { return combine(machine, args, BinaryOp::kXor); }

Value relation(Machine& machine, const Args& args, Comparison comparison) {
  Value other = args[1];
  if (!other.is(Kind::kSet) && !other.is(Kind::kFrozenSet) &&
      !(other = construct_set(machine, Args{args.positional.subspan(1, 1), {}})))
    return {};
  const Maybe<bool> holds = compare(machine, comparison, args[0], other);
  return holds ? Value::boolean(*holds) : Value();
}
Value is_subset(Machine& machine, const Args& args) { return relation(machine, args, Comparison::kLessEqual); }
Value is_superset(Machine& machine, const Args& args) { return relation(machine, args, Comparison::kGreaterEqual); }
Value is_disjoint(Machine& machine, const Args& args) {
  const Value common = combine(machine, args, BinaryOp::kAnd);
  return common ? Value::boolean(common.as<Set>().size == 0) : Value();
}

constexpr Builtin kSet[] = {method("add", add, "set", 1, 1),
                            method("discard", discard, "set", 1, 1),
                            method("remove", remove_element, "set", 1, 1),
                            method("pop", pop_element, "set", 0, 0),
                            method("clear", clear_set, "set", 0, 0),
                            method("copy", copy_set, "set", 0, 0),
                            method("update", update_all, "set", 0, kAny),
                            method("union", unite, "set", 0, kAny),
                            method("intersection", intersection, "set", 1, 1),
                            method("difference", difference, "set", 1, 1),
                            method("symmetric_difference", symmetric_difference, "set", 1, 1),
                            method("issubset", is_subset, "set", 1, 1),
                            method("issuperset", is_superset, "set", 1, 1),
                            method("isdisjoint", is_disjoint, "set", 1, 1)};
constexpr Builtin kFrozenSet[] = {kSet[5], kSet[7], kSet[8], kSet[9], kSet[10], kSet[11], kSet[12], kSet[13]};

}  // namespace

std::span<const Builtin> list_methods() { return kList; }
std::span<const Builtin> deque_methods() { return kDeque; }
std::span<const Builtin> tuple_methods() { return kTuple; }
std::span<const Builtin> dict_methods() { return kDict; }
std::span<const Builtin> counter_methods() { return kCounter; }
std::span<const Builtin> ordered_methods() { return kOrdered; }
std::span<const Builtin> set_methods() { return kSet; }
std::span<const Builtin> frozen_set_methods() { return kFrozenSet; }

}  // namespace qed::program::native
