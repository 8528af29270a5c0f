// Mathematics in words, "seven times eight squared", as the parser of formulas wants it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "rules/normalise.h"

namespace qed::rules {

// Could this token stand in a formula, as a symbol, a variable, a function or an operator in words?
// "at" is a word, but a product in "u + at".
bool may_stand_in_formula(const Question& question, std::size_t at);

// Tokens [begin, end) as one formula, words of operation replaced; nullopt where a word is none of mathematics.
std::optional<std::string> spell(const Question& question, std::size_t begin, std::size_t end);

}  // namespace qed::rules
