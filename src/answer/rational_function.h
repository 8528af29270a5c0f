// Polynomials and rational functions in canonical form: the exact answer to "is this an identity?".
#pragma once

#include <optional>

#include "answer/expression.h"

namespace qed::answer {

// Are the two expressions equal as rational functions in their letters over the rationals? nullopt where one of them is
// none (a root, a function, π, ±), divides by zero, or where the canonical forms might have more than a few thousand
// terms. Letters are told apart by name.
std::optional<bool> equal_rational_functions(const Expression& a, NodeId root_a, const Expression& b, NodeId root_b);

}  // namespace qed::answer
