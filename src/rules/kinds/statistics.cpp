// What a list of numbers is summed up by: mean, median, mode, range, variance, standard deviation.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/kind.h"
#include "rules/kinds/exact.h"

namespace qed::rules::kinds {
namespace {

struct Measure {
  std::string_view word;
  std::string_view value;  // of `data`
  std::string_view check;
};
constexpr Measure kMeasures[] = {
    {"median", "", "sum(x < ans for x in data) <= len(data) / 2 and sum(x > ans for x in data) <= len(data) / 2"},
    {"mode", "modes[0] if len(modes) == 1 else set(modes)", "len(modes) < len(set(data))"},
    {"midrange", "(max(data) + min(data)) / Fraction(2)", ""},
    {"range", "max(data) - min(data)", "all(x - y <= ans for x in data for y in data)"},
    {"mean", "sum(data) / Fraction(len(data))", "sum(data) == Fraction(ans) * len(data)"},
    {"average", "sum(data) / Fraction(len(data))", "sum(data) == Fraction(ans) * len(data)"},
};

std::optional<Program> measure(const Match& m) {
  const std::vector<Formula>& data = m.list("d");
  const std::string what = m.word("what");
  const auto* found =
      std::ranges::find_if(kMeasures, [&](const Measure& known) { return what.find(known.word) != std::string::npos; });
  if (data.size() < 2 || found == std::end(kMeasures)) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("data = [{}]", script.list(data));
  if (found->word == "median") {
    script.line("middle = sorted(data)[(len(data) - 1) // 2:len(data) // 2 + 1]");
    answer_exact(script, "sum(middle) / Fraction(len(middle))", true);
  } else if (found->word == "mode") {
    script.line("modes = multimode(data)");
    script.answer("{}", found->value);
  } else {
    answer_exact(script, found->value, true);
  }
  if (!found->check.empty()) script.check("{}", found->check);
  return script.finish(fmt::format("{} of {}", found->word, script.list(data)));
}

// Two measures of the same numbers, in the order asked.
std::optional<Program> two_measures(const Match& m) {
  const std::vector<Formula>& data = m.list("d");
  if (data.size() < 2) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("data = [{}]", script.list(data));
  std::string values;
  for (const char* asked : {"what", "other"}) {
    const std::string what = m.word(asked);
    const std::string value = what == "mode"     ? "mode(data)"
                              : what == "median" ? "median([Fraction(x) for x in data])"
                              : what == "range"  ? "max(data) - min(data)"
                                                 : "Fraction(sum(data)) / len(data)";
    if (what == "mode") script.check("len(multimode(data)) == 1");
    values += (values.empty() ? "" : ", ") + value;
  }
  script.answer("[{}]", values);
  return script.finish(fmt::format("{} and {} of {}", m.word("what"), m.word("other"), script.list(data)));
}

std::optional<Program> spread(const Match& m) {
  const std::vector<Formula>& data = m.list("d");
  if (data.size() < 2) return std::nullopt;
  const bool sample = m.word("which") == "sample", variance = m.word("what").find("variance") != std::string::npos;
  Script script(variance ? Dialect::kFractions : Dialect::kSympy);
  script.line("data = [{}]", script.list(data));
  script.line("mean = {}", variance ? "sum(data) / Fraction(len(data))" : "sum(data) / Integer(len(data))");
  const std::string value =
      fmt::format("sum((x - mean)**2 for x in data) / {}", sample ? "(len(data) - 1)" : "len(data)");
  if (variance) {
    answer_exact(script, value, true);
  } else {
    script.answer("sqrt({})", value);
  }
  script.assigned("mean");
  return script.finish(fmt::format("{} {} of {}", sample ? "Sample" : "Population",
                                   variance ? "variance" : "standard deviation", script.list(data)));
}

std::optional<Program> weighted(const Match& m) {
  const std::vector<Formula>&data = m.list("d"), &weights = m.list("w");
  if (data.size() < 2 || data.size() != weights.size()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("data, weights = [{}], [{}]", script.list(data), script.list(weights));
  answer_exact(script, "sum(x * w for x, w in zip(data, weights)) / Fraction(sum(weights))", true);
  script.check("min(data) <= ans <= max(data)");
  return script.finish("Weighted mean of " + script.list(data));
}

#define DATA                                                                                                     \
  "[the|these|this|those] [following] [set|list|group|sample|collection|sequence] [of] "                         \
  "[data|number|dataset|data-set|data set|data points|value|values|numbers|scores|set|"                          \
  "list|sample|observations|measurements|integers|marks|population|test scores|terms] [values|set|points|given " \
  "by|are|is|consisting of] [:|=] {d:numbers}"
#define WHAT                                                                                                  \
  "{what=(arithmetic mean|mean|average|mean average|mean value|average value|median|median value|mode|modal " \
  "value|range|midrange)}"
#define SPREAD "{what=variance|standard deviation|std dev|sd|std|stdev}"

}  // namespace

extern const Intent statistics;
const Intent statistics{
    .intent = "statistics",
    .rules =
        {{{"<ask> " WHAT " (of|for|from|in|:|among|between) [all] " DATA, "<ask> " WHAT " " DATA,
           "[<if>] " DATA " [,|:|;|.|-|?] [what is|what's|find|calculate|compute|determine|work "
           "out|give|state|get|the] [the|their|its] " WHAT
           " [of] [the|these|this] [data|set|numbers|data set|values|list]",
           "(what|which) " WHAT " do [the numbers|the values|the data] {d:numbers} have", DATA " (has|have) what " WHAT,
           "average [out] " DATA},
          measure},
         {{"<ask> {what=mean|average|median|mode|range} [,|of] and [the] {other=mean|average|median|mode|range} "
           "(of|for|from|in) " DATA,
           "[<if>] " DATA " <then> <ask> [their|its] {what=mean|average|median|mode|range} and [the] "
           "{other=mean|average|median|mode|range}"},
          two_measures},
         {{"<ask> {which=population|sample} " SPREAD " (of|for|from|:) " DATA,
           "<ask> " SPREAD " (of|for|from|:) [the|this] {which=population|sample} [data|data set|values|set|of] "
           "[:|of|values] {d:numbers}",
           "[<if>] " DATA " [,|:|;|.|-|?] [what is|what's|find|calculate|compute|determine|work "
           "out|give|state|get|the] [the|their|its] {which=population|sample} " SPREAD,
           "[<if>] [the] {which=population|sample} [data|values] [:|of] {d:numbers} [,|:|;|.] [what "
           "is|what's|find|calculate|compute|determine] [the|its] " SPREAD,
           "<ask> " SPREAD " (of|for) " DATA
           " [,|\\(] (as|treating it as|treated as|considered as|treating them as|assuming|assuming it is|being) "
           "(a|the) {which=population|sample} [\\)]",
           "<ask> " SPREAD " \\( {which=population|sample} \\) (of|for) " DATA,
           "<ask> " SPREAD " (of|for) " DATA " \\( {which=population|sample} \\)"},
          spread},
         {{"[<if>] [the] (mean|average|arithmetic mean) of [the numbers|the data|the values] {all:exprs} (is|equals|is "
           "equal to|=) {v:closed} <then> <ask> [value of] [the] {x:var}",
           "<ask> {x:var} (if|so that|such that|when|given that) [the] (mean|average|arithmetic mean) of [the "
           "numbers|the data|the values] {all:exprs} (is|equals|is equal to|=) {v:closed}"},
          [](const Match& m) -> std::optional<Program> {
            std::set<std::string> symbols;
            for (const Formula& f : m.list("all")) symbols.merge(f.symbols());
            if (symbols.size() != 1 || m.list("all").size() < 2 || !m.formula("x").is_symbol(*symbols.begin()))
              return std::nullopt;
            Script script;
            const std::string x = script.symbol(*symbols.begin());
            script.line("data = [{}]", script.list(m.list("all")));
            script.line("solutions = solve(sum(data) - ({})*len(data), {})", script(m.formula("v")), x);
            script.check("len(solutions) == 1");
            script.answer("solutions[0]");
            return script.finish(fmt::format("{} for the mean {}", x, m.formula("v").text()));
          }},
         {{"<ask> harmonic mean (of|between) [the] [numbers] {d:numbers}"},
          [](const Match& m) -> std::optional<Program> {
            const std::vector<Formula>& data = m.list("d");
            if (data.size() < 2) return std::nullopt;
            Script script(Dialect::kFractions);
            script.line("data = [{}]", script.list(data));
            script.answer("len(data) / sum(Fraction(1) / x for x in data)");
            return script.finish("Harmonic mean of " + script.list(data));
          }},
         {{"<ask> (weighted mean|weighted average) of {d1:closed} \\( weight {w1:closed} \\) [,] (and|,) {d2:closed} "
           "\\( weight {w2:closed} \\) [[,] (and|,) {d3:closed} \\( weight {w3:closed} \\)]",
           "<ask> (weighted mean|weighted average) of {d1:closed} with weight {w1:closed} [,] and {d2:closed} with "
           "weight {w2:closed}"},
          [](const Match& m) -> std::optional<Program> {
            Script script(Dialect::kFractions);
            std::string data, weights;
            for (const char* k : {"1", "2", "3"}) {
              if (!m.has(std::string("d") + k)) continue;
              data += (data.empty() ? "" : ", ") + script(m.formula(std::string("d") + k));
              weights += (weights.empty() ? "" : ", ") + script(m.formula(std::string("w") + k));
            }
            script.line("data, weights = [{}], [{}]", data, weights);
            answer_exact(script, "sum(x * w for x, w in zip(data, weights)) / Fraction(sum(weights))", true);
            script.check("min(data) <= ans <= max(data)");
            return script.finish("Weighted mean of " + data);
          }},
         {{"<ask> weighted (mean|average) of [the] [values|numbers|scores] {d:numbers} [,] (with|using|and|given|where "
           "the) [respective|corresponding] weights [of|are] [:] {w:numbers} [respectively]"},
          weighted}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
