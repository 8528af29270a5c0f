// Integrals: antiderivatives with + C, definite and improper ones, iterated ones, mean values.
#include <string>
#include <vector>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

std::optional<Program> antiderivative(const Subject& s, const Match& m) {
  Script script;
  // x^n with a parameter n has one antiderivative where n is no special value.
  if (s.body.symbols().size() > 1) script.assume("positive=True");
  const std::string x = script.symbol(s.variable);
  script.assigned("f");
  const std::string body = script(s.body);
  script.line("f = {}", s.body.is_constant() ? "sympify(" + body + ")" : body);
  script.line("F = integrate(f, {})", x);
  script.line("assert not F.has(Integral), 'no antiderivative in closed form'");
  // The logarithm of an absolute value is an antiderivative on both sides of the pole.
  const bool logarithms = !s.body.has_function("ln log abs");
  if (logarithms) script.line("F = F.replace(log, lambda u: log(Abs(u)))");
  if (m.has("start")) {
    const Formula& start = m.formula("start");  // F(0) = 3
    const Formula left = start.child(0);
    const bool value = (left.is(Kind::kCall) || left.is(Kind::kMultiply)) && start.child(1).is_constant();
    if (!value) return std::nullopt;
    const Formula at = left.child(left.size() - 1);
    if (!at.is_constant()) return std::nullopt;
    script.answer("F + {} - F.subs({}, {})", script(start.child(1)), x, script(at));
    return script.finish(fmt::format("Find the antiderivative of {} with {}", s.body.text(), start.text()));
  }
  script.answer("latex(expand(F) if F.is_polynomial() else F, ln_notation=True, inv_trig_style='full') + ' + C'");
  script.line("error = diff(F, {}) - f", x);
  script.check("abs(error.subs({{z: Rational(13, 10) for z in error.free_symbols}}).evalf()) < Rational(1, 10**9)");
  return script.finish("Find an antiderivative of " + s.body.text());
}

// The answer in closed form, and the same area by quadrature.
void answer_integral(Script& script, const std::string& integral, const std::string& numerically) {
  script.line("value = {}", integral);
  script.line("assert not value.has(Integral, nan), 'no value'");
  script.answer("simplify(value)");
  script.check(
      "ans.is_infinite or ans.free_symbols or abs({}.evalf(15) - ans.evalf(15)) < Rational(1, 10**6)*(1 + "
      "abs(ans.evalf(15)))",
      numerically);
}

bool is_infinite(const Formula& f) {
  return (f.is(Kind::kConstant) && f.name() == "infinity") || (f.is(Kind::kNegate) && is_infinite(f.child(0)));
}

std::optional<Program> definite(const Subject& s, const Range& on, std::string_view factor = {}) {
  if (!on.has_from || !on.has_to || on.from.uses(s.variable) || on.to.uses(s.variable)) return std::nullopt;
  if (s.body.symbols().size() > 1) return std::nullopt;
  Script script;
  const std::string x = script.symbol(s.variable);
  script.assigned("f");
  const std::string body = script(s.body);
  script.line("f = {}", s.body.is_constant() ? "sympify(" + body + ")" : body);
  script.line("a, b = {}, {}", script(on.from), script(on.to));
  const bool bounded = on.from.is_constant() && on.to.is_constant() && !is_infinite(on.from) && !is_infinite(on.to);
  if (!factor.empty() && !bounded) return std::nullopt;
  answer_integral(script, fmt::format("{}integrate(f, ({}, a, b))", factor, x),
                  fmt::format("({}Integral(f, ({}, a, b)))", factor, x));
  return script.finish(fmt::format("{} {} from {} to {}", factor.empty() ? "Integrate" : "Find the mean value of",
                                   s.body.text(), on.from.text(), on.to.text()));
}

// "∫ from 0 to 1 of x^2 dx", "integrate x^2", "the integral of x^2 over [0, 1]"
std::optional<Program> by_name(const Match& m) {
  std::optional<Subject> s;
  if (m.has("body")) {
    const std::vector<Formula>& body = m.list("body");  // with its differential
    s = as_subject(body[0], body[1].name());
  } else {
    s = subject(m);
  }
  if (!s || (m.has("g") && !names_subject(m.formula("g"), *s))) return std::nullopt;
  if (const std::optional<Range> on = range(m, s->variable)) return definite(*s, *on);
  if (m.has("on") || m.has("from") || m.word("what").starts_with("definite")) return std::nullopt;
  return antiderivative(*s, m);
}

// \int_0^1 x^2 dx, as it is written
std::optional<Program> by_sign(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kIntegral)) return std::nullopt;
  const std::string_view variable = f.child(1).name();
  if (f.size() == 2) {
    const std::optional<Subject> s = as_subject(f.child(0), variable);
    return s ? antiderivative(*s, m) : std::nullopt;
  }
  if (f.size() != 4) return std::nullopt;
  if (f.child(0).has(Kind::kIntegral) || !f.child(2).is_constant() || !f.child(3).is_constant()) {
    if (f.child(0).has_call_to_letter()) return std::nullopt;
    Script script;
    script.line("value = {}", script(f));
    script.line("assert not value.has(Integral, nan), 'no value'");
    script.answer("simplify(value)");
    return script.finish("Evaluate " + f.text());
  }
  const std::optional<Subject> s = as_subject(f.child(0), variable);
  return s ? definite(*s, Range{f.child(2), f.child(3)}) : std::nullopt;
}

// A region that is a rectangle; other double integrals say their bounds at the signs.
std::optional<Program> mean(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || (m.has("g") && !names_subject(m.formula("g"), *s))) return std::nullopt;
  const std::optional<Range> on = range(m, s->variable);
  return on ? definite(*s, *on, "1/sympify(b - a)*") : std::nullopt;
}

// The value of f where f' and one value are known: "f'(x) = 2x and f(0) = 3"
std::optional<Program> from_derivative(const Match& m) {
  const Formula& given = m.formula("d");
  const Formula& start = m.formula("start");
  const Formula left = given.child(0), value = start.child(0);
  std::string name, variable;
  if (left.is(Kind::kCall) && left.name().ends_with('\'') && left.child(0).is(Kind::kSymbol)) {
    name = left.name().substr(0, left.name().size() - 1);
    variable = left.child(0).name();
  } else if (left.is(Kind::kDerivative) && left.name() == "1" && left.child(0).is(Kind::kSymbol)) {
    name = left.child(0).name();
    variable = left.child(1).name();
  }
  if (name.empty() || name.ends_with('\'')) return std::nullopt;
  const bool known = (value.is(Kind::kCall) && value.name() == name) ||
                     (value.is(Kind::kMultiply) && value.size() == 2 && value.child(0).is_symbol(name));
  const std::optional<Subject> s = as_subject(given.child(1), variable);
  if (!known || !s) return std::nullopt;
  const Formula& wanted = m.formula("t");
  const Subject itself{name, variable, s->body};
  if (!names_subject(wanted, itself)) return std::nullopt;
  return antiderivative(*s, m);
}

}  // namespace

extern const Intent integral;
const Intent integral{
    .intent = "integral",
    .rules = {{{"<ask> {f:expr}", "{f:expr} (is|equals|equal) what",
                "what (does|is) {f:expr} (equal|converge to|evaluate to|come to)",
                "(integrate|solve|do|find) [:] {f:expr}",
                "<ask> [{what=definite|indefinite|improper|double|iterated|triple}] integral [:] {f:expr}",
                "(integrate|solve) [the] [following] [{what=definite|indefinite|improper|double|iterated}] integral "
                "[:] {f:expr}"},
               by_sign},
              {{"[<how>] (integrate|integrating|find by integrating) <subject> [,] [<wrt>] [,] [<span>] [,] [<wrt>]",
                "[<how>] (integrate|integrating) [<wrt>] [:|,] <subject> [<span>]",
                "[<how>] (integrate|integrating) [<span>] [:|,|of|the function] <subject> [<wrt>]",
                "[<how>] (integrate|integrating) [the] [function|expression] {body:integrand} [<span>]",
                "<ask> [general|most general] [{what=definite|indefinite|improper}] (integral|antiderivative|anti "
                "derivative|primitive|integration|integrals|primitive function|antiderivatives) [<wrt>] (of|for) "
                "<subject> [,] [<wrt>] [,] [<span>] [,] [<wrt>]",
                "<ask> [general|most general] [{what=definite|indefinite|improper}] "
                "(integral|antiderivative|primitive|integration) (of|for) [the] [function|expression] {body:integrand} "
                "[,] [<span>]",
                "<ask> [{what=definite|improper}] integral <span> of <subject> [<wrt>]",
                "<ask> [{what=definite|improper}] integral <span> of {body:integrand}",
                "<ask> (∫|\\int) <span> [of] {body:integrand}",
                "<ask> (∫|\\int) <span> (of) <subject> [<wrt>]",
                "<ask> (∫|\\int) [of] {body:integrand} <span>",
                "<ask> (∫|\\int) [of] <subject> <wrt>",
                "<ask> (∫|\\int) {body:integrand}",
                "[{what=definite|indefinite|improper}] (integral|antiderivative) [of] [:|-|,] <subject> [,] [<wrt>] "
                "[<span>]",
                "<subject> [,|:|.|;] [<ask>] [{what=indefinite}] (integral|antiderivative|indefinite integral) [<wrt>] "
                "[<span>]",
                "<subject> [,|:|.|;] (integrate|integrate it|integrate this|integrated) [<wrt>] [<span>]",
                "[<if>] <subject> <then> <ask> [general|most general] [{what=definite|indefinite}] "
                "(integral|antiderivative|primitive) [of {g:expr}] [<wrt>] [<span>]",
                "[<if>] <subject> <then> (integrate) [{g:expr}] [<wrt>] [<span>]",
                "<ask> [general|most general] [{what=definite|indefinite}] (integral|antiderivative|primitive) of "
                "{g:expr} [<wrt>] [<span>] [,|.] <if> <subject>",
                "(what|which) function has [the] [derivative] <subject> as its derivative",
                "(what|which) function has [the] derivative <subject>"},
               by_name},
              {{"<ask> (average|mean) [value] (of|for) <subject> <span>",
                "<ask> (average|mean) [value] <span> (of|for) <subject>",
                "[<if>] <subject> <then> <ask> (average|mean) value [of {g:expr}] <span>",
                "<ask> (average|mean) value of {g:expr} <span> [,|.] <if> <subject>",
                "<ask> (average|mean) [value] of {g:expr} [,] <if> <subject> <span>"},
               mean},
              {{"<if> {d:equation} (and|,|with|, and) {start:equation} <then> <ask> {t:expr}",
                "{d:equation} (and|,|with|, and) {start:equation} <then> <ask> {t:expr}",
                "<ask> {t:expr} <if> {d:equation} (and|,|with|, and) {start:equation}"},
               from_derivative}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
