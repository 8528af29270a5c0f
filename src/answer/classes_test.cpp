#include "answer/classes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(Group, ComparesEachTextOnce) {
  const std::vector<std::string> answers(100'000, "\\sqrt{2} + \\sqrt{3}");  // hours, were they compared pairwise
  ASSERT_EQ(group(answers).size(), 1u);
  EXPECT_EQ(group(answers)[0].members.size(), answers.size());
}

}  // namespace
}  // namespace qed::answer
