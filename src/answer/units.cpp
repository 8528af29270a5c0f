#include "answer/units.h"

#include <array>
#include <utility>

#include "base/text.h"

namespace qed::answer {
namespace {

constexpr auto kSpellings = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"meter", "m"},       {"metre", "m"},       {"centimeter", "cm"}, {"centimetre", "cm"}, {"decimeter", "dm"},
    {"decimetre", "dm"},  {"millimeter", "mm"}, {"millimetre", "mm"}, {"kilometer", "km"},  {"kilometre", "km"},
    {"gram", "g"},        {"gramme", "g"},      {"kilogram", "kg"},   {"milligram", "mg"},  {"tonne", "t"},
    {"liter", "l"},       {"litre", "l"},       {"milliliter", "ml"}, {"millilitre", "ml"}, {"inche", "inch"},
    {"in", "inch"},       {"feet", "ft"},       {"foot", "ft"},       {"yard", "yd"},       {"mile", "mi"},
    {"second", "s"},      {"sec", "s"},         {"minute", "min"},    {"mins", "min"},      {"hour", "h"},
    {"hr", "h"},          {"hrs", "h"},         {"dollar", "$"},      {"usd", "$"},         {"buck", "$"},
    {"euro", "€"},        {"eur", "€"},         {"lbs", "lb"},        {"ounce", "oz"},      {"gallon", "gal"},
    {"degree", "°"},      {"radian", "rad"},    {"rupee", "₹"},       {"yuan", "¥"},        {"元", "¥"},
    {"米", "m"},          {"厘米", "cm"},       {"分米", "dm"},       {"毫米", "mm"},       {"千米", "km"},
    {"公里", "km"},       {"克", "g"},          {"千克", "kg"},       {"公斤", "kg"},       {"吨", "t"},
    {"升", "l"},          {"毫升", "ml"},       {"秒", "s"},          {"分钟", "min"},      {"小时", "h"},
    {"天", "day"},        {"平方米", "m^2"},    {"平方厘米", "cm^2"}, {"平方分米", "dm^2"}, {"立方米", "m^3"},
    {"立方厘米", "cm^3"}, {"立方分米", "dm^3"}, {"kph", "km/h"},      {"kmh", "km/h"},      {"unit", ""},
});

struct Known {
  std::string_view unit;
  char dimension;
  std::string_view factor;
};

constexpr auto kMeasures = std::to_array<Known>({
    {"m", 'l', "1"},
    {"dm", 'l', "1/10"},
    {"cm", 'l', "1/100"},
    {"mm", 'l', "1/1000"},
    {"km", 'l', "1000"},
    {"inch", 'l', "127/5000"},
    {"ft", 'l', "381/1250"},
    {"yd", 'l', "1143/1250"},
    {"mi", 'l', "201168/125"},
    {"kg", 'm', "1"},
    {"g", 'm', "1/1000"},
    {"mg", 'm', "1/1000000"},
    {"t", 'm', "1000"},
    {"lb", 'm', "45359237/100000000"},
    {"pound", 'm', "45359237/100000000"},
    {"rad", 'A', "1"},
    {"°c", 'C', "1"},
    {"°f", 'F', "1"},
    {"oz", 'm', "45359237/1600000000"},
    {"l", 'v', "1/1000"},
    {"ml", 'v', "1/1000000"},
    {"gal", 'v', "473176473/125000000000"},
    {"m^3", 'v', "1"},
    {"dm^3", 'v', "1/1000"},
    {"cm^3", 'v', "1/1000000"},
    {"ft^3", 'v', "55306341/1953125000"},
    {"s", 't', "1"},
    {"ms", 't', "1/1000"},
    {"min", 't', "60"},
    {"h", 't', "3600"},
    {"day", 't', "86400"},
    {"week", 't', "604800"},
    {"month", 'M', "1"},
    {"year", 'M', "12"},
    {"m^2", 'a', "1"},
    {"dm^2", 'a', "1/100"},
    {"cm^2", 'a', "1/10000"},
    {"mm^2", 'a', "1/1000000"},
    {"km^2", 'a', "1000000"},
    {"ft^2", 'a', "145161/1562500"},
    {"inch^2", 'a', "16129/25000000"},
    {"mph", 's', "201168/450000"},
    {"km/h", 's', "5/18"},
    {"m/s", 's', "1"},
    {"$", '$', "1"},
    {"cent", '$', "1/100"},
    {"€", 'e', "1"},
    {"£", 'p', "1"},
    {"¥", 'y', "1"},
    {"₹", 'r', "1"},
    {"hz", 'f', "1"},
    {"khz", 'f', "1000"},
});

}  // namespace

std::string canonical_unit(std::string_view unit) {
  std::string canonical;
  const std::string words = text::collapse_spaces(text::lower(unit));
  for (const std::string_view word : text::split(words, ' ')) {
    std::string name(word);
    while (!name.empty() && (name.back() == '.' || name.back() == ',')) name.pop_back();
    if (name.size() > 3 && name.ends_with('s')) name.pop_back();
    if (const std::size_t slash = name.find('/'); slash != name.npos && slash > 0 && slash + 1 < name.size())
      name = canonical_unit(name.substr(0, slash)) + "/" + canonical_unit(name.substr(slash + 1));
    for (const auto& [spelled, standard] : kSpellings)
      if (name == spelled) name = standard;
    if (!canonical.empty() && !name.empty()) canonical += ' ';
    canonical += name;
  }
  for (const auto& [words_for, raised] :
       {std::pair<std::string_view, std::string_view>{"square ", "^2"}, {"sq ", "^2"}, {"cubic ", "^3"}})
    if (canonical.starts_with(words_for)) canonical = canonical.substr(words_for.size()) + std::string(raised);
  while (canonical.ends_with(" and")) canonical.resize(canonical.size() - 4);
  for (const std::string_view per : {" per ", " / "})
    if (const std::size_t at = canonical.find(per); at != canonical.npos) canonical.replace(at, per.size(), "/");
  if (canonical == "mi/h") return "mph";
  if (canonical.starts_with("inches^")) canonical = "inch" + canonical.substr(6);
  return canonical;
}

std::optional<Measure> measure(std::string_view canonical) {
  for (const Known& known : kMeasures)
    if (known.unit == canonical) {
      mpq_class factor(std::string(known.factor), 10);
      factor.canonicalize();
      return Measure{known.dimension, factor};
    }
  return std::nullopt;
}

}  // namespace qed::answer
