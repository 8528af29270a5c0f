// Tangent and normal lines: "the tangent to y = x^2 at x = 3", "the normal to x^2 + y^2 = 25 at (3, 4)".
#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

bool is_pair(const Formula& p) {
  return !p.is(Kind::kRelation) && p.size() == 2 && !p.is(Kind::kDivide) &&
         (p.is(Kind::kTuple) || p.is(Kind::kInterval) || p.is(Kind::kList));
}

// y = m (x - x0) + y0, or x = x0 where the line is upright.
void answer_line(Script& script, const std::string& x, const std::string& y, bool normal) {
  if (normal) {
    script.answer("Eq({0}, x0) if slope == 0 else Eq({1}, expand(-({0} - x0)/slope + y0))", x, y);
    script.check("ans.subs({{{}: x0, {}: y0}}) == True", x, y);
    return;
  }
  script.line("assert slope.is_finite, 'the tangent is upright'");
  script.answer("Eq({1}, expand(slope*({0} - x0) + y0))", x, y);
}

std::string restate(bool normal, const Formula& curve, const Formula& at) {
  return fmt::format("Find the {} to {} at {}", normal ? "normal" : "tangent", curve.text(), at.text());
}

std::optional<Program> to_implicit_curve(const Formula& curve, const Formula& p, bool normal) {
  if (!curve.is(Kind::kRelation) || curve.symbols() != std::set<std::string>{"x", "y"} || curve.has_call_to_letter())
    return std::nullopt;
  if (!is_pair(p) || !p.is_constant()) return std::nullopt;
  Script script;
  const std::string x = script.symbol("x"), y = script.symbol("y");
  script.line("curve = {} - ({})", script(curve.child(0)), script(curve.child(1)));
  script.line("x0, y0 = {}, {}", script(p.child(0)), script(p.child(1)));
  script.line("point = {{x: x0, y: y0}}");
  script.line("assert simplify(curve.subs(point)) == 0, 'the point is not on the curve'");
  script.line("a, b = diff(curve, x).subs(point), diff(curve, y).subs(point)  # across the curve");
  if (normal) {
    script.answer("Eq(x, x0) if a == 0 else Eq(y, expand(b/a*(x - x0) + y0))");
  } else {
    script.answer("Eq(x, x0) if b == 0 else Eq(y, expand(-a/b*(x - x0) + y0))");
  }
  script.check("simplify((ans.lhs - ans.rhs).subs(point)) == 0");
  return script.finish(restate(normal, curve, p));
}

std::optional<Program> line(const Match& m) {
  const bool normal = m.word("line").starts_with("normal") || m.word("line").starts_with("perpendicular");
  const Formula& f = m.formula("f");
  const Formula& p = m.formula("p");
  const std::optional<Subject> s = as_subject(f);
  if (!s) return to_implicit_curve(f, p, normal);
  if (m.has("g") && !names_subject(m.formula("g"), *s)) return std::nullopt;
  const std::optional<Formula> at = place(m, s->variable);
  if (!at || !at->is_constant() || s->variable == "y") return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable);
  // A line is written in x and y whatever the function is called.
  const std::string y = script.symbol("y");
  script.assigned("f");
  const std::string body = script(s->body);
  script.line("f = {}", s->body.is_constant() ? "sympify(" + body + ")" : body);
  script.line("x0 = sympify({})", script(*at));
  script.line("y0 = f.subs({}, x0)", x);
  if (is_pair(p)) script.line("assert simplify(y0 - ({})) == 0, 'the point is not on the curve'", script(p.child(1)));
  script.line("slope = simplify(diff(f, {}).subs({}, x0))", x, x);
  answer_line(script, x, y, normal);
  // The tangent meets the curve twice at once: their difference and its slope vanish.
  if (!normal) {
    script.check("simplify((f - ans.rhs).subs({}, x0)) == 0", x);
    script.check(
        "abs((f - ans.rhs).subs({}, x0 + Rational(1, 10**6)).evalf(30)) < Rational(1, 10**8)*(1 + abs(diff(f, {}, "
        "2).subs({}, x0).evalf()))",
        x, x, x);
  }
  return script.finish(restate(normal, f, p));
}

}  // namespace

extern const Intent tangent;
const Intent tangent{
    .intent = "tangent",
    .rules = {{{"<ask> [equation|equations|cartesian equation|formula] [of|for] [the|a] {line=tangent|tangent "
                "line|normal|normal line|perpendicular} (to|of|for|on) <subject> <at>",
                "<ask> [equation] [of|for] [the|a] {line=tangent|tangent line|normal|normal line} <at> (to|of|for|on) "
                "<subject>",
                "<ask> [equation] [of|for] [the|a] line {line=tangent|normal|perpendicular} to <subject> <at>",
                "<ask> [equation] [of|for] [the|a] line that is {line=tangent|normal|perpendicular} to <subject> <at>",
                "{line=tangent|tangent line|normal|normal line} [equation] [to|of|for|:] <subject> <at>",
                "<subject> [,|:|.|;] [<ask>] [equation of] [the] {line=tangent|tangent line|normal|normal line} "
                "[equation] <at>",
                "[<if>] <subject> <then> <ask> [equation|equations] [of|for] [the|a] {line=tangent|tangent "
                "line|normal|normal line} [to|of] [the] [curve|graph|graph of|parabola|function] [{g:expr}] <at>",
                "<ask> [equation] [of|for] [the|a] {line=tangent|tangent line|normal|normal line} [to] [the] "
                "[curve|graph|graph of|function] [{g:expr}] <at> [,|.] <if> <subject>",
                "(what|which) line is {line=tangent|normal|perpendicular} to <subject> <at>",
                "(write|give|state|determine|derive|find) (down) [the] equation of the {line=tangent|tangent "
                "line|normal|normal line} to <subject> <at>"},
               line}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
