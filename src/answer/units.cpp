#include "answer/units.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace qed::answer {
namespace {

constexpr auto kSpellings = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"meter", "m"},       {"metre", "m"},      {"centimeter", "cm"}, {"centimetre", "cm"}, {"millimeter", "mm"},
    {"millimetre", "mm"}, {"kilometer", "km"}, {"kilometre", "km"},  {"gram", "g"},        {"kilogram", "kg"},
    {"liter", "l"},       {"litre", "l"},      {"milliliter", "ml"}, {"inche", "inch"},    {"feet", "ft"},
    {"foot", "ft"},       {"yard", "yd"},      {"mile", "mi"},       {"second", "s"},      {"sec", "s"},
    {"minute", "min"},    {"hour", "h"},       {"hr", "h"},          {"dollar", "$"},      {"usd", "$"},
    {"euro", "€"},        {"eur", "€"},        {"pound", "lb"},      {"ounce", "oz"},      {"degree", "°"},
    {"radian", "rad"},    {"unit", ""},
});

constexpr auto kMeasures = std::to_array<std::string_view>(
    {"m",  "cm",   "mm",  "km",   "g",    "kg",    "mg",   "l",    "ml",  "inch", "ft",   "yd", "mi",
     "s",  "min",  "h",   "day",  "week", "month", "year", "$",    "€",   "£",    "¥",    "₹",  "lb",
     "oz", "cent", "mph", "km/h", "m/s",  "cm^2",  "m^2",  "cm^3", "m^3", "ft^2", "km^2", "hz"});

}  // namespace

std::string canonical_unit(std::string_view unit) {
  std::string canonical;
  const std::string words = text::collapse_spaces(text::lower(unit));
  for (const std::string_view word : text::split(words, ' ')) {
    std::string name(word);
    while (!name.empty() && (name.back() == '.' || name.back() == ',')) name.pop_back();
    if (name.size() > 3 && name.ends_with('s')) name.pop_back();
    for (const auto& [spelled, standard] : kSpellings)
      if (name == spelled) name = standard;
    if (!canonical.empty() && !name.empty()) canonical += ' ';
    canonical += name;
  }
  if (canonical.starts_with("square ")) canonical = canonical.substr(7) + "^2";
  if (canonical.starts_with("cubic ")) canonical = canonical.substr(6) + "^3";
  return canonical;
}

bool is_measure(std::string_view canonical) {
  for (const std::string_view measure : kMeasures)
    if (canonical == measure) return true;
  return false;
}

}  // namespace qed::answer
