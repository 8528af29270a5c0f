// Derivatives of any order, as functions or at a point: "differentiate sin 3x", "f'(2) if f(x) = x^4", "dy/dx of
// x^2 + y^2 = 25 at (3, 4)", slopes and rates of change.
#include <algorithm>
#include <array>
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

constexpr int kMaxOrder = 20;

// What is asked of a function: f''(2) is the second derivative at 2.
struct Target {
  int order = 1;
  std::optional<Formula> at;
};

int primes(std::string_view name) { return static_cast<int>(std::ranges::count(name, '\'')); }

bool is_primed(const Formula& f, const Subject& subject) {
  const bool named = f.is(Kind::kSymbol) || f.is(Kind::kCall);
  return named && primes(f.name()) > 0 && f.name().substr(0, f.name().find('\'')) == subject.name;
}

std::optional<Target> with_argument(int order, const Formula& argument, const Subject& subject) {
  if (argument.is_symbol(subject.variable)) return Target{order, std::nullopt};
  return argument.is_constant() ? std::optional(Target{order, argument}) : std::nullopt;
}

// dy/dx, d/dx f(x), y'', f'(2), f^{(4)}(0)
std::optional<Target> as_target(const Formula& t, const Subject& subject) {
  if (t.is(Kind::kDerivative)) {
    const Formula body = t.child(0);
    const bool named = names_subject(body, subject) || (subject.name.empty() && body.is_symbol("y"));
    if (!named || !t.child(1).is_symbol(subject.variable)) return std::nullopt;
    return Target{std::stoi(std::string(t.name())), std::nullopt};
  }
  if (is_primed(t, subject)) {
    if (t.is(Kind::kSymbol)) return Target{primes(t.name()), std::nullopt};
    return t.size() == 1 ? with_argument(primes(t.name()), t.child(0), subject) : std::nullopt;
  }
  if (!t.is(Kind::kMultiply) || t.size() != 2) return std::nullopt;
  const Formula left = t.child(0);
  if (left.is(Kind::kSymbol) && is_primed(left, subject))
    return with_argument(primes(left.name()), t.child(1), subject);
  const bool order_in_brackets = left.is(Kind::kPower) && left.child(0).is_symbol(subject.name) &&
                                 left.child(1).is(Kind::kNumber) && left.child(1).name().size() == 1 &&
                                 t.text().find("^{(") != std::string::npos;
  if (order_in_brackets) return with_argument(left.child(1).name().front() - '0', t.child(1), subject);
  return std::nullopt;
}

std::string ordinal(int n) {
  constexpr std::array<std::string_view, 4> kNames = {"", "derivative", "second derivative", "third derivative"};
  return n < 4 ? std::string(kNames[static_cast<std::size_t>(n)]) : fmt::format("derivative of order {}", n);
}

bool is_pair(const Formula& f) {
  return (f.is(Kind::kTuple) || f.is(Kind::kInterval) || f.is(Kind::kList)) && f.size() == 2;
}

std::optional<Program> differentiate(const Subject& subject, const Target& target, const Match& m) {
  if (target.order < 1 || target.order > kMaxOrder) return std::nullopt;
  Script script;
  const std::string x = script.symbol(subject.variable);
  const std::string f = define_subject(script, subject);
  const std::string order = target.order == 1 ? "" : fmt::format(", {}", target.order);
  std::string restated = fmt::format("Find the {} of {}", ordinal(target.order), subject.body.text());
  // The slope of a chord of the derivative before must be near the derivative.
  const std::string before = target.order == 1 ? f : fmt::format("diff({}, {}, {})", f, x, target.order - 1);
  const auto chord = [&](const std::string& at, const std::string& slope) {
    script.check(
        "abs((({0}).subs({1}, {2} + Rational(1, 10**9)) - ({0}).subs({1}, {2})).evalf(30)*10**9 - ({3})) < "
        "Rational(1, 10**5)*(1 + abs(({3}).evalf()))",
        before, x, at, slope);
  };
  if (target.at) {
    const std::string at = script(*target.at);
    script.line("slope = diff({}, {}{})", f, x, order);
    script.answer("simplify(slope.subs({}, {}))", x, at);
    if (m.has("p") && is_pair(m.formula("p")) && subject.name == "y")
      script.line("assert simplify({}.subs({}, {}) - ({})) == 0, 'the point is not on the curve'", f, x, at,
                  script(m.formula("p").child(1)));
    if (m.has("p") && m.formula("p").size() == 2 && !m.formula("p").is(Kind::kRelation) &&
        !m.formula("p").is_constant())
      return std::nullopt;
    chord(at, "ans");
    restated += fmt::format(" at {} = {}", subject.variable, target.at->text());
    return script.finish(std::move(restated));
  }
  script.answer("{}(diff({}, {}{}))", subject.body.is_polynomial_in(subject.variable) ? "expand" : "simplify", f, x,
                order);
  if (subject.body.symbols().size() <= 1) chord("Rational(13, 10)", fmt::format("ans.subs({}, Rational(13, 10))", x));
  return script.finish(std::move(restated));
}

// -F_x / F_y where F(x, y) = 0.
std::optional<Program> implicit(const Formula& curve, const Match& m) {
  std::string x = "x", y = "y";
  if (m.has("t") && m.formula("t").is(Kind::kDerivative)) {
    const Formula t = m.formula("t");
    if (!t.child(0).is(Kind::kSymbol) || t.name() != "1") return std::nullopt;
    y = t.child(0).name();
    x = t.child(1).name();
  } else if (m.has("t") && !m.formula("t").is_symbol("y'")) {
    return std::nullopt;
  }
  if (curve.symbols() != std::set<std::string>{x, y} || curve.has_call_to_letter()) return std::nullopt;
  if (m.has("v") && !m.formula("v").is_symbol(x)) return std::nullopt;
  Script script;
  const std::string px = script.symbol(x), py = script.symbol(y);
  script.line("curve = {} - ({})", script(curve.child(0)), script(curve.child(1)));
  script.line("slope = -diff(curve, {}) / diff(curve, {})", px, py);
  std::string restated = fmt::format("Find d{}/d{} on {}", y, x, curve.text());
  if (!m.has("p")) {
    script.answer("simplify(slope)");
    script.check("simplify(idiff(curve, {}, {}) - ans) == 0", py, px);
    return script.finish(std::move(restated));
  }
  const Formula& p = m.formula("p");
  if (p.is(Kind::kRelation) || p.size() != 2 || !p.is_constant()) return std::nullopt;
  script.line("point = {{{}: {}, {}: {}}}", px, script(p.child(0)), py, script(p.child(1)));
  script.line("assert simplify(curve.subs(point)) == 0, 'the point is not on the curve'");
  script.answer("simplify(slope.subs(point))");
  script.check("simplify(idiff(curve, {}, {}).subs(point) - ans) == 0", py, px);
  return script.finish(restated + " at " + p.text());
}

// Whether the question's place, if any, could be read; then it is in the target.
bool add_place(const Match& m, const Subject& subject, Target& target) {
  if (!m.has("p")) return true;
  if (target.at) return false;
  target.at = place(m, subject.variable);
  return target.at.has_value();
}

std::optional<int> order_of(const Match& m) {
  if (m.has("order")) return std::stoi(m.word("order").substr(0, 3));
  if (m.has("n"))
    return m.formula("n").name().size() <= 2 && m.formula("n").is(Kind::kNumber)
               ? std::optional(std::stoi(std::string(m.formula("n").name())))
               : std::nullopt;
  const std::string times = m.word("times");
  return times == "twice" ? 2 : times == "thrice" ? 3 : 1;
}

// "the second derivative of x^5 at x = 1"
std::optional<Program> by_name(const Match& m) {
  const std::optional<int> order = order_of(m);
  if (!order) return std::nullopt;
  const std::optional<Subject> s = subject(m);
  if (!s) {
    const bool curve = m.formula("f").is(Kind::kRelation) && *order == 1 && m.has("implicit");
    return curve ? implicit(m.formula("f"), m) : std::nullopt;
  }
  if (m.has("g") && !names_subject(m.formula("g"), *s)) return std::nullopt;
  Target target{*order, std::nullopt};
  if (!add_place(m, *s, target)) return std::nullopt;
  return differentiate(*s, target, m);
}

// "find y' if y = tan x"
std::optional<Program> by_symbol(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kRelation)) return std::nullopt;
  const std::optional<Subject> s = as_subject(f);
  if (!s) return implicit(f, m);
  std::optional<Target> target = as_target(m.formula("t"), *s);
  if (!target || !add_place(m, *s, *target)) return std::nullopt;
  return differentiate(*s, *target, m);
}

// d/dx (x^2 e^x), and d/dx of it
std::optional<Program> by_operator(const Match& m) {
  const Formula& t = m.formula("t");
  if (!t.is(Kind::kDerivative)) return std::nullopt;
  const std::string variable(t.child(1).name());
  if (t.child(0).is(Kind::kSymbol) && t.child(0).name() != variable) return std::nullopt;  // dy/dx of what?
  const std::optional<Subject> s = as_subject(t.child(0), variable);
  if (!s) return std::nullopt;
  Target target{std::stoi(std::string(t.name())), std::nullopt};
  if (!add_place(m, *s, target)) return std::nullopt;
  return differentiate(*s, target, m);
}

// A slope is asked at a place; the slope of a line is its own.
std::optional<Program> slope(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s) return m.formula("f").is(Kind::kRelation) && m.has("p") ? implicit(m.formula("f"), m) : std::nullopt;
  Target target;
  if (!m.has("p") || !add_place(m, *s, target)) return std::nullopt;
  return differentiate(*s, target, m);
}

std::optional<Program> average_rate(const Match& m) {
  const std::optional<Subject> s = subject(m);
  const std::optional<Range> on = s ? range(m, s->variable) : std::nullopt;
  if (!on || !on->has_from || !on->has_to) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable);
  const std::string f = define_subject(script, *s);
  script.line("start, end = {}, {}", script(on->from), script(on->to));
  script.answer("simplify(({0}.subs({1}, end) - {0}.subs({1}, start)) / (end - start))", f, x);
  return script.finish(fmt::format("Find the average rate of change of {} from {} to {}", s->body.text(),
                                   on->from.text(), on->to.text()));
}

// (f(x + h) - f(x)) / h, simplified
std::optional<Program> difference_quotient(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || s->variable == "h") return std::nullopt;
  Script script;
  const std::string x = script.symbol(s->variable), h = script.symbol("h");
  const std::string f = define_subject(script, *s);
  script.answer("factor(simplify(({0}.subs({1}, {1} + {2}) - {0}) / {2}))", f, x, h);
  script.check("simplify(limit(ans, {2}, 0) - diff({0}, {1})) == 0", f, x, h);
  return script.finish("Difference quotient of " + s->body.text());
}

// dy/dx where x and y are given by a parameter
std::optional<Program> parametric(const Match& m) {
  const std::vector<Formula>& curve = m.list("curve");
  const Formula& t = m.formula("t");
  if (curve.size() != 2 || !t.is(Kind::kDerivative) || t.name() != "1") return std::nullopt;
  std::optional<Subject> above, below;
  for (const Formula& equation : curve) {
    const std::optional<Subject> s = as_subject(equation);
    if (!s) return std::nullopt;
    if (t.child(0).is_symbol(s->name)) above = s;
    if (t.child(1).is_symbol(s->name)) below = s;
  }
  if (!above || !below || above->variable != below->variable) return std::nullopt;
  if (above->body.is_constant() || below->body.is_constant()) return std::nullopt;
  Script script;
  const std::string parameter = script.symbol(above->variable);
  script.line("slope = diff({}, {}) / diff({}, {})", script(above->body), parameter, script(below->body), parameter);
  if (m.has("p")) {
    const std::optional<Formula> at = place(m, above->variable);
    if (!at) return std::nullopt;
    script.answer("simplify(slope.subs({}, {}))", parameter, script(*at));
  } else {
    script.answer("simplify(slope)");
  }
  return script.finish("Find " + t.text() + " of the curve given by a parameter");
}

}  // namespace

extern const Intent derivative;
const Intent derivative{
    .intent = "derivative",
    .rules = {{{"<ask> [{order:ordinal}] [order] (derivative|derivatives|derivative function|differential "
                "coefficient|gradient function|slope "
                "function) [<wrt>] (of|for|to) <subject> [,] [<wrt>] [<at>] [<wrt>]",
                "<ask> (derivative|derivatives) of order {n:int} (of|for) <subject> [,] [<wrt>] [<at>]",
                "<ask> [{order:ordinal}] [order] derivative [<wrt>] <at> (of|for) <subject> [<wrt>]",
                "<ask> [instantaneous] rate of change (of|in) <subject> <wrt> [<at>]",
                "[{order:ordinal}] derivative [<wrt>] [of] [:|-|,] <subject> [,] [<wrt>] [<at>]",
                "<subject> [,|:|.] [{order:ordinal}] [order] derivative [<wrt>] [<at>]",
                "[<how>] (differentiate|differentiating|find by differentiating) <subject> [,] "
                "[{times=once|twice|thrice}|{n:int} times] [,] [<wrt>] [<at>]",
                "[<how>] (differentiate|differentiating) [{times=once|twice|thrice}|{n:int} times] [<wrt>] [:|,] "
                "<subject> [<at>]",
                "<subject> [,|:|.|;] [please] (differentiate|differentiate it|differentiate this|differentiated) "
                "[<wrt>] [<at>]",
                "<ask> [result of] (differentiating|differentiation of) <subject> [<wrt>] [<at>]",
                "(take|taking) [the] [{order:ordinal}] derivative of <subject> [<wrt>] [<at>]",
                "[<if>] <subject> <then> <ask> [{order:ordinal}] [order] derivative [of {g:expr}] [<wrt>] [<at>]",
                "[<if>] <subject> <then> (differentiate) [{g:expr}] [{times=once|twice|thrice}|{n:int} times] [<wrt>] "
                "[<at>]",
                "<ask> [{order:ordinal}] [order] derivative [of {g:expr}] [<wrt>] [<at>] [,|.] <if> <subject>",
                "differentiate {g:expr} [<wrt>] [<at>] [,|.] <if> <subject>",
                "{implicit=implicitly} differentiate <subject> [<wrt>] [<at>]",
                "differentiate <subject> {implicit=implicitly} [<wrt>] [<at>]"},
               by_name},
              {{"[<if>] <subject> <then> <ask> {t:expr} [by implicit differentiation|using implicit "
                "differentiation|implicitly|in terms of x and y|in terms of x] [<at>] "
                "[by implicit differentiation|using implicit differentiation|implicitly|in terms of x and y]",
                "<ask> {t:expr} [by implicit differentiation|using implicit differentiation|implicitly] [<at>] "
                "[,|.|;|:] [if|when|where|given|given that|for|"
                "of|with|on|let|from|by|implicitly from|if it is known that|, given|, where|, if] <subject> [by "
                "implicit differentiation|using implicit differentiation] [<at>]",
                "(use|using|by|apply) implicit differentiation [to|,] <ask> {t:expr} [<at>] [,] "
                "[if|when|where|given|given that|for|of|with|on|from] <subject> [<at>]",
                "[<if>] <subject> <then> (use|using|by|apply) implicit differentiation [to|,] <ask> {t:expr} [<at>]",
                "<ask> {t:expr} [by|using|with] implicit differentiation [:|,|for|of|if|when|given] <subject> [<at>]"},
               by_symbol},
              {{"<ask> {t:expr} [<at>]"}, by_operator},
              {{"<ask> d / d {v:var} [of] {f:expr} [<at>]", "<ask> d / dx of {f:expr} [<at>]",
                "<ask> \\frac \\{ d \\} \\{ dx \\} of {f:expr} [<at>]"},
               by_name},
              {{"<ask> (slope|gradient|steepness|instantaneous rate of change|rate of change|slope of the "
                "tangent|slope of the tangent line|"
                "gradient of the tangent|slope of a tangent|slope of a tangent line|gradient of the tangent line) "
                "(of|to|for|on|in) <subject> <at>",
                "<ask> (slope|gradient|steepness|instantaneous rate of change|rate of change|slope of the "
                "tangent|slope of the tangent line|"
                "gradient of the tangent) <at> (of|to|for|on|in) <subject>",
                "[<if>] <subject> <then> <ask> (slope|gradient|instantaneous rate of change|rate of change|slope of "
                "the tangent|slope of the tangent line|slope of the curve|gradient of the curve) <at>",
                "how (steep|fast) is <subject> [changing|increasing|growing|rising] <at>",
                "(how fast|at what rate) (is|does) <subject> (changing|change) <at>"},
               slope},
              {{"<ask> average rate of change (of|in|for) <subject> <span>",
                "<ask> average rate of change <span> (of|for) <subject>",
                "[<if>] <subject> <then> <ask> average rate of change <span>"},
               average_rate},
              {{"<ask> difference quotient [\\( f \\( x + h \\) - f \\( x \\) \\) / h] (of|for) <subject> [and "
                "simplify|, simplified|in simplest form]",
                "[<if>] <subject> <then> <ask> difference quotient [and simplify [it]]",
                "[<if>] <subject> <then> [<ask>|simplify] \\( f \\( x + h \\) - f \\( x \\) \\) / h",
                "[<if>] <subject> <then> [<ask>|simplify] \\frac \\{ f \\( x + h \\) - f \\( x \\) \\} \\{ h \\}"},
               difference_quotient},
              {{"[<if>] {curve:equations} <then> <ask> {t:expr} [<at>]",
                "<ask> {t:expr} [<at>] [,] <if> {curve:equations} [<at>]",
                "<ask> {t:expr} [<at>] [for|of] [the] [parametric] [curve|equations|curves] [given by|defined by] "
                "{curve:equations} [<at>]"},
               parametric}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
