// Percentages: parts, wholes, rates, and percents as fractions or decimals.
#include "rules/kind.h"
#include "rules/kinds/exact.h"
#include "rules/number_words.h"

namespace qed::rules::kinds {
namespace {

bool has_decimal(const Match& m) {
  for (const std::string_view name : {"p", "q", "n", "a", "b"}) {
    if (m.has(name) && m.formula(name).has_decimal()) return true;
  }
  return false;
}

// "64%" captured as {f:closed} is 64/100; as {p:percent} it is 64.
std::optional<Program> part(const Match& m) {
  if (!m.formula("n").is_atom()) return std::nullopt;  // 10% of 50 plus 20
  Script script(Dialect::kFractions);
  const std::string p = script(m.formula("p")), n = script(m.formula("n"));
  std::string value = fmt::format("Fraction({}) / 100 * {}", p, n);
  if (m.has("q")) value = fmt::format("Fraction({}) / 100 * {}", script(m.formula("q")), value);
  answer_exact(script, value, has_decimal(m));
  return script.finish(fmt::format("{}% of {}", m.formula("p").text(), m.formula("n").text()));
}

// "Half of 30", "3/4 of 20"; "7 of 20" would be something else.
std::optional<Program> multiple(const Match& m) {
  if (m.has("a") && !m.formula("a").is(Kind::kDivide)) return std::nullopt;
  if (!m.formula("n").is_atom()) return std::nullopt;  // half of 2 plus 2: 3 or 2?
  Script script(Dialect::kFractions);
  const std::string factor = m.has("half")     ? "Fraction(1, 2)"
                             : m.has("double") ? "2"
                             : m.has("triple") ? "3"
                                               : script(m.formula("a"));
  answer_exact(script, fmt::format("{} * ({})", factor, script(m.formula("n"))), has_decimal(m));
  return script.finish(fmt::format("{} of {}", factor, m.formula("n").text()));
}

// "Two thirds of 27"
std::optional<Program> named_part(const Match& m) {
  std::string part = m.word("part");
  if (part == "half" || part == "halves") part = "second";
  if (part.starts_with("quarter")) part = "fourth";
  if (part.ends_with('s')) part.pop_back();
  const int below = part == "second" ? 2 : part == "hundredth" ? 100 : ordinal_value(part);
  if (below == 0 || m.formula("n").has(Kind::kPercent)) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string above = m.has("k") ? script(m.formula("k")) : "1";
  answer_exact(script, fmt::format("Fraction({}, {}) * ({})", above, below, script(m.formula("n"))), has_decimal(m));
  return script.finish(fmt::format("{}/{} of {}", above, below, m.formula("n").text()));
}

std::optional<Program> rate(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string a = script(m.formula("a")), n = script(m.formula("n"));
  if (m.formula("a").has(Kind::kPercent) || m.formula("n").has(Kind::kPercent)) return std::nullopt;
  answer_percent(script, fmt::format("Fraction({}) / ({}) * 100", a, n));
  script.check("percent / 100 * ({}) == {}", n, a);
  return script.finish(fmt::format("{} as a percentage of {}", m.formula("a").text(), m.formula("n").text()));
}

std::optional<Program> whole(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string p = script(m.formula("p")), a = script(m.formula("a"));
  if (m.formula("a").has(Kind::kPercent)) return std::nullopt;
  answer_exact(script, fmt::format("Fraction({}) * 100 / Fraction({})", a, p), has_decimal(m));
  script.check("Fraction({}) / 100 * Fraction(ans) == {}", p, a);
  return script.finish(fmt::format("The number of which {}% is {}", m.formula("p").text(), m.formula("a").text()));
}

std::optional<Program> as_fraction(const Match& m) {
  Script script(Dialect::kFractions);
  script.answer("Fraction({}) / 100", script(m.formula("p")));
  return script.finish(fmt::format("{}% as a fraction", m.formula("p").text()));
}

std::optional<Program> as_decimal(const Match& m) {
  Script script(Dialect::kFractions);
  script.line("value = Fraction({}) / 100", script(m.formula("p")));
  script.answer("Decimal(value.numerator) / value.denominator");
  script.check("Fraction(ans) == value");  // it terminates
  return script.finish(fmt::format("{}% as a decimal", m.formula("p").text()));
}

std::optional<Program> as_percent(const Match& m) {
  const Formula& f = m.formula("n");
  // "30 is what percent?" leaves out of what.
  if (m.has("bare") && !f.has_decimal() && !f.has(Kind::kDivide)) return std::nullopt;
  if (f.has(Kind::kPercent)) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string value = script(f);
  answer_percent(script, fmt::format("Fraction({}) * 100", value));
  script.check("percent / 100 == {}", value);
  return script.finish(f.text() + " as a percentage");
}

#define PERCENT "(percent|percentage|per cent|%|pct|percentage rate)"
#define WHAT_NUMBER                                                                                                 \
  "(what|what number|which number|what value|what amount|what is the number|a number|some number|the number|x|n|a " \
  "certain number)"
#define FRACTION                                                                                                     \
  "[a|an|the] [common|simple|proper|simplified|reduced] fraction [in (lowest|simplest) (terms|form)|in its (lowest " \
  "terms|simplest form)|and simplify]"

}  // namespace

extern const Intent percent;
const Intent percent{
    .intent = "percent",
    .rules =
        {{{"<ask> {p:percent} of [the number|the value|the amount|an amount of] {n:length}",
           "how much is {p:percent} of {n:length}", "<ask> {q:percent} of {p:percent} of {n:length}",
           "take {p:percent} of {n:length}", "{p:percent} of {n:length} (is|equals) (what|what number|how much)",
           "(what|how much) (does|is) {p:percent} of {n:length} [equal|make|come to]",
           "(what|how much) is [a] {p:percent} (tip|discount|tax|sales tax|commission|deposit|gratuity) (on|of|for) "
           "[a|an] {n:length} [bill|meal|item|purchase|product|sale|order|dinner]",
           "<ask> [a] {p:percent} (tip|commission|sales tax|tax|gratuity|discount|deposit) (on|for) [a|an] {n:length} "
           "[bill|meal|purchase|sale|order|dinner|item]",
           "<ask> (tip|commission|sales tax|tax|gratuity|discount|deposit) [of|at] {p:percent} (on|for) [a|an] "
           "{n:length} [bill|meal|purchase|sale|order|dinner|item]",
           "<ask> (tip|commission|sales tax|tax|gratuity|discount|deposit) (on|for) [a|an] {n:length} "
           "[bill|meal|purchase|sale|order|dinner|item] (at|of|with|if the rate is) [a rate of] {p:percent}",
           "how much (tip|tax|discount|commission) (is|on|for) {p:percent} (on|of|for) [a|an] {n:length} "
           "[bill|meal|purchase|sale|order|dinner|item]"},
          part},
         {{"<ask> {half=half} of {n:length}", "<ask> {a:closed} of {n:length}",
           "<ask> {double=double|twice} [of] {n:length}", "{double=double} [the number] {n:length}",
           "{half=halve} [the number] {n:length}", "<ask> {triple=triple|thrice} [of|the number] {n:length}"},
          multiple},
         {{"<ask> " PERCENT " of {n:length} (is|does|would be|are) {a:length} [represent|make|equal]",
           "(what|which|find what|find the|calculate the|calculate what|determine what|work out what) " PERCENT
           " of {n:length} (is|equals|gives|makes) {a:length}",
           "{a:length} (is|equals|represents|makes|makes up) (what|which|how many|what is the) " PERCENT
           " of {n:length}",
           "(what|which) " PERCENT " (is|are|does|would be) {a:length} [make up|represent] (of|out of|from) {n:length}",
           "[as|in] (what|which) " PERCENT " of {n:length} is {a:length}",
           "[express|write|give|state|convert|show|calculate|find|compute|determine|work out|what is|what's] "
           "{a:length} (as|in|to) [a|the] " PERCENT " (of|out of) {n:length}",
           "[express|write|give|state|convert|what is|what's|calculate|find] {a:length} (out of|of) {n:length} "
           "(as|in|to|into) [a] " PERCENT,
           "<ask> " PERCENT " (for|of|that|if) {a:length} (out of|is of) {n:length}",
           "{a:length} out of {n:length} is what " PERCENT,
           "{a:length} is [equal to] what " PERCENT " (out of|of) {n:length}"},
          rate},
         {{"{p:percent} of " WHAT_NUMBER " (is|equals|=|gives|makes) {a:length}",
           "(of|for) what number is {a:length} {p:percent}", "{a:length} (is|equals|=) {p:percent} of " WHAT_NUMBER,
           "[if] {p:percent} of " WHAT_NUMBER
           " (is|equals|=) {a:length} [,|.|;] (find|what is|what's|determine|calculate|then what is|then find|compute) "
           "[the value of] (the [original] number|that number|this number|the whole|it|x|n|the number itself)",
           "[if] {a:length} is {p:percent} of " WHAT_NUMBER
           " [,|.|;] (find|what is|what's|determine|calculate|then what is|then find|compute) [the value of] (the "
           "[original] number|that number|this number|the whole|it|x|n|the number itself)",
           "<ask> [the] number (if|when|for which|such that|of which|where) {p:percent} [of (it|the number|which|that "
           "number)] (is|equals) {a:length}",
           "<ask> [the] number (whose|which has its) {p:percent} (is|equals) {a:length}",
           "(what|which) number has {p:percent} (equal to|of it equal to) {a:length}",
           "<ask> (what|which|the) number {a:length} is {p:percent} of", "what is {a:length} {p:percent} of"},
          whole},
         {{"[convert|write|express|change|turn|rewrite|represent|give|simplify|what is|what's] {p:percent} "
           "(to|into|as|in) " FRACTION,
           "<ask> {p:percent} (to|into|as|in) " FRACTION,
           "<ask> fraction (for|of|equal to|equivalent to|form of|equivalent of) {p:percent}",
           "(what|which) [simplified|reduced] fraction (is|equals|is equal to|is equivalent to|represents|does) "
           "{p:percent} [equal|represent] [in lowest terms|in simplest form]"},
          as_fraction},
         {{"(what|which) fraction of {n:length} (is|does|are|equals) {a:length} [represent]",
           "{a:length} is (what|which) fraction of {n:length}",
           "[express|write|give|find|what is|what's|state] {a:length} as a [simplified] fraction of {n:length} [in "
           "lowest terms|in simplest form|in its simplest form|in its lowest terms]"},
          [](const Match& m) -> std::optional<Program> {
            const Formula &a = m.formula("a"), &n = m.formula("n");
            if (a.has(Kind::kPercent) || n.has(Kind::kPercent)) return std::nullopt;
            if (m.word("a") != m.word("n")) return std::nullopt;  // units
            Script script(Dialect::kFractions);
            script.answer("Fraction({}) / Fraction({})", script(a), script(n));
            script.check("ans * {} == {}", script(n), script(a));
            return script.finish(fmt::format("{} as a fraction of {}", a.text(), n.text()));
          }},
         {{"<ask> {k:closed} "
           "{part=half|halves|third|thirds|fourth|fourths|quarter|quarters|fifth|fifths|sixth|sixths|seventh|sevenths|"
           "eighth|eighths|ninth|ninths|tenth|tenths|twelfth|twelfths|hundredth|hundredths} of [the number] {n:length}",
           "<ask> [a|the|1] {part=third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|hundredth} of "
           "[the number] {n:length}"},
          named_part},
         {{"[convert|write|express|change|turn|rewrite|represent|give|what is|what's] {p:percent} (to|into|as|in) "
           "[a|an|the] (decimal|decimal number|decimal form|decimal fraction)",
           "<ask> {p:percent} (to|into|as|in) [a|an|the] (decimal|decimal number|decimal form)",
           "<ask> decimal (for|of|equal to|equivalent to|form of|equivalent of) {p:percent}"},
          as_decimal},
         {{"[convert|write|express|change|turn|rewrite|represent|give|what is|what's] [the] [decimal|fraction|number] "
           "{n:length} (to|into|as|in) [a|an|the] " PERCENT " [form]",
           "<ask> [the] [decimal|fraction|number] {n:length} (to|into|as|in) [a|an|the] " PERCENT,
           "<ask> " PERCENT " (for|equal to|equivalent to|form of|equivalent of) {n:length}",
           "{bare=what} " PERCENT " is {n:length}", "{n:length} (is|equals) {bare=what|which} " PERCENT},
          as_percent}},
    .rank = 11,
};

}  // namespace qed::rules::kinds
