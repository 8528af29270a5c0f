#include "solver/gate.h"

#include <algorithm>
#include <limits>

#include "energy/carbon.h"

namespace qed::solver {

Gate decide_gate(std::string_view from, double confidence_now, const Tier& next, const Plan& plan,
                 std::optional<double> measured_grams, double grid_g_per_kwh, double threshold) {
  const double gain_points = 100 * std::min(next.uplift, std::max(0.0, 1 - confidence_now));
  const double grams = next.kind == Tier::Kind::kRemote
                           ? next.grams_per_1k_tokens * plan.samples * plan.max_tokens / 1000
                           : measured_grams.value_or(energy::grams_of(next.energy_prior_wh, grid_g_per_kwh));
  const double cre = grams > 0 ? gain_points / grams : std::numeric_limits<double>::max();
  return {.from = std::string(from),
          .to = next.name,
          .gain_points = gain_points,
          .predicted_grams = grams,
          .cre = cre,
          .threshold = threshold,
          .open = cre >= threshold};
}

}  // namespace qed::solver
