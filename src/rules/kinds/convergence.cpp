// Power series: the radius and the interval of convergence. Series: do they converge, and absolutely?
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

struct Series {
  Formula term;
  std::string index;
  std::optional<Formula> from;
};

bool is_infinity(const Formula& f) { return f.is(Kind::kConstant) && f.name() == "infinity"; }

std::optional<std::string> index_of(const Formula& term, std::string_view other) {
  for (const std::string& symbol : term.symbols()) {
    if (symbol == other) continue;
    if (symbol == "n" || symbol == "k" || symbol == "j" || symbol == "m") return symbol;
  }
  return std::nullopt;
}

// "\sum_{n=1}^\infty a_n" as it is written, or the term alone behind a sign of summation.
std::optional<Series> series(const Match& m) {
  const Formula& f = m.formula("f");
  if (f.is(Kind::kSum)) {
    if (f.size() != 4 || !is_infinity(f.child(3)) || !f.child(2).is_constant()) return std::nullopt;
    return Series{f.child(0), std::string(f.child(1).name()), f.child(2)};
  }
  if (f.is(Kind::kRelation) || f.has(Kind::kSum)) return std::nullopt;
  const bool power = m.has("power");
  const std::set<std::string> symbols = f.symbols();
  if (symbols.size() != (power ? 2U : 1U)) return std::nullopt;
  const std::optional<std::string> index = index_of(f, power ? "x" : "");
  if (!index) return std::nullopt;
  Series out{f, *index, std::nullopt};
  if (m.has("a")) {
    const Formula& a = m.formula("a");
    if (a.is(Kind::kRelation) && !a.child(0).is_symbol(*index)) return std::nullopt;
    out.from = a.is(Kind::kRelation) ? a.child(1) : a;
    if (!out.from->is_constant()) return std::nullopt;
  }
  return out;
}

// By the ratio of neighbouring coefficients; a coefficient may vanish for every second power, so the terms do it.
std::optional<Program> power_series(const Match& m) {
  const std::optional<Series> s = series(m);
  if (!s || s->term.has_call_to_letter()) return std::nullopt;
  const std::set<std::string> symbols = s->term.symbols();
  if (symbols.size() != 2 || !symbols.contains(s->index)) return std::nullopt;
  const std::string variable = *symbols.begin() == s->index ? *symbols.rbegin() : *symbols.begin();
  const bool interval = m.word("what").starts_with("interval");
  Script script;
  script.assume("");
  const std::string x = script.symbol(variable);
  const std::string term = script(s->term);
  script.line("{0} = symbols('{0}', real=True)", x);
  script.assigned(variable);
  const std::string n = python_name(s->index);
  script.line("{0} = symbols('{0}', integer=True, positive=True)", n);
  script.assigned(s->index);
  script.line("term = {}", term);
  script.line("ratio = limit(combsimp(Abs(term.subs({0}, {0} + 1)/term)).rewrite(gamma), {0}, oo)", n);
  script.line("ratio = simplify(Abs(ratio))");
  script.line("centres = solveset(ratio, {}, Reals) if ratio.has({}) else EmptySet", x, x);
  script.line("if ratio == 0:");
  script.line("    radius, domain = oo, Reals");
  script.line("elif ratio.is_infinite or ratio.has(oo):");
  script.line("    radius, domain = sympify(0), None");
  script.line("else:");
  script.line("    domain = solveset(ratio < 1, {}, Reals)", x);
  script.line("    assert domain.is_Interval, 'no interval'");
  script.line("    radius = simplify((domain.end - domain.start)/2)");
  if (!interval) {
    script.answer("radius");
    script.check("radius >= 0 and not radius.free_symbols");
  } else {
    script.line("assert domain is not None, 'a single point'");
    script.line("def converges(edge):");
    script.line("    return bool(Sum(simplify(term.subs({}, edge)), ({}, 1, oo)).is_convergent())", x, n);
    script.line("ans = domain");
    script.line("if radius != oo:");
    script.line("    ans = Interval(domain.start, domain.end, not converges(domain.start), not converges(domain.end))");
  }
  std::optional<Program> out = script.finish(m.word("what") + " of convergence of " + s->term.text());
  if (out) out->source = "from sympy import combsimp, gamma\n" + out->source;
  return out;
}

std::optional<Program> converges(const Match& m) {
  const std::optional<Series> s = series(m);
  if (!s || s->term.symbols() != std::set<std::string>{s->index} || s->term.has_call_to_letter()) return std::nullopt;
  Script script;
  script.assume("integer=True, positive=True");
  const std::string k = script.symbol(s->index);
  script.line("series = Sum({}, ({}, {}, oo))", script(s->term), k, s->from ? script(*s->from) : "1");
  script.line("convergent = bool(series.is_{}convergent())", m.has("absolutely") ? "absolutely_" : "");
  if (m.has("either")) {
    script.answer("'converges' if convergent else 'diverges'");
  } else {
    script.answer("'{}' if convergent else '{}'", m.has("diverges") ? "no" : "yes", m.has("diverges") ? "yes" : "no");
  }
  return script.finish("Does " + s->term.text() + " converge?");
}

#define SERIES                                                                                                        \
  "[the|this|an] [infinite|following|numerical] [power] [series|sum] [:] "                                            \
  "({f:expr}|(∑|Σ|\\sum|sum of|sum|the sum of) ~ {f:expr} [,] [(from|for) [{k:var} =|{k:var} from] {a:place} (to|up " \
  "to|"                                                                                                               \
  "...) [{k2:var} =] (infinity|\\infty|∞)])"
#define POWER                                                                                                \
  "[the|this|an] [following] [infinite] {power=power series|series|sum|maclaurin series|taylor series} [:] " \
  "([(∑|Σ|\\sum) "                                                                                           \
  "~] {f:expr}) [,] [(from|for) [{k:var} =|{k:var} from] {a:place} (to|up to) (infinity|\\infty|∞)]|[the] "  \
  "{power=∑|Σ|\\sum|sum of} ~ {f:expr}"

}  // namespace

extern const Intent convergence;
const Intent convergence{
    .intent = "convergence",
    .rules =
        {{{"<ask> {what=radius|interval} of convergence (of|for) (" POWER "|{f:expr})",
           "(on what|for what|for which|on which) {what=interval|values of x|x} does (" POWER "|[the series] {f:expr}) "
           "converge",
           "(" POWER "|{f:expr}) [,|:] [<ask>] [its] {what=radius|interval} of convergence",
           "[<if>] (" POWER "|{f:expr}) <then> <ask> {what=radius|interval} of convergence"},
          [](const Match& m) -> std::optional<Program> {
            if (m.word("what") != "radius" && m.word("what") != "interval") return std::nullopt;
            return power_series(m);
          }},
         {{"(does|do|will) " SERIES " {absolutely=converge absolutely|absolutely converge}",
           "is " SERIES " {absolutely=absolutely convergent}",
           "(does|do|will) " SERIES " {either=converge or diverge|diverge or converge}",
           "is " SERIES " {either=convergent or divergent|divergent or convergent}",
           "(determine|decide|find out|check|state|tell me|test) (whether|if) " SERIES
           " {either=converges or diverges|diverges or converges|is convergent or divergent|converge or diverge}",
           SERIES " [,|:] {either=(converges or diverges|converge or diverge|convergent or divergent|convergence or "
                  "divergence)}",
           "{either=converge or diverge|convergent or divergent|converges or diverges} [?|:|,] " SERIES},
          converges},
         {{"(does|do|will) " SERIES " converge", "is " SERIES " [a] (convergent|convergent series)",
           "(determine|decide|find out|check|tell me) (whether|if) " SERIES " (converges|is convergent)",
           "(does|do|will) " SERIES " {diverges=diverge}", "is " SERIES " [a] {diverges=divergent|divergent series}",
           "(determine|decide|find out|check|tell me) (whether|if) " SERIES " {diverges=diverges|is divergent}"},
          converges}},
    .rank = 17,
};

}  // namespace qed::rules::kinds
