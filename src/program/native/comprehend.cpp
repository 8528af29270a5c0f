// Displays, comprehensions and generator expressions.
#include "program/native/dict.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/set.h"

namespace qed::program::native {
namespace {

// Adds every element of *iterable, for a starred item of a display.
bool spread(Machine& machine, Frame& frame, const Starred& item, Window& into) {
  const Value iterable = evaluate(machine, frame, *item.value);
  if (!iterable) return false;
  if (!iterable.is(Kind::kIterator)) {
    const Value iterator = make_iterator(machine, iterable);
    if (!iterator) {
      if (machine.stop() == Stop::kException) {
        machine.take_exception();
        machine.raise(kTypeError, "Value after * must be an iterable, not {}", type_name(iterable));
      }
      return false;
    }
  }
  return for_each(machine, iterable, [&](Value value) { return into.push(std::move(value)); });
}

bool push_items(Machine& machine, Frame& frame, std::span<Expr*> items, Window& into) {
  for (const Expr* item : items) {
    if (item->kind == ExprKind::kStarred) {
      if (!spread(machine, frame, static_cast<const Starred&>(*item), into)) return machine.at(item->line);
    } else {
      Value value = evaluate(machine, frame, *item);
      if (!value || !into.push(std::move(value))) return false;
    }
  }
  return true;
}

bool add_all(Machine& machine, Set& set, std::span<Value> items) {
  for (const Value& item : items)
    if (!set.add(machine, item)) return false;
  return true;
}

// CPython's compiler makes a frozenset of constants and another one of that. A loop goes through this one; elsewhere it
// is added to a new set. Each table has its own order.
Value make_constant_set(Machine& machine, std::span<Value> items, bool iterated) {
  Set* first = create<Set>(Kind::kFrozenSet);
  Set* second = create<Set>(Kind::kFrozenSet);
  const Value keep = own(static_cast<Object*>(first));
  const Value frozen = own(static_cast<Object*>(second));
  if (!add_all(machine, *first, items)) return {};
  second->stable = first->stable;
  for (const Set::Entry& entry : first->table())
    if (entry.key && !second->add(machine, entry.key, entry.hash)) return {};
  if (iterated) return frozen;
  Set* set = create<Set>();
  Value result = own(static_cast<Object*>(set));
  return set->merge(machine, *second) ? result : Value();
}

Value make_set(Machine& machine, std::span<Value> items) {
  Set* set = create<Set>();
  Value result = own(static_cast<Object*>(set));
  return add_all(machine, *set, items) ? result : Value();
}

// The rounds of nested `for` clauses with their conditions: each advance() binds the targets for the next element.
class Rounds {
 public:
  Rounds(std::span<const Clause> clauses, Value first)
      : clauses_(clauses), iterators_(allocate_array<Value>(clauses.size())) {
    std::uninitialized_default_construct_n(iterators_, clauses.size());
    iterators_[0] = std::move(first);
  }
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;
  ~Rounds() {
    std::destroy_n(iterators_, clauses_.size());
    release_array(iterators_, clauses_.size());
  }

  // False at the end, and where it failed.
  bool advance(Machine& machine, Frame& frame) {
    while (true) {
      const Clause& clause = clauses_[level_];
      Value item = next(machine, iterators_[level_]);
      if (!item) {
        if (machine.failed()) return machine.at(clause.iterable->line);
        if (level_ == 0) return false;
        iterators_[level_--] = {};
        continue;
      }
      if (!assign(machine, frame, *clause.target, std::move(item))) return false;
      const Maybe<bool> wanted = passes(machine, frame, clause);
      if (!wanted) return false;
      if (!*wanted) continue;
      if (level_ + 1 == clauses_.size()) return true;
      if (!descend(machine, frame)) return false;
    }
  }

 private:
  static Maybe<bool> passes(Machine& machine, Frame& frame, const Clause& clause) {
    for (const Expr* condition : clause.conditions) {
      const Value value = evaluate(machine, frame, *condition);
      if (!value) return Failed();
      if (!truth(value)) return false;
    }
    return true;
  }

  bool descend(Machine& machine, Frame& frame) {
    const Expr& iterable = *clauses_[level_ + 1].iterable;
    const Value value = evaluate(machine, frame, iterable);
    if (!value) return false;
    iterators_[++level_] = make_iterator(machine, value);
    return iterators_[level_] || machine.at(iterable.line);
  }

  std::span<const Clause> clauses_;
  Value* iterators_;
  std::size_t level_ = 0;
};

class GeneratorIterator final : public Iterator {
 public:
  GeneratorIterator(const Generator& node, Globals& globals, Value first)
      : node_(&node),
        globals_(&globals),
        slots_(allocate_array<Value>(node.code->frame_size)),
        rounds_(node.clauses, std::move(first)) {
    std::uninitialized_default_construct_n(slots_, node.code->frame_size);
    for (const std::uint32_t cell : node.code->cells) slots_[cell] = own(static_cast<Object*>(create<Cell>(Value())));
  }
  ~GeneratorIterator() override {
    std::destroy_n(slots_, node_->code->frame_size);
    release_array(slots_, node_->code->frame_size);
  }
  void capture(const Frame& outer) {
    for (const Capture& capture : node_->code->captures) slots_[capture.to] = outer.slots[capture.from];
  }

  Value next(Machine& machine) override {
    if (finished_) return {};
    if (running_) return machine.raise(kValueError, "generator already executing");
    const Machine::Indirect indirect(machine);
    const Machine::CallLevel level(machine);
    if (!level) return {};
    running_ = true;
    Frame frame{slots_, *globals_, {}};
    Value value = rounds_.advance(machine, frame) ? evaluate(machine, frame, *node_->element) : Value();
    running_ = false;
    finished_ = !value;
    if (machine.stop() == Stop::kException && machine.exception().type == &kStopIteration) {
      const Value inner = machine.take_exception();
      machine.raise(kRuntimeError, "generator raised StopIteration");
      machine.at(inner.as<Exception>().line);
    }
    return value;
  }
  const Type& type() const override { return kGeneratorType; }

 private:
  const Generator* node_;
  Globals* globals_;
  Value* slots_;
  Rounds rounds_;
  bool running_ = false, finished_ = false;
};

// The iterator of the first clause, made in the frame around.
Value first_iterator(Machine& machine, Frame& frame, std::span<const Clause> clauses) {
  const Value iterable = evaluate(machine, frame, *clauses[0].iterable);
  if (!iterable) return {};
  Value iterator = make_iterator(machine, iterable);
  if (!iterator) machine.at(clauses[0].iterable->line);
  return iterator;
}

bool add_element(Machine& machine, Frame& frame, const Comprehension& node, const Value& result) {
  Value element = evaluate(machine, frame, *node.element);
  if (!element) return false;
  if (node.result == ExprKind::kList) {
    result.as<List>().push_back(std::move(element));
    return true;
  }
  if (node.result == ExprKind::kSet) return result.as<Set>().add(machine, element);
  Value value = evaluate(machine, frame, *node.value);
  return value && result.as<Dict>().set(machine, std::move(element), std::move(value));
}

}  // namespace

Value evaluate_display(Machine& machine, Frame& frame, const Sequence& node) {
  Window items(machine);
  if (!push_items(machine, frame, node.items, items)) return {};
  if (node.kind == ExprKind::kTuple) return new_tuple(items.values());
  if (node.kind == ExprKind::kList) return make_list(items.values());
  if (node.constant && (node.iterated || node.items.size() > 2))
    return make_constant_set(machine, items.values(), node.iterated);
  return make_set(machine, items.values());
}

Value evaluate_dict(Machine& machine, Frame& frame, const DictDisplay& node) {
  Dict* dict = create<Dict>();
  Value result = own(static_cast<Object*>(dict));
  for (const DictItem& item : node.items) {
    Value key = item.key ? evaluate(machine, frame, *item.key) : Value::none();
    Value value = key ? evaluate(machine, frame, *item.value) : Value();
    if (!value) return {};
    if (item.key) {
      if (!dict->set(machine, std::move(key), std::move(value))) return {};
      continue;
    }
    if (!value.is(Kind::kDict)) return machine.raise(kTypeError, "'{}' object is not a mapping", type_name(value));
    for (const Dict::Entry& entry : value.as<Dict>().entries())
      if (entry.key && !dict->set(machine, entry.key, entry.value)) return {};
  }
  return result;
}

Value evaluate_comprehension(Machine& machine, Frame& frame, const Comprehension& node) {
  Value first = first_iterator(machine, frame, node.clauses);
  if (!first) return {};
  const Machine::Indirect indirect(machine);
  const Machine::CallLevel level(machine);
  if (!level) return {};
  for (const std::uint32_t local : node.locals) frame.slots[local] = {};
  for (const std::uint32_t cell : node.cells) frame.slots[cell] = own(static_cast<Object*>(create<Cell>(Value())));
  Value result = own(node.result == ExprKind::kList  ? static_cast<Object*>(create<List>())
                     : node.result == ExprKind::kSet ? static_cast<Object*>(create<Set>())
                                                     : static_cast<Object*>(create<Dict>()));
  Rounds rounds(node.clauses, std::move(first));
  while (rounds.advance(machine, frame))
    if (!add_element(machine, frame, node, result)) return {};
  return machine.failed() ? Value() : result;
}

Value evaluate_generator(Machine& machine, Frame& frame, const Generator& node) {
  Value first = first_iterator(machine, frame, node.clauses);
  if (!first) return {};
  Value generator = create_iterator<GeneratorIterator>(node, frame.globals, std::move(first));
  generator.as<GeneratorIterator>().capture(frame);
  return generator;
}

}  // namespace qed::program::native
