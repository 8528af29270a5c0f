#include "eval/interval.h"

#include <gtest/gtest.h>

namespace qed::eval {
namespace {

TEST(Wilson, MatchesPublishedValues) {
  struct Case {
    std::size_t right, total;
    double low, high;
  };
  // The first two rows: R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
  constexpr Case kCases[] = {
      {81, 263, 0.2553, 0.3662},
      {15, 148, 0.0624, 0.1605},
      {0, 20, 0.0, 0.1611},
      {1, 29, 0.0061, 0.1718},
  };
  for (const auto& [right, total, low, high] : kCases) {
    const Interval interval = wilson(right, total);
    EXPECT_NEAR(interval.low, low, 5e-5) << right << " of " << total;
    EXPECT_NEAR(interval.high, high, 5e-5) << right << " of " << total;
  }
}

TEST(Wilson, HoldsTheShareAndStaysWithinBounds) {
  for (std::size_t total : {1, 2, 10, 1000})
    for (std::size_t right = 0; right <= total; right += 1 + total / 7) {
      const Interval interval = wilson(right, total);
      const double share = static_cast<double>(right) / static_cast<double>(total);
      EXPECT_LE(interval.low, share);
      EXPECT_GE(interval.high, share);
      EXPECT_GE(interval.low, 0);
      EXPECT_LE(interval.high, 1);
    }
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

}  // namespace
}  // namespace qed::eval
