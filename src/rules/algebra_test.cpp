// Algebra and arithmetic in many wordings: which questions are read, and which are left alone.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "rules/rules.h"

namespace qed::rules {
namespace {

TEST(AlgebraQuestions, AreRead) {
  constexpr std::string_view kQuestions[] = {
      "What is the next prime after 200?",
      "which prime comes right after 89?",
      "prime number just before 100",
      "what's the largest prime below 50",
      "are 14 and 25 coprime",
      "Is 35 relatively prime to 64?",
      "do 12 and 35 share any common factors other than 1",
      "Find the difference of the squares of 10 and 7",
      "sum of the squares of 3, 4 and 5",
      "square of the sum of 3 and 4",
      "sum the digits of 4821",
      "What is the digit sum of 2^10?",
      "Divide 250 by 12. Give the quotient and remainder.",
      "Find the quotient and remainder when 98 is divided by 9",
      "lowest number that is a multiple of both 6 and 8",
      "smallest number divisible by each of 3, 5 and 7",
      "What is the least positive integer that 8 and 12 both divide?",
      "largest number that divides both 48 and 60",
      "nine times twelve equals",
      "thirty minus eleven is what",
      "two thirds of 27",
      "a quarter of 60",
      "what is triple 15",
      "how many multiples of 7 are there between 1 and 100",
      "how many integers from 1 to 50 are divisible by 3",
      "add up the primes less than 20",
      "By what percentage did the price drop from 80 to 60?",
      "A price goes from 50 to 65. What is the percent increase?",
      "64 falls to 48: percent decrease?",
      "How much does a $60 shirt cost after a 20% discount?",
      "$80 jacket with 25% off: sale price?",
      "How much is a $45 book with 10% off?",
      "$500 at 4% simple interest for 3 years: interest?",
      "Find the simple interest on $2000 at 5% per annum for 4 years",
      "$1000 at 10% compounded annually for 3 years: final amount?",
      "What is the final balance if $2,000 is invested at 4% compounded annually for 2 years?",
      "what fraction is 60%?",
      "What fraction of 60 is 45?",
      "tip of 20% on a $45 bill",
      "For what x do 3x - 2 and x + 8 have the same value?",
      "when does 4x - 1 equal 2x + 9",
      "f(x) = 2x + 5. Find x when f(x) = 17.",
      "y = 2x + 1, find x if y = 9",
      "solve for y in terms of x: 2x + 3y = 12",
      "express y in terms of x: 3x + y = 7",
      "If α and β are the roots of x^2 - 5x + 6 = 0, find 1/α + 1/β",
      "Let a and b be the solutions of x^2 - 4x + 1 = 0. Compute a^2 b + a b^2.",
      "sum of the squares of the roots of x^2 - 6x + 4 = 0",
      "r, s and t are the roots of x^3 - 6x^2 + 11x - 6 = 0. Find rs + st + rt",
      "For what values of k does x^2 + kx + 16 = 0 have equal roots?",
      "Find k such that x^2 - 6x + k = 0 has a repeated root",
      "For which m does x^2 + 4x + m = 0 have no real solutions?",
      "Find m so that x^2 + mx + 25 = 0 has exactly one real root",
      "is x + 1 a factor of x^3 + 1",
      "Is x - 2 a factor of x^2 + x + 1?",
      "If x - 1 is a factor of x^3 + kx - 3, find k",
      "x - 3 is a factor of x^2 + bx + 6. Find b.",
      "Find k if the remainder when x^3 + kx + 1 is divided by x - 1 is 5",
      "find the sum of the coefficients of (2x + 1)^4",
      "gcd of x^2 - 4 and x^2 - 5x + 6",
      "\\sqrt[3]{2x - 1} = -3",
      "solve cube root of (x + 2) = 2",
      "x^{1/3} = -2",
      "x^{2/3} = 4",
      "solve ∛(x + 5) = ∛(2x - 1)",
      "when is x^2 - 9 negative? answer in interval notation",
      "For what x is 3x + 6 positive",
      "Solve 2x < -4 or x - 1 > 3",
      "|x - 3| = 2x",
      "Find all real x with |x - 1| = 3x",
      "Write as a single logarithm: 3\\ln x - \\ln y",
      "expand using log properties: \\ln(x^2 y)",
      "condense \\ln a + \\ln b",
      "combine into one fraction: 1/x + 1/(x+1)",
      "Write 3/(x-1) - 2/(x+1) as a single fraction",
      "simplify (n+1)!/n!",
      "\\frac{(n+2)!}{n!} in simplest form",
      "rewrite sin²x + cos²x more simply",
      "simplify tan x cos x using trig identities",
      "write x^2 - 5x + 6 as a product of two binomials",
      "split x^3 - x into linear factors",
      "break 6x^2 + 7x + 2 into factors",
      "f(x) = 2x - 3, f^{-1}(7) = ?",
      "If f(x) = 3x + 1, what is f^{-1}(10)?",
      "g(x) = x^3 - 1. find g^{-1}(26)",
      "f(x)=x+1, g(x)=x^2: f(g(3)) = ?",
      "is f(x) = x^3 + x even or odd",
      "domain: sqrt(x - 3)",
      "y-intercept of y = 2x - 7",
      "zeros of f(x) = x^2 - 5x + 6",
      "if f(x) = x^2 - 4, find the zeros of f",
      "Is 2 a root of x^3 - 8?",
      "Find the remainder when x^3 - 2x + 5 is divided by x - 2",
      "Find the quadratic equation with roots 2 and 3",
      "remove the brackets: 3(x - 2) + 4x",
      "what is the tens digit of 3^10",
  };
  for (const std::string_view question : kQuestions) EXPECT_TRUE(read(question).has_value()) << question;
}

TEST(AlgebraQuestions, ThatLeaveSomethingOpenAreLeftAlone) {
  constexpr std::string_view kQuestions[] = {
      "is x - 3 a factor?",
      "For what k does x^2 + kx + m = 0 have equal roots?",
      "Find k if x - 1 is a factor",
      "next prime",
      "the prime after the flood",
      "Let r and s be the roots of the tree.",
      "What is (2, 3)?",
      "$1000 at 5% interest for 2 years",
      "interest on a loan of $500",
      "How much does a coat cost with 15% off?",
      "What is the price after a discount?",
      "two thirds of the class are girls",
      "how many multiples of 7 are there?",
      "By what percent did it fall?",
      "smallest number divisible by 7",
      "f^{-1}(10) = ?",
      "For which x are 2x + 1 and 3y equal?",
      "express x in terms of y",
      "Are 35 and relatively prime?",
      "Divide 1000 and state the quotient and the remainder.",
      "x < 2 or so",
      "sum of the squares of the roots",
      "x - 2 is a factor of x^2 + ax + b. Find a.",
      "in simplest form",
      "where is it positive?",
      "Sam has 12 apples plus a prime number after 7",
  };
  for (const std::string_view question : kQuestions) EXPECT_FALSE(read(question).has_value()) << question;
}

TEST(AlgebraQuestions, GiveNoDivisorWhereAMultipleIsAsked) {
  const auto reading = read("smallest positive integer divisible by 4, 6 and 10");
  ASSERT_TRUE(reading.has_value());
  EXPECT_NE(reading->source.find("lcm(4, 6, 10)"), std::string::npos);
}

}  // namespace
}  // namespace qed::rules
