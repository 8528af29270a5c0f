#include "energy/settings.h"

#include <cmath>

namespace qed::energy {

Result<Settings> read_settings(const Environment& environment) {
  Settings settings;
  if (const auto value = QED_TRY(read_number(environment, {"DEFAULT_KGCO2_PER_KWH", 0, 5, "kg CO2 per kWh"})))
    settings.grams_per_kwh = *value * 1000;
  if (const auto value = QED_TRY(read_number(environment, {"DEFAULT_7B_WH", 0, 1000, "watt-hours"})))
    settings.local_prior_wh = *value;
  if (const auto value = QED_TRY(read_number(environment, {"GPT5_G_CO2_PER_1K_TOK", 0, 100'000, "grams"})))
    settings.remote_grams_per_1k_tokens = *value;
  if (const auto value = QED_TRY(read_number(environment, {"SAMPLE_INTERVAL_S", 0.01, 60, "seconds"})))
    settings.sample_interval = std::chrono::milliseconds(std::llround(*value * 1000));
  return settings;
}

}  // namespace qed::energy
