// Targets of assignments.
#include <algorithm>

#include "program/native/interpreter.h"
#include "program/native/iterate.h"

namespace qed::program::native {
namespace {

bool assign_all(Machine& machine, Frame& frame, std::span<Expr*> targets, std::span<Value> values) {
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (!assign(machine, frame, *targets[i], values[i])) return false;
  return true;
}

// One target takes what the others leave, as a list.
bool assign_starred(Machine& machine, Frame& frame, std::span<Expr*> targets, std::size_t star,
                    std::span<Value> values) {
  if (values.size() + 1 < targets.size())
    return machine.raise(kValueError, "not enough values to unpack (expected at least {}, got {})", targets.size() - 1,
                         values.size());
  const std::size_t rest = values.size() - (targets.size() - 1);
  const auto& starred = static_cast<const Starred&>(*targets[star]);
  return assign_all(machine, frame, targets.first(star), values.first(star)) &&
         assign(machine, frame, *starred.value, make_list(values.subspan(star, rest))) &&
         assign_all(machine, frame, targets.subspan(star + 1), values.subspan(star + rest));
}

// No more values are taken from an iterator than tell that there are too many.
bool unpack(Machine& machine, Frame& frame, const Sequence& node, const Value& value) {
  const std::span<Expr*> targets = node.items;
  const auto is_star = [](const Expr* target) { return target->kind == ExprKind::kStarred; };
  const auto star = static_cast<std::size_t>(std::ranges::find_if(targets, is_star) - targets.begin());
  const Value iterator = make_iterator(machine, value);
  if (!iterator) {
    if (machine.stop() == Stop::kException) {
      machine.take_exception();
      machine.raise(kTypeError, "cannot unpack non-iterable {} object", type_name(value));
    }
    return false;
  }
  Window values(machine);
  const bool starred = star < targets.size();
  while (starred || values.values().size() <= targets.size()) {
    Value item = next(machine, iterator);
    if (!item) break;
    if (!values.push(std::move(item))) return false;
  }
  if (machine.failed()) return false;
  const std::span<Value> taken = values.values();
  if (starred) return assign_starred(machine, frame, targets, star, taken);
  if (taken.size() > targets.size())
    return machine.raise(kValueError, "too many values to unpack (expected {})", targets.size());
  if (taken.size() < targets.size())
    return machine.raise(kValueError, "not enough values to unpack (expected {}, got {})", targets.size(),
                         taken.size());
  return assign_all(machine, frame, targets, taken);
}

bool assign_attribute(Machine& machine, Frame& frame, const Attribute& target, const Value& value) {
  const Value object = evaluate(machine, frame, *target.object);
  if (!object) return false;
  if (object.is(Kind::kContext) && target.symbol->name == "prec" && value.is(Kind::kInt) && value.small() > 0 &&
      value.small() <= 10'000) {
    machine.decimal_digits = static_cast<int>(value.small());
    return true;
  }
  return machine.unsupported("setting an attribute");
}

}  // namespace

bool assign(Machine& machine, Frame& frame, const Expr& target, Value value) {
  bool done = false;
  switch (target.kind) {
    case ExprKind::kName:
      return store(machine, frame, static_cast<const Name&>(target), std::move(value));
    case ExprKind::kTuple:
    case ExprKind::kList:
      done = unpack(machine, frame, static_cast<const Sequence&>(target), value);
      break;
    case ExprKind::kAttribute:
      done = assign_attribute(machine, frame, static_cast<const Attribute&>(target), value);
      break;
    default: {
      const auto& node = static_cast<const Subscript&>(target);
      const Value object = evaluate(machine, frame, *node.object);
      const Value index = object ? evaluate(machine, frame, *node.index) : Value();
      done = index && set_item(machine, object, index, std::move(value));
    }
  }
  return done || machine.at(target.line);
}

}  // namespace qed::program::native
