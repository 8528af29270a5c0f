// The shape of a graph: extreme values and their places, critical and inflection points, and where the function
// increases, decreases or bends.
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

bool is_max(std::string_view word) {
  for (const std::string_view start : {"max", "largest", "greatest", "highest", "biggest", "peak"}) {
    if (word.starts_with(start)) return true;
  }
  return false;
}

// A function whose shape SymPy can find on the whole line; periodic ones need an interval.
bool is_tractable(const Subject& s, bool bounded) {
  if (s.body.symbols() != std::set<std::string>{s.variable}) return false;
  return bounded || !s.body.has_function("sin cos tan cot sec csc floor ceil");
}

std::optional<Subject> graph(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || (m.has("g") && !names_subject(m.formula("g"), *s))) return std::nullopt;
  return s;
}

struct Domain {
  bool given = false;
  std::string python = "Reals";
};

std::optional<Domain> domain(Script& script, const Match& m, const Subject& s) {
  if (!m.has("on") && !m.has("from")) return Domain{};
  const std::optional<Range> on = range(m, s.variable);
  if (!on) return std::nullopt;
  return Domain{true, python_interval(script, *on)};
}

// x, f and the interval spoken of, as every program here begins.
std::optional<Domain> begin(Script& script, const Match& m, const Subject& s) {
  script.symbol(s.variable);
  script.assigned("f");
  script.line("f = {}", script(s.body));
  std::optional<Domain> where = domain(script, m, s);
  if (!where || !is_tractable(s, where->given)) return std::nullopt;
  script.line("domain = {}",
              where->given ? where->python : fmt::format("continuous_domain(f, {}, Reals)", script.symbol(s.variable)));
  return where;
}

std::optional<Program> extremum(const Match& m) {
  const std::optional<Subject> s = graph(m);
  if (!s || s->body.is_constant()) return std::nullopt;
  Script script;
  const std::optional<Domain> where = begin(script, m, *s);
  if (!where) return std::nullopt;
  const std::string x = script.symbol(s->variable);
  const bool top = is_max(m.word("which"));
  const bool local = m.word("local") == "local" || m.word("local") == "relative";
  const bool place = m.has("place");
  if (local) {
    if (where->given) return std::nullopt;
    script.line("slope = diff(f, {})", x);
    script.line("places = [p for p in solveset(slope, {}, domain) if diff(slope, {}).subs({}, p) {} 0]", x, x, x,
                top ? "<" : ">");
    script.line("assert places, 'no such point'");
    script.line("ans = {{{}}}",
                place ? "p for p in places" : fmt::format("simplify(f.subs({}, p)) for p in places", x));
    script.line("ans = ans.pop() if len(ans) == 1 else ans");
    script.check("all(simplify(diff(f, {0}).subs({0}, p)) == 0 for p in places)", x);
  } else {
    script.line("best = {}(f, {}, domain)", top ? "maximum" : "minimum", x);
    script.line("assert best.is_finite, 'no extreme value'");
    if (place) {
      script.line("places = solveset(f - best, {}, domain)", x);
      script.line("assert places.is_FiniteSet, 'not at single places'");
      script.answer("places.args[0] if len(places) == 1 else places");
    } else {
      script.answer("simplify(best)");
    }
    script.check(
        "all((f.subs({0}, k / sympify(7)) - best).evalf() {1} Rational(1, 10**9) for k in range(-70, 71) if k / "
        "sympify(7) in domain)",
        x, top ? "<=" : ">= -");
  }
  return script.finish(fmt::format("Find {} {}{} of {}", place ? "the place of the" : "the", local ? "local " : "",
                                   top ? "maximum" : "minimum", s->body.text()));
}

// Critical points are places on the x-axis; turning and inflection points are points of the graph.
std::optional<Program> special_points(const Match& m) {
  const std::optional<Subject> s = graph(m);
  if (!s) return std::nullopt;
  Script script;
  const std::optional<Domain> where = begin(script, m, *s);
  if (!where) return std::nullopt;
  const std::string x = script.symbol(s->variable);
  const std::string kind = m.word("kind");
  const bool inflection = kind.starts_with("inflection") || kind.starts_with("inflexion") || kind.starts_with("point");
  const bool places = m.has("place") || kind.starts_with("critical");
  if (inflection) {
    script.line("bend = diff(f, {}, 2)", x);
    script.line("step = Rational(1, 10**6)");
    script.line(
        "places = [p for p in solveset(bend, {0}, domain) if (bend.subs({0}, p - step) * bend.subs({0}, p + "
        "step)).evalf() < 0]",
        x);
  } else {
    script.line("places = list(solveset(diff(f, {}), {}, domain))", x, x);
    if (kind.starts_with("turning") || kind.starts_with("local")) {
      script.line("slope, step = diff(f, {}), Rational(1, 10**6)", x);
      script.line("places = [p for p in places if (slope.subs({0}, p - step) * slope.subs({0}, p + step)).evalf() < 0]",
                  x);
    } else if (s->body.has(Kind::kAbs)) {
      return std::nullopt;  // corners are critical too
    }
  }
  if (m.has("count")) {
    script.answer("len(places)");
  } else {
    script.line("points = [{}]",
                places ? "p for p in places" : fmt::format("(p, simplify(f.subs({}, p))) for p in places", x));
    script.answer("points[0] if len(points) == 1 else FiniteSet(*points) if points else EmptySet");
  }
  script.check("all(simplify(diff(f, {}, {}).subs({}, p)) == 0 for p in places)", x, inflection ? 2 : 1, x);
  return script.finish(fmt::format("Find the {} of {}", kind, s->body.text()));
}

std::optional<Program> intervals(const Match& m) {
  const std::optional<Subject> s = graph(m);
  if (!s || s->body.is_constant()) return std::nullopt;
  Script script;
  const std::optional<Domain> where = begin(script, m, *s);
  if (!where) return std::nullopt;
  const std::string x = script.symbol(s->variable);
  const std::string how = m.word("how");
  const bool bends = how.starts_with("conc") || how.starts_with("conv");
  const bool up = how.starts_with("incr") || how.starts_with("ris") || how == "concave up" || how == "concave upward" ||
                  how == "concave upwards" || how == "convex" || how == "concavity up" || how.starts_with("growing");
  if (how == "concave") return std::nullopt;  // up or down
  script.line("slope = diff(f, {}{})", x, bends ? ", 2" : "");
  script.line("assert simplify(slope) != 0, 'the slope never changes'");
  script.line("where = solveset(slope {} 0, {}, domain)", up ? ">=" : "<=", x);
  script.answer("where.interior");
  script.check(
      "all((slope.subs({0}, p) {1} 0) == (p in ans) for p in [Rational(k, 7) for k in range(-50, 51)] if p in domain "
      "and slope.subs({0}, p) != 0)",
      x, up ? ">" : "<");
  return script.finish(fmt::format("Find where {} is {}", s->body.text(), how));
}

}  // namespace

extern const Intent extrema;
const Intent extrema{
    .intent = "extrema",
    .rules =
        {{{"<ask> [{local=local|relative|absolute|global|overall}] {which=<extreme>} [value|values] [of] <subject> "
           "[<span>]",
           "<ask> [{local=local|relative|absolute|global}] {which=<extreme>} [value] [that] <subject> (can "
           "take|takes|attains|reaches|has|can have|can be|achieves) [<span>]",
           "<ask> [{local=local|relative|absolute|global}] {which=<extreme>} [value] <span> of <subject>",
           "[<if>] <subject> <then> <ask> [{local=local|relative|absolute|global}] {which=<extreme>} [value] [of "
           "{g:expr}] [<span>]",
           "<subject> [,|:] {which=<extreme>} [value] [<span>]",
           "<ask> [{local=absolute|global}] {which=<extreme>} [value] of {g:expr} [,] <if> <subject> [<span>]",
           "(what|which) is the {which=<extreme>} [value] of <subject> [<span>]"},
          extremum},
         {{"{place=at (which|what) [value|values|point] [of] [x|t]} (does|is) <subject> "
           "(have|has|attain|attains|reach|reaches|take|takes|achieve|at) [a|an|its|the] "
           "[{local=local|relative|absolute|global}] {which=<extreme>} [value] [<span>]",
           "{place=where} (does|is) <subject> (have|attain|reach|take|achieve|at) [a|an|its|the] "
           "[{local=local|relative|absolute|global}] {which=<extreme>} [value] [<span>]",
           "{place=for (which|what) [value|values] [of] [x|t|n]|at (which|what) [value|values|point] [of] "
           "[x|t|n]|(which|what) [value|values] [of] [x|t|n]} (does|is|do) <subject> "
           "(have|attain|reach|take|achieve|assume|at) [a|an|its|the] [{local=local|relative|absolute|global}] "
           "{which=<extreme>} [value] [<span>]",
           "{place=for (which|what) [value|values] [of] [x|t]|at (which|what) [value|values] [of] [x|t]} is <subject> "
           "[a|the] {which=<extreme>|maximal|minimal|maximized|minimized|maximised|minimised} [<span>]",
           "{place=(what|which) [value|values] [of] [x|t]} {which=maximizes|minimizes|maximises|minimises} <subject> "
           "[<span>]",
           "<ask> {place=value of (x|t)|x value|x|t|values of (x|t)} (that|which) "
           "{which=maximizes|minimizes|maximises|minimises|maximize|minimize} <subject> [<span>]",
           "<ask> {place=x coordinate|x coordinates|x value|x values|value of x|location|position|place|x} (at "
           "which|where|for which|of) [the] [{local=local|relative|absolute|global}] {which=<extreme>} [point|value] "
           "(of|for) <subject> [occurs] [<span>]",
           "<ask> {place=value of x|x value|x|point|values of x} (at which|where|for which) <subject> "
           "(has|attains|reaches|takes|is at) [a|an|its|the] [{local=local|relative|absolute|global}] "
           "{which=<extreme>} [value] [<span>]",
           "{place=where} is the [{local=local|relative|absolute|global}] {which=<extreme>} [value|point] of <subject> "
           "[<span>] [located|attained|reached]"},
          extremum},
         {{"<ask> {kind=critical points|critical point|critical numbers|critical number|critical values|turning "
           "points|turning point|inflection points|inflection point|points of inflection|point of inflection|inflexion "
           "point|inflexion points|point of inflexion|points of inflexion} (of|for) <subject> [<span>]",
           "<ask> {place=x coordinate|x coordinates|x value|x values} of [the] {kind=critical points|critical "
           "point|stationary points|stationary point|turning points|turning point|inflection points|inflection "
           "point|points of inflection|point of inflection} (of|for|on) <subject> [<span>]",
           "{place=at (which|what) (x|value of x|values of x|x values)|where|for (which|what) (x|value of x|values of "
           "x)} (does|is) <subject> have [a|an|its|the] {kind=critical points|critical point|stationary "
           "points|stationary point|turning points|turning point|inflection points|inflection point|points of "
           "inflection|point of inflection} [<span>]",
           "{count=how many} {kind=critical points|stationary points|turning points|inflection points|points of "
           "inflection|local extrema} does <subject> have [<span>]",
           "<ask> {count=number} of {kind=critical points|stationary points|turning points|inflection points|points of "
           "inflection|local extrema} (of|for) <subject> [<span>]",
           "[<if>] <subject> <then> <ask> {kind=critical points|critical point|critical numbers|turning points|turning "
           "point|inflection points|inflection point|points of inflection|point of inflection} [of {g:expr}] [<span>]",
           "<subject> [,|:] {kind=critical points|critical numbers|turning point|turning points|inflection "
           "point|inflection points}"},
          special_points},
         {{"where is <subject> [strictly] {how=<bending>} [<span>]",
           "(for|on) (which|what) [values of|interval|intervals|value of|range of] [x|t] is <subject> [strictly] "
           "{how=<bending>}",
           "<ask> [open] (interval|intervals|values of x|all values of x|x values|set|region|range of values of "
           "x|largest interval|set of x|x) (on|where|for|over|in) [which] [the] <subject> is [strictly] "
           "{how=<bending>}",
           "<ask> [open] (interval|intervals) of {how=increase|decrease|concave up|concavity up|rising|falling} "
           "(of|for) <subject>",
           "[<if>] <subject> <then> [<ask>] [where|on (what|which) (interval|intervals)|for (what|which) (x|values of "
           "x)|interval where|intervals where|(interval|intervals) on which] (is|are) [{g:expr}] [the function] "
           "[strictly] {how=<bending>}",
           "[<if>] <subject> <then> <ask> (interval|intervals) (where|on which) [{g:expr}] [the function] is "
           "[strictly] {how=<bending>}",
           "<subject> [is] {how=<bending>} (where|on what interval|on which interval|for which x|when)",
           "<ask> where <subject> is [strictly] {how=<bending>}", "when is <subject> [strictly] {how=<bending>}",
           "<ask> (interval|intervals) of {how=increase|decrease} of <subject>",
           "where does <subject> {how=increase|decrease|rise|fall}"},
          intervals}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
