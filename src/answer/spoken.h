// Formulas as people say them: "integral of x^2 from 0 to 1", "three plus the square root of two".
#pragma once

#include <string_view>

#include "answer/expression.h"
#include "base/error.h"

namespace qed::answer {

// parse() where the text is a formula as it stands; otherwise the words for operators, functions, integrals, sums,
// limits, derivatives and numbers are written as formulas first. The error is that of the text as it stands.
Result<Expression> parse_spoken(std::string_view text, const ParseLimits& limits = {});

}  // namespace qed::answer
