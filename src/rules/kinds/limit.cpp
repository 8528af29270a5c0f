// Limits, two-sided, one-sided and at infinity.
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

bool is_infinite(const Formula& f) {
  return (f.is(Kind::kConstant) && f.name() == "infinity") || (f.is(Kind::kNegate) && is_infinite(f.child(0)));
}

// `side` is "+", "-" or "" for both.
std::optional<Program> limit_of(const Formula& body, std::string_view variable, const Formula& point,
                                std::string_view side) {
  if (!point.is_constant() || body.has_call_to_letter() || body.has(Kind::kMatrix) || body.is(Kind::kRelation))
    return std::nullopt;
  for (const std::string& symbol : body.symbols()) {
    if (symbol != variable) return std::nullopt;
  }
  Script script;
  script.assume("");
  const std::string x = script.symbol(variable);
  script.assigned("f");
  const std::string python = script(body);
  script.line("f = {}", body.is_constant() ? "sympify(" + python + ")" : python);
  const std::string p = script(point);
  if (is_infinite(point)) {
    if (body.has(Kind::kFactorial)) script.line("f = f.rewrite(gamma)");
    script.line("value = limit(f, {}, {})", x, p);
  } else if (!side.empty()) {
    script.line("value = limit(f, {}, {}, '{}')", x, p, side);
  } else {
    script.line("left, right = limit(f, {0}, {1}, '-'), limit(f, {0}, {1}, '+')", x, p);
    script.line("value = right if simplify(left - right) == 0 or left == right else nan");
  }
  script.line("assert not value.has(Limit), 'no limit in closed form'");
  script.answer("'does not exist' if value is nan or value.has(AccumBounds) or value is zoo else simplify(value)");
  // Very near the point the function is near its limit, however slowly it comes.
  const std::string near = is_infinite(point)
                               ? (point.is(Kind::kNegate) ? "-10**20" : "10**20")
                               : fmt::format("sympify({}) {} Rational(1, 10**20)", p, side == "-" ? "-" : "+");
  // A factorial takes too long to evaluate that far out.
  if (!body.has(Kind::kFactorial))
    script.check(
        "type(ans) is str or ans.is_infinite or abs(f.evalf(80, subs={{{}: ({})}}) - ans).evalf() < Rational(1, 20)*(1 "
        "+ abs(ans))",
        x, is_infinite(point) ? near : "(" + near + ").evalf(80)");
  return script.finish(fmt::format("Find the limit of {} as {} tends to {}{}", body.text(), variable, point.text(),
                                   side == "+"   ? " from the right"
                                   : side == "-" ? " from the left"
                                                 : ""));
}

std::optional<Program> by_sign(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kLimit) || f.size() != 3) return std::nullopt;
  return limit_of(f.child(0), f.child(1).name(), f.child(2), f.name());
}

// nullopt where the question names two different sides
std::optional<std::string> side_of(const Match& m) {
  std::string side = m.has("sign") ? m.word("sign") : std::string();
  const std::string words = m.word("side");
  if (words.empty()) return side;
  const bool right = words.starts_with("right") || words.starts_with("above") || words.starts_with("positive");
  const std::string said = right ? "+" : "-";
  if (!side.empty() && side != said) return std::nullopt;
  return said;
}

std::optional<Program> by_name(const Match& m) {
  const Formula& v = m.formula("v");
  const std::optional<Subject> s = as_subject(m.formula("f"), v.name());
  const std::optional<std::string> side = side_of(m);
  if (!s || !side) return std::nullopt;
  if (m.has("g") && !names_subject(m.formula("g"), *s)) return std::nullopt;
  return limit_of(s->body, v.name(), m.formula("p"), *side);
}

// a_n = (2n + 1)/(n + 3): where the sequence goes
std::optional<Program> of_sequence(const Match& m) {
  const Formula& f = m.formula("f");
  Formula body = f;
  std::string variable = "n";
  if (f.is(Kind::kRelation)) {
    const std::optional<Definition> rule = as_definition(f);
    if (!rule) return std::nullopt;
    const std::size_t mark = rule->name.find('_');
    if (rule->argument.empty() && mark == std::string::npos) return std::nullopt;
    variable = rule->argument.empty() ? rule->name.substr(mark + 1) : rule->argument;
    body = rule->body;
  }
  if (variable.size() != 1 || body.symbols() != std::set<std::string>{variable}) return std::nullopt;
  if (m.has("v") && !m.formula("v").is_symbol(variable)) return std::nullopt;
  Script script;
  script.line("{0} = symbols('{0}', integer=True, positive=True)", variable);
  script.symbol(variable);
  script.assigned(variable);
  script.line("term = {}", script(body));
  script.line("value = limit_seq(term, {}) if term.has(factorial) else limit(term, {}, oo)", variable, variable);
  script.line("assert value is not None and not value.has(Limit), 'no limit in closed form'");
  script.answer("'does not exist' if value is nan or value.has(AccumBounds) else simplify(value)");
  std::optional<Program> out = script.finish("Find the limit of the sequence " + body.text());
  if (out) out->source = "from sympy import factorial, limit_seq, symbols\n" + out->source;
  return out;
}

}  // namespace

extern const Intent limit;
const Intent limit{
    .intent = "limit",
    .rules =
        {{{"<ask> limit of [the] sequence [:|given by|with|defined by|whose nth term is|with nth term|with general "
           "term] "
           "{f:subject} [,] [as {v:var} (->|\\to|\\rightarrow|tends to|approaches|goes to) (\\infty|∞|infinity)]",
           "(to what|what) [value|limit|number] does [the] sequence [given by|with|defined by] {f:subject} (converge|"
           "converge to|tend to|approach)",
           "[<if>] [the] sequence [is] [given by|defined by] {f:subject} <then> <ask> [its] limit"},
          of_sequence},
         {{"<ask> {f:expr}", "{f:expr} (is|equals|equal) what", "what (does|is) {f:expr} (equal|converge to|come to)",
           "<ask> [{side=right|left}] [hand|handed|sided] limit [:|,] {f:expr}"},
          by_sign},
         {{"<ask> [{side=right|left}] [hand|handed|sided] limit (of|for) <subject> [,] <tends>",
           "<ask> [{side=right|left}] [hand|handed|sided] limit <tends> (of|for) <subject>",
           "<ask> (limit|lim) [,] <tends> [of] [,|:] ~ <subject>",
           "<ask> (lim|limit|\\lim) [of] <subject> [,] ~ <tends>", "<tends> [,] <ask> limit of <subject>",
           "<tends> [,] what does <subject> (approach|tend to|converge to|go to)",
           "what [value] does <subject> (approach|tend to|converge to|go to|get close to) [,] <tends>",
           "what happens to <subject> [,] <tends>", "<subject> [,|:] [<ask>] limit <tends>",
           "<subject> <tends> [,|:] (limit|find the limit|what is the limit|limit value)",
           "[<if>] <subject> <then> <ask> limit of {g:expr} [,] <tends>",
           "<ask> limit of {g:expr} [,] <tends> [,|.] <if> <subject>",
           "[<if>] <subject> <then> <ask> limit [,] <tends>",
           "<ask> (lim|limit|\\lim) [_] (\\( <tends> \\)|\\{ <tends> \\}) [of] <subject>"},
          by_name}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
