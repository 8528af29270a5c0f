// Divisors, primes, remainders, factorisations.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// Programs with integers only, in the standard library's words where it has them.
std::optional<Program> gcd_lcm(const Match& m) {
  const std::vector<Formula>& numbers = m.list("n");
  if (numbers.size() < 2) return std::nullopt;
  const std::string which = m.word("which");
  const bool multiple = which.find("mult") != std::string::npos || which == "lcm" || which == "l.c.m";
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
  if (m.formula("a").has_decimal() || m.formula("b").has_decimal()) return std::nullopt;
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
           "<ask> {which=(smallest|least|lowest) [positive] (number|integer) (divisible by|that is divisible by|that "
           "is a "
           "mult of)} [both|all of] {n:numbers}"},
          gcd_lcm},
         {{"<ask> remainder (when|if|of|for|from|in) {a:expr} [is] (divided by|over|upon division by) {b:expr}",
           "<ask> remainder (when|if) dividing {a:expr} by {b:expr}",
           "<ask> remainder of [the] division of {a:expr} by {b:expr}",
           "<ask> remainder (of|for|in) {a:expr} (on|upon|after) (division by|dividing by) {b:expr}",
           "(when|if) {a:expr} is divided by {b:expr} , <ask> remainder [is]",
           "(when|if) {a:expr} is divided by {b:expr} , what remainder (is left|remains|do you get|is obtained)",
           "what remainder (does|do) {a:expr} (leave|give|have) (when|if|on) [it is|is] (divided by|division by) "
           "{b:expr}",
           "<ask> {a:expr} (mod|modulo|%) {b:expr}", "<ask> {a:expr} \\( mod {b:expr} \\)",
           "(reduce|simplify) {a:expr} (mod|modulo) {b:expr}", "<ask> residue of {a:expr} (mod|modulo) {b:expr}",
           "<ask> remainder of {a:expr} \xC3\xB7 {b:expr}"},
          remainder},
         {{"<ask> quotient and [the] remainder (when|if|of|for) {a:expr} [is] (divided by|over) {b:expr}",
           "<ask> quotient and remainder (when|if) dividing {a:expr} by {b:expr}",
           "divide {a:expr} by {b:expr} (with|and find|and give|giving|and state) [the] [quotient and] [the] remainder",
           "<ask> {a:expr} divided by {b:expr} (with|as a quotient and) remainder"},
          quotient_remainder},
         {{"<ask> (units|unit|ones|last|final) digit of {a:expr}", "<ask> last {k:closed} digits of {a:expr}",
           "(what|which) digit (does {a:expr} end (in|with)|is the (last|units) digit of {a:expr})",
           "<ask> digit in the (units|ones) place of {a:expr}"},
          last_digit},
         {{"<ask> <factorise> [of] {n:expr} (into|as) (primes|prime factors|a product of [its] (primes|prime "
           "factors|prime numbers)|product of (primes|prime factors))",
           "<ask> [complete|full] prime (factorization|factorisation|decomposition|factorizing) of [the number] "
           "{n:expr}",
           "prime factorize {n:expr}", "prime factorise {n:expr}", "<factorise> {n:int}",
           "<factorise> the (number|integer) {n:expr} "
           "[completely|fully|into primes]",
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
           "<ask> sum of [positive] "
           "(divisors|factors) of {n:expr}",
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
           "which primes divide {n:expr}"},
          of_integer("set(primefactors(n))")},
         {{"how many (distinct|different|unique) prime (factors|divisors) (does|has) {n:expr} [have]",
           "<ask> number of (distinct|different|unique) prime (factors|divisors) of {n:expr}"},
          of_integer("len(primefactors(n))")},
         {{"<ask> sum of [all] [the] (distinct|different|unique) prime (factors|divisors) of {n:expr}"},
          of_integer("sum(primefactors(n))")},
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
           "than|following|exceeding|over) {n:expr}"},
          of_integer("nextprime(n)")},
         {{"<ask> (largest|biggest|greatest|previous|last) prime [number] (before|less than|smaller than|below|under) "
           "{n:expr}"},
          of_integer("prevprime(n)")},
         {{"<ask> sum of [all] [the|its] digits (of|in) [the number] {n:expr}", "<ask> digit sum of {n:expr}",
           "add [up] the digits of {n:expr}"},
          of_integer("sum(int(digit) for digit in str(n))", 3999)},
         {{"<ask> product of [all] [the] digits (of|in) [the number] {n:expr}"},
          of_integer("math.prod(int(digit) for digit in str(n))")},
         {{"how many digits (does|has|are in|are there in) {n:expr} [have|contain]",
           "<ask> number of digits (of|in) {n:expr}"},
          of_integer("len(str(abs(n)))", 3999)},
         {{"how many [trailing] zeros (does|are at the end of|are there at the end of|are in) {n:expr} (end with|end "
           "in|have at the end)",
           "how many [trailing] (zeros|zeroes) (are at the end of|are there at the end of) {n:expr}",
           "how many trailing (zeros|zeroes) (are in|are there in|does) {n:expr} [have]",
           "<ask> number of (trailing|terminal|ending) (zeros|zeroes) (in|of|at the end of) {n:expr}"},
          of_integer("len(str(n)) - len(str(n).rstrip('0'))", 3999)},
         {{"is [the number] {n:expr} [a] perfect square"}, of_integer("n >= 0 and math.isqrt(n)**2 == n")},
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
         {{"{what=how many} (primes|prime numbers) [are] [there] (between|from) {a:int} (and|to) {b:int}",
           "<ask> {what=number of|sum of [all] [the]|all [the]} (primes|prime numbers) (between|from) {a:int} (and|to) "
           "{b:int}"},
          primes_between},
         {{"(is|can) {a:expr} [be] (divisible|evenly divisible|divided evenly) by {b:expr}",
           "does {b:expr} divide {a:expr} [evenly]", "is {a:expr} a multiple of {b:expr}",
           "is {b:expr} a (factor|divisor) of {a:expr}"},
          divides},
         {{"<ask> [modular|multiplicative|modular multiplicative] inverse of {a:int} (mod|modulo) {b:int}",
           "<ask> [modular] inverse of {a:int} \\( mod {b:int} \\)",
           "<ask> modular inverse of {a:int} [with] modulus {b:int}"},
          modular_inverse}},
    .rank = 10,
};

}  // namespace qed::rules::kinds
