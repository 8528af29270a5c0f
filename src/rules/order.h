// The same question in the order that phrases expect: "x^2 = 9, solve for x" as "solve x^2 = 9 for x".
#pragma once

#include <optional>
#include <vector>

#include "rules/normalise.h"

namespace qed::rules {

// "solve", "simplify", "convert": a verb that tells what to do with a formula.
bool is_command(const Token& token);

// "5π/4 radians is how many degrees" as "how many degrees is 5π/4 radians", "f has its minimum where" as "where does f
// have its minimum"; none where no question word stands behind what it asks about.
std::vector<Question> with_question_first(const Question& question);

// "sin x / tan x simplifies to what" as "simplify sin x / tan x".
std::optional<Question> with_verb_first(const Question& question);

// The orders in which a question whose command comes last may be meant; none where no command follows a formula.
std::vector<Question> with_command_first(const Question& question);

}  // namespace qed::rules
