// Evaluation by walking the tree. Everything returns nothing (or kFailed) where it failed, with the failure in the
// machine.
#pragma once

#include "program/native/ast.h"
#include "program/native/machine.h"

namespace qed::program::native {

// The global variables of a module, by symbol.
struct Globals {
  std::vector<Value> values;
};

struct Frame {
  Value* slots;
  Globals& globals;
  Value result;  // of a return statement
};

enum class Flow : std::uint8_t { kNext, kBreak, kContinue, kReturn, kFailed };

Value evaluate(Machine& machine, Frame& frame, const Expr& expr);
Flow execute(Machine& machine, Frame& frame, Block block);
// Runs a module's statements, the value of its result expression last; none without one.
Value run_module(Machine& machine, Globals& globals, const ModuleCode& code);

Value call(Machine& machine, const Value& callee, const Args& args);
inline Value call(Machine& machine, const Value& callee, std::span<Value> arguments) {
  return call(machine, callee, Args{arguments, {}});
}

// --- parts of the above ---
Value make_function(Machine& machine, Frame& frame, const FunctionCode& code);
Value evaluate_call(Machine& machine, Frame& frame, const Call& node);
Value evaluate_display(Machine& machine, Frame& frame, const Sequence& node);
Value evaluate_dict(Machine& machine, Frame& frame, const DictDisplay& node);
Value evaluate_comprehension(Machine& machine, Frame& frame, const Comprehension& node);
Value evaluate_generator(Machine& machine, Frame& frame, const Generator& node);
Value evaluate_formatted(Machine& machine, Frame& frame, const Formatted& node);
Value import_member(Machine& machine, const Module& module, std::string_view name);

bool assign(Machine& machine, Frame& frame, const Expr& target, Value value);
bool store(Machine& machine, Frame& frame, const Name& name, Value value);
Value load(Machine& machine, Frame& frame, const Name& name);
bool remove(Machine& machine, Frame& frame, const Expr& target);

// object.name; a method comes bound.
Value get_attribute(Machine& machine, const Value& object, std::string_view name);
const Builtin* find_method(const Value& object, std::string_view name);

Value get_item(Machine& machine, const Value& object, const Value& index);
bool set_item(Machine& machine, const Value& object, const Value& index, Value value);
bool delete_item(Machine& machine, const Value& object, const Value& index);
Maybe<bool> contains(Machine& machine, const Value& container, const Value& item);

}  // namespace qed::program::native
