#include "rules/kinds/figure.h"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "base/text.h"

namespace qed::rules::kinds {
namespace {

using Type = Quantity::Type;

constexpr std::string_view kArticle = "[a|an|the|this|that|any|some|each|such a]";

std::string text_of(std::string_view a, auto... rest) {
  std::string out(a);
  ((out += rest), ...);
  return out;
}

std::string_view slot_of(Type type) {
  switch (type) {
    case Type::kAngle:
      return "closed";
    case Type::kCount:
      return "int";
    case Type::kList:
      return "lengths";
    case Type::kDimensions:
      return "dimensions";
    default:
      return "length";
  }
}

std::string given_value(const Quantity& quantity) {
  std::string value = text_of("{", quantity.key, ":", slot_of(quantity.type), "}");
  if (quantity.type == Type::kSize) value += " <square_unit>";
  if (quantity.type == Type::kAngle) value += " [{radians=radians|rad|radian}]";
  return value;
}

// "radius 5", "a radius of 5 cm", "its radius is 5", "10 cm wide"
std::string given_phrase(const Quantity& quantity) {
  const std::string value = given_value(quantity);
  std::string out = text_of("[a|an|the|its|each|all|both|2|3|two] (", quantity.noun, ") [<has_size>] [a|an] ", value);
  if (quantity.type == Type::kDimensions) out += text_of("|", value);
  if (!quantity.after.empty()) out += text_of("|", value, " [in] (", quantity.after, ")");
  if (quantity.type == Type::kLength) out += text_of("|[a|an] ", value, " (", quantity.noun, ")");
  return out;
}

bool is_used(const Figure& figure, const Quantity& quantity) {
  return std::ranges::any_of(figure.formulas, [&](const FigureFormula& formula) {
    const auto given = text::split(formula.given, ' ');
    return std::ranges::find(given, text::split(quantity.key, ' ').front()) != given.end();
  });
}

std::string given_phrases(const Figure& figure) {
  std::string all;
  for (const Quantity& quantity : figure.quantities) {
    if (is_used(figure, quantity)) all += text_of(all.empty() ? "" : "|", given_phrase(quantity));
  }
  return all;
}

// "the radius of a circle is 5"
std::string given_of_figure(const Figure& figure, std::string_view name) {
  std::string all;
  for (const Quantity& quantity : figure.quantities) {
    if (quantity.type == Type::kDimensions || !is_used(figure, quantity)) continue;
    all += text_of(all.empty() ? "" : "|", "[a|an|the|each|all] (", quantity.noun, ") (of|in) ", name,
                   " (is|are|=|measure|measures|equals|has length|have lengths|:|equal|be|as) ", given_value(quantity));
  }
  return all;
}

std::string asked_phrase(const Figure& figure) {
  std::string all;
  for (const Quantity& quantity : figure.quantities) {
    if (std::ranges::find(figure.formulas, quantity.key, &FigureFormula::target) == figure.formulas.end()) continue;
    all +=
        text_of(all.empty() ? "" : "|", "{?", quantity.key, "=[length of] [the|its|a|an|one|1] (", quantity.noun, ")}");
  }
  return text_of("(", all, ")");
}

// The name of what a list or a size stands for, with its unit's family: two units in one question cannot be mixed.
std::string_view unit_family(std::string_view unit) {
  constexpr std::pair<std::string_view, std::string_view> kFamilies[] = {
      {"metres", "m"},      {"meters", "m"},      {"metre", "m"},        {"meter", "m"},        {"foot", "ft"},
      {"feet", "ft"},       {"inches", "in"},     {"inch", "in"},        {"centimeters", "cm"}, {"centimetres", "cm"},
      {"centimeter", "cm"}, {"centimetre", "cm"}, {"millimeters", "mm"}, {"millimetres", "mm"}, {"kilometers", "km"},
      {"kilometres", "km"}, {"yards", "yd"},      {"yard", "yd"},        {"miles", "mi"},       {"mile", "mi"},
      {"units", ""},        {"unit", ""}};
  for (const auto& [name, family] : kFamilies) {
    if (unit == name) return family;
  }
  return unit;
}

struct Given {
  std::map<std::string, Formula, std::less<>> values;
  bool radians = false;
};

bool is_plain_angle(const Formula& angle, bool radians) {
  if (angle.has(Kind::kDegrees) || radians) return true;
  return angle.tree().size() > 1 && angle.has(Kind::kConstant);  // pi/3
}

std::optional<Given> given_values(const Figure& figure, const Match& m) {
  Given given;
  given.radians = m.has("radians");
  std::string_view unit;
  std::string_view previous;
  for (const Quantity& quantity : figure.quantities) {
    const auto found = m.all(quantity.key);
    if (found.empty() || quantity.key == std::exchange(previous, quantity.key)) continue;
    const auto keys = text::split(quantity.key, ' ');
    if (found.size() > 1 || found.front()->items.size() != keys.size()) return std::nullopt;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!given.values.emplace(keys[i], found.front()->items[i]).second) return std::nullopt;
    }
    const bool angle = quantity.type == Type::kAngle;
    if (angle && !is_plain_angle(found.front()->items.front(), given.radians)) return std::nullopt;
    if (!angle && found.front()->items.front().has(Kind::kDegrees)) return std::nullopt;
    const std::string_view family = unit_family(found.front()->words);
    if (!unit.empty() && !family.empty() && unit != family) return std::nullopt;
    if (!family.empty()) unit = family;
  }
  return given;
}

const FigureFormula* find_formula(const Figure& figure, const Given& given, std::string_view target) {
  for (const FigureFormula& formula : figure.formulas) {
    if (formula.target != target) continue;
    const auto keys = text::split(formula.given, ' ');
    const bool known = std::ranges::all_of(keys, [&](std::string_view key) { return given.values.contains(key); });
    if (known && keys.size() == given.values.size()) return &formula;
  }
  return nullptr;
}

bool needs_sympy(const FigureFormula& formula, const Given& given) {
  for (const std::string_view name : {"pi", "sqrt", "sin", "cos", "tan", "real_root", "root"}) {
    if (formula.value.find(name) != std::string_view::npos) return true;
  }
  return std::ranges::any_of(given.values, [](const auto& value) {
    return value.second.has(Kind::kConstant) || value.second.has(Kind::kCall) || value.second.has(Kind::kDegrees) ||
           value.second.has(Kind::kPower);
  });
}

std::optional<Program> program(const Figure& figure, const Match& m) {
  std::string_view target;
  for (const Quantity& quantity : figure.quantities) {
    if (m.has("?" + std::string(quantity.key))) target = quantity.key;
  }
  const std::optional<Given> given = given_values(figure, m);
  if (!given || target.empty()) return std::nullopt;
  const FigureFormula* formula = find_formula(figure, *given, target);
  if (!formula) return std::nullopt;

  const bool sympy = needs_sympy(*formula, *given);
  Script script(sympy ? Dialect::kSympy : Dialect::kFractions);
  std::string restated = text_of(text::replace_all(target, "_", " "), " of the ", m.word("figure"), " with");
  bool decimal = false;
  std::string_view separator = " ";
  for (const auto& [key, value] : given->values) {
    const std::string python = script(value);
    const bool integer = value.is(Kind::kNumber) && !value.has_decimal();
    script.line("{} = {}", key,
                !sympy    ? "Fraction(" + python + ")"
                : integer ? "Integer(" + python + ")"
                          : "S(" + python + ")");
    script.check("{} > 0", key);
    decimal = decimal || value.has_decimal();
    restated += text_of(separator, text::replace_all(key, "_", " "), " ", value.text());
    separator = ", ";
  }
  if (decimal && !sympy) {
    script.line("value = {}", formula->value);
    script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
  } else {
    script.answer("{}", formula->value);
  }
  script.check("ans > 0");  // an impossible figure has a measure of nothing, below it, or no real one
  if (!formula->check.empty()) script.check("{}", formula->check);
  return script.finish(std::move(restated));
}

}  // namespace

std::string_view keep_phrase(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

Rule figure_rule(const Figure& figure) {
  const std::string name = text_of(kArticle, " {figure=", figure.names, "}");
  const std::string asked = asked_phrase(figure);
  const std::string given = text_of("(<glue> (", given_phrases(figure), ") [,] [\\)])+");
  const std::string then = "[,|;|:|.|-|?|!] [then|and|so|now|hence|,|(what|how much) then]";
  const std::string has = "(has|have|enclose|hold|contain|occupy|cover|take up|fill)";
  Rule rule;
  for (const std::string& phrase : {
           text_of("<ask_how> [total] ", asked,
                   " [of|for|in|enclosed by|bounded by|inside|if|when|where|covered by|occupied by|"
                   "contained in|has|which] ",
                   name, given),
           text_of("[<if>|in|for] ", name, given, " ", then, " ", "<ask_how> [total] ", asked, " [of|for|in] [it|",
                   name, "]"),
           text_of("<ask_how> [total] ", asked, " ", given, " [of|in|for|on|,] ", name),
           text_of("<if> ", given, " ", then, " ", "<ask_how> [total] ", asked, " (of|for|in) ", name),
           text_of("(what|how much|which|how big a) ", asked, " (does|do|can|would|will) ", name, given, " ", has),
           text_of("<ask_how> ", name, " ", asked, given),
           text_of(name, " ", asked, given),
           // "a square with side 5 has what area?", "radius = 5, area of circle"
           text_of("[<if>] ", name, given, " (has|have) (what|which|how much) [total] ", asked),
           text_of("[<if>] ", given, " ", then, " <ask_how> [total] ", asked, " (of|for|in) ", name),
       })
    rule.phrases.push_back(keep_phrase(phrase));
  // "a 3 x 4 x 5 box", "a circle's radius is 5"
  for (const Quantity& quantity : figure.quantities) {
    if (quantity.type == Type::kDimensions) {
      const std::string sized = text_of(kArticle, " ", given_value(quantity), " {figure=", figure.names, "}");
      rule.phrases.push_back(keep_phrase(text_of("<ask_how> [total] ", asked, " [of|for|in] ", sized)));
      rule.phrases.push_back(keep_phrase(text_of(sized, " (has|have) (what|which|how much) [total] ", asked)));
      rule.phrases.push_back(keep_phrase(text_of("[<if>] ", sized, " ", then, " ", "<ask_how> [total] ", asked)));
      rule.phrases.push_back(
          keep_phrase(text_of("(what|how much) ", asked, " (does|do|can|would|will) ", sized, " ", has)));
    }
  }
  const std::string of_figure = text_of("(", given_of_figure(figure, name), ") [", given, "]");
  rule.phrases.push_back(keep_phrase(
      text_of("[<if>] ", of_figure, " ", then, " <ask_how> [total] ", asked, " [of|for|in] [it|", name, "]")));
  rule.phrases.push_back(keep_phrase(
      text_of("<ask_how> [total] ", asked, " [of|for] [", name, "|it] (if|when|given|given that|where) ", of_figure)));
  rule.build = [&figure](const Match& m) { return program(figure, m); };
  return rule;
}

}  // namespace qed::rules::kinds
