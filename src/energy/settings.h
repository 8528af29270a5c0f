// The figures of energy and carbon that a deployment may set, read from the environment here and nowhere else.
#pragma once

#include <chrono>

#include "base/environment.h"
#include "base/error.h"

namespace qed::energy {

struct Settings {
  double grams_per_kwh = 450;                      // of CO2-equivalent; DEFAULT_KGCO2_PER_KWH is in kg
  double local_prior_wh = 3.0;                     // DEFAULT_7B_WH: a local tier's problem until some were measured
  double remote_grams_per_1k_tokens = 120;         // GPT5_G_CO2_PER_1K_TOK
  std::chrono::milliseconds sample_interval{200};  // SAMPLE_INTERVAL_S is in seconds
};

// kInvalidInput names the variable, its value and the range; an empty variable counts as unset.
Result<Settings> read_settings(const Environment& environment);

}  // namespace qed::energy
