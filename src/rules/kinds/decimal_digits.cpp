// The digits of a whole number: the last and the first, their sum, their number, their place.
#include <algorithm>

#include "rules/kind.h"
#include "rules/kinds/integers.h"

namespace qed::rules::kinds {
namespace {

std::optional<Program> last_digit(const Match& m) {
  Script script(Dialect::kFractions);
  std::string modulus = "10";
  if (m.has("k")) {
    const Formula& k = m.formula("k");
    if (!k.is(Kind::kNumber) || k.name().size() > 2) return std::nullopt;
    modulus = "10**" + script(k);
  }
  script.answer("{}", residue(script, m.formula("a"), modulus));
  return script.finish("Last digits of " + m.formula("a").text());
}

// The 7 of 47,382 stands for 7,000.
std::optional<Program> place_value(const Match& m) {
  const Formula &d = m.formula("d"), &n = m.formula("n");
  if (!d.is(Kind::kNumber) || d.name().size() != 1 || !n.is(Kind::kNumber)) return std::nullopt;
  if (std::ranges::count(n.name(), d.name().front()) != 1) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("digits = str({})", script(n));
  script.answer("{0} * 10**(len(digits) - 1 - digits.index('{0}'))", script(d));
  return script.finish(fmt::format("The value of the digit {} in {}", d.text(), n.text()));
}

}  // namespace

extern const Intent decimal_digits;
const Intent decimal_digits{
    .intent = "number_theory",
    .rules =
        {{{"<ask> (units|unit|ones|last|final) digit of {a:expr}", "<ask> last {k:closed} digits of {a:expr}",
           "(what|which) digit (does {a:expr} end (in|with)|is the (last|units) digit of {a:expr})",
           "<ask> last {k:closed} digits in {a:expr}", "<ask> digit in the (units|ones) place of {a:expr}",
           "<ask> (units|ones|last) digit (in|for) {a:expr}", "with (what|which) digit does {a:expr} end",
           "in (what|which) digit does {a:expr} end"},
          last_digit},
         {{"<ask> tens digit (of|in) {n:expr}", "<ask> digit in the tens place of {n:expr}"},
          of_integer("n // 10 % 10", 3999)},
         {{"<ask> hundreds digit (of|in) {n:expr}", "<ask> digit in the hundreds place of {n:expr}"},
          of_integer("n // 100 % 10", 3999)},
         {{"<ask> (first|leading) digit (of|in) {n:expr}"}, of_integer("int(str(n)[0])", 3999)},
         {{"<ask> [the] digits of {n:expr} (reversed|in reverse|in reverse order)", "reverse the digits of {n:expr}"},
          of_integer("int(str(n)[::-1])")},
         {{"<ask> digital root of {n:expr}"}, of_integer("1 + (n - 1) % 9 if n else 0", 3999)},
         {{"<ask> (place value|value) of [the] [digit] {d:int} in [the number] {n:int}",
           "<ask> value of the digit {d:int} in [the number] {n:int}"},
          place_value},
         {{"<ask> sum of [all] [the|its] digits (of|in) [the number] {n:expr}", "<ask> digit sum of {n:expr}",
           "(add|sum|total) [up] [all] [the|its] digits (of|in) [the number] {n:expr} [together]",
           "what do [all] [the] digits (of|in) [the number] {n:expr} (add up to|sum to|add to|total|sum up to|come to)",
           "what (do you get|is the total) (when|if) you (add|sum) [up] [all] the digits (of|in) {n:expr}",
           "<ask> [sum|total] (when|if) [you] (add|adding|sum) [up] [all] the digits (of|in) {n:expr}",
           "<ask> digits of {n:expr} (added together|added up|summed)", "<ask> (digit|digits) sum [of|:] {n:expr}",
           "<ask> (cross sum|sum of all digits) of {n:expr}"},
          of_integer("sum(int(digit) for digit in str(n))", 3999)},
         {{"<ask> product of [all] [the] digits (of|in) [the number] {n:expr}"},
          of_integer("math.prod(int(digit) for digit in str(n))")},
         {{"how many digits (does|has|are in|are there in) {n:expr} [have|contain]",
           "<ask> number of digits (of|in) {n:expr}", "how many digits long is {n:expr}",
           "count the digits (of|in) {n:expr}",
           "how many digits (are|are there) in [the] [number|decimal expansion of] {n:expr}"},
          of_integer("len(str(abs(n)))", 3999)},
         {{"how many [trailing] zeros (does|are at the end of|are there at the end of|are in) {n:expr} (end with|end "
           "in|have at the end)",
           "how many [trailing] (zeros|zeroes) (are at the end of|are there at the end of) {n:expr}",
           "how many trailing (zeros|zeroes) (are in|are there in|does) {n:expr} [have]",
           "<ask> number of (trailing|terminal|ending) (zeros|zeroes) (in|of|at the end of) {n:expr}"},
          of_integer("len(str(n)) - len(str(n).rstrip('0'))", 3999)}},
    .rank = 10,
};

}  // namespace qed::rules::kinds
