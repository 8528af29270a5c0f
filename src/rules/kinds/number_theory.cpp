// Divisors, primes, remainders, factorisations.
#include <algorithm>

#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool is_integer_expression(const Formula& f) {
  return f.is_constant() && !f.has_decimal() && !f.has(Kind::kDivide) && !f.has(Kind::kPercent);
}

// Programs with integers only, in the standard library's words where it has them.
std::optional<Program> common(const std::vector<Formula>& numbers, bool multiple) {
  if (numbers.size() < 2) return std::nullopt;
  const std::string_view name = multiple ? "lcm" : "gcd";
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

// b^e mod m without ever writing b^e.
std::string residue(Script& script, const Formula& f, const std::string& modulus) {
  if (f.is(Kind::kPower) && f.child(0).is(Kind::kNumber) && f.child(1).is_constant())
    return fmt::format("pow({}, {}, {})", script(f.child(0)), script(f.child(1)), modulus);
  return fmt::format("({}) % {}", script(f), modulus);
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

// A function of one integer n of at most `digits` digits, in Python.
Build of_integer(std::string_view expression, double digits = 18) {
  return [=](const Match& m) -> std::optional<Program> {
    const Formula& n = m.formula("n");
    if (!n.is_constant() || n.has_decimal() || n.has(Kind::kDivide) || n.has(Kind::kPercent)) return std::nullopt;
    if (magnitude(n).value_or(1e9) > digits) return std::nullopt;
    Script script;
    script.line("n = {}", script(n));
    script.assigned("n");
    script.answer("{}", expression);
    return script.finish(fmt::format("{} for n = {}", expression, n.text()));
  };
}

std::optional<Program> factorisation(const Match& m) {
  const Formula& n = m.formula("n");
  if (!n.is_constant() || magnitude(n).value_or(99) > 24) return std::nullopt;
  Script script;
  script.line("factors = factorint({})", script(n));
  script.answer("r' \\cdot '.join(f'{{p}}^{{{{{{k}}}}}}' if k > 1 else str(p) for p, k in sorted(factors.items()))");
  script.check("math.prod(p**k for p, k in factors.items()) == {}", script(n));
  return script.finish("Prime factorisation of " + n.text());
}

std::optional<Program> primes_between(const Match& m) {
  Script script;
  const std::string a = script(m.formula("a")), b = script(m.formula("b"));
  if (magnitude(m.formula("b")).value_or(99) > 6) return std::nullopt;
  script.line("primes = list(primerange({}, {} + 1))", a, b);
  const bool count = m.word("what") == "how many" || m.word("what").starts_with("number");
  const bool sum = m.word("what").starts_with("sum");
  script.answer("{}", count ? "len(primes)" : sum ? "sum(primes)" : "set(primes)");
  return script.finish(fmt::format("Primes from {} to {}", a, b));
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
         {{"<ask> (units|unit|ones|last|final) digit of {a:expr}", "<ask> last {k:closed} digits of {a:expr}",
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
         {{"<ask> <factorise> [of] {n:expr} (into|as) (primes|prime factors|a product of [its] (primes|prime "
           "factors|prime numbers)|product of (primes|prime factors))",
           "<ask> [complete|full] prime (factorization|factorisation|decomposition|factorizing) of [the number] "
           "{n:expr}",
           "prime factorize {n:expr}", "prime factorise {n:expr}", "<factorise> {n:int}",
           "<factorise> the (number|integer) {n:expr} [completely|fully|into primes]",
           "<ask> {n:expr} as a product of [its] [powers of] (primes|prime factors|prime numbers|prime powers)",
           "(write|express|represent) {n:expr} as [a|the] product of [its|powers of] (primes|prime factors|prime "
           "numbers|prime powers)",
           "prime factorization {n:expr}", "prime factorisation {n:expr}",
           "(break|split) {n:expr} (down into|into) [its] prime factors",
           "(decompose|resolve) {n:expr} into [its] prime factors"},
          factorisation},
         {{"<ask> {sym=φ|\\phi|phi|\\varphi} \\( {n:expr} \\) [,] [where [it|φ|\\phi|phi|\\varphi] is] [the] "
           "[euler|euler's|eulers] [totient|phi] [function]",
           "<ask> (euler|euler's|eulers) (totient|phi|totient function|phi function) [function] (of|for|at) {n:expr}",
           "<ask> totient (of|for) {n:expr}", "<ask> totient function of {n:expr}",
           "how many [positive] (integers|numbers) (less than|up to|not exceeding|below|smaller than) {n:expr} are "
           "(coprime|relatively prime) (to|with) (it|n)"},
          of_integer("totient(n)")},
         {{"<ask> sum of (all|the|all the|all of the|its) [positive] (divisors|factors) of {n:expr}",
           "<ask> sum of [positive] (divisors|factors) of {n:expr}",
           "add [up] [all] the [positive] (divisors|factors) of {n:expr}"},
          of_integer("sum(divisors(n))")},
         {{"<ask> sum of [all] [the] proper [positive] (divisors|factors) of {n:expr}"},
          of_integer("sum(divisors(n)) - n")},
         {{"how many [positive|distinct|different|total] [integer|whole number] (divisors|factors) (does|has) {n:expr} "
           "[have|got]",
           "how many [positive] (divisors|factors) (are there (of|for)|of) {n:expr} [are there]",
           "<ask> (number|count) of [all] [the] [positive|distinct|total] [integer] (divisors|factors) (of|for) "
           "{n:expr}",
           "count [all] [the] [positive] (divisors|factors) of {n:expr}",
           "<ask> [total] number of [positive] (divisors|factors) {n:expr} has",
           "how many (numbers|integers|positive integers|whole numbers) divide {n:expr} [evenly|exactly]"},
          of_integer("len(divisors(n))")},
         {{"<ask> [all] [of] [the] [positive] (divisors|factors) of {n:expr}",
           "list [all] [of] [the] [positive] (divisors|factors) of {n:expr}"},
          of_integer("set(divisors(n))")},
         {{"<ask> [all] [of] [the] [positive] proper [positive] (divisors|factors) of {n:expr}"},
          of_integer("set(divisors(n)) - {n}")},
         {{"<ask> [all] [the] [distinct|different|unique] prime (factors|divisors) of {n:expr}",
           "(which|what) (primes|prime numbers) (divide|are factors of|are divisors of|go into) {n:expr}"},
          of_integer("set(primefactors(n))")},
         {{"how many (distinct|different|unique) prime (factors|divisors) (does|has) {n:expr} [have]",
           "<ask> number of (distinct|different|unique) prime (factors|divisors) of {n:expr}"},
          of_integer("len(primefactors(n))")},
         {{"<ask> sum of [all] [the] (distinct|different|unique) prime (factors|divisors) of {n:expr}"},
          of_integer("sum(primefactors(n))")},
         {{"<ask> (first|smallest) {k:int} [positive] multiples of {n:int}",
           "list the first {k:int} [positive] multiples of {n:int}"},
          first_multiples},
         {{"<solve> [the] [linear] [congruence] {a:expr} (≡|\\equiv) {b:expr} [\\(] (mod|modulo|\\pmod|\\mod) [\\{] "
           "{n:int} [\\}] [\\)] [for {x:var}]",
           "<ask> [smallest|least] [positive|non negative|nonnegative] [integer] [{x:var}] (such "
           "that|with|satisfying|for which|that satisfies|if|where) {a:expr} (≡|\\equiv) {b:expr} [\\(] "
           "(mod|modulo|\\pmod|\\mod) [\\{] {n:int} [\\}] [\\)]"},
          congruence},
         {{"<ask> (place value|value) of [the] [digit] {d:int} in [the number] {n:int}",
           "<ask> value of the digit {d:int} in [the number] {n:int}"},
          place_value},
         {{"<ask> (largest|greatest|biggest|highest) prime (factor|divisor) of {n:expr}",
           "(what|which) (largest|biggest) prime divides {n:expr}",
           "<ask> (largest|greatest|biggest) prime (that divides|dividing) {n:expr}"},
          of_integer("max(primefactors(n))")},
         {{"<ask> (smallest|least|lowest) prime (factor|divisor) of {n:expr}",
           "<ask> (smallest|least) prime (that divides|dividing) {n:expr}"},
          of_integer("min(primefactors(n))")},
         {{"(is|was) [the number] {n:expr} [a|an] (prime|prime number)",
           "is [the number] {n:expr} prime or (not|composite)",
           "check (if|whether) {n:expr} is [a] (prime|prime number)",
           "(determine|decide|test|tell me|find out) (if|whether) [or not] [the number] {n:expr} is [a] (prime|prime "
           "number)"},
          of_integer("bool(isprime(n))")},
         {{"is [the number] {n:expr} [a|an] (composite|composite number)"}, of_integer("not isprime(n) and n > 1")},
         {{"<ask> {k:ordinal} prime [number]"},
          [](const Match& m) -> std::optional<Program> {
            if (m.word("k").size() > 4) return std::nullopt;
            Script script;
            script.answer("prime({})", m.word("k"));
            script.check("primepi(ans) == {}", m.word("k"));
            return script.finish(fmt::format("The {}th prime", m.word("k")));
          }},
         {{"<ask> (next|smallest|first|least) prime [number] (after|greater than|larger than|above|bigger "
           "than|following|exceeding|over|past|beyond|that is greater than|that is larger than|that comes after|which "
           "is greater than|coming after|bigger than|higher than|right after|just after) {n:expr}",
           "(what|which) [is the] prime [number] [that] (comes|is|follows|just follows) "
           "[right|just|immediately|directly] [next] [after|above] {n:expr}",
           "<ask> prime [number] [right|just|immediately|directly|that comes|that is|coming] [right|just|immediately] "
           "[next] (after|following|above) {n:expr}",
           "(after|following|above) {n:expr} [,] (what|which) is the (next|first|smallest) prime [number]",
           "<ask> (smallest|least|first) prime [number] (p|n) (with|such that) (p|n) > {n:expr}"},
          of_integer("nextprime(n)")},
         {{"<ask> (largest|biggest|greatest|previous|last|highest|closest|nearest) prime [number] [that "
           "is|that's|which is|that comes] (before|less than|smaller than|below|under|preceding|to) {n:expr}",
           "(what|which) prime [number] [that] (comes|is|precedes|immediately precedes) "
           "[right|just|immediately|directly] [before|below] {n:expr}",
           "<ask> prime [number] [right|just|immediately|directly|that comes|that is|coming] [right|just|immediately] "
           "(before|preceding|below) {n:expr}"},
          of_integer("prevprime(n)")},
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
          of_integer("len(str(n)) - len(str(n).rstrip('0'))", 3999)},
         {{"is [the number] {n:expr} [a] (perfect square|square number|square)",
           "(check|determine|decide|tell me) (whether|if) {n:expr} is a (perfect square|square number)"},
          of_integer("n >= 0 and math.isqrt(n)**2 == n")},
         {{"is [the number] {n:expr} [a] perfect cube"}, of_integer("round(n**(1/3))**3 == n", 12)},
         {{"is [the number] {n:expr} [a] perfect number"}, of_integer("sum(divisors(n)) == 2*n")},
         {{"is [the number] {n:expr} [an] even [number]"}, of_integer("n % 2 == 0")},
         {{"is [the number] {n:expr} [an] odd [number]"}, of_integer("n % 2 == 1")},
         {{"how many (primes|prime numbers) [are] [there] (less than|below|under|smaller than) {n:expr} [are "
           "there|exist]",
           "<ask> (number|count) of (primes|prime numbers) (less than|below|under|smaller than) {n:expr}",
           "count [the|all] (primes|prime numbers) (less than|below|under) {n:expr}"},
          of_integer("primepi(n - 1)", 7)},
         {{"how many (primes|prime numbers) [are] [there] (up to|not exceeding|at most|not greater than|less than or "
           "equal to) {n:expr} [are there|exist]",
           "<ask> (number|count) of (primes|prime numbers) (up to|not exceeding|at most|less than or equal to) "
           "{n:expr}"},
          of_integer("primepi(n)", 7)},
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
         {{"{what=how many} (primes|prime numbers) [are] [there] (between|from) {a:int} (and|to) {b:int}",
           "<ask> {what=number of|sum of [all] [the]|[all] [of] [the]} (primes|prime numbers) (between|from) {a:int} "
           "(and|to) {b:int}",
           "which numbers (between|from) {a:int} (and|to) {b:int} are prime",
           "(which|what) (primes|prime numbers) (are|lie) (between|from) {a:int} (and|to) {b:int}"},
          primes_between},
         {{"<ask> [all] [of] [the] (primes|prime numbers) (less than|below|under|smaller than) {n:expr}",
           "(which|what) (primes|prime numbers) are (less than|below|under|smaller than) {n:expr}"},
          of_integer("set(primerange(n))", 4)},
         {{"<ask> [all] [of] [the] (primes|prime numbers) (up to|not exceeding) {n:expr}"},
          of_integer("set(primerange(n + 1))", 4)},
         {{"<ask> sum of [all] [the] (primes|prime numbers) (less than|below|under|smaller than) {n:expr}",
           "add [up] [all] [the] (primes|prime numbers) (less than|below|under|smaller than) {n:expr}"},
          of_integer("sum(primerange(n))", 5)},
         {{"<ask> sum of [all] [the] (primes|prime numbers) (up to|not exceeding) {n:expr}"},
          of_integer("sum(primerange(n + 1))", 5)},
         {{"<ask> sum of [the] first {n:expr} (primes|prime numbers)",
           "add [up] the first {n:expr} (primes|prime numbers)"},
          of_integer("sum(prime(k) for k in range(1, n + 1))", 3)},
         {{"<ask> [the] first {n:expr} (primes|prime numbers)"},
          of_integer("set(prime(k) for k in range(1, n + 1))", 2)},
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
