// Statements.
#include "program/native/dict.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

Flow failed_at(Machine& machine, int line) {
  machine.at(line);
  return Flow::kFailed;
}

Flow execute_assign(Machine& machine, Frame& frame, const AssignStmt& node) {
  Value value = evaluate(machine, frame, *node.value);
  if (!value) return Flow::kFailed;
  for (std::size_t i = 0; i + 1 < node.targets.size(); ++i)
    if (!assign(machine, frame, *node.targets[i], value)) return Flow::kFailed;
  return assign(machine, frame, *node.targets.back(), std::move(value)) ? Flow::kNext : Flow::kFailed;
}

Flow execute_augmented(Machine& machine, Frame& frame, const AugmentedStmt& node) {
  if (node.target->kind == ExprKind::kName) {
    const auto& name = static_cast<const Name&>(*node.target);
    const Value before = load(machine, frame, name);
    const Value operand = before ? evaluate(machine, frame, *node.value) : Value();
    Value after = operand ? augmented(machine, node.op, before, operand) : Value();
    return after && store(machine, frame, name, std::move(after)) ? Flow::kNext : failed_at(machine, node.line);
  }
  if (node.target->kind == ExprKind::kAttribute) {
    machine.unsupported("setting an attribute");
    return failed_at(machine, node.line);
  }
  const auto& target = static_cast<const Subscript&>(*node.target);
  const Value object = evaluate(machine, frame, *target.object);
  const Value index = object ? evaluate(machine, frame, *target.index) : Value();
  const Value before = index ? get_item(machine, object, index) : Value();
  const Value operand = before ? evaluate(machine, frame, *node.value) : Value();
  Value after = operand ? augmented(machine, node.op, before, operand) : Value();
  return after && set_item(machine, object, index, std::move(after)) ? Flow::kNext : failed_at(machine, node.line);
}

Flow execute_annotated(Machine& machine, Frame& frame, const AnnotatedStmt& node) {
  if (node.value) {
    Value value = evaluate(machine, frame, *node.value);
    if (!value || !assign(machine, frame, *node.target, std::move(value))) return Flow::kFailed;
  }
  return !node.annotation || evaluate(machine, frame, *node.annotation) ? Flow::kNext : Flow::kFailed;
}

// One round of a loop; false where the loop ends, with `flow` saying how.
bool go_on(Flow& flow) {
  if (flow == Flow::kNext || flow == Flow::kContinue) return true;
  if (flow == Flow::kBreak) flow = Flow::kNext;
  return false;
}

Flow execute_while(Machine& machine, Frame& frame, const WhileStmt& node) {
  while (true) {
    if (!machine.tick()) return failed_at(machine, node.line);
    const Value condition = evaluate(machine, frame, *node.condition);
    if (!condition) return Flow::kFailed;
    if (!truth(condition)) return execute(machine, frame, node.otherwise);
    Flow flow = execute(machine, frame, node.body);
    if (!go_on(flow)) return flow;
  }
}

Flow execute_for(Machine& machine, Frame& frame, const ForStmt& node) {
  const Value iterable = evaluate(machine, frame, *node.iterable);
  if (!iterable) return Flow::kFailed;
  const Value iterator = make_iterator(machine, iterable);
  if (!iterator) return failed_at(machine, node.iterable->line);
  while (Value item = next(machine, iterator)) {
    if (!assign(machine, frame, *node.target, std::move(item))) return Flow::kFailed;
    Flow flow = execute(machine, frame, node.body);
    if (!go_on(flow)) return flow;
  }
  return machine.failed() ? failed_at(machine, node.line) : execute(machine, frame, node.otherwise);
}

Flow execute_def(Machine& machine, Frame& frame, const DefStmt& node) {
  Window decorators(machine);
  for (const Expr* decorator : node.decorators) {
    Value value = evaluate(machine, frame, *decorator);
    if (!value || !decorators.push(std::move(value))) return Flow::kFailed;
  }
  Value function = make_function(machine, frame, *node.code);
  if (!function) return Flow::kFailed;
  for (const Expr* annotation : node.annotations)
    if (!evaluate(machine, frame, *annotation)) return Flow::kFailed;
  for (std::size_t i = node.decorators.size(); i-- > 0;) {
    const Value decorator = decorators.values()[i];
    function = call(machine, decorator, std::span<Value>(&function, 1));
    if (!function) return failed_at(machine, node.decorators[i]->line);
  }
  return store(machine, frame, *node.target, std::move(function)) ? Flow::kNext : Flow::kFailed;
}

Flow execute_import(Machine& machine, Frame& frame, const ImportStmt& node) {
  for (const ImportedName& wanted : node.names) {
    Value value = wanted.symbol ? import_member(machine, *node.module, wanted.symbol->name) : Value(*node.module);
    if (!value) return failed_at(machine, node.line);
    store(machine, frame, *wanted.target, std::move(value));
  }
  return Flow::kNext;
}

Flow execute_assert(Machine& machine, Frame& frame, const AssertStmt& node) {
  const Value condition = evaluate(machine, frame, *node.condition);
  if (!condition) return Flow::kFailed;
  if (truth(condition)) return Flow::kNext;
  Value args = new_tuple({});
  if (node.message) {
    Value message = evaluate(machine, frame, *node.message);
    if (!message) return Flow::kFailed;
    args = new_tuple_of(std::move(message));
  }
  machine.raise(own(static_cast<Object*>(create<Exception>(kAssertionError, std::move(args)))));
  return failed_at(machine, node.line);
}

bool raise_value(Machine& machine, const Value& value) {
  if (value.is(Kind::kException)) return machine.raise(value);
  if (!value.is(Kind::kType) || !value.type().is_a(kBaseException))
    return machine.raise(kTypeError, "exceptions must derive from BaseException");
  const Value made = call(machine, value, Args{});
  return made && machine.raise(made);
}

Flow execute_raise(Machine& machine, Frame& frame, const RaiseStmt& node) {
  if (!node.exception) {
    if (machine.handled.empty()) {
      machine.raise(kRuntimeError, "No active exception to reraise");
    } else {
      machine.raise(machine.handled.back());
    }
    return failed_at(machine, node.line);
  }
  const Value exception = evaluate(machine, frame, *node.exception);
  if (!exception) return Flow::kFailed;
  if (node.cause && !evaluate(machine, frame, *node.cause)) return Flow::kFailed;
  raise_value(machine, exception);
  return failed_at(machine, node.line);
}

// --- try -------------------------------------------------------------------------------------------------------------

Maybe<bool> matches(Machine& machine, Frame& frame, const Handler& handler, const Exception& exception) {
  if (!handler.type) return true;
  const Value wanted = evaluate(machine, frame, *handler.type);
  if (!wanted) return Failed();
  const std::span<const Value> types =
      wanted.is(Kind::kTuple) ? std::span<const Value>(wanted.as<Tuple>().items()) : std::span<const Value>(&wanted, 1);
  for (const Value& type : types) {
    if (!type.is(Kind::kType) || !type.type().is_a(kBaseException)) {
      machine.raise(kTypeError, "catching classes that do not inherit from BaseException is not allowed");
      machine.at(handler.line);
      return Failed();
    }
    if (exception.type->is_a(type.type())) return true;
  }
  return false;
}

Flow run_handler(Machine& machine, Frame& frame, const Handler& handler, Value exception) {
  if (handler.target) store(machine, frame, *handler.target, exception);
  machine.handled.push_back(std::move(exception));
  const Flow flow = execute(machine, frame, handler.body);
  machine.handled.pop_back();
  if (handler.target) store(machine, frame, *handler.target, {});
  return flow;
}

// The body, and what catches its exceptions.
Flow run_guarded(Machine& machine, Frame& frame, const TryStmt& node) {
  const Flow flow = execute(machine, frame, node.body);
  if (flow == Flow::kNext) return execute(machine, frame, node.otherwise);
  if (flow != Flow::kFailed || machine.stop() != Stop::kException) return flow;
  const Value exception = machine.take_exception();
  machine.handled.push_back(exception);
  for (const Handler& handler : node.handlers) {
    const Maybe<bool> found = matches(machine, frame, handler, exception.as<Exception>());
    if (found && !*found) continue;
    machine.handled.pop_back();
    return found ? run_handler(machine, frame, handler, exception) : Flow::kFailed;
  }
  machine.handled.pop_back();
  machine.raise(exception);
  return Flow::kFailed;
}

Flow execute_try(Machine& machine, Frame& frame, const TryStmt& node) {
  const Flow flow = run_guarded(machine, frame, node);
  if (node.finally.empty() || machine.stop() > Stop::kException) return flow;
  const Value pending = flow == Flow::kFailed ? machine.take_exception() : Value();
  Value result = std::move(frame.result);
  if (pending) machine.handled.push_back(pending);
  const Flow last = execute(machine, frame, node.finally);
  if (pending) machine.handled.pop_back();
  if (last != Flow::kNext) return last;  // it overrides what was on its way
  frame.result = std::move(result);
  if (pending) machine.raise(pending);
  return flow;
}

Flow execute_delete(Machine& machine, Frame& frame, const DeleteStmt& node) {
  for (const Expr* target : node.targets)
    if (!remove(machine, frame, *target)) return Flow::kFailed;
  return Flow::kNext;
}

Flow execute_return(Machine& machine, Frame& frame, const ReturnStmt& node) {
  frame.result = node.value ? evaluate(machine, frame, *node.value) : Value::none();
  return frame.result ? Flow::kReturn : Flow::kFailed;
}

Flow execute_if(Machine& machine, Frame& frame, const IfStmt& node) {
  const Value condition = evaluate(machine, frame, *node.condition);
  return condition ? execute(machine, frame, truth(condition) ? node.yes : node.no) : Flow::kFailed;
}

Flow execute_one(Machine& machine, Frame& frame, const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kExpression:
      return evaluate(machine, frame, *static_cast<const ExpressionStmt&>(stmt).value) ? Flow::kNext : Flow::kFailed;
    case StmtKind::kAssign:
      return execute_assign(machine, frame, static_cast<const AssignStmt&>(stmt));
    case StmtKind::kAugmented:
      return execute_augmented(machine, frame, static_cast<const AugmentedStmt&>(stmt));
    case StmtKind::kAnnotated:
      return execute_annotated(machine, frame, static_cast<const AnnotatedStmt&>(stmt));
    case StmtKind::kReturn:
      return execute_return(machine, frame, static_cast<const ReturnStmt&>(stmt));
    case StmtKind::kIf:
      return execute_if(machine, frame, static_cast<const IfStmt&>(stmt));
    case StmtKind::kWhile:
      return execute_while(machine, frame, static_cast<const WhileStmt&>(stmt));
    case StmtKind::kFor:
      return execute_for(machine, frame, static_cast<const ForStmt&>(stmt));
    case StmtKind::kBreak:
      return Flow::kBreak;
    case StmtKind::kContinue:
      return Flow::kContinue;
    case StmtKind::kPass:
      return Flow::kNext;
    case StmtKind::kDef:
      return execute_def(machine, frame, static_cast<const DefStmt&>(stmt));
    case StmtKind::kImport:
      return execute_import(machine, frame, static_cast<const ImportStmt&>(stmt));
    case StmtKind::kRaise:
      return execute_raise(machine, frame, static_cast<const RaiseStmt&>(stmt));
    case StmtKind::kTry:
      return execute_try(machine, frame, static_cast<const TryStmt&>(stmt));
    case StmtKind::kAssert:
      return execute_assert(machine, frame, static_cast<const AssertStmt&>(stmt));
    case StmtKind::kDelete:
      return execute_delete(machine, frame, static_cast<const DeleteStmt&>(stmt));
  }
  return Flow::kNext;
}

}  // namespace

Flow execute(Machine& machine, Frame& frame, Block block) {
  for (const Stmt* stmt : block) {
    if (!machine.tick()) return failed_at(machine, stmt->line);
    const Flow flow = execute_one(machine, frame, *stmt);
    if (flow != Flow::kNext) return flow;
  }
  return Flow::kNext;
}

Value run_module(Machine& machine, Globals& globals, const ModuleCode& code) {
  Window slots(machine);
  if (!slots.grow(code.frame_size)) return {};
  Frame frame{slots.values().data(), globals, {}};
  if (execute(machine, frame, code.body) == Flow::kFailed) return {};
  return code.result ? evaluate(machine, frame, *code.result) : Value::none();
}

}  // namespace qed::program::native
