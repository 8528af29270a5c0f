#include "solver/vote.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace qed::solver {
namespace {

std::vector<Candidate> candidates(std::initializer_list<std::pair<const char*, double>> rows) {
  std::vector<Candidate> result;
  for (const auto& [answer, score] : rows) {
    Candidate candidate;
    candidate.answer = answer;
    candidate.score = score;
    result.push_back(candidate);
  }
  return result;
}

TEST(Vote, EqualAnswersVoteTogetherAndEmptyOnesDoNotVote) {
  const Vote vote = count_votes(candidates({{"3", 0}, {"1/2", 0}, {"", 0}, {"0.5", 0}, {"\\frac{1}{2}", 0}}));
  ASSERT_EQ(vote.classes.size(), 2u);
  EXPECT_EQ(vote.classes[0].members, (std::vector<std::size_t>{1, 3, 4}));
  EXPECT_EQ(vote.voters, 4u);
  EXPECT_EQ(vote.leading(), 3u);
  EXPECT_EQ(vote.runner_up(), 1u);
  EXPECT_DOUBLE_EQ(vote.share(), 0.75);
}

TEST(Vote, TiesGoToTheHigherScoreThenToTheEarlierCandidate) {
  EXPECT_EQ(count_votes(candidates({{"7", 0.2}, {"8", 0.7}})).classes[0].answer, "8");
  EXPECT_EQ(count_votes(candidates({{"7", 0.7}, {"8", 0.7}})).classes[0].answer, "7");
}

TEST(Vote, NobodyVotesWhereThereIsNoAnswer) {
  const Vote vote = count_votes(candidates({{"", 0}}));
  EXPECT_TRUE(vote.empty());
  EXPECT_EQ(vote.share(), 0);
}

// The definition, in exact integers.
double lead_by_definition(std::size_t a, std::size_t b) {
  const std::size_t n = a + b + 1;
  double sum = 0, binomial = 1;
  for (std::size_t k = 0; k <= a; ++k) {
    sum += binomial;
    binomial = binomial * static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  return std::ldexp(sum, -static_cast<int>(n));
}

TEST(AdaptiveStop, AgreesWithItsDefinition) {
  for (std::size_t a = 0; a <= 20; ++a)
    for (std::size_t b = 0; b <= a; ++b) EXPECT_NEAR(probability_of_lead(a, b), lead_by_definition(a, b), 1e-12);
  EXPECT_NEAR(probability_of_lead(1000, 1000), 0.5, 1e-9);
}

TEST(AdaptiveStop, FourAgreeingVotesSuffice) {
  struct Case {
    std::size_t a, b, more;
  };
  constexpr Case kCases[] = {{0, 0, 4}, {3, 0, 1}, {4, 0, 0}, {4, 1, 2}, {6, 1, 0}, {5, 2, 3}};
  for (const auto& [a, b, more] : kCases) EXPECT_EQ(votes_to_stop(a, b), more) << a << " against " << b;
}

}  // namespace
}  // namespace qed::solver
