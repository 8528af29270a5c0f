// Amplitude, period, phase shift and midline of sinusoids, and the period of any trigonometric function.
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

// The argument of the only call to sin, cos, tan … in the formula.
std::optional<Formula> only_argument(const Formula& f) {
  if (f.is(Kind::kCall) && is_known_function(f.name())) return f.size() == 1 ? std::optional(f.child(0)) : std::nullopt;
  std::optional<Formula> found;
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (!f.child(i).has_function("sin cos tan cot sec csc")) continue;
    if (found) return std::nullopt;
    found = only_argument(f.child(i));
    if (!found) return std::nullopt;
  }
  return found;
}

std::optional<Program> feature(const Match& m) {
  const std::optional<Subject> s = subject(m);
  if (!s || (m.has("g") && !names_subject(m.formula("g"), *s))) return std::nullopt;
  if (!s->body.has_function("sin cos tan cot sec csc") || s->body.symbols() != std::set<std::string>{s->variable})
    return std::nullopt;
  const bool bounded = !s->body.has_function("tan cot sec csc");
  const std::string what = m.word("what");
  Script script;
  const std::string x = script.symbol(s->variable);
  script.assigned("f");
  script.line("f = {}", script(s->body));
  const auto extremes = [&] {
    script.line("cycle = Interval(0, periodicity(f, {}))", x);
    script.line("top, bottom = maximum(f, {0}, cycle), minimum(f, {0}, cycle)", x);
  };
  if (what.find("period") != std::string::npos || what == "frequency") {
    script.line("period = periodicity(f, {})", x);
    script.line("assert period is not None, 'not periodic'");
    script.answer("{}", what == "frequency" ? "1/period" : "period");
    script.check(
        "all(abs((f.subs({0}, p + period) - f.subs({0}, p)).evalf()) < Rational(1, 10**9) for p in (Rational(1, 7), "
        "Rational(5, 3)))",
        x);
  } else if (what == "amplitude") {
    if (!bounded) return std::nullopt;
    extremes();
    script.answer("simplify((top - bottom)/2)");
  } else if (what == "midline" || what == "equation of the midline") {
    if (!bounded) return std::nullopt;
    extremes();
    script.answer("Eq({}, simplify((top + bottom)/2))", script.symbol("y"));
  } else if (what == "vertical shift" || what == "vertical translation") {
    if (!bounded) return std::nullopt;
    extremes();
    script.answer("simplify((top + bottom)/2)");
  } else {
    const std::optional<Formula> argument = only_argument(s->body);
    if (!argument || !argument->is_polynomial_in(s->variable)) return std::nullopt;
    script.line("inside = {}", script(*argument));
    script.line("rate, start = diff(inside, {0}), inside.subs({0}, 0)", x);
    script.line("assert diff(rate, {}) == 0", x);
    script.answer("simplify(-start/rate)");
    script.check("simplify(inside.subs({}, ans)) == 0", x);
  }
  return script.finish(fmt::format("Find the {} of {}", what, s->body.text()));
}

}  // namespace

extern const Intent wave;
const Intent wave{
    .intent = "wave",
    .rules = {{{"<ask> {what=amplitude|period|fundamental period|smallest positive period|least positive period|phase "
                "shift|horizontal shift|midline|equation of the midline|vertical shift|vertical translation|frequency} "
                "(of|for) <subject>",
                "[<if>] <subject> <then> <ask> {what=amplitude|period|phase shift|horizontal shift|midline|vertical "
                "shift|frequency} [of {g:expr}]",
                "<subject> [,|:] [<ask>] {what=amplitude|period|phase shift|midline|vertical shift}",
                "{what=amplitude|period|phase shift|midline} [:] <subject>",
                "what {what=amplitude|period|phase shift|midline} does <subject> have"},
               feature}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
