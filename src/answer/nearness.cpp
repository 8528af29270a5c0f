// Scalars that are not equal, but are alike by a convention: rounding, a tolerance, a modulus, digits of a double.
#include <fmt/core.h>

#include <functional>

#include "answer/comparer.h"

namespace qed::answer {
namespace {

constexpr slong kPrecision = 192;

// A double printed with all its digits; its last ones are noise of binary arithmetic.
bool has_long_decimal(Item item) {
  if (item.kind() == Kind::kNumber && item.text().contains('.') && !item.text().contains('(')) {
    const std::size_t first = item.text().find_first_not_of("0.");
    if (first == std::string_view::npos) return false;
    const std::string_view digits = item.text().substr(first);
    return digits.size() - static_cast<std::size_t>(digits.contains('.')) >= 15;
  }
  for (std::size_t i = 0; i < item.size(); ++i)
    if (has_long_decimal(item.child(i))) return true;
  return false;
}

// The whole number nearest to 10^places x, if the ball of the real number x leaves no doubt; halves go up.
std::optional<mpz_class> scaled_and_rounded(acb_srcptr x, int places) {
  if (!arb_is_zero(acb_imagref(x))) return std::nullopt;
  Ball scaled;
  acb_set_ui(scaled, 10);
  acb_pow_si(scaled, scaled, places, kPrecision + 4L * places);
  acb_mul(scaled, scaled, x, kPrecision + 4L * places);
  arb_ptr value = acb_realref(static_cast<acb_ptr>(scaled));
  arb_mul_2exp_si(value, value, 1);
  arb_add_ui(value, value, 1, kPrecision + 4L * places);
  arb_mul_2exp_si(value, value, -1);
  arb_floor(value, value, kPrecision + 4L * places);
  fmpz_t whole;
  fmpz_init(whole);
  std::optional<mpz_class> result;
  if (arb_get_unique_fmpz(whole, value)) {
    result.emplace();
    fmpz_get_mpz(result->get_mpz_t(), whole);
  }
  fmpz_clear(whole);
  return result;
}

}  // namespace

void Comparer::note_values(acb_srcptr a, acb_srcptr b, std::string_view where) {
  if (!options_.explains) return;
  const auto digits = [](acb_srcptr value) {
    const auto text = [](arb_srcptr part) {
      char* raw = arb_get_str(part, 15, ARB_STR_NO_RADIUS);
      std::string copy(raw);
      flint_free(raw);
      return copy;
    };
    const std::string real = text(acb_realref(value));
    return arb_is_zero(acb_imagref(value)) ? real : fmt::format("{} + {}i", real, text(acb_imagref(value)));
  };
  evidence_ = fmt::format("{} and {}{}{}", digits(a), digits(b), where.empty() ? "" : " at ", where);
}

std::optional<Verdict> Comparer::modulo(const Rational& a, const Rational& b) {
  if (options_.modulus <= 0 || a.get_den() != 1 || b.get_den() != 1) return std::nullopt;
  const mpz_class difference = a.get_num() - b.get_num();
  const bool same = mpz_divisible_ui_p(difference.get_mpz_t(), static_cast<unsigned long>(options_.modulus)) != 0;
  return decided(same ? Verdict::kEqual : Verdict::kDifferent, "modulus");
}

// Of two numbers without names that differ: may the conventions overlook it?
Verdict Comparer::conventional(Item a, Item b, Verdict exact_verdict) {
  const std::string_view exact_method = method_;
  if ((has_long_decimal(a) || has_long_decimal(b)) && nearly(a, b, 1e-14)) return decided(Verdict::kEqual, "double");
  if (options_.tolerance > 0 && nearly(a, b, options_.tolerance)) return decided(Verdict::kEqual, "tolerance");
  if (options_.rounding >= 0 && round_alike(a, b)) return decided(Verdict::kEqual, "rounding");
  return decided(exact_verdict, exact_method);
}

bool Comparer::round_alike(Item a, Item b) {
  Ball value_a, value_b;
  const slong precision = kPrecision + 4L * options_.rounding;
  if (!Evaluator(*a.expression, point_without_names(a, b, false)).ball(a.id, value_a, precision)) return false;
  if (!Evaluator(*b.expression, point_without_names(b, a, false)).ball(b.id, value_b, precision)) return false;
  const auto rounded_a = scaled_and_rounded(value_a, options_.rounding);
  const auto rounded_b = scaled_and_rounded(value_b, options_.rounding);
  return rounded_a && rounded_b && *rounded_a == *rounded_b;
}

// |a - b| <= tolerance |a|, for certain; `a` is the gold answer.
bool Comparer::nearly(Item a, Item b, double tolerance) {
  Ball value_a, value_b, difference;
  if (!Evaluator(*a.expression, point_without_names(a, b, false)).ball(a.id, value_a, kPrecision)) return false;
  if (!Evaluator(*b.expression, point_without_names(b, a, false)).ball(b.id, value_b, kPrecision)) return false;
  acb_sub(difference, value_a, value_b, kPrecision);
  arb_t error, bound, factor;
  arb_init(error);
  arb_init(bound);
  arb_init(factor);
  acb_abs(error, difference, kPrecision);
  acb_abs(bound, value_a, kPrecision);
  arb_set_d(factor, tolerance);
  arb_mul(bound, bound, factor, kPrecision);
  const bool near = arb_le(error, bound);
  arb_clear(error);
  arb_clear(bound);
  arb_clear(factor);
  return near;
}

}  // namespace qed::answer
