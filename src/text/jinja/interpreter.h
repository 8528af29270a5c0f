// Runs a template's tree.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "text/jinja/ast.h"
#include "text/jinja/builtins.h"

namespace qed::text::jinja {

class Interpreter {
 public:
  // The tree must outlive the interpreter.
  Interpreter(const Tree& tree, const Limits& limits, std::chrono::system_clock::time_point now);

  Heap& heap() { return runtime_.heap; }
  void define(std::string_view name, const Value& value) { assign(name, value); }

  // What the template writes, once. Errors start with "line N: ".
  Result<std::string> run();

 private:
  enum class Flow { kNext, kBreak, kContinue };
  using Scope = std::vector<Entry>;

  Result<Flow> execute(const Body& body);
  Result<Flow> execute(const Statement& statement);
  Result<Flow> execute(const If& statement);
  Result<Flow> execute(const For& loop);
  Result<void> execute(const Set& set);
  Result<List> loop_items(const For& loop);
  Result<void> enter_iteration(const For& loop, const List& items, std::size_t index);
  Result<void> bind(const std::vector<std::string>& targets, const Value& value);
  Result<void> assign(const Target& target, const Value& value);
  void assign(std::string_view name, const Value& value);
  Result<void> write(std::string_view text);
  Result<Value> captured(const Body& body, const std::vector<Filter>& filters);

  Result<Value> evaluate(const Expression& expression);
  Result<Value> optional(const Expression* expression);  // undefined where there is none
  Result<Value> evaluate(const Literal& literal) { return literal.value; }
  Result<Value> evaluate(const Name& name);
  Result<Value> evaluate(const ListDisplay& list);
  Result<Value> evaluate(const DictDisplay& dict);
  Result<Value> evaluate(const Attribute& attribute);
  Result<Value> evaluate(const Subscript& subscript);
  Result<Value> evaluate(const Slice& slice);
  Result<Value> evaluate(const Call& call);
  Result<Value> evaluate(const Filter& filter);
  Result<Value> evaluate(const Test& test);
  Result<Value> evaluate(const Unary& unary);
  Result<Value> evaluate(const Binary& binary);
  Result<Value> evaluate(const Comparison& comparison);
  Result<Value> evaluate(const Conditional& conditional);
  Result<Value> call_macro(const MacroDefinition& macro, const Given& given);
  Result<Given> arguments(const Arguments& given);

  // One level of nesting, while it lives.
  class Level;

  const Tree& tree_;
  Runtime runtime_;
  std::vector<Scope> scopes_{Scope()};  // the innermost last
  std::size_t visible_from_ = 1;        // scopes below it, but for the first, belong to callers of a macro
  std::string output_;
  std::size_t depth_ = 0;
  int error_line_ = 0;  // where an error came up first
};

}  // namespace qed::text::jinja
