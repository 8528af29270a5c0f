#include "rules/solving.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rules/linear_equation.h"

namespace qed::rules {
namespace {

bool is_equation(const Formula& f) { return f.is(Kind::kRelation) && f.name() == "=" && f.size() == 2; }

bool is_solved(const Formula& f) {
  const auto plain = [](const Formula& side) { return side.is(Kind::kSymbol) || side.is_constant(); };
  return f.size() == 2 && plain(f.child(0)) && plain(f.child(1));
}

bool is_trigonometric(const Formula& f) { return f.has_function("sin cos tan cot sec csc"); }

std::set<std::string> symbols_of(const std::vector<Formula>& formulas) {
  std::set<std::string> all;
  for (const Formula& f : formulas) all.merge(f.symbols());
  return all;
}

// "Solve for X: 2x = 4" means x.
bool settle_case(std::string& unknown, const std::set<std::string>& present) {
  if (present.contains(unknown)) return true;
  for (const auto change : {+[](char c) { return text::to_lower(c); },
                            +[](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }}) {
    std::string other = unknown;
    std::ranges::transform(other, other.begin(), change);
    if (present.contains(other)) {
      unknown = other;
      return true;
    }
  }
  return false;
}

std::string restate(const SolveRequest& request) {
  std::string out = "Solve ";
  for (const Formula& f : request.relations) out += (&f == request.relations.data() ? "" : ", ") + f.text();
  for (const std::string& x : request.unknowns) out += (&x == request.unknowns.data() ? " for " : ", ") + x;
  if (!request.numbers.empty()) out += " in " + request.numbers + " numbers";
  if (request.asked) out += ", and evaluate " + request.asked->text();
  return out;
}

// Keeps the solutions that the question wants; "" where every real one is fine.
std::string filter(const std::string& numbers) {
  std::string condition;
  const auto add = [&](std::string_view what) { condition += (condition.empty() ? "" : " and ") + std::string(what); };
  if (numbers.find("integer") != std::string::npos || numbers.find("whole") != std::string::npos) add("s.is_integer");
  if (numbers.find("rational") != std::string::npos) add("s.is_rational");
  if (numbers.find("positive") != std::string::npos) add("s > 0");
  if (numbers.find("negative") != std::string::npos) add("s < 0");
  return condition;
}

// What is made of `solutions`, a Python list.
void conclude(Script& script, const SolveRequest& request, const std::string& x) {
  if (request.asked) {
    script.line("values = {{simplify(({}).subs({}, s)) for s in solutions}}", script(*request.asked), x);
    return script.answer("values.pop() if len(values) == 1 else FiniteSet(*values)");
  }
  if (request.wanted == "sum") return script.answer("simplify(sum(solutions))");
  if (request.wanted == "product") return script.answer("simplify(math.prod(solutions))");
  if (request.wanted == "count") return script.answer("len(solutions)");
  if (request.wanted == "largest") return script.answer("max(solutions)");
  if (request.wanted == "smallest") return script.answer("min(solutions)");
  script.answer("solutions[0] if len(solutions) == 1 else FiniteSet(*solutions)");
}

std::optional<std::string> domain_of(Script& script, const SolveRequest& request, const Formula* bounds,
                                     bool& degrees) {
  if (request.interval) {
    degrees = request.interval->has(Kind::kDegrees);
    return interval_set(script, *request.interval);
  }
  if (!bounds) return std::nullopt;
  degrees = bounds->has(Kind::kDegrees);
  if (bounds->size() == 2 && bounds->child(0).is(Kind::kSymbol)) {  // x > 0
    const std::string end = script(bounds->child(1));
    if (bounds->name() == ">") return fmt::format("Interval.open({}, oo)", end);
    if (bounds->name() == ">=") return fmt::format("Interval({}, oo)", end);
    if (bounds->name() == "<") return fmt::format("Interval.open(-oo, {})", end);
    if (bounds->name() == "<=") return fmt::format("Interval(-oo, {})", end);
  }
  if (bounds->size() != 3) return std::nullopt;
  const auto signs = text::split(bounds->name(), ' ');
  if (signs.size() != 2 || !signs[0].starts_with('<') || !signs[1].starts_with('<')) return std::nullopt;
  return fmt::format("Interval({}, {}, {}, {})", script(bounds->child(0)), script(bounds->child(2)),
                     signs[0] == "<" ? "True" : "False", signs[1] == "<" ? "True" : "False");
}

// On an interval, where periodic functions have finitely many solutions.
std::optional<Program> solve_on_interval(const SolveRequest& request, const Formula& equation, const Formula* bounds) {
  Script script;
  script.assume("");  // solveset loses solutions of real symbols
  const std::string x = script.symbol(request.unknowns.front());
  bool degrees = false;
  const std::optional<std::string> domain = domain_of(script, request, bounds, degrees);
  if (!domain) return std::nullopt;
  script.line("difference = {}", difference(script, equation));
  script.line("found = solveset(difference, {}, {})", x, *domain);
  script.line("solutions = sorted((simplify(s) for s in found), key=N)");
  if (degrees && !request.asked) script.line("solutions = [simplify(deg(s)) for s in solutions]");
  script.check("isinstance(found, FiniteSet) or found is S.EmptySet");
  script.check("all(abs(N(difference.subs({}, s))) < 1e-9 for s in found)", x);
  conclude(script, request, x);
  return script.finish(restate(request));
}

// A cube root or its like over something with a variable; SymPy takes the complex branch of those.
bool has_odd_root(const Formula& f) {
  const auto is_odd = [](const Formula& n) { return n.is(Kind::kNumber) && (n.name().back() - '0') % 2 == 1; };
  if (f.is(Kind::kCall) && f.name() == "cbrt" && !f.is_constant()) return true;
  if (f.is(Kind::kCall) && f.name() == "root" && f.size() == 2 && is_odd(f.child(1)) && !f.child(0).is_constant())
    return true;
  if (f.is(Kind::kPower) && !f.child(0).is_constant() && f.child(1).is(Kind::kDivide) && is_odd(f.child(1).child(1)))
    return true;
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (has_odd_root(f.child(i))) return true;
  }
  return false;
}

// Every odd root becomes an unknown of its own, whose power is the radicand: over the reals that loses nothing.
std::optional<Program> solve_odd_roots(const SolveRequest& request, const Formula& equation) {
  Script script;
  const std::string x = script.symbol(request.unknowns.front());
  script.line("difference = {}", difference(script, equation));
  script.line(
      "radicals = sorted({{(p.base, p.exp.q) for p in difference.atoms(Pow) if p.exp.is_Rational and p.exp.q % 2 and "
      "p.exp.q > 1}}, key=str)");
  script.line("letters = [Symbol(f'u_{{i}}', real=True) for i in range(len(radicals))]");
  script.line("power = dict(zip(radicals, letters))");
  script.line(
      "polynomial = difference.replace(lambda p: p.is_Pow and p.exp.is_Rational and (p.base, p.exp.q) in power, lambda "
      "p: power[p.base, p.exp.q]**p.exp.p)");
  script.line("equations = [polynomial] + [u**q - base for (base, q), u in power.items()]");
  script.line("solutions = sorted({{s[{0}] for s in solve(equations, [{0}] + letters, dict=True)}}, key=N)", x);
  if (const std::string condition = filter(request.numbers); !condition.empty())
    script.line("solutions = [s for s in solutions if {}]", condition);
  script.check(
      "all(abs(N(difference.replace(lambda p: p.is_Pow and p.exp.is_Rational and p.exp.q % 2 and p.exp.q > 1, lambda "
      "p: "
      "real_root(p.base.subs({0}, s), p.exp.q)**p.exp.p).subs({0}, s))) < 1e-9 for s in solutions)",
      x);
  conclude(script, request, x);
  return script.finish(restate(request));
}

std::optional<Program> solve_equation(const SolveRequest& request, const Formula& equation) {
  const bool complex = request.numbers == "complex";
  const std::string& unknown = request.unknowns.front();
  if (is_trigonometric(equation) && !complex) return std::nullopt;  // infinitely many, unless an interval is given
  if (!complex && has_odd_root(equation)) return solve_odd_roots(request, equation);
  if (request.wanted.empty() && (request.numbers.empty() || complex)) {
    if (auto program = solve_linear(equation, unknown, request.asked, restate(request))) return program;
  }
  const int degree = std::max(degree_bound(equation.child(0), unknown).value_or(99),
                              degree_bound(equation.child(1), unknown).value_or(99));
  const bool total = request.wanted == "sum" || request.wanted == "product";
  // All roots of a polynomial count, real or not; a double root may count once or twice, so there must be none.
  const bool all = total && degree < 99 && request.numbers.empty();
  Script script;
  if (complex || all) script.assume("");
  const std::string x = script.symbol(unknown);
  script.line("difference = {}", difference(script, equation));
  script.line("solutions = sorted(solve(difference, {}){})", x,
              degree == 2 && !complex && !all ? "" : ", key=lambda s: (N(re(s)), N(im(s)))");
  if (total) script.check("{}", all ? fmt::format("len(solutions) == {}", degree) : "len(solutions) > 0");
  if (const std::string condition = filter(request.numbers); !condition.empty())
    script.line("solutions = [s for s in solutions if {}]", condition);
  script.check("all(abs(N(difference.subs({}, s))) < 1e-9 for s in solutions)", x);
  if (degree > 2) script.check("not any(s.has(CRootOf) for s in solutions)");
  const bool may_be_identity = equation.child(0).uses(unknown) && equation.child(1).uses(unknown);
  if (!may_be_identity) {
    script.check("simplify(difference) != 0");
    conclude(script, request, x);
  } else if (request.wanted.empty() && !request.asked) {
    script.line(
        "if simplify(difference) == 0:\n    ans = S.Reals\nelse:\n    ans = solutions[0] if len(solutions) == 1 else "
        "FiniteSet(*solutions)");
  } else {
    conclude(script, request, x);
  }
  return script.finish(restate(request));
}

// For one letter of a formula with several.
std::optional<Program> rearrange(const SolveRequest& request, const Formula& equation) {
  Script script;
  script.assume("");
  const std::string x = script.symbol(request.unknowns.front());
  script.line("difference = {}", difference(script, equation));
  script.line("solutions = solve(difference, {})", x);
  script.check("all(simplify(difference.subs({}, s)) == 0 for s in solutions)", x);
  script.check("len(solutions) > 0");
  // Of two square roots the one that lengths, speeds and radii take; x and y may be negative.
  if (x != "x" && x != "y") {
    script.line("positive = [s for s in solutions if s.subs({{v: 2 for v in s.free_symbols}}).is_positive]");
    script.line("solutions = positive if len(solutions) == 2 and len(positive) == 1 else solutions");
  }
  script.answer("simplify(solutions[0]) if len(solutions) == 1 else FiniteSet(*solutions)");
  return script.finish(restate(request));
}

void add_inequality(Script& script, const Formula& f, const std::string& x, std::vector<std::string>& sets) {
  const auto signs = text::split(f.name(), ' ');
  for (std::size_t i = 0; i + 1 < f.size() && i < signs.size(); ++i) {
    const std::string_view sign = signs[i];
    const std::string_view python = sign == "=" ? "Eq" : sign == "!=" ? "Ne" : sign;
    const std::string left = script(f.child(i)), right = script(f.child(i + 1));
    const std::string relation = python == "Eq" || python == "Ne" ? fmt::format("{}({}, {})", python, left, right)
                                                                  : fmt::format("{} {} {}", left, python, right);
    sets.push_back(fmt::format("solveset({}, {}, S.Reals)", relation, x));
  }
}

std::optional<Program> solve_inequalities(const SolveRequest& request) {
  Script script;
  script.assume("");
  const std::string x = script.symbol(request.unknowns.front());
  for (const Formula& f : request.relations) {
    if (is_trigonometric(f)) return std::nullopt;
  }
  if (request.either && std::ranges::any_of(request.relations, [](const Formula& f) { return f.size() > 2; }))
    return std::nullopt;
  std::vector<std::string> sets;
  for (const Formula& f : request.relations) add_inequality(script, f, x, sets);
  std::string all = sets.front();
  for (std::size_t i = 1; i < sets.size(); ++i)
    all = fmt::format("{}.{}({})", all, request.either ? "union" : "intersect", sets[i]);
  script.line("region = {}", all);
  script.check("not region.has(ConditionSet)");
  const bool whole = request.numbers.find("integer") != std::string::npos;
  const std::string least = request.numbers.find("positive") != std::string::npos ? "Interval.open(0, oo)" : "";
  if (!least.empty()) script.line("region = region.intersect({})", least);
  if (request.wanted == "smallest" || request.wanted == "largest") {
    const bool low = request.wanted == "smallest";
    script.line("end = region.{}", low ? "inf" : "sup");
    if (whole) {
      script.answer("{0}(end) if region.contains({0}(end)) == True else {1}(end) {2} 1", low ? "ceiling" : "floor",
                    low ? "floor" : "ceiling", low ? "+" : "-");
    } else {
      script.answer("end");
    }
    script.check("region.contains(ans) == True");
  } else if (whole) {
    script.line(
        "integers = [n for n in range(ceiling(region.inf), floor(region.sup) + 1) if region.contains(n) == True]");
    script.answer("{}", request.wanted == "count" ? "len(integers)"
                        : request.wanted == "sum" ? "sum(integers)"
                                                  : "FiniteSet(*integers)");
  } else if (request.wanted.empty()) {
    script.answer("region");
  } else {
    return std::nullopt;
  }
  return script.finish(restate(request));
}

std::optional<Program> solve_system(const SolveRequest& request) {
  Script script;
  if (request.numbers == "complex") script.assume("");
  std::string equations, unknowns;
  for (const Formula& f : request.relations) {
    if (is_trigonometric(f)) return std::nullopt;
    equations += (equations.empty() ? "" : ", ") + difference(script, f);
  }
  for (const std::string& x : request.unknowns) unknowns += (unknowns.empty() ? "" : ", ") + script.symbol(x);
  script.line("equations = [{}]", equations);
  script.line("solutions = solve(equations, [{}], dict=True)", unknowns);
  script.check("all(simplify(e.subs(s)) == 0 for e in equations for s in solutions)");
  if (request.wanted == "count") {
    script.line("free = any(len(s) < {} for s in solutions)", request.unknowns.size());
    script.answer("oo if free else len(solutions)");
    return script.finish(restate(request));
  }
  if (request.asked) {
    script.line("values = {{simplify(({}).subs(s)) for s in solutions}}", script(*request.asked));
    script.check("all(not v.free_symbols for v in values)");
    script.answer("values.pop() if len(values) == 1 else FiniteSet(*values)");
    script.check("len(solutions) > 0");
    return script.finish(restate(request));
  }
  if (!request.wanted.empty()) return std::nullopt;
  script.check("all(len(s) == {} and not any(v.free_symbols for v in s.values()) for s in solutions)",
               request.unknowns.size());
  script.answer("solutions[0] if len(solutions) == 1 else {{tuple(s[v] for v in ({},)) for s in solutions}}", unknowns);
  return script.finish(restate(request));
}

}  // namespace

std::string difference(Script& script, const Formula& equation) {
  const Formula right = equation.child(1);
  const std::string left = script(equation.child(0));
  if (right.is(Kind::kNumber) && right.name() == "0") return left;
  const bool simple = right.is(Kind::kNumber) || right.is(Kind::kSymbol) || right.is(Kind::kPower);
  return simple ? left + " - " + script(right) : left + " - (" + script(right) + ")";
}

std::optional<std::string> interval_set(Script& script, const Formula& f) {
  if (f.size() != 2) return std::nullopt;
  bool left_open = f.is(Kind::kTuple), right_open = left_open;
  if (f.is(Kind::kInterval)) {
    left_open = !f.name().starts_with('[');
    right_open = !f.name().ends_with(']');
  }
  return fmt::format("Interval({}, {}, {}, {})", script(f.child(0)), script(f.child(1)), left_open ? "True" : "False",
                     right_open ? "True" : "False");
}

std::optional<Program> solve(const SolveRequest& given) {
  SolveRequest request = given;
  const std::set<std::string> present = symbols_of(request.relations);
  if (present.empty()) return std::nullopt;
  for (const Formula& f : request.relations) {
    if (f.has_call_to_letter() || f.has(Kind::kMatrix) || f.has(Kind::kTuple) || f.has(Kind::kDerivative))
      return std::nullopt;
    // A count, C(n, 2), means a whole number.
    if (!f.is_constant() && f.has_function("binomial combinations permutations")) return std::nullopt;
  }
  // A derivative by its prime is no unknown.
  if (std::ranges::any_of(present, [](const std::string& name) { return name.ends_with('\''); })) return std::nullopt;
  for (std::string& unknown : request.unknowns) {
    if (!settle_case(unknown, present)) return std::nullopt;
  }
  if (request.asked) {
    const std::set<std::string> asked = request.asked->symbols();
    if (asked.empty() || !std::ranges::includes(present, asked)) return std::nullopt;
    if (request.asked->has_call_to_letter()) return std::nullopt;
  }
  std::vector<Formula> equations, inequalities;
  for (const Formula& f : request.relations) (is_equation(f) ? equations : inequalities).push_back(f);

  if (request.unknowns.empty()) {
    if (present.size() > 1 && equations.size() != present.size() && !request.asked && request.wanted != "count")
      return std::nullopt;
    request.unknowns.assign(present.begin(), present.end());
  }
  // "What is x if x > 3?" says all that there is to say.
  const bool nothing_to_solve = !request.asked && request.wanted.empty() && request.numbers.empty() &&
                                !request.interval && std::ranges::all_of(request.relations, is_solved);
  if (nothing_to_solve) return std::nullopt;
  if (equations.empty()) return present.size() == 1 && !request.asked ? solve_inequalities(request) : std::nullopt;
  if (equations.size() == 1 && request.unknowns.size() == 1) {
    if (present.size() > 1) {
      if (!inequalities.empty() || request.asked || !request.wanted.empty() || !request.formula) return std::nullopt;
      return rearrange(request, equations.front());
    }
    if (inequalities.size() > 1) return std::nullopt;
    if (inequalities.size() == 1 || request.interval)
      return solve_on_interval(request, equations.front(), inequalities.empty() ? nullptr : inequalities.data());
    return solve_equation(request, equations.front());
  }
  if (!inequalities.empty() || equations.size() < 2 || present.size() < 2) return std::nullopt;
  // "Find x" of a system solves for all and answers the one.
  if (request.unknowns.size() < present.size() && request.unknowns.size() == 1 && !request.asked) return std::nullopt;
  return solve_system(request);
}

}  // namespace qed::rules
