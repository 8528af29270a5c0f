#include "rules/magnitude.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace qed::rules {

std::optional<double> approximate(const Formula& f) {
  const auto child = [&](std::size_t i) { return approximate(f.child(i)).value_or(std::nan("")); };
  double value = std::nan("");
  switch (f.kind()) {
    case Kind::kNumber: {
      const std::string digits = text::replace_all(text::replace_all(f.name(), "(", ""), ")", "");
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
      break;
    }
    case Kind::kConstant:
      value = f.name() == "pi" ? 3.14159265 : f.name() == "e" ? 2.7182818 : value;
      break;
    case Kind::kAdd:
      value = 0;
      for (std::size_t i = 0; i < f.size(); ++i) value += child(i);
      break;
    case Kind::kMultiply:
      value = 1;
      for (std::size_t i = 0; i < f.size(); ++i) value *= child(i);
      break;
    case Kind::kDivide:
      value = child(0) / child(1);
      break;
    case Kind::kNegate:
      value = -child(0);
      break;
    case Kind::kPower:
      value = std::pow(child(0), child(1));
      break;
    case Kind::kPercent:
      value = child(0) / 100;
      break;
    case Kind::kAbs:
      value = std::abs(child(0));
      break;
    case Kind::kMixed:
      value = child(0) + child(1);
      break;
    case Kind::kFactorial:
      value = std::tgamma(child(0) + 1);
      break;
    default:
      break;
  }
  if (std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<double> magnitude(const Formula& formula) {
  if (formula.is(Kind::kPower)) {
    const std::optional<double> base = magnitude(formula.child(0));
    const std::optional<double> exponent = approximate(formula.child(1));
    if (base && exponent) return *base * *exponent;
    return std::nullopt;
  }
  const std::optional<double> value = approximate(formula);
  if (!value || *value == 0) return std::nullopt;
  return std::log10(std::abs(*value));
}

}  // namespace qed::rules
