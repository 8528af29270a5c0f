// Mean, median, mode, range, variance and standard deviation of listed numbers.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

Build of_data(std::string_view expression, bool decimals = true) {
  return [=](const Match& m) -> std::optional<Program> {
    const std::vector<Formula>& numbers = m.list("n");
    if (numbers.size() < 2) return std::nullopt;
    Script script(Dialect::kFractions);
    script.line("data = [Fraction(x) for x in ({})]", script.list(numbers));
    script.line("value = {}", expression);
    bool any_decimal = false;
    for (const Formula& f : numbers) any_decimal = any_decimal || f.has_decimal();
    if (decimals && any_decimal) {
      script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
    } else {
      script.answer("value");
    }
    return script.finish(fmt::format("{} of {}", expression, script.list(numbers)));
  };
}

std::optional<Program> deviation(const Match& m) {
  const std::vector<Formula>& numbers = m.list("n");
  const std::string which = m.word("which");
  if (numbers.size() < 2 || which.empty()) return std::nullopt;
  Script script;
  script.line("data = [{}]", script.list(numbers));
  script.line("mean = Rational(sum(data)) / len(data)");
  script.line("variance = sum((x - mean)**2 for x in data) / {}", which == "sample" ? "(len(data) - 1)" : "len(data)");
  script.answer("{}", m.word("what") == "variance" ? "variance" : "sqrt(variance)");
  return script.finish(fmt::format("{} {} of {}", which, m.word("what"), script.list(numbers)));
}

std::optional<Program> geometric_mean(const Match& m) {
  const std::vector<Formula>& numbers = m.list("n");
  if (numbers.size() < 2) return std::nullopt;
  Script script;
  script.line("data = [{}]", script.list(numbers));
  if (m.word("which") == "geometric") {
    script.answer("root(math.prod(data), len(data))");
  } else {
    script.answer("len(data) / sum(Integer(1)/x for x in data)");
  }
  return script.finish(m.word("which") + " mean of " + script.list(numbers));
}

}  // namespace

extern const Intent statistics;
const Intent statistics{
    .intent = "statistics",
    .rules =
        {{{"<ask> [arithmetic] (mean|average|mean value|average value|arithmetic average) <data> {n:numbers}", "average {n:numbers}"}, of_data("sum(data) / len(data)")},
         {{"<ask> (median|median value) <data> {n:numbers}"},
          of_data("(sorted(data)[(len(data) - 1) // 2] + sorted(data)[len(data) // 2]) / 2")},
         {{"<ask> (mode|modal value|most frequent value|most common value) <data> {n:numbers}"},
          [](const Match& m) -> std::optional<Program> {
            if (m.list("n").size() < 2) return std::nullopt;
            Script script(Dialect::kFractions);
            script.line("modes = multimode([{}])", script.list(m.list("n")));
            script.answer("modes[0] if len(modes) == 1 else set(modes)");
            return script.finish("Mode of " + script.list(m.list("n")));
          }},
         {{"<ask> [statistical] range <data> {n:numbers}", "<ask> range of the (data|data set|numbers|values|set) {n:numbers}"}, of_data("max(data) - min(data)")},
         {{"<ask> (largest|maximum|greatest|biggest|highest) [number|value|element] (of|in|among|from|:) [the] [numbers|set|list|data] [:] {n:numbers}"}, of_data("max(data)")},
         {{"<ask> (smallest|minimum|least|lowest) [number|value|element] (of|in|among|from|:) [the] [numbers|set|list|data] [:] {n:numbers}"}, of_data("min(data)")},
         {{"<ask> {which=sample|population} {what=variance|standard deviation} <data> {n:numbers}"}, deviation},
         {{"<ask> {which=geometric|harmonic} mean <data> {n:numbers}"}, geometric_mean}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
