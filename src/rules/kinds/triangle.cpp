// Triangles by their letters: a, b, c opposite the angles A, B, C. Laws of cosines and sines.
#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// The key of a side or an angle for the vertices P, Q, R: sides "1", "2", "3" opposite the angles "A1", "A2", "A3".
// `name` is "a", "BC", "A", "ABC"; `angle` where the words said so.
std::string key_of(std::string_view name, std::string_view vertices, bool angle) {
  const auto place = [&](char vertex) { return vertices.find(vertex); };
  constexpr auto npos = std::string_view::npos;
  if (name.size() == 1) {
    const char upper = name[0] >= 'a' && name[0] <= 'z' ? static_cast<char>(name[0] - 'a' + 'A') : name[0];
    const std::size_t at = place(upper);
    if (at == npos || (angle && upper != name[0])) return "";
    return (upper == name[0] ? "A" : "") + std::to_string(at + 1);
  }
  if (name.size() == 2 && !angle) {
    const std::size_t p = place(name[0]), q = place(name[1]);
    return p == npos || q == npos || p == q ? "" : std::to_string(3 - p - q + 1);
  }
  if (name.size() == 3 && angle) {
    const std::size_t at = place(name[1]);
    return at == npos || place(name[0]) == npos || place(name[2]) == npos ? "" : "A" + std::to_string(at + 1);
  }
  return "";
}

// "b", "BC" of a symbol or a product of two letters.
std::string letters_of(const Formula& f) {
  if (f.is(Kind::kSymbol)) return std::string(f.name());
  std::string out;
  if (!f.is(Kind::kMultiply)) return "";
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (!f.child(i).is(Kind::kSymbol) || f.child(i).name().size() != 1) return "";
    out += f.child(i).name();
  }
  return out;
}

using Parts = std::map<std::string, Formula>;

bool collect(const Match& m, std::string_view vertices, Parts& parts) {
  for (const Value* value : m.all("given")) {
    for (const Formula& given : value->items) {
      if (!given.is(Kind::kRelation) || given.name() != "=" || given.size() != 2) return false;
      const std::string key = key_of(letters_of(given.child(0)), vertices, false);
      if (key.empty() || !given.child(1).is_constant() || !parts.emplace(key, given.child(1)).second) return false;
    }
  }
  const auto names = m.all("an"), values = m.all("av");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string key = key_of(names[i]->words, vertices, true);
    if (key.empty() || !parts.emplace(key, values[i]->items.front()).second) return false;
  }
  const auto sides = m.all("sn"), lengths = m.all("sv");
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const std::string key = key_of(letters_of(sides[i]->items.front()), vertices, false);
    if (key.empty() || key[0] == 'A' || !parts.emplace(key, lengths[i]->items.front()).second) return false;
  }
  for (const auto& [key, value] : parts) {
    if ((key[0] == 'A') != value.has(Kind::kDegrees) && !(key[0] == 'A' && value.has(Kind::kConstant))) return false;
  }
  return parts.size() <= 3;
}

std::string in_degrees(std::string_view angle) { return fmt::format("latex(simplify(deg({}))) + '^\\\\circ'", angle); }

std::optional<Program> solve(const Match& m) {
  const std::string vertices = m.has("name") ? m.word("name") : "ABC";
  if (vertices.size() != 3) return std::nullopt;
  Parts parts;
  if (!collect(m, vertices, parts)) return std::nullopt;
  std::string wanted = m.has("wa")   ? key_of(m.word("wa"), vertices, true)
                       : m.has("ws") ? key_of(letters_of(m.formula("ws")), vertices, false)
                                     : "area";
  if (wanted.empty() || parts.contains(wanted)) return std::nullopt;
  const auto has = [&](const std::string& key) { return parts.contains(key); };
  Script script;
  const auto value = [&](const std::string& key) { return "S(" + script(parts.at(key)) + ")"; };
  const auto third = [](int i, int j) { return 6 - i - j; };

  if (wanted == "area") {
    for (int i = 1; i <= 3; ++i) {
      for (int j = i + 1; j <= 3; ++j) {
        const std::string angle = "A" + std::to_string(third(i, j));
        if (parts.size() != 3 || !has(std::to_string(i)) || !has(std::to_string(j)) || !has(angle)) continue;
        script.answer("{}*{}*sin({})/2", value(std::to_string(i)), value(std::to_string(j)), value(angle));
        script.check("ans > 0");
        return script.finish("Area from two sides and the angle between them");
      }
    }
    return std::nullopt;
  }
  const int k = wanted.back() - '0', i = k % 3 + 1, j = third(i, k);
  const std::string I = std::to_string(i), J = std::to_string(j), K = std::to_string(k);
  if (wanted[0] == 'A') {
    if (parts.size() == 2 && has("A" + I) && has("A" + J)) {
      script.line("angle = pi - {} - {}", value("A" + I), value("A" + J));
      script.check("angle > 0");
    } else if (parts.size() == 3 && has(I) && has(J) && has(K)) {
      script.line("a, b, c = {}, {}, {}", value(I), value(J), value(K));
      for (const char* name : {"a", "b", "c"}) script.assigned(name);
      script.line("angle = acos((a**2 + b**2 - c**2)/(2*a*b))");
      script.check("abs(a - b) < c < a + b");
    } else {
      return std::nullopt;  // the law of sines leaves two angles
    }
    script.answer("{}", in_degrees("angle"));
    return script.finish("Angle of a triangle");
  }
  if (parts.size() != 3) return std::nullopt;
  if (has(I) && has(J) && has("A" + K)) {
    script.line("a, b, angle = {}, {}, {}", value(I), value(J), value("A" + K));
    script.assigned("a");
    script.assigned("b");
    script.answer("sqrt(a**2 + b**2 - 2*a*b*cos(angle))");
    script.check("abs(a - b) < ans < a + b");
    return script.finish("Side by the law of cosines");
  }
  for (const auto& [other, last] : {std::pair(i, j), std::pair(j, i)}) {
    const std::string O = std::to_string(other), L = std::to_string(last);
    if (!has(O)) continue;
    const std::string opposite = has("A" + O) ? value("A" + O)
                                 : has("A" + K) && has("A" + L)
                                     ? fmt::format("pi - {} - {}", value("A" + K), value("A" + L))
                                     : "";
    const std::string facing = has("A" + K) ? value("A" + K)
                               : has("A" + O) && has("A" + L)
                                   ? fmt::format("pi - {} - {}", value("A" + O), value("A" + L))
                                   : "";
    if (opposite.empty() || facing.empty()) continue;
    script.line("side, opposite, facing = {}, {}, {}", value(O), opposite, facing);
    script.answer("simplify(side*sin(facing)/sin(opposite))");
    script.check("opposite > 0 and facing > 0 and opposite + facing < pi");
    return script.finish("Side by the law of sines");
  }
  return std::nullopt;
}

std::optional<Program> is_right(const Match& m) {
  const std::vector<Formula>& sides = m.list("sides");
  if (sides.size() != 3) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("a, b, c = sorted([{}])", script.list(sides));
  script.answer("a**2 + b**2 == c**2");
  return script.finish("Is the triangle right-angled?");
}

// All three sides in numbers, and the angle that a side lies opposite, or the largest or smallest one.
std::optional<Program> angle_from_sides(const Match& m) {
  std::vector<Formula> sides = m.list("sides");
  if (sides.size() != 3) return std::nullopt;
  Script script;
  script.line("sides = [{}]", script.list(sides));
  const std::string which = m.word("which");
  if (m.has("side")) {
    const auto same = [&](const Formula& f) { return f.text() == m.formula("side").text(); };
    if (std::ranges::count_if(sides, same) != 1) return std::nullopt;
    script.line("c = {}", script(m.formula("side")));
  } else {
    script.line("c = {}(sides)",
                which.starts_with("l") || which.starts_with("g") || which.starts_with("b") ? "max" : "min");
  }
  script.assigned("c");
  script.assigned("a");
  script.assigned("b");
  script.line("rest = list(sides)");
  script.line("rest.remove(c)");
  script.line("a, b = rest");
  script.line("assert abs(a - b) < c < a + b, 'no triangle'");
  script.line("cosine = (S(a)**2 + S(b)**2 - S(c)**2)/(2*a*b)");
  if (m.word("what").starts_with("cos")) {
    script.answer("cosine");
  } else {
    script.answer("{}", m.has("radians") ? "acos(cosine)" : in_degrees("acos(cosine)"));
  }
  return script.finish("Angle of a triangle from its sides");
}

#define SIDES                                                                                                          \
  "[side|the] (sides|side lengths|lengths|sides of length|sides of lengths|sides measuring|side lengths of) [a|of|:] " \
  "{sides:lengths}"
#define OPPOSITE                                                                                                       \
  "[the] [measure of|size of] [the] ({what=angle|cosine of the angle} [that is|which is|lying] (opposite|opposite to|" \
  "across from|facing) [the] [side] [of length|with length|of] {side:length} [side]|{which=largest|smallest|greatest|" \
  "biggest|least} [interior] {what=angle})"
#define UNIT "[,] [in] [degree|degrees|{radians=radians}]"
#define TRIANGLE "[the|a] triangle [{name}]"
#define ANGLE "[the] [measure of] (angle|∠|\\angle) [angle] {an:name} [is|=|equals|of|measures] {av:closed}"
#define SIDE "[the] side {sn:expr} [is|=|of|equals|has length|of length] {sv:closed}"
#define GIVEN                                                                                                          \
  "([,|;|.|:] [with|where|has|and|if|given|suppose|let|in which|we have] [, and] ({given:definitions}|" ANGLE "|" SIDE \
  "))+"
#define WANTED                                                                                                \
  "([the] [length of|side|length of side|measure of] {ws:expr}|[the] [measure of|size of] (angle|∠|\\angle) " \
  "{wa:name}|[the] {area=area} [of (the|this) triangle|of triangle {n2:name}|of it|of triangle])"
#define THEN "[,|.|;|?] [then]"

}  // namespace

extern const Intent triangle;
const Intent triangle{
    .intent = "triangle",
    .rules = {{{"is [a|the] triangle (with|having|whose|of) " SIDES
                " [a] {right=right|right angled|right - angled|a right} [triangle]",
                "do {sides:lengths} form [the sides of] a {right=right} triangle",
                "can {sides:lengths} be the sides of a {right=right|right angled} triangle",
                "is {sides:lengths} a {right=pythagorean triple}"},
               is_right},
              {{"(in|for|if|given|consider|[<if>]) [a|the] triangle (with|has|having|whose|of) " SIDES
                " [,|.|;|:] [are] <then> <ask> " OPPOSITE " " UNIT,
                "[a|the] triangle (with|has|having|whose|of) " SIDES " <then> <ask> " OPPOSITE " " UNIT,
                "[the] sides of [a|the] triangle (are|have lengths|measure) {sides:lengths} <then> <ask> " OPPOSITE
                " " UNIT,
                "<ask> " OPPOSITE " (in|of) [a|the] triangle (with|having|whose|that has|of) " SIDES " " UNIT,
                "<ask> " OPPOSITE " " UNIT " (in|of|for) [a|the] triangle (with|having|whose|that has|of) " SIDES},
               angle_from_sides},
              {{"(in|for|consider|given|let|if|suppose) " TRIANGLE " " GIVEN " " THEN " <ask> " WANTED,
                TRIANGLE " " GIVEN " " THEN " <ask> " WANTED, "<ask> " WANTED " (in|of|for) " TRIANGLE " " GIVEN,
                "<ask> {area=area} of " TRIANGLE " " GIVEN,
                "<ask> " WANTED " (if|given|when|where) {given:definitions} (in|for) " TRIANGLE},
               solve}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
