// The same question in the order that phrases expect: "x^2 = 9, solve for x" as "solve x^2 = 9 for x".
#pragma once

#include <vector>

#include "rules/normalise.h"

namespace qed::rules {

// The orders in which a question whose command comes last may be meant; none where no command follows a formula.
std::vector<Question> with_command_first(const Question& question);

}  // namespace qed::rules
