#include "program/native/iterate.h"

#include "base/utf8.h"
#include "program/native/dict.h"

namespace qed::program::native {
namespace {

class ListIterator final : public Iterator {
 public:
  explicit ListIterator(Value list) : list_(std::move(list)) {}
  Value next(Machine&) override {
    if (!list_ || at_ >= list_.as<List>().size) return list_ = {}, Value();
    return list_.as<List>().items()[at_++];
  }
  const Type& type() const override { return kListIteratorType; }

 private:
  Value list_;
  std::size_t at_ = 0;
};

class TupleIterator final : public Iterator {
 public:
  explicit TupleIterator(Value tuple) : tuple_(std::move(tuple)) {}
  Value next(Machine&) override {
    Tuple& tuple = tuple_.as<Tuple>();
    return at_ < tuple.size ? tuple.items()[at_++] : Value();
  }
  const Type& type() const override { return kTupleIteratorType; }

 private:
  Value tuple_;
  std::size_t at_ = 0;
};

class StrIterator final : public Iterator {
 public:
  explicit StrIterator(Value str) : str_(std::move(str)) {}
  Value next(Machine&) override {
    const std::string_view rest = text_of(str_).substr(at_);
    if (rest.empty()) return {};
    const std::size_t width = str_.as<Str>().ascii() ? 1 : utf8::decode(rest).bytes;
    at_ += width;
    return make_str(rest.substr(0, width));
  }
  const Type& type() const override { return kStrIteratorType; }

 private:
  Value str_;
  std::size_t at_ = 0;
};

class RangeIterator final : public Iterator {
 public:
  RangeIterator(std::int64_t start, std::int64_t step, std::int64_t count) : next_(start), step_(step), left_(count) {}
  Value next(Machine&) override {
    if (left_ == 0) return {};
    --left_;
    const std::int64_t value = next_;
    if (left_ > 0) next_ += step_;
    return Value::integer(value);
  }
  const Type& type() const override { return kRangeIteratorType; }

 private:
  std::int64_t next_, step_, left_;
};

class DictIterator final : public Iterator {
 public:
  DictIterator(Value dict, DictView::Part part, bool backwards)
      : dict_(std::move(dict)),
        part_(part),
        backwards_(backwards),
        size_(dict_.as<Dict>().size),
        changes_(dict_.as<Dict>().changes),
        at_(backwards ? dict_.as<Dict>().entries().size() : 0) {}
  Value next(Machine& machine) override {
    if (!dict_) return {};
    Dict& dict = dict_.as<Dict>();
    if (dict.size != size_) return machine.raise(kRuntimeError, "dictionary changed size during iteration");
    if (dict.changes != changes_) return machine.unsupported("changing a dictionary's keys during iteration");
    const std::span<Dict::Entry> entries = dict.entries();
    while (backwards_ ? at_ > 0 : at_ < entries.size()) {
      const Dict::Entry& entry = entries[backwards_ ? --at_ : at_++];
      if (entry.key) return dict_part(entry, part_);
      if (!machine.tick()) return {};
    }
    dict_ = {};
    return {};
  }
  const Type& type() const override { return kDictIteratorType; }

 private:
  Value dict_;
  DictView::Part part_;
  bool backwards_;
  std::size_t size_;
  std::uint32_t changes_;
  std::size_t at_;
};

class SetIterator final : public Iterator {
 public:
  explicit SetIterator(Value set) : set_(std::move(set)), size_(set_.as<Set>().size) {}
  Value next(Machine& machine) override {
    if (!set_) return {};
    Set& set = set_.as<Set>();
    if (set.size != size_) return machine.raise(kRuntimeError, "Set changed size during iteration");
    for (const std::span<Set::Entry> table = set.table(); at_ < table.size();) {
      const Set::Entry& entry = table[at_++];
      if (entry.key) return entry.key;
      if (!machine.tick()) return {};
    }
    set_ = {};
    return {};
  }
  const Type& type() const override { return kSetIteratorType; }

 private:
  Value set_;
  std::size_t size_;
  std::size_t at_ = 0;
};

// Backwards through a list, tuple, text or range, by index.
class ReversedIterator final : public Iterator {
 public:
  ReversedIterator(Value sequence, std::size_t size) : sequence_(std::move(sequence)), left_(size) {}
  Value next(Machine&) override {
    if (left_ == 0) return {};
    --left_;
    if (sequence_.is(Kind::kTuple)) return sequence_.as<Tuple>().items()[left_];
    List& list = sequence_.as<List>();
    if (left_ >= list.size) return left_ = 0, Value();
    return list.items()[left_];
  }
  const Type& type() const override { return kReversedType; }

 private:
  Value sequence_;
  std::size_t left_;
};

}  // namespace

Value make_iterator(Machine& machine, const Value& iterable, Ordered ordered) {
  switch (iterable.kind()) {
    case Kind::kIterator:
      return iterable;
    case Kind::kList:
    case Kind::kDeque:
      return create_iterator<ListIterator>(iterable);
    case Kind::kTuple:
      return create_iterator<TupleIterator>(iterable);
    case Kind::kStr:
      return create_iterator<StrIterator>(iterable);
    case Kind::kRange: {
      const auto& range = iterable.as<Range>();
      return create_iterator<RangeIterator>(range.start, range.step, range.length);
    }
    case Kind::kDict:
      return create_iterator<DictIterator>(iterable, DictView::Part::kKeys, false);
    case Kind::kDictView: {
      const auto& view = iterable.as<DictView>();
      return create_iterator<DictIterator>(view.dict, view.part, false);
    }
    case Kind::kSet:
    case Kind::kFrozenSet:
      if (ordered == Ordered::kYes && !iterable.as<Set>().order_known())
        return machine.unsupported("the order of a set of such elements");
      return create_iterator<SetIterator>(iterable);
    default:
      return machine.raise(kTypeError, "'{}' object is not iterable", type_name(iterable));
  }
}

Value make_reversed(Machine& machine, const Value& sequence) {
  switch (sequence.kind()) {
    case Kind::kList:
    case Kind::kDeque:
      return create_iterator<ReversedIterator>(sequence, sequence.as<List>().size);
    case Kind::kTuple:
      return create_iterator<ReversedIterator>(sequence, sequence.as<Tuple>().size);
    case Kind::kStr: {
      const Value characters = collect(machine, sequence);
      return characters ? create_iterator<ReversedIterator>(characters, characters.as<List>().size) : Value();
    }
    case Kind::kRange: {
      const auto& range = sequence.as<Range>();
      return create_iterator<RangeIterator>(range.at(range.length - 1), -range.step, range.length);
    }
    case Kind::kDict:
      return create_iterator<DictIterator>(sequence, DictView::Part::kKeys, true);
    case Kind::kDictView: {
      const auto& view = sequence.as<DictView>();
      return create_iterator<DictIterator>(view.dict, view.part, true);
    }
    default:
      return machine.raise(kTypeError, "'{}' object is not reversible", type_name(sequence));
  }
}

Value collect(Machine& machine, const Value& iterable, Ordered ordered) {
  List* list = create<List>();
  Value result = own(static_cast<Object*>(list));
  if (iterable.is(Kind::kRange)) {
    const auto count = static_cast<std::size_t>(iterable.as<Range>().length);
    if (count > SIZE_MAX / sizeof(Value) || !machine.can_allocate(count * sizeof(Value))) return {};
  }
  const bool whole =
      for_each(machine, iterable, [&](Value item) { return list->push_back(std::move(item)), true; }, ordered);
  return whole ? result : Value();
}

Maybe<std::span<Value>> elements(Machine& machine, const Value& iterable, Value& keep, Ordered ordered) {
  if (iterable.is(Kind::kTuple)) return iterable.as<Tuple>().items();
  if (iterable.is(Kind::kList)) return iterable.as<List>().items();
  keep = collect(machine, iterable, ordered);
  if (!keep) return Failed();
  return keep.as<List>().items();
}

}  // namespace qed::program::native
