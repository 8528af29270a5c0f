// Answers of programs in fractions.
#pragma once

#include <string_view>

#include "rules/script.h"

namespace qed::rules::kinds {

// A terminating decimal where the question used decimals, a fraction otherwise.
inline void answer_exact(Script& script, std::string_view value, bool decimal) {
  if (!decimal) return script.answer("{}", value);
  script.line("value = Fraction({})", value);
  script.answer("Decimal(value.numerator) / value.denominator if 10**12 % value.denominator == 0 else value");
}

// "25%", "37.5%", "\frac{100}{3}%"
inline void answer_percent(Script& script, std::string_view value) {
  script.line("percent = Fraction({})", value);
  script.line("number = Decimal(percent.numerator) / percent.denominator");
  script.line("ans = f'{{number}}%' if number == percent else "
              "f'\\\\frac{{{{{{percent.numerator}}}}}}{{{{{{percent.denominator}}}}}}%'");
}

}  // namespace qed::rules::kinds
