#include "rules/subject.h"

#include <set>

namespace qed::rules {
namespace {

// In "ax^2 + bx + c" these are constants and x is the variable.
bool is_parameter(std::string_view name) {
  constexpr std::string_view kParameters = "abckmnpqABCkM";
  return name.size() == 1 && kParameters.find(name) != std::string_view::npos;
}

std::optional<std::string> variable_of(const Formula& body) {
  const std::set<std::string> symbols = body.symbols();
  if (symbols.empty()) return "x";
  if (symbols.size() == 1) return *symbols.begin();
  std::optional<std::string> variable;
  for (const std::string& symbol : symbols) {
    if (is_parameter(symbol)) continue;
    if (variable) return std::nullopt;
    variable = symbol;
  }
  return variable;
}

bool is_below(std::string_view sign) { return sign == "<" || sign == "<="; }

}  // namespace

std::optional<Subject> as_subject(const Formula& f, std::string_view variable) {
  Subject subject{{}, std::string(variable), f};
  if (f.is(Kind::kRelation)) {
    std::optional<Definition> definition = as_definition(f);
    if (!definition || definition->body.uses(definition->name)) return std::nullopt;
    if (!definition->argument.empty()) {
      if (!variable.empty() && variable != definition->argument) return std::nullopt;
      subject.variable = definition->argument;
    }
    subject.name = definition->name;
    subject.body = definition->body;
  }
  const Formula& body = subject.body;
  // "the derivative of f": which f?
  if (subject.name.empty() && body.is(Kind::kSymbol) &&
      std::string_view("fghyFGHY").find(body.name()) != std::string_view::npos)
    return std::nullopt;
  if (body.is(Kind::kRelation) || body.has(Kind::kMatrix) || body.has_call_to_letter()) return std::nullopt;
  if (subject.variable.empty()) {
    std::optional<std::string> found = variable_of(body);
    if (!found) return std::nullopt;
    subject.variable = *found;
  }
  if (subject.variable == subject.name || (!body.is_constant() && !body.uses(subject.variable))) return std::nullopt;
  return subject;
}

std::optional<Subject> subject(const Match& m) {
  return as_subject(m.formula("f"), m.has("v") ? m.formula("v").name() : std::string_view());
}

std::optional<Formula> place(const Formula& f, std::string_view variable) {
  if (!f.is(Kind::kRelation)) return f;
  if (!f.child(0).is_symbol(variable)) return std::nullopt;
  return f.child(1);
}

std::optional<Formula> place(const Match& m, std::string_view variable) {
  if (!m.has("p")) return std::nullopt;
  const Formula& p = m.formula("p");
  const bool point = p.is(Kind::kTuple) || p.is(Kind::kInterval) || p.is(Kind::kList);
  return point ? p.child(0) : place(p, variable);
}

std::optional<Range> as_range(const Formula& f, std::string_view variable) {
  if (f.is(Kind::kRelation) && f.name() == "in")
    return f.child(0).is_symbol(variable) ? as_range(f.child(1), variable) : std::nullopt;
  if (!f.is(Kind::kRelation)) {
    if (f.size() != 2) return std::nullopt;
    const std::string_view brackets = f.is(Kind::kInterval) ? f.name() : f.is(Kind::kTuple) ? "()" : "[]";
    return Range{f.child(0), f.child(1), true, true, brackets.starts_with('['), brackets.ends_with(']')};
  }
  Range range;
  const std::string_view signs = f.name();
  const std::string_view first = signs.substr(0, signs.find(' '));
  if (f.size() == 3) {
    const std::string_view second = signs.substr(signs.find(' ') + 1);
    if (!f.child(1).is_symbol(variable) || is_below(first) != is_below(second)) return std::nullopt;
    const bool rising = is_below(first);
    range.from = f.child(rising ? 0 : 2);
    range.to = f.child(rising ? 2 : 0);
    range.includes_from = (rising ? first : second).ends_with('=');
    range.includes_to = (rising ? second : first).ends_with('=');
    return range;
  }
  if (!f.child(0).is_symbol(variable)) return std::nullopt;
  range.has_from = !is_below(first);
  range.has_to = is_below(first);
  (range.has_from ? range.from : range.to) = f.child(1);
  (range.has_from ? range.includes_from : range.includes_to) = first.ends_with('=');
  return range;
}

std::optional<Range> range(const Match& m, std::string_view variable) {
  if (m.has("ov") && m.formula("ov").name() != variable) return std::nullopt;
  if (m.has("on")) return as_range(m.formula("on"), variable);
  if (!m.has("from") || !m.has("to")) return std::nullopt;
  const std::optional<Formula> from = place(m.formula("from"), variable), to = place(m.formula("to"), variable);
  if (!from || !to) return std::nullopt;
  return Range{*from, *to};
}

std::string python_interval(Script& script, const Range& range) {
  const std::string from = range.has_from ? script(range.from) : "-oo";
  const std::string to = range.has_to ? script(range.to) : "oo";
  if (range.includes_from && range.includes_to) return fmt::format("Interval({}, {})", from, to);
  return fmt::format("Interval({}, {}, {}, {})", from, to, range.includes_from ? "False" : "True",
                     range.includes_to ? "False" : "True");
}

std::string define_subject(Script& script, const Subject& subject) {
  const std::string variable = script.symbol(subject.variable);
  const std::string name = subject.name.size() == 1 && subject.name != subject.variable ? subject.name : "f";
  const std::string python = python_name(name == variable || subject.body.uses(name) ? "function" : name);
  script.assigned(python);
  const std::string body = script(subject.body);
  script.line("{} = {}", python, subject.body.is_constant() ? "sympify(" + body + ")" : body);
  return python;
}

bool names_subject(const Formula& f, const Subject& subject) {
  if (subject.name.empty()) return false;
  if (f.is_symbol(subject.name)) return true;
  return f.is(Kind::kCall) && f.name() == subject.name && f.size() == 1 && f.child(0).is_symbol(subject.variable);
}

}  // namespace qed::rules
