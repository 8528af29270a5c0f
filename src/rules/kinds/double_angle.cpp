// Trigonometric expressions written by other functions: double angles, one function only, R sin(x + α).
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

constexpr std::string_view kFunctions = "sin cos tan cot sec csc";

bool is_trigonometric(const Formula& f) {
  return !f.is(Kind::kRelation) && f.has_function(kFunctions) && f.symbols().size() == 1 && !f.has_call_to_letter();
}

// sin x, cos 2x: the name of the function and its argument in Python.
std::optional<std::pair<std::string, std::string>> plain_call(const Formula& f) {
  if (!f.is(Kind::kCall) || f.size() != 1 || kFunctions.find(f.name()) == std::string_view::npos) return std::nullopt;
  Script spelled;
  return std::pair(std::string(f.name()), spelled(f.child(0)));
}

void check_identity(Script& script, const std::string& variable) {
  script.check("all(abs((f - ans).subs({}, Rational(k, 7)).evalf()) < Rational(1, 10**9) for k in (1, 2, 4, 5))",
               variable);
}

// "cos 2x in terms of sin x", "sin x cos x in terms of sin 2x": what is named is all that may remain.
std::optional<Program> in_terms(const Match& m) {
  const Formula& f = m.formula("f");
  const std::vector<Formula>& wanted = m.list("t");
  if (!is_trigonometric(f) || wanted.empty() || wanted.size() > 2) return std::nullopt;
  const std::string variable = *f.symbols().begin();
  std::set<std::string> names;
  std::string argument;
  for (const Formula& t : wanted) {
    const auto call = plain_call(t);
    if (!call || t.symbols() != f.symbols() || (!argument.empty() && argument != call->second)) return std::nullopt;
    argument = call->second;
    names.insert(call->first);
  }
  for (const std::string& name : names) {
    if (name != "sin" && name != "cos" && name != "tan") return std::nullopt;
  }
  Script script;
  const std::string x = script.symbol(variable);
  script.line("f = {}", script(f));
  script.assigned("f");
  script.line("u = {}", argument);
  // In the angle u the expression is rational in sin u and cos u; the squares of one give way to the other.
  script.line("t = Dummy('t', real=True)");
  script.line(
      "g = expand(expand_trig(expand_trig(f.subs({0}, solve(u - t, {0})[0])).rewrite([tan, cot, sec, csc], cos)))", x);
  if (names == std::set<std::string>{"sin", "cos"}) {
    script.line("g = expand_trig(g)");
    script.line("ans = factor(g.subs(t, u))");
  } else if (names.contains("tan")) {
    if (names.size() > 1) return std::nullopt;
    script.line("ans = simplify(expand_trig(f.subs({0}, solve(u - t, {0})[0]))).subs(t, u)", x);
    script.line("assert ans.atoms(sin, cos) == set()");
  } else {
    const std::string name = *names.begin();
    const std::string other = name == "sin" ? "cos" : "sin";
    script.line("g = g.subs({1}(t)**4, (1 - {0}(t)**2)**2).subs({1}(t)**2, 1 - {0}(t)**2)", name, other);
    script.line("g = expand(g)");
    script.line("if g.has({}(t)) or g.has(t/2):", other);
    script.line("    g = expand(TR8(expand(f))).subs({0}, solve(u - t, {0})[0])", x);
    script.line("assert not g.has({}(t)) and not (g.atoms(sin, cos, tan) - {{{}(t)}}), 'not in these terms'", other,
                name);
    script.line("ans = g.subs(t, u)");
  }
  check_identity(script, x);
  std::string terms;
  for (const Formula& t : wanted) terms += (terms.empty() ? "" : " and ") + t.text();
  std::optional<Program> out = script.finish(fmt::format("Write {} in terms of {}", f.text(), terms));
  if (out && out->source.find("TR8") != std::string::npos)
    out->source = "from sympy.simplify.fu import TR8\n" + out->source;
  return out;
}

// "2 cos^2 x - 1 as a single trigonometric function", "using a double angle identity"
std::optional<Program> single(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_trigonometric(f)) return std::nullopt;
  Script script;
  const std::string x = script.symbol(*f.symbols().begin());
  script.line("f = {}", script(f));
  script.assigned("f");
  script.line("ans = min(simplify(f), trigsimp(f), trigsimp(f.rewrite(cos)), key=lambda e: e.count_ops())");
  script.line("assert len(ans.atoms(sin, cos, tan, cot, sec, csc)) <= 1, 'not a single function'");
  check_identity(script, x);
  return script.finish("Write " + f.text() + " as a single function");
}

// tan 2θ from tan θ alone: where the double angle needs no quadrant.
std::optional<Program> doubled(const Match& m) {
  const Formula &e = m.formula("e"), &t = m.formula("t");
  const Formula given = e.child(0);
  if (e.name() != "=" || !e.child(1).is_constant() || !is_trigonometric(given) || !is_trigonometric(t))
    return std::nullopt;
  if (!given.is(Kind::kCall) || !given.child(0).is(Kind::kSymbol) || t.symbols() != given.symbols())
    return std::nullopt;
  const std::string name(given.name());
  if (name != "sin" && name != "cos" && name != "tan") return std::nullopt;
  // Only what the ratio fixes without its quadrant: cos 2x and the squares, and of a tangent all of 2x.
  const bool squared = t.is(Kind::kPower) && t.child(0).is(Kind::kCall) && t.child(0).child(0).is(Kind::kSymbol) &&
                       t.child(1).is(Kind::kNumber) && t.child(1).name() == "2" && name != "tan";
  const bool twice = t.is(Kind::kCall) && t.size() == 1 && t.child(0).is(Kind::kMultiply) && t.child(0).size() == 2 &&
                     t.child(0).child(0).is(Kind::kNumber) && t.child(0).child(0).name() == "2" &&
                     (name == "tan" || t.name() == "cos");
  if (!squared && !twice) return std::nullopt;
  Script script;
  const std::string x = script.symbol(given.child(0).name());
  script.line("v = S({})", script(e.child(1)));
  if (name == "sin") script.line("known = {{cos(2*{0}): 1 - 2*v**2, cos({0})**2: 1 - v**2, sin({0}): v}}", x);
  if (name == "cos") script.line("known = {{cos(2*{0}): 2*v**2 - 1, sin({0})**2: 1 - v**2, cos({0}): v}}", x);
  if (name == "tan")
    script.line(
        "known = {{tan(2*{0}): 2*v/(1 - v**2), sin(2*{0}): 2*v/(1 + v**2), cos(2*{0}): (1 - v**2)/(1 + v**2), "
        "tan({0}): v}}",
        x);
  script.answer("simplify(({}).subs(known))", script(t));
  script.line("assert not ans.free_symbols, 'two angles would do'");
  script.check("abs(({}).subs({}, a{}(v)).evalf() - ans.evalf()) < Rational(1, 10**9)", script(t), x, name);
  return script.finish(fmt::format("{} where {}", t.text(), e.text()));
}

// a sin x + b cos x = R sin(x + α)
std::optional<Program> harmonic(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_trigonometric(f)) return std::nullopt;
  const std::string variable = *f.symbols().begin();
  const bool sine = m.word("fn") == "sin" || m.word("fn") == "\\sin";
  const bool minus = m.word("sign") == "-";
  Script script;
  const std::string x = script.symbol(variable);
  if (m.has("v") && !m.formula("v").is_symbol(variable)) return std::nullopt;
  script.line("f = expand({})", script(f));
  script.assigned("f");
  script.line("a, b = f.coeff(sin({0})), f.coeff(cos({0}))", x);
  script.assigned("a");
  script.assigned("b");
  script.line("assert expand(a*sin({0}) + b*cos({0}) - f) == 0, 'no such sum'", x);
  script.line("size = sqrt(a**2 + b**2)");
  script.line("shift = {}", sine ? "atan2(b, a)" : "atan2(a, b)");
  // R sin(x + α), R sin(x - α) with α = -shift; R cos(x - α), R cos(x + α) likewise
  script.line("angle = simplify({}shift)", (sine && minus) || (!sine && !minus) ? "-" : "");
  script.line("assert angle.is_real and angle.evalf() >= 0, 'the other sign fits'");
  script.answer("size*{}({} {} angle)", sine ? "sin" : "cos", x, minus ? "-" : "+");
  check_identity(script, x);
  return script.finish("Write " + f.text() + " as one wave");
}

#define WRITE "(write|express|rewrite|give|put|state|<ask>)"
#define IDENTITY                                                                                                \
  "(using|by using|with|by|use) [the|a|an] [appropriate|suitable] [trigonometric|trig] (double angle|double - " \
  "angle|half angle|pythagorean|sum|angle sum|addition|trigonometric|trig|"                                     \
  "power reducing) (identity|identities|formula|formulas|formulae)"

}  // namespace

extern const Intent double_angle;
const Intent double_angle{
    .intent = "double_angle",
    .rules = {{{WRITE
                " {f:expr} [only] (in terms of|using|as a function of|by) [only] [powers of] {t:exprs} [only|alone]",
                "[<ask>] {f:expr} in terms of [only] {t:exprs} [only|alone]",
                "(expand|simplify) {f:expr} in terms of {t:exprs}"},
               in_terms},
              {{WRITE " {f:expr} as (a|1) [single] (trigonometric|trig) [single] (function|ratio|term|expression)",
                "(simplify|write|express|rewrite|combine|condense) {f:expr} (into|as|to) [a|one|1] [single] "
                "(trig|trigonometric) function",
                WRITE " {f:expr} as a single (function|term|ratio|expression|sine|cosine|trigonometric function)",
                "simplify {f:expr} to (a|1) single (trigonometric|trig) [function|ratio|term|expression]",
                "(simplify|reduce|rewrite|write|express|condense) {f:expr} [,] " IDENTITY,
                IDENTITY " [,|to] (simplify|reduce|rewrite|write|express) {f:expr}",
                "(write|express|rewrite) {f:expr} as a single (sine|cosine|tangent|sin|cos|tan) [function|term]",
                "(write|express|rewrite) {f:expr} (as|using|in terms of) a double angle"},
               single},
              {{"[<if>] {e:equation} <then> <ask> {t:expr}", "<ask> {t:expr} [,] <if> {e:equation}"}, doubled},
              {{WRITE " {f:expr} (in the form|as|in form|in) [r] {fn=sin|cos|\\sin|\\cos} \\( {v:var} {sign=+|-} "
                      "(α|\\alpha|alpha|a|φ|\\phi|phi|θ|\\theta) \\) [form] [, where r > 0|with r > 0]",
                WRITE
                " {f:expr} (in the form|as|in form|in) r [*|\\cdot] {fn=sin|cos|\\sin|\\cos} \\( {v:var} {sign=+|-} "
                "(α|\\alpha|alpha|φ|\\phi|phi|θ|\\theta) \\) [form] [[,] (where|with) r > 0]"},
               harmonic}},
    .rank = 21,
};

}  // namespace qed::rules::kinds
