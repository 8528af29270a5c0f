// Polynomials and quadratics: coefficients, degree, division, roots, discriminant, vertex, intercepts.
#include <algorithm>

#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

// The polynomial of "y = x^2 + 1", "f(x) = x^2 + 1", "x^2 = 1" or the bare expression, and its variable.
struct Subject {
  Script script;
  std::string p;
  std::string x;
};

std::optional<Subject> subject_of(const Match& m, bool polynomial = true) {
  const Formula& f = m.formula("f");
  if (f.has_call_to_letter() && !as_definition(f)) return std::nullopt;
  Subject subject;
  Formula body = f;
  bool equation = false;
  if (const std::optional<Definition> definition = as_definition(f);
      definition && (!definition->argument.empty() || definition->name == "y")) {
    body = definition->body;
  } else if (f.is(Kind::kRelation)) {
    if (f.name() != "=" || f.size() != 2) return std::nullopt;
    equation = true;
  }
  std::set<std::string> symbols = f.symbols();
  if (!equation) symbols = body.symbols();
  if (m.has("x")) {
    if (!symbols.contains(std::string(m.formula("x").name()))) return std::nullopt;
    subject.x = subject.script.symbol(m.formula("x").name());
  } else if (symbols.size() == 1) {
    subject.x = subject.script.symbol(*symbols.begin());
  } else {
    return std::nullopt;
  }
  const std::string name = m.has("x") ? std::string(m.formula("x").name()) : *symbols.begin();
  if (polynomial) {
    const bool fine =
        equation ? f.child(0).is_polynomial_in(name) && f.child(1).is_polynomial_in(name) : body.is_polynomial_in(name);
    if (!fine) return std::nullopt;
  }
  subject.p = equation ? difference(subject.script, f) : subject.script(body);
  return subject;
}

// Lines before the answer, if any, and the answer, in the polynomial p of x.
Build of_polynomial(std::string_view answer, std::string_view check = "", bool polynomial = true) {
  return [=](const Match& m) -> std::optional<Program> {
    std::optional<Subject> subject = subject_of(m, polynomial);
    if (!subject) return std::nullopt;
    Script& script = subject->script;
    script.line("p = {}", subject->p);
    script.assigned("p");
    script.answer("{}", fmt::format(fmt::runtime(answer), fmt::arg("x", subject->x)));
    if (!check.empty()) script.check("{}", fmt::format(fmt::runtime(check), fmt::arg("x", subject->x)));
    return script.finish(fmt::format("{} of {}", answer, m.formula("f").text()));
  };
}

// a, b and c of a quadratic, and the answer in terms of them.
Build of_quadratic(std::string_view answer) {
  return [=](const Match& m) -> std::optional<Program> {
    std::optional<Subject> subject = subject_of(m);
    if (!subject) return std::nullopt;
    Script& script = subject->script;
    script.line("a, b, c = Poly({}, {}).all_coeffs()", subject->p, subject->x);
    for (const char* name : {"a", "b", "c"}) script.assigned(name);
    script.answer("{}", fmt::format(fmt::runtime(answer), fmt::arg("x", subject->x)));
    return script.finish(fmt::format("{} of {}", answer, m.formula("f").text()));
  };
}

// The exponent and the variable of "x^4" or "x" or "x^2 y".
std::optional<Program> coefficient(const Match& m) {
  const Formula &f = m.formula("f"), &term = m.formula("term");
  if (term.is_constant() || f.has_call_to_letter()) return std::nullopt;
  const std::set<std::string> in_term = term.symbols(), in_f = f.symbols();
  if (!std::ranges::includes(in_f, in_term)) return std::nullopt;
  Script script;
  std::string p = script(f), wanted = script(term);
  script.line("p = expand({})", p);
  script.assigned("p");
  if (in_term.size() == 1 && in_f.size() == 1) {
    const std::string x = script.symbol(*in_term.begin());
    script.line("exponent = degree({}, {})", wanted, x);
    script.answer("p.coeff({}, exponent)", x);
    script.check(
        "simplify(diff(p, {0}, exponent).subs({0}, 0) / factorial(exponent) - ans) == 0 if p.is_polynomial() else True",
        x);
  } else {
    script.answer(
        "Poly(p, {}).coeff_monomial({})",
        [&] {
          std::string names;
          for (const std::string& x : in_term) names += (names.empty() ? "" : ", ") + script.symbol(x);
          return names;
        }(),
        wanted);
  }
  return script.finish(fmt::format("Coefficient of {} in {}", term.text(), f.text()));
}

std::optional<Program> division(const Match& m) {
  Formula f = m.formula("f");
  if (const std::optional<Definition> d = as_definition(f)) f = d->body;
  const Formula& g = m.formula("g");
  std::set<std::string> symbols = f.symbols();
  symbols.merge(g.symbols());
  if (symbols.size() != 1 || g.is_constant()) return std::nullopt;
  if (!f.is_polynomial_in(*symbols.begin()) || !g.is_polynomial_in(*symbols.begin())) return std::nullopt;
  const std::string want = m.word("want");
  Script script;
  const std::string x = script.symbol(*symbols.begin());
  script.line("quotient, remainder = div({}, {}, {})", script(f), script(g), x);
  script.check("expand(quotient*({}) + remainder - ({})) == 0", script(g), script(f));
  const bool both = want.find("quotient") != std::string::npos && want.find("remainder") != std::string::npos;
  if (want == "remainder") {
    script.answer("remainder");
  } else if (want == "quotient") {
    script.answer("quotient");
  } else if (both) {
    script.answer("f'quotient = {{latex(quotient)}}, remainder = {{latex(remainder)}}'");
  } else {
    script.answer(
        "quotient if remainder == 0 else f'quotient = {{latex(quotient)}}, remainder = {{latex(remainder)}}'");
  }
  return script.finish(fmt::format("Divide {} by {}", f.text(), g.text()));
}

std::optional<Program> common(const Match& m) {
  const std::vector<Formula>& all = m.list("g");
  std::set<std::string> symbols;
  for (const Formula& f : all) symbols.merge(f.symbols());
  if (all.size() < 2 || symbols.empty()) return std::nullopt;
  for (const Formula& f : all) {
    for (const std::string& x : f.symbols()) {
      if (!f.is_polynomial_in(x)) return std::nullopt;
    }
  }
  const std::string which = m.word("which");
  const bool multiple = which == "lcm" || which.find("multiple") != std::string::npos;
  Script script;
  script.line("given = [{}]", script.list(all));
  script.line("common = {}(given)", multiple ? "lcm" : "gcd");
  script.answer("{}", multiple ? "factor(common)" : "common");
  script.check("all(rem({}) == 0 for p in given)", multiple ? "common, p" : "p, common");
  return script.finish(fmt::format("{} of {}", which, script.list(all)));
}

std::optional<Program> roots(const Match& m) {
  std::optional<Subject> subject = subject_of(m);
  if (!subject) return std::nullopt;
  Script& script = subject->script;
  const std::string numbers = m.word("numbers");
  const bool total = m.word("which") == "sum" || m.word("which") == "product";
  if (numbers == "complex" || (total && numbers.empty())) script.assume("");
  script.line("p = {}", subject->p);
  script.assigned("p");
  script.line("solutions = sorted(solve(p, {}), key=lambda s: (N(re(s)), N(im(s))))", subject->x);
  if (numbers == "rational") script.line("solutions = [s for s in solutions if s.is_rational]");
  if (numbers.starts_with("integer")) script.line("solutions = [s for s in solutions if s.is_integer]");
  if (numbers == "positive") script.line("solutions = [s for s in solutions if s > 0]");
  if (numbers == "negative") script.line("solutions = [s for s in solutions if s < 0]");
  script.check("not any(s.has(CRootOf) for s in solutions)");
  script.check("all(abs(N(p.subs({}, s))) < 1e-9 for s in solutions)", subject->x);
  const std::string which = m.word("which");
  // All roots count, real or not; a double root may count once or twice, so there must be none.
  if (total && numbers.empty()) script.check("len(solutions) == degree(p, {})", subject->x);
  if (total) script.check("len(solutions) > 0");
  if (which == "sum") script.answer("simplify(sum(solutions))");
  if (which == "product") script.answer("simplify(math.prod(solutions))");
  if (which.starts_with("larg") || which.starts_with("great")) script.answer("max(solutions)");
  if (which.starts_with("small") || which == "least") script.answer("min(solutions)");
  if (which.empty()) script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish("Roots of " + m.formula("f").text());
}

std::optional<Program> intercept(const Match& m) {
  const Formula& f = m.formula("f");
  if (!f.is(Kind::kRelation) || f.name() != "=" || f.size() != 2) return std::nullopt;
  const std::optional<Definition> definition = as_definition(f);
  Script script;
  const bool at_y = m.word("axis") == "y";
  std::string left, x = "x", y = "y";
  if (definition && !definition->argument.empty()) {
    x = definition->argument;
    left = script(definition->body);
    if (definition->body.symbols() != std::set<std::string>{x}) return std::nullopt;
    script.symbol(x);
    if (at_y) {
      script.answer("({}).subs({}, 0)", left, python_name(x));
    } else {
      script.line("solutions = solve({}, {})", left, python_name(x));
      script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
    }
    return script.finish("Intercept of " + f.text());
  }
  if (f.symbols() != std::set<std::string>{"x", "y"}) return std::nullopt;
  script.line("solutions = solve(({}).subs({}, 0), {})", difference(script, f), at_y ? "x" : "y", at_y ? "y" : "x");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish("Intercept of " + f.text());
}

}  // namespace

extern const Intent polynomial;
const Intent polynomial{
    .intent = "polynomial",
    .rules =
        {{{"<ask> coefficient (of|on|for) [the] [term] [in] {term:expr} [term] (in|of) [the] [binomial] [expansion] "
           "[of] [the] [polynomial|expression|product|expanded form of] {f:expr} [when expanded]",
           "(what|which) [number] is the coefficient of [the] {term:expr} [term] (in|when|after) [the expansion "
           "of|expanding|you expand|we expand] {f:expr} [is expanded]",
           "<ask> coefficient of {term:expr} (when|if|after) {f:expr} is (expanded|multiplied out)",
           "in [the] expansion [of] {f:expr} , <ask> coefficient of {term:expr}",
           "<ask> {term:expr} coefficient (in|of) [the expansion of] {f:expr}"},
          coefficient},
         {{"<ask> constant term (in|of) [the] [binomial] [expansion] [of] [the] [polynomial|expression] {f:expr} [when "
           "expanded]",
           "<ask> constant (coefficient|term) of {f:expr}",
           "<ask> term independent of {x:var} in [the expansion of] {f:expr}",
           "<ask> constant term (when|if|after) {f:expr} is expanded",
           "<ask> constant term (of|in) [the polynomial] {f:function}"},
          of_polynomial("expand(p).coeff({x}, 0)", "", false)},
         {{"how many terms (does|are in|are there in|has) [the] [binomial] [expansion] [of] {base:expr} [have|contain]",
           "<ask> number of terms in [the] [binomial] expansion of {base:expr}"},
          [](const Match& m) -> std::optional<Program> {
            const Formula& f = m.formula("base");
            if (!f.is(Kind::kPower) || f.is_constant() || f.has_call_to_letter()) return std::nullopt;
            Script script;
            script.answer("len(Add.make_args(expand({})))", script(f));
            return script.finish("Terms in the expansion of " + f.text());
          }},
         {{"<ask> {k:ordinal} term (of|in) [the] [binomial] expansion of {base:expr}",
           "<ask> {middle=middle} term (of|in) [the] [binomial] [expansion] [of] {base:expr}"},
          [](const Match& m) -> std::optional<Program> {
            const Formula& f = m.formula("base");
            const bool binomial = f.is(Kind::kPower) && f.child(0).is(Kind::kAdd) && f.child(0).size() == 2 &&
                                  f.child(1).is(Kind::kNumber) && f.child(1).name().size() <= 2;
            if (!binomial || f.child(0).is_constant()) return std::nullopt;
            Script script;
            script.line("first, second, n = {}, {}, {}", script(f.child(0).child(0)), script(f.child(0).child(1)),
                        f.child(1).name());
            script.assigned("n");
            script.line("k = {}", m.has("middle") ? std::string("n // 2") : m.word("k") + " - 1");
            script.assigned("k");
            if (m.has("middle")) script.check("n % 2 == 0");
            script.check("0 <= k <= n");
            script.answer("binomial(n, k) * first**(n - k) * second**k");
            return script.finish("A term of the expansion of " + f.text());
          }},
         {{"<ask> sum of [all] [of] [the] coefficients (of|in) [the] [binomial] [expansion|expanded form] [of] [the] "
           "[polynomial|expression] {f:expr} [when expanded|after expanding|when it is expanded]",
           "<ask> sum of [all] [of] [the] coefficients (of|in) [the] [polynomial|expression] {f:function}",
           "<ask> sum of [all] [of] [the] coefficients (when|if|after) {f:expr} is (expanded|multiplied out)",
           "what do [all] [the] coefficients (of|in) [the] [expansion of] [the] [polynomial] {f:expr} (add up to|sum "
           "to|add to)",
           "add [up] [all] the coefficients (of|in) [the] [expansion of] [the] [polynomial] {f:expr}",
           "<ask> coefficient sum of {f:expr}"},
          [](const Match& m) -> std::optional<Program> {
            std::set<std::string> symbols = m.formula("f").symbols();
            if (const std::optional<Definition> d = as_definition(m.formula("f"))) symbols = d->body.symbols();
            if (symbols.size() != 1) return std::nullopt;
            return of_polynomial("p.subs({x}, 1)", "sum(Poly(p, {x}).all_coeffs()) == ans")(m);
          }},
         {{"<ask> {which=gcd|hcf|gcf|greatest common divisor|greatest common factor|highest common factor|lcm|least "
           "common multiple|lowest common multiple} (of|for|between) [the] [two|2] [polynomials|expressions] {g:exprs}",
           "<ask> {which=gcd|hcf|gcf|lcm} {g:exprs}",
           "<ask> {which=common factor} of [the] [polynomials|expressions] {g:exprs}"},
          common},
         {{"<ask> degree (of|for) <poly> {f:expr}", "(what|which) degree (is|has) <poly> {f:expr} [have]",
           "<ask> degree of [the] [polynomial|function] {f:function}", "<ask> order of the polynomial {f:expr}"},
          of_polynomial("degree(expand(p), {x})")},
         {{"<ask> leading coefficient (of|for|in) <poly> {f:expr}",
           "<ask> leading coefficient of [the] [polynomial|function] {f:function}"},
          of_polynomial("LC(expand(p), {x})")},
         {{"<ask> {want=remainder} (when|if|of|for) <poly> {f:expr} [is] (divided by|on division by|over) <poly> "
           "{g:expr}",
           "<ask> {want=remainder} (when|if) dividing <poly> {f:expr} by {g:expr}",
           "<ask> {want=remainder|quotient|quotient and [the] remainder} (when|if) [the] [polynomial] {f:function} is "
           "divided by {g:expr}",
           "(when|if) [the] [polynomial] {f:function} is divided by {g:expr} <then> <ask> "
           "{want=remainder|quotient|quotient and [the] remainder}",
           "<ask> {want=remainder} [left|obtained|that remains] (when|if|after|on) [you] (divide|dividing) <poly> "
           "{f:expr} by <poly> {g:expr}",
           "divide <poly> {f:expr} by <poly> {g:expr} <then> <ask> {want=remainder|quotient|quotient and [the] "
           "remainder}",
           "what {want=remainder} (does|do|is left|is obtained) [you get] (when|if|after) <poly> {f:expr} is divided "
           "by {g:expr}",
           "<ask> {want=remainder} (of|from|on|in) [the] (division|dividing) [of] <poly> {f:expr} by {g:expr}",
           "<ask> {want=quotient} (when|if|of) <poly> {f:expr} [is] divided by <poly> {g:expr}",
           "<ask> {want=quotient} of {f:expr} and {g:expr}",
           "<ask> {want=quotient} (when|of) dividing <poly> {f:expr} by {g:expr}",
           "(when|if) {f:expr} is divided by {g:expr} <then> <ask> {want=remainder|quotient} [is]",
           "(when|if) {f:expr} is divided by {g:expr} <then> what is the {want=remainder|quotient}",
           "<ask> {want=quotient and [the] remainder} (when|of|if|for) <poly> {f:expr} [is] divided by {g:expr}",
           "<ask> {want=quotient and [the] remainder} (of|when) dividing {f:expr} by {g:expr}",
           "<ask> {want=quotient and [the] remainder|quotient|remainder} [for|of|in|from] [the] [division] [:] "
           "{f:expr} (÷|/|\\div) {g:expr}",
           "{f:expr} (÷|\\div) {g:expr}",
           "<ask> {f:expr} (÷|\\div) {g:expr}",
           "{f:expr} (leaves|gives) (what|which) {want=remainder} (on|when|upon) [division|divided|dividing] [by] "
           "{g:expr}",
           "{f:expr} (÷|/|\\div) {g:expr} <then> <ask> {want=quotient and [the] remainder|quotient|remainder}",
           "(use|using|by|apply) [the] (synthetic division|polynomial division|long division|polynomial long "
           "division|remainder theorem) [to] [find|,] [the] [{want=quotient|remainder|quotient and remainder}] "
           "[divide|when|of] {f:expr} [is] (by|divided by) {g:expr}",
           "divide <poly> {f:expr} by <poly> {g:expr} [using|by|with] [long division|synthetic division|polynomial "
           "long division|polynomial division]",
           "<ask> {f:expr} divided by {g:expr}"},
          division},
         {{"<ask> [{numbers=<numbers>}] <solutions> of <polyf> {f:expr} [<over>]",
           "<ask> [{numbers=<numbers>}] <solutions> of <polyf> {f:function} [<over>]",
           "for what [values of] {x:var} is {f:expr} (zero|equal to zero|0|equal to 0)",
           "(where|when) (is|does) {f:expr} (equal|equal to) (zero|0)", "(where|when) is {f:expr} (zero|0)",
           "(where|when|for what x) (is|does) {f:function} (zero|0|equal to zero|equal 0|vanish)",
           "(where|when|for what x|for which x) does {f:expr} vanish",
           "<if> {f:function} <then> <ask> [all] [the] [its] [{numbers=<numbers>}] <solutions> [of (f|g|h|p|y)] [\\( x "
           "\\)]",
           "{f:function} <then> <ask> [all] [the] [its] [{numbers=<numbers>}] <solutions> [of (f|g|h|p|y)] [\\( x \\)]",
           "{f:function} <then> (where|for what x|for which x) (is|does) (f|g|h|p|y) [\\( x \\)] (zero|0|equal to "
           "zero|equal 0|vanish)",
           "<ask> {which=sum|product} of [all] [the] [{numbers=<numbers>}] <solutions> of <polyf> {f:expr}",
           "<ask> {which=sum|product} of [all] [the] [{numbers=<numbers>}] <solutions> of <polyf> {f:function}",
           "<ask> {which=larger|largest|greatest|greater|smaller|smallest|least} [{numbers=<numbers>}] (root|zero) of "
           "<polyf> {f:expr}"},
          roots},
         {{"how many [distinct|different] real <solutions> (does|do|has) <polyf> {f:expr} [have]",
           "how many [distinct|different] real <solutions> (does|do|has) <polyf> {f:function} [have]",
           "<ask> number of [distinct|different] real <solutions> of <polyf> {f:expr}",
           "how many [distinct|different] real <solutions> (does|do|has) [the] [equation] {f:equation} [have]",
           "<ask> number of [distinct|different] real <solutions> (of|to) [the] [equation] {f:equation}",
           "how many real numbers (satisfy|solve) {f:equation}",
           "how many times does [the graph of] {f:function} (cross|intersect|meet) the x axis",
           "how many x intercepts does [the graph of] {f:function} have"},
          of_polynomial("len(set(real_roots(p)))")},
         {{"<ask> discriminant (of|for) <polyf> {f:expr}",
           "<ask> discriminant (of|for) [the] [quadratic] [equation|function|polynomial] {f:equation}"},
          of_polynomial("discriminant(p, {x})")},
         {{"<ask> [coordinates of] [the] vertex (of|for) [the] [parabola|graph|quadratic|function|curve|graph "
           "of|quadratic function|parabola given by] {f:function}",
           "<ask> [coordinates of] [the] vertex (of|for) [the] [parabola|quadratic] {f:expr}",
           "<ask> turning point of [the] [parabola|graph|quadratic|function|curve|graph of] {f:function}",
           "where is the vertex of [the] [parabola] {f:function}"},
          of_quadratic("(-b/(2*a), c - b**2/(4*a))")},
         {{"<ask> axis of symmetry (of|for) [the] [parabola|graph|quadratic|function|curve|graph of] {f:function}",
           "<ask> [equation of] [the] axis of symmetry of [the] [parabola|graph|quadratic|function|curve] {f:function}",
           "<ask> (axis|line) of symmetry of {f:expr}",
           "<ask> [equation of] [the] line of symmetry (of|for) [the] [parabola|graph|quadratic|function|curve|graph "
           "of] {f:function}"},
          of_quadratic("f'{x} = {{latex(-b/(2*a))}}'")},
         {{"<ask> {axis=y|x} (intercept|intercepts) (of|for) [the] [straight] "
           "[line|graph|function|curve|parabola|equation|graph of|line with equation|line given by] {f:equation}",
           "(at|for) (what|which) [value|values] [of] (x|y) does [the] [line|graph|graph of|curve|parabola] "
           "{f:equation} (cross|meet|intersect|hit|cut) the {axis=x|y} axis",
           "<if> {f:equation} <then> <ask> {axis=x|y} (intercept|intercepts)",
           "{f:equation} <then> [<ask>] {axis=x|y} (intercept|intercepts)",
           "where does [the] [line|graph|graph of|curve|parabola] {f:equation} (cross|meet|intersect|hit) the "
           "{axis=x|y} axis"},
          [](const Match& m) -> std::optional<Program> {
            return m.word("axis").empty() ? std::nullopt : intercept(m);
          }}},
    .rank = 7,
};

}  // namespace qed::rules::kinds
