// map(), filter(), zip(), enumerate() and reversed().
#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/constructors.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"

namespace qed::program::native {
namespace {

// The iterators of several iterables, as a tuple.
Value iterators_of(Machine& machine, std::span<Value> iterables) {
  Tuple* tuple = allocate_tuple(iterables.size());
  Value result = own(static_cast<Object*>(tuple));
  for (std::size_t i = 0; i < iterables.size(); ++i)
    if (!(tuple->items()[i] = make_iterator(machine, iterables[i]))) return {};
  return result;
}

class MapIterator final : public Iterator {
 public:
  MapIterator(Value function, Value sources) : function_(std::move(function)), sources_(std::move(sources)) {}
  Value next(Machine& machine) override {
    Window arguments(machine);
    for (const Value& source : sources_.as<Tuple>().items()) {
      Value item = native::next(machine, source);
      if (!item || !arguments.push(std::move(item))) return {};
    }
    return call(machine, function_, arguments.values());
  }
  const Type& type() const override { return kMapType; }

 private:
  Value function_, sources_;
};

class FilterIterator final : public Iterator {
 public:
  FilterIterator(Value function, Value source) : function_(std::move(function)), source_(std::move(source)) {}
  Value next(Machine& machine) override {
    while (Value item = native::next(machine, source_)) {
      Value argument = item;
      const Value verdict = function_.is_none() ? item : call(machine, function_, std::span<Value>(&argument, 1));
      if (!verdict) return {};
      if (truth(verdict)) return item;
    }
    return {};
  }
  const Type& type() const override { return kFilterType; }

 private:
  Value function_, source_;
};

class ZipIterator final : public Iterator {
 public:
  ZipIterator(Value sources, bool strict) : sources_(std::move(sources)), strict_(strict) {}
  Value next(Machine& machine) override {
    const std::span<Value> sources = sources_.as<Tuple>().items();
    if (sources.empty()) return {};
    Tuple* tuple = allocate_tuple(sources.size());
    Value result = own(static_cast<Object*>(tuple));
    for (std::size_t i = 0; i < sources.size(); ++i) {
      tuple->items()[i] = native::next(machine, sources[i]);
      if (tuple->items()[i]) continue;
      if (strict_ && !machine.failed()) return uneven(machine, i);
      return {};
    }
    return result;
  }
  const Type& type() const override { return kZipType; }

 private:
  Value uneven(Machine& machine, std::size_t ended) {
    const std::span<Value> sources = sources_.as<Tuple>().items();
    if (ended > 0)
      return machine.raise(kValueError, "zip() argument {} is shorter than argument{}{}", ended + 1,
                           ended == 1 ? " " : "s 1-", ended);
    for (std::size_t i = 1; i < sources.size(); ++i) {
      const Value more = native::next(machine, sources[i]);
      if (machine.failed()) return {};
      if (more)
        return machine.raise(kValueError, "zip() argument {} is longer than argument{}{}", i + 1, i == 1 ? " " : "s 1-",
                             i);
    }
    return {};
  }
  Value sources_;
  bool strict_;
};

class EnumerateIterator final : public Iterator {
 public:
  EnumerateIterator(Value source, Value start) : source_(std::move(source)), index_(std::move(start)) {}
  Value next(Machine& machine) override {
    Value item = native::next(machine, source_);
    if (!item) return {};
    Value index = index_;
    index_ = integer_add(machine, index_, Value::integer(1));
    return new_tuple_of(std::move(index), std::move(item));
  }
  const Type& type() const override { return kEnumerateType; }

 private:
  Value source_, index_;
};

}  // namespace

Value construct_map(Machine& machine, const Args& args) {
  if (!args.keywords.empty()) return machine.unsupported("this call of a type");
  if (args.size() < 2) return machine.raise(kTypeError, "map() must have at least two arguments.");
  Value sources = iterators_of(machine, args.positional.subspan(1));
  return sources ? create_iterator<MapIterator>(args[0], std::move(sources)) : Value();
}

Value construct_filter(Machine& machine, const Args& args) {
  if (args.size() != 2 || !args.keywords.empty()) return machine.unsupported("this call of a type");
  Value source = make_iterator(machine, args[1]);
  return source ? create_iterator<FilterIterator>(args[0], std::move(source)) : Value();
}

Value construct_zip(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"strict"})) return {};
  for (Value& source : args.positional)
    if (source.is(Kind::kType) || source.is(Kind::kFunction)) return machine.unsupported("this call of a type");
  Value sources = iterators_of(machine, args.positional);
  const Value strict = keyword(args, "strict");
  return sources ? create_iterator<ZipIterator>(std::move(sources), strict && truth(strict)) : Value();
}

Value construct_enumerate(Machine& machine, const Args& args) {
  if (args.size() == 0 || args.size() > 2 || !only_keywords(machine, args, {"start"}))
    return machine.unsupported("this call of a type");
  Value start = args.size() == 2 ? args[1] : keyword(args, "start");
  if (!start) start = Value::integer(0);
  if (!is_integer(start))
    return machine.raise(kTypeError, "'{}' object cannot be interpreted as an integer", type_name(start));
  if (start.is(Kind::kBool)) start = Value::integer(start.small());
  Value source = make_iterator(machine, args[0]);
  return source ? create_iterator<EnumerateIterator>(std::move(source), std::move(start)) : Value();
}

Value construct_reversed(Machine& machine, const Args& args) {
  if (args.size() != 1 || !args.keywords.empty()) return machine.unsupported("this call of a type");
  return make_reversed(machine, args[0]);
}

}  // namespace qed::program::native
