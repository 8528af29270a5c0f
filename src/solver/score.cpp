#include "solver/score.h"

namespace qed::solver {

double score(const Candidate& candidate) {
  return kExecutedWeight * (candidate.executed() ? 1 : 0) + kRewardWeight * kUnknownReward;
}

const Candidate* best_of(std::span<const Candidate> candidates, const Vote& vote) {
  const Candidate* best = nullptr;
  if (vote.empty()) return best;
  for (const std::size_t member : vote.classes[0].members)
    if (!best || candidates[member].score > best->score) best = &candidates[member];
  return best;
}

double confidence(const Candidate& best, const Vote& vote, std::optional<double> precision) {
  if (precision && best.executed()) return *precision;
  return score(best) + kShareWeight * vote.share();
}

}  // namespace qed::solver
