// Parabolas, ellipses and hyperbolas with axes parallel to the coordinates': foci, vertices, directrix, eccentricity …
#include <string>

#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

bool contains(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

// A curve of degree two in x and y without a product of the two.
bool is_conic(const Formula& f) {
  if (f.symbols() != std::set<std::string>{"x", "y"} || f.has_call_to_letter()) return false;
  for (const std::string_view name : {"x", "y"}) {
    if (!f.child(0).is_polynomial_in(name) || !f.child(1).is_polynomial_in(name)) return false;
  }
  return true;
}

// A x² + C y² + D x + E y + F = 0
void write_coefficients(Script& script, const Formula& curve) {
  script.symbol("x");
  script.symbol("y");
  script.line("p = Poly({}, x, y)", difference(script, curve));
  script.line("A, C, D, E, F = (p.coeff_monomial(term) for term in (x**2, y**2, x, y, 1))");
  for (const char* name : {"p", "A", "C", "D", "E", "F"}) script.assigned(name);
  script.check("p.total_degree() == 2 and p.coeff_monomial(x*y) == 0");
}

// The square of one variable alone: the focus lies a quarter of the latus rectum from the vertex.
std::optional<Program> parabola(const Formula& curve, std::string_view what) {
  const bool upright = curve.child(0).is_polynomial_in("y");
  if (!upright) return std::nullopt;
  Script script;
  write_coefficients(script, curve);
  script.line("if C == 0:  # the axis is vertical");
  script.line("    h, distance = -D/(2*A), -E/(4*A)");
  script.line("    k = (D**2/(4*A) - F)/E");
  script.line("    focus, directrix, axis = (h, k + distance), Eq(y, k - distance), Eq(x, h)");
  script.line("else:");
  script.line("    k, distance = -E/(2*C), -D/(4*C)");
  script.line("    h = (E**2/(4*C) - F)/D");
  script.line("    focus, directrix, axis = (h + distance, k), Eq(x, h - distance), Eq(y, k)");
  script.check("(A == 0) != (C == 0)");
  script.answer("{}", contains(what, "vert")                               ? "(h, k)"
                      : contains(what, "latus")                            ? "4*abs(distance)"
                      : contains(what, "direct")                           ? "directrix"
                      : contains(what, "axis")                             ? "axis"
                      : contains(what, "foc") && !contains(what, "length") ? "focus"
                                                                           : "abs(distance)");
  return script.finish(fmt::format("The {} of the parabola {}", what, curve.text()));
}

// (x - h)²/a2 + (y - k)²/b2 = 1, one of a2 and b2 negative for a hyperbola.
std::optional<Program> central(const Formula& curve, std::string_view what, bool hyperbola) {
  Script script;
  write_coefficients(script, curve);
  script.line("h, k = -D/(2*A), -E/(2*C)");
  script.line("a2, b2 = (A*h**2 + C*k**2 - F)/A, (A*h**2 + C*k**2 - F)/C");
  if (hyperbola) {
    script.check("a2*b2 < 0");
    script.line("along_x = a2 > 0");
    script.line("a, b = sqrt(Max(a2, b2)), sqrt(-Min(a2, b2))");
    script.line("c = sqrt(a**2 + b**2)");
  } else {
    script.check("a2 > 0 and b2 > 0 and a2 != b2");
    script.line("along_x = a2 > b2");
    script.line("a, b = sqrt(Max(a2, b2)), sqrt(Min(a2, b2))");
    script.line("c = sqrt(a**2 - b**2)");
  }
  for (const char* name : {"a", "b", "c", "h", "k"}) script.assigned(name);
  const auto pair = [&](std::string_view at) {
    script.answer("FiniteSet(*[(h + s*{0}, k) if along_x else (h, k + s*{0}) for s in (-1, 1)])", at);
  };
  if (contains(what, "foc") && contains(what, "distance")) {
    script.answer("2*c");
  } else if (contains(what, "foc")) {
    pair("c");
  } else if (contains(what, "co vert") || contains(what, "covert")) {
    script.answer("FiniteSet(*[(h, k + s*b) if along_x else (h + s*b, k) for s in (-1, 1)])");
  } else if (contains(what, "vert")) {
    pair("a");
  } else if (contains(what, "eccent")) {
    script.answer("c/a");
  } else if (contains(what, "cent")) {
    script.answer("(h, k)");
  } else if (contains(what, "latus")) {
    script.answer("2*b**2/a");
  } else if (contains(what, "area") && !hyperbola) {
    script.answer("pi*a*b");
  } else if (contains(what, "asymptote") && hyperbola) {
    script.line("slope = b/a if along_x else a/b");
    script.answer("[Eq(y, expand(k + s*slope*(x - h))) for s in (1, -1)]");
  } else if (contains(what, "major") || contains(what, "transverse") || contains(what, "minor") ||
             contains(what, "conjugate")) {
    const bool semi = contains(what, "semi");
    const bool long_axis = contains(what, "major") || contains(what, "transverse");
    script.answer("{}{}", semi ? "" : "2*", long_axis ? "a" : "b");
  } else {
    return std::nullopt;
  }
  return script.finish(fmt::format("The {} of {}", what, curve.text()));
}

std::optional<Program> part(const Match& m) {
  const Formula& curve = m.formula("e");
  const std::string what = m.word("what"), kind = m.word("kind");
  if (!is_conic(curve)) return std::nullopt;
  const std::string both = curve.text();
  const auto squared = [&](std::string_view name) {
    const auto in = [&](const Formula& side) { return side.uses(name) && side.has(Kind::kPower); };
    return in(curve.child(0)) || in(curve.child(1));
  };
  // The degree in each variable tells a parabola from the curves with a centre.
  const auto degree = [&](std::string_view name) {
    int most = 0;
    const auto visit = [&](const auto& self, const Formula& f) -> void {
      if (f.is_symbol(name)) most = std::max(most, 1);
      if (f.is(Kind::kPower) && f.child(0).uses(name)) most = 2;
      for (std::size_t i = 0; i < f.size(); ++i) self(self, f.child(i));
    };
    visit(visit, curve);
    return most;
  };
  if (!squared("x") && !squared("y")) return std::nullopt;
  if (kind == "parabola" || degree("x") + degree("y") == 3)
    return kind.empty() || kind == "parabola" ? parabola(curve, what) : std::nullopt;
  if (degree("x") != 2 || degree("y") != 2) return std::nullopt;
  const bool minus = contains(both, "-");
  if (kind == "hyperbola" || (kind.empty() && contains(what, "asympt"))) return central(curve, what, true);
  if (kind == "ellipse") return central(curve, what, false);
  // Without the curve's name, a difference of squares is a hyperbola; the program checks it.
  const bool difference_of_squares = minus && (curve.child(0).is(Kind::kAdd) && curve.child(0).size() == 2);
  return central(curve, what, difference_of_squares);
}

// Which curve is it?
std::optional<Program> name(const Match& m) {
  const Formula& curve = m.formula("e");
  if (!is_conic(curve)) return std::nullopt;
  Script script;
  write_coefficients(script, curve);
  script.answer("'parabola' if A*C == 0 else 'circle' if A == C else 'ellipse' if A*C > 0 else 'hyperbola'");
  return script.finish("Name the conic " + curve.text());
}

#define WHAT                                                                                        \
  "{what=[coordinates of] [the|both|two] (focus|foci|focal point|vertices|co "                      \
  "vertices|vertex|center|centre)|[equation of] [the] directrix|eccentricity|[equations of] [the] " \
  "asymptotes|[equation of] [the] axis of symmetry|"                                                \
  "length of [the] (major|minor|transverse|conjugate|semi major|semi minor) "                       \
  "axis|(major|minor|transverse|conjugate|semi major|semi minor) axis [length]|"                    \
  "[length of [the]] latus rectum|area|focal length|distance between [the|its] foci}"
#define CURVE                                                                                                         \
  "[the|a] [{kind=parabola|ellipse|hyperbola}] [with equation|whose equation is|given by|defined by|described by|:] " \
  "{e:equation}"

}  // namespace

extern const Intent conics;
const Intent conics{
    .intent = "conics",
    .rules = {{{"<ask> " WHAT " (of|for) [the] [conic|curve|graph] [of] " CURVE, "what " WHAT " does " CURVE " have",
                "[<if>] " CURVE " <then> <ask> [its] " WHAT " [of (the|this) (parabola|ellipse|hyperbola)]",
                "where (is|are) [the] " WHAT " of " CURVE},
               part},
              {{"(what|which) [type of|kind of] (conic|conic section|curve) (is|does) [given by|represented "
                "by|described by] {e:equation} [represent|describe]",
                "(identify|classify|name) [the] (conic|conic section|curve) [given by|:|with equation|represented by] "
                "{e:equation}",
                "(what|which) [type of|kind of] (conic|conic section|curve) is (represented by|given by|described by) "
                "{e:equation}"},
               name}},
    .rank = 5,
};

}  // namespace qed::rules::kinds
