// Numbers written as words: "two hundred and five", "93 million", "three quarters", "third".
#pragma once

#include <string_view>
#include <vector>

#include "rules/normalise.h"

namespace qed::rules {

// Replaces words by the numbers they spell.
void read_number_words(std::vector<Token>& tokens);
void read_fraction_words(std::vector<Token>& tokens);  // expects the whole numbers read

// "third" and "3rd" are 3; 0 where the word is no ordinal.
int ordinal_value(std::string_view word);

}  // namespace qed::rules
