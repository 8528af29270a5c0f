// Decimals out of texts and numbers, and as texts.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "program/native/builtins.h"
#include "program/native/decimal.h"
#include "program/native/decimal_number.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"

namespace qed::program::native {
namespace {

Value special_decimal(bool negative, Decimal::Special kind) {
  Decimal* decimal = create<Decimal>();
  decimal->negative = negative;
  decimal->special = kind;
  return own(static_cast<Object*>(decimal));
}

Value parse_decimal(Machine& machine, const Value& quoted) {
  std::string text(strip_space(text_of(quoted)));
  std::erase(text, '_');
  if (!quoted.as<Str>().ascii()) return machine.unsupported("digits beyond ASCII");
  std::string_view rest = text;
  DecimalNumber x;
  x.negative = rest.starts_with('-');
  if (x.negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string word = text::lower(rest);
  if (word == "inf" || word == "infinity") return special_decimal(x.negative, Decimal::Special::kInfinite);
  if (word.find("nan") != std::string::npos) return machine.unsupported("a decimal NaN");
  std::string digits;
  bool point = false;
  while (!rest.empty() && (text::is_digit(rest[0]) || (rest[0] == '.' && !point))) {
    if (rest[0] == '.') {
      point = true;
    } else {
      digits += rest[0];
      x.exponent -= point;
    }
    rest.remove_prefix(1);
  }
  if (!digits.empty() && !rest.empty() && text::to_lower(rest[0]) == 'e') {
    rest.remove_prefix(1);
    const bool down = rest.starts_with('-');
    if (down || rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.empty() || rest.find_first_not_of("0123456789") != std::string_view::npos)
      return decimal_signal(machine, kInvalidOperation, "ConversionSyntax");
    if (rest.size() > 5) return machine.unsupported("a decimal of that size");
    x.exponent += (down ? -1 : 1) * std::stoll(std::string(rest));
    rest = {};
  }
  if (digits.empty() || !rest.empty()) return decimal_signal(machine, kInvalidOperation, "ConversionSyntax");
  mpz_set_str(x.coefficient, digits.c_str(), 10);
  return decimal_value(machine, x);
}

// Exactly: a float is an integer over a power of two, and 1/2 is 5 tenths.
Value decimal_of_float(Machine& machine, double value) {
  if (std::isnan(value)) return machine.unsupported("a decimal NaN");
  if (std::isinf(value)) return special_decimal(value < 0, Decimal::Special::kInfinite);
  DecimalNumber x;
  x.negative = std::signbit(value);
  Mpq q;
  mpq_set_d(q, std::fabs(value));
  const auto halvings = mpz_sizeinbase(q.denominator(), 2) - 1;
  Mpz fives;
  mpz_ui_pow_ui(fives, 5, halvings);
  mpz_mul(x.coefficient, q.numerator(), fives);
  x.exponent = -static_cast<std::int64_t>(halvings);
  return decimal_value(machine, x);
}

// Digits with the point `left` places behind their start.
std::string placed(const std::string& digits, std::int64_t left) {
  const auto count = static_cast<std::int64_t>(digits.size());
  if (left <= 0) return "0." + std::string(static_cast<std::size_t>(-left), '0') + digits;
  if (left >= count) return digits + std::string(static_cast<std::size_t>(left - count), '0');
  return digits.substr(0, static_cast<std::size_t>(left)) + "." + digits.substr(static_cast<std::size_t>(left));
}

// The text without its sign.
std::string magnitude_text(const Decimal& decimal) {
  if (decimal.special == Decimal::Special::kInfinite) return "Infinity";
  if (decimal.special == Decimal::Special::kNan) return "NaN";
  const std::string digits = integer_digits(decimal.coefficient, 10);
  const std::int64_t left = decimal.exponent + static_cast<std::int64_t>(digits.size());
  if (decimal.exponent <= 0 && left > -6) return placed(digits, left);
  return placed(digits, 1) + fmt::format("E{:+}", left - 1);
}

}  // namespace

std::string decimal_text(const Value& a) {
  const auto& decimal = a.as<Decimal>();
  return (decimal.negative ? "-" : "") + magnitude_text(decimal);
}

bool format_decimal(Machine& machine, const Value& a, const FormatSpec& spec, std::string& text) {
  DecimalNumber x;
  if (!load_decimal(machine, a, x)) return false;
  const bool fixed = spec.type == 'f' || spec.type == 'F' || spec.type == '%';
  if ((!fixed && (spec.type || spec.precision >= 0)) || spec.grouping == '_' || spec.alternate)
    return machine.unsupported("this format of a decimal");
  std::string digits;
  if (fixed) {
    if (spec.type == '%') x.exponent += 2;
    if (spec.precision >= 0) rescale_decimal(x, -spec.precision, DecimalRounding::kHalfEven);
    if (x.exponent > 0) rescale_decimal(x, 0, DecimalRounding::kHalfEven);
    const std::string all = integer_digits(x.coefficient.value(), 10);
    digits = placed(all, x.exponent + static_cast<std::int64_t>(all.size())) + (spec.type == '%' ? "%" : "");
  } else {
    digits = magnitude_text(a.as<Decimal>());
  }
  text += number_field(spec, x.negative, {}, digits);
  return true;
}

Value construct_decimal(Machine& machine, const Args& args) {
  if (args.size() > 1 || !args.keywords.empty()) return machine.unsupported("this call of a type");
  if (args.size() == 0) return own(static_cast<Object*>(create<Decimal>()));
  const Value& x = args[0];
  if (x.is(Kind::kDecimal)) return x;
  if (x.is(Kind::kStr)) return parse_decimal(machine, x);
  if (x.is(Kind::kFloat)) return decimal_of_float(machine, x.real());
  if (is_integer(x)) {
    DecimalNumber number;
    return load_decimal(machine, x, number) ? decimal_value(machine, number) : Value();
  }
  if (x.is(Kind::kTuple) || x.is(Kind::kList)) return machine.unsupported("a decimal of digits");
  return machine.raise(kTypeError, "conversion from {} to Decimal is not supported", type_name(x));
}

}  // namespace qed::program::native
