#include "solver/plan.h"

#include <gtest/gtest.h>

#include <string>

namespace qed::solver {
namespace {

TEST(Plan, DifficultyFollowsKeywordsAndLength) {
  struct Case {
    std::string question;
    Difficulty difficulty;
  };
  const Case cases[] = {
      {"If 2x + 3 = 11, what is x?", Difficulty::kEasy},
      {"Find the integral of x^2", Difficulty::kMedium},
      {"Integrals: add two integrals", Difficulty::kMedium},
      {"Is 91 PRIME? Give a proof.", Difficulty::kHard},
      {"There is no limitless primer here", Difficulty::kEasy},
      {std::string(200, 'x'), Difficulty::kEasy},
      {std::string(201, 'x'), Difficulty::kMedium},
      {std::string(401, 'x'), Difficulty::kHard},
  };
  for (const auto& [question, difficulty] : cases) EXPECT_EQ(make_plan(question).difficulty, difficulty) << question;
}

TEST(Plan, LengthIsCountedInCharactersNotBytes) {
  std::string question;
  for (int i = 0; i < 150; ++i) question += "数";
  EXPECT_EQ(make_plan(question).difficulty, Difficulty::kEasy);
}

TEST(Plan, HarderProblemsGetLargerBudgets) {
  const Plan easy = make_plan("1 + 1");
  const Plan hard = make_plan("Prove the lemma by induction");
  EXPECT_EQ(easy.samples, 1);
  EXPECT_EQ(easy.temperature, 0.0);
  EXPECT_EQ(hard.samples, 4);
  EXPECT_LT(easy.max_tokens, hard.max_tokens);
}

}  // namespace
}  // namespace qed::solver
