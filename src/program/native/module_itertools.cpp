// The module itertools but for its choices from pools (module_combinatorics.cpp).
#include <algorithm>

#include "program/native/builtins.h"
#include "program/native/compare.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/itertool.h"
#include "program/native/modules.h"
#include "program/native/operators.h"

namespace qed::program::native {
namespace {

// --- streams ---------------------------------------------------------------------------------------------------------

class Chain final : public Itertool {
 public:
  explicit Chain(Value sources) : sources_(std::move(sources)) {}
  Value next(Machine& machine) override {
    while (true) {
      if (!current_) {
        const Value source = native::next(machine, sources_);
        if (!source || !(current_ = make_iterator(machine, source))) return {};
      }
      Value item = native::next(machine, current_);
      if (item || machine.failed()) return item;
      current_ = {};
    }
  }

 private:
  Value sources_, current_;
};

class Count final : public Itertool {
 public:
  Count(Value start, Value step) : next_(std::move(start)), step_(std::move(step)) {}
  Value next(Machine& machine) override {
    Value value = next_;
    next_ = binary(machine, BinaryOp::kAdd, next_, step_);
    return next_ ? value : Value();
  }

 private:
  Value next_, step_;
};

class Cycle final : public Itertool {
 public:
  explicit Cycle(Value source) : source_(std::move(source)), seen_(own(static_cast<Object*>(create<List>()))) {}
  Value next(Machine& machine) override {
    if (source_) {
      Value item = native::next(machine, source_);
      if (item) seen_.as<List>().push_back(item);
      if (item || machine.failed()) return item;
      source_ = {};
    }
    List& seen = seen_.as<List>();
    if (seen.size == 0) return {};
    if (at_ == seen.size) at_ = 0;
    return seen.items()[at_++];
  }

 private:
  Value source_, seen_;
  std::size_t at_ = 0;
};

class Repeat final : public Itertool {
 public:
  Repeat(Value value, std::int64_t times) : value_(std::move(value)), left_(times) {}
  Value next(Machine&) override {
    if (left_ == 0) return {};
    if (left_ > 0) --left_;
    return value_;
  }

 private:
  Value value_;
  std::int64_t left_;  // negative: no end
};

class StreamSlice final : public Itertool {
 public:
  StreamSlice(Value source, std::int64_t start, std::int64_t stop, std::int64_t step)
      : source_(std::move(source)), wanted_(start), stop_(stop), step_(step) {}
  Value next(Machine& machine) override {
    if (stop_ >= 0 && wanted_ >= stop_) {
      for (; at_ < stop_; ++at_)
        if (!native::next(machine, source_)) break;
      return {};
    }
    while (true) {
      Value item = native::next(machine, source_);
      if (!item) return {};
      if (at_++ < wanted_) continue;
      wanted_ += step_;
      return item;
    }
  }

 private:
  Value source_;
  std::int64_t wanted_, stop_, step_;  // a negative stop: none
  std::int64_t at_ = 0;
};

class Accumulate final : public Itertool {
 public:
  Accumulate(Value source, Value function, Value initial)
      : source_(std::move(source)), function_(std::move(function)), pending_(std::move(initial)) {}
  Value next(Machine& machine) override {
    if (pending_) return total_ = std::move(pending_);
    Value item = native::next(machine, source_);
    if (!item) return {};
    if (!total_) return total_ = std::move(item);
    if (function_.is_none()) return total_ = binary(machine, BinaryOp::kAdd, total_, item);
    Window arguments(machine);
    if (!arguments.push(total_) || !arguments.push(std::move(item))) return {};
    return total_ = call(machine, function_, arguments.values());
  }

 private:
  Value source_, function_, pending_, total_;
};

// takewhile, dropwhile and filterfalse.
class Conditional final : public Itertool {
 public:
  enum class Mode : std::uint8_t { kTakeWhile, kDropWhile, kFilterFalse };
  Conditional(Value predicate, Value source, Mode mode)
      : predicate_(std::move(predicate)), source_(std::move(source)), mode_(mode) {}
  Value next(Machine& machine) override {
    while (true) {
      if (done_) return {};
      Value item = native::next(machine, source_);
      if (!item || open_) return item;
      Value argument = item;
      const Value verdict = predicate_.is_none() ? item : call(machine, predicate_, std::span<Value>(&argument, 1));
      if (!verdict) return {};
      if (mode_ == Mode::kTakeWhile) return (done_ = !truth(verdict)) ? Value() : item;
      if (truth(verdict)) continue;
      open_ = mode_ == Mode::kDropWhile;
      return item;
    }
  }

 private:
  Value predicate_, source_;
  Mode mode_;
  bool done_ = false, open_ = false;
};

class Starmap final : public Itertool {
 public:
  Starmap(Value function, Value source) : function_(std::move(function)), source_(std::move(source)) {}
  Value next(Machine& machine) override {
    const Value arguments = native::next(machine, source_);
    if (!arguments) return {};
    Window window(machine);
    if (!for_each(machine, arguments, [&](Value item) { return window.push(std::move(item)); })) return {};
    return call(machine, function_, window.values());
  }

 private:
  Value function_, source_;
};

class Pairwise final : public Itertool {
 public:
  explicit Pairwise(Value source) : source_(std::move(source)) {}
  Value next(Machine& machine) override {
    if (!before_ && !(before_ = native::next(machine, source_))) return {};
    Value item = native::next(machine, source_);
    if (!item) return {};
    Value pair = new_tuple_of(before_, item);
    before_ = std::move(item);
    return pair;
  }

 private:
  Value source_, before_;
};

class ZipLongest final : public Itertool {
 public:
  ZipLongest(Value sources, Value fill) : sources_(std::move(sources)), fill_(std::move(fill)) {}
  Value next(Machine& machine) override {
    const std::span<Value> sources = sources_.as<Tuple>().items();
    Tuple* tuple = allocate_tuple(sources.size());
    Value result = own(static_cast<Object*>(tuple));
    bool any = false;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      Value item = sources[i].is_none() ? Value() : native::next(machine, sources[i]);
      if (machine.failed()) return {};
      any |= static_cast<bool>(item);
      if (!item) sources[i] = Value::none();
      tuple->items()[i] = item ? std::move(item) : fill_;
    }
    return any ? result : Value();
  }

 private:
  Value sources_, fill_;
};

// --- what makes them -------------------------------------------------------------------------------------------------

Value chain(Machine& machine, const Args& args) {
  return create_iterator<Chain>(make_iterator(machine, new_tuple(args.positional)));
}
Value chain_from(Machine& machine, const Args& args) {
  Value sources = make_iterator(machine, args[0]);
  return sources ? create_iterator<Chain>(std::move(sources)) : Value();
}

Value count(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"start", "step"})) return {};
  Value start = args.size() > 0 ? args[0] : keyword(args, "start"),
        step = args.size() > 1 ? args[1] : keyword(args, "step");
  if (!start) start = Value::integer(0);
  if (!step) step = Value::integer(1);
  // Whole numbers count by adding; CPython counts others that way too.
  const auto plain = [](const Value& x) { return (is_integer(x) && !x.is(Kind::kBool)) || x.is(Kind::kFloat); };
  if (!plain(start) || !plain(step)) return machine.unsupported("counting by such numbers");
  return create_iterator<Count>(std::move(start), std::move(step));
}

Value cycle(Machine& machine, const Args& args) {
  Value source = make_iterator(machine, args[0]);
  return source ? create_iterator<Cycle>(std::move(source)) : Value();
}

Value repeat(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"times"})) return {};
  const Value times = args.size() > 1 ? args[1] : keyword(args, "times");
  const Maybe<std::int64_t> count = times ? to_index(machine, times) : Maybe<std::int64_t>(-1);
  if (!count) return {};
  return create_iterator<Repeat>(args[0], times ? std::max<std::int64_t>(*count, 0) : -1);
}

Value islice(Machine& machine, const Args& args) {
  std::int64_t bounds[3] = {0, -1, 1};
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (args[i].is_none()) continue;
    if (!args[i].is(Kind::kInt) || args[i].small() < 0) return machine.unsupported("such bounds of islice()");
    bounds[args.size() == 2 ? 1 : i - 1] = args[i].small();
  }
  if (bounds[2] == 0) return machine.unsupported("such bounds of islice()");
  Value source = make_iterator(machine, args[0]);
  return source ? create_iterator<StreamSlice>(std::move(source), bounds[0], bounds[1], bounds[2]) : Value();
}

Value accumulate(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"func", "initial"})) return {};
  Value function = args.size() > 1 ? args[1] : keyword(args, "func"), initial = keyword(args, "initial");
  if (!function) function = Value::none();
  if (initial && initial.is_none()) initial = {};
  Value source = make_iterator(machine, args[0]);
  return source ? create_iterator<Accumulate>(std::move(source), std::move(function), std::move(initial)) : Value();
}

template <Conditional::Mode mode>
Value conditional(Machine& machine, const Args& args) {
  Value source = make_iterator(machine, args[1]);
  return source ? create_iterator<Conditional>(args[0], std::move(source), mode) : Value();
}

Value starmap(Machine& machine, const Args& args) {
  Value source = make_iterator(machine, args[1]);
  return source ? create_iterator<Starmap>(args[0], std::move(source)) : Value();
}

Value pairwise(Machine& machine, const Args& args) {
  Value source = make_iterator(machine, args[0]);
  return source ? create_iterator<Pairwise>(std::move(source)) : Value();
}

Value zip_longest(Machine& machine, const Args& args) {
  if (!only_keywords(machine, args, {"fillvalue"})) return {};
  Tuple* sources = allocate_tuple(args.size());
  Value held = own(static_cast<Object*>(sources));
  for (std::size_t i = 0; i < args.size(); ++i)
    if (!(sources->items()[i] = make_iterator(machine, args[i]))) return {};
  Value fill = keyword(args, "fillvalue");
  return create_iterator<ZipLongest>(std::move(held), fill ? std::move(fill) : Value::none());
}

Value left_to_python(Machine& machine, const Args&) { return machine.unsupported("this function of itertools"); }

constexpr Builtin kFunctions[] = {
    itertools_function("chain", chain, 0, kAny),
    itertools_function("count", count, 0, 2, true),
    itertools_function("cycle", cycle, 1, 1),
    itertools_function("repeat", repeat, 1, 2, true),
    itertools_function("islice", islice, 2, 4),
    itertools_function("accumulate", accumulate, 1, 2, true),
    itertools_function("takewhile", conditional<Conditional::Mode::kTakeWhile>, 2, 2),
    itertools_function("dropwhile", conditional<Conditional::Mode::kDropWhile>, 2, 2),
    itertools_function("filterfalse", conditional<Conditional::Mode::kFilterFalse>, 2, 2),
    itertools_function("starmap", starmap, 2, 2),
    itertools_function("pairwise", pairwise, 1, 1),
    itertools_function("zip_longest", zip_longest, 0, kAny, true),
    itertools_function("compress", left_to_python, 0, kAny, true),
    itertools_function("groupby", left_to_python, 0, kAny, true),
    {"tee", left_to_python, 0, kAny, true, "itertools"},  // the one that is a function
};

constexpr Builtin kChainFrom = itertools_function("from_iterable", chain_from, 1, 1);

}  // namespace

const Type kItertoolsType{"itertools", nullptr, "itertools"};

const Builtin* find_function_attribute(const Builtin& owner, std::string_view name) {
  return owner.function == chain && name == "from_iterable" ? &kChainFrom : nullptr;
}

Members itertools_members() {
  Members members = combinatoric_members();
  for (const Builtin& builtin : kFunctions) members.emplace(builtin.name, Value(builtin));
  return members;
}

}  // namespace qed::program::native
