// Regions of the plane: the area under a curve and between two, solids of revolution about the x-axis, arc length.
#include <string>
#include <vector>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

// f as y = x^2, f(x) = x^2 or x^2: its expression in x.
std::optional<Subject> curve(const Formula& f) {
  const std::optional<Subject> s = as_subject(f);
  if (!s || s->variable == "y" || s->body.symbols().size() > 1) return std::nullopt;
  return s;
}

std::optional<std::vector<Subject>> curves(const Match& m) {
  std::vector<Subject> all;
  std::string variable;
  for (const std::string_view name : {"f", "h"}) {
    if (!m.has(name)) continue;
    std::optional<Subject> s = curve(m.formula(name));
    if (!s) return std::nullopt;
    // A constant, "y = 4", goes with the other's variable.
    if (!s->body.is_constant()) {
      if (!variable.empty() && variable != s->variable) return std::nullopt;
      variable = s->variable;
    }
    all.push_back(*std::move(s));
  }
  if (variable.empty()) return std::nullopt;
  for (Subject& s : all) s.variable = variable;
  return all;
}

std::string value_of(Script& script, const Subject& s) {
  return s.body.is_constant() ? "sympify(" + script(s.body) + ")" : script(s.body);
}

// Assigns x, a and b; false where the bounds are missing or do not fit.
bool bounds(Script& script, const Match& m, const std::string& variable) {
  std::optional<Range> on = range(m, variable);
  if (!on && m.has("a") && m.has("b")) {
    const std::optional<Formula> from = place(m.formula("a"), variable), to = place(m.formula("b"), variable);
    if (from && to) on = Range{*from, *to};
  }
  if (!on || !on->has_from || !on->has_to || !on->from.is_constant() || !on->to.is_constant()) return false;
  script.line("a, b = sympify({}), sympify({})", script(on->from), script(on->to));
  script.assigned("a");
  script.assigned("b");
  script.check("a < b");
  return true;
}

bool has_bounds(const Match& m) { return m.has("on") || m.has("from") || m.has("a"); }

// Without bounds the region ends where the curves meet.
std::optional<Program> area(const Match& m) {
  const std::optional<std::vector<Subject>> all = curves(m);
  if (!all || all->size() != (m.has("h") ? 2U : 1U)) return std::nullopt;
  const bool bounded = has_bounds(m);
  if (!bounded && m.has("under")) return std::nullopt;
  Script script;
  const std::string x = script.symbol(all->front().variable);
  const bool periodic = all->front().body.has_function("sin cos tan") || all->back().body.has_function("sin cos tan");
  if (!bounded && periodic) return std::nullopt;  // infinitely many regions
  script.line("height = {} - ({})", value_of(script, all->front()),
              all->size() == 2 ? value_of(script, all->back()) : "0");
  if (bounded) {
    if (!bounds(script, m, all->front().variable)) return std::nullopt;
    script.line("crossings = solveset(height, {}, Interval.open(a, b))", x);
    script.line("assert crossings.is_FiniteSet or crossings is S.EmptySet, 'the curves meet too often'");
    script.line("edges = [a, *sorted(crossings), b]");
  } else {
    script.line("crossings = solveset(height, {}, Reals)", x);
    script.line("assert crossings.is_FiniteSet and len(crossings) >= 2, 'the curves enclose nothing'");
    script.line("edges = sorted(crossings)");
  }
  // Below the axis, an area "under the curve" is no area.
  if (m.has("under")) script.line("assert len(edges) == 2 and height.subs({}, (a + b)/2) > 0, 'the curve dips'", x);
  script.line("parts = [Abs(integrate(height, ({}, p, q))) for p, q in zip(edges, edges[1:])]", x);
  script.answer("simplify(sum(parts))");
  script.check(
      "ans.is_infinite or abs(Integral(Abs(height), ({}, edges[0], edges[-1])).evalf(8) - ans.evalf()) < "
      "Rational(1, 10**4)*(1 + abs(ans.evalf()))",
      x);
  return script.finish(fmt::format("Area between {} and {}", all->front().body.text(),
                                   all->size() == 2 ? all->back().body.text() : "the axis"));
}

std::optional<Program> volume(const Match& m) {
  const std::optional<std::vector<Subject>> all = curves(m);
  if (!all || all->empty()) return std::nullopt;
  if (all->size() == 1 && !m.has("axis") && !has_bounds(m)) return std::nullopt;
  Script script;
  const std::string x = script.symbol(all->front().variable);
  script.line("f = {}", value_of(script, all->front()));
  script.line("g = {}", all->size() == 2 ? value_of(script, all->back()) : "sympify(0)");
  script.assigned("f");
  script.assigned("g");
  if (has_bounds(m)) {
    if (!bounds(script, m, all->front().variable)) return std::nullopt;
  } else {
    script.line("ends = solveset(f - g, {}, Reals)", x);
    script.line("assert ends.is_FiniteSet and len(ends) == 2, 'the bounds are missing'");
    script.line("a, b = sorted(ends)");
    script.assigned("a");
    script.assigned("b");
  }
  script.answer("simplify(pi*Abs(integrate(expand(f**2 - g**2), ({}, a, b))))", x);
  // A region on both sides of the axis would sweep the same space twice.
  script.check(
      "all((f*g).subs({0}, a + (b - a)*k/16).evalf() > -Rational(1, 10**9) and ((f**2 - g**2).subs({0}, a + (b - "
      "a)*k/16)*(f**2 - g**2).subs({0}, a + (b - a)*7/16)).evalf() > -Rational(1, 10**9) for k in range(1, 16))",
      x);
  return script.finish(fmt::format("Volume of {} turned about the x-axis", all->front().body.text()));
}

std::optional<Program> arc_length(const Match& m) {
  const std::optional<std::vector<Subject>> all = curves(m);
  if (!all || all->size() != 1) return std::nullopt;
  Script script;
  const std::string x = script.symbol(all->front().variable);
  script.line("f = {}", value_of(script, all->front()));
  script.assigned("f");
  if (!bounds(script, m, all->front().variable)) return std::nullopt;
  script.line("speed = sqrt(simplify(1 + diff(f, {})**2))", x);
  script.line("length = integrate(simplify(speed), ({}, a, b))", x);
  script.line("assert not length.has(Integral), 'no closed form'");
  script.answer("simplify(length)");
  script.check("abs(Integral(speed, ({}, a, b)).evalf(10) - ans.evalf()) < Rational(1, 10**6)*(1 + ans.evalf())", x);
  return script.finish("Length of " + all->front().body.text());
}

#define CURVE "[the] [curve|curves|graph|graphs|line|lines|parabola|parabolas|function|functions] [of] [:]"
#define AND "[,] (and|,|, and|with|from) " CURVE
#define AXIS "(the x [-] axis|x [-] axis|y = 0|the line y = 0|the horizontal axis)"
#define LINES "[,] [and] [by] [the] [lines|line|vertical lines|,] {a:place} (and|,|, and) [the] [line] {b:place}"
#define BOUNDS "(<span>|" LINES "|, {on:range} [,])"
#define REGION "[the|a] [finite|bounded|plane|closed] [region|area|domain]"
#define ENCLOSED \
  "[that is|which is|lying|contained|trapped] (bounded|enclosed|between|enclosed between|bounded between|cut off)"
#define TURN "(about|around|round) (the x [-] axis|x [-] axis)"
#define TURNED                                                                                                   \
  "[is] (rotated|revolved|turned|rotating|revolving|spun) [completely|once|fully] [through 360 degrees|through " \
  "360^\\circ|through 360 °|through 2 \\pi|through 2 π|through 2 π radians|360 degrees] " TURN

}  // namespace

extern const Intent region;
const Intent region{
    .intent = "region",
    .rules =
        {{{"<ask> area [of " REGION "] {under=under|below|underneath|beneath} " CURVE
           " {f:subject} [and|,] [and] [above " AXIS "] " BOUNDS,
           "<ask> area [of " REGION "] [that is|lying|bounded] [by|between] " CURVE " {f:subject} (and|,|, and) " AXIS
           " [,] [and] " BOUNDS,
           "<ask> area [of " REGION "] (above|over) " AXIS " (and|and below|,) [below|under] " CURVE
           " {f:subject} [" BOUNDS "]",
           "<ask> area [of " REGION "] {under=under|below} " CURVE " {f:subject} [,] (and above|above) " AXIS
           " " BOUNDS,
           "[<if>] <subject> <then> <ask> area {under=under|below} (the curve|the graph|it|this curve) " BOUNDS},
          area},
         {{"<ask> area [of " REGION "] " ENCLOSED " [by] " CURVE " {f:subject} " AND " " AXIS,
           "<ask> area [of " REGION "] " ENCLOSED " [by] " AXIS " (and|,) " CURVE " {f:subject}",
           "<ask> area [of " REGION "] (below|under|underneath) " CURVE " {f:subject} [and] above " AXIS,
           "<ask> area [of " REGION "] (above) " AXIS " (and below|and under|below|under) " CURVE " {f:subject}"},
          area},
         {{"<ask> area [of " REGION "] " ENCLOSED " [by] " CURVE " {f:subject} " AND " {h:subject} [" BOUNDS "]",
           "<ask> area [of " REGION "] " ENCLOSED " [by] [the] [2] [curves|lines|graphs] [of] {f:subject} " AND
           " {h:subject} [" BOUNDS "]",
           "how (large|big) is [the] [area|region] [area] " ENCLOSED " [by] " CURVE " {f:subject} " AND " {h:subject}",
           "[<if>] " CURVE " {f:subject} " AND
           " {h:subject} <then> <ask> area (between|enclosed by|bounded by) (them|the "
           "curves|these curves)",
           "(what|how much) area (is|lies) " ENCLOSED " [by] " CURVE " {f:subject} " AND " {h:subject}"},
          area},
         {{"<ask> volume [of [the|a] (solid|solid of revolution|solid generated|solid obtained|solid formed)] "
           "[obtained|generated|formed|produced|created] (when|if|by|by rotating|by revolving|rotating) [" REGION
           " (under|bounded by|enclosed by|below|between)] " CURVE " {f:subject} [(and|,|, and) {axis=" AXIS
           "}] [,] [" BOUNDS "] [,] (" TURNED "|" TURN ")",
           "<ask> volume (of|when|if) " REGION " (under|bounded by|enclosed by|below|between) " CURVE
           " {f:subject} [(and|,|, and) {axis=" AXIS "}] [,] [" BOUNDS "] [,] (" TURNED ")",
           "<ask> volume [of [the] [solid]] (when|if|of|by|by rotating|obtained by rotating|generated by rotating|"
           "obtained by revolving|formed by rotating|formed by revolving|generated when|obtained when|formed when|of "
           "revolution of|generated by revolving) [" REGION " (between|bounded by|enclosed by)] " CURVE
           " {f:subject} " AND " {h:subject} [,] [" BOUNDS "] [,] (" TURNED "|" TURN ")",
           "<ask> volume of [the] (solid of revolution|revolution) (of|obtained from|generated by|for) " CURVE
           " {f:subject} [,] [" BOUNDS "] " TURN " [,] [" BOUNDS "]",
           "<ask> volume of [the] (solid of revolution|revolution) (of|obtained from|generated by|for) " CURVE
           " {f:subject} " TURN " [,] " BOUNDS,
           "[<if>] " REGION " [under|bounded by|enclosed by|below|between] " CURVE
           " {f:subject} [(and|,|, and) {axis=" AXIS "}] [,] [" BOUNDS "] [,] " TURNED
           " <then> <ask> (volume|volume generated|volume formed|volume of the solid|volume of the resulting solid|"
           "volume of revolution|volume of the solid of revolution|resulting volume|volume of the solid "
           "generated|volume "
           "of the solid formed|volume of the solid obtained)",
           "[<if>] " REGION " (between|bounded by|enclosed by) " CURVE " {f:subject} " AND " {h:subject} [,] [" BOUNDS
           "] [,] " TURNED
           " <then> <ask> (volume|volume generated|volume of the solid|volume of the resulting solid|resulting volume)",
           "(rotate|revolve) " CURVE " {f:subject} [,] [" BOUNDS "] " TURN
           " <then> <ask> (volume|volume of the solid|resulting volume)"},
          volume},
         {{"<ask> (arc length|length|arc - length|length of arc) of " CURVE " {f:subject} [,] <span>",
           "<ask> (arc length|length of the arc) [of] [the] [curve] {f:subject} <span>",
           "<ask> length of [the] arc of {f:subject} <span>", "how long is [the] (curve|graph) [of] {f:subject} <span>",
           "[<if>] <subject> <then> <ask> (arc length|length of the curve|length of the graph) <span>"},
          [](const Match& m) -> std::optional<Program> {
            return m.formula("f").is(Kind::kRelation) ? arc_length(m) : std::nullopt;
          }}},
    .rank = 21,
};

}  // namespace qed::rules::kinds
