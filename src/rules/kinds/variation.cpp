// Direct and inverse variation: "y varies directly with x, y = 12 when x = 4; find y when x = 7".
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// The value that "x = 4" gives to the variable; nullopt where the equation is about another.
std::optional<Formula> value_of(const Formula& equation, std::string_view variable) {
  if (!equation.child(0).is_symbol(variable) || !equation.child(1).is_constant()) return std::nullopt;
  return equation.child(1);
}

struct Law {
  std::string y, x;
  std::string of_x;  // what y is proportional to, with {} for x
};

std::optional<Law> law_of(const Match& m) {
  const std::string power = m.word("power"), how = m.word("how");
  const bool inverse = how.starts_with("inverse") || how.starts_with("indirect");
  const std::string_view body = power.find("square root") != std::string::npos ? "sqrt(S({}))"
                                : power.find("square") != std::string::npos    ? "S({})**2"
                                : power.find("cube") != std::string::npos      ? "S({})**3"
                                                                               : "S({})";
  Law law{std::string(m.formula("y").name()), std::string(m.formula("x").name()), std::string(body)};
  if (law.y == law.x) return std::nullopt;
  if (inverse) law.of_x = "1/" + law.of_x;
  return law;
}

std::optional<Program> proportional(const Match& m) {
  const std::optional<Law> law = law_of(m);
  if (!law) return std::nullopt;
  // One of the two given equations speaks of y, the other of x, in either order.
  std::optional<Formula> y0, x0;
  for (const std::string_view name : {"p", "q"}) {
    if (const auto value = value_of(m.formula(name), law->y)) y0 = value;
    if (const auto value = value_of(m.formula(name), law->x)) x0 = value;
  }
  if (!y0 || !x0) return std::nullopt;
  Script script;
  const auto scale = [&](const std::string& x) { return fmt::format(fmt::runtime(law->of_x), x); };
  script.line("constant = S({}) / ({})", script(*y0), scale(script(*x0)));
  const std::string what = fmt::format("{} as {}", law->y, m.word("how"));
  if (m.has("constant")) {
    script.answer("simplify(constant)");
    return script.finish("The constant of variation of " + what);
  }
  if (m.has("equation")) {
    const std::string x = script.symbol(law->x), y = script.symbol(law->y);
    script.answer("Eq({}, simplify(constant * {}))", y, scale(x));
    return script.finish("The equation of " + what);
  }
  const std::string wanted(m.formula("w").name());
  const Formula& given = m.formula("g");
  if (wanted == law->y) {
    const auto x1 = value_of(given, law->x);
    if (!x1) return std::nullopt;
    script.answer("simplify(constant * {})", scale(script(*x1)));
  } else {
    const auto y1 = value_of(given, law->y);
    if (!y1 || wanted != law->x || m.has("power")) return std::nullopt;
    const bool inverse = law->of_x.starts_with("1/");
    script.answer("simplify({})", inverse ? "constant / " + script(*y1) : script(*y1) + " / constant");
    script.check("simplify(constant * {} - ({})) == 0", scale("ans"), script(*y1));
  }
  return script.finish(fmt::format("{} varies, with {} where {}", law->y, wanted, given.text()));
}

#define POWER \
  "{power=the square of|the cube of|the square root of|square of|cube of|square root of|the squared value of}"
#define VARIES                                                                                                       \
  "{y:var} (varies|vary|is|is said to be|be|changes) [said to vary] {how=directly|inversely|indirectly|in direct "   \
  "proportion|in inverse proportion|direct|inverse|"                                                                 \
  "directly proportional|inversely proportional|proportional} [proportional|proportionally|variation] (with|as|to) " \
  "[" POWER "] {x:var}"
#define LAW                                                                                                       \
  "([<if>] [that] " VARIES                                                                                        \
  "|[<if>] [that] {y:var} (varies|is) {how=proportional|directly proportional|inversely proportional} to [" POWER \
  "] {x:var})"
#define DATA                                                                                                    \
  "[,|.|;|:] [and|with|where|when|such that|given that|given|if|suppose|it is known that] [that] {p:equation} " \
  "(when|if|for|where|at|while|and|as|whenever) {q:equation}"
#define WANT "<ask> {w:var} (when|if|for|where|at|given|given that|once) {g:equation}"

}  // namespace

extern const Intent variation;
const Intent variation{
    .intent = "variation",
    .rules = {{{LAW " " DATA " <then> " WANT, LAW " " DATA " <then> [and] (if|when|for) {g:equation} [,] <ask> {w:var}",
                "(if|when) {p:equation} (when|if) {q:equation} and " VARIES " <then> " WANT,
                WANT " [,] if " VARIES " and {p:equation} (when|if|for) {q:equation}",
                LAW " " DATA " <then> <ask> {constant=constant of (variation|proportionality)|constant "
                    "k|constant|k|value of k|proportionality "
                    "constant|variation constant}",
                LAW " " DATA " <then> (<ask>|write) {equation=(equation|formula|rule|relation|relationship)} "
                    "[relating|connecting|for|linking] [them|{v:vars}|{v2:var}]"},
               proportional}},
    .rank = 25,
};

}  // namespace qed::rules::kinds
