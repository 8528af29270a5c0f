// Common divisors and multiples, remainders, congruences, and sums over a list of numbers.
#include <algorithm>

#include "rules/kind.h"
#include "rules/kinds/integers.h"

namespace qed::rules::kinds {
namespace {

// Programs with integers only, in the standard library's words where it has them.
std::optional<Program> common(const std::vector<Formula>& numbers, bool multiple) {
  if (numbers.size() < 2) return std::nullopt;
  const std::string_view name = multiple ? "lcm" : "gcd";
  if (std::ranges::any_of(numbers, [](const Formula& n) { return n.has(Kind::kDivide); })) return std::nullopt;
  for (const Formula& number : numbers) {
    if (!number.is_constant() || number.has_decimal()) return std::nullopt;
  }
  Script script(Dialect::kFractions);
  script.answer("{}({})", name, script.list(numbers));
  script.check("all({} == 0 for n in ({}))", multiple ? "ans % n" : "n % ans", script.list(numbers));
  return script.finish(
      fmt::format("{} of {}", multiple ? "Least common multiple" : "Greatest common divisor", script.list(numbers)));
}

std::optional<Program> gcd_lcm(const Match& m) {
  const std::string which = m.word("which");
  const bool multiple = which.find("mult") != std::string::npos || which.find("denominator") != std::string::npos ||
                        which == "lcm" || which.starts_with("l . c . m") || which == "l.c.m";
  std::vector<Formula> numbers = m.list("n");
  if (m.has("also")) numbers.push_back(m.formula("also"));
  return common(numbers, multiple);
}

// Of fractions in lowest terms.
std::optional<Program> common_denominator(const Match& m) {
  const std::vector<Formula>& all = m.list("n");
  if (all.size() < 2 || std::ranges::none_of(all, [](const Formula& f) { return f.is(Kind::kDivide); }))
    return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("fractions = [{}]", script.list(all));
  script.answer("lcm(*(Fraction(f).denominator for f in fractions))");
  script.check("all(Fraction(f * ans).denominator == 1 for f in fractions)");
  return script.finish("Least common denominator of " + script.list(all));
}

std::optional<Program> coprime(const Match& m) {
  const std::vector<Formula> numbers = m.has("n") ? m.list("n") : std::vector{m.formula("a"), m.formula("b")};
  if (numbers.size() != 2) return std::nullopt;
  for (const Formula& number : numbers) {
    if (!is_integer_expression(number)) return std::nullopt;
  }
  Script script(Dialect::kFractions);
  script.answer("gcd({}) {} 1", script.list(numbers), m.has("shared") ? ">" : "==");
  return script.finish(fmt::format("Are {} coprime?", script.list(numbers)));
}

// How many multiples of k lie in a range, or what they add up to.
std::optional<Program> multiples(const Match& m) {
  Script script(Dialect::kFractions);
  const Formula& k = m.formula("k");
  if (!k.is(Kind::kNumber) || k.has_decimal()) return std::nullopt;
  const std::string step = script(k), a = m.has("a") ? script(m.formula("a")) : "1", b = script(m.formula("b"));
  if (magnitude(m.formula("b")).value_or(99) > 6) return std::nullopt;
  const std::string open = m.word("open");
  const bool below = open.find("below") != std::string::npos || open.find("less than") != std::string::npos ||
                     open.find("under") != std::string::npos || open.find("smaller") != std::string::npos;
  script.line("multiples = [n for n in range({}, {}{}) if n % {} == 0]", a, b, below ? "" : " + 1", step);
  // "Between" may leave out the ends or not: only where that makes no difference.
  if (open == "between") script.check("{} % {} and {} % {}", a, step, b, step);
  script.answer("{}", m.has("sum") ? "sum(multiples)" : "len(multiples)");
  return script.finish(fmt::format("Multiples of {} from {} to {}", step, a, b));
}

// "The sum of the squares of 3 and 4": every number of the list under `each`, then all under `all`.
Build of_list(std::string_view all) {
  return [=](const Match& m) -> std::optional<Program> {
    const std::vector<Formula>& numbers = m.list("n");
    if (numbers.size() < 2) return std::nullopt;
    for (const Formula& number : numbers) {
      if (!number.is_constant()) return std::nullopt;
    }
    Script script(Dialect::kFractions);
    const bool decimal = std::ranges::any_of(numbers, &Formula::has_decimal);
    script.line("numbers = [{}]", script.list(numbers));
    script.line("value = {}", all);
    script.answer("{}",
                  decimal ? "Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value"
                          : "value");
    return script.finish(fmt::format("{} of {}", all, script.list(numbers)));
  };
}

std::optional<Program> remainder(const Match& m) {
  const Formula &a = m.formula("a"), &b = m.formula("b");
  if (!a.is_constant() || !b.is_constant() || a.has_decimal() || b.has_decimal()) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string modulus = script(b);
  script.answer("{}", residue(script, a, modulus));
  script.check("0 <= ans < {}", modulus);
  return script.finish(fmt::format("Remainder of {} on division by {}", a.text(), b.text()));
}

std::optional<Program> quotient_remainder(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string a = script(m.formula("a")), b = script(m.formula("b"));
  if (!is_integer_expression(m.formula("a")) || !is_integer_expression(m.formula("b"))) return std::nullopt;
  script.line("quotient, remainder = divmod({}, {})", a, b);
  script.answer("f'quotient = {{quotient}}, remainder = {{remainder}}'");
  script.check("quotient*{} + remainder == {}", b, a);
  return script.finish(fmt::format("Divide {} by {} with remainder", a, b));
}

std::optional<Program> divides(const Match& m) {
  if (!is_integer_expression(m.formula("a")) || !is_integer_expression(m.formula("b"))) return std::nullopt;
  Script script(Dialect::kFractions);
  script.answer("({}) % ({}) == 0", script(m.formula("a")), script(m.formula("b")));
  return script.finish(fmt::format("Is {} divisible by {}?", m.formula("a").text(), m.formula("b").text()));
}

std::optional<Program> modular_inverse(const Match& m) {
  Script script(Dialect::kFractions);
  const std::string a = script(m.formula("a")), n = script(m.formula("b"));
  script.answer("pow({}, -1, {})", a, n);
  script.check("{}*ans % {} == 1", a, n);
  return script.finish(fmt::format("Inverse of {} modulo {}", a, n));
}

// a x ≡ b (mod n): the least solution that is not negative, where it is the only one.
std::optional<Program> congruence(const Match& m) {
  const Formula &a = m.formula("a"), &b = m.formula("b"), &n = m.formula("n");
  const std::set<std::string> symbols = a.symbols();
  if (symbols.size() != 1 || !b.is_constant() || !a.is_polynomial_in(*symbols.begin())) return std::nullopt;
  if (magnitude(n).value_or(9) > 4 || (m.has("x") && !m.formula("x").is_symbol(*symbols.begin()))) return std::nullopt;
  Script script(Dialect::kFractions);
  const std::string x = script.symbol(*symbols.begin()), left = script(a), right = script(b), modulus = script(n);
  script.assigned(x);
  script.line("solutions = [{} for {} in range({}) if ({} - ({})) % {} == 0]", x, x, modulus, left, right, modulus);
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else set(solutions)");
  return script.finish(fmt::format("Solve {} = {} modulo {}", a.text(), b.text(), modulus));
}

std::optional<Program> first_multiples(const Match& m) {
  const Formula &k = m.formula("k"), &n = m.formula("n");
  if (magnitude(k).value_or(9) > 2) return std::nullopt;
  Script script(Dialect::kFractions);
  script.answer("tuple({} * k for k in range(1, {} + 1))", script(n), script(k));
  return script.finish(fmt::format("The first {} multiples of {}", k.text(), n.text()));
}

#define LEAST \
  "(smallest|least|lowest|first|minimum) [positive|natural|whole|non zero|nonzero] [number|integer|whole number]"

}  // namespace

extern const Intent number_theory;
const Intent number_theory{
    .intent = "number_theory",
    .rules =
        {{{"<ask> {which=gcd|hcf|gcf|gcm|lcm|l.c.m|(greatest|highest|largest|biggest) common "
           "(divisor|factor|denominator)|(least|lowest|smallest) common (multiple|denominator)} <oftwo> {n:numbers}",
           "<ask> {which=gcd|hcf|gcf|lcm} {n:numbers}",
           "<ask> {which=(greatest|highest|largest|biggest) common (divisor|factor)|(least|lowest|smallest) common "
           "multiple} \\( {w=gcd|hcf|gcf|lcm} \\) <oftwo> {n:numbers}",
           "<ask> {which=(greatest|highest|largest|biggest) (number|integer)} that divides [both|all of] {n:numbers}",
           "(what|which) is the {which=(largest|greatest|biggest|highest) [positive] (number|integer|whole number)} "
           "(dividing|which divides|that divides|that goes into|that is a factor of|that is a divisor of|that evenly "
           "divides|that exactly divides) [both|all of|each of] {n:numbers} [evenly|exactly]",
           "<ask> {which=(largest|greatest|biggest|highest) [positive] (number|integer|whole number)} (dividing|which "
           "divides|that divides|that goes into|that is a factor of|that is a divisor of|that evenly divides|that "
           "exactly divides|that will divide) [both|all of|each of] {n:numbers} [evenly|exactly]",
           "<ask> {which=(largest|greatest|biggest|highest)} [common] (factor|divisor) (shared by|common to|of both) "
           "{n:numbers}"},
          gcd_lcm},
         {{"<ask> (lcd|(least|lowest|smallest) common denominator) (of|for) [the] [fractions] {n:numbers}"},
          common_denominator},
         {{"<ask> " LEAST
           " (divisible|evenly divisible|exactly divisible) by [both|all of|each of|all] [the numbers] {n:numbers}",
           "<ask> " LEAST " (that|which) (is|are|can be) [evenly|exactly] (divisible|divided) [evenly|exactly] by "
           "[both|all of|each of|all] [the numbers] {n:numbers} [evenly|exactly]",
           "<ask> " LEAST " (that|which) [both|all of|each of] {n:numbers} [both|all] (divide|go into|are factors "
           "of|are divisors of|divide into|divide evenly|divide exactly|divide evenly into)",
           "<ask> " LEAST " (that|which) is a multiple of [both|all of|each of] {n:numbers}",
           "<ask> (smallest|least|lowest|first) [positive] [common] multiple (of both|of|shared by|common to|of all "
           "of) {n:numbers}",
           "<ask> " LEAST " that has [both|all of] {n:numbers} as (factors|divisors)"},
          [](const Match& m) { return common(m.list("n"), true); }},
         {{"(are|is) [the] [numbers|integers] {n:numbers} (relatively prime|coprime|co prime|mutually prime) [or not] "
           "[numbers|to each other]",
           "(are|is) {a:closed} (relatively prime|coprime|co prime) (to|with) {b:closed}",
           "(determine|check|decide|tell me|find out|state|verify) (whether|if) [the] [numbers|integers] {n:numbers} "
           "are (relatively prime|coprime|co prime) [or not]",
           "do {n:numbers} {shared=share|have} (a|any) common (factor|divisor|factors|divisors) "
           "[(other|greater|bigger|larger) than 1|besides 1]"},
          coprime},
         {{"how many (multiples of|numbers divisible by|integers divisible by) {k:closed} (are|exist) [there] "
           "{open=between|from} {a:int} (and|to) {b:int} [inclusive]",
           "how many (integers|numbers|whole numbers|positive integers) {open=between|from} {a:int} (and|to) {b:int} "
           "[inclusive] are (divisible by|multiples of) {k:closed}",
           "how many (multiples of|positive multiples of) {k:closed} (are|are there) {open=less "
           "than|below|under|smaller than|up to|not exceeding|at most} {b:int}",
           "how many positive (integers|numbers) {open=less than|below|under|smaller than|up to|not exceeding|at most} "
           "{b:int} are (divisible by|multiples of) {k:closed}",
           "<ask> number of (multiples of|integers divisible by|numbers divisible by) {k:closed} {open=between|from} "
           "{a:int} (and|to) {b:int} [inclusive]",
           "<ask> {sum=sum} of [all] [the] (multiples of|positive multiples of|integers divisible by|numbers divisible "
           "by) {k:closed} {open=between|from} {a:int} (and|to) {b:int} [inclusive]",
           "<ask> {sum=sum} of [all] [the] (multiples of|positive multiples of) {k:closed} {open=less "
           "than|below|under|up to|not exceeding} {b:int}"},
          multiples},
         {{"<ask> sum of [the] squares of {n:numbers}", "<ask> sum of [the] squared numbers {n:numbers}",
           "add the squares of {n:numbers}"},
          of_list("sum(n**2 for n in numbers)")},
         {{"<ask> sum of [the] cubes of {n:numbers}"}, of_list("sum(n**3 for n in numbers)")},
         {{"<ask> sum of [the] reciprocals of {n:numbers}"}, of_list("sum(Fraction(1) / n for n in numbers)")},
         {{"<ask> [positive] difference (between|of|in) [the] squares of {n:numbers}",
           "<ask> [positive] difference of squares [of|between|for] {n:numbers}",
           "<ask> [positive] difference of [the] [two|2] squares {n:numbers}"},
          [](const Match& m) {
            return m.list("n").size() == 2 ? of_list("abs(numbers[0]**2 - numbers[1]**2)")(m) : std::nullopt;
          }},
         {{"<ask> [positive] difference (between|of) [the] cubes of {n:numbers}"},
          [](const Match& m) {
            return m.list("n").size() == 2 ? of_list("abs(numbers[0]**3 - numbers[1]**3)")(m) : std::nullopt;
          }},
         {{"<ask> square of the sum of {n:numbers}", "square the sum of {n:numbers}",
           "<ask> sum of {n:numbers} [,] (squared|all squared)"},
          of_list("sum(numbers)**2")},
         {{"<ask> (square of the difference|square of the positive difference) (of|between) {n:numbers}"},
          [](const Match& m) {
            return m.list("n").size() == 2 ? of_list("(numbers[0] - numbers[1])**2")(m) : std::nullopt;
          }},
         {{"<ask> (sum|total) of [the] [numbers|integers] {n:numbers}",
           "add [up] [the] [numbers] {n:numbers} [together]", "sum up {n:numbers}"},
          [](const Match& m) { return m.list("n").size() > 2 ? of_list("sum(numbers)")(m) : std::nullopt; }},
         {{"<ask> product of [the] [numbers|integers] {n:numbers}",
           "multiply [together] [the] [numbers] {n:numbers} [together]"},
          [](const Match& m) { return m.list("n").size() > 2 ? of_list("math.prod(numbers)")(m) : std::nullopt; }},
         {{"{a:expr} (leaves|gives) (what|which) remainder (on|when|upon) [division|divided|dividing] [by] {b:expr}",
           "<ask> remainder (when|if|of|for|from|in) {a:expr} [is] (divided by|over|upon division by) {b:expr}",
           "<ask> remainder (when|if) [you|we|one] (dividing|divide|divides) {a:expr} by {b:expr}",
           "<ask> remainder of [the] division of {a:expr} by {b:expr}",
           "<ask> remainder (of|for|in) {a:expr} (on|upon|after) (division by|dividing by) {b:expr}",
           "(when|if) {a:expr} is divided by {b:expr} , <ask> remainder [is]",
           "(when|if) {a:expr} is divided by {b:expr} , what remainder (is left|remains|do you get|is obtained)",
           "what remainder (does|do) {a:expr} (leave|give|have) (when|if|on) [it is|is] (divided by|division by) "
           "{b:expr}",
           "(what|how much) is left [over] (when|if) {a:expr} is divided by {b:expr}",
           "<ask> remainder [left] [over] (when|if) {b:expr} (divides|goes into|is divided into) {a:expr}",
           "divide {a:expr} by {b:expr} [.|,|;|:|and|--|?] [and] (what is|what's|find|give|state|<ask>) [the] "
           "remainder",
           "{a:expr} divided by {b:expr} [.|,|;|:|and|--|?] [<ask>] [the] remainder",
           "<ask> {a:expr} (mod|modulo|%) {b:expr}", "<ask> {a:expr} \\( mod {b:expr} \\)",
           "(reduce|simplify) {a:expr} (mod|modulo) {b:expr}", "<ask> residue of {a:expr} (mod|modulo) {b:expr}",
           "<ask> remainder of {a:expr} \xC3\xB7 {b:expr}"},
          remainder},
         {{"<ask> quotient and [the] remainder (when|if|of|for) {a:expr} [is] (divided by|over) {b:expr}",
           "<ask> quotient and remainder (when|if) dividing {a:expr} by {b:expr}",
           "divide {a:expr} by {b:expr} (with|and find|and give|giving|and state) [the] [quotient and] [the] remainder",
           "<ask> quotient and [the] remainder (of|for|in) {a:expr} [is] (divided by|over|÷|on division by) {b:expr}",
           "<ask> quotient and [the] remainder (of|for|in|on|from) [the] (division of|dividing) {a:expr} by {b:expr}",
           "(divide|perform the division of|do the division of) {a:expr} by {b:expr} <then> <ask> quotient and [the] "
           "remainder",
           "(divide|perform the division of) {a:expr} by {b:expr} [,] (with|giving|as a|as|into) [a|the] [quotient and "
           "[a|the]] remainder",
           "(when|if) {a:expr} is divided by {b:expr} <then> <ask> quotient and [the] remainder",
           "{a:expr} divided by {b:expr} <then> [<ask>] quotient and [the] remainder",
           "{a:expr} (÷|/) {b:expr} <then> [<ask>] quotient and [the] remainder",
           "<ask> {a:expr} divided by {b:expr} (with|as a quotient and|as quotient and|and) [a|the] remainder"},
          quotient_remainder},
         {{"<ask> (first|smallest) {k:int} [positive] multiples of {n:int}",
           "list the first {k:int} [positive] multiples of {n:int}"},
          first_multiples},
         {{"<solve> [the] [linear] [congruence] {a:expr} (≡|\\equiv) {b:expr} [\\(] (mod|modulo|\\pmod|\\mod) [\\{] "
           "{n:int} [\\}] [\\)] [for {x:var}]",
           "<ask> [smallest|least] [positive|non negative|nonnegative] [integer] [{x:var}] (such "
           "that|with|satisfying|for which|that satisfies|if|where) {a:expr} (≡|\\equiv) {b:expr} [\\(] "
           "(mod|modulo|\\pmod|\\mod) [\\{] {n:int} [\\}] [\\)]"},
          congruence},
         {{"is [the number] {n:expr} [a] (perfect square|square number|square)",
           "(check|determine|decide|tell me) (whether|if) {n:expr} is a (perfect square|square number)"},
          of_integer("n >= 0 and math.isqrt(n)**2 == n")},
         {{"is [the number] {n:expr} [a] perfect cube"}, of_integer("round(n**(1/3))**3 == n", 12)},
         {{"is [the number] {n:expr} [an] even [number]"}, of_integer("n % 2 == 0")},
         {{"is [the number] {n:expr} [an] odd [number]"}, of_integer("n % 2 == 1")},
         {{"how many {which=even|odd} (integers|numbers) (are|lie) [there] (between|from) {a:int} (and|to) {b:int} "
           "[inclusive]",
           "<ask> number of {which=even|odd} (integers|numbers) (between|from) {a:int} (and|to) {b:int} [inclusive]"},
          [](const Match& m) -> std::optional<Program> {
            if (magnitude(m.formula("b")).value_or(9) > 5) return std::nullopt;
            Script script(Dialect::kFractions);
            const std::string a = script(m.formula("a")), b = script(m.formula("b"));
            const int rest = m.word("which") == "odd";
            // "Between" may leave out the ends or not: only where that makes no difference, or the ends are odd ones
            // out.
            script.check("{} % 2 != {} and {} % 2 != {}", a, rest, b, rest);
            script.answer("sum(1 for n in range({}, {} + 1) if n % 2 == {})", a, b, rest);
            return script.finish(fmt::format("{} numbers between {} and {}", m.word("which"), a, b));
          }},
         {{"(is|can) {a:expr} [be] (divisible|evenly divisible|divided evenly) by {b:expr}",
           "does {b:expr} divide {a:expr} [evenly]", "is {a:expr} a multiple of {b:expr}",
           "is {b:expr} a (factor|divisor) of {a:expr}",
           "does {b:expr} go (evenly into|into) {a:expr} [evenly|exactly]",
           "(check|determine|decide|tell me) (whether|if) {a:expr} is (divisible by|a multiple of) {b:expr}",
           "(check|determine|decide|tell me) (whether|if) {b:expr} (divides|is a factor of|is a divisor of) {a:expr}"},
          divides},
         {{"<ask> [modular|multiplicative|modular multiplicative] inverse of {a:int} (mod|modulo) {b:int}",
           "<ask> [modular] inverse of {a:int} \\( mod {b:int} \\)",
           "<ask> modular inverse of {a:int} [with] modulus {b:int}"},
          modular_inverse}},
    .rank = 10,
};

}  // namespace qed::rules::kinds
