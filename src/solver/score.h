// Executed → scored: how much an answer can be trusted.
#pragma once

#include <optional>
#include <span>

#include "solver/candidate.h"
#include "solver/vote.h"

namespace qed::solver {

// The uncalibrated rule: 0.55 executed + 0.30 process reward (0.5 where no reward model scored it) + 0.15 share of
// the largest answer class. These weights are the baseline that measured calibration replaces.
inline constexpr double kExecutedWeight = 0.55;
inline constexpr double kRewardWeight = 0.30;
inline constexpr double kShareWeight = 0.15;
inline constexpr double kUnknownReward = 0.5;

// A candidate alone: all of the rule but the share.
double score(const Candidate& candidate);

// The member of the winning class that carries the proof: the highest score, the earliest among equals. nullptr
// where nobody voted.
const Candidate* best_of(std::span<const Candidate> candidates, const Vote& vote);

// Confidence in the winning class. `precision` is the tier's measured precision on executed answers, where known.
double confidence(const Candidate& best, const Vote& vote, std::optional<double> precision);

}  // namespace qed::solver
