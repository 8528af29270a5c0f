// Expressions.
#include "program/native/compare.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

Value evaluate_logical(Machine& machine, Frame& frame, const Logical& node) {
  Value value;
  for (const Expr* operand : node.operands) {
    value = evaluate(machine, frame, *operand);
    if (!value || truth(value) != node.is_and) break;
  }
  return value;
}

Maybe<bool> related(Machine& machine, const Link& link, const Value& left, const Value& right) {
  switch (link.relation) {
    case Relation::kCompare:
      return compare(machine, link.comparison, left, right);
    case Relation::kIn:
      return contains(machine, right, left);
    case Relation::kNotIn: {
      const Maybe<bool> in = contains(machine, right, left);
      return in ? Maybe<bool>(!*in) : in;
    }
    default: {
      if (!has_identity(left) && !has_identity(right)) return machine.unsupported("identity of numbers or texts");
      return left.same(right) == (link.relation == Relation::kIs);
    }
  }
}

Value evaluate_compare(Machine& machine, Frame& frame, const Compare& node) {
  Value left = evaluate(machine, frame, *node.left);
  if (!left) return {};
  for (const Link& link : node.links) {
    Value right = evaluate(machine, frame, *link.right);
    if (!right) return {};
    const Maybe<bool> holds = related(machine, link, left, right);
    if (!holds) return {};
    if (!*holds) return Value::boolean(false);
    left = std::move(right);
  }
  return Value::boolean(true);
}

Value evaluate_binary(Machine& machine, Frame& frame, const Binary& node) {
  const Value left = evaluate(machine, frame, *node.left);
  if (!left) return {};
  const Value right = evaluate(machine, frame, *node.right);
  if (!right) return {};
  return binary(machine, node.op, left, right);
}

Value evaluate_subscript(Machine& machine, Frame& frame, const Subscript& node) {
  const Value object = evaluate(machine, frame, *node.object);
  if (!object) return {};
  const Value index = evaluate(machine, frame, *node.index);
  return index ? get_item(machine, object, index) : Value();
}

Value evaluate_slice(Machine& machine, Frame& frame, const SliceExpr& node) {
  Value bounds[3];
  const Expr* const parts[] = {node.start, node.stop, node.step};
  for (int i = 0; i < 3; ++i) {
    bounds[i] = parts[i] ? evaluate(machine, frame, *parts[i]) : Value::none();
    if (!bounds[i]) return {};
  }
  return own(static_cast<Object*>(create<Slice>(std::move(bounds[0]), std::move(bounds[1]), std::move(bounds[2]))));
}

Value evaluate_conditional(Machine& machine, Frame& frame, const Conditional& node) {
  const Value condition = evaluate(machine, frame, *node.condition);
  return condition ? evaluate(machine, frame, truth(condition) ? *node.yes : *node.no) : Value();
}

Value evaluate_assignment(Machine& machine, Frame& frame, const Assignment& node) {
  Value value = evaluate(machine, frame, *node.value);
  if (!value || !store(machine, frame, *node.target, value)) return {};
  return value;
}

Value evaluate_attribute(Machine& machine, Frame& frame, const Attribute& node) {
  const Value object = evaluate(machine, frame, *node.object);
  return object ? get_attribute(machine, object, node.symbol->name) : Value();
}

Value dispatch(Machine& machine, Frame& frame, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant:
      return static_cast<const Constant&>(expr).value;
    case ExprKind::kName:
      return load(machine, frame, static_cast<const Name&>(expr));
    case ExprKind::kUnary: {
      const auto& node = static_cast<const Unary&>(expr);
      const Value operand = evaluate(machine, frame, *node.operand);
      return operand ? unary(machine, node.op, operand) : Value();
    }
    case ExprKind::kBinary:
      return evaluate_binary(machine, frame, static_cast<const Binary&>(expr));
    case ExprKind::kLogical:
      return evaluate_logical(machine, frame, static_cast<const Logical&>(expr));
    case ExprKind::kCompare:
      return evaluate_compare(machine, frame, static_cast<const Compare&>(expr));
    case ExprKind::kCall:
      return evaluate_call(machine, frame, static_cast<const Call&>(expr));
    case ExprKind::kAttribute:
      return evaluate_attribute(machine, frame, static_cast<const Attribute&>(expr));
    case ExprKind::kSubscript:
      return evaluate_subscript(machine, frame, static_cast<const Subscript&>(expr));
    case ExprKind::kSlice:
      return evaluate_slice(machine, frame, static_cast<const SliceExpr&>(expr));
    case ExprKind::kTuple:
    case ExprKind::kList:
    case ExprKind::kSet:
      return evaluate_display(machine, frame, static_cast<const Sequence&>(expr));
    case ExprKind::kDict:
      return evaluate_dict(machine, frame, static_cast<const DictDisplay&>(expr));
    case ExprKind::kConditional:
      return evaluate_conditional(machine, frame, static_cast<const Conditional&>(expr));
    case ExprKind::kFunction:
      return make_function(machine, frame, *static_cast<const FunctionExpr&>(expr).code);
    case ExprKind::kComprehension:
      return evaluate_comprehension(machine, frame, static_cast<const Comprehension&>(expr));
    case ExprKind::kGenerator:
      return evaluate_generator(machine, frame, static_cast<const Generator&>(expr));
    case ExprKind::kFormatted:
      return evaluate_formatted(machine, frame, static_cast<const Formatted&>(expr));
    case ExprKind::kAssignment:
      return evaluate_assignment(machine, frame, static_cast<const Assignment&>(expr));
    case ExprKind::kStarred:
      return machine.unsupported("a starred expression here");
  }
  return {};
}

Value not_bound(Machine& machine, const Name& name) {
  if (name.storage == Storage::kGlobal)
    return name.symbol->foreign ? machine.unsupported(name.symbol->name)
                                : machine.raise(kNameError, "name '{}' is not defined", name.symbol->name);
  if (name.free)
    return machine.raise(kNameError,
                         "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
                         name.symbol->name);
  return machine.raise(kUnboundLocalError, "cannot access local variable '{}' where it is not associated with a value",
                       name.symbol->name);
}

Value& place_of(Frame& frame, const Name& name) {
  if (name.storage == Storage::kGlobal) return frame.globals.values[name.slot];
  Value& slot = frame.slots[name.slot];
  return name.storage == Storage::kCell ? slot.as<Cell>().value : slot;
}

}  // namespace

Value evaluate(Machine& machine, Frame& frame, const Expr& expr) {
  Value value = dispatch(machine, frame, expr);
  if (!value) machine.at(expr.line);
  return value;
}

Value load(Machine& machine, Frame& frame, const Name& name) {
  const Value& value = place_of(frame, name);
  if (value) return value;
  if (name.storage == Storage::kGlobal && name.symbol->builtin) return name.symbol->builtin;
  return not_bound(machine, name);
}

bool store(Machine&, Frame& frame, const Name& name, Value value) {
  place_of(frame, name) = std::move(value);
  return true;
}

bool remove(Machine& machine, Frame& frame, const Expr& target) {
  if (target.kind == ExprKind::kName) {
    const auto& name = static_cast<const Name&>(target);
    Value& place = place_of(frame, name);
    if (!place) {
      not_bound(machine, name);
      return machine.at(target.line);
    }
    place = {};
    return true;
  }
  const auto& node = static_cast<const Subscript&>(target);
  const Value object = evaluate(machine, frame, *node.object);
  const Value index = object ? evaluate(machine, frame, *node.index) : Value();
  return (index && delete_item(machine, object, index)) || machine.at(target.line);
}

Value evaluate_formatted(Machine& machine, Frame& frame, const Formatted& node) {
  std::string text;
  for (const FormattedPiece& piece : node.pieces) {
    if (piece.literal) {
      text += text_of(piece.literal);
      continue;
    }
    Value value = evaluate(machine, frame, *piece.value);
    if (!value) return {};
    std::string spec;
    if (piece.spec) {
      const Value written = evaluate(machine, frame, *piece.spec);
      if (!written) return {};
      spec = text_of(written);
    }
    if (piece.conversion) {
      const Maybe<std::string> converted = piece.conversion == 's'   ? str(machine, value)
                                           : piece.conversion == 'r' ? repr(machine, value)
                                                                     : ascii(machine, value);
      if (!converted) return {};
      value = make_str(*converted);
    }
    if (!format_value(machine, value, spec, text) || !machine.can_allocate(text.size())) return {};
  }
  return make_str(text);
}

}  // namespace qed::program::native
