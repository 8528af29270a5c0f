#include "solver/gate.h"

#include <gtest/gtest.h>

namespace qed::solver {
namespace {

Tier local() {
  Tier tier;
  tier.name = "large";
  tier.kind = Tier::Kind::kLocal;
  tier.uplift = 0.25;
  tier.energy_prior_wh = 3.0;
  return tier;
}

Tier remote() {
  Tier tier;
  tier.name = "remote";
  tier.kind = Tier::Kind::kRemote;
  tier.uplift = 0.45;
  tier.grams_per_1k_tokens = 120;
  return tier;
}

constexpr Plan kEasy{Difficulty::kEasy, 1, 0.0, 384};

TEST(Gate, LocalTierCostsItsPriorUntilMeasured) {
  const Gate prior = decide_gate("small", 0.4, local(), kEasy, std::nullopt, 450, 0.05);
  EXPECT_DOUBLE_EQ(prior.predicted_grams, 3.0 * 0.450);
  EXPECT_DOUBLE_EQ(prior.gain_points, 25);
  EXPECT_TRUE(prior.open);
  EXPECT_DOUBLE_EQ(decide_gate("small", 0.4, local(), kEasy, 0.2, 450, 0.05).predicted_grams, 0.2);
}

TEST(Gate, RemoteTierCostsItsTokens) {
  const Gate gate = decide_gate("large", 0.5, remote(), kEasy, std::nullopt, 450, 0.05);
  EXPECT_DOUBLE_EQ(gate.predicted_grams, 0.384 * 120);
  EXPECT_NEAR(gate.cre, 45 / 46.08, 1e-9);
}

TEST(Gate, ClosesWhereTheGainIsNotWorthTheGrams) {
  EXPECT_FALSE(decide_gate("large", 0.5, remote(), kEasy, std::nullopt, 450, 2.0).open);
  EXPECT_FALSE(decide_gate("large", 1.0, remote(), kEasy, std::nullopt, 450, 0.05).open) << "nothing left to gain";
}

TEST(Gate, NoGainIsExpectedBeyondCertainty) {
  EXPECT_NEAR(decide_gate("large", 0.9, remote(), kEasy, std::nullopt, 450, 0.05).gain_points, 10, 1e-9);
}

}  // namespace
}  // namespace qed::solver
