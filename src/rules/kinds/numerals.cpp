// Ways to write a number: rounding, fractions, decimals, percentages, scientific notation, place value.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

constexpr std::string_view kDecimal =
    "Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value";

// Half up, as schools round, on the exact value.
std::optional<Program> rounded(const Formula& f, int places) {
  if (!f.is_constant() || places > 30 || places < -15) return std::nullopt;
  Script plain(Dialect::kFractions);
  const std::string fraction = plain(f);
  const std::string unit = places > 0 ? "Decimal('0." + std::string(static_cast<std::size_t>(places) - 1, '0') + "1')"
                           : places == 0 ? "Decimal(1)"
                                         : "Decimal(1" + std::string(static_cast<std::size_t>(-places), '0') + ")";
  const std::string restated = fmt::format("Round {} to {} decimal places", f.text(), places);
  if (!plain.failed()) {
    plain.line("value = Fraction({})", fraction);
    plain.line("step = Fraction({})", unit);
    plain.line("steps = math.floor(abs(value) / step + Fraction(1, 2))");
    plain.line("sign = -1 if value < 0 else 1");
    plain.answer("{}", places > 0 ? fmt::format("f'{{Decimal(sign * steps).scaleb(-{}):.{}f}}'", places, places)
                                  : "int(sign * steps * step)");
    plain.check("abs(Fraction(ans) - value) <= step / 2");
    return plain.finish(restated);
  }
  Script script;
  script.line("value = Decimal(str(N({}, 60)))", script(f));
  script.answer("str(value.quantize(Decimal(1).scaleb({}), 'ROUND_HALF_UP'))", -places);
  return places < 0 ? std::nullopt : script.finish(restated);
}

std::optional<Program> to_places(const Match& m) {
  const Formula& n = m.formula("n");
  if (!n.is(Kind::kNumber) || n.name().size() > 2) return std::nullopt;
  return rounded(m.formula("f"), std::stoi(std::string(n.name())));
}

std::optional<Program> to_unit(const Match& m) {
  struct Unit {
    std::string_view word;
    int places;
  };
  constexpr Unit kUnits[] = {{"integer", 0},   {"whole number", 0},  {"unit", 0},         {"one", 0},
                             {"1", 0},         {"whole", 0},         {"ten", -1},         {"hundred", -2},
                             {"thousand", -3}, {"ten thousand", -4}, {"10 thousand", -4}, {"100 thousand", -5},
                             {"million", -6},  {"10", -1},           {"100", -2},         {"1000", -3},
                             {"10000", -4},    {"100000", -5},       {"1000000", -6},     {"tenth", 1},
                             {"hundredth", 2}, {"thousandth", 3},    {"cent", 2}};
  const std::string word = m.word("unit");
  for (const Unit& unit : kUnits) {
    if (unit.word == word || std::string(unit.word) + "s" == word) return rounded(m.formula("f"), unit.places);
  }
  return std::nullopt;
}

std::optional<Program> significant(const Match& m) {
  const Formula &f = m.formula("f"), &n = m.formula("n");
  if (!n.is(Kind::kNumber) || n.name().size() > 1 || !f.is_constant()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("value = Fraction({})", script(f));
  script.line("exponent = math.floor(math.log10(abs(value))) - {} + 1", script(n));
  script.line("step = Fraction(10)**exponent");
  script.line("value = math.floor(abs(value) / step + Fraction(1, 2)) * step * (-1 if value < 0 else 1)");
  script.answer("{}", kDecimal);
  return script.finish(fmt::format("Round {} to {} significant figures", f.text(), n.text()));
}

std::optional<Program> fraction(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant()) return std::nullopt;
  if (f.is(Kind::kDivide) && f.child(0).is(Kind::kNumber) && m.word("how").empty()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.answer("Fraction({})", script(f));
  return script.finish("Write " + f.text() + " as a fraction");
}

std::optional<Program> decimal(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("value = Fraction({})", script(f));
  // A repeating decimal is written with its cycle under a bar.
  script.line("digits, rest, seen = '', abs(value) % 1, {{}}");
  script.line(
      "while rest and rest not in seen and len(digits) < 2000:\n"
      "    seen[rest] = len(digits)\n"
      "    digits += str(rest * 10 // 1)\n"
      "    rest = rest * 10 % 1");
  script.line("start = seen.get(rest, len(digits))");
  script.line("cycle = rf'\\overline{{{{{{digits[start:]}}}}}}' if rest else ''");
  script.answer("('-' if value < 0 else '') + str(abs(value) // 1) + ('.' + digits[:start] + cycle if digits else '')");
  return script.finish("Write " + f.text() + " as a decimal");
}

std::optional<Program> percentage(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant() || f.has(Kind::kPercent)) return std::nullopt;
  if (m.has("bare") && !f.has_decimal() && !f.has(Kind::kDivide)) return std::nullopt;  // of what?
  Script script(Dialect::kFractions);
  script.line("value = 100 * Fraction({})", script(f));
  script.line("value = {}", kDecimal);
  script.line(
      "shown = rf'\\frac{{{{{{value.numerator}}}}}}{{{{{{value.denominator}}}}}}' if isinstance(value, Fraction) else "
      "f'{{value:f}}'");
  script.answer("shown + '%'");
  return script.finish("Write " + f.text() + " as a percentage");
}

std::optional<Program> scientific(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("value = Fraction({})", script(f));
  script.line("exponent = 0");
  script.line("while abs(value) >= 10:\n    value, exponent = value / 10, exponent + 1");
  script.line("while 0 < abs(value) < 1:\n    value, exponent = value * 10, exponent - 1");
  script.line("mantissa = (Decimal(value.numerator) / value.denominator).normalize()");
  script.answer("rf'{{mantissa:f}} \\times 10^{{{{{{exponent}}}}}}'");
  script.check("Fraction(str(mantissa)) * Fraction(10)**exponent == Fraction({})", script(f));
  return script.finish("Write " + f.text() + " in scientific notation");
}

std::optional<Program> mixed_number(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kDivide)) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("value = {}", script(f));
  script.line("whole, rest = divmod(abs(value), 1)");
  script.answer(
      "f'{{\"-\" if value < 0 else \"\"}}{{whole}}\\\\frac{{{{{{rest.numerator}}}}}}{{{{{{rest.denominator}}}}}}' if "
      "rest else int(value)");
  return script.finish("Write " + f.text() + " as a mixed number");
}

// "the square of 45", "three cubed" in words.
Build power(std::string_view pattern) {
  return [=](const Match& m) -> std::optional<Program> {
    const Formula& f = m.formula("f");
    if (!f.is_constant() || !f.is_atom() || magnitude(f).value_or(0) > 1000) return std::nullopt;
    Script plain(Dialect::kFractions);
    const std::string inside = plain(f);
    if (!plain.failed()) {
      plain.line("value = {}", fmt::format(fmt::runtime(pattern), inside));
      if (f.has_decimal()) {
        plain.answer("{}", kDecimal);
      } else {
        plain.answer("value");
      }
      if (auto program = plain.finish(fmt::format(fmt::runtime(pattern), f.text()))) return program;
    }
    Script script;
    script.answer("simplify({})", fmt::format(fmt::runtime(pattern), script(f)));
    return script.finish(fmt::format(fmt::runtime(pattern), f.text()));
  };
}

std::optional<Program> root(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is_constant() || !f.is_atom()) return std::nullopt;
  std::string degree = m.word("degree");
  if (degree == "square" || degree.empty()) degree = "2";
  if (degree == "cube" || degree == "cubic") degree = "3";
  if (degree.size() > 2) return std::nullopt;
  Script script;
  const std::string x = script(f);
  if (degree == "2") {
    script.answer("sqrt({})", x);
  } else {
    script.answer("{}({}, {})", (degree.back() - '0') % 2 ? "real_root" : "root", x, degree);
  }
  script.check("simplify(ans**{} - ({})) == 0", degree, x);
  return script.finish(fmt::format("Root {} of {}", degree, f.text()));
}

}  // namespace

extern const Intent numerals;
const Intent numerals{
    .intent = "numerals",
    .rules = {{{"round [off] [the] [number|decimal|value|of] {f:expr} [off] to {n:closed} <places>",
                "<ask> {f:expr} (rounded|correct|to|rounded off) [to] {n:closed} <places>",
                "{f:expr} rounded to {n:closed} <places>",
                "round {f:expr} [off] (correct|accurate) to {n:closed} <places>",
                "round to {n:closed} <places> [:|,] {f:expr}"},
               to_places},
              {{"round [off] [the] [number|decimal|value|of] {f:expr} [off] [up] to {n:closed} significant "
                "(figure|figures|digit|digits)",
                "<ask> {f:expr} [rounded|correct] to {n:closed} (significant figures|significant figure|s . f "
                ".|sf|significant digits)",
                "round {f:expr} to {n:closed} (sf|sig figs|s . f|sig fig)",
                "(write|give) {f:expr} (to|correct to) {n:closed} significant figures"},
               significant},
              {{"round [off] [the] [number|decimal|value|of] {f:expr} [off] [up|down] to [the] nearest {unit=<unit>}",
                "<ask> {f:expr} (rounded|rounded off|correct|to) [to] [the] nearest {unit=<unit>}",
                "<ask> nearest {unit=integer|whole number} to {f:expr}",
                "(round|approximate|estimate) {f:expr} to the nearest {unit=<unit>}"},
               to_unit},
              {{"(write|express|convert|change|turn|give|rewrite|represent|put) [the] "
                "[number|decimal|percentage|percent|repeating decimal|recurring decimal|terminating decimal|mixed "
                "number|mixed fraction|mixed numeral|value] {f:expr} "
                "(as|to|into|in) {how=[a|an] [common|simplified|simple|single|improper|reduced|vulgar] (fraction|ratio "
                "of integers|ratio of [two|2] integers)} [form] [<simplest>]",
                "<ask> {f:expr} (as|to|in|into) {how=[a|an] [common|simplified|simple|improper|reduced|proper] "
                "fraction} [form] [<simplest>]",
                "{f:expr} (as|to|into) {how=[a|an] [simplified|improper] fraction} [<simplest>]",
                "(what|which) fraction is {f:expr}",
                "(what|which) fraction (is equal to|equals|is equivalent to) {f:expr}",
                "<ask> fraction (equal to|equivalent to|for) {f:expr}", "<ask> fraction form of {f:expr}",
                "{how=put|bring} {f:expr}",
                "(reduce|put|bring|write|convert) {f:expr} (to|in|into) {how=lowest terms|simplest form|its lowest "
                "terms|its simplest form}"},
               fraction},
              {{"(write|express|convert|change|turn|give|rewrite) [the] [fraction|percentage|percent|mixed "
                "number|number] {f:expr} (as|to|into|in) [a|an] [ordinary|terminating|plain] (decimal|decimal "
                "number|decimal notation|ordinary number|ordinary notation|ordinary form) [form] [number]",
                "<ask> {f:expr} (as|in) a decimal [number]",
                "(write|express|convert) {f:expr} [in standard form] as an ordinary (number|decimal)",
                "(write|express|convert|give) {f:expr} (in|to|as) (ordinary|standard decimal) (notation|form|number)",
                "<ask> decimal (form|expansion|equivalent|representation|value) of {f:expr}",
                "{f:expr} (as|to|in) [a] decimal", "(write|express) {f:expr} in decimal form",
                "convert {f:expr} to decimal [form]"},
               decimal},
              {{"(write|express|convert|change|turn|give|rewrite) [the] [fraction|decimal|number] {f:expr} "
                "(as|to|into|in) [a|an] (percentage|percent)",
                "<ask> {f:expr} (as|in) a (percentage|percent)", "{f:expr} (as|to) a (percentage|percent)",
                "{bare=what} (percentage|percent) is {f:expr}"},
               percentage},
              {{"(write|express|convert|give|rewrite|put) [the] [number] {f:expr} (in|to|into|using) (scientific "
                "notation|standard form|standard index form|standard notation|scientific form|exponential notation) "
                "[\\( {sa:var} (×|\\times) 10 ^ {sn:var} \\)]",
                "<ask> {f:expr} in scientific notation", "<ask> scientific notation (for|of) {f:expr}",
                "{f:expr} in (scientific notation|standard form|standard index form) [\\( {sa:var} (×|\\times) "
                "10 ^ {sn:var} \\)]"},
               scientific},
              {{"(write|express|convert|change|turn) [the] [improper fraction|fraction] {f:expr} (as|to|into) a mixed "
                "(number|fraction|numeral)",
                "<ask> {f:expr} as a mixed (number|fraction)"},
               mixed_number},
              {{"<ask> square of [the number] {f:closed}", "square {f:closed}"}, power("({})**2")},
              {{"<ask> {k:ordinal} power of [the number] {f:closed}", "raise {f:closed} to the {k:ordinal} [power]"},
               [](const Match& m) -> std::optional<Program> {
                 if (m.word("k").size() > 2) return std::nullopt;
                 return power("({})**" + m.word("k"))(m);
               }},
              {{"<ask> cube of [the number] {f:closed}", "cube {f:closed}"}, power("({})**3")},
              {{"<ask> (reciprocal|multiplicative inverse) of {f:closed}"}, power("1/Fraction({})")},
              {{"<ask> (additive inverse|opposite|negative) of {f:closed}"}, power("-({})")},
              {{"<ask> absolute value of {f:closed}"}, power("abs({})")},
              {{"<ask> (greatest|largest|biggest) integer (less than or equal to|not exceeding|not greater than|not "
                "more than|at most) {f:closed}",
                "<ask> (floor|integer part|greatest integer function|floor function) (of|at|for) {f:closed}"},
               power("floor({})")},
              {{"<ask> (smallest|least) integer (greater than or equal to|not less than|at least) {f:closed}",
                "<ask> (ceiling|ceil|ceiling function) (of|at|for) {f:closed}"},
               power("ceil({})")},
              {{"<ask> factorial of {f:closed}"},
               [](const Match& m) -> std::optional<Program> {
                 if (magnitude(m.formula("f")).value_or(9) > 3) return std::nullopt;
                 return power("factorial({})")(m);
               }},
              {{"<ask> [principal|positive|real] {degree=square|cube} root of [the number] {f:closed}",
                "<ask> [principal|positive|real] {degree:ordinal} root of [the number] {f:closed}"},
               root}},
    .rank = 12,
};

}  // namespace qed::rules::kinds
