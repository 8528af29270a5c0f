// Linear equations in one unknown with rational numbers, solved in the standard library's fractions: the program is as
// short as the school method and needs no computer algebra.
#pragma once

#include <optional>
#include <string>

#include "rules/script.h"

namespace qed::rules {

// The highest power of the symbol that the formula can have as a polynomial; nullopt where it is none in the symbol.
std::optional<int> degree_bound(const Formula& f, const std::string& symbol);

// Solves for `unknown`, or evaluates `asked` at the solution. nullopt where the equation is not linear in it, or has
// other letters, roots or constants such as π.
std::optional<Program> solve_linear(const Formula& equation, const std::string& unknown,
                                    const std::optional<Formula>& asked, const std::string& restated);

}  // namespace qed::rules
