// The shape of a graph: extreme values and their places, critical and inflection points, and where the function
// increases, decreases or bends.
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

bool is_max(std::string_view word) {
  for (const std::string_view start : {"max", "larg", "great", "high", "big", "peak"}) {
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
      // Where the equation cannot be solved, the slope's may be.
      script.line("if not places.is_FiniteSet:");
      script.line("    candidates = solveset(diff(f, {}), {}, domain) + domain.boundary.intersect(domain)", x, x);
      script.line("    assert candidates.is_FiniteSet, 'not at single places'");
      script.line("    places = FiniteSet(*[p for p in candidates if simplify(f.subs({}, p) - best) == 0])", x);
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

// Both extreme values, as (max, min).
std::optional<Program> both_extremes(const Match& m) {
  const std::optional<Subject> s = graph(m);
  if (!s || s->body.is_constant() || m.has("local")) return std::nullopt;
  Script script;
  const std::optional<Domain> where = begin(script, m, *s);
  if (!where || !where->given) return std::nullopt;
  const std::string x = script.symbol(s->variable);
  script.line("top, bottom = maximum(f, {0}, domain), minimum(f, {0}, domain)", x);
  script.line("assert top.is_finite and bottom.is_finite, 'no extreme value'");
  script.answer("(simplify({}), simplify({}))", m.has("min_first") ? "bottom" : "top",
                m.has("min_first") ? "top" : "bottom");
  script.check(
      "all(bottom - Rational(1, 10**9) <= f.subs({0}, domain.inf + (domain.sup - domain.inf)*k/60).evalf() <= top + "
      "Rational(1, 10**9) for k in range(1, 60))",
      x);
  return script.finish("Find the greatest and the least value of " + s->body.text());
}

// The coefficient of a lone sin x or cos x, perhaps with a factor in front; "" where it is none.
bool is_wave(const Formula& f) {
  if (f.is(Kind::kNegate)) return is_wave(f.child(0));
  if (f.is(Kind::kMultiply)) {
    for (std::size_t i = 0; i + 1 < f.size(); ++i) {
      if (!f.child(i).is_constant()) return false;
    }
    return is_wave(f.child(f.size() - 1));
  }
  if (f.is(Kind::kDivide)) return f.child(1).is_constant() && is_wave(f.child(0));
  return f.is(Kind::kCall) && (f.name() == "sin" || f.name() == "cos") && f.size() == 1 && !f.is_constant();
}

// a sin x + b cos x + c: all waves have one period, so one turn shows the extreme values.
std::optional<Program> wave_extremum(const Match& m) {
  const std::optional<Subject> s = graph(m);
  if (!s || m.has("on") || m.has("from") || m.has("local") || s->body.symbols() != std::set<std::string>{s->variable})
    return std::nullopt;
  const Formula& f = s->body;
  std::string argument;
  std::size_t waves = 0;
  const auto add = [&](const Formula& term) {
    if (term.is_constant()) return true;
    if (!is_wave(term)) return false;
    Formula call = term;
    while (!call.is(Kind::kCall)) call = call.child(call.is(Kind::kDivide) ? 0 : call.size() - 1);
    Script spelled;
    const std::string inside = spelled(call.child(0));
    if (!call.child(0).is_polynomial_in(s->variable) || (waves > 0 && inside != argument)) return false;
    argument = inside;
    ++waves;
    return true;
  };
  if (f.is(Kind::kAdd)) {
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (!add(f.child(i))) return std::nullopt;
    }
  } else if (!add(f)) {
    return std::nullopt;
  }
  if (waves == 0) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable);
  const bool top = is_max(m.word("which"));
  script.line("f = expand({})", script(f));
  script.assigned("f");
  script.line("angle = {}", argument);
  script.line("rest = f.coeff(sin(angle), 0).coeff(cos(angle), 0)");
  script.line("a, b = f.coeff(sin(angle)), f.coeff(cos(angle))");
  script.assigned("a");
  script.assigned("b");
  script.line("amplitude = sqrt(a**2 + b**2)");
  if (m.has("both")) {
    script.answer("(simplify(rest + amplitude), simplify(rest - amplitude))");
  } else {
    script.answer("simplify(rest {} amplitude)", top ? "+" : "-");
  }
  script.check("expand(a*sin(angle) + b*cos(angle) + rest - f) == 0");
  script.check(
      "all(abs((f.subs({}, Rational(k, 50)) - rest).evalf()) <= amplitude.evalf() + Rational(1, 10**9) for k in "
      "range(0, 350))",
      x);
  return script.finish("Find the extreme values of " + f.text());
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
    if (kind.find("horizontal") != std::string::npos && !places) return std::nullopt;
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

#define BOTH                                                                                                          \
  "[absolute|global|overall] (extrema|extreme values|max and min|maximum and minimum|maximum and minimum values|max " \
  "and "                                                                                                              \
  "min values|greatest and least values|largest and smallest values|maximum value and minimum value|maximum value "   \
  "and "                                                                                                              \
  "the minimum value|maximum and the minimum|maximum and absolute minimum|maximum and the absolute minimum|max and "  \
  "absolute min|maximum and absolute minimum values|maximum value and absolute minimum value|maximum and global "     \
  "minimum|"                                                                                                          \
  "maximum and global minimum values|highest and lowest values|largest and smallest value|maximum and minimum value|" \
  "greatest and least value|max / min)"
#define BOTH_MIN                                                                                                      \
  "[absolute|global] (minimum and maximum|min and max|minimum and maximum values|least and greatest values|smallest " \
  "and "                                                                                                              \
  "largest values) as (\\( min , max \\)|\\( minimum , maximum \\))"
#define ORDER                                                                                                          \
  "[,|.|;|?] [(give|write|state|answer|as|list|report|in the form|express|in the order)] [your|the] "                  \
  "[answer|answers|them|it|the pair] [as|in the form|in the order] [the] [pair|ordered pair] [as] (\\( (max|maximum) " \
  ", "                                                                                                                 \
  "(min|minimum) \\)|(max|maximum) , (min|minimum)|(max|maximum) first)"

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
           "(what|which) is the {which=<extreme>} [value] of <subject> [<span>]",
           "how {which=small|large|big|low|high|great} can [the] [value of] <subject> (get|be|become|go) [<span>] "
           "[<then> <ask> [its] {again=<extreme>} [value]]",
           "<ask> {which=smallest|largest|greatest|lowest|highest|least} (value|number) [that] <subject> (ever|can) "
           "(reaches|takes|reach|take|attain)"},
          extremum},
         {{"<ask> [{local=local|relative|absolute|global|overall}] {which=<extreme>} [value|values] [of] <subject>",
           "[<if>] <subject> <then> <ask> [{local=local|relative|absolute|global}] {which=<extreme>} [value] [of "
           "{g:expr}]",
           "<subject> [,|:] {which=<extreme>} [value]",
           "<ask> [{local=local|relative}] {which=<extreme>} [value] [that] <subject> (can "
           "take|takes|attains|reaches|has|can "
           "have|can be|achieves)",
           "<ask> {both=" BOTH "} of <subject>"},
          [](const Match& m) -> std::optional<Program> {
            return m.has("which") || m.has("both") ? wave_extremum(m) : std::nullopt;
          }},
         {{"<ask> [{local=local|relative}] {both=" BOTH "} [of|for] <subject> <span> [" ORDER "]",
           "<ask> {both=" BOTH "} <span> (of|for) <subject> [" ORDER "]",
           "<ask> {both=" BOTH "} [that] <subject> (takes|attains|reaches|has|can take) <span> [" ORDER "]",
           "<ask> {min_first=" BOTH_MIN "} [of|for] <subject> <span>",
           "[<if>] <subject> <then> <ask> [{local=local|relative}] {both=" BOTH "} [of {g:expr}] <span> [" ORDER "]",
           "[<if>] <subject> [,] <span> <then> <ask> [its] {both=" BOTH "} [" ORDER "]",
           "<subject> <span> [,|:|.] {both=" BOTH "} [" ORDER "]"},
          both_extremes},
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
           "{place=where} (does|is) <subject> have (its|a|the) [{local=local|relative|absolute|global}] "
           "{which=<extreme>} [value] [<then> [give|state|find] [only] (x|the x value|the x coordinate|x "
           "only|{xv:var})]",
           "{place=where} is the [{local=local|relative|absolute|global}] {which=<extreme>} [value|point] of <subject> "
           "[<span>] [located|attained|reached]"},
          extremum},
         {{"(<ask>|locate [all] [the]) {kind=critical points|critical point|critical numbers|critical number|critical "
           "values|stationary points|stationary point|turning "
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
           "[<if>] <subject> <then> (<ask>|locate [all] [the]) {kind=critical points|critical point|critical "
           "numbers|turning points|turning "
           "point|inflection points|inflection point|points of inflection|point of inflection} [of {g:expr}] [<span>]",
           "<subject> [,|:] {kind=critical points|critical numbers|turning point|turning points|inflection "
           "point|inflection points}"},
          special_points},
         {{"(<ask>|locate [all] [the]) {kind=critical points|stationary points|stationary point|turning "
           "points|inflection points|inflection point|"
           "points of inflection|point of inflection} (of|for|on) <subject> [<span>] [,|:|.|\\(] {place=[give] "
           "[the|only|only "
           "the] (x values|x coordinates|x value|x coordinate|x - values|x - coordinates|x - value|values of x) "
           "[only]} [\\)]",
           "<ask> {place=[all] x values|values of x|x|all x|every x} (where|for which|at which) <subject> has "
           "[a|an|its|the] "
           "{kind=critical points|critical point|stationary points|stationary point|a stationary point|inflection "
           "point|point of inflection|turning point|horizontal tangent}",
           "<ask> {place=x coordinate|x coordinates|x value|x values|x - coordinate|x - coordinates|x - values} of "
           "[the] "
           "{kind=stationary points|stationary point|critical points|turning points|inflection point} (of|for|on) "
           "<subject>",
           "{place=where} (does|is|do) [the tangent|the tangent line|the tangent to|the tangent line to] <subject> "
           "(have|has) [a] {kind=stationary point|stationary points|horizontal tangent}",
           "[<if>] <subject> <then> <ask> {place=x coordinate|x coordinates|x values|x value} of [its|the] "
           "{kind=stationary "
           "points|stationary point|critical points|turning points|turning point|inflection point|point of "
           "inflection}"},
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
