// Points, lines and circles in the plane by their coordinates.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// "(2, 3)" as Python; "" where it is no point of the plane.
std::string point(Script& script, const Formula& f) {
  const bool pair = (f.is(Kind::kTuple) || f.is(Kind::kInterval) || f.is(Kind::kList)) && f.size() == 2;
  if (!pair || !f.is_constant()) return "";
  return fmt::format("S({}), S({})", script(f.child(0)), script(f.child(1)));
}

// The points captured, in order; the origin where it is named.
std::vector<Formula> given_points(const Match& m) {
  std::vector<Formula> given;
  for (const std::string_view name : {"p", "q"}) {
    for (const Value* value : m.all(name)) given.insert(given.end(), value->items.begin(), value->items.end());
  }
  return given;
}

// Assigns x1, y1 and perhaps x2, y2.
bool points(Script& script, const Match& m, std::size_t count) {
  std::vector<std::string> given;
  for (const Formula& f : given_points(m)) given.push_back(point(script, f));
  if (m.has("origin")) given.insert(given.begin(), "S(0), S(0)");
  if (given.size() != count) return false;
  for (std::size_t i = 0; i < count; ++i) {
    if (given[i].empty()) return false;
    script.line("x{0}, y{0} = {1}", i + 1, given[i]);
  }
  return true;
}

// Assigns the coefficients of a x + b y + c = 0.
bool line(Script& script, const Match& m) {
  const Formula& f = m.formula("l");
  for (const std::string& symbol : f.symbols()) {
    if (symbol != "x" && symbol != "y") return false;
  }
  if (f.symbols().empty() || !f.is(Kind::kRelation) || f.size() != 2) return false;
  for (const std::string_view variable : {"x", "y"}) {
    if (!f.child(0).is_polynomial_in(variable) || !f.child(1).is_polynomial_in(variable)) return false;
  }
  script.symbol("x");
  script.symbol("y");
  script.line("line = expand({} - ({}))", script(f.child(0)), script(f.child(1)));
  script.line("a, b, c = line.coeff(x), line.coeff(y), line.subs({{x: 0, y: 0}})");
  for (const char* name : {"a", "b", "c"}) script.assigned(name);
  script.check("expand(a*x + b*y + c - line) == 0");
  return true;
}

// y = slope x + …, or x = … where `vertical` holds.
void answer_line(Script& script, std::string_view vertical, std::string_view slope) {
  script.symbol("x");
  if (!vertical.empty()) {
    script.line("if {}:", vertical);
    script.line("    ans = 'x = ' + latex(x1)");
    script.line("else:");
    script.line("    ans = 'y = ' + latex(expand({}*(x - x1) + y1))", slope);
  } else {
    script.answer("'y = ' + latex(expand({}*(x - x1) + y1))", slope);
  }
}

std::optional<Program> through_two(const Match& m) {
  Script script;
  if (!points(script, m, 2)) return std::nullopt;
  script.check("(x1, y1) != (x2, y2)");
  answer_line(script, "x1 == x2", "(y2 - y1)/(x2 - x1)");
  return script.finish("The line through two points");
}

std::optional<Program> with_slope(const Match& m) {
  Script script;
  if (m.has("i")) {
    script.line("x1, y1 = 0, {}", script(m.formula("i")));
  } else if (!points(script, m, 1)) {
    return std::nullopt;
  }
  answer_line(script, "", fmt::format("({})", script(m.formula("s"))));
  return script.finish("The line with a slope through a point");
}

std::optional<Program> relative(const Match& m) {
  Script script;
  const bool intercept = m.has("i");
  if (intercept) script.line("x1, y1 = 0, {}", script(m.formula("i")));
  if ((!intercept && !points(script, m, 1)) || !line(script, m)) return std::nullopt;
  if (m.word("how").starts_with("par")) {
    answer_line(script, "b == 0", "-a/b");
  } else {
    answer_line(script, "a == 0", "b/a");
  }
  return script.finish(fmt::format("The line {} to {}", m.word("how"), m.formula("l").text()));
}

std::optional<Program> from_intercepts(const Match& m) {
  Script script;
  script.symbol("x");
  script.line("p, q = S({}), S({})", script(m.formula("xi")), script(m.formula("yi")));
  script.answer("'y = ' + latex(expand(q - q/p*x))");
  return script.finish("The line with given intercepts");
}

Build of_points(std::string_view what, std::size_t count) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script;
    // In space too: a tuple of three.
    if (what == "distance" || what == "midpoint") {
      const std::vector<Formula> given = given_points(m);
      const bool origin = m.has("origin");
      if (given.size() != (origin ? 1U : 2U) || given.front().size() != given.back().size()) return std::nullopt;
      for (std::size_t i = 0; i < given.size(); ++i) {
        if (!given[i].is_constant()) return std::nullopt;
        std::string items;
        for (std::size_t j = 0; j < given[i].size(); ++j) items += (j ? ", " : "") + script(given[i].child(j));
        script.line("{} = ({})", i ? "q" : "p", items);
      }
      if (origin) script.line("q = (0,)*len(p)");
      if (what == "distance") {
        script.answer("sqrt(sum((a - b)**2 for a, b in zip(p, q)))");
        script.check("ans**2 == sum((a - b)**2 for a, b in zip(p, q))");
      } else {
        script.answer("tuple((S(a) + b)/2 for a, b in zip(p, q))");
        script.check("all(2*mid - a == b for a, b, mid in zip(p, q, ans))");
      }
      return script.finish(fmt::format("{} of two points", what));
    }
    if (!points(script, m, count)) return std::nullopt;
    if (what == "slope") {
      script.answer("(y2 - y1)/(x2 - x1)");
      script.check("x1 != x2");
    } else if (what == "centroid") {
      script.answer("((x1 + x2 + x3)/3, (y1 + y2 + y3)/3)");
    } else if (what == "perimeter") {
      script.line("corners = [(x1, y1), (x2, y2), (x3, y3)]");
      script.line("sides = [sqrt((p - u)**2 + (q - v)**2) for (p, q), (u, v) in zip(corners, corners[1:] + corners)]");
      script.answer("simplify(sum(sides))");
      script.check("x1*(y2 - y3) + x2*(y3 - y1) + x3*(y1 - y2) != 0");
    } else if (what == "area") {
      script.answer("abs(x1*(y2 - y3) + x2*(y3 - y1) + x3*(y1 - y2))/2");
      script.check("ans > 0");
    } else if (what == "bisector") {
      script.line("x1, y1, slope = (x1 + x2)/2, (y1 + y2)/2, None if y1 == y2 else (x1 - x2)/(y2 - y1)");
      answer_line(script, "slope is None", "slope");
    }
    return script.finish(fmt::format("{} of points", what));
  };
}

// "A(1, 2) and B(4, 6): the length of AB"
std::optional<Program> named_segment(const Match& m) {
  const std::string a = m.word("na"), b = m.word("nb"), ab = m.word("ab");
  if (a.size() != 1 || b.size() != 1 || a == b) return std::nullopt;
  if (!ab.empty() && ab != a + b && ab != b + a) return std::nullopt;
  const std::string what = m.word("what");
  if (what.starts_with("mid")) return of_points("midpoint", 2)(m);
  if (what.starts_with("slope") || what.starts_with("grad")) return of_points("slope", 2)(m);
  if (what.find("bisector") != std::string::npos) return of_points("bisector", 2)(m);
  if (what.find("equation") != std::string::npos) return through_two(m);
  return of_points("distance", 2)(m);
}

// The vertices of a triangle, perhaps with their letters.
std::optional<Program> triangle(const Match& m) {
  const std::string name = m.word("name3");
  if (!name.empty() && name.size() != 3) return std::nullopt;
  return of_points(m.word("what"), 3)(m);
}

std::optional<Program> upright(const Match& m) {
  Script script;
  if (!points(script, m, 1)) return std::nullopt;
  const bool vertical = m.word("how") == "vertical" || m.word("how").find('y') != std::string::npos;
  script.answer("'{0} = ' + latex({0}1)", vertical ? "x" : "y");
  return script.finish(vertical ? "The vertical line through a point" : "The horizontal line through a point");
}

Build of_line(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script;
    if (!line(script, m)) return std::nullopt;
    if (what == "slope") {
      script.answer("-a/b");
    } else if (what == "y") {
      script.answer("-c/b");
    } else if (what == "x") {
      script.answer("-c/a");
    } else if (what == "both") {
      script.answer("{{'x': -c/a, 'y': -c/b}}");
    } else if (what == "distance") {
      if (!points(script, m, 1)) return std::nullopt;
      script.answer("Abs(a*x1 + b*y1 + c)/sqrt(a**2 + b**2)");
    }
    return script.finish(fmt::format("{} of {}", what, m.formula("l").text()));
  };
}

std::optional<Program> circle_equation(const Match& m) {
  Script script;
  if (m.has("p") ? !points(script, m, 1) : false) return std::nullopt;
  if (!m.has("p")) script.line("x1, y1 = 0, 0");
  if (m.has("through")) {
    const std::string on = point(script, m.formula("through"));
    if (on.empty()) return std::nullopt;
    script.line("x2, y2 = {}", on);
    script.line("square = (x2 - x1)**2 + (y2 - y1)**2");
  } else {
    script.line("square = S({})**2", script(m.formula("r")));
  }
  script.symbol("x");
  script.symbol("y");
  script.check("square > 0");
  script.answer("latex((x - x1)**2) + ' + ' + latex((y - y1)**2) + ' = ' + latex(square)");
  return script.finish("Equation of a circle");
}

std::optional<Program> circle_parts(const Match& m) {
  const Formula& f = m.formula("l");
  if (f.symbols() != std::set<std::string>{"x", "y"}) return std::nullopt;
  Script script;
  script.symbol("x");
  script.symbol("y");
  script.line("circle = expand({} - ({}))", script(f.child(0)), script(f.child(1)));
  script.line("k = circle.coeff(x, 2)");
  script.line("p, q = -circle.coeff(x, 1)/(2*k), -circle.coeff(y, 1)/(2*k)");
  script.line("square = p**2 + q**2 - circle.subs({{x: 0, y: 0}})/k");
  script.line("assert expand(circle - k*((x - p)**2 + (y - q)**2 - square)) == 0 and square > 0, 'no circle'");
  const std::string what = m.word("what");
  const bool centre = what.find("cent") != std::string::npos, radius = what.find("radi") != std::string::npos;
  if (centre && radius) {
    script.answer("f'center = ({{latex(p)}}, {{latex(q)}}), radius = {{latex(sqrt(square))}}'");
  } else if (centre) {
    script.answer("(p, q)");
  } else if (radius) {
    script.answer("sqrt(square)");
  } else if (what.find("area") != std::string::npos) {
    script.answer("pi*square");
  } else {
    script.answer("2*sqrt(square){}", what.find("diam") != std::string::npos ? "" : "*pi");
  }
  return script.finish(fmt::format("{} of the circle {}", what, f.text()));
}

#define EQUATION                                                                                                     \
  "(<ask> [an|the] (equation|slope intercept form|slope intercept equation) (of|for) [the|a] [straight] line|<ask> " \
  "[the|a] [straight] line|<ask> line equation|write the equation of [the|a] [straight] line|equation of [the|a] "   \
  "[straight] line|(what is|what's) the line)"
#define PASSING                                                                                   \
  "[that|which] [passes|passing|goes|going|and passes|and passing|drawn|contains|containing|is] " \
  "[through|joining|connecting|by|between] [the] [2] [point|points]"
#define NAME "[{name} [=] ~]"
#define P "(" NAME " {p:point}|{origin=[the] origin})"
#define TWO                                                                  \
  "(" NAME " {p:point} [,] (and|,|to|and [to] the point|and [to] the) " NAME \
  " {q:point}|[the] {origin=origin} [,] "                                    \
  "(and|to|and the point|to the point) " NAME " {p:point}|" NAME " {p:point} [,] (and|to) [the] {origin=origin})"
#define CORNERS \
  "({p:points}|" NAME " {p:point} [,] (and|,) " NAME " {p:point} [,] (and|,|, and|and the point) " NAME " {p:point})"
#define TRIANGLE "[the|a] triangle [{name3:name}]"
#define VERTICES "[its|the] (vertices|corners|points|vertex|three vertices)"
#define OF_TRIANGLE "{what=area|perimeter|centroid}"
#define SLOPE                                                                                               \
  "[and] [that|which] (with|having|whose|has|of|,|and|with a|where the|for which the|given) [has] [a|the] " \
  "(slope|gradient|m|slope m) [of|is|=|m =|equal to|equals] {s:closed}"

}  // namespace

extern const Intent lines;
const Intent lines{
    .intent = "lines",
    .rules =
        {{{EQUATION " " PASSING " " TWO,
           "<if> [the] points " TWO " <then> " EQUATION
           " [through|joining|passing through] [them|these points|the points]",
           "[<if>] [a|the] line (passes|goes|passing) through [the] [points] " TWO
           " <then> <ask> [its] equation [of the line|of it]",
           EQUATION " joining " TWO},
          through_two},
         {{EQUATION " " PASSING " " P " " SLOPE, EQUATION " " SLOPE " [,] [and|that|which] " PASSING " " P,
           "[<if>] [a|the] line (has|with) slope {s:closed} and (passes|goes) through [the] [point] " P
           " <then> <ask> [its] equation [of the line]",
           EQUATION
           " " SLOPE
           " [,] (and|with|,) [a|the] (y intercept|y - intercept|y-intercept|intercept|c|b) [of|is|=|at] {i:closed}",
           EQUATION " (with|having|whose) [a|the] [y] [-] intercept [of|is] {i:closed} [,] (and|with|and a) "
                    "(slope|gradient) [of|is] {s:closed}",
           "[<if>] [a|the] line passes through [the] [point] " P
           " (and has|with) [a] (slope|gradient) [of] {s:closed} <then> <ask> [its] equation [of the line]"},
          with_slope},
         {{EQUATION " " PASSING " " P " [,] [and] [that|which] [is] {how=parallel|perpendicular|orthogonal|normal|at "
                    "right angles} to [the] [line] [with "
                    "equation|given by] {l:equation}",
           EQUATION " [that|which] [is] {how=parallel|perpendicular|orthogonal|normal|at right angles} to [the] [line] "
                    "[with equation|given by] "
                    "{l:equation} [,] [and|that|which] " PASSING " " P,
           EQUATION " [that|which] [is] {how=parallel|perpendicular|orthogonal|normal|at right angles} to [the] [line] "
                    "{l:equation} [,] [and] "
                    "(with|has|having) [a|the] y [-] intercept [of] {i:closed}"},
          relative},
         {{EQUATION " [that|which] [is] {how=parallel|perpendicular|orthogonal|normal} to [the] [line] {l:equation} "
                    "[,] (and|at) "
                    "[passing] [through] [the] {origin=origin}",
           "[<if>] [a|the] line [is] {how=parallel|perpendicular} to [the] [line] {l:equation} (and|,|that) "
           "[passes|passing|goes] through "
           "[the] [point] " P " <then> <ask> [its] equation [of the line]"},
          relative},
         {{"{how=parallel|perpendicular} to [the] [line] {l:equation} [,] [and] " PASSING " " P
           " <then> <ask> [the] equation [of the line|of this line]",
           "[a|the] line [is] {how=parallel|perpendicular} to [the] [line] {l:equation} [,] [and] " PASSING " " P
           " <then> <ask> [its|the] equation"},
          relative},
         {{"<ask> [an|the] [equation of] [the|a] {how=vertical|horizontal} [straight] line " PASSING " " P,
           "(equation|write the equation|find the equation) of [the|a] {how=vertical|horizontal} [straight] "
           "line " PASSING " " P,
           EQUATION " " PASSING " " P " [,] [and] [that|which] [is] {how=vertical|horizontal}",
           EQUATION " [that|which] [is] (parallel to) [the] {how=x [-] axis|y [-] axis} [,] [and] [that|which] " PASSING
                    " " P,
           EQUATION " " PASSING " " P " [,] [and] [that|which] [is] parallel to [the] {how=x [-] axis|y [-] axis}"},
          upright},
         {{"[<if>|consider] [the] [points] {na:name} [=] ~ {p:point} [,] (and|,|, and) {nb:name} [=] ~ {q:point} "
           "<then> <ask> "
           "{what=distance|distance from|distance between|length|midpoint|mid point|slope|gradient|equation|equation "
           "of the "
           "line|perpendicular bisector|length of the segment|length of segment|length of the line segment} [of] [the] "
           "[line|segment|line segment] {ab:name}",
           "[<if>|consider] [the] [points] {na:name} [=] ~ {p:point} [,] (and|,|, and) {nb:name} [=] ~ {q:point} "
           "<then> <ask> "
           "{ab:name}",
           "<ask> {what=distance|length|midpoint|slope|gradient|equation of the line|perpendicular bisector} [of] "
           "[the] "
           "[line|segment|line segment] {ab:name} [,] (if|when|where|given|for|with|given that) {na:name} [=|is] ~ "
           "{p:point} "
           "[,] (and|,) {nb:name} [=|is] ~ {q:point}"},
          named_segment},
         {{"<ask> " OF_TRIANGLE " of " TRIANGLE " (with|whose|having|formed by|that has|,) " VERTICES
           " [at|are|:|is] " CORNERS,
           "<ask> " OF_TRIANGLE " of " TRIANGLE " (with|whose) [the] coordinates of [the|its] vertices [are] " CORNERS,
           "<ask> " OF_TRIANGLE " of " TRIANGLE " (formed by|with|determined by|given by) [the] [points] " CORNERS,
           "[<if>|in] " TRIANGLE " (with|whose|having|has|that has) " VERTICES " [at|are|:|is] " CORNERS
           " <then> <ask> [its] " OF_TRIANGLE
           " [of (the|this|that) triangle|of the triangle|of it|of triangle {n4:name}]",
           "[<if>] " VERTICES " of " TRIANGLE " are [at] " CORNERS " <then> <ask> [its] " OF_TRIANGLE
           " [of (the|this|that) triangle|of it]",
           "[<if>] " CORNERS " are [the] vertices of " TRIANGLE " <then> <ask> [its] " OF_TRIANGLE
           " [of (the|this|that) triangle|of it]"},
          triangle},
         {{EQUATION " (with|having|whose) [an|the] x [-] intercept [of|is|at] {xi:closed} [,] (and|with) [a|the] y [-] "
                    "intercept [of|is|at] {yi:closed}"},
          from_intercepts},
         {{"<ask> (slope|gradient) (of|for) [the|a] [straight] [line|segment|line segment] " PASSING " " TWO,
           "<ask> (slope|gradient) (between|from) [the] [points] " TWO,
           "<ask> (slope|gradient) (between|of|through) " TWO,
           "what (slope|gradient) does the line " PASSING " " TWO " have",
           "[<if>] [a|the] line (passes|goes) through " TWO " <then> <ask> [its] (slope|gradient)"},
          of_points("slope", 2)},
         {{"<ask> (slope|gradient) (of|for) [the] [straight] [line|graph of|equation] [with equation|given by] "
           "{l:equation}",
           "what (slope|gradient) does [the line] {l:equation} have"},
          of_line("slope")},
         {{"<ask> y [-] (intercept|intercepts) (of|for) [the] [line] [with equation|given by] {l:equation}",
           "where does [the line] {l:equation} cross the y [-] axis"},
          [](const Match& m) -> std::optional<Program> {
            return m.formula("l").symbols().contains("y") ? of_line("y")(m) : std::nullopt;
          }},
         {{"<ask> x [-] intercept (of|for) [the] [line] [with equation|given by] {l:equation}"},
          [](const Match& m) -> std::optional<Program> {
            return m.formula("l").symbols().contains("y") ? of_line("x")(m) : std::nullopt;
          }},
         {{"<ask> [euclidean] [shortest] distance (between|from) [the] [points|2 points|point] " TWO,
           "<ask> length of [the] [line] segment (joining|from|between|with endpoints|connecting|with end points) "
           "[the] [points] " TWO,
           "how far [apart] (is|are) [the] [points|point] " TWO " [apart]", "how far is " P " from {q:point}",
           "[<if>] [the] points " TWO " <then> <ask> distance [between them]", "<ask> distance " TWO,
           "how far apart are [the] [points] " TWO},
          of_points("distance", 2)},
         {{"<ask> (midpoint|mid - point|mid point|middle point) (of|between|for) [the] [line] [segment|line segment] "
           "[joining|from|between|with endpoints|connecting|with end points] [the] [points] " TWO,
           "(midpoint|mid point) " TWO,
           "<ask> midpoint of [the] [line] segment [{name}] (with|having|whose) [the] (endpoints|end points) "
           "[are] " TWO},
          of_points("midpoint", 2)},
         {{"<ask> [equation of] [the] perpendicular bisector of [the] [line] [segment] [joining|from|between|with "
           "endpoints|connecting|through] [the] [points] " TWO},
          of_points("bisector", 2)},
         {{"<ask> [shortest|perpendicular] distance (from|of|between) [the] [point] " P
           " (to|from|and) [the] [line] {l:equation}",
           "<ask> distance (between|from) [the] line {l:equation} (and|to) [the] [point] " P,
           "how far is [the] [point] " P " from [the] [line] {l:equation}"},
          of_line("distance")},
         {{"<ask> [standard] [form] [of] [an|the] equation (of|for) [the|a] circle (with|having|whose|that "
           "has|centered|centred|of) [its] [a|the] [center|centre] [is] [at] [the] [point|origin] [" NAME
           " {p:point}] [,] [and] [with|has] [a|the] [radius|r] [of|is|=] {r:closed}",
           "<ask> equation (of|for) [the|a] circle (of|with) radius {r:closed} [,] [and] (centered|centred|with "
           "center|with centre|center|centre|whose center is|whose centre is) [at|is] " P,
           "<ask> equation (of|for) [the|a] circle (with|whose|having) [center|centre] [is] [at] " P
           " [,] (passing through|that passes through|and passing through|through|which passes through|and passes "
           "through) [the] [point] {through:point}"},
          circle_equation},
         {{"<ask> {what=center and radius|centre and radius|radius|center|centre|diameter|area|circumference|centre "
           "and the radius|center and the radius|center coordinates|coordinates of the center|coordinates of the "
           "centre} (of|for) [the] circle [with equation|given by|defined by|:] {l:equation}",
           "[<if>] [the|a] circle [has equation|with equation|is given by|:] {l:equation} <then> <ask> [its] "
           "{what=center|centre|radius}"},
          circle_parts},
         {{"<ask> {what=center and radius|centre and radius|radius|center|centre} (of|for) [the] [graph of] "
           "{l:equation}",
           "(what|which point) is the {what=center|centre|radius} of {l:equation}",
           "{l:equation} [,|:|.] [<ask>] {what=center and radius|centre and radius|radius|center|centre}"},
          circle_parts}},
    .rank = 6,
};

}  // namespace qed::rules::kinds
