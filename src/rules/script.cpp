#include "rules/script.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace qed::rules {
namespace {

constexpr std::string_view kSympyNames[] = {"Abs",
                                            "And",
                                            "Complement",
                                            "E",
                                            "Eq",
                                            "FiniteSet",
                                            "Function",
                                            "Ge",
                                            "Gt",
                                            "I",
                                            "Integer",
                                            "Intersection",
                                            "Interval",
                                            "Le",
                                            "Lt",
                                            "Matrix",
                                            "Max",
                                            "Min",
                                            "Mod",
                                            "N",
                                            "Ne",
                                            "Or",
                                            "Poly",
                                            "Rational",
                                            "S",
                                            "Union",
                                            "acos",
                                            "acot",
                                            "acsc",
                                            "apart",
                                            "arg",
                                            "asec",
                                            "asin",
                                            "asinh",
                                            "acosh",
                                            "atan",
                                            "atanh",
                                            "binomial",
                                            "cancel",
                                            "ceiling",
                                            "conjugate",
                                            "cos",
                                            "cosh",
                                            "cot",
                                            "coth",
                                            "csc",
                                            "csch",
                                            "deg",
                                            "degree",
                                            "diff",
                                            "discriminant",
                                            "div",
                                            "divisors",
                                            "exp",
                                            "expand",
                                            "expand_log",
                                            "expand_trig",
                                            "factor",
                                            "factor_list",
                                            "factorial",
                                            "factorial2",
                                            "factorint",
                                            "ff",
                                            "floor",
                                            "gcd",
                                            "im",
                                            "integrate",
                                            "interpolate",
                                            "is_monotonic",
                                            "isprime",
                                            "latex",
                                            "lcm",
                                            "limit",
                                            "linear_eq_to_matrix",
                                            "linsolve",
                                            "log",
                                            "logcombine",
                                            "maximum",
                                            "minimum",
                                            "nonlinsolve",
                                            "nsimplify",
                                            "oo",
                                            "pi",
                                            "powdenest",
                                            "powsimp",
                                            "prime",
                                            "primefactors",
                                            "primepi",
                                            "product",
                                            "quo",
                                            "rad",
                                            "radsimp",
                                            "ratsimp",
                                            "re",
                                            "real_root",
                                            "real_roots",
                                            "reduce_inequalities",
                                            "rem",
                                            "root",
                                            "roots",
                                            "rsolve",
                                            "sec",
                                            "sech",
                                            "series",
                                            "sign",
                                            "simplify",
                                            "sin",
                                            "sinh",
                                            "solve",
                                            "solveset",
                                            "sqrt",
                                            "sqrtdenest",
                                            "stationary_points",
                                            "summation",
                                            "symbols",
                                            "symmetrize",
                                            "sympify",
                                            "tan",
                                            "tanh",
                                            "together",
                                            "totient",
                                            "trigsimp",
                                            "zoo",
                                            "Pow",
                                            "Symbol",
                                            "count_roots",
                                            "periodicity",
                                            "diag",
                                            "eye",
                                            "collect",
                                            "erf",
                                            "is_increasing",
                                            "nan",
                                            "Dummy",
                                            "mod_inverse",
                                            "nextprime",
                                            "prevprime",
                                            "primerange",
                                            "divisor_count",
                                            "divisor_sigma",
                                            "idiff",
                                            "cbrt",
                                            "numer",
                                            "denom",
                                            "fraction",
                                            "expand_complex",
                                            "LC",
                                            "Reals",
                                            "solve_univariate_inequality",
                                            "Lambda",
                                            "singularities",
                                            "Piecewise",
                                            "polygamma",
                                            "pdiv",
                                            "groebner",
                                            "resultant",
                                            "LambertW",
                                            "CRootOf",
                                            "ConditionSet",
                                            "Integral",
                                            "Limit",
                                            "gamma",
                                            "Add",
                                            "Mul",
                                            "Sum",
                                            "Product",
                                            "Float",
                                            "lambdify",
                                            "AccumBounds",
                                            "EmptySet",
                                            "atan2"};
constexpr std::string_view kCalculusNames[] = {"continuous_domain", "function_range"};
constexpr std::string_view kMathNames[] = {"factorial", "gcd",   "lcm",  "comb", "perm",
                                           "isqrt",     "floor", "ceil", "prod", "log10"};
constexpr std::string_view kStatisticsNames[] = {"mean",      "median", "mode",     "multimode",
                                                 "pvariance", "pstdev", "variance", "stdev"};

bool is_name_char(char c) { return text::is_alpha(c) || text::is_digit(c) || c == '_'; }

// Identifiers of the text that are no attributes; of strings only what an f-string computes between its braces.
void collect_names(std::string_view line, std::set<std::string>& names) {
  char quote = '\0';
  bool formatted = false, computed = false;  // within an f-string; between its braces
  for (std::size_t i = 0; i < line.size();) {
    const char c = line[i];
    const bool in_text = quote != '\0' && !computed;
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      formatted = i > 0 && line[i - 1] == 'f';
    } else if (in_text && c == quote) {
      quote = '\0';
    } else if (formatted && quote != '\0' && (c == '{' || c == '}')) {
      const bool escaped = !computed && i + 1 < line.size() && line[i + 1] == c;
      if (escaped) ++i;
      if (!escaped) computed = c == '{';
    } else if (!in_text && is_name_char(c)) {
      std::size_t end = i;
      while (end < line.size() && is_name_char(line[end])) ++end;
      if (!text::is_digit(c) && (i == 0 || line[i - 1] != '.')) names.emplace(line.substr(i, end - i));
      i = end;
      continue;
    }
    ++i;
  }
}

template <std::size_t size>
std::string import_line(std::string_view module, const std::string_view (&table)[size], std::set<std::string>& used) {
  std::string names;
  for (const std::string_view name : table) {
    if (!used.contains(std::string(name))) continue;
    used.erase(std::string(name));
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  return names.empty() ? std::string() : fmt::format("from {} import {}\n", module, names);
}

}  // namespace

std::string Script::operator()(const Formula& formula) {
  const std::optional<std::string> python = to_python(formula, dialect_, functions_, names_);
  if (!python) failed_ = true;
  return python.value_or("");
}

std::string Script::symbol(std::string_view name) {
  std::string python = python_name(name);
  names_.symbols.insert(python);
  return python;
}

std::string Script::list(const std::vector<Formula>& formulas) {
  std::string out;
  for (const Formula& formula : formulas) out += (out.empty() ? "" : ", ") + (*this)(formula);
  return out;
}

void Script::define(const Definition& definition) {
  const std::string name = python_name(definition.name);
  if (definition.argument.empty()) {
    const std::string value = (*this)(definition.body);
    defined_.insert(name);
    return line("{} = {}", name, value);
  }
  functions_.insert(definition.name);
  line("def {}({}):\n    return {}", name, python_name(definition.argument), (*this)(definition.body));
}

std::optional<Program> Script::finish(std::string restated) const {
  if (failed_) return std::nullopt;
  std::string body, declarations;
  std::set<std::string> used;
  std::set<std::string> symbols;
  std::ranges::set_difference(names_.symbols, defined_, std::inserter(symbols, symbols.end()));
  if (!symbols.empty()) {
    std::string names, spelled;  // lambda_ is called lambda
    for (const std::string& name : symbols) {
      names += (names.empty() ? "" : " ") + name;
      spelled += (spelled.empty() ? "" : " ") + (name.ends_with('_') ? name.substr(0, name.size() - 1) : name);
    }
    declarations = fmt::format("{} = symbols('{}'{}{})\n", text::replace_all(names, " ", ", "), spelled,
                               assumptions_.empty() ? "" : ", ", assumptions_);
    used.insert("symbols");
  }
  for (const std::string& line : lines_) body += line + "\n";
  for (const std::string& line : lines_) collect_names(line, used);
  for (const std::string& check : checks_) collect_names(check, used);
  for (const std::string& name : defined_) used.erase(name);
  for (const std::string& name : symbols) used.erase(name);

  std::string imports;
  if (used.contains("Fraction")) imports += "from fractions import Fraction\n";
  if (used.contains("Decimal")) imports += "from decimal import Decimal\n";
  if (used.contains("combinations")) imports += "from itertools import combinations\n";
  if (used.contains("permutations")) imports += "from itertools import permutations\n";
  if (used.contains("math")) imports += "import math\n";
  if (dialect_ == Dialect::kFractions) {
    imports += import_line("math", kMathNames, used);
    imports += import_line("statistics", kStatisticsNames, used);
  }
  imports += import_line("sympy", kSympyNames, used);
  imports += import_line("sympy.calculus.util", kCalculusNames, used);
  return Program{std::move(restated), imports + (imports.empty() ? "" : "\n") + declarations + body, checks_};
}

}  // namespace qed::rules
