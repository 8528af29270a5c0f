// How large a constant formula is, to a few digits: for bounding sizes before a program computes them.
#pragma once

#include <optional>

#include "rules/formula.h"

namespace qed::rules {

// nullopt where it is not a number that this can bound.
std::optional<double> approximate(const Formula& formula);
// log10 |value|, also of powers far beyond a double; nullopt for 0.
std::optional<double> magnitude(const Formula& formula);

}  // namespace qed::rules
