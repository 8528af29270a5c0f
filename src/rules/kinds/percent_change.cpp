// Changes in percent: more and less by a rate, prices and taxes, the rate from two values.
#include "rules/kind.h"
#include "rules/kinds/exact.h"

namespace qed::rules::kinds {
namespace {

bool has_decimal(const Match& m) {
  for (const std::string_view name : {"p", "q", "n", "a", "b"}) {
    if (m.has(name) && m.formula(name).has_decimal()) return true;
  }
  return false;
}

// "It goes from 80 to 60. What is the percent decrease?": the noun says more than the verb.
std::string asked_change(const Match& m) { return m.has("asked") ? m.word("asked") : m.word("how"); }

bool falls(const Match& m) {
  const std::string how = asked_change(m);
  for (const std::string_view word :
       {"decrease", "reduc", "less", "off", "discount", "subtract", "lower", "loss", "drop", "smaller", "minus", "take",
        "down", "fall", "fell", "shrink", "declin", "sale", "below"}) {
    if (how.find(word) != std::string::npos) return true;
  }
  return false;
}

std::optional<Program> changed_by(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string p = script(m.formula("p")), n = script(m.formula("n"));
  if (m.formula("n").has(Kind::kPercent)) return std::nullopt;
  const bool money = m.has("money");
  answer_exact(script, fmt::format("{} * (1 {} Fraction({}) / 100)", n, falls(m) ? "-" : "+", p),
               has_decimal(m) || money);
  return script.finish(fmt::format("{} {} by {}%", n, falls(m) ? "decreased" : "increased", p));
}

std::optional<Program> change(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string a = script(m.formula("a")), b = script(m.formula("b"));
  if (m.formula("a").has(Kind::kPercent) || m.formula("b").has(Kind::kPercent)) return std::nullopt;
  const bool decrease = falls(m);
  const bool either = asked_change(m).find("change") != std::string::npos;
  // An "increase" from 120 to 90 is some other question.
  const std::optional<double> from = magnitude(m.formula("a")), to = magnitude(m.formula("b"));
  if (!either && (!from || !to || (decrease ? *to >= *from : *to <= *from))) return std::nullopt;
  answer_percent(script, decrease ? fmt::format("Fraction({} - {}) / ({}) * 100", a, b, a)
                                  : fmt::format("Fraction({} - {}) / ({}) * 100", b, a, a));
  return script.finish(fmt::format("Percent {} from {} to {}",
                                   decrease ? "decrease"
                                   : either ? "change"
                                            : "increase",
                                   a, b));
}

#define GOES                                                                                                           \
  "increase|increases|increased|decrease|decreases|decreased|change|changes|changed|fall|falls|fell|drop|drops|"       \
  "dropped|"                                                                                                           \
  "rise|rises|rose|grow|grows|grew|go up|goes up|went up|go down|goes down|went down|shrink|shrinks|decline|declines|" \
  "reduce|reduced|is reduced|is increased|is decreased|is raised|goes|go|went|has gone|moves|moved"
#define BY_WHAT "(by|of) (what|which|how many) (percent|percentage|per cent|%)"
#define SOMETHING                              \
  "(it|something|[a|the|its] [certain|given] " \
  "(value|number|quantity|price|amount|population|salary|cost|figure|measurement|score|rent|wage))"
#define ITEM                                                                                                          \
  "(item|product|article|shirt|jacket|coat|dress|book|purchase|good|tv|laptop|phone|bag|game|ticket|bike|bicycle|"    \
  "pair "                                                                                                             \
  "of shoes|shoes|sweater|watch|chair|table|meal|bill|hat|toy|camera|backpack|pair of jeans|jeans|t shirt|lamp|sofa|" \
  "tablet|computer|skirt|suit|desk|bed|guitar|boots|pair of boots|scarf|toaster|headphones|console|course|car)"
#define OFF "{p:percent} {how=off|discount|reduction|markdown|mark down|price reduction|decrease|sale discount}"
}  // namespace

extern const Intent percent_change;
const Intent percent_change{
    .intent = "percent",
    .rules =
        {{{"{how=increase|decrease|reduce|raise|lower} {n:length} by {p:percent}",
           "<ask> {n:length} [,|is|when|if] {how=increased|decreased|reduced|raised|lowered|discounted|marked "
           "down|marked up} by {p:percent}",
           "<ask> [result of|result when] {how=increasing|decreasing|reducing|raising|lowering|discounting} {n:length} "
           "by {p:percent}",
           "<ask> {p:percent} {how=more than|less than|greater than|larger than|smaller than|higher than|lower "
           "than|above|off|off of|off from} [of] {n:length}",
           "{how=add|subtract|take off|take} {p:percent} [vat|tax] (to|from|off|on to|onto) {n:length}",
           "<ask> {n:length} {how=plus|minus|less} [a] {p:percent} [increase|decrease|discount|tax|tip]",
           "<ask> {n:length} (with|after|at) [a|an] {p:percent} {how=increase|decrease|discount|reduction|markup|mark "
           "up|off|raise|markdown}",
           "(what|which) number is {p:percent} {how=more than|less than|greater than|larger than|smaller than} "
           "{n:length}",
           "{n:length} [is] {how=increased|decreased|reduced} by {p:percent} (is|gives|equals) (what|what number|how "
           "much)"},
          changed_by},
         {{"<ask> [final|sale|new|discounted|reduced|selling|total|discount] {money=price|cost|amount} [of|for|on] "
           "[a|an|the] {n:length} [dollar|dollars|euro|euros|pound|pounds] "
           "[item|product|article|shirt|jacket|coat|dress|book|purchase|good|tv|laptop|phone|bag|game|ticket|bike|"
           "bicycle|pair of shoes|sweater|watch|chair|table|meal|bill|hat|toy] [that is|that's|which is] "
           "(after|with|at|on|when|discounted|reduced|marked down|given|less) [you apply|applying|there is|it is "
           "discounted by|it is reduced by|by] [a|an|the] {p:percent} [{how=discount|off|reduction|markdown|mark "
           "down|price reduction|discount is applied|decrease}] [is applied]",
           "<ask> [sale|final|new|discounted] {money=price} (if|when) [a|an|the] {n:length} [item|product|article] is "
           "{how=discounted|reduced|marked down} by {p:percent}",
           "{money=discount|reduce} {n:length} {how=by} {p:percent}",
           "(what|how much) (does|would|will|do) [a|an|the|that is] {n:length} " ITEM
           " {money=cost} (with|at|after|on|for|less|when|if) [a|an|the|it is|it's] " OFF,
           "how much is [a|an|the] {n:length} {money=" ITEM
           "} (with|at|after|on|less|when|if) [a|an|the|it is|it's] " OFF,
           "<ask> {money=price|cost} of [a|an|the] {n:length} " ITEM
           " (with|at|after|on|less|when|if) [a|an|the|it is|it's] " OFF,
           "[a|an|the] {n:length} [{money=" ITEM "}] (is|at|with|has) [a|an] " OFF
           " <then> (<ask>|what does it|how much does it) [sale|final|new|discounted] {money=price|cost}",
           "[a|an|the] {n:length} {money=" ITEM "} [is] (with|,|at|after|minus|less) [a|an] " OFF
           " [<then> [<ask>] [sale|final|new|discounted] (price|cost)]",
           "[a|an|the] {n:length} {money=" ITEM
           "} (is|was|has been) (discounted|reduced|marked down|put on sale) [by|at] {p:percent} [{how=off}] <then> "
           "<ask> [sale|final|new|discounted|reduced] (price|cost)",
           "[a|an] {p:percent} {how=off} [of|a|an|on] {n:length} {money=" ITEM
           "} [<then> [<ask>] [sale|final|new|discounted] (price|cost)]",
           "[a|an|the] {n:length} [{money=" ITEM
           "}] (is on sale for|is discounted by|is marked down|is marked down by|is reduced by|discounted|discounted "
           "by|marked down) {p:percent} [{how=off}] <then> <ask> [sale|final|new|discounted] {money=price|cost}"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            const std::string p = script(m.formula("p")), n = script(m.formula("n"));
            if (m.formula("n").has(Kind::kPercent)) return std::nullopt;
            answer_exact(script, fmt::format("{} * (1 - Fraction({}) / 100)", n, p), true);
            return script.finish(fmt::format("Price {} less {}%", n, p));
          }},
         {{"<ask> [relative] (percent|percentage|per cent|%) "
           "{how=change|increase|decrease|reduction|rise|growth|drop|loss|gain} (from|in going from|in changing "
           "from|when going from|going from|of|if a value changes from|for a change from|for) {a:length} to {b:length}",
           "<ask> (percent|percentage|per cent|%) {how=change|increase|decrease|reduction|rise|drop} (when|if|as) "
           "{a:length} (becomes|changes to|increases to|decreases to|rises to|falls to|drops to|is increased to|is "
           "reduced to|grows to|goes to|is decreased to|is changed to) {b:length}",
           "<ask> (percent|percentage|per cent|%) {how=change|increase|decrease|reduction|rise|drop} (when|if|as) "
           "(something|a value|a number|a quantity|a price|the price|the value|it) "
           "(changes|goes|increases|decreases|drops|falls|rises) from {a:length} to {b:length}",
           "(what|which) (percent|percentage|per cent|%) {how=change|increase|decrease|reduction|rise|drop} (is "
           "it|is|is that) from {a:length} to {b:length}",
           "from {a:length} to {b:length} [,|:|;|is|:] (<ask>|what) (percent|percentage|per cent|%) "
           "{how=change|increase|decrease}",
           "{a:length} to {b:length} [,|:|;|is|as|as a] [<ask>] (percent|percentage|per cent|%) "
           "{how=change|increase|decrease}",
           "by (what|which|how many) (percent|percentage|per cent|%) (does|do|did|must) {a:length} "
           "{how=increase|decrease|change} [to get|to become|to] {b:length}",
           "(what|by what) (percent|percentage) (is|was) {a:length} {how=increased|decreased|reduced} (to get|to "
           "give|to|to become|to reach) {b:length}",
           BY_WHAT " (does|do|did|must|has|should) {a:length} {how=" GOES
                   "} (if|when|in becoming|as|so that) [it] (becomes|became|becoming|goes to|changes to|is now|turns "
                   "into|reaches|it is) {b:length}",
           BY_WHAT " (does|do|did|must|has|should) {a:length} [need to|have to] {how=" GOES
                   "} (to|to become|to reach|to get|in order to become) {b:length}",
           BY_WHAT
           " (does|do|did|has) " SOMETHING " {how=" GOES
           "} (if|when) it (goes|falls|drops|rises|changes|grows|went|fell|dropped|rose|changed|increases|decreases) "
           "from {a:length} to {b:length}",
           BY_WHAT " (does|do|did|has) " SOMETHING " {how=" GOES
                   "} [,] (from|in going from|going from) {a:length} to {b:length}",
           "[if|when] " SOMETHING " [{x:var}] {how=" GOES
           "} from {a:length} to {b:length} <then> by (what|which|how many) (percent|percentage|per cent|%) "
           "(did|does|has|is) (it|" SOMETHING "|{x2:var}) "
           "[{asked=increase|increased|decrease|decreased|change|changed|rise|risen|"
           "fall|fallen|drop|dropped|grow|grown}]",
           "[if|when] " SOMETHING " {how=" GOES
           "} from {a:length} to {b:length} [,|.|;|:|?] (<ask>|by what|what|what was) (percent|percentage|per cent|%) "
           "[{asked=increase|decrease|change|drop|rise|fall|reduction}] [is|was] [that|this|it|the] "
           "[increase|decrease|change|drop|rise]",
           "[if|when] {a:length} {how=" GOES "} to {b:length} [,|.|;|:|?] (<ask>|by what|what) (percent|percentage|per "
           "cent|%) [{asked=increase|decrease|change|drop|rise|fall|reduction}] "
           "[is|was] [that|this|it|the] [increase|decrease|change|drop|rise]",
           "{a:length} {how=" GOES "} to {b:length} [,|.|;|:|?|as a|as] (percent|percentage|per cent|%) "
           "(increase|decrease|change|drop|rise|fall|reduction)",
           "(from|going from) {a:length} to {b:length} [,|:|;|is|is a|is an|.|?] (what|which|how much of a|<ask>) "
           "(percent|percentage|per cent|%) {how=increase|decrease|change|drop|rise|fall|reduction} [is that|is "
           "this|is it]",
           "<ask> (percent|percentage|per cent|%) {how=fall|decline|hike|difference} from {a:length} to {b:length}",
           "<ask> (percent|percentage|per cent|%) {how=" GOES "} (when|if|as) " SOMETHING
           " (changes|goes|increases|decreases|drops|falls|rises|is reduced|is raised|is increased|is "
           "decreased|grows|went|changed|dropped|rose|fell) from {a:length} to {b:length}",
           "(by what|by which|by how many|what|how many) (percent|percentage|per cent|%) (is|are|was) {b:length} "
           "{how=greater|larger|more|higher|bigger|above|less|smaller|lower|below} [than] {a:length}",
           "{b:length} is (what|which|how many) (percent|percentage|per cent|%) "
           "{how=greater|larger|more|higher|bigger|above|less|smaller|lower|below} [than] {a:length}",
           "[a|an] (increase|decrease|change|drop|rise|fall) from {a:length} to {b:length} is {how=what|which} "
           "(percent|percentage|per cent|%) [change]"},
          change},
         {{"<ask> (percent|percentage) error [,] (if|when|given|where|with|for) [the|a] "
           "(measured|experimental|approximate|estimated|observed) [value] [is|of] {a:length} "
           "(and|,|against|with) [the|a] (true|actual|exact|accepted|theoretical|real) [value] [is|of] {n:length}"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            const std::string a = script(m.formula("a")), n = script(m.formula("n"));
            answer_percent(script, fmt::format("Fraction(abs({} - {})) / ({}) * 100", a, n, n));
            return script.finish(fmt::format("Percent error of {} for {}", a, n));
          }},
         {{"<ask> (total|total cost|total price|total bill|total amount|final amount|final price) "
           "(of|for|with|on|after) [a|an] {n:length} [bill|meal|purchase|order|dinner|item] "
           "(with|plus|including|after|and) [a|an] {p:percent} (tip|tax|sales tax|gratuity|service charge|vat)",
           "<ask> [total|final] (price|cost|amount|total) (with|after|including) [a|an] {p:percent} (tip|tax|sales "
           "tax|gratuity|vat) (on|for|of) [a|an] {n:length} " ITEM,
           "<ask> [total|final] (price|cost|amount|total) (of|for|on) [a|an] {n:length} " ITEM
           " (with|plus|including|after|and|at) [adding|adding on|paying|a|an] [a|an] {p:percent} (tip|tax|sales "
           "tax|gratuity|vat)",
           "(what|how much) (does|would|will) [a|an|the] {n:length} " ITEM
           " cost (with|plus|including|after|at) [adding|a|an] [a|an] {p:percent} (tip|tax|sales tax|gratuity|vat)",
           "[a|the] [price|cost|amount|bill] [of] {n:length} (plus|with|and) [a] {p:percent} (tip|tax|sales "
           "tax|gratuity|vat) [<then> [<ask>] total "
           "[cost|price]]"},
          changed_by}},
    .rank = 11,
};

}  // namespace qed::rules::kinds
