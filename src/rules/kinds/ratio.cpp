// Ratios: lowest terms, sharing, proportions.
#include "rules/kind.h"
#include "rules/kinds/exact.h"

namespace qed::rules::kinds {
namespace {

std::vector<Formula> terms(const Match& m) {
  std::vector<Formula> all;
  for (const std::string_view name : {"a", "b", "c", "d"}) {
    if (m.has(name)) all.push_back(m.formula(name));
  }
  return all;
}

std::optional<Program> lowest_terms(const Match& m) {
  Script script(Dialect::kFractions);
  const std::vector<Formula> all = terms(m);
  for (const Formula& term : all) {
    if (!term.is_constant() || term.has(Kind::kPercent)) return std::nullopt;
  }
  script.line("terms = [Fraction(term) for term in ({})]", script.list(all));
  script.line(
      "unit = Fraction(math.gcd(*(term.numerator * math.prod(t.denominator for t in terms) // term.denominator for "
      "term in terms)), math.prod(t.denominator for t in terms))");
  script.answer("':'.join(str(term / unit) for term in terms)");
  script.check("math.gcd(*map(int, ans.split(':'))) == 1");
  script.check("all(Fraction(part) * unit == term for part, term in zip(ans.split(':'), terms))");
  return script.finish(fmt::format("The ratio of {} in lowest terms", script.list(all)));
}

std::optional<Program> share(const Match& m) {
  Script script(Dialect::kFractions);
  const std::vector<Formula> all = terms(m);
  bool decimal = m.formula("n").has_decimal();
  for (const Formula& term : all) {
    if (!term.is_constant() || term.has(Kind::kPercent)) return std::nullopt;
    decimal = decimal || term.has_decimal();
  }
  const std::string total = script(m.formula("n"));
  script.line("ratio = ({})", script.list(all));
  script.line("parts = [Fraction({}) * part / sum(ratio) for part in ratio]", total);
  const std::string which = m.word("which");
  const auto asks = [&](std::string_view word) { return which.find(word) != std::string::npos; };
  if (asks("larg") || asks("big") || asks("great")) {
    script.answer("max(parts)");
  } else if (asks("small")) {
    script.answer("min(parts)");
  } else if (decimal) {
    script.answer("tuple(Decimal(part.numerator) / part.denominator for part in parts)");
  } else {
    script.answer("tuple(parts)");
  }
  script.check("sum(parts) == {}", total);
  return script.finish(fmt::format("Divide {} in the ratio {}", total, script.list(all)));
}

// a : b = c : d with one unknown
std::optional<Program> proportion(const Match& m) {
  std::string unknown;
  for (const Formula& term : terms(m)) {
    for (const std::string& symbol : term.symbols()) {
      if (!unknown.empty() && symbol != unknown) return std::nullopt;
      unknown = symbol;
    }
  }
  if (unknown.empty()) return std::nullopt;
  if (m.has("x") && m.formula("x").name() != unknown) return std::nullopt;
  Script script;
  const auto term = [&](std::string_view name) { return script(m.formula(name)); };
  const std::string a = term("a"), b = term("b"), c = term("c"), d = term("d");
  const std::string x = script.symbol(unknown);
  script.line("solutions = solve(Eq(({})*({}), ({})*({})), {})", a, d, b, c, x);
  script.answer("solutions[0] if len(solutions) == 1 else set(solutions)");
  script.check("all(simplify((({})*({}) - ({})*({})).subs({}, s)) == 0 for s in solutions)", a, d, b, c, x);
  script.check("len(solutions) > 0");
  return script.finish(fmt::format("Solve the proportion {} : {} = {} : {}", a, b, c, d));
}

std::optional<Program> fourth_proportional(const Match& m) {
  Script script(Dialect::kFractions);
  const std::vector<Formula>& n = m.list("n");
  if (n.size() != 3) return std::nullopt;
  script.answer("Fraction({}) * {} / {}", script(n[1]), script(n[2]), script(n[0]));
  return script.finish("Fourth proportional to " + script.list(n));
}

std::optional<Program> mean_proportional(const Match& m) {
  Script script;
  const std::vector<Formula>& n = m.list("n");
  if (n.size() != 2) return std::nullopt;
  script.answer("sqrt(S({})*({}))", script(n[0]), script(n[1]));
  script.check("ans**2 == ({})*({})", script(n[0]), script(n[1]));
  return script.finish("Mean proportional between " + script.list(n));
}

#define TWO "{a:closed} (:|to) {b:closed}"
#define RATIO "{a:closed} (:|to) {b:closed} [(:|to) {c:closed} [(:|to) {d:closed}]]"
#define LOWEST                                                                                        \
  "(in|to|into|as) [its|the|a] (simplest|lowest|simplified|reduced|smallest) [whole number|integer] " \
  "(form|terms|ratio|possible terms)"
#define SIMPLIFY "(simplify|reduce|write|express|give|state|find|what is|what's|convert|put|rewrite)"

}  // namespace

extern const Intent ratio;
const Intent ratio{
    .intent = "ratio",
    .rules =
        {{{"(simplify|reduce) [the] [following] [ratio] [of] [:] " RATIO " [" LOWEST "]",
           SIMPLIFY " [the] [following] ratio [of] [:] " RATIO " [" LOWEST "]",
           SIMPLIFY " " RATIO
                    " as (a|an) [simplified|reduced|whole number] ratio [of [2|two] (whole numbers|integers)] [" LOWEST
                    "]",
           RATIO " as a ratio [" LOWEST "]", RATIO " " LOWEST, "[the] ratio [of] [:] " RATIO " " LOWEST,
           SIMPLIFY " " RATIO " " LOWEST,
           "<ask> (simplest|lowest|simplified|reduced) (form|terms) of [the] [ratio] [of] " RATIO,
           "<ask> ratio (of|between) {a:closed} (to|and) {b:closed} [" LOWEST "]",
           "<ask> simplified ratio (of|between|for) [{a:closed} (:|to|and) {b:closed}]",
           "(ratio|simplify ratio|simplified ratio|reduce ratio) [of] " RATIO, RATIO " (simplified|reduced|simplify)",
           "<ask> simplified ratio of " RATIO,
           "(express|write|give) [the] [ratio] {a:closed} : {b:closed} [: {c:closed}]"},
          lowest_terms},
         {{"(divide|split|share|distribute|partition|separate|break|allocate) {n:closed} [into [2|3|two|three] "
           "[parts|shares]] [dollars|euros|pounds] (in|into|in to|using|according to|with) [the|a] "
           "(ratio|proportion) [of] " RATIO,
           "(if|when) {n:closed} is (divided|split|shared) (in|into) [the|a] ratio [of] " RATIO
           " [,] [then] [find|what is|how much is|what are|what's] {which=[the] "
           "(larger|largest|smaller|smallest|bigger|greater|greatest) (part|share|portion|amount|number)|"
           "[the] [2] (parts|shares)|each (part|share)}",
           "<ask> {which=(larger|largest|smaller|smallest|bigger|greater|greatest) (part|share|portion)} (when|if) "
           "{n:closed} is (divided|split|shared) (in|into) [the|a] ratio [of] " RATIO,
           "<ask> [parts|shares] (when|if) {n:closed} is (divided|split|shared) (in|into) [the|a] ratio [of] " RATIO,
           "{n:closed} (divided|split|shared) in the ratio " RATIO,
           "(in|into|using) the ratio [of] " RATIO " [,] (divide|split|share) {n:closed}"},
          share},
         {{"[<if>] [proportion] [:] {a:expr} : {b:expr} (=|::|: :|as) {c:expr} : {d:expr} [<then> [<ask>] [value of] "
           "{x:var} [=]]",
           "(solve|find|determine|calculate) [for|value of|the value of] [{x:var}] [the|this] "
           "[following|proportion|:|if|in|when|given] [that|proportion|the proportion|equation] [:] {a:expr} : "
           "{b:expr} (=|::|: :) {c:expr} : "
           "{d:expr} [for {x:var}]",
           "<ask> {x:var} (if|when|in|given|given that|where|for) {a:expr} : {b:expr} (=|::|: :|equals) {c:expr} : "
           "{d:expr}",
           "[<if>] {a:expr} is to {b:expr} as {c:expr} is to {d:expr} [<then> <ask> {x:var}]",
           "[<if>] [the] ratio {a:expr} : {b:expr} (is equal to|equals|is the same as|=|is equivalent to) [the ratio] "
           "{c:expr} : {d:expr} [<then> <ask> {x:var}]"},
          proportion},
         {{"[<if>] [the] [ratio] {x:var} : {y:var} (=|is|equals|is equal to) {a:closed} : {b:closed} [,] "
           "(and|,|with|where) {e:equation} <then> <ask> [value of] {w:var}"},
          [](const Match& m) -> std::optional<Program> {
            const std::string x(m.formula("x").name()), y(m.formula("y").name()), w(m.formula("w").name());
            const Formula& e = m.formula("e");
            if (x == y || (w != x && w != y)) return std::nullopt;
            for (const std::string& symbol : e.symbols()) {
              if (symbol != x && symbol != y) return std::nullopt;
            }
            Script script;
            const std::string px = script.symbol(x), py = script.symbol(y);
            script.line("solutions = solve([{0}*({3}) - {1}*({2}), {4} - ({5})], [{0}, {1}], dict=True)", px, py,
                        script(m.formula("a")), script(m.formula("b")), script(e.child(0)), script(e.child(1)));
            script.check("len(solutions) == 1");
            script.answer("solutions[0][{}]", script.symbol(w));
            return script.finish(fmt::format("{} : {} in a given ratio, with {}", x, y, e.text()));
          }},
         {{"<ask> (fourth|4th) proportional (to|of|for) {n:numbers}"}, fourth_proportional},
         {{"<ask> mean proportional (between|of|to) {n:numbers}",
           "<ask> geometric mean (of|between) [the] [numbers] {n:numbers}"},
          mean_proportional}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
