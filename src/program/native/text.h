// Values as text: str(), repr(), format() and the % operator.
#pragma once

#include <string>
#include <string_view>

#include "program/native/machine.h"

namespace qed::program::native {

Maybe<std::string> str(Machine& machine, const Value& value);
Maybe<std::string> repr(Machine& machine, const Value& value);
Maybe<std::string> ascii(Machine& machine, const Value& value);
// str() of an exception.
Maybe<std::string> exception_text(Machine& machine, const Value& exception);

// Appends format(value, spec).
bool format_value(Machine& machine, const Value& value, std::string_view spec, std::string& text);
// format % arguments.
Value format_percent(Machine& machine, const Value& format, const Value& arguments);
// text.format(*positional, **named); the text is the first of `args`.
Value format_fields(Machine& machine, const Args& args);

// The format specification language: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
struct FormatSpec {
  std::string fill = " ";  // one code point
  char align = 0;          // <, >, =, ^ or 0: by type
  char sign = '-';         // '-' where the specification has none, 'm' where it says '-'
  bool alternate = false;
  bool zero = false;
  std::int64_t width = -1;
  char grouping = 0;  // ',' or '_'
  int precision = -1;
  char type = 0;
};
// Puts a number's digits into its field. `prefix` is "0x" and the like; `digits` has no sign.
std::string number_field(const FormatSpec& spec, bool negative, std::string_view prefix, std::string_view digits);

}  // namespace qed::program::native
