#include "program/native/modules.h"

#include "program/native/builtins.h"
#include "program/native/interpreter.h"

namespace qed::program::native {
namespace {

Value get_context(Machine&, const Args&) { return Value(Kind::kContext); }
constexpr Builtin kGetContext{"getcontext", get_context, 0, 0};

Members decimal_members() {
  return {{"Decimal", Value(kDecimalType)},
          {"InvalidOperation", Value(kInvalidOperation)},
          {"DivisionByZero", Value(kDecimalDivisionByZero)},
          {"getcontext", Value(kGetContext)}};
}

Members typing_members() {
  Members members;
  for (const char* name : {"List", "Dict", "Tuple", "Set", "FrozenSet", "Optional", "Union", "Any", "Callable",
                           "Iterable", "Iterator", "Sequence", "Generator", "Deque", "Literal"})
    members.emplace(name, Value(Kind::kTyping));
  return members;
}

std::unordered_map<std::string_view, Module> all_modules() {
  std::unordered_map<std::string_view, Module> modules;
  const auto add = [&](std::string_view name, bool whole, Members members) {
    modules.emplace(name, Module{name, whole, std::move(members)});
  };
  add("math", true, math_members());
  add("itertools", true, itertools_members());
  add("functools", false, functools_members());
  add("statistics", false, statistics_members());
  add("fractions", true, {{"Fraction", Value(kFractionType)}});
  add("decimal", false, decimal_members());
  add("typing", false, typing_members());
  add("collections", false,
      {{"Counter", Value(kCounterType)},
       {"defaultdict", Value(kDefaultDictType)},
       {"OrderedDict", Value(kOrderedDictType)},
       {"deque", Value(kDequeType)}});
  return modules;
}

}  // namespace

const Module* find_module(std::string_view name) {
  static const auto* const modules = new std::unordered_map<std::string_view, Module>(all_modules());
  const auto found = modules->find(name);
  return found == modules->end() ? nullptr : &found->second;
}

std::vector<std::string_view> exported_names(const Module& module) {
  std::vector<std::string_view> names;
  if (!module.whole) return names;
  for (const auto& [name, value] : module.members) names.push_back(name);
  return names;
}

Value import_member(Machine& machine, const Module& module, std::string_view name) {
  const auto found = module.members.find(name);
  if (found != module.members.end()) return found->second;
  if (module.name == "decimal" && name.starts_with("ROUND_")) return make_str(name);  // its constants are their names
  return machine.unsupported(fmt::format("{}.{}", module.name, name));
}

}  // namespace qed::program::native
