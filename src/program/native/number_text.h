// Numbers to text and back, digit for digit as CPython does it: repr(), the presentation types of format(), round(),
// float() and int() of text.
#pragma once

#include <string>
#include <string_view>

#include "program/native/machine.h"

namespace qed::program::native {

// The shortest text that reads back as x: "0.1", "1e+16", "1e-05", "inf".
std::string float_repr(double x);

struct FloatStyle {
  char type = 'r';         // one of e, E, f, F, g, G, or r for repr
  int precision = 6;       // unused by r
  bool alternate = false;  // '#': keep the point and g's trailing zeros
  bool add_point = false;  // "5" becomes "5.0"
};
std::string float_text(double x, const FloatStyle& style);

// round(x, digits): correctly rounded in decimal, ties to even; infinite where that overflows.
double round_float(double x, int digits);

// float(text): white space around, underscores between digits, "inf" and "nan". Nothing where it is no number.
std::optional<double> parse_float(std::string_view text);

// Without the white space (ASCII's) around it.
std::string_view strip_space(std::string_view text);

}  // namespace qed::program::native
