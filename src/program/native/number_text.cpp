#include "program/native/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.h"
#include "program/native/integer.h"

namespace qed::program::native {
namespace {

constexpr std::size_t kMaxTextDigits = 4300;

// |x| = 0.d1d2d3... * 10^point
struct Digits {
  std::string digits;
  int point = 0;
};

Digits split_scientific(std::string_view text) {
  Digits result;
  const std::size_t e = text.find('e');
  for (const char c : text.substr(0, e))
    if (text::is_digit(c)) result.digits += c;
  result.point = std::atoi(std::string(text.substr(e + 1)).c_str()) + 1;
  return result;
}

template <class... Precision>
std::string to_text(double x, std::chars_format format, Precision... precision) {
  std::string buffer(400 + (static_cast<std::size_t>(precision) + ... + 0), '\0');
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, format, precision...);
  buffer.resize(static_cast<std::size_t>(end.ptr - buffer.data()));
  return buffer;
}

// Plain notation of the digits, with zeros on either side as the point needs them.
std::string plain(const Digits& digits) {
  const int count = static_cast<int>(digits.digits.size());
  if (digits.point <= 0) return "0." + std::string(static_cast<std::size_t>(-digits.point), '0') + digits.digits;
  if (digits.point >= count) return digits.digits + std::string(static_cast<std::size_t>(digits.point - count), '0');
  const auto point = static_cast<std::size_t>(digits.point);
  return digits.digits.substr(0, point) + "." + digits.digits.substr(point);
}

std::string scientific(const Digits& digits) {
  std::string text = digits.digits.substr(0, 1);
  if (digits.digits.size() > 1) text += "." + digits.digits.substr(1);
  const int exponent = digits.point - 1;
  return text + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::string general(double x, const FloatStyle& style) {
  const int precision = std::max(style.precision, 1);
  Digits digits = split_scientific(to_text(x, std::chars_format::scientific, precision - 1));
  const bool exponent = digits.point <= -4 || digits.point > precision - (style.add_point ? 1 : 0);
  if (!style.alternate) digits.digits.erase(std::max<std::size_t>(digits.digits.find_last_not_of('0') + 1, 1));
  return exponent ? scientific(digits) : plain(digits);
}

std::string shortest(double x) {
  const Digits digits = split_scientific(to_text(x, std::chars_format::scientific));
  return digits.point > 16 || digits.point < -3 ? scientific(digits) : plain(digits);
}

// A point behind the digits (and in front of an exponent) where there is none.
void add_point(std::string& text, bool with_zero) {
  const std::size_t e = std::min(text.find('e'), text.size());
  if (text.find('.') == std::string::npos && (!with_zero || e == text.size())) text.insert(e, with_zero ? ".0" : ".");
}

// Digits with single underscores between them; false where the underscores stand elsewhere.
bool without_underscores(std::string_view text, std::string& plain_text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      plain_text += text[i];
      continue;
    }
    if (i == 0 || i + 1 == text.size() || !text::is_digit(text[i - 1]) || !text::is_digit(text[i + 1])) return false;
  }
  return true;
}

int digit_value(char c) {
  if (text::is_digit(c)) return c - '0';
  return text::is_alpha(c) ? text::to_lower(c) - 'a' + 10 : 99;
}

// The digits of int(text, base) without sign, prefix and underscores; empty where the text is none. Settles base 0.
std::string integer_literal(std::string_view text, int& base) {
  bool after_digit = false;
  if (text.size() > 1 && text[0] == '0') {
    const char mark = text::to_lower(text[1]);
    const int marked = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
    if (marked && (base == 0 || base == marked)) {
      base = marked;
      text.remove_prefix(2);
      after_digit = true;  // 0x_f is a number
    } else if (base == 0 && text.find_first_not_of("0_") != std::string_view::npos) {
      return {};  // 012
    }
  }
  if (base == 0) base = 10;
  std::string digits;
  for (const char c : text) {
    if (c == '_' ? !after_digit : digit_value(c) >= base) return {};
    after_digit = c != '_';
    if (after_digit) digits += c;
  }
  return after_digit ? digits : std::string();
}

}  // namespace

std::string float_text(double x, const FloatStyle& style) {
  const bool upper = style.type == 'E' || style.type == 'F' || style.type == 'G';
  std::string text;
  if (!std::isfinite(x)) {
    text = std::isnan(x) ? "nan" : "inf";
  } else {
    const double size = std::fabs(x);
    switch (text::to_lower(style.type)) {
      case 'e':
        text = scientific(split_scientific(to_text(size, std::chars_format::scientific, style.precision)));
        break;
      case 'f':
        text = to_text(size, std::chars_format::fixed, style.precision);
        break;
      case 'g':
        text = general(size, style);
        break;
      default:
        text = shortest(size);
    }
    if (style.add_point) add_point(text, true);
    if (style.alternate) add_point(text, false);
  }
  if (std::signbit(x) && !std::isnan(x)) text.insert(0, 1, '-');
  if (upper) std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  return text;
}

std::string float_repr(double x) { return float_text(x, {.add_point = true}); }

double round_float(double x, int digits) {
  if (!std::isfinite(x) || digits > 323) return x;
  if (digits < -308) return 0.0 * x;
  std::string text;
  if (digits >= 0) {
    text = to_text(x, std::chars_format::fixed, digits);
  } else {
    // Rounding in front of the point is rounding to fewer significant digits; with none left it is zero or one unit.
    const int point = split_scientific(to_text(std::fabs(x), std::chars_format::scientific)).point;
    const int significant = point + digits;
    if (x == 0 || significant < 0) return std::copysign(0.0, x);
    if (significant == 0) {
      const double half = 5 * std::pow(10.0, -digits - 1);
      if (std::fabs(x) <= half) return std::copysign(0.0, x);
      text = fmt::format("{}1e{}", x < 0 ? "-" : "", -digits);
    } else {
      text = to_text(x, std::chars_format::scientific, significant - 1);
    }
  }
  return parse_float(text).value_or(x);
}

std::string_view strip_space(std::string_view text) {
  const auto space = [](char c) { return text::is_space(c) || (c >= '\x1c' && c <= '\x1f'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> parse_float(std::string_view text) {
  std::string number;
  if (!without_underscores(strip_space(text), number) || number.empty()) return std::nullopt;
  const bool signed_text = number[0] == '-' || number[0] == '+';
  const double sign = number[0] == '-' ? -1.0 : 1.0;
  const std::string_view body = std::string_view(number).substr(signed_text ? 1 : 0);
  const std::string word = text::lower(body);
  if (word == "inf" || word == "infinity") return sign * HUGE_VAL;
  if (word == "nan") return std::copysign(NAN, sign);
  if (body.empty() || (!text::is_digit(body[0]) && body[0] != '.')) return std::nullopt;
  double value = 0;
  const auto read = std::from_chars(body.data(), body.data() + body.size(), value);
  if (read.ptr != body.data() + body.size() || read.ec == std::errc::invalid_argument) return std::nullopt;
  // Out of range is out at either end of it, which the rounded magnitude says.
  if (read.ec == std::errc::result_out_of_range) value = std::strtod(number.c_str() + (signed_text ? 1 : 0), nullptr);
  return sign * value;
}

Value parse_integer(Machine& machine, const Value& quoted, int base) {
  const std::string_view whole = text_of(quoted);
  if (!quoted.as<Str>().ascii()) return machine.unsupported("digits beyond ASCII");
  std::string_view text = strip_space(whole);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int settled = base;
  const std::string digits = integer_literal(text, settled);
  if (digits.empty()) {
    if (whole.find_first_of("'\\\n\t\r") != std::string_view::npos) return machine.unsupported("a message that quotes");
    return machine.raise(kValueError, "invalid literal for int() with base {}: '{}'", base, whole);
  }
  if (digits.size() > kMaxTextDigits && (settled & (settled - 1)) != 0)
    return machine.raise(kValueError,
                         "Exceeds the limit (4300 digits) for integer string conversion: value has {} digits; use "
                         "sys.set_int_max_str_digits() to increase the limit",
                         digits.size());
  if (digits.size() < 18 && settled == 10) {
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return Value::integer(negative ? -value : value);
  }
  Mpz z;
  mpz_set_str(z, digits.c_str(), settled);
  if (negative) mpz_neg(z, z);
  return z.value();
}

}  // namespace qed::program::native
