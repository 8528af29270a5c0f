#include "eval/interval.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace qed::eval {

Interval wilson(std::size_t right, std::size_t total) {
  QED_CHECK(right <= total);
  if (total == 0) return {};
  constexpr double kZ = 1.959963984540054;  // the 97.5 % quantile of the normal distribution
  const double n = static_cast<double>(total);
  const double share = static_cast<double>(right) / n;
  const double scale = 1 / (1 + kZ * kZ / n);
  const double centre = scale * (share + kZ * kZ / (2 * n));
  const double half = scale * kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  // At the ends the bound is exact; rounding must not move it.
  return {right == 0 ? 0 : std::max(0.0, centre - half), right == total ? 1 : std::min(1.0, centre + half)};
}

}  // namespace qed::eval
