// Factors and remainders of polynomials, and a parameter chosen so that they, or the number of roots, come out right.
#include <algorithm>

#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

bool is_plain_equation(const Formula& f) { return f.is(Kind::kRelation) && f.name() == "=" && f.size() == 2; }

bool is_polynomial(const Formula& f, const std::string& x) {
  if (is_plain_equation(f)) return f.child(0).is_polynomial_in(x) && f.child(1).is_polynomial_in(x);
  return !f.is(Kind::kRelation) && f.is_polynomial_in(x);
}

// The one symbol of a polynomial besides the parameter; "" where there is none or there are several.
std::string variable_besides(const Formula& f, const std::string& parameter) {
  std::set<std::string> symbols = f.symbols();
  if (!parameter.empty() && symbols.erase(parameter) == 0) return {};
  return symbols.size() == 1 ? *symbols.begin() : std::string();
}

// The body of "f(x) = …" and "y = …"; other formulas as they are.
Formula body_of(const Formula& f) {
  const std::optional<Definition> d = as_definition(f);
  return d && (!d->argument.empty() || d->name == "y") ? d->body : f;
}

std::optional<Program> is_factor(const Match& m) {
  const Formula f = body_of(m.formula("f")), &g = m.formula("g");
  const std::string x = variable_besides(f, "");
  if (x.empty() || g.symbols() != std::set<std::string>{x} || f.is(Kind::kRelation)) return std::nullopt;
  if (!f.is_polynomial_in(x) || !g.is_polynomial_in(x)) return std::nullopt;
  Script script;
  const std::string p = script(f), q = script(g);
  script.line("quotient, remainder = div({}, {}, {})", p, q, script.symbol(x));
  script.check("expand(quotient*({}) + remainder - ({})) == 0", q, p);
  script.answer("remainder == 0");
  return script.finish(fmt::format("Is {} a factor of {}?", g.text(), f.text()));
}

std::optional<Program> is_root(const Match& m) {
  const Formula f = body_of(m.formula("f"));
  Formula at = m.formula("p");
  const std::string x = variable_besides(f, "");
  if (x.empty() || f.has_call_to_letter()) return std::nullopt;
  if (is_plain_equation(at)) {
    if (!at.child(0).is_symbol(x)) return std::nullopt;
    at = at.child(1);
  }
  if (!at.is_constant()) return std::nullopt;
  Script script;
  script.assume("");
  const std::string left = is_plain_equation(f) ? difference(script, f) : script(f);
  script.answer("simplify(({}).subs({}, {})) == 0", left, script.symbol(x), script(at));
  return script.finish(fmt::format("Is {} a root of {}?", at.text(), f.text()));
}

// k such that the remainder of f by g is r, 0 unless said otherwise.
std::optional<Program> with_remainder(const Match& m) {
  const Formula f = body_of(m.formula("f")), &g = m.formula("g");
  const std::string k(m.formula("k").name());
  const std::string x = variable_besides(f, k);
  if (x.empty() || g.symbols() != std::set<std::string>{x} || f.is(Kind::kRelation)) return std::nullopt;
  if (!f.is_polynomial_in(x) || !f.is_polynomial_in(k) || !g.is_polynomial_in(x)) return std::nullopt;
  if (m.has("r") && !m.formula("r").is_constant()) return std::nullopt;
  Script script;
  const std::string p = script(f), q = script(g), r = m.has("r") ? script(m.formula("r")) : "0";
  script.symbol(x);
  script.line("excess = rem({}, {}, {}) - {}", p, q, python_name(x), r);
  script.line("solutions = [s[{0}] for s in solve(Poly(excess, {1}).coeffs(), [{0}], dict=True)]", script.symbol(k),
              python_name(x));
  script.check("all(expand(rem(({}).subs({}, s), {}, {}) - {}) == 0 for s in solutions)", p, python_name(k), q,
               python_name(x), r);
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("{} such that {} leaves {} on division by {}", k, f.text(), r, g.text()));
}

// The parameter for which a quadratic has no, one or two real roots: its discriminant decides.
std::optional<Program> with_roots(const Match& m) {
  const Formula f = body_of(m.formula("f"));
  const std::string k(m.formula("k").name());
  const std::string x = variable_besides(f, k);
  if (x.empty() || !is_polynomial(f, x) || !is_polynomial(f, k)) return std::nullopt;
  const std::string how = m.word("how");
  const auto says = [&](std::string_view word) { return how.find(word) != std::string::npos; };
  const bool repeated = says("equal") || says("double") || says("repeated") || says("coincident") || says("perfect");
  const bool two = says("2") || says("distinct") || says("different") || says("unequal");
  std::string_view sign = says("no") || says("complex") || says("imaginary") ? "<" : ">=";
  if (two && !repeated) sign = ">";
  const bool one = repeated || (!two && (says("1") || says("unique")));
  Script script;
  const std::string p = is_plain_equation(f) ? difference(script, f) : script(f);
  script.assume("");
  const std::string name = script.symbol(k), unknown = script.symbol(x);
  script.line("quadratic, linear, constant = Poly({}, {}).all_coeffs()", p, unknown);
  script.line("discriminant_ = linear**2 - 4*quadratic*constant");
  // Where the parameter may make the equation linear, "one solution" has two meanings.
  if (repeated) {
    script.line("values = [v for v in solve(discriminant_, {0}) if v.is_real and quadratic.subs({0}, v) != 0]", name);
  } else {
    script.check("not quadratic.free_symbols");
    if (one) script.line("values = [v for v in solve(discriminant_, {}) if v.is_real]", name);
  }
  if (one) {
    script.check("len(values) > 0");
    script.check("all(len(set(roots(Poly(({}).subs({}, v), {})))) == 1 for v in values)", p, name, unknown);
    script.answer("values[0] if len(values) == 1 else FiniteSet(*values)");
  } else {
    script.answer("solveset(discriminant_ {} 0, {}, S.Reals)", sign, name);
    script.check("not ans.has(ConditionSet)");
  }
  return script.finish(fmt::format("{} such that {} has {}", k, f.text(), how));
}

#define POLYNOMIAL "[the] [polynomial|expression|function|quadratic|cubic]"
#define EQUATION "[the] [quadratic] [equation|polynomial|function|quadratic|expression|parabola]"
#define FOR_WHAT "(for|at) (what|which) [real] [<values>] {k:var}"
#define FIND_K "[<ask>|solve for] [real] [<values>] {k:var}"
#define SUCH "(if|such that|so that|for which|given that|given|where|when|that makes|so|knowing that)"
#define FACTOR "(is|be|to be) (a factor|a divisor|one of the factors|one factor)"
#define HOW                                                                                                           \
  "[exactly|only|just|precisely] {how=1 [distinct] [real] (solution|root|zero)|a (unique|single|repeated|double) "    \
  "[real] (solution|root|zero)|[2|two] equal [real] (roots|solutions|zeros)|repeated (roots|solutions)|double roots|" \
  "coincident roots|no [real] (solution|solutions|root|roots|zeros)|(complex|imaginary|nonreal|non real) "            \
  "(roots|solutions)|2 [distinct|different] [real] (solutions|roots|zeros)|[2] [real] (and|,) "                       \
  "(distinct|different|unequal) (solutions|roots)|(distinct|different) real (solutions|roots)|real "                  \
  "(roots|solutions)|1 (double|repeated) [real] root}"

}  // namespace

extern const Intent parameter;
const Intent parameter{
    .intent = "parameter",
    .rules =
        {{{"is {g:expr} (a factor|a divisor|one of the factors) of " POLYNOMIAL " {f:subject}",
           "does {g:expr} divide " POLYNOMIAL " {f:expr} [evenly|exactly|without remainder|without a remainder]",
           "is " POLYNOMIAL " {f:expr} [exactly|evenly] divisible by {g:expr}",
           "(determine|check|decide|tell me|verify|test|find out|state) (whether|if) [or not] {g:expr} (is a "
           "factor of|divides) " POLYNOMIAL " {f:subject} [evenly|exactly]",
           "(determine|check|decide|tell me|verify|test|find out|state) (whether|if) [or not] " POLYNOMIAL
           " {f:expr} is divisible by {g:expr}",
           "does " POLYNOMIAL " {f:expr} have {g:expr} as a factor",
           "{g:expr} is a factor of {f:expr} , (yes or no|true or false)"},
          is_factor},
         {{"is {p:subject} (a root|a zero|a solution|one of the roots|one of the solutions) (of|to) " EQUATION
           " {f:subject}",
           "does {p:subject} (satisfy|solve) " EQUATION " {f:equation}",
           "(determine|check|decide|tell me|verify|test|find out|state) (whether|if) [or not] {p:subject} is a "
           "(root|zero|solution) (of|to) " EQUATION " {f:subject}"},
          is_root},
         {{FOR_WHAT " is {g:expr} (a factor|a divisor|one of the factors) of " POLYNOMIAL " {f:subject}",
           FOR_WHAT " (does|will|would) {g:expr} (divide|be a factor of) " POLYNOMIAL
                    " {f:subject} [evenly|exactly|without remainder|without a remainder]",
           FOR_WHAT " is " POLYNOMIAL " {f:expr} [exactly|evenly] divisible by {g:expr}",
           "(what|which) [value|values] [of] {k:var} (makes|make|will make|would make) {g:expr} a (factor|divisor) of "
           "" POLYNOMIAL " {f:subject}",
           FIND_K " " SUCH " {g:expr} " FACTOR " of " POLYNOMIAL " {f:subject}",
           FIND_K " " SUCH " " POLYNOMIAL " {f:expr} is [exactly|evenly] divisible by {g:expr}",
           FIND_K " " SUCH " {g:expr} divides " POLYNOMIAL " {f:subject} [evenly|exactly]",
           FIND_K " " SUCH " " POLYNOMIAL " {f:subject} has [a] [factor|the factor] {g:expr} [as a factor]",
           "[<if>] {g:expr} " FACTOR " of " POLYNOMIAL " {f:subject} <then> " FIND_K,
           "[<if>] " POLYNOMIAL " {f:expr} is [exactly|evenly] divisible by {g:expr} <then> " FIND_K,
           "[<if>] {g:expr} divides " POLYNOMIAL " {f:expr} [evenly|exactly] <then> " FIND_K,
           "[<if>] " POLYNOMIAL " {f:subject} has [a] [factor|the factor] {g:expr} [as a factor] <then> " FIND_K},
          with_remainder},
         {{FOR_WHAT " is the remainder (when|of|if) " POLYNOMIAL
                    " {f:expr} [is] divided by {g:expr} (equal to|equals) {r:closed}",
           FIND_K " " SUCH " [the] remainder (when|of|if) " POLYNOMIAL
                  " {f:expr} [is] divided by {g:expr} (is|equals|is equal to) {r:closed}",
           FIND_K " " SUCH " " POLYNOMIAL
                  " {f:expr} (leaves|gives|has) [a] remainder [of] {r:closed} (when|on|if) [it is] (divided|division) "
                  "by {g:expr}",
           "(when|if) " POLYNOMIAL
           " {f:expr} is divided by {g:expr} [,] (the remainder (is|equals)|it leaves [a] remainder [of]) {r:closed} "
           "<then> " FIND_K,
           "[<if>] the remainder (when|of) " POLYNOMIAL
           " {f:expr} [is] divided by {g:expr} (is|equals) {r:closed} <then> " FIND_K,
           "[<if>] " POLYNOMIAL
           " {f:expr} (leaves|gives|has) [a] remainder [of] {r:closed} (when|on) (divided|division) by {g:expr} <then> "
           "" FIND_K},
          with_remainder},
         {{FOR_WHAT " (does|do|will|would|has) " EQUATION " {f:subject} (have|has) " HOW,
           FOR_WHAT " (does|do|will|would|has) " EQUATION " {f:subject} " HOW,
           FOR_WHAT " are the roots of " EQUATION " {f:subject} {how=equal|real and equal|real and distinct}",
           FOR_WHAT " is {f:expr} {how=a perfect square} [trinomial]",
           "(what|which) [value|values] [of] {k:var} (makes|make|gives|give|will make|will give) " EQUATION
           " {f:subject} [have|has] " HOW,
           FIND_K " " SUCH " " EQUATION " {f:subject} (has|have|to have) " HOW,
           FIND_K " " SUCH " the roots of " EQUATION " {f:subject} are {how=equal|real and equal|real and distinct}",
           FIND_K " " SUCH " {f:expr} is {how=a perfect square} [trinomial]",
           "[<if>] " EQUATION " {f:subject} (has|have) " HOW " <then> " FIND_K,
           "[<if>] the roots of " EQUATION " {f:subject} are {how=equal|real and equal} <then> " FIND_K,
           "[<if>] {f:expr} is {how=a perfect square} [trinomial] <then> " FIND_K},
          with_roots}},
    .rank = 14,
};

}  // namespace qed::rules::kinds
