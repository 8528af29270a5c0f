// Functions of several variables: partial derivatives and gradients.
#include <algorithm>
#include <string>
#include <vector>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

struct Field {
  std::string name;
  std::vector<std::string> variables;  // in the order of f(x, y)
  Formula body;
};

// "f(x, y) = x^2 y", "z = x^2 y", "x^2 y"
std::optional<Field> as_field(const Formula& f) {
  Field field{{}, {}, f};
  if (f.is(Kind::kRelation)) {
    const Formula left = f.child(0);
    field.body = f.child(1);
    field.name = left.name();
    if (left.is(Kind::kCall) && !is_known_function(left.name())) {
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (!left.child(i).is(Kind::kSymbol)) return std::nullopt;
        field.variables.emplace_back(left.child(i).name());
      }
    } else if (!left.is(Kind::kSymbol)) {
      return std::nullopt;
    }
  }
  const std::set<std::string> symbols = field.body.symbols();
  if (field.variables.empty()) field.variables.assign(symbols.begin(), symbols.end());
  const auto known = [&](const std::string& symbol) {
    return std::ranges::find(field.variables, symbol) != field.variables.end();
  };
  const bool fine = field.variables.size() >= 2 && field.variables.size() <= 4 && std::ranges::all_of(symbols, known) &&
                    !known(field.name) && !field.body.has_call_to_letter() && !field.body.is(Kind::kRelation);
  return fine ? std::optional(std::move(field)) : std::nullopt;
}

// f, f(x, y)
bool names_field(const Formula& g, const Field& field) {
  return !field.name.empty() && (g.is_symbol(field.name) || (g.is(Kind::kCall) && g.name() == field.name));
}

std::optional<Program> differentiate(const Field& field, const std::vector<std::string>& by, const Match& m) {
  Script script;
  for (const std::string& variable : field.variables) script.symbol(variable);
  script.assigned("f");
  script.line("f = {}", script(field.body));
  std::string order, reversed;
  for (const std::string& variable : by) {
    if (std::ranges::find(field.variables, variable) == field.variables.end()) return std::nullopt;
    order += ", " + python_name(variable);
    reversed = fmt::format(", {}{}", python_name(variable), reversed);
  }
  if (m.has("p")) {
    const Formula& p = m.formula("p");
    if (p.is(Kind::kRelation) || p.size() != field.variables.size() || !p.is_constant()) return std::nullopt;
    std::string point;
    for (std::size_t i = 0; i < p.size(); ++i)
      point += fmt::format("{}{}: {}", i ? ", " : "", python_name(field.variables[i]), script(p.child(i)));
    script.answer("simplify(diff(f{}).subs({{{}}}))", order, point);
  } else {
    script.answer("simplify(diff(f{}))", order);
    if (by.size() > 1) script.check("simplify(ans - diff(f{})) == 0", reversed);
  }
  std::string restated = "Find the partial derivative of " + field.body.text() + " with respect to";
  for (const std::string& variable : by) restated += " " + variable;
  return script.finish(std::move(restated));
}

// "the partial derivative of x^2 y with respect to x"
std::optional<Program> by_name(const Match& m) {
  const std::optional<Field> field = as_field(m.formula("f"));
  if (!field || (m.has("g") && !names_field(m.formula("g"), *field))) return std::nullopt;
  std::vector<std::string> by{std::string(m.formula("v").name())};
  if (m.has("w")) by.emplace_back(m.formula("w").name());
  const std::string order = m.word("order");
  if (order == "2" && by.size() == 1) by.push_back(by.front());
  if (!order.empty() && order != "1" && order != "2") return std::nullopt;
  return differentiate(*field, by, m);
}

// f_x, f_{xy}, \frac{\partial f}{\partial x}
std::optional<Program> by_symbol(const Match& m) {
  const std::optional<Field> field = as_field(m.formula("f"));
  if (!field || field->name.empty()) return std::nullopt;
  Formula t = m.formula("t");
  if (t.is(Kind::kMultiply) && t.size() == 2 && t.child(1).is(Kind::kTuple)) t = t.child(0);
  if (t.is(Kind::kDerivative) && names_field(t.child(0), *field) && t.name() == "1")
    return differentiate(*field, {std::string(t.child(1).name())}, m);
  const std::string_view name = t.is(Kind::kSymbol) || t.is(Kind::kCall) ? t.name() : std::string_view();
  if (!name.starts_with(field->name + "_") || name.size() > field->name.size() + 3) return std::nullopt;
  std::vector<std::string> by;
  for (const char c : name.substr(field->name.size() + 1)) by.emplace_back(1, c);
  return differentiate(*field, by, m);
}

std::optional<Program> gradient(const Match& m) {
  const std::optional<Field> field = as_field(m.formula("f"));
  if (!field || (m.has("g") && !names_field(m.formula("g"), *field))) return std::nullopt;
  Script script;
  std::string parts, point;
  for (const std::string& variable : field->variables)
    parts += fmt::format("{}diff(f, {})", parts.empty() ? "" : ", ", script.symbol(variable));
  script.assigned("f");
  script.line("f = {}", script(field->body));
  script.line("gradient = ({})", parts);
  if (m.has("p")) {
    const Formula& p = m.formula("p");
    if (p.is(Kind::kRelation) || p.size() != field->variables.size() || !p.is_constant()) return std::nullopt;
    for (std::size_t i = 0; i < p.size(); ++i)
      point += fmt::format("{}{}: {}", i ? ", " : "", python_name(field->variables[i]), script(p.child(i)));
    script.answer("tuple(simplify(part.subs({{{}}})) for part in gradient)", point);
  } else {
    script.answer("tuple(simplify(part) for part in gradient)");
  }
  return script.finish("Find the gradient of " + field->body.text());
}

}  // namespace

extern const Intent partial_derivative;
const Intent partial_derivative{
    .intent = "partial_derivative",
    .rules = {{{"<ask> [{order:ordinal}] [order] [partial] derivative (of|for) <subject> (with respect to|wrt|in|by) "
                "{v:var} [and {w:var}] [<at>]",
                "<ask> [{order:ordinal}] [order] [partial] derivative (with respect to|wrt) {v:var} (of|for) <subject> "
                "[<at>]",
                "[<if>] <subject> <then> <ask> [{order:ordinal}] [order] [partial] derivative [of {g:expr}] (with "
                "respect to|wrt) {v:var} [<at>]",
                "<ask> [{order:ordinal}] [order] [partial] derivative (of|for) {g:expr} (with respect to|wrt) {v:var} "
                "[<at>] [,] <if> <subject> [<at>]",
                "[partially] differentiate <subject> [partially] (with respect to|wrt) {v:var} [<at>]",
                "<ask> (∂|\\partial) / (∂|\\partial) {v:var} [of] ~ <subject> [<at>]",
                "<ask> (∂|\\partial) {g:var} / (∂|\\partial) {v:var} [<at>] [,] (<if>|of|:) <subject> [<at>]",
                "[<if>] <subject> <then> <ask> (∂|\\partial) {g:var} / (∂|\\partial) {v:var} [<at>]"},
               by_name},
              {{"<ask> {t:expr} [<at>] [,] (<if>|of|:) <subject> [<at>]",
                "[<if>] <subject> <then> <ask> {t:expr} [<at>]"},
               by_symbol},
              {{"<ask> (gradient|gradient vector|gradient field|grad) (of|for) <subject> [<at>]",
                "<ask> (∇|\\nabla) {g:var} [<at>] [,] (<if>|of|:) <subject> [<at>]",
                "[<if>] <subject> <then> <ask> (gradient|gradient vector|grad|∇|\\nabla) [of] [{g:expr}] [<at>]",
                "<ask> (gradient|gradient vector|grad) [of] {g:expr} [<at>] [,] <if> <subject> [<at>]"},
               gradient}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
