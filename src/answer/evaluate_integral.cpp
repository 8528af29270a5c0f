// Definite integrals of what is analytic between the bounds, with certain error bounds (Arb's adaptive Gauss-Legendre).
#include "answer/evaluate.h"

#if __has_include(<flint/acb_calc.h>)
#include <flint/acb_calc.h>
#else
#include <acb_calc.h>
#endif

namespace qed::answer {
namespace {

constexpr slong kMaxEvaluations = 3'000;

}  // namespace

// The integrand at a complex ball. Where `analytic`, whatever is not analytic on the whole ball is indeterminate.
bool Evaluator::integrand(NodeId id, std::string_view variable, acb_srcptr z, acb_ptr out, bool analytic,
                          slong precision) {
  if (!charge(1 + static_cast<std::size_t>(precision) / 64)) return false;
  const auto children = expression_.children(id);
  const auto inner = [&](NodeId child, acb_ptr value) {
    return integrand(child, variable, z, value, analytic, precision);
  };
  switch (expression_.kind(id)) {
    case Kind::kSymbol:
      if (expression_.text(id) == variable) {
        acb_set(out, z);
        return true;
      }
      return ball(id, out, precision);
    case Kind::kAdd:
    case Kind::kMultiply: {
      const bool adds = expression_.kind(id) == Kind::kAdd;
      Ball part;
      acb_set_ui(out, adds ? 0 : 1);
      for (const NodeId child : children) {
        if (!inner(child, part)) return false;
        if (adds)
          acb_add(out, out, part, precision);
        else
          acb_mul(out, out, part, precision);
      }
      return true;
    }
    case Kind::kNegate:
      if (!inner(children[0], out)) return false;
      acb_neg(out, out);
      return true;
    case Kind::kDivide: {
      Ball below;
      if (!inner(children[0], out) || !inner(children[1], below)) return false;
      acb_div(out, out, below, precision);
      return true;
    }
    case Kind::kPower: {
      Ball base, power;
      if (!inner(children[0], base) || !inner(children[1], power)) return false;
      acb_pow_analytic(out, base, power, analytic, precision);
      return true;
    }
    case Kind::kCall: {
      if (children.size() != 1 || !inner(children[0], out)) return false;
      const std::string_view name = expression_.text(id);
      if (name == "sqrt") {
        acb_sqrt_analytic(out, out, analytic, precision);
        return true;
      }
      if (name == "ln") {
        acb_log_analytic(out, out, analytic, precision);
        return true;
      }
      constexpr std::string_view kMeromorphic[] = {"sin", "cos",  "tan",  "cot",  "sec",
                                                   "csc", "sinh", "cosh", "tanh", "exp"};
      for (const std::string_view known : kMeromorphic)
        if (name == known) return apply_unary(name, out, precision);
      return false;
    }
    default:
      return ball(id, out, precision);
  }
}

bool Evaluator::ball_integral(NodeId id, acb_ptr out, slong precision) {
  Ball low, high;
  if (!ball(expression_.child(id, 2), low, precision) || !ball(expression_.child(id, 3), high, precision)) return false;
  struct Task {
    Evaluator* evaluator;
    NodeId body;
    std::string_view variable;
    bool failed = false;
  } task{this, expression_.child(id, 0), expression_.text(expression_.child(id, 1))};
  const auto sample = [](acb_ptr value, const acb_t z, void* given, slong order, slong bits) {
    auto& at = *static_cast<Task*>(given);
    if (at.failed || order > 1 || !at.evaluator->integrand(at.body, at.variable, z, value, order == 1, bits)) {
      at.failed = true;
      acb_indeterminate(value);
    }
    return 0;
  };
  acb_calc_integrate_opt_t options;
  acb_calc_integrate_opt_init(options);
  options->eval_limit = kMaxEvaluations;
  mag_t tolerance;
  mag_init(tolerance);
  mag_set_ui_2exp_si(tolerance, 1, -precision);
  acb_calc_integrate(out, sample, &task, low, high, precision, tolerance, options, precision);
  mag_clear(tolerance);
  return !task.failed && acb_is_finite(out);
}

}  // namespace qed::answer
