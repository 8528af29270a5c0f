// One trigonometric ratio and a quadrant give all others: "if sin θ = 3/5 and θ is acute, what is cos θ?"
#include <string>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

constexpr std::string_view kRatios = "sin cos tan cot sec csc";

// 1 to 4; 0 where the words are none of a quadrant.
int quadrant_of(std::string_view words) {
  const auto has = [&](std::string_view word) { return words.find(word) != std::string_view::npos; };
  if (words == "acute" || words == "an acute angle") return 1;
  if (words == "obtuse" || words == "an obtuse angle") return 2;
  if (has("iv") || has("4") || has("fourth")) return 4;
  if (has("iii") || has("3") || has("third")) return 3;
  if (has("ii") || has("2") || has("second")) return 2;
  if (has(" i") || has("1") || has("first")) return 1;
  return 0;
}

// 90° < θ < 180°, π < θ < 3π/2
int quadrant_of(const Formula& relation, std::string_view angle) {
  const std::optional<Range> range = as_range(relation, angle);
  if (!range || !range->has_from || !range->has_to) return 0;
  const std::string from = range->from.text(), to = range->to.text();
  Script script(Dialect::kSympy);
  const std::string a = script(range->from), b = script(range->to);
  struct Bounds {
    std::string_view from, to;
    int quadrant;
  };
  constexpr Bounds kBounds[] = {{"0", "pi/2", 1},
                                {"pi/2", "pi", 2},
                                {"pi", "3*pi/2", 3},
                                {"3*pi/2", "2*pi", 4},
                                {"0", "rad(90)", 1},
                                {"rad(0)", "rad(90)", 1},
                                {"rad(90)", "rad(180)", 2},
                                {"rad(180)", "rad(270)", 3},
                                {"rad(270)", "rad(360)", 4},
                                {"pi", "3*pi/2", 3},
                                {"-pi/2", "0", 4}};
  for (const Bounds& bounds : kBounds) {
    if (a == bounds.from && b == bounds.to) return bounds.quadrant;
  }
  return 0;
}

std::optional<Program> other_ratio(const Match& m) {
  const Formula& given = m.formula("e");
  const Formula& wanted = m.formula("t");
  const Formula ratio = given.child(0);
  if (given.name() != "=" || !ratio.is(Kind::kCall) || ratio.size() != 1 || !ratio.child(0).is(Kind::kSymbol) ||
      kRatios.find(ratio.name()) == std::string_view::npos || !given.child(1).is_constant())
    return std::nullopt;
  const std::string angle(ratio.child(0).name());
  if (wanted.symbols() != std::set<std::string>{angle} || !wanted.has_function(kRatios)) return std::nullopt;
  if (m.has("x") && !m.formula("x").is_symbol(angle)) return std::nullopt;
  const int quadrant = m.has("on") ? quadrant_of(m.formula("on"), angle) : quadrant_of(m.word("where"));
  if (quadrant == 0) return std::nullopt;
  Script script;
  const std::string x = script.symbol(angle);
  script.line("given = sympify({})", script(given.child(1)));
  const std::string name(ratio.name());
  const std::string_view cos_sign = quadrant == 1 || quadrant == 4 ? "" : "-", sin_sign = quadrant <= 2 ? "" : "-";
  const bool inverse = name == "csc" || name == "sec" || name == "cot";
  const std::string value = inverse ? "1/given" : "given";
  if (name == "sin" || name == "csc") {
    script.line("sine = {}", value);
    script.line("cosine = {}sqrt(1 - sine**2)", cos_sign);
  } else if (name == "cos" || name == "sec") {
    script.line("cosine = {}", value);
    script.line("sine = {}sqrt(1 - cosine**2)", sin_sign);
  } else {
    script.line("cosine = {}1/sqrt(1 + ({})**2)", cos_sign, value);
    script.line("sine = ({})*cosine", value);
  }
  script.line(
      "assert (sine*{0}1).is_nonnegative and (cosine*{1}1).is_nonnegative and sine.is_real, 'no such angle in the "
      "quadrant'",
      sin_sign, cos_sign);
  script.line("wanted = expand_trig({})", script(wanted));
  script.line(
      "ratios = {{sin({0}): sine, cos({0}): cosine, tan({0}): sine/cosine, cot({0}): cosine/sine, sec({0}): 1/cosine, "
      "csc({0}): 1/sine}}",
      x);
  script.answer("simplify(wanted.subs(ratios))");
  script.line("assert not ans.free_symbols");
  script.check("abs(({}).subs({}, atan2(sine, cosine)).evalf() - ans.evalf()) < Rational(1, 10**9)", script(wanted), x);
  return script.finish(fmt::format("Find {} where {} in quadrant {}", wanted.text(), given.text(), quadrant));
}

}  // namespace

extern const Intent trig_ratio;
const Intent trig_ratio{
    .intent = "trig_ratio",
    .rules = {{{"<if> {e:equation} <where> <then> <ask> {t:expr}", "{e:equation} <where> <then> <ask> {t:expr}",
                "<ask> {t:expr} [,] <if> {e:equation} <where>",
                "<if> [the angle] {x:var} (is|lies|is an angle) {where=acute|obtuse|an acute angle|an obtuse angle|in "
                "<quadrant>} (and|with|,|, and|such that) {e:equation} <then> <ask> {t:expr}",
                "(for|given) an {where=acute|obtuse} angle {x:var} (with|such that|where|for which|,) {e:equation} "
                "<then> <ask> {t:expr}",
                "<ask> {t:expr} [,] (for|given) an {where=acute|obtuse} angle {x:var} (with|such that|where|for which) "
                "{e:equation}"},
               other_ratio}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
