// The gate: is the next tier worth its carbon?
#pragma once

#include "solver/event.h"
#include "solver/plan.h"
#include "solver/tier.h"

namespace qed::solver {

// CRE = expected accuracy gain in percentage points / predicted grams of CO2-equivalent; open at `threshold` or above.
// The gain is the next tier's uplift, as far as there is room above `confidence_now`. Grams: the measured mean of a
// local tier (until measured, its prior at the grid's intensity), or a remote tier's grams per token times the
// plan's token budget. A tier predicted to cost nothing is always worth it.
Gate decide_gate(std::string_view from, double confidence_now, const Tier& next, const Plan& plan,
                 std::optional<double> measured_grams, double grid_g_per_kwh, double threshold);

}  // namespace qed::solver
