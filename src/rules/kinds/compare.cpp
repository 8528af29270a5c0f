// Numbers side by side: which is larger, whether one is larger than the other, and all of them in order.
#include <algorithm>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool wants_least(std::string_view how) {
  constexpr std::string_view kLess[] = {"small", "less", "low", "least", "min", "ascend", "increas"};
  return std::ranges::any_of(kLess, [&](std::string_view word) { return how.starts_with(word); });
}

// Are these numbers that a program may compare? Fractions where possible: their programs start without SymPy.
bool are_numbers(const std::vector<Formula>& all) {
  return all.size() >= 2 && std::ranges::all_of(all, [](const Formula& f) {
           return f.is_constant() && magnitude(f).value_or(0) < 1000 && !f.has(Kind::kMatrix);
         });
}

Script exact_script(const std::vector<Formula>& all) {
  Script plain(Dialect::kFractions);
  for (const Formula& f : all) plain(f);
  return Script(plain.failed() ? Dialect::kSympy : Dialect::kFractions);
}

std::vector<Formula> operands(const Match& m) {
  if (m.has("all")) return m.list("all");
  std::vector<Formula> two{m.formula("a")};
  two.push_back(m.formula("b"));
  return two;
}

std::optional<Program> extreme(const Match& m) {
  const std::vector<Formula> all = operands(m);
  if (!are_numbers(all)) return std::nullopt;
  Script script = exact_script(all);
  const bool least = wants_least(m.word("how"));
  script.line("numbers = [{}]", script.list(all));
  script.check("all(x {} ans for x in numbers)", least ? ">=" : "<=");
  script.check("numbers.count(ans) == 1");
  script.answer("{}(numbers)", least ? "min" : "max");
  return script.finish(fmt::format("The {} of {}", least ? "smallest" : "largest", script.list(all)));
}

std::optional<Program> sorted(const Match& m) {
  const std::vector<Formula> all = operands(m);
  if (!are_numbers(all)) return std::nullopt;
  Script script = exact_script(all);
  script.answer("tuple(sorted([{}]{}))", script.list(all), wants_least(m.word("how")) ? "" : ", reverse=True");
  return script.finish("In order: " + script.list(all));
}

std::optional<Program> is_so(const Match& m) {
  const std::vector<Formula> all = operands(m);
  if (all.size() != 2 || !are_numbers(all)) return std::nullopt;
  Script script = exact_script(all);
  const std::string a = script(all[0]), b = script(all[1]), how = m.word("how");
  const std::string_view sign = how.starts_with("equ") || how.starts_with("the same") ? "=="
                                : wants_least(how)                                    ? "<"
                                                                                      : ">";
  script.answer("bool({} {} {})", a, sign, b);
  return script.finish(fmt::format("Is {} {} {}?", a, sign, b));
}

std::optional<Program> missing_sign(const Match& m) {
  const std::vector<Formula> all = operands(m);
  if (all.size() != 2 || !are_numbers(all)) return std::nullopt;
  Script script = exact_script(all);
  script.line("a, b = {}", script.list(all));
  for (const char* name : {"a", "b"}) script.assigned(name);
  script.answer("'<' if a < b else '>' if a > b else '='");
  return script.finish("Compare " + script.list(all));
}

#define BIGGER "{how=larger|largest|bigger|biggest|greater|greatest|higher|more|maximum|highest}"
#define SMALLER "{how=smaller|smallest|less|least|lower|lowest|minimum}"
#define EITHER "(" BIGGER "|" SMALLER ")"
#define SIGN "(\\<|>|=)"
#define SIGNS                                                                                                         \
  "(using|use|with|insert|put|place|fill in|write) [the] [correct] [symbol|symbols|sign|signs] " SIGN " [,|or] " SIGN \
  " [,] [or] " SIGN
#define TWO "({a:closed} [,] or {b:closed}|{all:numbers})"
#define NUMBERS "[the] [following] [two|2|three|3] [number|numbers|fraction|fractions|decimals|values|integers] [:]"

}  // namespace

extern const Intent compare;
const Intent compare{
    .intent = "compare",
    .rules =
        {{{"(which|what) [number|fraction|one|value|is] [is] [the] " EITHER
           " [number|fraction|value|one] [of|between|among] [,|:|--] " TWO,
           "(which|what) [one] (of|between|among) " NUMBERS " {all:numbers} is [the] " EITHER " [number|one|fraction]",
           "<ask> [the] " EITHER " [number|fraction|one|value] (of|between|among) " NUMBERS " {all:numbers}",
           "<ask> [the] " EITHER " [number|fraction|value] [:|,] {a:closed} or {b:closed}",
           "(compare|given) " NUMBERS " {all:numbers} [,|.|;|:|--] [which|which one|and tell which|and say which|state "
           "which|which number|which fraction] "
           "is [the] " EITHER,
           "compare {a:closed} (with|to) {b:closed} [,|.|;|:] which is " EITHER,
           "{a:closed} or {b:closed} [,|:|--] which [one] is " EITHER, "is {a:closed} or {b:closed} [the] " EITHER,
           "{how=max|min|maximum|minimum} of {all:numbers}"},
          extreme},
         {{"(order|sort|arrange|put|write|list|rank|place) " NUMBERS " {all:numbers} (in|into) "
           "{how=ascending|increasing|descending|decreasing} (order|size)",
           "(order|sort|arrange|put|write|list|rank|place) " NUMBERS
           " {all:numbers} [in order] (from) [the] {how=smallest|least|lowest|largest|greatest|"
           "biggest|highest} to [the] (smallest|least|lowest|largest|greatest|biggest|highest)",
           "(order|sort|arrange|put|write|list|rank|place) [these|the|the following] "
           "[numbers|fractions|decimals|values] (from|in order from) "
           "{how=smallest|least|lowest|largest|greatest|biggest|highest} to "
           "(smallest|least|lowest|largest|greatest|biggest|highest) [:] {all:numbers}",
           "(order|sort|arrange|put|write|list|rank|place) [these|the|the following] "
           "[numbers|fractions|decimals|values] in "
           "{how=ascending|increasing|descending|decreasing} order [:] {all:numbers}",
           "{all:numbers} in {how=ascending|increasing|descending|decreasing} order"},
          sorted},
         {{"(is|are) {a:closed} [really] {how=greater|larger|bigger|more|higher|smaller|less|lower} than {b:closed}",
           "(is|are) {a:closed} {how=equal|equivalent} to {b:closed}",
           "(is|are) {a:closed} {how=the same as} {b:closed}",
           "(are|is) [the] [fractions|numbers] {all:numbers} {how=equal|equivalent|the same} [fractions|numbers]"},
          is_so},
         {{"compare {all:numbers} [,] " SIGNS, SIGNS " to compare {all:numbers}"}, missing_sign}},
    .rank = 16,
};

}  // namespace qed::rules::kinds
