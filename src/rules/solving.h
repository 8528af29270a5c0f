// Programs that solve: equations and inequalities in one unknown, systems, formulas for one of their letters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/script.h"

namespace qed::rules {

struct SolveRequest {
  std::vector<Formula> relations;
  std::vector<std::string> unknowns;  // as the question names them; empty: those that occur
  std::string numbers;                // "", "real", "complex", "integer", "positive", "positive integer", "rational" …
  std::optional<Formula> interval;    // of the unknown: [0, 2π)
  std::optional<Formula> asked;       // an expression in the unknowns instead of the unknowns themselves
  bool formula = false;               // one letter in terms of the others is what is wanted
  bool either = false;                // inequalities joined by "or": the union of their solutions
  std::string wanted;                 // "", "sum", "product", "count", "largest", "smallest": of the solutions
};

// nullopt where the relations do not determine what is asked.
std::optional<Program> solve(const SolveRequest& request);

// The equation's two sides as one difference, "2*x + 3 - (11)".
std::string difference(Script& script, const Formula& equation);

// Interval(0, 2*pi, False, True) of "[0, 2π)"; an open end for the brackets (, ) and ] [.
std::optional<std::string> interval_set(Script& script, const Formula& interval);

}  // namespace qed::rules
