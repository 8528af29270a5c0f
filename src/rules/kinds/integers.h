// What the kinds about whole numbers share.
#pragma once

#include <string>
#include <string_view>

#include "rules/kind.h"

namespace qed::rules::kinds {

bool is_integer_expression(const Formula& f);

// b^e mod m without ever writing b^e.
std::string residue(Script& script, const Formula& f, const std::string& modulus);

// `expression` in Python, of the integer captured as "n", of at most `digits` digits.
Build of_integer(std::string_view expression, double digits = 18);

}  // namespace qed::rules::kinds
