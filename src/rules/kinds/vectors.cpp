// Vectors: products, length, angle, projection, linear combinations.
#include <algorithm>
#include <array>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// Coefficient of i, j or k in one term; -1 where the term is none of them.
int unit_vector(const Formula& f) {
  constexpr std::array<std::array<std::string_view, 3>, 3> kUnits = {
      {{"i", "hat(i)", "vec(i)"}, {"j", "hat(j)", "vec(j)"}, {"k", "hat(k)", "vec(k)"}}};
  if (!f.is(Kind::kSymbol) && !f.is(Kind::kConstant)) return -1;
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (std::ranges::find(kUnits[i], f.name()) != kUnits[i].end()) return static_cast<int>(i);
  }
  return -1;
}

bool add_term(Script& script, const Formula& term, bool minus, std::array<std::string, 3>& parts) {
  if (term.is(Kind::kNegate)) return add_term(script, term.child(0), !minus, parts);
  std::string coefficient = "1";
  int unit = unit_vector(term);
  if (unit < 0 && term.is(Kind::kMultiply) && term.size() == 2) {
    unit = unit_vector(term.child(1));
    if (!term.child(0).is_constant() || unit_vector(term.child(0)) >= 0) return false;
    coefficient = script(term.child(0));
  }
  if (unit < 0 || !parts[static_cast<std::size_t>(unit)].empty()) return false;
  parts[static_cast<std::size_t>(unit)] = (minus ? "-" : "") + coefficient;
  return true;
}

// The components in Python, from a tuple, a row, a column or a sum of multiples of i, j and k; empty where it is none.
std::vector<std::string> components(Script& script, const Formula& f) {
  std::vector<std::string> out;
  if (f.is(Kind::kMatrix)) {
    const bool row = f.size() == 1;
    if (row) {
      for (std::size_t i = 0; i < f.child(0).size(); ++i) out.push_back(script(f.child(0).child(i)));
      return out;
    }
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (f.child(i).size() != 1) return {};
      out.push_back(script(f.child(i).child(0)));
    }
    return out;
  }
  if (f.is(Kind::kTuple) || f.is(Kind::kList) || f.is(Kind::kInterval)) {
    for (std::size_t i = 0; i < f.size(); ++i) out.push_back(script(f.child(i)));
    return out;
  }
  std::array<std::string, 3> parts;
  bool fits = true;
  if (f.is(Kind::kAdd)) {
    for (std::size_t i = 0; i < f.size(); ++i) fits = fits && add_term(script, f.child(i), false, parts);
  } else {
    fits = false;
  }
  if (!fits) return {};
  const std::size_t size = parts[2].empty() ? 2 : 3;
  for (std::size_t i = 0; i < size; ++i) out.push_back(parts[i].empty() ? "0" : parts[i]);
  return out;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

// Assigns u (and v); false where they are no vectors or do not fit together.
bool assign(Script& script, const Match& m) {
  const std::vector<std::string> u = components(script, m.formula("u"));
  if (u.size() < 2 || u.size() > 8) return false;
  script.line("u = [{}]", joined(u));
  script.assigned("u");
  if (!m.has("v")) return true;
  const std::vector<std::string> v = components(script, m.formula("v"));
  if (v.size() != u.size()) return false;
  script.line("v = [{}]", joined(v));
  script.assigned("v");
  return true;
}

// "Find a · b for u = …" is about others; the order of the names decides which vector is which.
bool names_agree(const Match& m, bool& swapped) {
  swapped = false;
  if (!m.has("x")) return true;
  if (!m.has("nu")) return false;
  const auto name = [&](std::string_view key) { return m.formula(key).name(); };
  if (!m.has("y")) return name("x") == name("nu");
  if (!m.has("nv")) return false;
  swapped = name("x") == name("nv") && name("y") == name("nu");
  return swapped || (name("x") == name("nu") && name("y") == name("nv"));
}

constexpr std::string_view kDot = "sum(x*y for x, y in zip(u, v))";

Build of_two(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script;
    bool swapped = false;
    if (!names_agree(m, swapped) || !assign(script, m) || !m.has("v")) return std::nullopt;
    if (swapped) script.line("u, v = v, u");
    if (what == "dot") {
      script.answer("{}", kDot);
      script.check("simplify(ans - Matrix(u).dot(Matrix(v))) == 0");
    } else if (what == "cross") {
      script.check("len(u) == 3");
      script.answer("(u[1]*v[2] - u[2]*v[1], u[2]*v[0] - u[0]*v[2], u[0]*v[1] - u[1]*v[0])");
      script.check("sum(x*y for x, y in zip(u, ans)) == 0 and sum(x*y for x, y in zip(v, ans)) == 0");
    } else if (what == "angle") {
      script.line("cosine = {} / sqrt(sum(x**2 for x in u)) / sqrt(sum(y**2 for y in v))", kDot);
      if (m.has("degrees")) {
        script.line("angle = simplify(deg(acos(cosine)))");
        script.answer("latex(angle) + '^\\\\circ'");
      } else {
        script.answer("acos(simplify(cosine))");
      }
    } else if (what == "cosine") {
      script.answer("simplify({} / sqrt(sum(x**2 for x in u)) / sqrt(sum(y**2 for y in v)))", kDot);
    } else if (what == "projection") {
      script.line("scale = S({}) / sum(y**2 for y in v)", kDot);
      script.answer("tuple(scale*y for y in v)");
      script.check("simplify(sum((x - p)*y for x, p, y in zip(u, ans, v))) == 0");
    } else if (what == "component") {
      script.answer("simplify({} / sqrt(sum(y**2 for y in v)))", kDot);
    } else if (what == "orthogonal") {
      script.answer("{} == 0", kDot);
    } else if (what == "parallelogram" || what == "triangle") {
      script.line("a, b = Matrix(u + [0]*(3 - len(u))), Matrix(v + [0]*(3 - len(v)))");
      script.answer("a.cross(b).norm(){}", what == "triangle" ? "/2" : "");
    } else if (what == "distance") {
      script.answer("sqrt(sum((x - y)**2 for x, y in zip(u, v)))");
    }
    return script.finish(fmt::format("{} of {} and {}", what, m.formula("u").text(), m.formula("v").text()));
  };
}

Build of_one(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script;
    bool swapped = false;
    if (!names_agree(m, swapped) || !assign(script, m)) return std::nullopt;
    script.line("length = sqrt(sum(x**2 for x in u))");
    script.answer("{}", what == "norm" ? "length" : "tuple(x/length for x in u)");
    if (what == "unit") script.check("simplify(sum(x**2 for x in ans)) == 1");
    return script.finish(fmt::format("{} of {}", what, m.formula("u").text()));
  };
}

// k for which two vectors are perpendicular
std::optional<Program> orthogonal_for(const Match& m) {
  Script script;
  if (!assign(script, m)) return std::nullopt;
  const std::string k = script.symbol(m.formula("k").name());
  script.line("solutions = solve({}, {})", kDot, k);
  script.answer("solutions[0] if len(solutions) == 1 else set(solutions)");
  script.check("len(solutions) > 0");
  return script.finish("When are the vectors perpendicular?");
}

bool is_linear(const Formula& f) {
  switch (f.kind()) {
    case Kind::kSymbol:
      return true;
    case Kind::kNegate:
      return is_linear(f.child(0));
    case Kind::kAdd:
      for (std::size_t i = 0; i < f.size(); ++i) {
        if (!is_linear(f.child(i))) return false;
      }
      return true;
    case Kind::kMultiply: {
      for (std::size_t i = 0; i + 1 < f.size(); ++i) {
        if (!f.child(i).is_constant()) return false;
      }
      return is_linear(f.child(f.size() - 1));
    }
    case Kind::kDivide:
      return f.child(1).is_constant() && is_linear(f.child(0));
    default:
      return false;
  }
}

// 2u - 3v for u = …, v = …
std::optional<Program> combination(const Match& m) {
  const Formula& f = m.formula("f");
  Script script;
  std::set<std::string> names;
  for (const Formula& given : m.list("given")) {
    const std::optional<Definition> definition = as_definition(given);
    if (!definition || !definition->argument.empty() || definition->body.is(Kind::kMatrix)) return std::nullopt;
    const std::vector<std::string> parts = components(script, definition->body);
    if (parts.size() < 2) return std::nullopt;
    names.insert(definition->name);
    script.line("{} = Matrix([{}])", python_name(definition->name), joined(parts));
    script.assigned(definition->name);
  }
  const bool norm = f.is(Kind::kAbs);
  const Formula inside = norm && f.child(0).is(Kind::kAbs) ? f.child(0).child(0) : norm ? f.child(0) : f;
  if (!is_linear(inside) || inside.symbols().empty()) return std::nullopt;
  for (const std::string& symbol : inside.symbols()) {
    if (!names.contains(symbol)) return std::nullopt;
  }
  const std::string python = script(inside);
  if (norm) {
    script.answer("({}).norm()", python);
  } else {
    script.answer("tuple({})", python);
  }
  return script.finish("Compute " + f.text());
}

// (1, 2) + (3, 4), 2(1, 0, 1) - (1, 1, 1)
std::optional<Program> sum(const Match& m) {
  Script script;
  const std::string how = m.word("how");
  if (!assign(script, m)) return std::nullopt;
  const bool minus = how.find("difference") != std::string::npos || how == "-" || how == "minus";
  script.answer("tuple(x {} y for x, y in zip(u, v))", minus ? "-" : "+");
  return script.finish(fmt::format("{} {} {}", m.formula("u").text(), minus ? "-" : "+", m.formula("v").text()));
}

#define U "[the] [vector|vectors|2 vectors|following vectors] [{nu:var} =] ({u:vector}|{u:expr})"
#define V "[the] [vector] [{nv:var} =] ({v:vector}|{v:expr})"
#define AND "[,] (and|,|by|with|;|and the|and vector)"
#define UV U " " AND " " V
#define XY "[the] [vectors|vector] {x:var} (and|with|by|on|onto|,) [the] [vector] {y:var}"
#define WHEN "[,] (if|when|where|for|with|given|given that|:|,|let|of|.)"
#define TWO(OPERATION)                                                                             \
  "<ask> " OPERATION " (of|between|for|:) [the] [angle] [between] " UV, "<ask> " OPERATION " " UV, \
      "<ask> " OPERATION " (of|between|for) " XY " " WHEN " " UV,                                  \
      "[<if>] " UV " <then> <ask> [their] " OPERATION " [of|between] [them|{x:var} and {y:var}]"
#define ONE(OPERATION)                                                                                        \
  "<ask> " OPERATION                                                                                          \
  " (of|for|in the direction of|along|parallel to|:|in the same direction as|with the same direction as) " U, \
      "<ask> " OPERATION " (of|for|in the direction of|along) [the] [vector] {x:var} " WHEN " " U,            \
      "[<if>] " U " <then> <ask> [its] " OPERATION " [of|in the direction of|along] [it|{x:var}]"
#define CROSS "(\xC3\x97|\\times|x|cross)"
#define DOT "(\xC2\xB7|\\cdot|\xE2\x8B\x85|\xE2\x80\xA2|dot|.|\\bullet)"

}  // namespace

extern const Intent vectors;
const Intent vectors{
    .intent = "vectors",
    .rules =
        {{{TWO("(dot product|scalar product|inner product|dot)"), "<ask> {u:vector} " DOT " {v:vector}",
           "<ask> {x:var} " DOT " {y:var} " WHEN " " UV, "[<if>] " UV " <then> <ask> {x:var} " DOT " {y:var}",
           "dot [product] \\( {u:vector} , {v:vector} \\)"},
          of_two("dot")},
         {{TWO("(cross product|vector product)"), "<ask> {u:vector} " CROSS " {v:vector}",
           "<ask> {x:var} " CROSS " {y:var} " WHEN " " UV, "[<if>] " UV " <then> <ask> {x:var} " CROSS " {y:var}"},
          of_two("cross")},
         {{TWO("(angle|angles)"), "<ask> angle (between|of) " UV " [in radians]",
           "<ask> angle [in] [{degrees=degrees}] between " UV " [in {degrees=degrees}]",
           "<ask> (angle|measure of the angle) (in|in the unit of) {degrees=degrees} between " UV},
          of_two("angle")},
         {{"<ask> cosine of [the] angle between " UV, "<ask> cosine of [the] angle between " XY " " WHEN " " UV},
          of_two("cosine")},
         {{"<ask> [vector|orthogonal] projection of " U " (onto|on|on to|in the direction of|along) " V,
           "<ask> [vector|orthogonal] projection of [the] [vector] {x:var} (onto|on|on to) [the] [vector] {y:var} " WHEN
           " " UV,
           "[<if>] " UV " <then> <ask> [vector|orthogonal] projection of {x:var} (onto|on|on to) {y:var}",
           "project " U " (onto|on) " V},
          of_two("projection")},
         {{"<ask> (scalar projection|scalar component|component) of " U " (onto|on|along|in the direction of) " V},
          of_two("component")},
         {{"are " UV " (orthogonal|perpendicular)", "are " UV " (orthogonal|perpendicular) to each other",
           "is " U " (orthogonal|perpendicular) to " V},
          of_two("orthogonal")},
         {{"<ask> area of [the|a] parallelogram (spanned|formed|determined|defined|with sides|with adjacent sides) "
           "[by] [the] [vectors] " UV},
          of_two("parallelogram")},
         {{"<ask> area of [the|a] triangle (spanned|formed|determined|defined) [by] [the] vectors " UV},
          of_two("triangle")},
         {{"<ask> [euclidean] distance between [the] vectors " UV}, of_two("distance")},
         {{ONE("[euclidean] (norm|magnitude|modulus|euclidean norm|l2 norm)"),
           "<ask> length of [the] vector [{nu:var} =] ({u:vector}|{u:expr})",
           "(how long is|what is the length of) [the] vector [{nu:var} =] ({u:vector}|{u:expr})"},
          of_one("norm")},
         {{ONE("unit vector"), "normalize [the] [vector] {u:vector}", "normalise [the] [vector] {u:vector}"},
          of_one("unit")},
         {{"for (what|which) [value|values] [of] {k:var} are [the] [vectors] " UV " (orthogonal|perpendicular)",
           "<ask> [the] [value|values] [of] {k:var} (such that|so that|for which|if|that makes|that make|when) [the] "
           "[vectors] " UV " [are] (orthogonal|perpendicular)"},
          orthogonal_for},
         {{"<ask> {f:expr} " WHEN " [the] [vector|vectors] {given:definitions}",
           "[<if>] {given:definitions} <then> <ask> {f:expr}",
           "<ask> (norm|magnitude|length) of {f:expr} " WHEN " {given:definitions}",
           "<ask> [the] vector {f:expr} " WHEN " {given:definitions}"},
          combination},
         {{"<ask> {how=sum|difference} (of|between) [the] vectors {u:vector} and {v:vector}",
           "<ask> {u:vector} {how=+|-|plus|minus} {v:vector}", "add [the] vectors {u:vector} and {v:vector}"},
          sum}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
