// format(): the specification language and what numbers and texts make of it.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "program/native/decimal.h"
#include "program/native/integer.h"
#include "program/native/number_text.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 20;
constexpr int kMaxPrecision = 10'000;

bool is_align(char c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

// Digits at the front as a number of at most 2^30, taken from the text; -1: none.
std::int64_t take_number(std::string_view& text) {
  if (text.empty() || !text::is_digit(text[0])) return -1;
  std::int64_t number = 0;
  while (!text.empty() && text::is_digit(text[0])) {
    number = std::min<std::int64_t>(number * 10 + (text[0] - '0'), 1 << 30);
    text.remove_prefix(1);
  }
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<FormatSpec> parse_spec(std::string_view text) {
  FormatSpec spec;
  bool filled = false;
  const std::size_t first = text.empty() ? 0 : utf8::decode(text).bytes;
  if (text.size() > first && is_align(text[first])) {
    spec.fill = text.substr(0, first);
    filled = true;
    spec.align = text[first];
    text.remove_prefix(first + 1);
  } else if (!text.empty() && is_align(text[0])) {
    spec.align = text[0];
    text.remove_prefix(1);
  }
  if (!text.empty() && (text[0] == '+' || text[0] == '-' || text[0] == ' ')) {
    spec.sign = text[0] == '-' ? 'm' : text[0];
    text.remove_prefix(1);
  }
  if (!text.empty() && text[0] == 'z') return std::nullopt;
  spec.alternate = take(text, '#');
  if (!text.empty() && text[0] == '0') {
    spec.zero = true;
    if (!filled) spec.fill = "0";
    text.remove_prefix(1);
  }
  spec.width = take_number(text);
  if (!text.empty() && (text[0] == ',' || text[0] == '_')) {
    spec.grouping = text[0];
    text.remove_prefix(1);
  }
  if (take(text, '.')) {
    const std::int64_t precision = take_number(text);
    if (precision < 0 || precision > kMaxPrecision) return std::nullopt;
    spec.precision = static_cast<int>(precision);
  }
  if (!text.empty()) {
    spec.type = text[0];
    text.remove_prefix(1);
  }
  if (!text.empty() || spec.width > kMaxWidth || static_cast<unsigned char>(spec.type) >= 128) return std::nullopt;
  return spec;
}

std::string repeated(std::string_view fill, std::int64_t count) {
  std::string text;
  for (; count > 0; --count) text += fill;
  return text;
}

// Digits in groups from the right, with zeros in front until they are that wide.
std::string grouped(std::string_view digits, char separator, std::int64_t group, std::int64_t min_width) {
  std::string reversed;
  auto remaining = static_cast<std::int64_t>(digits.size());
  while (true) {
    const std::int64_t length = std::min(group, std::max({remaining, min_width, std::int64_t{1}}));
    const std::int64_t taken = std::min(remaining, length);
    for (std::int64_t i = 0; i < taken; ++i) reversed += digits[static_cast<std::size_t>(--remaining)];
    reversed.append(static_cast<std::size_t>(length - taken), '0');
    min_width -= length;
    if (remaining <= 0 && min_width <= 0) break;
    min_width -= 1;
    reversed += separator;
  }
  std::ranges::reverse(reversed);
  return reversed;
}

Failed unknown_type(Machine& machine, const FormatSpec& spec, std::string_view type) {
  if (spec.type < '!') return machine.unsupported("this format");
  return machine.raise(kValueError, "Unknown format code '{}' for object of type '{}'", spec.type, type);
}

// Whether the type goes with a separator of groups.
bool check_grouping(Machine& machine, const FormatSpec& spec, const Value& value) {
  const char kind = spec.type ? spec.type : value.is(Kind::kStr) ? 's' : is_integer(value) ? 'd' : 'g';
  const bool fits = std::string_view("defgEG%F").find(kind) != std::string_view::npos ||
                    (spec.grouping == '_' && std::string_view("boxX").find(kind) != std::string_view::npos);
  return !spec.grouping || fits || value.is(Kind::kDecimal) ||
         machine.raise(kValueError, "Cannot specify '{}' with '{}'.", spec.grouping, kind);
}

bool format_str(Machine& machine, std::string_view content, const FormatSpec& spec, std::string& text) {
  if (spec.type && spec.type != 's') return unknown_type(machine, spec, "str");
  if (spec.sign != '-') {
    if (spec.sign == ' ') return machine.raise(kValueError, "Space not allowed in string format specifier");
    return machine.raise(kValueError, "Sign not allowed in string format specifier");
  }
  if (spec.alternate) return machine.raise(kValueError, "Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') return machine.raise(kValueError, "'=' alignment not allowed in string format specifier");
  std::size_t bytes = content.size();
  auto length = static_cast<std::int64_t>(count_code_points(content));
  if (spec.precision >= 0 && length > spec.precision) {
    length = spec.precision;
    bytes = 0;
    for (int i = 0; i < spec.precision; ++i) bytes += utf8::decode(content.substr(bytes)).bytes;
  }
  const std::int64_t padding = std::max<std::int64_t>(spec.width - length, 0);
  const std::int64_t left = spec.align == '>' ? padding : spec.align == '^' ? padding / 2 : 0;
  text += repeated(spec.fill, left);
  text += content.substr(0, bytes);
  text += repeated(spec.fill, padding - left);
  return true;
}

bool format_float(Machine& machine, double x, const FormatSpec& spec, std::string_view type, std::string& text) {
  FloatStyle style{.alternate = spec.alternate};
  const char kind = spec.type ? spec.type : 'r';
  if (std::string_view("eEfFgGn%r").find(kind) == std::string_view::npos || spec.type == 'r')
    return unknown_type(machine, spec, type);
  style.type = kind == '%' ? 'f' : kind == 'n' ? 'g' : kind;
  style.precision = spec.precision < 0 ? 6 : spec.precision;
  if (kind == 'r') {
    style.add_point = true;
    if (spec.precision >= 0) style.type = 'g';
  }
  std::string digits = float_text(kind == '%' ? x * 100 : x, style);
  const bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  if (kind == '%') digits += '%';
  text += number_field(spec, negative, {}, digits);
  return true;
}

bool format_integer(Machine& machine, const Value& value, const FormatSpec& spec, std::string_view type,
                    std::string& text) {
  const char kind = spec.type ? spec.type : 'd';
  if (std::string_view("eEfFgG%").find(kind) != std::string_view::npos) {
    const Maybe<double> x = integer_to_double(machine, value);
    return x && format_float(machine, *x, spec, "float", text);
  }
  if (std::string_view("bdoxXn").find(kind) == std::string_view::npos) {
    if (kind == 'c') return machine.unsupported("the format c");
    return unknown_type(machine, spec, type);
  }
  if (spec.precision >= 0) return machine.raise(kValueError, "Precision not allowed in integer format specifier");
  const bool negative = integer_sign(value) < 0;
  std::string digits;
  std::string_view prefix;
  if (kind == 'd' || kind == 'n') {
    const Maybe<std::string> decimal = integer_text(machine, value);
    if (!decimal) return false;
    digits = *decimal;
  } else {
    digits = integer_digits(value, kind == 'b' ? 2 : kind == 'o' ? 8 : 16);
    if (spec.alternate) prefix = kind == 'b' ? "0b" : kind == 'o' ? "0o" : kind == 'x' ? "0x" : "0X";
    if (kind == 'X') std::ranges::transform(digits, digits.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
  }
  if (negative) digits.erase(0, 1);
  text += number_field(spec, negative, prefix, digits);
  return true;
}

}  // namespace

std::string number_field(const FormatSpec& spec, bool negative, std::string_view prefix, std::string_view digits) {
  const bool hexadecimal = spec.type == 'x' || spec.type == 'X';
  // Of a float, only what precedes its point or exponent is digits.
  const std::size_t whole =
      hexadecimal ? digits.size() : std::min(digits.find_first_not_of("0123456789"), digits.size());
  const std::string_view rest = digits.substr(whole);
  const std::string sign = negative ? "-" : spec.sign == '+' || spec.sign == ' ' ? std::string(1, spec.sign) : "";
  const char align = spec.align ? spec.align : spec.zero ? '=' : '>';
  const auto other = static_cast<std::int64_t>(sign.size() + prefix.size() + rest.size());
  const std::int64_t zeros = spec.fill == "0" && align == '=' ? spec.width - other : 0;
  const bool fours = spec.type == 'b' || spec.type == 'o' || hexadecimal;
  const bool finite = whole > 0;
  const std::int64_t group = !spec.grouping || !finite ? INT64_MAX : fours ? 4 : 3;
  const std::string number =
      !finite && zeros <= 0 ? std::string() : grouped(digits.substr(0, whole), spec.grouping, group, zeros);
  const std::int64_t padding = std::max<std::int64_t>(spec.width - other - static_cast<std::int64_t>(number.size()), 0);
  const std::int64_t left = align == '>' ? padding : align == '^' ? padding / 2 : 0;
  const std::int64_t middle = align == '=' ? padding : 0;
  std::string text = repeated(spec.fill, left) + sign;
  text += prefix;
  text += repeated(spec.fill, middle) + number;
  text += rest;
  return text + repeated(spec.fill, padding - left - middle);
}

bool format_value(Machine& machine, const Value& value, std::string_view spec_text, std::string& text) {
  if (spec_text.empty()) {
    if (value.is(Kind::kStr)) return text += text_of(value), true;
    const Maybe<std::string> plain = str(machine, value);
    if (plain) text += *plain;
    return static_cast<bool>(plain);
  }
  const bool formattable = value.is(Kind::kStr) || is_integer(value) || value.is(Kind::kFloat);
  if (!formattable && !value.is(Kind::kDecimal)) {
    return machine.raise(kTypeError, "unsupported format string passed to {}.__format__", type_name(value));
  }
  const std::optional<FormatSpec> spec = parse_spec(spec_text);
  if (!spec) return machine.unsupported("this format");
  if (!machine.can_allocate(static_cast<std::size_t>(std::max<std::int64_t>(spec->width, 0)))) return false;
  if (!check_grouping(machine, *spec, value)) return false;
  if (value.is(Kind::kStr)) return format_str(machine, text_of(value), *spec, text);
  if (value.is(Kind::kFloat)) return format_float(machine, value.real(), *spec, "float", text);
  if (value.is(Kind::kDecimal) && spec->zero && spec->align) return machine.unsupported("this format of a decimal");
  if (value.is(Kind::kDecimal)) return format_decimal(machine, value, *spec, text);
  return format_integer(machine, value, *spec, type_name(value), text);
}

}  // namespace qed::program::native
