#include <algorithm>
#include <array>

#include "answer/evaluate.h"

namespace qed::answer {
namespace {

void set_rational(acb_ptr out, const Rational& value, slong precision) {
  fmpq_t q;
  fmpq_init(q);
  fmpq_set_mpq(q, value.get_mpq_t());
  acb_set_fmpq(out, q, precision);
  fmpq_clear(q);
}

// Below 2^40 in magnitude: exponents of what is raised stay small enough to be written down.
bool is_moderate(acb_srcptr z) {
  mag_t size;
  mag_init(size);
  acb_get_mag(size, z);
  const bool moderate = mag_cmp_2exp_si(size, 40) < 0;
  mag_clear(size);
  return moderate;
}

bool is_certainly_negative(acb_srcptr z) { return arb_is_zero(acb_imagref(z)) && arb_is_negative(acb_realref(z)); }

// The real odd root of a negative number where the principal one is not asked for.
bool root_of(acb_ptr out, acb_srcptr z, unsigned long degree, bool principal, slong precision) {
  if (!principal && is_certainly_negative(z) && degree % 2 == 1) {
    acb_neg(out, z);
    acb_root_ui(out, out, degree, precision);
    acb_neg(out, out);
  } else {
    acb_root_ui(out, z, degree, precision);
  }
  return acb_is_finite(out);
}

using Unary = void (*)(acb_ptr, acb_srcptr, slong);
struct Named {
  std::string_view name;
  Unary apply;
};

void reciprocal_argument(acb_ptr out, acb_srcptr z, slong precision, Unary inverse) {
  acb_inv(out, z, precision);
  inverse(out, out, precision);
}

constexpr auto kUnary = std::to_array<Named>({
    {"sin", [](acb_ptr o, acb_srcptr z, slong p) { acb_sin(o, z, p); }},
    {"cos", [](acb_ptr o, acb_srcptr z, slong p) { acb_cos(o, z, p); }},
    {"tan", [](acb_ptr o, acb_srcptr z, slong p) { acb_tan(o, z, p); }},
    {"cot", [](acb_ptr o, acb_srcptr z, slong p) { acb_cot(o, z, p); }},
    {"sec", [](acb_ptr o, acb_srcptr z, slong p) { acb_sec(o, z, p); }},
    {"csc", [](acb_ptr o, acb_srcptr z, slong p) { acb_csc(o, z, p); }},
    {"sinh", [](acb_ptr o, acb_srcptr z, slong p) { acb_sinh(o, z, p); }},
    {"cosh", [](acb_ptr o, acb_srcptr z, slong p) { acb_cosh(o, z, p); }},
    {"tanh", [](acb_ptr o, acb_srcptr z, slong p) { acb_tanh(o, z, p); }},
    {"coth", [](acb_ptr o, acb_srcptr z, slong p) { acb_coth(o, z, p); }},
    {"sech", [](acb_ptr o, acb_srcptr z, slong p) { acb_sech(o, z, p); }},
    {"csch", [](acb_ptr o, acb_srcptr z, slong p) { acb_csch(o, z, p); }},
    {"asin", [](acb_ptr o, acb_srcptr z, slong p) { acb_asin(o, z, p); }},
    {"acos", [](acb_ptr o, acb_srcptr z, slong p) { acb_acos(o, z, p); }},
    {"atan", [](acb_ptr o, acb_srcptr z, slong p) { acb_atan(o, z, p); }},
    {"acot", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_atan); }},
    {"asec", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_acos); }},
    {"acsc", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_asin); }},
    {"asinh", [](acb_ptr o, acb_srcptr z, slong p) { acb_asinh(o, z, p); }},
    {"acosh", [](acb_ptr o, acb_srcptr z, slong p) { acb_acosh(o, z, p); }},
    {"atanh", [](acb_ptr o, acb_srcptr z, slong p) { acb_atanh(o, z, p); }},
    {"acoth", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_atanh); }},
    {"asech", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_acosh); }},
    {"acsch", [](acb_ptr o, acb_srcptr z, slong p) { reciprocal_argument(o, z, p, acb_asinh); }},
    {"exp", [](acb_ptr o, acb_srcptr z, slong p) { acb_exp(o, z, p); }},
    {"ln", [](acb_ptr o, acb_srcptr z, slong p) { acb_log(o, z, p); }},
    {"sqrt", [](acb_ptr o, acb_srcptr z, slong p) { acb_sqrt(o, z, p); }},
    {"conjugate", [](acb_ptr o, acb_srcptr z, slong) { acb_conj(o, z); }},
    {"re", [](acb_ptr o, acb_srcptr z, slong) { acb_set_arb(o, acb_realref(z)); }},
    {"im", [](acb_ptr o, acb_srcptr z, slong) { acb_set_arb(o, acb_imagref(z)); }},
});

// FLINT keeps caches per thread; they go when the thread does.
struct ThreadCaches {
  ~ThreadCaches() { flint_cleanup(); }
};

}  // namespace

bool Evaluator::ball(NodeId id, acb_ptr out, slong precision) {
  thread_local ThreadCaches caches;
  if (!charge(1 + static_cast<std::size_t>(precision) / 128)) return false;
  const auto children = expression_.children(id);
  switch (expression_.kind(id)) {
    case Kind::kConstant:
      return ball_constant(id, out, precision);
    case Kind::kAdd:
    case Kind::kMultiply:
      return ball_fold(id, out, precision);
    case Kind::kRatio:
    case Kind::kDivide: {
      Ball below;
      if (children.size() != 2 || !ball(children[0], out, precision) || !ball(children[1], below, precision))
        return false;
      acb_div(out, out, below, precision);
      return acb_is_finite(out);
    }
    case Kind::kPower:
      return ball_power(children[0], children[1], out, precision);
    case Kind::kNegate:
      if (!ball(children[0], out, precision)) return false;
      acb_neg(out, out);
      return true;
    case Kind::kPlusMinus: {
      Ball last;
      if (!ball(children.back(), last, precision)) return false;
      if (children.size() == 1)
        acb_zero(out);
      else if (!ball(children[0], out, precision))
        return false;
      const int sign = expression_.text(id) == "mp" ? -point_.sign : point_.sign;
      if (sign > 0)
        acb_add(out, out, last, precision);
      else
        acb_sub(out, out, last, precision);
      return true;
    }
    case Kind::kPercent:
      if (!ball(children[0], out, precision)) return false;
      acb_div_ui(out, out, 100, precision);
      return true;
    case Kind::kDegrees: {
      if (!ball(children[0], out, precision)) return false;
      Ball pi;
      acb_const_pi(pi, precision);
      acb_mul(out, out, pi, precision);
      acb_div_ui(out, out, 180, precision);
      return true;
    }
    case Kind::kAbs: {
      if (!ball(children[0], out, precision)) return false;
      arb_t size;
      arb_init(size);
      acb_abs(size, out, precision);
      acb_set_arb(out, size);
      arb_clear(size);
      return true;
    }
    case Kind::kFactorial: {
      if (const auto value = exact(id)) {
        set_rational(out, *value, precision);
        return true;
      }
      if (expression_.text(id) == "!!" || !ball(children[0], out, precision) || !is_moderate(out)) return false;
      if (!charge(static_cast<std::size_t>(precision))) return false;
      acb_add_ui(out, out, 1, precision);
      acb_gamma(out, out, precision);
      return acb_is_finite(out);
    }
    case Kind::kCall:
      return ball_call(id, out, precision);
    case Kind::kSum:
    case Kind::kProduct:
      return ball_series(id, out, precision);
    case Kind::kIntegral: {
      // To more bits than chance could match, but no more: nodes are dear.
      constexpr slong kIntegralBits = 256;
      if (children.size() == 4 && ball_integral(id, out, std::min(precision, kIntegralBits))) return true;
      const auto value = exact(id);  // by what it is opaque as
      if (value) set_rational(out, *value, precision);
      return value.has_value();
    }
    case Kind::kSymbol:
      if ((expression_.text(id) == "E" && point_.capital_e) || (expression_.text(id) == "I" && point_.capital_i) ||
          (expression_.text(id) == "j" && point_.letter_j))
        return ball_constant(id, out, precision);
      [[fallthrough]];
    default: {
      const auto value = exact(id);
      if (!value) return false;
      set_rational(out, *value, precision);
      return true;
    }
  }
}

bool Evaluator::apply_unary(std::string_view name, acb_ptr value, slong precision) {
  for (const Named& function : kUnary)
    if (function.name == name) {
      function.apply(value, value, precision);
      return true;
    }
  return false;
}

bool Evaluator::ball_constant(NodeId id, acb_ptr out, slong precision) {
  const std::string_view name = expression_.text(id);
  if (name == "pi") {
    acb_const_pi(out, precision);
  } else if (name == "e" || name == "E") {
    acb_one(out);
    acb_exp(out, out, precision);
  } else if (name == "i" || name == "I" || name == "j") {
    acb_onei(out);
  } else {
    return false;
  }
  return true;
}

bool Evaluator::ball_fold(NodeId id, acb_ptr out, slong precision) {
  const bool adds = expression_.kind(id) == Kind::kAdd;
  if (adds)
    acb_zero(out);
  else
    acb_one(out);
  Ball part;
  for (const NodeId child : expression_.children(id)) {
    if (!ball(child, part, precision)) return false;
    if (adds)
      acb_add(out, out, part, precision);
    else
      acb_mul(out, out, part, precision);
  }
  return acb_is_finite(out);
}

bool Evaluator::ball_power(NodeId base_id, NodeId exponent_id, acb_ptr out, slong precision) {
  Ball base;
  if (!ball(base_id, base, precision)) return false;
  const auto exponent = exact(exponent_id);
  if (exponent && exponent->get_den() == 1 && mpz_sizeinbase(exponent->get_num().get_mpz_t(), 2) < 40) {
    if (acb_is_zero(base) && *exponent <= 0) return false;
    fmpz_t n;
    fmpz_init(n);
    fmpz_set_mpz(n, exponent->get_num().get_mpz_t());
    acb_pow_fmpz(out, base, n, precision);
    fmpz_clear(n);
    return acb_is_finite(out);
  }
  if (acb_is_zero(base)) {
    if (!exponent || *exponent <= 0) return false;
    acb_zero(out);
    return true;
  }
  if (exponent && !point_.complex_roots && is_certainly_negative(base) && exponent->get_den() < 1000 &&
      exponent->get_num().fits_slong_p() && exponent->get_den() % 2 == 1) {
    if (!root_of(out, base, exponent->get_den().get_ui(), false, precision)) return false;
    acb_pow_si(out, out, exponent->get_num().get_si(), precision);
    return acb_is_finite(out);
  }
  Ball power;
  if (!ball(exponent_id, power, precision)) return false;
  acb_log(base, base, precision);
  acb_mul(out, power, base, precision);
  if (!acb_is_finite(out) || !is_moderate(out)) return false;
  acb_exp(out, out, precision);
  return acb_is_finite(out);
}

bool Evaluator::ball_call(NodeId id, acb_ptr out, slong precision) {
  const std::string_view name = expression_.text(id);
  const auto children = expression_.children(id);
  if (children.empty()) return false;
  if (name == "det") return ball_determinant(children[0], out, precision);
  if (name != "sqrt")
    if (const auto value = exact(id)) {
      set_rational(out, *value, precision);
      return true;
    }
  if (!ball(children[0], out, precision)) return false;
  for (const Named& function : kUnary)
    if (function.name == name) {
      if ((name == "ln" || name == "asec" || name == "acsc" || name == "acot") && acb_contains_zero(out)) return false;
      if (name != "ln" && name != "sqrt" && !is_moderate(out)) return false;
      function.apply(out, out, precision);
      return acb_is_finite(out);
    }
  if (name == "log") {
    if (acb_contains_zero(out)) return false;
    acb_log(out, out, precision);
    if (children.size() == 1 && !point_.decimal_log) return true;
    Ball base;
    if (children.size() == 2) {
      if (!ball(children[1], base, precision)) return false;
    } else {
      acb_set_ui(base, 10);
    }
    if (acb_contains_zero(base)) return false;
    acb_log(base, base, precision);
    acb_div(out, out, base, precision);
    return acb_is_finite(out);
  }
  if (name == "root") {
    const auto degree = exact(children[1]);
    if (degree && degree->get_den() == 1 && *degree >= 1 && *degree < 1000)
      return root_of(out, out, degree->get_num().get_ui(), point_.complex_roots, precision);
    Ball power;
    if (!ball(children[1], power, precision) || acb_contains_zero(power)) return false;
    acb_inv(power, power, precision);
    acb_pow(out, out, power, precision);
    return acb_is_finite(out);
  }
  if (name == "arg") {
    if (acb_contains_zero(out)) return false;
    acb_arg(acb_realref(out), out, precision);
    arb_zero(acb_imagref(out));
    return true;
  }
  if (name == "floor" || name == "ceil") {
    if (!arb_is_zero(acb_imagref(out)) || !is_moderate(out)) return false;
    if (name == "floor")
      arb_floor(acb_realref(out), acb_realref(out), precision);
    else
      arb_ceil(acb_realref(out), acb_realref(out), precision);
    return true;
  }
  if (name == "min" || name == "max") {
    Ball other;
    for (std::size_t i = 1; i < children.size(); ++i) {
      if (!ball(children[i], other, precision) || !other.is_real() || !arb_is_zero(acb_imagref(out))) return false;
      if (name == "min")
        arb_min(acb_realref(out), acb_realref(out), acb_realref(static_cast<acb_ptr>(other)), precision);
      else
        arb_max(acb_realref(out), acb_realref(out), acb_realref(static_cast<acb_ptr>(other)), precision);
    }
    return true;
  }
  if (name == "binomial") {  // Γ(n+1) / Γ(k+1) Γ(n-k+1)
    Ball n, k, part;
    acb_set(n, out);
    if (!ball(children[1], k, precision) || !is_moderate(n) || !is_moderate(k)) return false;
    if (!charge(3 * static_cast<std::size_t>(precision))) return false;
    acb_add_ui(part, n, 1, precision);
    acb_gamma(out, part, precision);
    acb_add_ui(part, k, 1, precision);
    acb_rgamma(part, part, precision);
    acb_mul(out, out, part, precision);
    acb_sub(part, n, k, precision);
    acb_add_ui(part, part, 1, precision);
    acb_rgamma(part, part, precision);
    acb_mul(out, out, part, precision);
    return acb_is_finite(out);
  }
  return false;
}

bool Evaluator::ball_series(NodeId id, acb_ptr out, slong precision) {
  mpz_class from, to;
  if (!series_range(id, from, to)) {
    const auto value = exact(id);  // by what it is opaque as
    if (value) set_rational(out, *value, precision);
    return value.has_value();
  }
  const bool adds = expression_.kind(id) == Kind::kSum;
  if (adds)
    acb_zero(out);
  else
    acb_one(out);
  const std::string index(expression_.text(expression_.child(id, 1)));
  Ball term;
  for (mpz_class k = from; k <= to; ++k) {
    point_.values.emplace_back(index, Rational(k));
    const bool defined = ball(expression_.child(id, 0), term, precision);
    point_.values.pop_back();
    if (!defined) return false;
    if (adds)
      acb_add(out, out, term, precision);
    else
      acb_mul(out, out, term, precision);
  }
  return acb_is_finite(out);
}

bool Evaluator::ball_determinant(NodeId matrix, acb_ptr out, slong precision) {
  if (expression_.kind(matrix) != Kind::kMatrix) return false;
  const auto rows = expression_.children(matrix);
  if (rows.empty() || rows.size() > 20 || expression_.children(rows[0]).size() != rows.size()) return false;
  acb_mat_t cells;
  acb_mat_init(cells, static_cast<slong>(rows.size()), static_cast<slong>(rows.size()));
  bool defined = true;
  for (std::size_t i = 0; i < rows.size() && defined; ++i)
    for (std::size_t j = 0; j < rows.size() && defined; ++j)
      defined = ball(expression_.child(rows[i], j), acb_mat_entry(cells, static_cast<slong>(i), static_cast<slong>(j)),
                     precision);
  if (defined) acb_mat_det(out, cells, precision);
  acb_mat_clear(cells);
  return defined && acb_is_finite(out);
}

}  // namespace qed::answer
