#include "energy/settings.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace qed::energy {
namespace {

struct Range {
  const char* variable;
  double low, high;
  std::string_view unit;
};

Result<std::optional<double>> read(const Environment& environment, const Range& range) {
  const char* value = environment(range.variable);
  const std::string_view text = text::trim(value ? value : "");
  if (text.empty()) return std::optional<double>();
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // Written so that NaN is out of range.
  if (error != std::errc() || end != text.data() + text.size() || !(number >= range.low && number <= range.high))
    return fail(Errc::kInvalidInput, "{}='{}': expected a number of {} from {} to {}", range.variable, text, range.unit,
                range.low, range.high);
  return std::optional(number);
}

}  // namespace

Result<Settings> read_settings(const Environment& environment) {
  Settings settings;
  if (const auto value = QED_TRY(read(environment, {"DEFAULT_KGCO2_PER_KWH", 0, 5, "kg CO2 per kWh"})))
    settings.grams_per_kwh = *value * 1000;
  if (const auto value = QED_TRY(read(environment, {"DEFAULT_7B_WH", 0, 1000, "watt-hours"})))
    settings.local_prior_wh = *value;
  if (const auto value = QED_TRY(read(environment, {"GPT5_G_CO2_PER_1K_TOK", 0, 100'000, "grams"})))
    settings.remote_grams_per_1k_tokens = *value;
  if (const auto value = QED_TRY(read(environment, {"SAMPLE_INTERVAL_S", 0.01, 60, "seconds"})))
    settings.sample_interval = std::chrono::milliseconds(std::llround(*value * 1000));
  return settings;
}

}  // namespace qed::energy
