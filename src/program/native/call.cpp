// Calls: of the program's functions, of built-in ones, of types.
#include <algorithm>

#include "program/native/dict.h"
#include "program/native/interpreter.h"
#include "program/native/iterate.h"

namespace qed::program::native {
namespace {

// "'a', 'b', and 'c'", as CPython lists missing arguments.
std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
    text += fmt::format("'{}'", names[i]);
  }
  return text;
}

Failed too_many(Machine& machine, const FunctionCode& code, const Value* slots, std::size_t given) {
  std::size_t defaults = 0;
  for (std::size_t i = 0; i < code.positional; ++i) defaults += code.parameters[i].initial != nullptr;
  std::size_t keywords = 0;
  for (std::size_t i = 0; i < code.keyword_only; ++i) keywords += static_cast<bool>(slots[code.positional + i]);
  if (keywords > 0) return machine.unsupported("this wrong call");
  const std::string takes = defaults > 0 ? fmt::format("from {} to {}", code.positional - defaults, code.positional)
                                         : fmt::format("{}", code.positional);
  return machine.raise(kTypeError, "{}() takes {} positional argument{} but {} {} given", code.qualified, takes,
                       code.positional == 1 && defaults == 0 ? "" : "s", given, given == 1 ? "was" : "were");
}

// Fills in defaults; complains of parameters that have neither argument nor default.
bool complete(Machine& machine, const Function& function, Value* slots) {
  const FunctionCode& code = *function.code;
  std::vector<std::string_view> missing, missing_keywords;
  std::size_t next_default = 0;
  for (std::size_t i = 0; i < code.positional + code.keyword_only; ++i) {
    const Parameter& parameter = code.parameters[i];
    const Value* initial = parameter.initial ? &function.defaults[next_default++] : nullptr;
    if (slots[i]) continue;
    if (initial) {
      slots[i] = *initial;
    } else {
      (i < code.positional ? missing : missing_keywords).push_back(parameter.symbol->name);
    }
  }
  const bool positional = !missing.empty();
  const auto& names = positional ? missing : missing_keywords;
  if (names.empty()) return true;
  return machine.raise(kTypeError, "{}() missing {} required {} argument{}: {}", code.qualified, names.size(),
                       positional ? "positional" : "keyword-only", names.size() == 1 ? "" : "s", listed(names));
}

bool bind_keywords(Machine& machine, const FunctionCode& code, std::span<const Keyword> keywords, Value* slots,
                   Dict* rest) {
  for (const Keyword& keyword : keywords) {
    std::size_t i = code.positional_only;
    const std::size_t named = code.positional + code.keyword_only;
    while (i < named && code.parameters[i].symbol->name != keyword.name) ++i;
    if (i == named) {
      for (std::size_t p = 0; p < code.positional_only; ++p)
        if (!rest && code.parameters[p].symbol->name == keyword.name) return machine.unsupported("this wrong call");
      if (!rest)
        return machine.raise(kTypeError, "{}() got an unexpected keyword argument '{}'", code.qualified, keyword.name);
      if (!rest->set(machine, make_str(keyword.name), std::move(*keyword.value))) return false;
      continue;
    }
    if (slots[i])
      return machine.raise(kTypeError, "{}() got multiple values for argument '{}'", code.qualified, keyword.name);
    slots[i] = std::move(*keyword.value);
  }
  return true;
}

// The arguments into the first slots of the function's frame.
bool bind(Machine& machine, const Function& function, const Args& args, Value* slots) {
  const FunctionCode& code = *function.code;
  const std::size_t direct = std::min<std::size_t>(args.size(), code.positional);
  for (std::size_t i = 0; i < direct; ++i) slots[i] = std::move(args[i]);
  std::size_t next = code.positional + code.keyword_only;
  if (code.has_rest) slots[next++] = new_tuple(args.positional.subspan(direct));
  Dict* rest = nullptr;
  if (code.has_keywords) {
    rest = create<Dict>();
    slots[next] = own(static_cast<Object*>(rest));
  }
  if (!args.keywords.empty() && !bind_keywords(machine, code, args.keywords, slots, rest)) return false;
  if (args.size() > code.positional && !code.has_rest) return too_many(machine, code, slots, args.size());
  return (args.size() == code.positional && code.keyword_only == 0) || complete(machine, function, slots);
}

Value run_function(Machine& machine, const Value& callee, const Args& args) {
  const auto& function = callee.as<Function>();
  const FunctionCode& code = *function.code;
  Window window(machine);
  if (!window.grow(code.frame_size)) return {};
  Value* const slots = window.values().data();
  if (!bind(machine, function, args, slots)) return {};
  const Machine::CallLevel level(machine);
  if (!level) return {};
  for (const Parameter& parameter : code.parameters)
    if (parameter.cell)
      slots[parameter.slot] = own(static_cast<Object*>(create<Cell>(std::move(slots[parameter.slot]))));
  for (const std::uint32_t cell : code.cells) slots[cell] = own(static_cast<Object*>(create<Cell>(Value())));
  for (std::size_t i = 0; i < code.captures.size(); ++i) slots[code.captures[i].to] = function.cells[i];
  Frame frame{slots, *function.globals, {}};
  if (code.result) return evaluate(machine, frame, *code.result);
  switch (execute(machine, frame, code.body)) {
    case Flow::kFailed:
      return {};
    case Flow::kReturn:
      return std::move(frame.result);
    default:
      return Value::none();
  }
}

Value run_builtin(Machine& machine, const Builtin& builtin, const Args& args) {
  const std::size_t given = args.size() - (builtin.method ? 1 : 0);
  if (given < builtin.min || (given > builtin.max && builtin.max != kAny))
    return machine.unsupported("this call of a built-in function");
  if (!args.keywords.empty() && !builtin.keywords) return machine.unsupported("keywords for a built-in function");
  const Machine::Indirect indirect(machine);
  return indirect ? builtin.function(machine, args) : Value();
}

Value with_arguments_before(Machine& machine, const Value& callee, std::span<const Value> before, const Args& args) {
  Window window(machine);
  for (const Value& value : before)
    if (!window.push(value)) return {};
  for (Value& value : args.positional)
    if (!window.push(std::move(value))) return {};
  return call(machine, callee, {window.values(), args.keywords});
}

// The key of a kept result is the tuple of the arguments; a lone integer or text is its own, as in CPython.
Value call_cached(Machine& machine, const Cached& cached, const Args& args) {
  if (!args.keywords.empty()) return machine.unsupported("keywords for a cached function");
  const bool lone = args.size() == 1 && (args[0].is(Kind::kInt) || args[0].is(Kind::kBigInt) || args[0].is(Kind::kStr));
  Value key = lone ? args[0] : new_tuple(args.positional);
  Dict& results = cached.results.as<Dict>();
  Dict::Entry* entry = nullptr;
  if (!results.find(machine, key, entry)) return {};
  if (entry) return entry->value;
  const Machine::Indirect indirect(machine);
  if (!indirect) return {};
  Value result = call(machine, cached.function, args);
  if (!result || !results.set(machine, std::move(key), result)) return {};
  return result;
}

// --- evaluating arguments --------------------------------------------------------------------------------------------

// What a call's arguments come to: positional ones on the stack, named ones behind them.
class Arguments {
 public:
  Arguments(Machine& machine, Frame& frame) : machine_(machine), frame_(frame), window_(machine) {}
  Window& window() { return window_; }

  bool evaluate_all(const Call& node) {
    for (const Expr* item : node.positional)
      if (!(item->kind == ExprKind::kStarred ? spread(static_cast<const Starred&>(*item)) : one(*item))) return false;
    positional_ = window_.values().size();
    for (const NamedArgument& argument : node.named)
      if (!(argument.name.empty() ? spread_mapping(*argument.value) : one(*argument.value, argument.name)))
        return false;
    return true;
  }
  Args args() {
    const std::span<Value> all = window_.values();
    for (std::size_t i = 0; i < keywords_.size(); ++i) keywords_[i].value = &all[positional_ + i];
    return {all.first(positional_), keywords_};
  }

 private:
  bool one(const Expr& expr, std::string_view name = {}) {
    Value value = evaluate(machine_, frame_, expr);
    if (!value || !window_.push(std::move(value))) return false;
    return name.empty() || add(name);
  }
  bool spread(const Starred& item) {
    const Value iterable = evaluate(machine_, frame_, *item.value);
    if (!iterable) return false;
    const Value iterator = make_iterator(machine_, iterable);
    if (!iterator) {
      if (machine_.stop() == Stop::kException) return machine_.unsupported("a * argument that is not iterable");
      return false;
    }
    return for_each(machine_, iterator, [&](Value value) { return window_.push(std::move(value)); });
  }
  bool spread_mapping(const Expr& expr) {
    const Value mapping = evaluate(machine_, frame_, expr);
    if (!mapping) return false;
    if (!mapping.is(Kind::kDict)) return machine_.unsupported("a ** argument that is no dictionary");
    for (const Dict::Entry& entry : mapping.as<Dict>().entries()) {
      if (!entry.key) continue;
      if (!entry.key.is(Kind::kStr)) return machine_.raise(kTypeError, "keywords must be strings");
      if (!window_.push(entry.value)) return false;
      kept_.push_back(entry.key);
      if (!add(text_of(kept_.back()))) return false;
    }
    return true;
  }
  bool add(std::string_view name) {
    if (std::ranges::find(keywords_, name, &Keyword::name) != keywords_.end())
      return machine_.unsupported("a keyword given twice");
    keywords_.push_back({name, nullptr});
    return true;
  }

  Machine& machine_;
  Frame& frame_;
  Window window_;
  std::size_t positional_ = 0;
  std::vector<Keyword> keywords_;
  std::vector<Value> kept_;  // owners of the names from mappings
};

// object.method(...) without making the bound method.
Value evaluate_method_call(Machine& machine, Frame& frame, const Call& node) {
  const auto& attribute = static_cast<const Attribute&>(*node.callee);
  Value object = evaluate(machine, frame, *attribute.object);
  if (!object) return {};
  if (attribute.last_kind != object.kind()) {
    attribute.last_method = find_method(object, attribute.symbol->name);
    attribute.last_kind = object.is(Kind::kIterator) || object.is(Kind::kDict) ? Kind::kNothing : object.kind();
  }
  Arguments arguments(machine, frame);
  if (const Builtin* method = attribute.last_method) {
    if (!arguments.window().push(std::move(object)) || !arguments.evaluate_all(node)) return {};
    return run_builtin(machine, *method, arguments.args());
  }
  const Value callee = get_attribute(machine, object, attribute.symbol->name);
  if (!callee) {
    machine.at(attribute.line);
    return {};
  }
  return arguments.evaluate_all(node) ? call(machine, callee, arguments.args()) : Value();
}

}  // namespace

Value evaluate_call(Machine& machine, Frame& frame, const Call& node) {
  if (node.callee->kind == ExprKind::kAttribute) return evaluate_method_call(machine, frame, node);
  const Value callee = evaluate(machine, frame, *node.callee);
  if (!callee) return {};
  Arguments arguments(machine, frame);
  return arguments.evaluate_all(node) ? call(machine, callee, arguments.args()) : Value();
}

Value call(Machine& machine, const Value& callee, const Args& args) {
  if (!machine.tick()) return {};
  switch (callee.kind()) {
    case Kind::kFunction:
      return run_function(machine, callee, args);
    case Kind::kBuiltin:
      return run_builtin(machine, callee.builtin(), args);
    case Kind::kType: {
      const Type& type = callee.type();
      const Machine::Indirect indirect(machine);
      if (!indirect) return {};
      if (type.is_a(kBaseException) && args.keywords.empty())
        return own(static_cast<Object*>(create<Exception>(type, new_tuple(args.positional))));
      return type.construct ? type.construct(machine, args) : machine.unsupported(type.name);
    }
    case Kind::kMethod: {
      const auto& method = callee.as<Method>();
      return with_arguments_before(machine, Value(*method.function), std::span<const Value>(&method.self, 1), args);
    }
    case Kind::kPartial: {
      const auto& partial = callee.as<Partial>();
      return with_arguments_before(machine, partial.function, partial.arguments.as<Tuple>().items(), args);
    }
    case Kind::kCached:
      return call_cached(machine, callee.as<Cached>(), args);
    default:
      return machine.raise(kTypeError, "'{}' object is not callable", type_name(callee));
  }
}

Value make_function(Machine& machine, Frame& frame, const FunctionCode& code) {
  Window defaults(machine);
  for (const Parameter& parameter : code.parameters) {
    if (!parameter.initial) continue;
    Value value = evaluate(machine, frame, *parameter.initial);
    if (!value || !defaults.push(std::move(value))) return {};
  }
  const std::span<Value> values = defaults.values();
  auto* function = create<Function>();
  function->code = &code;
  function->globals = &frame.globals;
  function->defaults = allocate_array<Value>(values.size());
  std::uninitialized_copy(values.begin(), values.end(), function->defaults);
  function->cells = allocate_array<Value>(code.captures.size());
  for (std::size_t i = 0; i < code.captures.size(); ++i)
    new (function->cells + i) Value(frame.slots[code.captures[i].from]);
  return own(static_cast<Object*>(function));
}

}  // namespace qed::program::native
