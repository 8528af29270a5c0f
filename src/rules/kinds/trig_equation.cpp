// Trigonometric equations on an interval, in radians or degrees: "2 sin x = 1 for 0 ≤ x < 2π".
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

// 360, 180, 90: whole turns and parts of them in degrees, though no sign says so.
bool is_turn(const Formula& f) {
  return f.is(Kind::kNumber) &&
         (f.name() == "360" || f.name() == "180" || f.name() == "90" || f.name() == "720" || f.name() == "270");
}

std::string in_degrees(Script& script, const Formula& bound) {
  return bound.is(Kind::kDegrees) ? script(bound.child(0)) : script(bound);
}

std::optional<Program> solve(const Match& m) {
  const Formula& e = m.formula("e");
  constexpr std::string_view kFunctions = "sin cos tan cot sec csc";
  if (!e.is(Kind::kRelation) || e.name() != "=" || !e.has_function(kFunctions) || e.has_call_to_letter())
    return std::nullopt;
  const std::set<std::string> symbols = e.symbols();
  if (symbols.size() != 1) return std::nullopt;
  const std::string variable = *symbols.begin();
  if (m.has("x") && !m.formula("x").is_symbol(variable)) return std::nullopt;
  const std::optional<Range> on = range(m, variable);
  if (!on || !on->has_from || !on->has_to) return std::nullopt;
  const bool degrees = on->to.is(Kind::kDegrees) || on->from.is(Kind::kDegrees) || is_turn(on->to);
  if (e.has(Kind::kDegrees) && !degrees) return std::nullopt;
  Script script;
  const std::string x = script.symbol(variable);
  script.line("equation = {} - ({})", script(e.child(0)), script(e.child(1)));
  if (degrees) {
    script.line("interval = Interval(rad({}), rad({}), {}, {})", in_degrees(script, on->from),
                in_degrees(script, on->to), on->includes_from ? "False" : "True", on->includes_to ? "False" : "True");
  } else {
    script.line("interval = {}", python_interval(script, *on));
  }
  script.line("roots = solveset(equation, {}, interval)", x);
  script.assigned("roots");
  script.line("assert roots.is_FiniteSet or roots is S.EmptySet, 'not solved'");
  if (degrees) {
    script.line("degrees = sorted(simplify(deg(root)) for root in roots)");
    script.assigned("root");
    script.line("signs = [latex(root) + r'^\\circ' for root in degrees]");
    script.answer("signs[0] if len(signs) == 1 else r'\\{{' + ', '.join(signs) + r'\\}}' if signs else r'\\emptyset'");
  } else {
    script.answer("simplify(roots.args[0]) if len(roots) == 1 else {{simplify(root) for root in roots}} or S.EmptySet");
    script.assigned("root");
  }
  script.check("all(abs(equation.subs({}, r).evalf(20)) < Rational(1, 10**9) for r in roots)", x);
  // No change of sign on the way may be without its root.
  script.line("value = lambdify({}, equation, 'mpmath')", x);
  script.line(
      "values = [value(float(interval.start + (interval.end - interval.start)*(k + 0.37)/150)) for k in range(150)]");
  script.check("sum(a*b < 0 and abs(a - b) < 1 for a, b in zip(values, values[1:])) <= len(roots)");
  return script.finish(fmt::format("Solve {} from {} to {}", e.text(), on->from.text(), on->to.text()));
}

}  // namespace

extern const Intent trig_equation;
const Intent trig_equation{
    .intent = "trig_equation",
    .rules =
        {{{"[<ask>] (solve|solve for {x:var}) [:|,] [the] [trigonometric|trig|following] [equation] {e:equation} [,] "
           "[for {x:var}] <span>",
           "solve <span> [the] [equation] [:] {e:equation}",
           "<ask> [all] [the] [exact] [real|possible] (solutions|solution|roots|solutions for {x:var}) (of|to) [the] "
           "[equation] {e:equation} <span>",
           "<ask> [all] [the] [real|possible] [values of|angles|solutions] [{x:var}] <span> (with|such "
           "that|satisfying|for which|so that|that satisfy|that satisfies|where|if|when|of|to|which satisfy|for) [the] "
           "[equation] {e:equation}",
           "<ask> [all] [the] [real|possible] [values of|angles] [{x:var}] (with|such that|satisfying|for which|so "
           "that|that satisfy|that satisfies|where|if|when|which satisfy|for) [the] [equation] {e:equation} <span>",
           "<if> {e:equation} <span> <then> <ask> [all] [the] [possible] [values of] {x:var}",
           "<if> {e:equation} (and|,|where|with) {on:range} <then> <ask> [all] [the] [possible] [values of] {x:var}",
           "{e:equation} (,|;|and|where|with|on|for|in) {on:range} <then> [<ask>] [solve for] [all] [the] [possible] "
           "[values of] {x:var}",
           "{e:equation} <span> <then> [<ask>] [solve for|solve] [all] [the] [possible] [values of] [{x:var}]",
           "(for|on|in) [the interval] {on:range} [,] (solve|find {x:var} if|find all solutions of) {e:equation}",
           "solve {e:equation} [,] {on:range}", "{e:equation} , {on:range} [, solve]",
           "(which|what) [values of|angles|angle|acute angle] {x:var} <span> (satisfy|satisfies|solve|make) "
           "{e:equation} [true]"},
          solve}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
