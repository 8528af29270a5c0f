#include "text/jinja/interpreter.h"

#include <algorithm>
#include <utility>

#include "text/jinja/operators.h"

namespace qed::text::jinja {

class Interpreter::Level {
 public:
  explicit Level(Interpreter& interpreter) : interpreter_(interpreter) { ++interpreter_.depth_; }
  ~Level() { --interpreter_.depth_; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

  Result<void> check() const {
    const std::size_t most = interpreter_.heap().limits().depth;
    if (interpreter_.depth_ > most) return fail(Errc::kLimitExceeded, "evaluation nested deeper than {}", most);
    return interpreter_.heap().charge(1);
  }

 private:
  Interpreter& interpreter_;
};

Interpreter::Interpreter(const Tree& tree, const Limits& limits, std::chrono::system_clock::time_point now)
    : tree_(tree), runtime_{Heap(limits), now} {}

Result<std::string> Interpreter::run() {
  const Result<Flow> flow = execute(tree_.body);
  if (!flow) return fail(flow.error().code, "line {}: {}", error_line_, flow.error().message);
  return std::move(output_);
}

Result<Interpreter::Flow> Interpreter::execute(const Body& body) {
  for (const Statement* statement : body)
    if (const Flow flow = QED_TRY(execute(*statement)); flow != Flow::kNext) return flow;
  return Flow::kNext;
}

Result<Interpreter::Flow> Interpreter::execute(const Statement& statement) {
  struct Visitor {
    Interpreter& self;
    Result<Flow> operator()(const Text& text) { return next(self.write(text.text)); }
    Result<Flow> operator()(const Output& output) {
      const Value value = QED_TRY(self.evaluate(*output.value));
      return next(self.write(QED_TRY(to_text(self.heap(), value))));
    }
    Result<Flow> operator()(const If& statement) { return self.execute(statement); }
    Result<Flow> operator()(const For& loop) { return self.execute(loop); }
    Result<Flow> operator()(const Set& set) { return next(self.execute(set)); }
    Result<Flow> operator()(const FilterBlock& block) {
      const Value value = QED_TRY(self.captured(block.body, block.filters));
      return next(self.write(QED_TRY(to_text(self.heap(), value))));
    }
    Result<Flow> operator()(const MacroDefinition& macro) {
      return self.assign(macro.name, Value{&macro}), Flow::kNext;
    }
    Result<Flow> operator()(const Break&) { return Flow::kBreak; }
    Result<Flow> operator()(const Continue&) { return Flow::kContinue; }
    Result<Flow> operator()(const Body& body) { return self.execute(body); }

    static Result<Flow> next(const Result<void>& done) {
      if (!done) return std::unexpected(done.error());
      return Flow::kNext;
    }
  };
  const Level level(*this);
  const Result<void> allowed = level.check();
  Result<Flow> flow =
      allowed ? std::visit(Visitor{*this}, statement.node) : Result<Flow>(std::unexpected(allowed.error()));
  if (!flow && error_line_ == 0) error_line_ = statement.line;
  return flow;
}

Result<Interpreter::Flow> Interpreter::execute(const If& statement) {
  for (const auto& [condition, body] : statement.branches)
    if (truthy(QED_TRY(evaluate(*condition)))) return execute(body);
  return execute(statement.otherwise);
}

// The items of a loop that pass its condition, which sees each of them under the loop's names.
Result<List> Interpreter::loop_items(const For& loop) {
  const Value iterable = QED_TRY(evaluate(*loop.iterable));
  const List all = QED_TRY(items_of(heap(), iterable));
  if (!loop.condition) return all;
  std::vector<Value> kept;
  for (const Value& item : all) {
    scopes_.emplace_back();
    Result<Value> passes = Value{};
    if (const Result<void> bound = bind(loop.targets, item); bound)
      passes = evaluate(*loop.condition);
    else
      passes = std::unexpected(bound.error());
    scopes_.pop_back();
    if (truthy(QED_TRY(std::move(passes)))) kept.push_back(item);
  }
  const Value list = QED_TRY(heap().list(kept));
  return *list.as<List>();
}

Result<Interpreter::Flow> Interpreter::execute(const For& loop) {
  const List items = QED_TRY(loop_items(loop));
  if (items.count == 0) return execute(loop.otherwise);
  for (std::size_t i = 0; i < items.count; ++i) {
    scopes_.emplace_back();  // what an iteration sets goes with it
    Result<Flow> flow = Flow::kNext;
    if (const Result<void> entered = enter_iteration(loop, items, i); entered)
      flow = execute(loop.body);
    else
      flow = std::unexpected(entered.error());
    scopes_.pop_back();
    if (QED_TRY(std::move(flow)) == Flow::kBreak) break;
  }
  return Flow::kNext;
}

Result<void> Interpreter::enter_iteration(const For& loop, const List& items, std::size_t index) {
  const auto number = [](std::size_t n) { return Value{static_cast<std::int64_t>(n)}; };
  const std::size_t left = items.count - index;
  const Value state = QED_TRY(heap().dict({
      {"index", number(index + 1)},
      {"index0", number(index)},
      {"revindex", number(left)},
      {"revindex0", number(left - 1)},
      {"first", Value{index == 0}},
      {"last", Value{left == 1}},
      {"length", number(items.count)},
      {"previtem", index == 0 ? Value{Undefined{"loop.previtem"}} : items[index - 1]},
      {"nextitem", left == 1 ? Value{Undefined{"loop.nextitem"}} : items[index + 1]},
  }));
  assign("loop", state);
  return bind(loop.targets, items[index]);
}

Result<void> Interpreter::bind(const std::vector<std::string>& targets, const Value& value) {
  if (targets.size() == 1) return assign(targets.front(), value), Result<void>();
  const List parts = QED_TRY(items_of(heap(), value));
  if (parts.count != targets.size()) return fail(Errc::kCorrupt, "{} values for {} names", parts.count, targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) assign(targets[i], parts[i]);
  return {};
}

Result<void> Interpreter::execute(const Set& set) {
  const Value value = set.value ? QED_TRY(evaluate(*set.value)) : QED_TRY(captured(set.body, set.filters));
  if (set.targets.size() == 1) return assign(set.targets.front(), value);
  const List parts = QED_TRY(items_of(heap(), value));
  if (parts.count != set.targets.size())
    return fail(Errc::kCorrupt, "{} values for {} names", parts.count, set.targets.size());
  for (std::size_t i = 0; i < set.targets.size(); ++i) QED_TRY(assign(set.targets[i], parts[i]));
  return {};
}

Result<void> Interpreter::assign(const Target& target, const Value& value) {
  if (target.attribute.empty()) return assign(target.name, value), Result<void>();
  const Value object = QED_TRY(evaluate(Name{target.name}));
  const auto* name_space = object.as<Namespace*>();
  if (!name_space) return fail(Errc::kCorrupt, "sets an attribute of {}, not of a namespace", kind_of(object));
  std::vector<Entry>& entries = (*name_space)->entries;
  const auto found = std::ranges::find(entries, target.attribute, &Entry::key);
  QED_TRY(heap().charge(1 + entries.size() / 8));
  if (found != entries.end())
    found->value = value;
  else
    entries.push_back({target.attribute, value});
  return {};
}

void Interpreter::assign(std::string_view name, const Value& value) {
  Scope& scope = scopes_.back();
  const auto found = std::ranges::find(scope, name, &Entry::key);
  if (found != scope.end())
    found->value = value;
  else
    scope.push_back({name, value});
}

Result<void> Interpreter::write(std::string_view text) {
  if (text.size() > heap().limits().output_bytes - std::min(output_.size(), heap().limits().output_bytes))
    return fail(Errc::kLimitExceeded, "writes more than {} bytes", heap().limits().output_bytes);
  output_ += text;
  return heap().charge(text.size() / 64);
}

// What a body writes, as a value.
Result<Value> Interpreter::captured(const Body& body, const std::vector<Filter>& filters) {
  std::string outer = std::exchange(output_, {});
  scopes_.emplace_back();
  const Result<Flow> flow = execute(body);
  scopes_.pop_back();
  const std::string written = std::exchange(output_, std::move(outer));
  if (!flow) return std::unexpected(flow.error());
  Value value = QED_TRY(heap().text(written));
  for (const Filter& filter : filters)
    value = QED_TRY(apply_filter(runtime_, filter.name, value, QED_TRY(arguments(filter.arguments))));
  return value;
}

Result<Value> Interpreter::evaluate(const Expression& expression) {
  const Level level(*this);
  QED_TRY(level.check());
  Result<Value> value = std::visit([&](const auto& node) { return evaluate(node); }, expression.node);
  if (!value && error_line_ == 0) error_line_ = expression.line;
  return value;
}

Result<Value> Interpreter::optional(const Expression* expression) {
  return expression ? evaluate(*expression) : Result<Value>(Value{});
}

Result<Value> Interpreter::evaluate(const Name& name) {
  for (std::size_t i = scopes_.size(); i-- > 0;) {
    if (i > 0 && i < visible_from_) continue;
    QED_TRY(heap().charge(scopes_[i].size() / 8));
    const auto found = std::ranges::find(scopes_[i], name.name, &Entry::key);
    if (found != scopes_[i].end()) return found->value;
  }
  if (const Builtin* function = find_function(name.name)) return Value{function};
  return Value{Undefined{name.name}};
}

Result<Value> Interpreter::evaluate(const ListDisplay& list) {
  std::vector<Value> items;
  for (const Expression* item : list.items) items.push_back(QED_TRY(evaluate(*item)));
  return heap().list(items);
}

Result<Value> Interpreter::evaluate(const DictDisplay& dict) {
  std::vector<Entry> entries;
  for (const auto& [key_expression, value_expression] : dict.items) {
    const Value key = QED_TRY(evaluate(*key_expression));
    const auto* text = key.as<std::string_view>();
    if (!text) return fail(Errc::kUnsupported, "{} as the key of a dictionary", kind_of(key));
    QED_TRY(heap().charge(entries.size() / 8));
    const Value value = QED_TRY(evaluate(*value_expression));
    const auto found = std::ranges::find(entries, *text, &Entry::key);
    found == entries.end() ? entries.push_back({*text, value}) : void(found->value = value);
  }
  return heap().dict(entries);
}

Result<Value> Interpreter::evaluate(const Attribute& node) {
  return attribute(heap(), QED_TRY(evaluate(*node.object)), node.name);
}

Result<Value> Interpreter::evaluate(const Subscript& node) {
  const Value object = QED_TRY(evaluate(*node.object));
  return item(heap(), object, QED_TRY(evaluate(*node.index)));
}

Result<Value> Interpreter::evaluate(const Slice& node) {
  const Value object = QED_TRY(evaluate(*node.object)), start = QED_TRY(optional(node.start));
  const Value stop = QED_TRY(optional(node.stop)), step = QED_TRY(optional(node.step));
  return slice(heap(), object, start, stop, step);
}

Result<Given> Interpreter::arguments(const Arguments& arguments) {
  Given given;
  for (const Expression* argument : arguments.positional) given.positional.push_back(QED_TRY(evaluate(*argument)));
  for (const auto& [name, argument] : arguments.named) given.named.push_back({name, QED_TRY(evaluate(*argument))});
  return given;
}

Result<Value> Interpreter::evaluate(const Call& call) {
  Value callee;
  std::string_view name = "value";
  if (const auto* member = std::get_if<Attribute>(&call.callee->node)) {
    const Value object = QED_TRY(evaluate(*member->object));
    name = member->name;
    if (const Operation* method = find_method(object, name))
      return method->run(runtime_, object, QED_TRY(arguments(call.arguments)));
    callee = QED_TRY(attribute(heap(), object, name));
    if (callee.is<Undefined>()) return fail(Errc::kUnsupported, "{} has no method '{}'", kind_of(object), name);
  } else {
    callee = QED_TRY(evaluate(*call.callee));
  }
  const Given given = QED_TRY(arguments(call.arguments));
  if (const auto* function = callee.as<const Builtin*>()) return (*function)->run(runtime_, given);
  if (const auto* macro = callee.as<const MacroDefinition*>()) return call_macro(**macro, given);
  if (const auto* missing = callee.as<Undefined>()) return fail(Errc::kUnsupported, "'{}' is undefined", missing->name);
  return fail(Errc::kCorrupt, "calls {}", kind_of(callee));
}

// A macro sees its parameters and what the template has set outside of all blocks.
Result<Value> Interpreter::call_macro(const MacroDefinition& macro, const Given& given) {
  if (given.positional.size() > macro.parameters.size())
    return fail(Errc::kCorrupt, "macro '{}' takes {} arguments", macro.name, macro.parameters.size());
  for (const Entry& entry : given.named)
    if (std::ranges::find(macro.parameters, entry.key, &Parameter::name) == macro.parameters.end())
      return fail(Errc::kCorrupt, "macro '{}' has no parameter '{}'", macro.name, entry.key);
  const std::size_t outer_visible = std::exchange(visible_from_, scopes_.size());
  scopes_.emplace_back();
  const Result<Value> result = [&]() -> Result<Value> {
    for (std::size_t i = 0; i < macro.parameters.size(); ++i) {
      const Parameter& parameter = macro.parameters[i];
      const bool left_out = i >= given.positional.size() &&
                            std::ranges::find(given.named, parameter.name, &Entry::key) == given.named.end();
      assign(parameter.name, left_out ? QED_TRY(optional(parameter.otherwise)) : given.get(i, parameter.name));
    }
    return captured(macro.body, {});
  }();
  scopes_.pop_back();
  visible_from_ = outer_visible;
  return result;
}

Result<Value> Interpreter::evaluate(const Filter& filter) {
  const Value subject = QED_TRY(evaluate(*filter.subject));
  return apply_filter(runtime_, filter.name, subject, QED_TRY(arguments(filter.arguments)));
}

Result<Value> Interpreter::evaluate(const Test& test) {
  const Value subject = QED_TRY(evaluate(*test.subject));
  return Value{QED_TRY(apply_test(runtime_, test.name, subject, QED_TRY(arguments(test.arguments))))};
}

Result<Value> Interpreter::evaluate(const Unary& unary) {
  return apply(heap(), unary.op, QED_TRY(evaluate(*unary.operand)));
}

Result<Value> Interpreter::evaluate(const Binary& binary) {
  const Value left = QED_TRY(evaluate(*binary.left));
  if (binary.op == Operator::kAnd) return truthy(left) ? evaluate(*binary.right) : left;
  if (binary.op == Operator::kOr) return truthy(left) ? left : evaluate(*binary.right);
  return apply(heap(), binary.op, left, QED_TRY(evaluate(*binary.right)));
}

Result<Value> Interpreter::evaluate(const Comparison& comparison) {
  Value left = QED_TRY(evaluate(*comparison.first));
  for (const auto& [op, operand] : comparison.rest) {
    const Value right = QED_TRY(evaluate(*operand));
    if (!QED_TRY(compare(heap(), op, left, right))) return Value{false};
    left = right;
  }
  return Value{true};
}

Result<Value> Interpreter::evaluate(const Conditional& conditional) {
  if (truthy(QED_TRY(evaluate(*conditional.condition)))) return evaluate(*conditional.then);
  return optional(conditional.otherwise);
}

}  // namespace qed::text::jinja
