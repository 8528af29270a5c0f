#include "rules/linear_equation.h"

#include <algorithm>

#include "rules/solving.h"

namespace qed::rules {

std::optional<int> degree_bound(const Formula& f, const std::string& symbol) {
  if (!f.is_polynomial_in(symbol)) return std::nullopt;
  if (!f.uses(symbol)) return 0;
  const auto of_child = [&](std::size_t i) { return degree_bound(f.child(i), symbol).value_or(0); };
  int degree = f.is(Kind::kSymbol);
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (f.is(Kind::kMultiply)) {
      degree += of_child(i);
    } else if (!f.is(Kind::kPower)) {
      degree = std::max(degree, of_child(i));
    }
  }
  if (f.is(Kind::kPower)) degree = of_child(0) * std::stoi(std::string(f.child(1).name()));
  return degree;
}

std::optional<Program> solve_linear(const Formula& equation, const std::string& unknown,
                                    const std::optional<Formula>& asked, const std::string& restated) {
  for (const Formula& side : {equation.child(0), equation.child(1)}) {
    if (degree_bound(side, unknown).value_or(2) > 1) return std::nullopt;
  }
  Script script(Dialect::kFractions);
  const std::string x = script.symbol(unknown);
  script.assigned(unknown);
  script.line("def difference({}):  # of the two sides: a*{} + b", x, x);
  script.line("    return {}\n", difference(script, equation));
  script.line("b = difference(Fraction(0))");
  script.line("a = difference(Fraction(1)) - b");
  if (asked) {
    script.line("{} = -b / a", x);
    script.answer("{}", script(*asked));
    script.check("difference({}) == 0", x);
  } else if (equation.child(0).uses(unknown) && equation.child(1).uses(unknown)) {
    script.answer("-b / a if a else r'\\emptyset' if b else r'(-\\infty, \\infty)'");
    script.check("a == 0 or difference(ans) == 0");
  } else {
    script.answer("-b / a");
    script.check("difference(ans) == 0");
  }
  for (const char* name : {"a", "b"}) {
    if (x == name) return std::nullopt;
  }
  return script.finish(restated);
}

}  // namespace qed::rules
