#include "program/native/constructors.h"

#include <cmath>

#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/decimal.h"
#include "program/native/dict.h"
#include "program/native/fraction.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/number_text.h"
#include "program/native/set.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

// Calls the subset does not follow CPython in, and leaves to it: wrong counts, odd keywords.
bool plain(Machine& machine, const Args& args, std::size_t most) {
  return (args.size() <= most && args.keywords.empty()) || machine.unsupported("this call of a type");
}

Value real_to_integer(Machine& machine, double x) {
  if (std::isnan(x)) return machine.raise(kValueError, "cannot convert float NaN to integer");
  if (std::isinf(x)) return machine.raise(kOverflowError, "cannot convert float infinity to integer");
  return integer_of(x);
}

Value to_integer(Machine& machine, const Value& x) {
  switch (x.kind()) {
    case Kind::kInt:
    case Kind::kBigInt:
      return x;
    case Kind::kBool:
      return Value::integer(x.small());
    case Kind::kFloat:
      return real_to_integer(machine, x.real());
    case Kind::kStr:
      return parse_integer(machine, x, 10);
    case Kind::kFraction:
      return fraction_trunc(machine, x);
    case Kind::kDecimal:
      return decimal_to_integer(machine, x, 0);
    default:
      return machine.raise(
          kTypeError, "int() argument must be a string, a bytes-like object or a real number, not '{}'", type_name(x));
  }
}

// Copies the keys and values of a dictionary, or of an iterable of pairs.
bool update(Machine& machine, Dict& dict, const Value& source) {
  if (source.is(Kind::kDict)) {
    for (const Dict::Entry& entry : source.as<Dict>().entries())
      if (entry.key && !dict.set(machine, entry.key, entry.value)) return false;
    return true;
  }
  std::size_t index = 0;
  bool fine = true;
  const bool ordered = dict.flavour == Dict::Flavour::kOrdered;  // which complains in words of its own
  const bool whole = for_each(machine, source, [&](const Value& pair) {
    if (ordered && !pair.is(Kind::kTuple)) return fine = machine.unsupported("pairs of that kind");
    if (!pair.is(Kind::kTuple) && !pair.is(Kind::kList) && !pair.is(Kind::kStr)) {
      if (pair.is(Kind::kSet) || pair.is(Kind::kIterator) || pair.is(Kind::kDict) || pair.is(Kind::kRange))
        return fine = machine.unsupported("pairs of that kind");
      return fine = machine.raise(kTypeError, "cannot convert dictionary update sequence element #{} to a sequence",
                                  index);
    }
    Value keep;
    const Maybe<std::span<Value>> parts = elements(machine, pair, keep);
    if (!parts) return fine = false;
    if (parts->size() != 2 && ordered) return fine = machine.unsupported("pairs of that kind");
    if (parts->size() != 2)
      return fine = machine.raise(kValueError, "dictionary update sequence element #{} has length {}; 2 is required",
                                  index, parts->size());
    ++index;
    return fine = dict.set(machine, (*parts)[0], (*parts)[1]);
  });
  return whole && fine;
}

bool set_keywords(Machine& machine, Dict& dict, const Args& args) {
  for (const Keyword& keyword : args.keywords)
    if (!dict.set(machine, make_str(keyword.name), *keyword.value)) return false;
  return true;
}

bool fill(Machine& machine, Set& set, const Value& iterable) {
  if (iterable.is(Kind::kSet) || iterable.is(Kind::kFrozenSet)) return set.merge(machine, iterable.as<Set>());
  if (iterable.is(Kind::kDict) && !set.reserve_for_dict(machine, iterable.as<Dict>().size)) return false;
  bool fine = true;
  return for_each(machine, iterable, [&](const Value& item) { return fine = set.add(machine, item); }) && fine;
}

}  // namespace

Value construct_int(Machine& machine, const Args& args) {
  if (!plain(machine, args, 2)) return {};
  if (args.size() == 0) return Value::integer(0);
  if (args.size() == 1) return to_integer(machine, args[0]);
  const Maybe<std::int64_t> base = to_index(machine, args[1]);
  if (!base) return {};
  if (!args[0].is(Kind::kStr)) return machine.raise(kTypeError, "int() can't convert non-string with explicit base");
  if (*base != 0 && (*base < 2 || *base > 36))
    return machine.raise(kValueError, "int() base must be >= 2 and <= 36, or 0");
  return parse_integer(machine, args[0], static_cast<int>(*base));
}

Value construct_bool(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  return Value::boolean(args.size() == 1 && truth(args[0]));
}

Value construct_float(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  if (args.size() == 0) return Value::real(0);
  const Value& x = args[0];
  if (x.is(Kind::kFloat)) return x;
  if (x.is(Kind::kStr)) {
    if (!x.as<Str>().ascii()) return machine.unsupported("digits beyond ASCII");
    if (const std::optional<double> value = parse_float(text_of(x))) return Value::real(*value);
    const Maybe<std::string> quoted = repr(machine, x);
    return quoted ? Value(machine.raise(kValueError, "could not convert string to float: {}", *quoted)) : Value();
  }
  const Maybe<double> value =
      is_integer(x)           ? integer_to_double(machine, x)
      : x.is(Kind::kFraction) ? fraction_to_double(machine, x)
      : x.is(Kind::kDecimal)
          ? decimal_to_double(machine, x)
          : Maybe<double>(machine.raise(kTypeError, "float() argument must be a string or a real number, not '{}'",
                                        type_name(x)));
  return value ? Value::real(*value) : Value();
}

Value construct_str(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  if (args.size() == 0) return make_str("");
  if (args[0].is(Kind::kStr)) return args[0];
  const Maybe<std::string> text = str(machine, args[0]);
  return text ? make_str(*text) : Value();
}

Value construct_tuple(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  if (args.size() == 0) return new_tuple({});
  if (args[0].is(Kind::kTuple)) return args[0];
  Value keep;
  const Maybe<std::span<Value>> items = elements(machine, args[0], keep);
  return items ? new_tuple(*items) : Value();
}

Value construct_list(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  return args.size() == 0 ? own(static_cast<Object*>(create<List>())) : collect(machine, args[0]);
}

Value construct_dict(Machine& machine, const Args& args) {
  if (args.size() > 1) return machine.unsupported("this call of a type");
  Dict* dict = create<Dict>();
  Value result = own(static_cast<Object*>(dict));
  if (args.size() == 1 && !update(machine, *dict, args[0])) return {};
  return set_keywords(machine, *dict, args) ? result : Value();
}

Value construct_set(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  Set* set = create<Set>();
  Value result = own(static_cast<Object*>(set));
  return args.size() == 0 || fill(machine, *set, args[0]) ? result : Value();
}

Value construct_frozen_set(Machine& machine, const Args& args) {
  if (!plain(machine, args, 1)) return {};
  if (args.size() == 1 && args[0].is(Kind::kFrozenSet)) return args[0];
  Set* set = create<Set>(Kind::kFrozenSet);
  Value result = own(static_cast<Object*>(set));
  return args.size() == 0 || fill(machine, *set, args[0]) ? result : Value();
}

Value construct_range(Machine& machine, const Args& args) {
  if (args.size() == 0 || !plain(machine, args, 3)) return machine.unsupported("this call of a type");
  std::int64_t bounds[3] = {0, 0, 1};
  for (std::size_t i = 0; i < args.size(); ++i) {
    const Maybe<std::int64_t> bound = to_index(machine, args[i]);
    if (!bound) return {};
    if (*bound > INT64_MAX / 4 || *bound < -(INT64_MAX / 4)) return machine.unsupported("a range that large");
    bounds[args.size() == 1 ? 1 : i] = *bound;
  }
  if (bounds[2] == 0) return machine.raise(kValueError, "range() arg 3 must not be zero");
  return own(static_cast<Object*>(create<Range>(bounds[0], bounds[1], bounds[2])));
}

Value construct_type(Machine& machine, const Args& args) {
  if (args.size() != 1 || !plain(machine, args, 1)) return machine.unsupported("making a class");
  if (args[0].is(Kind::kIterator) || args[0].is(Kind::kTyping) || args[0].is(Kind::kType))
    return machine.unsupported("the type of such an object");
  return Value(type_of(args[0]));
}

// --- collections -----------------------------------------------------------------------------------------------------

Value construct_counter(Machine& machine, const Args& args) {
  if (args.size() > 1) return machine.unsupported("this call of a type");
  Dict* dict = create<Dict>(Dict::Flavour::kCounter);
  Value result = own(static_cast<Object*>(dict));
  if (args.size() == 1 && args[0].is(Kind::kDict)) {
    if (!update(machine, *dict, args[0])) return {};
  } else if (args.size() == 1 && !args[0].is_none() && !count_elements(machine, *dict, args[0])) {
    return {};
  }
  return set_keywords(machine, *dict, args) ? result : Value();
}

bool count_elements(Machine& machine, Dict& dict, const Value& iterable) {
  bool fine = true;
  return for_each(machine, iterable,
                  [&](const Value& item) {
                    Dict::Entry* entry = nullptr;
                    if (!dict.find(machine, item, entry)) return fine = false;
                    if (!entry) return fine = dict.set(machine, item, Value::integer(1));
                    Value sum = binary(machine, BinaryOp::kAdd, entry->value, Value::integer(1));
                    if (!sum) return fine = false;
                    entry->value = std::move(sum);
                    return true;
                  }) &&
         fine;
}

Value construct_default_dict(Machine& machine, const Args& args) {
  if (args.size() > 2) return machine.unsupported("this call of a type");
  const bool callable = args.size() == 0 || args[0].is_none() || args[0].is(Kind::kType) ||
                        args[0].is(Kind::kFunction) || args[0].is(Kind::kBuiltin) || args[0].is(Kind::kPartial) ||
                        args[0].is(Kind::kCached);
  if (!callable) return machine.raise(kTypeError, "first argument must be callable or None");
  Dict* dict = create<Dict>(Dict::Flavour::kDefault);
  Value result = own(static_cast<Object*>(dict));
  dict->factory = args.size() > 0 ? args[0] : Value::none();
  if (args.size() == 2 && !update(machine, *dict, args[1])) return {};
  return set_keywords(machine, *dict, args) ? result : Value();
}

Value construct_ordered_dict(Machine& machine, const Args& args) {
  if (args.size() > 1) return machine.unsupported("this call of a type");
  Dict* dict = create<Dict>(Dict::Flavour::kOrdered);
  Value result = own(static_cast<Object*>(dict));
  if (args.size() == 1 && !update(machine, *dict, args[0])) return {};
  return set_keywords(machine, *dict, args) ? result : Value();
}

bool update_dict(Machine& machine, Dict& dict, const Args& args) {
  return (args.size() < 2 || update(machine, dict, args[1])) && set_keywords(machine, dict, args);
}

bool update_set(Machine& machine, Set& set, const Value& iterable) { return fill(machine, set, iterable); }

Value construct_deque(Machine& machine, const Args& args) {
  if (args.size() > 2 || !only_keywords(machine, args, {"maxlen"})) return machine.unsupported("this call of a type");
  List* deque = create<List>(Kind::kDeque);
  Value result = own(static_cast<Object*>(deque));
  const Value most = args.size() == 2 ? args[1] : keyword(args, "maxlen");
  if (most && !most.is_none()) {
    if (!is_integer(most)) return machine.unsupported("this call of a type");
    const Maybe<std::int64_t> length = to_index(machine, most);
    if (!length) return {};
    if (*length < 0) return machine.raise(kValueError, "maxlen must be non-negative");
    deque->max_length = *length;
  }
  const bool whole = args.size() == 0 || for_each(machine, args[0], [&](Value item) {
                       return push_bounded(*deque, std::move(item)), true;
                     });
  return whole ? result : Value();
}

void push_bounded(List& deque, Value item) {
  deque.push_back(std::move(item));
  if (deque.max_length >= 0 && deque.size > static_cast<std::size_t>(deque.max_length)) deque.pop_front();
}

Value construct_partial(Machine& machine, const Args& args) {
  if (args.size() == 0 || !args.keywords.empty()) return machine.unsupported("this call of a type");
  return own(static_cast<Object*>(create<Partial>(args[0], new_tuple(args.positional.subspan(1)))));
}

}  // namespace qed::program::native
