// How far a measured share may be from the true one.
#pragma once

#include <cstddef>

namespace qed::eval {

struct Interval {
  double low = 0;
  double high = 1;
};

// The Wilson score interval of `right` successes in `total` trials at 95 % confidence: E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", J. Am. Stat. Assoc. 22 (1927) 209–212.
// Lies within [0, 1] and is [0, 1] where nothing was tried. `right` is at most `total`.
Interval wilson(std::size_t right, std::size_t total);

}  // namespace qed::eval
