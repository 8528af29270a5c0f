// Percentages, ratios and proportions, without a story around them.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// A number as text where the question has decimals or the value ends, else a fraction.
std::optional<Program> exact(Script& script, std::string restated) {
  script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
  return script.finish(std::move(restated));
}

// `formula` in the captured numbers p and a.
Build amount(std::string_view formula) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    for (const std::string_view name : {"p", "a", "b", "c"}) {
      if (!m.has(name)) continue;
      if (!m.formula(name).is_atom()) return std::nullopt;
      script.line("{} = Fraction({})", name, script(m.formula(name)));
      script.assigned(name);
    }
    script.line("value = {}", formula);
    return exact(script, std::string(formula));
  };
}

// A percentage, with its sign.
Build percentage(std::string_view formula) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    for (const std::string_view name : {"a", "b"}) {
      if (!m.has(name)) continue;
      script.line("{} = Fraction({})", name, script(m.formula(name)));
      script.assigned(name);
    }
    script.line("percent = {}", formula);
    script.line("value = Decimal(percent.numerator) / percent.denominator if 10**12 % percent.denominator == 0 else "
                "f'\\\\frac{{{{{{percent.numerator}}}}}}{{{{{{percent.denominator}}}}}}'");
    script.answer("f'{{value}}%'");
    return script.finish(std::string(formula));
  };
}

// The numbers of "18:24" or "18 to 24 to 30", divided by what they share.
std::optional<Program> simplify_ratio(const Match& m) {
  std::vector<Formula> parts = m.list("n");
  for (const std::string_view name : {"a", "b", "c"}) {
    if (m.has(name)) parts.push_back(m.formula(name));
  }
  if (parts.size() < 2) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("parts = [Fraction(part) for part in ({})]", script.list(parts));
  script.line("scale = lcm(*[part.denominator for part in parts])");
  script.line("whole = [int(part * scale) for part in parts]");
  script.line("shared = gcd(*whole)");
  script.answer("':'.join(str(part // shared) for part in whole)");
  return script.finish("Simplify the ratio " + script.list(parts));
}

std::optional<Program> divide_in_ratio(const Match& m) {
  std::vector<Formula> parts;
  for (const std::string_view name : {"a", "b", "c", "d"}) {
    if (m.has(name)) parts.push_back(m.formula(name));
  }
  Script script(Dialect::kFractions);
  script.line("total = Fraction({})", script(m.formula("t")));
  script.line("parts = ({})", script.list(parts));
  const std::string which = m.word("which");
  const std::string value = "total * part / sum(parts)";
  if (which.empty()) {
    script.answer("tuple({} for part in parts)", value);
    script.check("sum(ans) == total");
  } else {
    const bool large = which.starts_with("larg") || which.starts_with("big") || which.starts_with("great");
    script.answer("{}({} for part in parts)", large ? "max" : "min", value);
  }
  return script.finish("Divide " + m.formula("t").text() + " in the ratio " + script.list(parts));
}

std::optional<Program> proportion(const Match& m) {
  Script script;
  const auto ratio = [&](const char* a, const char* b) {
    return fmt::format("({})/({})", script(m.formula(a)), script(m.formula(b)));
  };
  std::set<std::string> unknowns;
  for (const char* name : {"a", "b", "c", "d"}) unknowns.merge(m.formula(name).symbols());
  if (unknowns.size() != 1) return std::nullopt;
  const std::string x = script.symbol(*unknowns.begin());
  script.line("{} = solve(({})*({}) - ({})*({}), {})", "solutions", script(m.formula("a")), script(m.formula("d")),
              script(m.formula("b")), script(m.formula("c")), x);
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  script.check("all(simplify(({} - {}).subs({}, s)) == 0 for s in solutions)", ratio("a", "b"), ratio("c", "d"), x);
  return script.finish("Solve the proportion");
}

}  // namespace

extern const Intent percent;
const Intent percent{
    .intent = "percent",
    .rules =
        {{{"<ask> {p:percent} of {a:length}", "how much is {p:percent} of {a:length}", "take {p:percent} of {a:length}",
           "{p:percent} of {a:length} is what [number]", "<ask> number that is {p:percent} of {a:length}"},
          amount("p * a / 100")},
         {{"<ask> {half=half|one half} of {a:closed}"}, amount("a / 2")},
         {{"<ask> (double|twice) [of] {a:closed}", "double {a:closed}"}, amount("2 * a")},
         {{"<ask> {a:closed} of {b:closed}"}, [](const Match& m) -> std::optional<Program> {
            if (!m.formula("a").is(Kind::kDivide)) return std::nullopt;  // "3/4 of 20"
            return amount("a * b")(m);
          }},
         {{"(increase|raise|grow|mark up|up) {a:length} by {p:percent}", "<ask> {a:length} (increased|raised|marked up|plus) by {p:percent}",
           "<ask> {a:length} (increased|raised|marked up) by {p:percent}", "add {p:percent} to {a:length}", "<ask> {p:percent} more than {a:length}",
           "<ask> [result|outcome] (of increasing|when you increase|if you increase|after increasing|of raising) {a:length} by {p:percent}",
           "if {a:length} is increased by {p:percent} , <ask> [new|resulting|result] [value|number|amount]"},
          amount("a * (1 + p / 100)")},
         {{"(decrease|reduce|lower|cut|discount|mark down) {a:length} by {p:percent}", "<ask> {a:length} (decreased|reduced|lowered|discounted|marked down) by {p:percent}",
           "subtract {p:percent} from {a:length}", "<ask> {p:percent} less than {a:length}", "take {p:percent} off {a:length}",
           "<ask> {a:length} (less|minus) {p:percent}", "<ask> {p:percent} off [of] {a:length}",
           "<ask> [final|sale|discounted|new|reduced|total|selling] (price|cost) (of|for) (a|an|the) {a:length} (item|product|article|shirt|jacket|book|good) (after|with|at) [a|an] {p:percent} (discount|reduction|off|markdown)",
           "<ask> [final|sale|discounted|new|reduced|selling] price (if|when|of) [an item|a product|something] [costing|priced at|that costs|costs] {a:length} (is discounted by|is reduced by|after|with|at) [a|an] {p:percent} [discount|off|reduction]",
           "<ask> [result|outcome] (of decreasing|when you decrease|if you decrease|after decreasing|of reducing) {a:length} by {p:percent}",
           "<ask> [sale|final|discounted|new] price of {a:length} (after|with|at|less) [a|an] {p:percent} (discount|reduction|off)"},
          amount("a * (1 - p / 100)")},
         {{"{p:percent} of (what|which) (number|amount|value|quantity) (is|equals|gives) {a:length}", "{p:percent} of what is {a:length}", "{a:length} is {p:percent} of (what|which) [number|amount|value]",
           "<ask> (number|whole|amount|value|quantity) (if|when|given|such that|of which|for which) {p:percent} of (it|the number|a number|which|what) is {a:length}",
           "{a:length} is {p:percent} of [a] number , <ask> number", "if {p:percent} of (a|the|some) number is {a:length} <then> <ask> number", "<ask> number of which {a:length} is {p:percent}",
           "(of|for) (what|which) number is {a:length} {p:percent}"},
          amount("100 * a / p")},
         {{"(what|which) (percent|percentage|%) of {b:length} is {a:length}", "{a:length} is (what|which) (percent|percentage|%) of {b:length}", "<ask> (percent|percentage) (of|that) {b:length} (is|that is|represented by) {a:length}",
           "(what|which) (percent|percentage) is {a:length} of {b:length}", "<ask> {a:length} as [a|the] (percentage|percent) of {b:length}", "(express|write|give) {a:length} as [a|the] (percentage|percent) of {b:length}",
           "<ask> (percentage|percent) (that) {a:length} is of {b:length}", "{a:length} out of {b:length} (as|is) [what|a] (percent|percentage)", "what (percent|percentage) is {a:length} out of {b:length}", "<ask> {a:length} out of {b:length} (as|in) [a|the] (percent|percentage)",
           "{a:length} is how many percent of {b:length}", "how many percent of {b:length} is {a:length}", "<ask> % of {b:length} is {a:length}"},
          percentage("100 * a / b")},
         {{"<ask> <percent> (change|difference) (from|between) {a:length} (to|and) {b:length}", "<ask> <percent> change (when|if|in going|going) [a|the|it] [value|number|price|quantity|something] [goes|changes|moves] from {a:length} to {b:length}",
           "by what <percent> does {a:length} change to [become] {b:length}"},
          percentage("100 * (b - a) / a")},
         {{"<ask> <percent> (increase|rise|growth|gain) from {a:length} to {b:length}", "from {a:length} to {b:length} , <ask> <percent> (increase|rise)",
           "by what <percent> (must|should|does|do|is) {a:length} [be|to be] (increase|increased|grow) [to|to get|to become|to reach|to obtain|to give] {b:length}",
           "<ask> <percent> increase (when|if) [a|the] [price|value|number|quantity] (goes|rises|increases|grows) from {a:length} to {b:length}"},
          [](const Match& m) { return percentage("100 * (b - a) / a")(m); }},
         {{"<ask> <percent> (decrease|drop|reduction|loss|decline|fall) from {a:length} to {b:length}", "from {a:length} to {b:length} , <ask> <percent> (decrease|drop)",
           "<ask> <percent> decrease (when|if) [a|the] [price|value|number|quantity] (goes|falls|drops|decreases) from {a:length} to {b:length}"},
          percentage("100 * (a - b) / a")},
         {{"<ask> ratio {a:closed} : {b:closed} [: {c:closed}] [<simplest>]", "<ask> {a:closed} : {b:closed} [: {c:closed}] <simplest>", "(simplify|reduce) [the ratio] {a:closed} : {b:closed} [: {c:closed}] [<simplest>]",
           "<ask> ratio of {a:length} to {b:length} [<simplest>]", "(express|write|simplify|give) [the ratio] [of] {a:length} to {b:length} [as a ratio] [<simplest>]", "{a:length} to {b:length} as a ratio [<simplest>]",
           "{a:closed} : {b:closed} [as a ratio] <simplest>", "(express|write) the ratio [of] {a:length} (to|and|:) {b:length} [<simplest>]", "simplify [the] ratio [of] {a:length} to {b:length} [to {c:length}]"},
          simplify_ratio},
         {{"(divide|split|share|distribute) {t:length} (in|into) (the|a) ratio [of] {a:closed} (:|to) {b:closed} [(:|to) {c:closed}]", "<ask> {t:length} divided in the ratio {a:closed} : {b:closed} [: {c:closed}]",
           "<ask> {which=larger|largest|bigger|greater|smaller|smallest} (part|share) (when|if) {t:length} is (divided|split|shared) (in|into) the ratio [of] {a:closed} (:|to) {b:closed} [(:|to) {c:closed}]",
           "{t:length} is (divided|split|shared) (in|into) the ratio [of] {a:closed} (:|to) {b:closed} [(:|to) {c:closed}] <then> <ask> {which=larger|largest|bigger|greater|smaller|smallest} (part|share)"},
          divide_in_ratio},
         {{"[<if>|solve] [the] [proportion] [<ask>] {a:expr} : {b:expr} (=|: :|::|as) {c:expr} : {d:expr} [<then> [<ask>] {x:var}]", "[<if>] {a:expr} is to {b:expr} as {c:expr} is to {d:expr} [<then> <ask> {x:var}]"},
          proportion}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
