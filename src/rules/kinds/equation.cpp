// Equations, inequalities and systems, and formulas solved for one of their letters.
#include "rules/kind.h"
#include "rules/solving.h"

namespace qed::rules::kinds {
namespace {

SolveRequest request_of(const Match& m) {
  SolveRequest request;
  request.relations = m.list("e");
  request.numbers = m.word("numbers");
  for (const Formula& f : m.list("also")) request.relations.push_back(f);
  for (const Formula& x : m.list("x")) request.unknowns.emplace_back(x.name());
  if (m.has("i")) request.interval = m.formula("i");
  if (m.has("w")) request.asked = m.formula("w");
  if (request.numbers.starts_with("real")) request.numbers.clear();
  if (request.numbers == "all") request.numbers.clear();
  if (request.numbers == "c" || request.numbers == "ℂ") request.numbers = "complex";
  return request;
}

std::optional<Program> solve_for(const Match& m) {
  const SolveRequest request = request_of(m);
  if (request.asked && request.asked->is(Kind::kSymbol)) return std::nullopt;
  return solve(request);
}

std::optional<Program> solve_formula(const Match& m) {
  SolveRequest request = request_of(m);
  request.formula = true;
  return solve(request);
}

// "Find x" where a system has more unknowns: the value of x alone.
std::optional<Program> one_of_system(const Match& m) {
  SolveRequest request = request_of(m);
  if (request.unknowns.size() != 1 || request.relations.size() < 2) return std::nullopt;
  request.asked = m.formula("x");
  request.unknowns.clear();
  return solve(request);
}

// "x = 2 is a root of x^2 + kx - 10 = 0": the other letter.
std::optional<Program> given_root(const Match& m) {
  const std::optional<Definition> root = as_definition(m.formula("p"));
  const Formula& e = m.formula("e");
  const std::string k(m.formula("k").name());
  if (!root || !root->argument.empty() || e.symbols() != std::set<std::string>{k, root->name} || k == root->name)
    return std::nullopt;
  Script script;
  script.line("condition = ({}).subs({}, {})", difference(script, e), script.symbol(root->name), script(root->body));
  script.line("solutions = solve(condition, {})", script.symbol(k));
  script.check("all(simplify(condition.subs({}, s)) == 0 for s in solutions)", script.symbol(k));
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(fmt::format("{} such that {} is a root of {}", k, m.formula("p").text(), e.text()));
}

// "x < 1 or x > 5": the union.
std::optional<Program> either(const Match& m) {
  SolveRequest request;
  for (const Value* one : m.all("one")) request.relations.push_back(one->items.front());
  if (m.has("x")) request.unknowns.emplace_back(m.formula("x").name());
  for (const Formula& f : request.relations) {
    if (f.is(Kind::kRelation) && f.name() == "=") return std::nullopt;
  }
  request.either = true;
  return solve(request);
}

// "Where is 5 - 2x nonnegative?", "for which x are 2x + 1 and 3x - 5 equal?"
std::optional<Program> compared(const Match& m) {
  const std::vector<Formula> sides = m.has("g") ? std::vector{m.formula("f"), m.formula("g")} : m.list("e");
  Formula f = sides.empty() ? m.formula("f") : sides[0];
  if (const std::optional<Definition> d = as_definition(f)) f = d->body;
  if (sides.size() > 2 || f.is(Kind::kRelation) || f.has_call_to_letter()) return std::nullopt;
  if (sides.empty() && f.is(Kind::kSymbol)) return std::nullopt;
  std::set<std::string> symbols = f.symbols();
  if (sides.size() == 2) symbols.merge(sides[1].symbols());
  if (symbols.size() != 1 || (m.has("x") && !symbols.contains(std::string(m.formula("x").name())))) return std::nullopt;
  if (f.has_function("sin cos tan cot sec csc")) return std::nullopt;
  const std::string how = m.word("how");
  const auto starts = [&](std::string_view word) { return how.starts_with(word); };
  const std::string_view sign = starts("non positive") || starts("nonpositive") || starts("at most") ? "<="
                                : starts("non") || starts("at least")                                ? ">="
                                : starts("positive") || starts("greater") || starts("larger") || starts("bigger") ||
                                        starts("above") || starts("more") || starts("exceed")
                                    ? ">"
                                : starts("negative") || starts("less") || starts("smaller") || starts("below") ? "<"
                                                                                                               : "=";
  Script script;
  script.assume("");
  const std::string x = script.symbol(*symbols.begin()), left = script(f);
  const std::string right = sides.size() == 2 ? script(sides[1]) : "0";
  if (sign == "=") {
    script.line("found = solveset({} - ({}), {}, S.Reals)", left, right, x);
    script.check("isinstance(found, FiniteSet) or found is S.EmptySet");
    script.line("solutions = sorted(found, key=N)");
    script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
  } else {
    script.answer("solveset({} {} {}, {}, S.Reals)", left, sign, right, x);
    script.check("not ans.has(ConditionSet)");
  }
  return script.finish(fmt::format("Where {} {} {}", left, sign, right));
}

std::optional<Program> extreme_integer(const Match& m) {
  SolveRequest request = request_of(m);
  const std::string which = m.word("which");
  const bool low = which == "smallest" || which == "least" || which == "minimum" || which == "lowest";
  request.wanted = low ? "smallest" : "largest";
  return solve(request);
}

Build of_solutions(std::string_view wanted) {
  return [wanted = std::string(wanted)](const Match& m) -> std::optional<Program> {
    SolveRequest request = request_of(m);
    request.wanted = wanted;
    return solve(request);
  };
}

#define SIGN                                                                                                           \
  "positive|negative|nonnegative|non negative|nonpositive|non positive|greater than zero|less than zero|greater than " \
  "0|"                                                                                                                 \
  "less than 0|at least 0|at most 0|above zero|below zero|above 0|below 0"
#define EXPRESSION "[the] [expression|function|polynomial|quadratic|graph of] {f:subject}"

}  // namespace

extern const Intent equation;
const Intent equation{
    .intent = "equation",
    .rules =
        {{{"<solve> <object> {one:inequality} or {one:inequality} [for {x:var}] [<over>]",
           "<object> {one:inequality} or {one:inequality}",
           "<solve> for {x:var} [:|,] {one:inequality} or {one:inequality}",
           "<ask> <solutions> (of|to|for) <object> {one:inequality} or {one:inequality}",
           "<ask> [{numbers=<numbers>}] [<values>] {x:var} <such> [either] {one:inequality} or {one:inequality}",
           "<solve> [the] compound inequality [:] {one:inequality} or {one:inequality}"},
          either},
         {{"(for|at) (what|which) [real] [<values>] {x:var} (is|are) " EXPRESSION " {how=" SIGN "}",
           "(where|when) (is|are) " EXPRESSION " {how=" SIGN "}",
           "(for|at) (what|which) [real] [<values>] {x:var} does " EXPRESSION " (take|have) {how=" SIGN "} values",
           "(on|over|in) (what|which) (interval|intervals|set) is " EXPRESSION " {how=" SIGN "}",
           "<ask> [real] [<values>] {x:var} (for which|such that|where|so that|when|that make|which make) " EXPRESSION
           " (is|are) {how=" SIGN "}",
           "<ask> [interval|intervals|set|values] (on which|where|for which) " EXPRESSION " is {how=" SIGN "}"},
          compared},
         {{"(for|at) (what|which) [real] [<values>] {x:var} (are|is|do|will) {e:exprs} (equal|the same|equal to each "
           "other|have the same value|take the same value|agree) [to each other|value]",
           "(for|at) (what|which) [real] [<values>] {x:var} (does|is|do|will) {f:expr} (equal to|the same as|equal) "
           "{g:expr}",
           "(when|where) (are|do) {e:exprs} (equal|the same|equal each other|have the same value)",
           "(when|where) (is|does) {f:expr} (equal to|the same as|equal) {g:expr}",
           "<ask> [real] [<values>] {x:var} (for which|such that|where|so that|when|that makes|that make|which makes) "
           "{e:exprs} (are|is|have) [the] (equal|same|same value)",
           "<ask> [real] [<values>] {x:var} (for which|such that|where|so that|when|that makes|that make) {f:expr} is "
           "(the same as|equal to) {g:expr}",
           "set {f:expr} equal to {g:expr} and solve [for {x:var}]"},
          compared},
         {{"(for|at) (what|which) [real] [<values>] {x:var} is {f:expr} {how=greater than|less than|larger "
           "than|smaller than|bigger than|at least|at most|more than|above|below} {g:expr}",
           "(when|where) is {f:expr} {how=greater than|less than|larger than|smaller than|bigger than|at least|at "
           "most|more than|above|below} {g:expr}",
           "<ask> [real] [<values>] {x:var} (for which|such that|where|so that|when|that make) {f:expr} is "
           "{how=greater than|less than|larger than|smaller than|bigger than|at least|at most|more than|above|below} "
           "{g:expr}"},
          compared},
         {{"<solve> <object> {e:relations} <on> {i:interval}",
           "<solve> <object> {e:relations} <on> the interval {i:interval}",
           "<solve> over the {numbers=<numbers>} [numbers] [:] {e:relations}",
           "<solve> <object> {e:equation} for {also:relations}",
           "<object> {e:relations} (over|in) the {numbers=complex} [numbers]",
           "<solve> in the {numbers=<numbers>} [numbers] [:] {e:relations}",
           "<ask> [{numbers=<numbers>}] [numbers] [<values>] {x:vars} <such> <object> {e:relations} [<holds>]",
           "<ask> [{numbers=<numbers>}] [<values>] {x:var} (in|∈|\\in|on) [the interval] {i:interval} <such> "
           "{e:relations} [<holds>]",
           "<ask> [{numbers=<numbers>}] [<values>] {x:var} [<such>] {e:relations} <on> [the interval] {i:interval}",
           "[<if>] <object> {e:relations} <then> [<ask>|solve|solve for] [{numbers=<numbers>}] [<values>] {x:vars}",
           "[<if>] <object> {e:relations} <then> [<ask>|solve|solve for] [<values>] {x:var} [for|in|on|over] [the "
           "interval] {i:interval}",
           "[<if>] <object> {e:relations} <on> [the interval] {i:interval} <then> [<ask>|solve|solve for] [<values>] "
           "{x:vars}",
           "[<if>] <object> {e:relations} <then> <ask> {w:expr}",
           "<ask> {w:expr} <such> <object> {e:relations}",
           "[<if>] <object> {e:relations} <then> what (does|is|would|will|must) {w:expr} [then] (equal|be|come "
           "to|evaluate to|become|worth)",
           "what (does|would|will|must|is) {w:expr} (equal|be|come to|evaluate to|become) <such> <object> "
           "{e:relations}",
           "(what|which) [{numbers=<numbers>}] {x:var} "
           "(satisfy|satisfies|solve|solves|have|has|make|makes|give|gives|fulfil) <object> {e:relations} [<holds>]",
           "(where|when) is {e:relations} (true|satisfied|valid) [<over>]",
           "<ask> [all] [the] (pairs|ordered pairs|points|solutions|solution pairs) [\\( {x:vars} \\)] (with|such "
           "that|satisfying|that satisfy|where|for which|of) [both] {e:relations}",
           "<solve> [the] [following] [proportion|equation|inequality|inequalities] [simultaneously|together] [:] "
           "{e:relations} [simultaneously|together]",
           "(what|which) [{numbers=<numbers>}] (value|values|number|numbers) [of] {x:var} <satisfy> <object> "
           "{e:relations} [<holds>]",
           "(for|at) (what|which) [{numbers=<numbers>}] [<values>] {x:vars} (is|does|do|are|will|can) [it true that] "
           "<object> {e:relations} [<holds>]",
           "[{x:var} (∈|in|\\in) (ℝ|r) ,] {e:relations} <then> {x:var} (∈|in|\\in)",
           "[<if>] {x:var} (∈|in|\\in) {i:interval} <then> [<solve>|<ask>] {e:relations}",
           "<ask> [{numbers=<numbers>}] <solutions> (of|to|for) <object> {e:relations} [<over>]",
           "<ask> [{numbers=<numbers>}] <solutions> (of|to|for) <object> {e:relations} <on> [the interval] "
           "{i:interval}",
           "what [does|must|should|can] {x:var} [equal|is|be] <such> {e:relations} [<holds>]",
           "(what|which) {numbers=<numbers>} (satisfy|satisfies|solve|make|makes|fulfil) <object> {e:relations} "
           "[<holds>]",
           "<solve> <object> {e:relations} (over|in) [the] {numbers=complex|c|ℂ} [numbers|plane|number system]",
           "(factor and|factorise and|factorize and) <solve> <object> {e:relations} [<forvar> {x:vars}]",
           "(use|using|by|apply) <method> [to|,] <solve> <object> {e:relations} [<forvar> {x:vars}]",
           "<solve> <object> {e:relations} (by|using|with) <method>",
           "<object> {e:relations}"},
          solve_for},
         {{"<solve> [{numbers=<numbers>}] [{x:vars}] <object> {e:relations} [<forvar> {x:vars}] [<over>]",
           "<solve> <object> {e:relations} <forvar> {x:vars} <on> {i:interval}",
           "<solve> for [all] [{numbers=<numbers>}] [<values>] {x:vars} [<such>|in] <object> {e:relations} [<over>]",
           "<solve> <object> {e:relations} [<forvar> {x:vars}] (over|in) the {numbers=complex} [numbers]",
           "<solve> <object> for {x:vars} : {e:relations} [<over>]",
           "<object> {e:relations} <then> <solve> [it|this|the equation] [for] [{x:vars}] [over the reals]",
           "make {x:var} the subject [of|in|:] [the] [formula|equation] [:] {e:equation}",
           "{e:relations} <then> make {x:var} the subject [of the formula]",
           "(express|write|give) {x:var} in terms of [the other variables|other variables|{y:vars}] "
           "[from|in|if|given|when|for] [that] {e:equation}",
           "(rearrange|transpose|solve|isolate) [the] [equation|formula] {e:equation} [to] (make {x:var} the "
           "subject|for {x:var}|solve for {x:var}|to isolate {x:var}|isolate {x:var})",
           "isolate {x:var} (in|from) [the] [equation|formula] {e:equation}",
           "find {x:var} (as a function of|in terms of) [the other variables|other variables|{y:vars}] [:|,|.|;|--] "
           "[from|in|if|given|when|for] [that] [the] [equation|formula|relation] {e:equation}",
           "(express|write|give) {x:var} [as a function of|in terms of] [the other variables|other "
           "variables|{y:vars}] [:|,|.|;|--] [from|in|if|given|when|for] [that] [the] [equation|formula|relation] "
           "{e:equation}",
           "<if> {e:equation} <then> (express|write|give|find) {x:var} (in terms of|as a function of) [the other "
           "variables|{y:vars}]",
           "{e:equation} <then> (express|write|give|find|<ask>) {x:var} (in terms of|as a function of) [the other "
           "variables|{y:vars}]",
           "<ask> {x:var} in terms of {y:vars} (if|when|given|given that|where|from|for) {e:equation}",
           "<solve> {e:equation} for {x:var} in terms of {y:vars}",
           "<solve> for {x:var} (in terms of|as a function of) {y:vars} [:|,|in|if|given] {e:equation}",
           "make {x:var} the subject of [the] [formula|equation] [:|,|--] {e:equation}",
           "rearrange [:] {e:equation} [,|;] for {x:var}",
           "(isolate|rearrange for|rearrange to find|transpose for|rearrange to make) {x:var} [the subject] [:|in|,] "
           "[the] [equation|formula] {e:equation}",
           "(rearrange|solve|transpose) [to] (make|get) {x:var} the subject [:|of|in|,] [the] [equation|formula] "
           "{e:equation}",
           "rearrange {e:equation} to get {x:var} [by itself|alone|on its own]",
           "get {x:var} (by itself|alone) in {e:equation}",
           "<object> {e:equation} <then> solve for {x:var}",
           "<solve> [the] literal equation [:|,] {e:equation} [for {x:var}]",
           "<if> {e:equation} <then> solve for {x:var}"},
          solve_formula},
         {{"[<if>] <object> {e:equations} <then> [<ask>|solve for] [<values>] {x:var}",
           "<ask> [<values>] {x:var} <such> <object> {e:equations}", "<solve> <object> {e:equations} for {x:var}"},
          one_of_system},
         {{"<ask> [<values>] {k:var} (if|such that|for which|given that|so that|when) {p:definition} is a "
           "(solution|root|zero) (of|to) [the] [equation] {e:equation}",
           "<if> {p:definition} is a (solution|root|zero) (of|to) [the] [equation] {e:equation} <then> <ask> "
           "[<values>] {k:var}"},
          given_root},
         {{"<ask> {which=smallest|least|minimum|lowest|largest|greatest|maximum|biggest} {numbers=<numbers>} [number] "
           "[<values>] [{x:var}] <such> {e:relations} [<holds>]",
           "<ask> {which=smallest|least|largest|greatest|biggest} {numbers=<numbers>} [value] [of] [{x:var}] "
           "(satisfying|that satisfies|which satisfies) {e:relations}"},
          extreme_integer},
         {{"<ask> {which=larger|largest|greater|greatest|bigger|smaller|smallest|least} [{numbers=<numbers>}] "
           "(root|solution|zero) (of|to) <object> {e:relations}"},
          [](const Match& m) -> std::optional<Program> {
            SolveRequest request = request_of(m);
            const std::string which = m.word("which");
            request.wanted = which.starts_with("small") || which == "least" ? "smallest" : "largest";
            return solve(request);
          }},
         {{"<ask> sum of [all] [the] [{numbers=<numbers>}] <solutions> (of|to|for) <object> {e:relations}",
           "<ask> sum of [all] [the] [{numbers=<numbers>}] [values of] {x:vars} <such> {e:relations}",
           "<ask> sum of [all] [the] [possible] [{numbers=<numbers>}] [values of] {x:vars} (that satisfy|which "
           "satisfy|satisfying|for which|such that) {e:relations}",
           "[<if>] {e:relations} <then> <ask> sum of [all] [the] [{numbers=<numbers>}] <solutions>"},
          of_solutions("sum")},
         {{"<ask> product of [all] [the] [{numbers=<numbers>}] <solutions> (of|to|for) <object> {e:relations}",
           "[<if>] {e:relations} <then> <ask> product of [all] [the] [{numbers=<numbers>}] <solutions>"},
          of_solutions("product")},
         {{"how many [distinct|different] [{numbers=<numbers>}] <solutions> (does|do|has|have) [the] [following] "
           "<object> {e:relations} have",
           "how many [distinct|different] [{numbers=<numbers>}] <solutions> (are there|exist) (to|of|for) <object> "
           "{e:relations}",
           "<ask> number of [distinct|different] [{numbers=<numbers>}] <solutions> (of|to|for) <object> {e:relations}",
           "how many {numbers=<numbers>} [values of] [{x:var}] (satisfy|solve) {e:relations}",
           "how many {numbers=<numbers>} {x:var} (are there|exist) <such> {e:relations}"},
          of_solutions("count")}},
    .rank = 5,
};

}  // namespace qed::rules::kinds
