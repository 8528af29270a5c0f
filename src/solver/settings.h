// The figures of the gate that a deployment may set, read from the environment here and nowhere else.
#pragma once

#include "base/environment.h"

namespace qed::solver {

struct Settings {
  double gate_threshold = 0.05;  // CRE_THRESHOLD_PCT_PER_G: percentage points per gram of CO2-equivalent
  double uplift_local = 0.25;    // UPLIFT_7B: accuracy gained by a further local tier, 0..1
  double uplift_remote = 0.45;   // UPLIFT_GPT5: by a remote tier
};

Result<Settings> read_settings(const Environment& environment);

}  // namespace qed::solver
