// Ways of speaking that are put plainly before they are read, and near misses that no paraphrase may rescue.
#include "rules/paraphrase.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/rules.h"

namespace qed::rules {
namespace {

std::string first_paraphrase(std::string_view text) {
  const std::vector<Question> plainer = paraphrases(*normalise(text));
  std::string out;
  if (plainer.empty()) return out;
  for (const Token& token : plainer.front().tokens) out += (out.empty() ? "" : " ") + token.lower;
  return out;
}

TEST(Paraphrase, CarriesTheFormulasOver) {
  EXPECT_EQ(first_paraphrase("would you say 391 is prime"), "is 391 prime");
  EXPECT_EQ(first_paraphrase("2x + 1 = 7; which x work"), "find all x such that 2 x + 1 = 7");
  EXPECT_EQ(first_paraphrase("with f(x) = 2x, what does f(3) come to"), "with f ( x ) = 2 x , what is f ( 3 )");
  EXPECT_EQ(first_paraphrase("in lowest terms, 6/4"), "6 / 4 in lowest terms");
  EXPECT_EQ(first_paraphrase("compute 6/4"), "");
}

// Each question and its plain form are the same program.
TEST(Paraphrase, ReadsAsThePlainForm) {
  const std::pair<std::string_view, std::string_view> kPairs[] = {
      {"391: prime or not?", "Is 391 prime?"},
      {"The number 500 has how many positive factors?", "How many positive factors does 500 have?"},
      {"A set has 6 elements. It has how many subsets?", "How many subsets does a set with 6 elements have?"},
      {"Which positive integers divide 50?", "List the divisors of 50"},
      {"In lowest terms, what's the ratio 45:60:75?", "What is the ratio 45:60:75 in lowest terms?"},
      {"-4 < 3x - 1 <= 8; which x are allowed?", "Solve -4 < 3x - 1 <= 8 for x"},
      {"For what x do we have x^2 > 9?", "Solve x^2 > 9 for x"},
      {"2 cos x = 1 for 0 <= x < 2pi. I need every x.", "Solve 2 cos x = 1 for 0 <= x < 2pi"},
      {"a + b = 9, b + c = 13, a + c = 12; I need a, b and c", "Solve a + b = 9, b + c = 13, a + c = 12"},
      {"Multiply the two roots of 5x^2 + 8x - 20 = 0 together. What comes out?",
       "What is the product of the roots of 5x^2 + 8x - 20 = 0?"},
      {"What's left over when 2x^4 - x^2 + 7 is divided by x + 1?",
       "What is the remainder when 2x^4 - x^2 + 7 is divided by x + 1?"},
      {"In (3 + x)^6, which number stands in front of x^2?", "What is the coefficient of x^2 in (3 + x)^6?"},
      {"One term of (2x - 1/x^2)^6 is free of x. What is its value?",
       "What is the term independent of x in (2x - 1/x^2)^6?"},
      {"Pull the greatest common factor out of 12x^3 - 18x^2.", "Factor 12x^3 - 18x^2"},
      {"What does (1 - cos(t)^2)/sin(t) reduce to?", "Simplify (1 - cos(t)^2)/sin(t)"},
      {"To what value does 1 - 1/3 + 1/9 - 1/27 + ... converge?", "What is the sum of 1 - 1/3 + 1/9 - 1/27 + ...?"},
      {"Where is the centre of the circle (x + 2)^2 + (y - 7)^2 = 9?",
       "What is the centre of the circle (x + 2)^2 + (y - 7)^2 = 9?"},
      {"I need the perpendicular to y = 2x - 3 through the point (4, 1).",
       "What is the equation of the line perpendicular to y = 2x - 3 through (4, 1)?"},
      {"Flip a fair coin 5 times. What's the probability of exactly 2 heads?",
       "A fair coin is tossed 5 times. What is the probability of exactly 2 heads?"},
      {"First term 4, common difference 3: what is the 10th term?",
       "An arithmetic sequence has first term 4 and common difference 3. What is the 10th term?"},
      {"As x -> ∞, where does (2x + 1)/(x - 3) go?", "Limit of (2x + 1)/(x - 3) as x -> ∞"},
      {"Which values can f(x) = x^2 + 3 take?", "What is the range of f(x) = x^2 + 3?"},
      {"To what power must 5 be raised to give 125?", "Solve 5^x = 125"},
      {"On [0, 4], what is the maximum of x^2 - 2x?", "What is the maximum of x^2 - 2x on the interval [0, 4]?"},
  };
  for (const auto& [other, plain] : kPairs) {
    const std::optional<Reading> read_other = read(other), read_plain = read(plain);
    ASSERT_TRUE(read_plain) << plain;
    ASSERT_TRUE(read_other) << other;
    EXPECT_EQ(read_other->intent, read_plain->intent) << other;
    EXPECT_EQ(read_other->source, read_plain->source) << other;
  }
}

TEST(Paraphrase, RescuesNothingIncomplete) {
  for (const std::string_view question : {
           "2x + 3. Which x work?",
           "Which line is parallel to y = 2x + 1?",
           "What is the perpendicular to y = 2x?",
           "Would you say 12 is a nice number?",
           "A set has 6 elements. It has how many friends?",
           "Flip an unfair coin 5 times. What's the probability of exactly 2 heads?",
           "Flip a coin 5 times. How many heads are there?",
           "Two sides of a triangle are 4 and 5. What about the third?",
           "y = 2x. What must x be?",
           "In simplest form, what is it?",
           "First term 3: what is the 10th term?",
           "Add up the first 10 terms.",
           "How big is it?",
           "In the expansion of (x + 1)^4, what is the coefficient?",
       }) {
    EXPECT_FALSE(read(question)) << question << " as " << read(question)->restated;
  }
}

// A formula that stands apart never becomes a factor of its neighbour.
TEST(Paraphrase, KeepsFormulasApart) {
  const std::optional<Reading> reading = read("x > 3, so x is what?");
  EXPECT_TRUE(!reading || reading->source.find("x*") == std::string::npos) << reading->source;
}

TEST(Checks, AreAssertions) {
  for (const std::string_view question : {"Solve x^2 = 4", "Find the area of a circle with radius 2", "17 * 23"}) {
    const std::optional<Reading> reading = read(question);
    ASSERT_TRUE(reading) << question;
    for (const std::string& check : reading->checks) EXPECT_TRUE(check.starts_with("assert ")) << check;
  }
}

TEST(Checks, CountBothRootsOfAQuadratic) {
  const std::optional<Reading> product = read("Product of the roots of 3x^2 - 7x + 6 = 0");
  ASSERT_TRUE(product);
  EXPECT_NE(std::ranges::find(product->checks, "assert len(solutions) == 2"), product->checks.end());
}

TEST(Checks, RefuseImpossibleFigures) {
  const std::optional<Reading> width = read("A rectangle has length 5 and diagonal 3. Find the width.");
  ASSERT_TRUE(width);
  EXPECT_NE(std::ranges::find(width->checks, "assert ans > 0"), width->checks.end());
}

}  // namespace
}  // namespace qed::rules
