// Angles and diagonals of polygons; the third angle of a triangle.
#include <array>

#include "rules/kind.h"
#include "rules/kinds/exact.h"

namespace qed::rules::kinds {
namespace {

struct Polygon {
  std::string_view name;
  int sides;
};
constexpr Polygon kPolygons[] = {{"triangle", 3},    {"quadrilateral", 4}, {"square", 4},      {"rectangle", 4},
                                 {"pentagon", 5},    {"hexagon", 6},       {"heptagon", 7},    {"septagon", 7},
                                 {"octagon", 8},     {"nonagon", 9},       {"enneagon", 9},    {"decagon", 10},
                                 {"hendecagon", 11}, {"undecagon", 11},    {"dodecagon", 12},  {"pentadecagon", 15},
                                 {"icosagon", 20},   {"hexadecagon", 16},  {"octadecagon", 18}};

// The number of sides in Python; "" where there is none.
std::string sides(Script& script, const Match& m) {
  if (m.has("n")) {
    const Formula& n = m.formula("n");
    if (!n.is(Kind::kNumber) || n.name().size() > 6) return "";
    return script(n);
  }
  for (const Polygon& polygon : kPolygons) {
    if (m.word("polygon") == polygon.name) return std::to_string(polygon.sides);
  }
  return "";
}

void answer_degrees(Script& script, std::string_view value) {
  script.line("angle = Fraction({})", value);
  script.answer(
      "f'{{angle}}^\\\\circ' if angle.denominator == 1 else "
      "f'\\\\frac{{{{{{angle.numerator}}}}}}{{{{{{angle.denominator}}}}}}^\\\\circ'");
}

Build of_sides(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    const std::string n = sides(script, m);
    if (n.empty()) return std::nullopt;
    script.line("n = {}", n);
    script.check("n >= 3");
    if (what == "interior sum") {
      answer_degrees(script, "(n - 2) * 180");
    } else if (what == "interior angle") {
      answer_degrees(script, "(n - 2) * 180, n");
      script.check("angle < 180 and n * (180 - angle) == 360");
    } else if (what == "exterior angle") {
      answer_degrees(script, "360, n");
      script.check("angle * n == 360");
    } else if (what == "exterior sum") {
      answer_degrees(script, "360");
    } else {
      script.answer("n * (n - 3) // 2");
      if (n.size() <= 2) script.check("ans == math.comb(n, 2) - n");
    }
    return script.finish(fmt::format("{} of a polygon with {} sides", what, n));
  };
}

// How many sides does a (regular) polygon have?
Build sides_from(std::string_view what) {
  return [=](const Match& m) -> std::optional<Program> {
    const Formula& given = m.formula("v");
    const Formula value = given.is(Kind::kDegrees) ? given.child(0) : given;
    if (!value.is_constant()) return std::nullopt;
    Script script(Dialect::kFractions);
    script.line("given = Fraction({})", script(value));
    script.line("n = {}", what == "interior angle"   ? "360 / (180 - given)"
                          : what == "exterior angle" ? "360 / given"
                          : what == "interior sum"   ? "given / 180 + 2"
                                                     : "(3 + Fraction(math.isqrt(int(9 + 8 * given)))) / 2");
    script.answer("int(n)");
    script.check("n == ans >= 3");
    if (what == "diagonals") script.check("ans * (ans - 3) == 2 * given");
    return script.finish(fmt::format("Number of sides from the {}", what));
  };
}

std::optional<Program> third_angle(const Match& m) {
  const std::vector<Formula>& given = m.list("v");
  const std::size_t wanted = m.has("quad") ? 3 : m.has("right") ? 1 : 2;
  if (given.size() != wanted) return std::nullopt;
  Script script(Dialect::kFractions);
  bool degrees = m.has("degrees"), decimal = false;
  std::string total;
  for (const Formula& angle : given) {
    degrees = degrees || angle.is(Kind::kDegrees);
    const Formula value = angle.is(Kind::kDegrees) ? angle.child(0) : angle;
    decimal = decimal || value.has_decimal();
    total += " - " + script(value);
  }
  if (!degrees) return std::nullopt;
  script.line("angle = Fraction({}{})", m.has("quad") ? "360" : m.has("right") ? "90" : "180", total);
  script.check("0 < angle < 180");
  script.line("number = Decimal(angle.numerator) / angle.denominator");
  script.answer("f'{{number}}^\\\\circ'");
  return script.finish("The remaining angle");
}

#define POLYGON                                                                                                     \
  "[a|an|the|any|each|every] [regular|convex|simple|closed|convex regular] "                                        \
  "({polygon=triangle|quadrilateral|square|rectangle|pentagon|hexagon|heptagon|septagon|octagon|"                   \
  "nonagon|enneagon|decagon|hendecagon|undecagon|dodecagon|pentadecagon|icosagon|hexadecagon|octadecagon}|[convex|" \
  "regular] polygon (with|of|having|that has|which has) {n:int} (sides|vertices|edges|corners)|"                    \
  "{n:int} [-] (gon|sided polygon|sided regular polygon|sided convex polygon|sided figure)|{n:int} [-] sided "      \
  "[convex|regular] polygon)"
#define EACH "(each|an|one|a|1|any|every|single)"
#define REGULAR "[a] regular polygon"
#define ASK_SIDES                                                                                                   \
  "(how many sides does (it|the polygon|this polygon) have|[<ask>] number of sides [of (it|the polygon)]|how many " \
  "sides)"
#define EACH_ANGLE(KIND)                                                                                       \
  "[<if>] " REGULAR " (has|with|having) [an|each|every|all|its] " KIND                                         \
  " (angle|angles) [(of|equal to|measuring|that measure|is)] {v:closed} <then> " ASK_SIDES,                    \
      "[<if>] [each|every|an|the|1|all] [of the] " KIND " (angle|angles) (of|in) " REGULAR                     \
      " (is|are|measures|measure|equals|equal) {v:closed} [each] <then> " ASK_SIDES,                           \
      "<ask> number of sides (of|in|for) " REGULAR " (with|whose|having|if) [each|an|its|the|every|all] " KIND \
      " (angle|angles) [is|are|of|measures|measure|measuring|equal to] {v:closed} [each]",                     \
      "how many sides has [a] regular polygon with [an|each] " KIND " (angle|angles) [of] {v:closed}"
#define SIDES "(how many sides (does|has|would)|<ask> number of sides (of|in|for))"

}  // namespace

extern const Intent polygons;
const Intent polygons{
    .intent = "polygons",
    .rules =
        {{{"<ask> (sum|total) of [all] [the] [measures of] [the] (interior|internal|inside|inner) angles "
           "(of|in|for) " POLYGON,
           "<ask> [the] (interior|internal) angle sum (of|in|for) " POLYGON,
           "<ask> (sum|total) of [all] [the] [measures of] [the] angles (of|in|for) " POLYGON,
           "<ask> [total] [angle|degrees] sum (of|in|for) " POLYGON,
           "what do the [interior] angles (of|in) " POLYGON " (add up to|sum to|sum up to)",
           "<ask> sum of (interior|internal) angles (of|in|for) " POLYGON},
          of_sides("interior sum")},
         {{"<ask> (sum|total) of [all] [the] [measures of] [the] (exterior|external) angles (of|in|for) " POLYGON},
          of_sides("exterior sum")},
         {{"<ask> [measure of|size of] [" EACH "] (interior|internal) (angle|angles) (of|in|for) [a|an|the] regular "
           "{polygon=pentagon|hexagon|heptagon|septagon|octagon|nonagon|decagon|hendecagon|"
           "undecagon|dodecagon|pentadecagon|icosagon|hexadecagon|octadecagon}",
           "<ask> [measure of|size of] [" EACH
           "] (interior|internal) (angle|angles) (of|in|for) [a|an|the] regular (polygon (with|of|having) {n:int} "
           "sides|{n:int} [-] gon|{n:int} [-] sided polygon)",
           "<ask> [measure of|size of] [" EACH
           "] angle (of|in) [a|an|the] regular {polygon=pentagon|hexagon|heptagon|octagon|nonagon|decagon|dodecagon}",
           "how (large|big|many degrees) (is|are) [in] [" EACH "] [interior] angle (of|in) [a|an|the] regular "
           "{polygon=pentagon|hexagon|heptagon|octagon|nonagon|decagon|dodecagon}"},
          of_sides("interior angle")},
         {{"<ask> [measure of|size of] [" EACH "] (exterior|external) (angle|angles) (of|in|for) [a|an|the] regular "
           "{polygon=pentagon|hexagon|heptagon|septagon|octagon|nonagon|decagon|hendecagon|"
           "undecagon|dodecagon|pentadecagon|icosagon|hexadecagon|octadecagon}",
           "<ask> [measure of|size of] [" EACH
           "] (exterior|external) (angle|angles) (of|in|for) [a|an|the] regular (polygon (with|of|having) {n:int} "
           "sides|{n:int} [-] gon|{n:int} [-] sided polygon)"},
          of_sides("exterior angle")},
         {{"[<ask>] number of diagonals (of|in|for|does) " POLYGON " [have]",
           "how many diagonals (does|has|can be drawn in|are there in|are in|in|do|are drawn in|could be drawn "
           "in) " POLYGON " [have|got]",
           "<ask> (total|total number of) diagonals (of|in) " POLYGON, "how many diagonals [does] " POLYGON " has"},
          of_sides("diagonals")},
         {{EACH_ANGLE("(interior|internal)"),
           SIDES " " REGULAR
                 " [have|has] [,] [if|with|whose|when|where|having] [each|every|an|the|1|its|all] [of] [its|the] "
                 "(interior|internal) (angle|angles) (is|are|of|measures|measure|equal|equals|measuring) {v:closed}",
           "[if] [each|every|an|the|1] (interior|internal) angle of " REGULAR
           " (is|measures|equals) {v:closed} <then> (how many sides does (it|the polygon) have|<ask> number of sides)",
           "[if] " REGULAR " has (an|each) interior angle (of|equal to) {v:closed} <then> (how many sides does (it|the "
           "polygon) have|<ask> number of sides)"},
          sides_from("interior angle")},
         {{EACH_ANGLE("(exterior|external)"),
           SIDES " " REGULAR
                 " [have|has] [,] [if|with|whose|when|where|having] [each|every|an|the|1|its|all] [of] [its|the] "
                 "(exterior|external) (angle|angles) (is|are|of|measures|measure|equal|equals|measuring) {v:closed}",
           "[if] [each|every|an|the|1] (exterior|external) angle of " REGULAR
           " (is|measures|equals) {v:closed} <then> (how many sides does (it|the polygon) have|<ask> number of sides)",
           "[if] " REGULAR " has (an|each) exterior angle (of|equal to) {v:closed} <then> (how many sides does (it|the "
           "polygon) have|<ask> number of sides)"},
          sides_from("exterior angle")},
         {{"[<if>] [the] (interior|internal|inside) angles of a [convex|regular] polygon (add up to|sum to|total) "
           "{v:closed} "
           "<then> " ASK_SIDES,
           "[<if>] [the] (interior|internal|inside) (angle sum|angles sum) of a [convex|regular] polygon is {v:closed} "
           "<then> " ASK_SIDES,
           "[<if>] [the] sum of [the] [interior|internal] angles (of|in) a [convex|regular] polygon (is|equals) "
           "{v:closed} "
           "<then> " ASK_SIDES,
           "[<if>] a [convex|regular] polygon has [an] (interior angle sum|sum of interior angles|angle sum) [of|equal "
           "to] "
           "{v:closed} <then> " ASK_SIDES,
           "[<if>] a [convex|regular] polygon has interior angles (that add up to|adding up to|summing to|that sum to) "
           "{v:closed} <then> " ASK_SIDES,
           SIDES " a [convex|regular] polygon [have|has] [,] (if|with|whose|when|where) [the|its] (sum of [the|its] "
                 "(interior|internal) angles|(interior|internal) angle sum|(interior|internal) angles) (is|are|of|add "
                 "up to|sum to|is equal to) {v:closed}",
           "[if] [the] sum of [the] (interior|internal) angles of a [convex|regular] polygon is {v:closed} <then> (how "
           "many sides does (it|the polygon) have|<ask> number of sides)"},
          sides_from("interior sum")},
         {{"[<if>] a [convex|regular] polygon has {v:int} diagonals <then> " ASK_SIDES,
           SIDES " a [convex|regular] polygon [have|has] [,] (if it has|with|that has|having|if there are) {v:closed} "
                 "diagonals"},
          sides_from("diagonals")},
         {{"<if> [2] [of the] angles (of|in) [a|the] triangle (are|measure|have measures|have measure) {v:numbers} "
           "[{degrees=degrees}] <then> [<ask>|how (big|large) is] [size of|measure of] [the] "
           "(third|3rd|other|remaining|missing) [angle|1]",
           "[<if>] [2] [of the] angles (of|in) [a|the] triangle (are|measure|have measures) {v:numbers} "
           "[{degrees=degrees}] <then> [<ask>|how (big|large) is] [the] (third|3rd|other|remaining|missing) [angle|1]",
           "[<if>] [a|the] triangle (has|with|having) [2] (angles|interior angles) [of|measuring|equal to] {v:numbers} "
           "[{degrees=degrees}] <then> [<ask>|how (big|large) is] [the] (third|3rd|other|remaining|missing) [angle|1]",
           "<ask> (third|3rd|remaining|missing|other) angle (of|in) a triangle (with|whose|if|having|that "
           "has|when|where) [the] [other] [2] [other] [angles] [of|are|measure|measuring] {v:numbers} "
           "[{degrees=degrees}]",
           "<ask> (third|3rd|remaining|missing|other) angle (of|in) a triangle (whose|if|where|when|with) [the] "
           "[other] [2] [other] angles (are|measure|measuring|of) {v:numbers} [{degrees=degrees}]"},
          third_angle},
         {{"<ask> (other|second|remaining|missing) acute angle (of|in) a right [angled] triangle (with|if|whose|when) "
           "[1|an|one] [acute] angle [is|of|measures] {v:numbers} [{right=degrees}]",
           "[<if>] {right=1|an|one} acute angle (of|in) a right [angled] triangle (is|measures) {v:numbers} <then> "
           "<ask> (other|second|remaining) [acute] [angle|1]",
           "<ask> (other|second|remaining|missing) acute angle (of|in) a right [angled] triangle "
           "{right=with|if|whose|when} [1|an|one] [acute] angle [is|of|measures] {v:numbers}"},
          third_angle},
         {{"<ask> (fourth|4th|remaining|missing|other) angle (of|in) a {quad=quadrilateral} (with|whose|if|having) "
           "[the] [other] [3] [angles] [of|are|measure|measuring] {v:numbers} [{degrees=degrees}]",
           "[<if>] [3|three] angles (of|in) a {quad=quadrilateral} (are|measure) {v:numbers} <then> <ask> "
           "(fourth|4th|remaining|missing|other) [angle|1]"},
          third_angle}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
