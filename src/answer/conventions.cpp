#include "answer/conventions.h"

#include <array>
#include <charconv>
#include <utility>

namespace qed::answer {
namespace {

template <bool EqualOptions::* member>
bool set_switch(EqualOptions& options, std::string_view value) {
  options.*member = value == "true";
  return value == "true" || value == "false";
}

template <class Number>
bool set_number(Number& number, std::string_view value, Number low, Number high) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() && number >= low && number <= high;
}

bool set_log_base(EqualOptions& options, std::string_view value) {
  using enum EqualOptions::LogBase;
  options.log_base = value == "e" ? kNatural : value == "10" ? kDecimal : kEither;
  return value == "e" || value == "10" || value == "either";
}

constexpr std::string_view kSwitch = "true|false";

constexpr auto kConventions = std::to_array<Convention>({
    {"percent_optional", kSwitch, "true", "15% equals 15 as well as 0.15; false: only 0.15.",
     set_switch<&EqualOptions::percent_optional>},
    {"units_optional", kSwitch, "true", "$18, 18 dollars and 18 are equal; two different units never are.",
     set_switch<&EqualOptions::units_optional>},
    {"degrees_optional", kSwitch, "true", "45° equals 45; it equals π/4 either way.",
     set_switch<&EqualOptions::degrees_optional>},
    {"name_optional", kSwitch, "true", "x = 5 equals 5.", set_switch<&EqualOptions::name_optional>},
    {"list_order", kSwitch, "true", "1, 2 differs from 2, 1; sets never have an order, tuples always have one.",
     set_switch<&EqualOptions::list_order>},
    {"interval_or_pair", kSwitch, "true", "(1, 2) equals the open interval ]1, 2[ as well as the point.",
     set_switch<&EqualOptions::interval_or_pair>},
    {"relation_as_set", kSwitch, "true", "x < 5 equals (-∞, 5).", set_switch<&EqualOptions::relation_as_set>},
    {"constant_optional", kSwitch, "false", "x² + C equals x².", set_switch<&EqualOptions::constant_optional>},
    {"strict_names", kSwitch, "true", "x + 1 differs from n + 1; false: letters may be renamed one for one.",
     set_switch<&EqualOptions::strict_names>},
    {"complex_roots", kSwitch, "false", "∛-8 is its principal value 1 + √3 i, not -2.",
     set_switch<&EqualOptions::complex_roots>},
    {"log_base", "e|10|either", "either", "What a log without a base is to.", set_log_base},
    {"rounding", "0..1000", "none", "Numbers are equal that are alike when rounded to so many decimal places.",
     [](EqualOptions& options, std::string_view value) { return set_number(options.rounding, value, 0, 1000); }},
    {"tolerance", "0..1", "0", "Numbers are equal that differ by no more than this part of the gold answer.",
     [](EqualOptions& options, std::string_view value) { return set_number(options.tolerance, value, 0.0, 1.0); }},
    {"modulus", "0..1000000000", "0", "Whole numbers are compared modulo this; 0: as they are.",
     [](EqualOptions& options, std::string_view value) {
       return set_number(options.modulus, value, 0L, 1'000'000'000L);
     }},
});

// What other suites call them.
constexpr auto kAliases =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"float_rounding", "rounding"},
                                                                  {"strict", "strict_names"},
                                                                  {"allow_set_relation_comp", "relation_as_set"},
                                                                  {"mod", "modulus"}});

}  // namespace

std::span<const Convention> conventions() { return kConventions; }

Result<void> set_convention(EqualOptions& options, std::string_view name, std::string_view value) {
  for (const auto& [alias, ours] : kAliases)
    if (name == alias) name = ours;
  for (const Convention& convention : kConventions) {
    if (convention.name != name) continue;
    if (convention.set(options, value)) return {};
    return fail(Errc::kInvalidInput, "option \"{}\": expected {}, found '{}'", name, convention.values, value);
  }
  return fail(Errc::kInvalidInput, "unknown option \"{}\"", name);
}

}  // namespace qed::answer
