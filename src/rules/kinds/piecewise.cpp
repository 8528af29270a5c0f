// Functions given in pieces: "f(x) = x^2 if x < 0, 2x + 1 if x >= 0; find f(3)".
#include <string>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// "-1 <= x < 2": Python chains comparisons as mathematics does.
std::optional<std::string> condition(Script& script, const Formula& f, std::string_view variable) {
  if (f.symbols() != std::set<std::string>{std::string(variable)}) return std::nullopt;
  const auto signs = text::split(f.name(), ' ');
  std::string out = script(f.child(0));
  for (std::size_t i = 0; i + 1 < f.size() && i < signs.size(); ++i) {
    const std::string_view sign = signs[i] == "=" ? "==" : signs[i];
    out += fmt::format(" {} {}", sign, script(f.child(i + 1)));
  }
  return out;
}

std::optional<Program> value(const Match& m) {
  const std::string name(m.formula("name").name()), x(m.formula("x").name());
  const auto bodies = m.all("piece"), conditions = m.all("case");
  const bool otherwise = m.has("else");
  if (bodies.size() < 2 || bodies.size() != conditions.size() + otherwise || bodies.size() > 8) return std::nullopt;
  if (m.has("again") && m.formula("again").name() != name) return std::nullopt;
  Script script;
  const std::string variable = script.symbol(x), function = python_name(name);
  std::string body, holds;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const Formula& piece = bodies[i]->items.front();
    if (!piece.is_constant() && piece.symbols() != std::set<std::string>{x}) return std::nullopt;
    const std::string spelled = script(piece);
    if (i == conditions.size()) {
      body += "    return " + spelled;
      break;
    }
    const std::optional<std::string> when = condition(script, conditions[i]->items.front(), x);
    if (!when) return std::nullopt;
    body += fmt::format("    if {}:\n        return {}{}", *when, spelled, i + 1 < bodies.size() ? "\n" : "");
    holds += (holds.empty() ? "(" : ") + (") + *when;
  }
  script.assigned(x);
  script.assigned(name);
  script.line("def {}({}):\n{}", function, variable, body);
  std::string arguments;
  for (const Value* at : m.all("at")) {
    if (!at->items.front().is_constant()) return std::nullopt;
    arguments = script(at->items.front());
  }
  script.answer("{}(S({}))", function, arguments);
  script.line("assert ans is not None, 'not defined there'");
  return script.finish(fmt::format("Evaluate {} at {}", name, arguments));
}

#define NAME "[the] [piecewise] [function] {name:var} \\( {x:var} \\)"
#define IF "(if|for|when|where|, if|, for|, when|&|& if|, &|on|, x) [\\text|~]"
#define NEXT "[,|;|\\\\|and|or|, and|.|;] [\\\\] [and] [{again:var} \\( x \\) =]"
#define PIECES                                                                        \
  "[\\{|\\left|\\(] {piece:expr} " IF " {case:inequality} (" NEXT " {piece:expr} " IF \
  " ({case:inequality}|{case:equation}))+ [" NEXT                                     \
  " {piece:expr} [,|&] {else=otherwise|else|elsewhere|for all other x|if otherwise}] [\\}|\\)]"
#define TWO_PIECES                                                          \
  "[\\{|\\(] {piece:expr} " IF " ({case:inequality}|{case:equation}) " NEXT \
  " {piece:expr} [,|&] {else=otherwise|else|elsewhere|for all other x} [\\}|\\)]"

}  // namespace

extern const Intent piecewise;
const Intent piecewise{
    .intent = "piecewise",
    .rules = {{{"[<if>] " NAME " = (" PIECES "|" TWO_PIECES ") <then> <ask> {again:var} \\( {at:closed} \\)",
                "<ask> {again:var} \\( {at:closed} \\) <if> " NAME " = (" PIECES "|" TWO_PIECES ")",
                "[<if>] " NAME " (is defined as|is defined by|is|equals) (" PIECES "|" TWO_PIECES
                ") <then> <ask> {again:var} \\( {at:closed} \\)"},
               value}},
    .rank = 26,
};

}  // namespace qed::rules::kinds
