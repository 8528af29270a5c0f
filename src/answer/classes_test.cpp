#include "answer/classes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace qed::answer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Group, PutsEqualAnswersTogetherInOrderOfAppearance) {
  const std::vector<std::string> answers = {"1/2", "3", "0.5", "", "x = 3", "\\frac{2}{4}", "7", "three", "none"};
  const std::vector<AnswerClass> classes = group(answers);
  ASSERT_EQ(classes.size(), 4u);
  EXPECT_EQ(classes[0].answer, "1/2");
  EXPECT_THAT(classes[0].members, ElementsAre(0, 2, 5));
  EXPECT_EQ(classes[1].answer, "3");
  EXPECT_THAT(classes[1].members, ElementsAre(1, 4, 7));
  EXPECT_THAT(classes[2].members, ElementsAre(6));
  EXPECT_THAT(classes[3].members, ElementsAre(8));
}

TEST(Group, LeavesEmptyAnswersOut) {
  EXPECT_THAT(group(std::vector<std::string>{"", "  ", "\n"}), IsEmpty());
  EXPECT_THAT(group({}), IsEmpty());
}

TEST(Group, HonoursTheOptions) {
  const std::vector<std::string> answers = {"3.14", "3.1416"};
  EXPECT_EQ(group(answers).size(), 2u);
  EXPECT_EQ(group(answers, {.tolerance = 0.01}).size(), 1u);
}

TEST(Group, DoesNotDependOnTheOrderOfTheAnswers) {
  std::vector<std::string> answers = {"x+1", "18", "1+x", "\\sqrt{2}", "18.0", "2^{1/2}", "36/2", "B", "(B)", "7"};
  const auto sets_of = [](const std::vector<std::string>& given) {
    std::set<std::set<std::string>> sets;
    for (const AnswerClass& each : group(given)) {
      std::set<std::string> members;
      for (const std::size_t i : each.members) members.insert(given[i]);
      sets.insert(members);
    }
    return sets;
  };
  const auto sets = sets_of(answers);
  EXPECT_EQ(sets.size(), 5u);
  for (int turn = 0; turn < 10; ++turn) {
    std::ranges::rotate(answers, answers.begin() + 3);
    EXPECT_EQ(sets_of(answers), sets);
  }
}

TEST(Group, ComparesNoTwoNumbers) {
  std::vector<std::string> answers;
  for (int i = 0; i < 20'000; ++i) answers.push_back(std::to_string(i));  // minutes, were they compared pairwise
  EXPECT_EQ(group(answers).size(), answers.size());
}

TEST(Group, ComparesEachTextOnce) {
  const std::vector<std::string> answers(100'000, "\\sqrt{2} + \\sqrt{3}");  // hours, were they compared pairwise
  ASSERT_EQ(group(answers).size(), 1u);
  EXPECT_EQ(group(answers)[0].members.size(), answers.size());
}

}  // namespace
}  // namespace qed::answer
