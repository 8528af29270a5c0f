// A question whose object stands apart from what is asked of it, with the object put where the phrases expect it:
// "Let f(x) = x^2. What is its derivative at 3?" as "What is the derivative of f(x) = x^2 at 3?".
#pragma once

#include <vector>

#include "rules/normalise.h"

namespace qed::rules {

// The ways in which such a question may be meant, likeliest first; none where no formula stands apart. At most 24.
std::vector<Question> with_subject_inside(const Question& question);

}  // namespace qed::rules
