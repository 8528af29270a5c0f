// Simple and compound interest on an amount at a yearly rate.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// Money: exact while it has few decimals, else to the cent as amounts are paid.
void answer_money(Script& script) {
  script.answer(
      "Decimal(value.numerator) / value.denominator if (10**4 * value).denominator == 1 else Decimal(math.floor(100 * "
      "value + Fraction(1, 2))) / 100");
}

std::optional<Program> grown(const Match& m) {
  const std::string how = m.word("how"), what = m.word("what");
  const bool interest = what.find("interest") != std::string::npos;
  int periods = 1;
  if (how.find("semi") != std::string::npos || how.find("half") != std::string::npos) periods = 2;
  if (how.find("quarter") != std::string::npos) periods = 4;
  if (how.find("month") != std::string::npos) periods = 12;
  if (m.formula("p").has(Kind::kPercent) || magnitude(m.formula("t")).value_or(9) > 2) return std::nullopt;
  if (!m.formula("t").is(Kind::kNumber) || m.formula("t").has_decimal()) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string p = script(m.formula("p")), r = script(m.formula("r")), t = script(m.formula("t"));
  script.line("amount = {} * (1 + Fraction({}) / {})**({} * {})", p, r, 100 * periods, periods, t);
  script.line("value = amount{}", interest ? " - " + p : "");
  script.check("amount > {}", p);
  answer_money(script);
  return script.finish(fmt::format("{} at {}% compounded {} times a year for {} years", p, r, periods, t));
}

std::optional<Program> simple(const Match& m) {
  const bool amount = m.word("what").find("interest") == std::string::npos;
  if (m.formula("p").has(Kind::kPercent)) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string p = script(m.formula("p")), r = script(m.formula("r")), t = script(m.formula("t"));
  script.line("value = Fraction({}) * Fraction({}) / 100 * Fraction({})", p, r, t);
  if (m.has("months")) script.line("value = value / 12");
  if (amount) script.line("value = value + {}", p);
  answer_money(script);
  return script.finish(fmt::format("Simple interest on {} at {}% for {}", p, r, t));
}

#define P "[a|an|the] [principal|deposit|investment|loan|sum] [of] {p:closed} [dollars|euros|pounds]"
#define RATE                                                                                                        \
  "(at|earning|earns|with|invested at|deposited at|grows at|growing at|borrowed at|lent at|at a rate of) "          \
  "[a|an|the] [annual|yearly] [interest] [rate] [of] {r:percent} [per year|per annum|annual|annually|a year|p . a " \
  ".|yearly] [rate] [of] [interest] [rate]"
#define COMPOUNDED                                                                                    \
  "[,] [compound interest] [compounded|compounding] {how=annually|yearly|once a year|every year|per " \
  "year|semiannually|semi "                                                                           \
  "annually|half yearly|twice a year|quarterly|monthly|every month|each year}"
#define YEARS "[,] (for|over|after|in) [a period of] {t:closed} [full] (year|years|yrs|yr)"
#define AMOUNT \
  "{what=[final|total|future|new|ending] (amount|value|balance|sum)|worth|[total|compound] interest [earned|paid]}"
#define SIMPLE_YEARS "[,] (for|over|after|in) {t:closed} ([full] (year|years|yrs|yr)|{months=months|month})"

}  // namespace

extern const Intent interest;
const Intent interest{
    .intent = "interest",
    .rules = {{{P " " RATE " " COMPOUNDED " " YEARS " <then> <ask> " AMOUNT,
                P " " YEARS " " RATE " " COMPOUNDED " <then> <ask> " AMOUNT,
                "<ask> " AMOUNT " (of|on|if|when|for|from) " P " [is|was] [invested] " RATE " " COMPOUNDED " " YEARS,
                "<ask> " AMOUNT " (of|on|if|when|for|from) " P " [is|was] [invested] " YEARS " " RATE " " COMPOUNDED,
                "<ask> " AMOUNT " " YEARS " (of|on|if|when|for|from) " P " [is|was] [invested] " RATE " " COMPOUNDED,
                "how much (is|will|would) " P " [be|grow to|become] [worth] " RATE " " COMPOUNDED " [be worth] " YEARS
                " [be worth]",
                "how much (is|will|would) " P " [be|grow to|become] [worth] " YEARS " [if] [it is] [invested] " RATE
                " " COMPOUNDED,
                "<ask> {what=compound interest} (on|for) " P " " RATE " [" COMPOUNDED "] " YEARS " [compounded "
                "{how=annually|yearly|semiannually|quarterly|monthly}]",
                "<ask> {what=compound interest} (on|for) " P " " YEARS " " RATE " [" COMPOUNDED "]"},
               grown},
              {{"<ask> {what=simple interest [earned|paid]} (on|for|of|from) " P " " RATE " " SIMPLE_YEARS,
                "<ask> {what=simple interest [earned|paid]} (on|for|of|from) " P " " SIMPLE_YEARS " " RATE,
                "{what=simple interest} [:|,] " P " " RATE " " SIMPLE_YEARS,
                P " " RATE " [simple interest] " SIMPLE_YEARS " <then> <ask> {what=simple interest}",
                P " " RATE " simple interest " SIMPLE_YEARS
                  " <then> <ask> {what=[total] interest [earned|paid]|[final|total] "
                  "(amount|value|balance)}"},
               simple}},
    .rank = 16,
};

}  // namespace qed::rules::kinds
