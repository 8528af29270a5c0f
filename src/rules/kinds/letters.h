// Arrangements of a word's letters, which are asked for both as counting and as words.
#pragma once

#include <optional>
#include <string>

#include "rules/script.h"

namespace qed::rules::kinds {

// How many distinct arrangements the letters have; nullopt for words of less than 2 or more than 40.
std::optional<Program> letter_arrangements(const std::string& word);

}  // namespace qed::rules::kinds
