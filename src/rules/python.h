// Formulas spelled as Python: exact, readable, and with real roots where a root is real.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "rules/formula.h"

namespace qed::rules {

enum class Dialect : std::uint8_t {
  kFractions,  // int, fractions.Fraction and math: for arithmetic, which then runs without importing SymPy
  kSympy,
};

struct PythonNames {
  std::set<std::string> symbols;    // variables met, as Python names
  std::set<std::string> functions;  // letters that are called: f(3) where f is defined by the program
};

// nullopt where the dialect has no word for a node, or where a number would grow past 4,000 digits.
// `known` are the letter functions that the program defines; `names` collects what the text uses.
std::optional<std::string> to_python(const Formula& formula, Dialect dialect, const std::set<std::string>& known,
                                     PythonNames& names);

// "x" as it is, a letter that is taken in Python or SymPy with an underscore: "lambda_".
std::string python_name(std::string_view symbol);

}  // namespace qed::rules
