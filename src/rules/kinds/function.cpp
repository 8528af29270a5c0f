// Functions as such: composition, inverse, domain, range.
#include "base/text.h"
#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

struct Named {
  std::string name, x;
  Formula body;
};

// f(x) = …, y = … or a bare expression in one variable.
std::optional<Named> function_of(const Formula& f) {
  if (const std::optional<Definition> d = as_definition(f)) {
    const std::set<std::string> symbols = d->body.symbols();
    if (!d->argument.empty()) {
      if (!symbols.empty() && symbols != std::set<std::string>{d->argument}) return std::nullopt;
      return Named{d->name, d->argument, d->body};
    }
    if (symbols.size() != 1 || symbols.contains(d->name)) return std::nullopt;
    return Named{d->name, *symbols.begin(), d->body};
  }
  if (f.is(Kind::kRelation) || f.has_call_to_letter()) return std::nullopt;
  const std::set<std::string> symbols = f.symbols();
  if (symbols.size() != 1) return std::nullopt;
  return Named{"f", *symbols.begin(), f};
}

// The letter asked about must be the one defined.
bool agrees(const Match& m, const Named& f) { return !m.has("name") || m.word("name") == text::lower(f.name); }

std::optional<Program> inverse(const Match& m) {
  const std::optional<Named> f = function_of(m.formula("f"));
  if (!f || !agrees(m, *f) || m.formula("f").is(Kind::kSymbol)) return std::nullopt;
  Script script;
  script.assume("");
  const std::string x = script.symbol(f->x);
  const std::string other = x == "y" ? "x" : "y";
  script.symbol(other);
  script.line("solutions = solve({} - ({}), {})", other, script(f->body), x);
  script.line("inverse = simplify(solutions[0].subs({}, {}))", other, x);
  script.check("len(solutions) == 1");
  if (m.has("a")) {
    script.answer("simplify(inverse.subs({}, {}))", x, script(m.formula("a")));
  } else {
    script.answer("inverse");
  }
  script.check("simplify(({}).subs({}, inverse) - {}) == 0", script(f->body), x, x);
  return script.finish("Inverse of " + m.formula("f").text());
}

std::optional<Program> domain_or_range(const Match& m) {
  const std::optional<Named> f = function_of(m.formula("f"));
  if (!f || !agrees(m, *f)) return std::nullopt;
  Script script;
  script.assume("");
  const std::string x = script.symbol(f->x);
  const bool range = m.word("what") == "range" || m.word("what") == "image";
  script.line("domain = continuous_domain({}, {}, S.Reals)", script(f->body), x);
  script.answer("{}", range ? fmt::format("function_range({}, {}, domain)", script(f->body), x) : "domain");
  script.check("not ans.has(ConditionSet)");
  return script.finish(m.word("what") + " of " + m.formula("f").text());
}

// f^{-1}(10): every x with f(x) = 10, of which there must be one.
std::optional<Program> inverse_value(const Match& m) {
  const std::optional<Named> f = function_of(m.formula("f"));
  if (!f || !agrees(m, *f) || !m.formula("a").is_constant()) return std::nullopt;
  Script script;
  const std::string x = script.symbol(f->x), body = script(f->body), a = script(m.formula("a"));
  script.line("solutions = solve({} - ({}), {})", body, a, x);
  script.check("len(solutions) == 1");
  script.check("simplify(({}).subs({}, ans) - ({})) == 0", body, x, a);
  script.answer("solutions[0]");
  return script.finish(fmt::format("The inverse of {} at {}", m.formula("f").text(), a));
}

// "y = 3x - 4. Find x when y = 11." and "f(x) = 2x + 1; f(x) = 9, x = ?"
// "f(x) = 2x + c and f(3) = 10": the letter besides the variable.
std::optional<Program> coefficient_of(const Match& m) {
  const std::optional<Definition> d = as_definition(m.formula("f"));
  const Formula left = m.formula("e").child(0), right = m.formula("e").child(1);
  if (!d || d->argument.empty() || !right.is_constant()) return std::nullopt;
  const bool applied =
      left.is(Kind::kCall) && left.size() == 1 && left.name() == d->name && left.child(0).is_constant();
  const std::string c(m.formula("x").name());
  if (!applied || d->body.symbols() != std::set<std::string>{c, d->argument} || c == d->argument) return std::nullopt;
  Script script;
  const std::string x = script.symbol(d->argument), unknown = script.symbol(c), at = script(left.child(0));
  script.line("body = {}", script(d->body));
  script.line("solutions = solve(body.subs({}, {}) - ({}), {})", x, at, script(right), unknown);
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("{} such that {}", c, m.formula("e").text()));
}

std::optional<Program> takes_value_at(const Match& m) {
  const std::optional<Named> f = function_of(m.formula("f"));
  const Formula left = m.formula("e").child(0), right = m.formula("e").child(1);
  const bool applied = left.is(Kind::kCall) && left.size() == 1 && left.child(0).is(Kind::kSymbol);
  if (!f || !applied || left.name() != f->name || left.child(0).is_symbol(f->x) || !right.is_constant())
    return std::nullopt;
  const std::string k(left.child(0).name());
  if (m.has("x") && !m.formula("x").is_symbol(k)) return std::nullopt;
  Script script;
  const std::string x = script.symbol(f->x), body = script(f->body), a = script(right);
  script.line("solutions = solve({} - ({}), {})", body, a, x);
  script.check("all(abs(N(({}).subs({}, s) - ({}))) < 1e-9 for s in solutions)", body, x, a);
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("Solve {} where {}", m.formula("e").text(), m.formula("f").text()));
}

std::optional<Program> takes_value(const Match& m) {
  const std::optional<Definition> d = as_definition(m.formula("f"));
  const Formula& e = m.formula("e");
  const std::optional<Named> f = function_of(m.formula("f"));
  if (!d || !f || !e.child(1).is_constant() || !m.formula("x").is_symbol(f->x)) return std::nullopt;
  const Formula left = e.child(0);
  const bool named = d->argument.empty()
                         ? left.is_symbol(d->name)
                         : left.is(Kind::kCall) && left.name() == d->name && left.child(0).is_symbol(f->x);
  if (!named) return std::nullopt;
  Script script;
  const std::string x = script.symbol(f->x), body = script(f->body), a = script(e.child(1));
  script.line("solutions = solve({} - ({}), {})", body, a, x);
  script.check("all(abs(N(({}).subs({}, s) - ({}))) < 1e-9 for s in solutions)", body, x, a);
  script.check("len(solutions) > 0");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("Solve {} where {}", e.text(), m.formula("f").text()));
}

// (f ∘ g)(x), (f ∘ g)(2), f(g(x)): f after g.
std::optional<Program> composition(const Match& m) {
  std::optional<Definition> outer, inner;
  for (const Formula& given : m.list("given")) {
    const std::optional<Definition> d = as_definition(given);
    if (!d || d->argument.empty()) return std::nullopt;
    if (d->name == m.formula("outer").name()) outer = d;
    if (d->name == m.formula("inner").name()) inner = d;
  }
  if (!outer || !inner || m.list("given").size() != 2) {
    if (!outer || outer->name != m.formula("inner").name()) return std::nullopt;
  }
  Script script;
  script.define(*outer);
  if (inner->name != outer->name) script.define(*inner);
  const std::string argument = m.has("a") ? script(m.formula("a")) : script.symbol(inner->argument);
  script.answer("simplify({}({}({})))", python_name(outer->name), python_name(inner->name), argument);
  return script.finish(fmt::format("{}({}({}))", outer->name, inner->name, argument));
}

// (f + g)(x), (fg)(2), (f/g)(x)
std::optional<Program> combination(const Match& m) {
  std::optional<Definition> left, right;
  for (const Formula& given : m.list("given")) {
    const std::optional<Definition> d = as_definition(given);
    if (!d || d->argument.empty()) return std::nullopt;
    if (d->name == m.formula("outer").name()) left = d;
    if (d->name == m.formula("inner").name()) right = d;
  }
  if (!left || !right || m.list("given").size() != 2) return std::nullopt;
  Script script;
  script.define(*left);
  script.define(*right);
  const std::string at = m.has("a") ? script(m.formula("a")) : script.symbol(left->argument), op = m.word("op");
  const std::string_view sign = op == "+" ? "+" : op == "-" ? "-" : op == "/" || op == "\xC3\xB7" ? "/" : "*";
  const std::string value =
      fmt::format("{}({}) {} {}({})", python_name(left->name), at, sign, python_name(right->name), at);
  script.answer("{}({})", sign == "/" ? "cancel" : "expand", value);
  return script.finish(value);
}

std::optional<Program> evenness(const Match& m) {
  const std::optional<Named> f = function_of(m.formula("f"));
  if (!f) return std::nullopt;
  Script script;
  const std::string x = script.symbol(f->x);
  const std::string body = script(f->body);
  script.line("f = Lambda({}, {})", x, body);
  script.assigned("f");
  script.line("even = simplify(f(-{0}) - f({0})) == 0", x);
  script.line("odd = simplify(f(-{0}) + f({0})) == 0", x);
  const std::string which = m.word("which");
  script.answer("{}", which == "even"  ? "even"
                      : which == "odd" ? "odd"
                                       : "'even' if even else 'odd' if odd else 'neither'");
  return script.finish("Parity of " + m.formula("f").text());
}

// Where two curves meet, as points.
std::optional<Program> intersection(const Match& m) {
  std::vector<Formula> curves = m.list("e");
  if (m.has("e1")) curves = {m.formula("e1"), m.formula("e2")};
  if (curves.size() != 2) return std::nullopt;
  std::set<std::string> symbols = curves[0].symbols();
  symbols.merge(curves[1].symbols());
  if (symbols != std::set<std::string>{"x", "y"}) return std::nullopt;
  Script script;
  script.line("curves = [{}, {}]", difference(script, curves[0]), difference(script, curves[1]));
  script.symbol("x");
  script.symbol("y");
  script.line("points = [(s[x], s[y]) for s in solve(curves, [x, y], dict=True)]");
  script.check("all(abs(N(c.subs({{x: p[0], y: p[1]}}))) < 1e-9 for c in curves for p in points)");
  script.answer("points[0] if len(points) == 1 else FiniteSet(*points)");
  return script.finish("Intersection of " + curves[0].text() + " and " + curves[1].text());
}

#define INVERSE_AT                                                                                              \
  "[value of] (({name=f|g|h|p|q} ^ ([\\{] - 1 [\\}]|\\( - 1 \\))|({name=f|g|h|p|q} inverse) [of|at]) [\\(|of] " \
  "{a:closed} "                                                                                                 \
  "[\\)])"

}  // namespace

extern const Intent function;
const Intent function{
    .intent = "function",
    .rules =
        {{{"<ask> inverse [function] (of|for|to) [the function|the] {f:function}",
           "<ask> inverse [function] of {name=f|g|h|p|q} (if|where|when|for|given) [the function] {f:function}",
           "<inv> (for|if|where|when|given) [that|the function] {f:function}", "<if> {f:function} <then> <inv>",
           "<if> {f:function} <then> <ask> [its|the] inverse [function] [of {name=f|g|h|p|q}]",
           "{f:function} <then> <inv>", "{f:function} <then> <ask> [its|the] inverse [function]",
           "invert [the function] {f:function}", "<inv> <if> [the] [function] {f:function}",
           "(find|compute|evaluate|determine) <inv> for {f:function}",
           "<ask> inverse [function] of [the] [function] {f:expr}",
           "(what|which) function is the inverse of {f:function}",
           "<ask> {name=f|g|h|p|q} inverse [\\( (x|y|t) \\)|of x] <if> {f:function}",
           "<if> {f:function} <then> <ask> {name=f|g|h|p|q} inverse [\\( (x|y|t) \\)|of x]"},
          inverse},
         {{"[<if>] [the] [function] {f:function} <then> <ask> " INVERSE_AT,
           "<ask> " INVERSE_AT " (if|where|when|for|given|given that) [the] [function] {f:function}",
           "[<if>] [the] [function] {f:function} <then> <ask> [value of] [the|its] inverse [function] [of (f|g|h)] "
           "(at|of|evaluated at|when x =) [x =] {a:closed}",
           "<ask> [value of] [the] inverse [function] of [the] [function] {f:function} (at|evaluated at|when x =) [x "
           "=] {a:closed}"},
          inverse_value},
         {{"[<if>] [the] [function] {f:function} <then> <ask> [all] [<values>] {x:var} <such> {e:equation}",
           "[<if>] [the] [function] {f:function} <then> (solve|solve for {x:var} :) [the equation] {e:equation} [for "
           "{x:var}]",
           "[<if>] [the] [function] {f:function} <then> (for|at) (what|which) [real] [<values>] {x:var} (is|does) "
           "{e:equation}",
           "(for|at) (what|which) [real] [<values>] {x:var} (is|does) {e:equation} (if|when|where|given that) "
           "{f:function}",
           "[<if>] [the] [function] {f:function} [and|,] [that] {e:equation} <then> <ask> [<values>] {x:var}",
           "<ask> [<values>] {x:var} <such> {e:equation} (if|where|when|given that) {f:function}",
           "{f:function} <then> <ask> {x:var} (when|if|where|for) {e:equation}",
           "<if> {f:function} <then> <ask> {x:var} (when|if|where|for) {e:equation}"},
          takes_value},
         {{"[<if>] [the] [function] {f:function} [and|,|;|, and] [that|if] {e:equation} <then> <ask> [<values>] "
           "{x:var}",
           "<ask> [<values>] {x:var} <such> {e:equation} [,] (if|where|when|given that|for) {f:function}",
           "[<if>] [the] [function] {f:function} <then> [for] <ask> [<values>] {x:var} <such> {e:equation}",
           "[<if>] [the] [function] {f:function} <then> (for|at) (what|which) [<values>] {x:var} (is|does) "
           "{e:equation}"},
          takes_value_at},
         {{"[<if>] [the] [function] {f:definition} [and|,|;|, and] [that|if] {e:equation} <then> <ask> [<values>] "
           "{x:var}",
           "<ask> [<values>] {x:var} <such> {e:equation} [,] (if|where|when|given that|for) {f:definition}"},
          coefficient_of},
         {{"<ask> [natural|largest|maximal|real] {what=domain|range|image} (of|for) [the] [real] "
           "[function|functions|graph of|expression|curve] [given by] {f:function}",
           "<ask> [natural|real] {what=domain|range|image} (of|for) [the] [function|expression] {f:expr}",
           "<if> {f:function} <then> <ask> [natural] {what=domain|range|image} [of {name=f|g|h|p|q}]",
           "{f:function} <then> <ask> [natural] {what=domain|range|image} [of {name=f|g|h|p|q}]",
           "(for|at) (what|which) [real] (values|value|numbers) of {v:var} is [the] {what=function} {f:function} "
           "defined",
           "<ask> {what=domain|range} of {name=f|g|h|p|q} (if|where|when|for|given) {f:function}",
           "where is {f:function} {what=defined}",
           "(for|at) (what|which) [real] [values of|numbers] {v:var} is {f:expr} {what=defined}",
           "{what=domain|range} [:|of] {f:expr}", "{what=domain|range} [:|of] {f:function}",
           "{f:function} [,|:|;|.|--|?] [its|the] {what=domain|range} [= |is what]",
           "<if> {f:function} <then> (what|which) is (its|the) {what=domain|range}",
           "(what|which) (values|real values|real numbers|numbers) can {v:var} take in {f:expr}"},
          domain_or_range},
         {{"<if> {given:definitions} <then> <ask> \\( {outer:var} <after> {inner:var} \\) [\\( {a:expr} \\)]",
           "{given:definitions} <then> <ask> \\( {outer:var} <after> {inner:var} \\) [\\( {a:expr} \\)]",
           "<ask> \\( {outer:var} <after> {inner:var} \\) [\\( {a:expr} \\)] <if> {given:definitions}",
           "<if> {given:definitions} <then> <ask> {outer:var} <after> {inner:var}",
           "{given:definitions} <then> <ask> {outer:var} <after> {inner:var}",
           "<ask> {outer:var} <after> {inner:var} <if> {given:definitions}",
           "<if> {given:definitions} <then> <ask> [composite|composition|composite function] [of] {outer:var} "
           "(after|of|composed with|with) {inner:var}"},
          composition},
         {{"<if> {given:definitions} <then> <ask> \\( {outer:var} [{op=+|-|*|/|\\cdot|·|×|÷} ~] ~ {inner:var} \\) [\\( "
           "{a:expr} \\)]",
           "{given:definitions} <then> <ask> \\( {outer:var} [{op=+|-|*|/|\\cdot|·|×|÷} ~] ~ {inner:var} \\) [\\( "
           "{a:expr} \\)]",
           "<ask> \\( {outer:var} [{op=+|-|*|/|\\cdot|·|×|÷} ~] ~ {inner:var} \\) [\\( {a:expr} \\)] <if> "
           "{given:definitions}"},
          combination},
         {{"is [the] [function] {f:function} [an|a] {which=even|odd} [function]",
           "is [the] [function] {f:function} {which=even or odd|odd or even|even , odd or neither|even , odd , or "
           "neither|odd , even or neither} [function]",
           "(determine|decide|tell|check|state|say|find out|classify|tell me) (whether|if) [the] [function] "
           "{f:function} is [an|a] {which=even or odd|odd or even|even , odd or neither|even , odd , or neither}"},
          evenness},
         {{"<ask> (intersection|intersections|intersection point|intersection points|point of intersection|points of "
           "intersection|point|points|coordinates of the intersection|coordinates of the point of intersection) "
           "[of|between|where] [the] [lines|curves|graphs|graphs of|line|curve|parabola] [of] {e:equations} "
           "[meet|intersect|cross]",
           "where do [the] [two|2] [lines|curves|graphs|graphs of|line|curve|parabola|circle|circles|parabolas] "
           "{e:equations} (intersect|meet|cross|touch)",
           "where (do|does) [the] [line|curve|graph of|parabola|circle] {e1:equation} (and|intersect|meet|cross) [the] "
           "[line|curve|graph of|parabola|circle|hyperbola|ellipse] {e2:equation} [intersect|meet|cross|touch]",
           "<ask> (intersection|intersections|intersection point|intersection points|point of intersection|points of "
           "intersection|points where|point where) [of|between] [the] [line|curve|graph of|parabola|circle] "
           "{e1:equation} (and|with|meets|intersects|crosses) [the] [line|curve|graph "
           "of|parabola|circle|hyperbola|ellipse] {e2:equation} [meet|intersect]",
           "(at which|at what|in which) (point|points) do [the] [lines|curves|graphs|graphs of|line|curve|parabola] "
           "{e:equations} (intersect|meet|cross)"},
          intersection}},
    .rank = 15,
};

}  // namespace qed::rules::kinds
