// Taylor and Maclaurin polynomials, and single coefficients of them.
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

constexpr int kMaxDegree = 15;

// The degree from "up to x^3", "of degree 3", "third order"; -1 where the question says none or says it oddly.
int degree_of(const Match& m, const Subject& s) {
  if (m.has("order")) return m.word("order").size() <= 2 ? std::stoi(m.word("order")) : -1;
  if (m.has("n"))
    return m.formula("n").name().size() <= 2 && m.formula("n").is(Kind::kNumber)
               ? std::stoi(std::string(m.formula("n").name()))
               : -1;
  if (!m.has("top")) return -1;
  Formula top = m.formula("top");
  if (top.is(Kind::kCall) && top.name() == "O") top = top.child(0);
  if (top.is(Kind::kPower) && top.child(1).is(Kind::kNumber) && top.child(1).name().size() <= 2 &&
      top.symbols() == std::set<std::string>{s.variable})
    return std::stoi(std::string(top.child(1).name()));
  return top.is_symbol(s.variable) ? 1 : -1;
}

std::optional<Formula> centre(const Match& m, const Subject& s) {
  return m.has("p") ? place(m.formula("p"), s.variable) : std::nullopt;
}

struct Expansion {
  Subject of;
  std::string x, a;
};

// Defines f and a, the centre.
std::optional<Expansion> begin(Script& script, const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || s->body.is_constant() || s->body.symbols().size() > 1) return std::nullopt;
  if (m.has("g") && !names_subject(m.formula("g"), *s)) return std::nullopt;
  const std::optional<Formula> at = centre(m, *s);
  if (m.has("p") && !at) return std::nullopt;
  if (!at && m.word("kind") != "maclaurin" && m.word("kind") != "mclaurin" && !m.has("power")) return std::nullopt;
  if (at && m.word("kind") == "maclaurin") return std::nullopt;
  Expansion expansion{*s, script.symbol(s->variable), at ? script(*at) : "0"};
  script.assigned("f");
  script.line("f = {}", script(s->body));
  return expansion;
}

std::string term(const Expansion& e) {
  return e.a == "0" ? fmt::format("limit(diff(f, {0}, k), {0}, 0)/factorial(k)*{0}**k", e.x)
                    : fmt::format("diff(f, {0}, k).subs({0}, {1})/factorial(k)*({0} - ({1}))**k", e.x, e.a);
}

std::optional<Program> polynomial(const Match& m) {
  Script script;
  const std::optional<Expansion> e = begin(script, m);
  if (!e) return std::nullopt;
  if (m.has("terms")) {
    const Formula& count = m.formula("terms");
    if (!count.is(Kind::kNumber) || count.name().size() > 1 || count.name() == "0") return std::nullopt;
    script.line("terms = (simplify({}) for k in range(40))", term(*e));
    script.line("found = [term for _, term in zip(range({}), (term for term in terms if term != 0))]", count.name());
    script.assigned("terms");
    script.answer("Add(*found)");
    script.assigned("k");
    script.assigned("term");
    return script.finish(
        fmt::format("Find the first {} terms of the expansion of {}", count.name(), e->of.body.text()));
  }
  const int degree = degree_of(m, e->of);
  if (degree < 0 || degree > kMaxDegree) return std::nullopt;
  script.assigned("k");
  script.answer("sum(simplify({}) for k in range({}))", term(*e), degree + 1);
  // Near the centre the rest is of higher order.
  script.check("abs((f - ans).subs({0}, ({1}) + Rational(1, 10**4)).evalf(100)) < Rational(1, 10**{2})", e->x, e->a,
               4 * degree);
  return script.finish(
      fmt::format("Expand {} about {} = {} up to degree {}", e->of.body.text(), e->of.variable, e->a, degree));
}

std::optional<Program> coefficient(const Match& m) {
  Script script;
  const std::optional<Expansion> e = begin(script, m);
  const int degree = e ? degree_of(m, e->of) : -1;
  if (degree < 0 || degree > kMaxDegree) return std::nullopt;
  script.answer("simplify(limit(diff(f, {0}, {1}), {0}, {2})/factorial({1}))", e->x, degree, e->a);
  script.check(
      "simplify(series(f, {0}, {2}, {1} + 1).removeO().subs({0}, {0} + ({2})).expand().coeff({0}, {1}) - ans) == 0",
      e->x, degree, e->a);
  return script.finish(
      fmt::format("Find the coefficient of degree {} in the expansion of {}", degree, e->of.body.text()));
}

}  // namespace

extern const Intent taylor;
const Intent taylor{
    .intent = "taylor",
    .rules = {{{"<ask> [<degree>] {kind=taylor|maclaurin|mclaurin|power} [<polykind>] [<degree>] [<centre>] (of|for) "
                "<subject> [,] [<centre>] [,] [<degree>] [,] [<centre>]",
                "<ask> [<polykind>] [<degree>] (of|for) <subject> [,] [<centre>] [,] [<degree>] [,] [<centre>]",
                "expand <subject> [as|in|into|using] [a|the] {kind=taylor|maclaurin} [<polykind>] [,] [<centre>] [,] "
                "[<degree>] [,] [<centre>]",
                "expand <subject> [in|into|as] [a] {power=powers of x|power series|series} [,] [<centre>] [,] <degree>",
                "[<if>] <subject> <then> <ask> [<degree>] {kind=taylor|maclaurin} [<polykind>] [<degree>] [(of|for) "
                "{g:expr}] [,] [<centre>] [,] [<degree>]",
                "approximate <subject> (by|with) [a|the|its] [<degree>] {kind=taylor|maclaurin} [<polykind>] "
                "[<degree>] [,] [<centre>] [<degree>]",
                "(taylor|maclaurin) expand <subject> [,] [<centre>] [,] [<degree>]",
                "{kind=taylor|maclaurin} [<polykind>] [:|,] <subject> [,] [<centre>] [,] [<degree>] [,] [<centre>]",
                "<ask> first {terms:int} [non zero|nonzero] terms (of|in) [the|its] {kind=taylor|maclaurin} "
                "[<polykind>] [<centre>] (of|for) <subject> [<centre>]"},
               polynomial},
              {{"<ask> coefficient of {top:expr} in [the|its] {kind=taylor|maclaurin} [<polykind>] [<centre>] (of|for) "
                "<subject> [<centre>]",
                "<ask> coefficient of [the] {top:expr} [term] in [the|its] {kind=taylor|maclaurin} [<polykind>] "
                "[<centre>] (of|for) <subject> [<centre>]"},
               coefficient}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
