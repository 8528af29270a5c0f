#include "answer/rational_function.h"

#include <gmpxx.h>
// After GMP, whose types its conversions need.
#include <flint/fmpq_mpoly.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>

#include <algorithm>
#include <string>
#include <vector>

#include "answer/evaluate.h"

namespace qed::answer {
namespace {

constexpr slong kMaxTerms = 4'000;  // of a product, before like terms are collected
constexpr slong kMaxBitsOfTerms = 1 << 20;
constexpr long kMaxExponent = 60;
constexpr std::size_t kMaxLetters = 12;

class Context {
 public:
  explicit Context(std::size_t letters) { fmpq_mpoly_ctx_init(context_, static_cast<slong>(letters), ORD_LEX); }
  ~Context() { fmpq_mpoly_ctx_clear(context_); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  operator fmpq_mpoly_ctx_struct*() { return context_; }

 private:
  fmpq_mpoly_ctx_t context_;
};

class Polynomial {
 public:
  explicit Polynomial(Context& context) : context_(context) { fmpq_mpoly_init(value_, context_); }
  Polynomial(Polynomial&& other) noexcept : Polynomial(other.context_) {
    fmpq_mpoly_swap(value_, other.value_, context_);
  }
  Polynomial& operator=(Polynomial&& other) noexcept {
    fmpq_mpoly_swap(value_, other.value_, context_);
    return *this;
  }
  ~Polynomial() { fmpq_mpoly_clear(value_, context_); }
  operator fmpq_mpoly_struct*() { return value_; }
  slong terms() { return fmpq_mpoly_length(value_, context_); }
  slong bits() { return terms() * std::max<slong>(1, std::abs(fmpz_mpoly_max_bits(value_->zpoly))); }
  bool is_zero() { return fmpq_mpoly_is_zero(value_, context_) != 0; }

 private:
  Context& context_;
  fmpq_mpoly_t value_;
};

// above / below, with below never zero.
struct Quotient {
  Polynomial above, below;
};

class Normaliser {
 public:
  Normaliser(const Expression& expression, const std::vector<std::string>& letters, Context& context)
      : expression_(expression), letters_(letters), context_(context) {}

  std::optional<Quotient> read(NodeId id);

 private:
  std::optional<Quotient> constant(NodeId id);
  std::optional<Quotient> fold(NodeId id);
  std::optional<Quotient> power(NodeId id);
  std::optional<Polynomial> product(Polynomial& a, Polynomial& b);
  std::optional<Quotient> times(Quotient& a, Quotient& b);
  std::optional<Quotient> plus(Quotient& a, Quotient& b);
  Polynomial number(const mpq_class& value);

  const Expression& expression_;
  const std::vector<std::string>& letters_;
  Context& context_;
};

Polynomial Normaliser::number(const mpq_class& value) {
  Polynomial result(context_);
  fmpq_t q;
  fmpq_init(q);
  fmpq_set_mpq(q, value.get_mpq_t());
  fmpq_mpoly_set_fmpq(result, q, context_);
  fmpq_clear(q);
  return result;
}

std::optional<Polynomial> Normaliser::product(Polynomial& a, Polynomial& b) {
  if (a.terms() * b.terms() > kMaxTerms || a.bits() + b.bits() > kMaxBitsOfTerms) return std::nullopt;
  Polynomial result(context_);
  fmpq_mpoly_mul(result, a, b, context_);
  return result;
}

std::optional<Quotient> Normaliser::times(Quotient& a, Quotient& b) {
  auto above = product(a.above, b.above), below = product(a.below, b.below);
  if (!above || !below) return std::nullopt;
  return Quotient{*std::move(above), *std::move(below)};
}

std::optional<Quotient> Normaliser::plus(Quotient& a, Quotient& b) {
  if (fmpq_mpoly_equal(a.below, b.below, context_)) {
    fmpq_mpoly_add(a.above, a.above, b.above, context_);
    return std::move(a);
  }
  auto left = product(a.above, b.below), right = product(b.above, a.below), below = product(a.below, b.below);
  if (!left || !right || !below) return std::nullopt;
  fmpq_mpoly_add(*left, *left, *right, context_);
  return Quotient{*std::move(left), *std::move(below)};
}

std::optional<Quotient> Normaliser::constant(NodeId id) {
  const auto value = Evaluator(expression_, {}).exact(id);
  if (!value) return std::nullopt;
  return Quotient{number(*value), number(1)};
}

std::optional<Quotient> Normaliser::fold(NodeId id) {
  const bool adds = expression_.kind(id) == Kind::kAdd;
  std::optional<Quotient> total = Quotient{number(adds ? 0 : 1), number(1)};
  for (const NodeId child : expression_.children(id)) {
    auto part = read(child);
    if (!part) return std::nullopt;
    total = adds ? plus(*total, *part) : times(*total, *part);
    if (!total) return std::nullopt;
  }
  return total;
}

std::optional<Quotient> Normaliser::power(NodeId id) {
  const auto exponent = Evaluator(expression_, {}).exact(expression_.child(id, 1));
  if (!exponent || exponent->get_den() != 1 || abs(*exponent) > kMaxExponent) return std::nullopt;
  auto base = read(expression_.child(id, 0));
  if (!base) return std::nullopt;
  long n = exponent->get_num().get_si();
  if (n < 0) {
    if (base->above.is_zero()) return std::nullopt;
    std::swap(base->above, base->below);
    n = -n;
  }
  std::optional<Quotient> result = Quotient{number(1), number(1)};
  for (long i = 0; i < n && result; ++i) result = times(*result, *base);
  return result;
}

std::optional<Quotient> Normaliser::read(NodeId id) {
  switch (expression_.kind(id)) {
    case Kind::kSymbol: {
      const auto at = std::ranges::find(letters_, expression_.text(id));
      if (at == letters_.end()) return std::nullopt;
      Quotient letter{Polynomial(context_), number(1)};
      fmpq_mpoly_gen(letter.above, at - letters_.begin(), context_);
      return letter;
    }
    case Kind::kNumber:
    case Kind::kMixed:
    case Kind::kFactorial:
      return constant(id);
    case Kind::kAdd:
    case Kind::kMultiply:
      return fold(id);
    case Kind::kNegate: {
      auto value = read(expression_.child(id, 0));
      if (value) fmpq_mpoly_neg(value->above, value->above, context_);
      return value;
    }
    case Kind::kDivide: {
      auto above = read(expression_.child(id, 0)), below = read(expression_.child(id, 1));
      if (!above || !below || below->above.is_zero()) return std::nullopt;
      std::swap(below->above, below->below);
      return times(*above, *below);
    }
    case Kind::kPower:
      return power(id);
    default:
      return std::nullopt;
  }
}

void collect_letters(const Expression& expression, NodeId id, std::vector<std::string>& letters) {
  if (expression.kind(id) == Kind::kSymbol && std::ranges::find(letters, expression.text(id)) == letters.end())
    letters.emplace_back(expression.text(id));
  for (const NodeId child : expression.children(id)) collect_letters(expression, child, letters);
}

mpq_class rational(const fmpz_poly_t polynomial, slong index) {
  mpz_class value;
  fmpz_get_mpz(value.get_mpz_t(), fmpz_poly_get_coeff_ptr(polynomial, index));
  return value;
}

// The real zeros of one irreducible factor; false where they are no roots of a quadratic.
bool add_zeros(const fmpz_poly_t factor, bool pole, bool odd, std::vector<SignChange>& changes) {
  const slong degree = fmpz_poly_degree(factor);
  if (degree > 2) return fmpz_poly_num_real_roots(factor) == 0;
  const mpq_class c = rational(factor, 0), b = rational(factor, 1);
  if (degree == 1) {
    changes.push_back({-c / b, 0, 0, pole, odd});
    return true;
  }
  const mpq_class a = rational(factor, 2), radicand = (b * b - 4 * a * c) / (4 * a * a);
  if (radicand < 0) return true;
  for (const int sign : {-1, 1}) changes.push_back({-b / (2 * a), radicand, sign, pole, odd});
  return true;
}

// Factors a polynomial in the only letter into the chart.
bool chart_polynomial(Polynomial& polynomial, Context& context, bool pole, SignChart& chart) {
  constexpr slong kMaxDegree = 10, kMaxBits = 256;  // factored in a few milliseconds
  fmpz_poly_t whole;
  fmpz_poly_init(whole);
  fmpz_poly_factor_t factors;
  fmpz_poly_factor_init(factors);
  // The content is positive or negative; only its sign matters.
  bool fits = fmpz_mpoly_get_fmpz_poly(whole, static_cast<fmpq_mpoly_struct*>(polynomial)->zpoly, 0,
                                       static_cast<fmpq_mpoly_ctx_struct*>(context)->zctx) != 0 &&
              fmpz_poly_degree(whole) <= kMaxDegree && std::abs(fmpz_poly_max_bits(whole)) <= kMaxBits &&
              !fmpz_poly_is_zero(whole);
  if (fits) {
    fmpz_poly_factor(factors, whole);
    int sign = fmpz_sgn(fmpz_poly_lead(whole)) * fmpq_sgn(static_cast<fmpq_mpoly_struct*>(polynomial)->content);
    if (fmpz_poly_degree(whole) % 2 != 0) sign = -sign;
    chart.leftmost *= sign;
    for (slong i = 0; i < factors->num && fits; ++i)
      fits = add_zeros(factors->p + i, pole, factors->exp[i] % 2 != 0, chart.changes);
  }
  fmpz_poly_factor_clear(factors);
  fmpz_poly_clear(whole);
  return fits;
}

}  // namespace

std::optional<SignChart> sign_chart(const Expression& expression, NodeId root) {
  std::vector<std::string> letters;
  collect_letters(expression, root, letters);
  if (letters.size() != 1) return std::nullopt;
  Context context(1);
  auto quotient = Normaliser(expression, letters, context).read(root);
  if (!quotient || quotient->above.is_zero()) return std::nullopt;
  SignChart chart{letters[0], 1, {}};
  if (!chart_polynomial(quotient->below, context, true, chart)) return std::nullopt;
  const std::size_t poles = chart.changes.size();
  if (!chart_polynomial(quotient->above, context, false, chart)) return std::nullopt;
  // x(x - 1)/(x - 1) has no value at 1.
  for (std::size_t i = chart.changes.size(); i-- > poles;) {
    for (std::size_t j = 0; j < poles; ++j) {
      SignChange &zero = chart.changes[i], &pole = chart.changes[j];
      if (zero.centre != pole.centre || zero.radicand != pole.radicand || zero.root_sign != pole.root_sign) continue;
      pole.crosses = pole.crosses != zero.crosses;
      chart.changes.erase(chart.changes.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  }
  return chart;
}

std::optional<bool> equal_rational_functions(const Expression& a, NodeId root_a, const Expression& b, NodeId root_b) {
  std::vector<std::string> letters;
  collect_letters(a, root_a, letters);
  collect_letters(b, root_b, letters);
  if (letters.empty() || letters.size() > kMaxLetters) return std::nullopt;
  Context context(letters.size());
  auto left = Normaliser(a, letters, context).read(root_a);
  if (!left) return std::nullopt;
  auto right = Normaliser(b, letters, context).read(root_b);
  if (!right) return std::nullopt;
  Polynomial across_left(context), across_right(context);
  if (left->above.terms() * right->below.terms() > kMaxTerms || right->above.terms() * left->below.terms() > kMaxTerms)
    return std::nullopt;
  fmpq_mpoly_mul(across_left, left->above, right->below, context);
  fmpq_mpoly_mul(across_right, right->above, left->below, context);
  return fmpq_mpoly_equal(across_left, across_right, context) != 0;
}

}  // namespace qed::answer
