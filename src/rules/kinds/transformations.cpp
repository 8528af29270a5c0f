// Points under reflections, rotations about the origin, translations and dilations.
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

std::optional<Program> image(const Match& m, std::string_view x, std::string_view y, const std::string& how) {
  const Formula& p = m.formula("p");
  if (p.size() != 2 || !p.is_constant()) return std::nullopt;
  Script script;
  script.line("x, y = S({}), S({})", script(p.child(0)), script(p.child(1)));
  script.answer("({}, {})", x, y);
  return script.finish(fmt::format("{} of {}", how, p.text()));
}

std::optional<Program> reflection(const Match& m) {
  const std::string mirror = m.word("mirror");
  if (m.has("line")) {
    const Formula& line = m.formula("line");
    const Formula left = line.child(0), right = line.child(1);
    Script spelled;
    if (left.is_symbol("y") && right.is_symbol("x")) return image(m, "y", "x", "Reflection");
    if (left.is_symbol("x") && right.is_symbol("y")) return image(m, "y", "x", "Reflection");
    if (left.is_symbol("y") && right.is(Kind::kNegate) && right.child(0).is_symbol("x"))
      return image(m, "-y", "-x", "Reflection");
    if (!right.is_constant()) return std::nullopt;
    const std::string at = spelled(right);
    if (left.is_symbol("x")) return image(m, fmt::format("2*({}) - x", at), "y", "Reflection");
    if (left.is_symbol("y")) return image(m, "x", fmt::format("2*({}) - y", at), "Reflection");
    return std::nullopt;
  }
  if (mirror.starts_with("x")) return image(m, "x", "-y", "Reflection in the x-axis");
  if (mirror.starts_with("y")) return image(m, "-x", "y", "Reflection in the y-axis");
  return image(m, "-x", "-y", "Reflection in the origin");
}

// Counterclockwise is positive, and 180° the same both ways.
std::optional<Program> rotation(const Match& m) {
  const Formula& angle = m.formula("angle");
  const Formula degrees = angle.is(Kind::kDegrees) ? angle.child(0) : angle;
  if (!degrees.is(Kind::kNumber) || (!angle.is(Kind::kDegrees) && !m.has("degrees"))) return std::nullopt;
  const std::string sense = m.word("sense");
  const bool back = sense.starts_with("clock");
  const std::string_view turn = degrees.name();
  if (turn == "180") return image(m, "-x", "-y", "Rotation by 180°");
  if (sense.empty()) return std::nullopt;
  const bool left = (turn == "90" && !back) || (turn == "270" && back);
  if (!left && turn != "90" && turn != "270") return std::nullopt;
  return left ? image(m, "-y", "x", "Rotation") : image(m, "y", "-x", "Rotation");
}

std::optional<Program> translation(const Match& m) {
  const Formula& by = m.formula("by");
  if (by.size() != 2 || !by.is_constant()) return std::nullopt;
  Script script;
  const auto coordinate = [&](std::size_t i) {
    const Formula row = by.is(Kind::kMatrix) && by.size() == 2 ? by.child(i).child(0) : by.child(i);
    return fmt::format("{} + ({})", i == 0 ? "x" : "y", script(row));
  };
  return image(m, coordinate(0), coordinate(1), "Translation");
}

std::optional<Program> dilation(const Match& m) {
  if (!m.formula("k").is_constant()) return std::nullopt;
  Script script;
  const std::string k = script(m.formula("k"));
  return image(m, fmt::format("({})*x", k), fmt::format("({})*y", k), "Dilation");
}

#define POINT "[the] [point] [{n:name}] {p:point}"
#define ASK_IMAGE \
  "(<ask>|find) [image|coordinates of the image|new coordinates|coordinates|image point|position] [of] " POINT
#define AFTER "(under|after|when|if|following|upon) [it is|the point is] [a|the]"
#define MIRROR                                                                                          \
  "(in|over|across|about|through|with respect to|along|off) ([the] {mirror=x axis|x - axis|y axis|y - " \
  "axis|origin}|[the] [line] {line:equation})"
#define TURN                                                                                                     \
  "[by|of|through] [an angle of] ~ {angle:closed} [{degrees=degrees}] "                                          \
  "[{sense=counterclockwise|anticlockwise|clockwise|counter clockwise|anti clockwise}] "                         \
  "[about|around|round] [the] [origin] [{sense=counterclockwise|anticlockwise|clockwise|counter clockwise|anti " \
  "clockwise}]"
#define ORIGIN "[(about|around|with centre|with center|centred at|centered at|from) [the] origin]"

}  // namespace

extern const Intent transformations;
const Intent transformations{
    .intent = "transformations",
    .rules = {{{"reflect " POINT " " MIRROR, ASK_IMAGE " " AFTER " (reflection|reflected) " MIRROR,
                "<ask> reflection of " POINT " " MIRROR,
                POINT " is reflected " MIRROR
                      " [<then> [<ask>] [its] [image|new coordinates|coordinates of [the|its] image]]",
                "(what|which) point (do you get|results) (when|if) " POINT " is reflected " MIRROR},
               reflection},
              {{"rotate " POINT " " TURN, ASK_IMAGE " " AFTER " (rotation|rotated) " TURN,
                ASK_IMAGE " " AFTER
                          " {angle:closed} [{degrees=degrees}] [{sense=counterclockwise|anticlockwise|clockwise}] "
                          "rotation [about|around] [the] [origin]",
                POINT " is rotated " TURN
                      " [<then> [<ask>] [its] [image|new coordinates|coordinates of [the|its] image]]"},
               rotation},
              {{"(translate|shift|move) " POINT " by [the] [vector] {by:vector}",
                ASK_IMAGE " " AFTER " (translation|translated) [by] [the] [vector] {by:vector}",
                POINT " is translated by [the] [vector] {by:vector} [<then> [<ask>] [its] [image|new coordinates]]"},
               translation},
              {{"(dilate|scale|enlarge) " POINT " by [a] [scale] [factor] [of] {k:closed} " ORIGIN, ASK_IMAGE
                " " AFTER " (dilation|enlargement|dilated) (with|by|of) [a] [scale] [factor] [of] {k:closed} " ORIGIN},
               dilation}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
