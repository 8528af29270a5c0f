// Primes, prime factors and divisors of whole numbers.
#include "rules/kind.h"
#include "rules/kinds/integers.h"

namespace qed::rules::kinds {
namespace {

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

}  // namespace

extern const Intent primes;
const Intent primes{
    .intent = "number_theory",
    .rules =
        {{{"<ask> <factorise> [of] {n:expr} (into|as) (primes|prime factors|a product of [its] (primes|prime "
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
         {{"is [the number] {n:expr} [a] perfect number"}, of_integer("sum(divisors(n)) == 2*n")},
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
         {{"{what=how many} (primes|prime numbers) [are|lie|exist|fall|can be found|do we find|do you find] "
           "[there|found] "
           "[in the (range|interval)] (between|from) {a:int} (and|to) {b:int} [are there|exist] [inclusive]",
           "<ask> {what=number of|sum of [all] [the]|[all] [of] [the]} (primes|prime numbers) (between|from) {a:int} "
           "(and|to) {b:int}",
           "which numbers (between|from) {a:int} (and|to) {b:int} are prime",
           "(which|what) (primes|prime numbers) (are|lie|are there|fall|exist|can be found) (between|from) {a:int} "
           "(and|to) {b:int}"},
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
          of_integer("set(prime(k) for k in range(1, n + 1))", 2)}},
    .rank = 10,
};

}  // namespace qed::rules::kinds
