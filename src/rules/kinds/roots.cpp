// What Vieta's formulas tell of the roots of a polynomial: symmetric functions, and the polynomial of given roots.
#include <algorithm>

#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

// A polynomial equation as "p" of the script; false where it is none in one variable.
bool define_polynomial(Script& script, const Formula& given, std::string& x) {
  Formula f = given;
  if (const std::optional<Definition> d = as_definition(f); d && (!d->argument.empty() || d->name == "y")) f = d->body;
  const std::set<std::string> symbols = f.symbols();
  if (symbols.size() != 1 || f.has_call_to_letter()) return false;
  const std::string& name = *symbols.begin();
  const bool equation = f.is(Kind::kRelation);
  if (equation && (f.name() != "=" || f.size() != 2)) return false;
  const bool polynomial =
      equation ? f.child(0).is_polynomial_in(name) && f.child(1).is_polynomial_in(name) : f.is_polynomial_in(name);
  if (!polynomial) return false;
  const std::string left = equation ? difference(script, f) : script(f);
  x = script.symbol(name);
  script.line("polynomial = Poly({}, {})", left, x);
  return true;
}

// "Let r and s be the roots": an expression in them, which must not depend on which is which.
std::optional<Program> in_named_roots(const Match& m) {
  const std::vector<Formula>& names = m.list("r");
  const Formula& wanted = m.formula("w");
  std::set<std::string> roots;
  for (const Formula& name : names) roots.emplace(name.name());
  const std::set<std::string> used = wanted.symbols();
  if (roots.size() != names.size() || names.size() < 2 || names.size() > 4) return std::nullopt;
  if (used.empty() || !std::ranges::includes(roots, used)) return std::nullopt;
  Script script;
  script.assume("");
  std::string x;
  if (!define_polynomial(script, m.formula("e"), x)) return std::nullopt;
  if (std::ranges::any_of(roots, [&](const std::string& root) { return python_name(root) == x; })) return std::nullopt;
  const std::string value = script(wanted);
  std::string letters;
  for (const Formula& name : names) letters += (letters.empty() ? "" : ", ") + script.symbol(name.name());
  script.check("polynomial.degree() == {}", names.size());
  if (names.size() == 2) {
    script.line("first, second = roots(polynomial, multiple=True)");
    script.answer("radsimp(simplify(({}).subs(dict(zip(({}), (first, second))))))", value, letters);
    script.check("abs(N(({}).subs(dict(zip(({}), (second, first)))) - ans)) < 1e-9", value, letters);
  } else {
    script.line("above, below = fraction(together({}))", value);
    script.line("lead, *rest = polynomial.all_coeffs()");
    script.line("vieta = [(-1)**(i + 1) * c / lead for i, c in enumerate(rest)]");
    script.line("above, odd, names = symmetrize(expand(above), [{}], formal=True)", letters);
    script.line("below, uneven, _ = symmetrize(expand(below), [{}], formal=True)", letters);
    script.check("odd == 0 and uneven == 0");
    script.line("values = {{name: v for (name, _), v in zip(names, vieta)}}");
    script.answer("simplify(above.subs(values) / below.subs(values))");
  }
  return script.finish(fmt::format("{} for the roots of {}", wanted.text(), m.formula("e").text()));
}

// `expression` of s in the list of all roots, each as often as it occurs.
Build of_roots(std::string_view expression) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script;
    script.assume("");
    std::string x;
    if (!define_polynomial(script, m.formula("e"), x)) return std::nullopt;
    script.line("solutions = roots(polynomial, multiple=True)");
    script.check("len(solutions) == polynomial.degree() > 1");
    script.answer("radsimp(simplify({}))", expression);
    return script.finish(fmt::format("{} of the roots of {}", expression, m.formula("e").text()));
  };
}

std::optional<Program> polynomial_of(const Match& m) {
  Script script;
  const std::string x = script.symbol("x");
  const std::vector<Formula>& given = m.list("n");
  if (given.size() < 2 && !m.has("cubic")) return std::nullopt;
  if (m.has("cubic") ? given.size() != 3 : given.size() != 2) return std::nullopt;
  script.line("roots_given = [{}]", script.list(given));
  script.line("p = expand(math.prod({} - r for r in roots_given))", x);
  script.assigned("p");
  // With other roots people clear the denominators, or do not.
  script.check("all(c.is_integer for c in Poly(p, {}).all_coeffs())", x);
  script.answer("{}", m.word("what") == "equation" ? "latex(p) + ' = 0'" : "p");
  return script.finish("The polynomial with roots " + script.list(given));
}

#define ROOTS "[the] [2|3|two|three] [distinct|real|complex] <solutions>"
#define OF_E "(of|to) [the] [quadratic|cubic|polynomial] [equation|polynomial|quadratic|cubic|function] {e:subject}"
#define ASKED "(<ask>|compute|find|evaluate|then find|what is) {w:expr}"

}  // namespace

extern const Intent roots;
const Intent roots{
    .intent = "roots",
    .rules = {{{"<if> {r:vars} (are|be|denote|represent|is|as) " ROOTS " " OF_E " <then> " ASKED,
                "[the] [2|3] [numbers|values] {r:vars} are " ROOTS " " OF_E " <then> " ASKED,
                "{r:vars} are " ROOTS " " OF_E " <then> " ASKED,
                ASKED " [,] (if|where|when|given that|given|for) {r:vars} (are|being|denote|as) " ROOTS " " OF_E,
                "[<if>] " ROOTS " " OF_E " (are|be|are called|are denoted by|are denoted) {r:vars} <then> " ASKED,
                "[the] [quadratic] [equation] {e:equation} has [2|3] " ROOTS " {r:vars} <then> " ASKED,
                "{e:equation} has " ROOTS " {r:vars} <then> " ASKED,
                ASKED " (if|where|when|given that) " ROOTS " " OF_E " are {r:vars}"},
               in_named_roots},
              {{"<ask> sum of [the] squares of [all] " ROOTS " " OF_E, "<ask> sum of [the] squared " ROOTS " " OF_E,
                "[<if>] {e:equation} <then> <ask> sum of [the] squares of [its] " ROOTS},
               of_roots("sum(s**2 for s in solutions)")},
              {{"<ask> sum of [the] cubes of [all] " ROOTS " " OF_E}, of_roots("sum(s**3 for s in solutions)")},
              {{"<ask> sum of [the] reciprocals of [all] " ROOTS " " OF_E}, of_roots("sum(1/s for s in solutions)")},
              {{"<ask> [positive|absolute] difference (of|between) " ROOTS " " OF_E,
                "how far apart are " ROOTS " " OF_E},
               [](const Match& m) {
                 return of_roots("Abs(solutions[0] - solutions[1]) if len(solutions) == 2 else None")(m);
               }},
              {{"<ask> (average|mean|arithmetic mean) of " ROOTS " " OF_E},
               of_roots("sum(solutions) / len(solutions)")},
              {{"(form|construct|<ask>|make|build) [monic] quadratic [{what=equation|polynomial|function}] [in x] "
                "(with|whose|having|that has) [the] "
                "[2] (roots|solutions|zeros) [are|of|=|:] {n:numbers}",
                "<ask> [monic] {cubic=cubic} [{what=equation|polynomial|function}] [in x] (with|whose|having|that has) "
                "[the] "
                "[3] (roots|solutions|zeros) [are|of|=|:] {n:numbers}"},
               polynomial_of}},
    .rank = 13,
};

}  // namespace qed::rules::kinds
