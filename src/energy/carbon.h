// From energy to carbon, at one intensity of the grid: Settings::grams_per_kwh.
#pragma once

namespace qed::energy {

inline constexpr double kJoulesPerWh = 3600;

constexpr double watt_hours(double joules) { return joules / kJoulesPerWh; }

// Grams of CO2-equivalent for `wh` from a grid of `grams_per_kwh`.
constexpr double grams_of(double wh, double grams_per_kwh) { return wh / 1000 * grams_per_kwh; }

}  // namespace qed::energy
