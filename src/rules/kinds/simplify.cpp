// Rewriting an expression: simplify, expand, factor, complete the square, split into partial fractions.
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool is_plain(const Formula& f) { return !f.has_call_to_letter() && !f.has(Kind::kMatrix); }

// The formula's only variable, or the one the question names.
std::string main_symbol(Script& script, const Match& m, const Formula& f) {
  if (m.has("x")) return script.symbol(m.formula("x").name());
  const std::set<std::string> symbols = f.symbols();
  if (symbols.size() != 1) {
    script.fail();
    return {};
  }
  return script.symbol(*symbols.begin());
}

// "Assuming x ≥ 0": true where the condition says no more than that all of its variables are positive or not negative.
bool sign_condition(const Formula& condition, std::string& assumption) {
  if (!condition.is(Kind::kRelation) || condition.size() != 2) return false;
  if (!condition.child(0).is(Kind::kSymbol) || !condition.child(1).is(Kind::kNumber)) return false;
  if (condition.child(1).name() != "0") return false;
  if (condition.name() == ">=") assumption = "nonnegative=True";
  if (condition.name() == ">") assumption = "positive=True";
  return condition.name() == ">" || condition.name() == ">=";
}

std::optional<Program> simplified(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f)) return std::nullopt;
  Script script(Dialect::kSympy);
  if (f.is_constant()) {
    Script exact(Dialect::kFractions);
    exact.answer("{}", exact(f));
    if (std::optional<Program> program = exact.finish("Simplify " + f.text())) return program;
  }
  std::string assumption = m.has("positive") ? "positive=True" : "real=True";
  for (const Formula& condition : m.list("c")) {
    if (!sign_condition(condition, assumption)) return std::nullopt;
  }
  script.assume(f.has(Kind::kConstant) && f.is_constant() ? "" : assumption);
  const std::string python = script(f);
  bool polynomial = !f.is_constant();
  for (const std::string& x : f.symbols()) polynomial = polynomial && f.is_polynomial_in(x);
  script.line("given = {}", python);
  if (polynomial) {
    script.answer("expand(given)");
  } else if (f.is_constant()) {
    script.answer("sqrtdenest(radsimp(simplify(given)))");
  } else {
    script.answer("simplify(given)");
  }
  script.check("simplify(ans - given) == 0");
  return script.finish("Simplify " + f.text());
}

// 3x^2, x^{-2}: a number times whole powers of letters.
bool is_monomial(const Formula& f) {
  if (f.is(Kind::kNumber) || f.is(Kind::kSymbol)) return true;
  if (f.is(Kind::kPower)) return is_monomial(f.child(0)) && f.child(1).is_constant() && !f.is_constant();
  if (!f.is(Kind::kMultiply) && !f.is(Kind::kDivide) && !f.is(Kind::kNegate)) return false;
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (!is_monomial(f.child(i))) return false;
  }
  return true;
}

// How often a letter is written.
std::size_t occurrences(const Formula& f) {
  std::size_t count = f.is(Kind::kSymbol);
  for (std::size_t i = 0; i < f.size(); ++i) count += occurrences(f.child(i));
  return count;
}

// "x^5 · x^2 ÷ x^4" and "3x + 5x" without a word can only ask for one term.
std::optional<Program> monomials(const Match& m) {
  const Formula& f = m.formula("f");
  if (f.is_constant() || !is_plain(f) || f.symbols().size() > 3 || occurrences(f) <= f.symbols().size())
    return std::nullopt;
  const bool like_terms = f.is(Kind::kAdd) && f.symbols().size() == 1;
  if (!like_terms) return is_monomial(f) ? simplified(m) : std::nullopt;
  std::string power;
  for (std::size_t i = 0; i < f.size(); ++i) {
    Formula term = f.child(i).is(Kind::kNegate) ? f.child(i).child(0) : f.child(i);
    if (term.is(Kind::kMultiply) && term.size() == 2 && term.child(0).is(Kind::kNumber)) term = term.child(1);
    Script script;
    const std::string spelled = script(term);
    if ((!term.is(Kind::kSymbol) && !term.is(Kind::kPower)) || (!power.empty() && spelled != power))
      return std::nullopt;
    power = spelled;
  }
  return simplified(m);
}

std::optional<Program> expanded(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f) || f.is_constant() || f.has_function("ln log")) return std::nullopt;
  Script script;
  script.line("given = {}", script(f));
  script.answer("{}", f.has_function("sin cos tan") ? "expand_trig(expand(given))" : "expand(given, force=True)");
  script.check("simplify(ans - given) == 0");
  return script.finish("Expand " + f.text());
}

// Two expressions under an operation given in words.
Build combined(std::string_view operation) {
  return [=](const Match& m) -> std::optional<Program> {
    const Formula &f = m.formula("f"), &g = m.formula("g");
    if (!is_plain(f) || !is_plain(g)) return std::nullopt;
    const bool constant = f.is_constant() && g.is_constant();
    Script script(constant ? Dialect::kFractions : Dialect::kSympy);
    const std::string first = script(f), second = script(g);
    if (constant && script.failed()) return std::nullopt;
    const std::string value = fmt::format(fmt::runtime(operation), first, second);
    if (constant && (f.has_decimal() || g.has_decimal())) {
      script.line("value = Fraction({})", value);
      script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
    } else {
      script.answer("{}", constant ? value : fmt::format("expand({})", value));
    }
    return script.finish(fmt::format("{} of {} and {}", operation, f.text(), g.text()));
  };
}

std::optional<Program> factored(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f) || f.is_constant()) return std::nullopt;
  const std::string over = m.word("over");
  Script script;
  script.line("given = {}", script(f));
  script.answer("factor(given{})", over.find("complex") != std::string::npos ? ", gaussian=True" : "");
  script.check("expand(ans - given) == 0");
  return script.finish("Factor " + f.text());
}

// Into linear factors, where the rational numbers suffice for that.
std::optional<Program> linear_factors(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f) || f.symbols().size() != 1 || !f.is_polynomial_in(*f.symbols().begin())) return std::nullopt;
  Script script;
  const std::string x = main_symbol(script, m, f);
  script.line("given = {}", script(f));
  script.answer("factor(given)");
  script.check("all(factor.degree() == 1 for factor, _ in Poly(given, {}).factor_list()[1])", x);
  script.check("expand(ans - given) == 0");
  return script.finish("Factor " + f.text() + " into linear factors");
}

std::optional<Program> single_fraction(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f) || f.is_constant() || !f.has(Kind::kDivide)) return std::nullopt;
  Script script;
  script.line("given = {}", script(f));
  script.answer("cancel(together(given))");
  script.check("simplify(ans - given) == 0");
  return script.finish("Write " + f.text() + " as one fraction");
}

std::optional<Program> completed_square(const Match& m) {
  Formula f = m.formula("f");
  if (const std::optional<Definition> definition = as_definition(f)) f = definition->body;
  if (f.is(Kind::kRelation)) return std::nullopt;
  Script script;
  const std::string x = main_symbol(script, m, f);
  script.line("given = {}", script(f));
  script.line("a, b, c = Poly(given, {}).all_coeffs()", x);
  script.answer("a*({0} + b/(2*a))**2 + (c - b**2/(4*a))", x);
  script.check("expand(ans - given) == 0");
  return script.finish("Complete the square of " + f.text());
}

std::optional<Program> partial_fractions(const Match& m) {
  const Formula& f = m.formula("f");
  if (!is_plain(f)) return std::nullopt;
  Script script;
  const std::string x = main_symbol(script, m, f);
  script.line("given = {}", script(f));
  script.answer("apart(given, {})", x);
  script.check("simplify(ans - given) == 0");
  return script.finish("Partial fractions of " + f.text());
}

// The base that all logarithms of the formula share, as Python; empty where it is e or they differ.
std::string common_base(Script& script, const Formula& f) {
  std::string base;
  bool differ = false;
  const auto visit = [&](const auto& self, const Formula& part) -> void {
    if (part.is(Kind::kCall) && part.name() == "ln") differ = true;
    if (part.is(Kind::kCall) && part.name() == "log" && part.size() == 2) {
      const bool number = part.child(1).is(Kind::kNumber);
      const std::string spelled = number ? script(part.child(1)) : std::string();
      differ = differ || !number || (!base.empty() && base != spelled);
      base = spelled;
    }
    for (std::size_t i = 0; i < part.size(); ++i) self(self, part.child(i));
  };
  visit(visit, f);
  return differ || f.is_constant() ? std::string() : base;
}

std::optional<Program> single_logarithm(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.has_function("ln log")) return std::nullopt;
  Script script;
  script.assume("positive=True");
  script.line("given = {}", script(f));
  // Logarithms of one base, in terms of that base.
  if (const std::string base = common_base(script, f); !base.empty()) {
    script.line("inside = exp(logcombine(expand(given*log({0})), force=True))", base);
    if (m.word("way") != "expand" && m.word("way").find("sum") == std::string::npos && m.word("way") != "difference") {
      script.answer("rf'\\log_{{{{{{{0}}}}}}}({{latex(simplify(inside))}})'", base);
      script.check("simplify(expand_log(log(inside) - given*log({}), force=True)) == 0", base);
      return script.finish("One logarithm for " + f.text());
    }
  }
  script.answer(
      "{}", m.word("way") == "expand" || m.word("way").find("sum") != std::string::npos || m.word("way") == "difference"
                ? "expand_log(given, force=True)"
                : "logcombine(given, force=True)");
  script.check("simplify(expand_log(ans - given, force=True)) == 0");
  return script.finish("Rewrite the logarithms of " + f.text());
}

#define SQUARE "[{s0:var} ~] \\( x (+|-) {s1:var} \\) (^ 2|²|^ \\{ 2 \\}) (+|-) {s2:var}"

}  // namespace

extern const Intent simplify;
const Intent simplify{
    .intent = "simplify",
    .rules =
        {{{"<simplify> <poly> {f:expr} [<simplest>]",
           "<if> {c:relations} <then> <simplify> <poly> {f:expr}",
           "<simplify> <poly> {f:expr} [,] <if> {c:relations}",
           "(what|which) does {f:expr} simplify to",
           "{f:expr} simplified",
           "<ask> simplified form of <poly> {f:expr}",
           "<ask> simplest form of <poly> {f:expr}",
           "(write|express|put|give) <poly> {f:expr} (in|as) [its|the|a] (simplest form|simplest radical "
           "form|simplified form|lowest terms|single fraction|surd form|simplified radical)",
           "<ask> <poly> {f:expr} (in|as) [its|the|a] (simplest form|simplest radical form|simplified form|lowest "
           "terms|single fraction)",
           "(rationalize|rationalise) [the] denominator [and simplify] [of|in|:] <poly> {f:expr} [and simplify] "
           "[<simplest>]",
           "rationalize {f:expr}",
           "rationalise {f:expr}",
           "(collect|combine) [the|all] like terms [in|of|:|for] <poly> {f:expr}",
           "<simplify> by (collecting|combining) like terms [:] {f:expr}",
           "(write|express|combine) {f:expr} (as|into|over) [a|one] (single fraction|common denominator)",
           "how (does|can) {f:expr} (simplify|be simplified)",
           "{f:expr} , simplify",
           "<ask> {f:expr} simplified",
           "{f:expr} [,|:|;|--] (in|as|to|into) (its|the|a|) (simplest form|simplest terms|simplified form|lowest "
           "terms|simplest radical form|surd form)",
           "(simplify|reduce) <poly> {f:expr} (using|with|by|via|by using|by applying|applying) [a|an|the] "
           "[pythagorean|trig|trigonometric|basic|double "
           "angle|fundamental|factorial|exponent|index|log|logarithm|algebraic] "
           "(identity|identities|formula|formulas|rules|laws|properties|law|definition|cancellation|factoring|"
           "rationalizing|rationalising)",
           "(write|express|rewrite|put) <poly> {f:expr} (more simply|in [a] simpler form|in a simpler way|as simply as "
           "possible|in the simplest way|in its simplest form|in [a] more compact form)",
           "(can|could|does) {f:expr} (be simplified|simplify)",
           "<ask> simplification of <poly> {f:expr}",
           "<ask> simpler form (of|for) {f:expr}",
           "cancel [the] common factors (in|of|from) {f:expr}",
           "(reduce|cancel|cancel down) {f:expr} [to [its] lowest terms|to simplest form|fully]",
           "collect [the] terms [in|of|:] {f:expr}"},
          simplified},
         {{"(write|express|combine|rewrite|put|give|simplify|add|subtract) [the|this|these] [following] "
           "[expression|expressions|fractions|terms|sum|difference] {f:expr} (as|into|over|to) [a|one|1] "
           "[single|simplified|algebraic|combined|common] [algebraic] (fraction|quotient|denominator|rational "
           "expression)",
           "(write|express|combine|rewrite|put|give|simplify) [the|this] [following|expression|sum|difference] "
           "(as|into|over|to|using|with|on) [a|one|1] [single|simplified|common] [algebraic] "
           "(fraction|quotient|denominator|rational expression) [the|this] [following|expression|sum|difference] "
           "[:|,|.] {f:expr}",
           "<ask> {f:expr} as [a|one|1] single [algebraic] fraction", "[as a] single fraction [:] {f:expr}",
           "(combine|add|subtract|add up) [the|these|these two|these 2] [algebraic|rational] "
           "(fractions|expressions|rational expressions) [and simplify] [:] {f:expr} [and simplify]",
           "(combine|combine and simplify) [the terms of] {f:expr} [and simplify]",
           "{f:expr} (as|as a|over a) (single fraction|common denominator|single quotient|1 fraction)"},
          single_fraction},
         {{"{f:expr}"}, monomials},
         {{"<expand> <poly> {f:expr}", "(write|multiply|work) out {f:expr}", "(write|give) {f:expr} out",
           "<ask> expansion of <poly> {f:expr}", "<ask> expanded form of <poly> {f:expr}",
           "{f:expr} (expanded|in expanded form|, expand|, expanded|: expand|multiplied out|without [the] "
           "(brackets|parentheses)|with [the] (brackets|parentheses) removed)",
           "(get rid of|remove|clear|open|eliminate) [the] (brackets|parentheses) [and (simplify|collect like "
           "terms|combine like terms)] [in|from|of|:] {f:expr} [and (simplify|collect like terms|combine like terms)]",
           "<ask> {f:expr} (written|written out|multiplied out|expanded) [out] [without (brackets|parentheses)|in "
           "full|fully]",
           "(write|rewrite) {f:expr} without (brackets|parentheses|any brackets)",
           "<expand> <poly> {f:expr} (using|with|by) [the] (binomial theorem|binomial expansion|distributive "
           "property|distributive law|pascal's triangle|foil|foil method)",
           "(use|using|apply) [the] (distributive law|distributive rule) (on|for) {f:expr}",
           "(write|write out|give|find) [the] [full] expansion of {f:expr}",
           "(use|using|apply) [the] (binomial theorem|distributive property|foil|foil method|pascal's triangle) [to] "
           "[,] (expand|multiply|multiply out) {f:expr}",
           "<ask> binomial expansion of {f:expr}", "(square|cube) [the] (binomial|expression) {f:expr}",
           "(write|express) <poly> {f:expr} (in expanded form|as a polynomial|in standard form|without brackets)",
           "what (do|would) (you|we|i) get (when|if) (you|we|i) expand <poly> {f:expr}", "<ask> product {f:expr}"},
          expanded},
         {{"multiply [the] [polynomials|expressions|binomials|numbers] {f:expr} (and|by|with) {g:expr} [and "
           "(simplify|expand)]",
           "<ask> product of [the] [polynomials|expressions|numbers] {f:expr} and {g:expr}"},
          combined("({0})*({1})")},
         {{"add [the] [polynomials|expressions|numbers|fractions] {f:expr} (and|to) {g:expr}",
           "<ask> sum of [the] [polynomials|expressions|numbers|fractions] {f:expr} and {g:expr}"},
          combined("({0}) + ({1})")},
         {{"subtract [the] [polynomials|expressions|numbers|polynomial] {f:expr} from [the polynomial] {g:expr}",
           "take [away] {f:expr} [away] from {g:expr}", "<ask> {f:expr} (subtracted|taken away|taken) from {g:expr}",
           "<ask> {f:expr} less than {g:expr}"},
          combined("({1}) - ({0})")},
         {{"<ask> difference (between|of) [the] [polynomials|expressions|numbers] {f:expr} and {g:expr}"},
          [](const Match& m) {
            return combined(m.formula("f").is_constant() && m.formula("g").is_constant() ? "abs(({0}) - ({1}))"
                                                                                         : "({0}) - ({1})")(m);
          }},
         {{"<ask> [sum|total] (when|if) {f:expr} is added to {g:expr}",
           "<ask> {f:expr} (added to|more than|increased by) {g:expr}"},
          combined("({0}) + ({1})")},
         {{"<ask> {f:expr} (decreased by|reduced by|less) {g:expr}"}, combined("({0}) - ({1})")},
         {{"divide {f:closed} by {g:closed}", "<ask> quotient of {f:closed} and {g:closed}",
           "how many times does {g:closed} go into {f:closed}"},
          combined("Fraction({0})/({1})")},
         {{"<factor> <poly> {f:expr} [<fully>] [{over=over the (integers|rationals|complex numbers|reals|real "
           "numbers|rational numbers)}]",
           "<ask> (factorization|factorisation|factored form|factorised form|factors|complete factorization) of <poly> "
           "{f:expr}",
           "(write|express|rewrite) <poly> {f:expr} (in factored form|in factorised form|in fully factored form|as a "
           "product [of] [two|its] [irreducible|linear|prime] [factors|polynomials|binomials|linear factors]) "
           "[{over=over the (integers|rationals|reals|real numbers)}]",
           "{f:expr} (factored|factorised|in factored form|, factor|, factorise|, factorize|, factor completely)",
           "how (does|do you|can i|would you) (factor|factorise|factorize) <poly> {f:expr}",
           "[write|express|rewrite|give|factor|factorise] <poly> {f:expr} as [a|the] (perfect square|square of [a] "
           "binomial|square of a sum|squared binomial|perfect cube|product of squares)",
           "(write|express|rewrite|give) <poly> {f:expr} as [a|the] (product|multiplication) [of] "
           "[two|2|three|3|its|simpler|polynomial] [binomials|factors|brackets|polynomials|polynomial factors|simpler "
           "factors]",
           "(split|break|decompose|resolve|separate) [up] <poly> {f:expr} (into|in|down into|up into) "
           "[its|two|2|three|3|irreducible|simpler|polynomial] (factors|brackets|binomials|binomial factors)",
           "(factor|factorise|factorize) by grouping [:] {f:expr}", "{f:expr} [,|:|--] (factorised|factorized) [form]",
           "<ask> factors of {f:expr}",
           "(factor|factorise|factorize) [out|fully|completely] [the] [difference of [two|2] squares|difference of "
           "cubes|sum of cubes|perfect square trinomial|trinomial|quadratic|quadratic trinomial|polynomial|cubic] [:] "
           "{f:expr}",
           "(take|pull) out (the greatest common factor|the common factor) (of|from|in) {f:expr}",
           "(factor|factor out|factorise|take out|pull out) [out] [the] [greatest|highest] (gcf|hcf|greatest common "
           "factor|highest common factor|common factor|common monomial factor|greatest common monomial factor) [out] "
           "[of|from|in|:] {f:expr}"},
          factored},
         {{"(split|break|decompose|resolve|factor|factorise|factorize|write|express|rewrite) [up] <poly> {f:expr} "
           "(into|as|in|to) [a] [the] [product of] [its] linear (factors|terms|polynomials)",
           "<ask> linear (factors|factorization|factorisation) of <poly> {f:expr}"},
          linear_factors},
         {{"<ask> [complete|completing] the square (for|of|on|in|:) <poly> {f:expr}",
           "complete the square [for|of|on|in|:|to rewrite] <poly> {f:expr}", "<ask> vertex form of <poly> {f:expr}",
           "complete the square [for|of|on|in|:] [the function|the equation] {f:function}",
           "<ask> vertex form of [the] [function|parabola|equation|quadratic] {f:function}",
           "(write|express|rewrite|put|convert) <poly> {f:expr} (in|into|to) (vertex form|completed square form|the "
           "form a \\( x - h \\) ^ 2 + k|the form \\( x + a \\) ^ 2 + b|the form a \\( x + p \\) ^ 2 + q)",
           "(write|express|rewrite|put|convert) [the] [function|parabola|equation|quadratic] {f:function} (in|into|to) "
           "(vertex form|completed square form)",
           "(write|express|rewrite) <poly> {f:expr} by completing the square",
           "<ask> completed square form of <poly> {f:expr}",
           "[write|express|rewrite|put|convert|bring|<ask>] <poly> {f:expr} (in|into|to|as) [the] (form|shape) " SQUARE,
           "[write|express|rewrite|put|convert|bring] [the] [function|parabola|equation|quadratic] {f:function} "
           "(in|into|to) the form [y =] " SQUARE},
          completed_square},
         {{"<ask> partial fraction (decomposition|expansion) (of|for) <poly> {f:expr}",
           "(decompose|split|resolve|write|express|expand|break) [up] <poly> {f:expr} (into|as|in|using) [a] [sum "
           "of|its] partial "
           "fractions",
           "partial fractions (of|for|:) {f:expr}", "<ask> partial fractions (of|for) {f:expr}",
           "{f:expr} in partial fractions", "partial fraction decomposition : {f:expr}", "decompose {f:expr}"},
          partial_fractions},
         {{"{way=expand|condense|combine|write|express} [the] [logarithm|logarithms|expression|logarithmic expression] "
           "{f:expr} [as|into|using] [a single|single|one|properties of] [logarithm|log|logarithms]",
           "{way=combine|condense|write|express|rewrite|simplify|put|compress|collapse} [the|this|these] [following] "
           "[expression|logarithms|logs|logarithmic expression|sum|terms] [:] {f:expr} (as|into|in|to|in the form of) "
           "[a|one|1|the] [single] (logarithm|log|ln|natural log|natural logarithm|logarithmic term|logarithmic "
           "expression)",
           "{way=combine|condense|write|express|rewrite|simplify} [the|this|these] [following] "
           "[expression|logarithms|logs|logarithmic expression|sum] (as|into|in|to) [a|one|1|the] [single] "
           "(logarithm|log|ln|natural logarithm) [the expression|the following] [:|,|.] {f:expr}",
           "{way=combine|condense} [the|these] [logarithms|logs] [in|of|:] {f:expr}",
           "<ask> {f:expr} {way=as a single (logarithm|log)}", "{f:expr} {way=as (a single|one|1) (logarithm|log)}",
           "{way=expand} [the|this] [logarithm|log|logarithmic expression|expression] [using] [the] [properties of "
           "logarithms|log properties|log rules|laws of logarithms|log laws|logarithm rules|rules of logarithms] "
           "[of|:|,] {f:expr}",
           "{way=expand} [the|this] [logarithm|log|logarithmic expression|expression] {f:expr} "
           "(using|with|by|as|into|in terms of) [the|a] [sum|sums|difference|sum and difference|sum or difference] "
           "[of] [simpler] [properties of] [logarithms|log properties|log rules|laws of logarithms|log laws|logarithm "
           "rules|rules of logarithms|individual logarithms|logs] [as [much|far] as possible|fully]",
           "(use|using) [the] (properties of logarithms|log properties|log rules|laws of logarithms|log laws|logarithm "
           "rules|rules of logarithms) [to|,] {way=expand|condense|combine|simplify} [the] [expression] {f:expr}",
           "(write|express|rewrite) {f:expr} as [a] {way=sum or difference|sum and difference|sums and "
           "differences|sum|difference|sum of|expanded sum} [of] [logarithms|logs]"},
          single_logarithm}},
    .rank = 3,
};

}  // namespace qed::rules::kinds
