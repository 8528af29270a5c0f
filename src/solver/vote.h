// Self-consistency (Wang et al. 2022, arXiv:2203.11171): the answer most candidates agree on, and when to stop asking
// (Aggarwal et al. 2023, "adaptive consistency", arXiv:2305.11860).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "answer/classes.h"
#include "solver/candidate.h"

namespace qed::solver {

struct Vote {
  std::vector<answer::AnswerClass> classes;  // most votes first
  std::size_t voters = 0;                    // candidates that have an answer

  bool empty() const { return classes.empty(); }
  double share() const;           // of the largest class among the voters; 0 where there is none
  std::size_t leading() const;    // votes of the largest class
  std::size_t runner_up() const;  // votes of the second
};

// Equal counts are ordered by the sum of the members' scores, then by which class was proposed first: the same
// candidates give the same winner on every machine.
Vote count_votes(std::span<const Candidate> candidates, const answer::EqualOptions& options = {});

inline constexpr double kStopConfidence = 0.95;

// The probability that the class with `a` votes beats the one with `b`, both drawn from a Beta(a+1, b+1) over their
// share: 2^-n · Σ_{k≤a} C(n,k) with n = a + b + 1.
double probability_of_lead(std::size_t a, std::size_t b);

// How many more votes the leading class needs, all going to it, before the stop rule can hold; 0: stop now.
std::size_t votes_to_stop(std::size_t a, std::size_t b);

}  // namespace qed::solver
