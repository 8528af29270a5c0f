// The value of an expression where its names have given values: exactly, as a rational number, or as a complex ball
// that is certain to hold it (Arb). Nothing is computed whose size has not been bounded before.
#pragma once

#include <gmpxx.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#if __has_include(<flint/acb.h>)
#include <flint/acb.h>
#include <flint/acb_mat.h>
#include <flint/arb.h>
#else
#include <acb.h>
#include <acb_mat.h>
#include <arb.h>
#endif

#include "answer/expression.h"

namespace qed::answer {

using Rational = mpq_class;

// What names and other things without a value of their own stand for.
struct Point {
  std::vector<std::pair<std::string, Rational>> values;
  // Integrals, limits, calls of f: one value for all that are equal. Empty: they have none.
  std::function<std::optional<Rational>(NodeId)> opaque;
  bool capital_e = false;  // E is Euler's number, I the imaginary unit, as SymPy prints them
  bool capital_i = false;
  bool letter_j = false;         // j is the imaginary unit, as engineers and Python write it
  bool decimal_log = false;      // log without a base is to base 10
  bool complex_roots = false;    // odd roots of negative numbers are their principal values
  int sign = 1;                  // what ± stands for
  std::size_t* spent = nullptr;  // work done so far, shared by the evaluations of one comparison

  const Rational* find(std::string_view name) const {
    for (auto at = values.rbegin(); at != values.rend(); ++at)
      if (at->first == name) return &at->second;
    return nullptr;
  }
};

inline constexpr std::size_t kMaxBits = 1 << 16;  // of an exact integer
inline constexpr std::size_t kMaxWork = 200'000;  // about a microsecond each: nodes visited, long numbers counting more

class Ball {
 public:
  Ball() { acb_init(value_); }
  ~Ball() { acb_clear(value_); }
  Ball(const Ball&) = delete;
  Ball& operator=(const Ball&) = delete;
  operator acb_ptr() { return value_; }
  operator acb_srcptr() const { return value_; }
  bool is_real() const { return arb_is_zero(acb_imagref(value_)); }

 private:
  acb_t value_;
};

class Evaluator {
 public:
  Evaluator(const Expression& expression, Point point) : expression_(expression), point_(std::move(point)) {}

  // nullopt: not rational, not exact, undefined, or too large.
  std::optional<Rational> exact(NodeId id);
  // False: undefined at this point, or too large. Real arithmetic throughout where the names are real: odd roots of
  // negative numbers are negative.
  bool ball(NodeId id, acb_ptr out, slong precision);

 private:
  bool charge(std::size_t work);  // false: spent
  std::optional<Rational> exact_number(std::string_view text) const;
  std::optional<Rational> exact_power(NodeId base, NodeId exponent);
  std::optional<Rational> exact_call(NodeId id);
  std::optional<Rational> exact_factorial(NodeId id);
  std::optional<Rational> exact_series(NodeId id);
  std::optional<Rational> exact_divisors(NodeId id);
  std::optional<Rational> exact_fold(NodeId id);
  std::optional<Rational> name_value(NodeId id);

  bool ball_constant(NodeId id, acb_ptr out, slong precision);
  bool ball_power(NodeId base, NodeId exponent, acb_ptr out, slong precision);
  bool ball_fold(NodeId id, acb_ptr out, slong precision);
  bool ball_call(NodeId id, acb_ptr out, slong precision);
  bool ball_series(NodeId id, acb_ptr out, slong precision);
  bool ball_determinant(NodeId matrix, acb_ptr out, slong precision);
  bool ball_integral(NodeId id, acb_ptr out, slong precision);
  bool integrand(NodeId id, std::string_view variable, acb_srcptr z, acb_ptr out, bool analytic, slong precision);
  static bool apply_unary(std::string_view name, acb_ptr value, slong precision);  // false: no such function
  bool series_range(NodeId id, mpz_class& from, mpz_class& to);

  const Expression& expression_;
  Point point_;
  std::size_t own_work_ = 0;
};

}  // namespace qed::answer
