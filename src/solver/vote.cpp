#include "solver/vote.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace qed::solver {

std::size_t Vote::leading() const { return classes.empty() ? 0 : classes[0].members.size(); }
std::size_t Vote::runner_up() const { return classes.size() < 2 ? 0 : classes[1].members.size(); }
double Vote::share() const { return voters == 0 ? 0 : static_cast<double>(leading()) / static_cast<double>(voters); }

Vote count_votes(std::span<const Candidate> candidates, const answer::EqualOptions& options) {
  std::vector<std::string> answers;
  answers.reserve(candidates.size());
  for (const Candidate& candidate : candidates) answers.push_back(candidate.answer);

  Vote vote{.classes = answer::group(answers, options)};
  for (const auto& group : vote.classes) vote.voters += group.members.size();
  const auto total_score = [&](const answer::AnswerClass& group) {
    double sum = 0;
    for (const std::size_t member : group.members) sum += candidates[member].score;
    return sum;
  };
  std::ranges::stable_sort(vote.classes, [&](const auto& a, const auto& b) {
    if (a.members.size() != b.members.size()) return a.members.size() > b.members.size();
    return total_score(a) > total_score(b);
  });
  return vote;
}

double probability_of_lead(std::size_t a, std::size_t b) {
  // Terms by recurrence C(n, k+1) = C(n, k) · (n-k) / (k+1), in logarithms so that no n is too large.
  const auto n = static_cast<double>(a + b + 1);
  double log_term = -n * std::log(2.0);
  double sum = 0;
  for (std::size_t k = 0; k <= a; ++k) {
    sum += std::exp(log_term);
    const auto at = static_cast<double>(k);
    log_term += std::log((n - at) / (at + 1));
  }
  return std::min(sum, 1.0);
}

std::size_t votes_to_stop(std::size_t a, std::size_t b) {
  std::size_t more = 0;
  while (probability_of_lead(a + more, b) < kStopConfidence) ++more;
  return more;
}

}  // namespace qed::solver
