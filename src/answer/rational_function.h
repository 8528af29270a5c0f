// Polynomials and rational functions in canonical form: the exact answer to "is this an identity?".
#pragma once

#include <gmpxx.h>

#include <optional>
#include <string>
#include <vector>

#include "answer/expression.h"

namespace qed::answer {

// Are the two expressions equal as rational functions in their letters over the rationals? nullopt where one of them is
// none (a root, a function, π, ±), divides by zero, or where the canonical forms might have more than a few thousand
// terms. Letters are told apart by name.
std::optional<bool> equal_rational_functions(const Expression& a, NodeId root_a, const Expression& b, NodeId root_b);

// A place on the real line where a rational function is 0 or has a pole: centre + root_sign·√radicand.
struct SignChange {
  mpq_class centre, radicand;
  int root_sign = 0;  // -1, 0, 1
  bool pole = false;
  bool crosses = false;  // the sign differs on the two sides
};

// The sign of a rational function of one letter along the real line.
struct SignChart {
  std::string letter;
  int leftmost = 0;                 // the sign towards -∞; never 0
  std::vector<SignChange> changes;  // each place once, in no order; where it is 0 and has a pole, as a pole
};

// nullopt where the expression is no such function, is constant, or has places that are not roots of quadratics over
// the rationals.
std::optional<SignChart> sign_chart(const Expression& expression, NodeId root);

}  // namespace qed::answer
