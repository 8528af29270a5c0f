// Angles: degrees and radians into each other, ratios named in words, inverse functions in degrees, reference and
// coterminal angles.
#include <string>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

std::string degrees_of(const Formula& f, Script& script) { return script(f.is(Kind::kDegrees) ? f.child(0) : f); }

std::optional<Program> to_radians(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant() || (!f.is(Kind::kDegrees) && !m.has("degrees"))) return std::nullopt;
  Script script;
  script.answer("rad({})", degrees_of(f, script));
  script.check("simplify(ans*180/pi - ({})) == 0", degrees_of(f, script));
  return script.finish("Convert " + f.text() + " to radians");
}

std::optional<Program> to_degrees(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant() || f.has(Kind::kDegrees)) return std::nullopt;
  const bool inverse = f.has_function("asin acos atan acot asec acsc");
  if (!inverse && !f.has(Kind::kConstant) && !m.has("radians")) return std::nullopt;
  Script script;
  script.line("degrees = simplify(deg({}))", script(f));
  script.answer("latex(degrees) + r'^\\circ'");
  script.check("abs((rad(degrees) - ({})).evalf()) < Rational(1, 10**9)", script(f));
  return script.finish("Convert " + f.text() + " to degrees");
}

// arcsin(1/2) in radians
std::optional<Program> inverse_in_radians(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant() || f.has(Kind::kDegrees) || !f.has_function("asin acos atan acot asec acsc"))
    return std::nullopt;
  Script script;
  script.answer("simplify({})", script(f));
  script.line("assert ans.is_real, 'no such angle'");
  return script.finish("Find " + f.text() + " in radians");
}

std::optional<Program> ratio(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant()) return std::nullopt;
  std::string what = m.word("what");
  if (what == "sine") what = "sin";
  if (what == "cosine") what = "cos";
  if (what == "tangent") what = "tan";
  if (what == "cotangent") what = "cot";
  if (what == "secant") what = "sec";
  if (what == "cosecant") what = "csc";
  if (what.starts_with('\\')) what.erase(0, 1);
  // "cos π/3" without brackets means the angle π/3.
  const bool bare = what.size() == 3 && m.word("what").size() <= 4 && !m.has("radians") && !m.has("of");
  if (bare && !(f.is(Kind::kDivide) && f.child(1).is(Kind::kNumber) && f.has(Kind::kConstant))) return std::nullopt;
  const bool angle = f.is(Kind::kDegrees) || f.has(Kind::kConstant) || m.has("radians");
  if (!angle && !(f.is(Kind::kNumber) && f.name() == "0")) return std::nullopt;
  Script script;
  script.answer("simplify({}({}))", what, script(f));
  script.line("assert ans.is_finite, 'undefined'");
  return script.finish(fmt::format("Find the {} of {}", what, f.text()));
}

// What completes an angle to 90° or 180°.
std::optional<Program> completing_angle(const Match& m) {
  const Formula& f = m.formula("f");
  const bool radians = f.has(Kind::kConstant);
  if (!f.is_constant() || f.has(Kind::kPercent)) return std::nullopt;
  const bool right = m.word("whole").starts_with("comp");
  Script script;
  script.line("rest = {} - {}", radians ? (right ? "pi/2" : "pi") : (right ? "S(90)" : "S(180)"),
              degrees_of(f, script));
  script.check("rest > 0");
  script.answer("{}", radians ? "rest" : "latex(rest) + r'^\\circ'");
  return script.finish(fmt::format("The {} of {}", m.word("whole"), f.text()));
}

std::optional<Program> related_angle(const Match& m) {
  const Formula& f = m.formula("f");
  const bool degrees = f.is(Kind::kDegrees);
  if (!f.is_constant() || (!degrees && !f.has(Kind::kConstant))) return std::nullopt;
  Script script;
  script.line("turn = {}", degrees ? "sympify(360)" : "2*pi");
  script.line("angle = Mod({}, turn)", degrees_of(f, script));
  if (m.has("reference")) {
    script.line("angle = min(angle, turn - angle, abs(angle - turn/2))");
  }
  script.answer("{}", degrees ? "latex(angle) + r'^\\circ'" : "simplify(angle)");
  return script.finish("Find the angle related to " + f.text());
}

}  // namespace

extern const Intent angle;
const Intent angle{
    .intent = "angle",
    .rules = {{{"(convert|change|express|write|turn) [the] [angle] {f:closed} [{degrees=degrees}] (to|in|into|as) "
                "(radians|radian measure|radian|rad)",
                "<ask> {f:closed} [{degrees=degrees}] (in|to|as|into|converted to) (radians|radian measure|rad)",
                "how many radians (is|are|are in|are there in|in) {f:closed}",
                "<ask> radian (measure|equivalent|value) (of|for) [an] [angle] [of] {f:closed}"},
               to_radians},
              {{"<ask> {f:closed} [,] (in|as|giving [the|your] answer in) (radians|radian measure|rad)",
                "<ask> principal value of {f:closed} [in radians]"},
               inverse_in_radians},
              {{"(convert|change|express|write|turn) [the] [angle] [of] {f:closed} [{radians=radians|radian|rad}] "
                "[from {radians=radians}] (to|in|into|as) degrees",
                "<ask> {f:closed} [{radians=radians|radian|rad}] (in|to|as|into|converted to) degrees",
                "how many degrees (is|are|are in|are there in|in) {f:closed} [{radians=radians|radian}]",
                "<ask> degree (measure|equivalent) of [an angle of] {f:closed} [{radians=radians|radian}]",
                "<ask> {f:closed} , in degrees"},
               to_degrees},
              {{"<ask> {what=sine|cosine|tangent|cotangent|secant|cosecant|sin|cos|tan|cot|sec|csc} {of=of|for} "
                "[an|the] [angle] [of] {f:closed} [{radians=radians|radian}]",
                "<ask> {what=sin|cos|tan|cot|sec|csc|\\sin|\\cos|\\tan|\\cot|\\sec|\\csc} {f:closed}",
                "<ask> {what=sin|cos|tan|cot|sec|csc} {f:closed} {radians=radians|radian|rad}"},
               ratio},
              {{"<ask> {whole=complement|complementary angle|supplement|supplementary angle} (of|to|for) [a|an|the] "
                "[angle] [of] "
                "[measuring] {f:closed} [degree|degrees] [angle]",
                "<ask> angle {whole=complementary|supplementary} to [a|an|the] [angle] [of] {f:closed}",
                "(what|which) angle is {whole=complementary|supplementary} to [a|an|the] [angle] [of] {f:closed}",
                "[<if>] [an] angle (is|measures|of|has measure) {f:closed} <then> <ask> [its] "
                "{whole=complement|supplement}"},
               completing_angle},
              {{"<ask> {reference=reference angle} (of|for) [the] [angle] {f:closed}",
                "<ask> [smallest|least] [positive] angle (between 0 and 360 degrees|between 0 and 360|between 0 ° and "
                "360 °|from 0 to 360|in \\[ 0 , 2 π \\)|between 0 and 2 π|between 0 and 2 \\pi) [that is] [which is] "
                "coterminal (with|to) {f:closed}",
                "<ask> coterminal angle (of|to|for|with) {f:closed} (between|in|from) (0 and 360|0 ° and 360 °|0 ° and "
                "360 degrees|0 and 360 degrees|0 and 2 π|0 and 2 \\pi|0 to 360|0 ° to 360 °)",
                "<ask> (smallest|least) positive (angle coterminal with|coterminal angle of|coterminal angle for) "
                "{f:closed}"},
               related_angle}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
