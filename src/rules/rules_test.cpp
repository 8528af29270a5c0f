#include "rules/rules.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace qed::rules {
namespace {

struct Case {
  std::string_view question, intent;
};

TEST(Rules, ACommandMayStandBehindItsFormula) {
  constexpr std::string_view kQuestions[] = {
      "x^5 * x^{-2} simplify",
      "3(x - 2) - 2(x - 5), simplify please",
      "(x + 4)(x - 7) = ? expand",
      "2x + y = 7 and x - y = 2; solve the system",
      "-3 < 1 - 2x <= 5, solve the compound inequality",
      "F = \\frac{9}{5}C + 32; rearrange for C",
  };
  for (const std::string_view question : kQuestions) EXPECT_TRUE(read(question)) << question;
}

TEST(Rules, ALetterForAFunctionThatNobodyGaveIsLeftAlone) {
  for (const std::string_view question :
       {"Find the inverse of f.", "Find the domain of f", "differentiate g", "What is the range of h?"})
    EXPECT_FALSE(read(question)) << question;
}

TEST(Rules, AmbiguousDivisionAndSumsOfTuplesAreLeftAlone) {
  for (const std::string_view question : {"What is 8 ÷ 2(2 + 2)?", "8 \\div 2(2+2)", "6/2(1+2)", "2(1, 3) + 2"})
    EXPECT_FALSE(read(question)) << question;
}

TEST(Rules, DivideFromLeftToRight) {
  EXPECT_EQ(read("12/3/2")->restated, "Compute 12/3/2");
  EXPECT_EQ(read("What is 1/2/3?")->restated, "Compute 1/2/3");
  EXPECT_EQ(read("What is 2/3 ÷ 4/9?")->restated, "Compute 2/3 ÷ (4/9)");
}

TEST(Rules, ACommandsLetterDoesNotMultiplyTheFormulaBeforeIt) {
  EXPECT_EQ(read("2x + 1 < 5 or x - 3 > 2, solve for x")->restated, "Solve 2x + 1 < 5, x - 3 > 2 for x");
  EXPECT_EQ(read("3y = 12, find y")->restated, "Solve 3y = 12 for y");
}

TEST(Rules, ReadWhatPeopleType) {
  constexpr Case kCases[] = {
      {"What is 17 + 28?", "evaluate"},
      {"17+28", "evaluate"},
      {"whats 9 times 12", "evaluate"},
      {"calculate 3/4 + 5/6", "evaluate"},
      {"Work out (-3)^3", "evaluate"},
      {"Evaluate: 5!", "evaluate"},
      {"What's 15% of 80?", "percent"},
      {"find the value of 2^10 - 24", "evaluate"},
      {"What do you get when you divide 144 by 12?", "simplify"},
      {"12 divided by 4 plus 3", "evaluate"},
      {"what is 2 to the power of 8", "evaluate"},
      {"What is the product of 12 and 13?", "simplify"},
      {"Find the sum of 45 and 67", "simplify"},
      {"what is the difference between 90 and 37?", "simplify"},
      {"Subtract 17 from 50", "simplify"},
      {"Multiply 14 by 6", "simplify"},
      {"Compute $\\frac{7}{8} \\div \\frac{7}{4}$", "evaluate"},
      {"$$\\frac{2}{3}\\times\\frac{9}{4} = ?$$", "evaluate"},
      {"0.1 + 0.25", "evaluate"},
      {"5 - (-3) =", "evaluate"},
      {"\\sqrt{144}", "evaluate"},
      {"√81 + √16 = ?", "evaluate"},
      {"What is the square root of 196?", "numerals"},
      {"cube root of 27", "numerals"},
      {"What is 8 squared?", "evaluate"},
      {"four cubed", "evaluate"},
      {"Evaluate 7^0", "evaluate"},
      {"What is the value of 10^{-2}?", "evaluate"},
      {"simplify \\sqrt{50}", "simplify"},
      {"Simplify sqrt(72)", "simplify"},
      {"Rationalize the denominator of 1/\\sqrt{2}", "simplify"},
      {"least common multiple of 8 and 12", "number_theory"},
      {"What is the greatest common factor of 18, 24 and 30?", "number_theory"},
      {"LCM(4, 6)", "number_theory"},
      {"find the highest common factor of 84 and 126", "number_theory"},
      {"What is the remainder when 100 is divided by 7?", "number_theory"},
      {"17 mod 5", "number_theory"},
      {"Compute 2^10 mod 7", "number_theory"},
      {"What is 123 modulo 10?", "number_theory"},
      {"Is 97 a prime number?", "number_theory"},
      {"Is 91 prime?", "number_theory"},
      {"What are the prime factors of 84?", "number_theory"},
      {"Write 360 as a product of prime factors", "number_theory"},
      {"prime factorisation of 72", "number_theory"},
      {"How many factors does 48 have?", "number_theory"},
      {"List the factors of 18.", "number_theory"},
      {"Find the last digit of 7^100", "number_theory"},
      {"What is the sum of the digits of 98765?", "number_theory"},
      {"How many prime numbers are there between 10 and 30?", "number_theory"},
      {"What is the 10th prime number?", "number_theory"},
      {"Find the modular inverse of 3 mod 11", "number_theory"},
      {"Round 3.14159 to 2 decimal places", "numerals"},
      {"round 2.675 to the nearest hundredth", "numerals"},
      {"Round 1234 to the nearest hundred", "numerals"},
      {"Write 0.375 as a fraction in simplest form", "numerals"},
      {"Convert 3/8 to a decimal", "numerals"},
      {"Convert 0.45 to a percentage", "numerals"},
      {"Express 0.(3) as a fraction", "numerals"},
      {"Write 45000 in scientific notation.", "numerals"},
      {"Express 7/4 as a percent", "numerals"},
      {"Solve 2x + 3 = 11", "equation"},
      {"solve for y: 5y - 10 = 0", "equation"},
      {"3x = 12, find x", "equation"},
      {"What is x if 4x + 1 = 21?", "equation"},
      {"If 2x + 3 = 11, what is x?", "equation"},
      {"If 2x + 3 = 11, what is x + 1?", "equation"},
      {"Determine x: x/3 + 2 = 5", "equation"},
      {"Find the solution of 7 - 2x = 3x + 2.", "equation"},
      {"x + 5 = 12. Solve.", "equation"},
      {"Solve the equation 2(x - 3) = 4x + 8", "equation"},
      {"what is the solution to 5x - 3 = 2x + 9?", "equation"},
      {"Find the value of x that satisfies 3x - 7 = 14", "equation"},
      {"Solve for t: 0.5t + 1.5 = 4", "equation"},
      {"Solve the following equation for x: 3(x+2)=2(x+5)", "equation"},
      {"For what value of x is 2x - 7 = 3?", "equation"},
      {"Given 5x + 2 = 17, determine the value of 3x - 1.", "equation"},
      {"Suppose 3a = 21. What is a?", "equation"},
      {"Solve for w in 2w + 9 = 1", "equation"},
      {"I need to solve 2x=10 for x", "equation"},
      {"Could you please solve x - 4 = 9?", "equation"},
      {"solve x^2 = 49", "equation"},
      {"x² + 5x + 6 = 0", "equation"},
      {"Solve $x^2 - 5x + 6 = 0$ by factoring", "equation"},
      {"Find the roots of x^2 - 2x - 3", "polynomial"},
      {"What are the zeros of f(x) = x^2 - 9?", "polynomial"},
      {"Find all real solutions of x^2 + x - 1 = 0", "equation"},
      {"How many real solutions does x^2 + 1 = 0 have?", "polynomial"},
      {"product of the roots of x^2 - 7x + 10 = 0", "equation"},
      {"Find the vertex of the parabola y = 2x^2 - 4x + 1", "polynomial"},
      {"Solve x^2 + 2x + 2 = 0 over the complex numbers", "equation"},
      {"Solve the quadratic equation 4x^2 - 12x + 9 = 0", "equation"},
      {"solve x^3 - 6x^2 + 11x - 6 = 0", "equation"},
      {"Find the remainder when x^3 + 2x + 1 is divided by x + 1.", "polynomial"},
      {"Divide x^3 - 1 by x - 1", "polynomial"},
      {"Solve \\sqrt{x+3} = x - 3", "equation"},
      {"Solve √(2x + 1) = 5", "equation"},
      {"solve 1/(x-1) = 2/(x+1)", "equation"},
      {"Solve |x + 1| = 4", "equation"},
      {"|2x + 1| < 5", "equation"},
      {"Solve |x - 3| >= 2.", "equation"},
      {"2^x = 32", "equation"},
      {"solve e^x = 7", "equation"},
      {"Solve \\log_2 (x) = 5", "equation"},
      {"solve ln(x) + ln(x - 1) = ln 6", "equation"},
      {"Solve 3^(x+1) = 81 for x", "equation"},
      {"evaluate \\log_{10} 1000", "evaluate"},
      {"ln 1", "evaluate"},
      {"e^{ln 4}", "evaluate"},
      {"Solve the system x + y = 7, x - y = 1", "equation"},
      {"Solve 2x + y = 5 and x - y = 1 for x and y.", "equation"},
      {"Solve the simultaneous equations 3x + 2y = 16 and x - y = 2", "equation"},
      {"Find x and y if x + 2y = 8 and x - y = 2.", "equation"},
      {"\\begin{cases} x + y = 3 \\\\ x - y = 1 \\end{cases}", "equation"},
      {"Solve y = x^2, y = 4", "equation"},
      {"Solve the inequality 3x - 1 > 8", "equation"},
      {"x^2 > 9", "equation"},
      {"Solve for x: -3 < 2x + 1 <= 7", "equation"},
      {"Solve (x-1)/(x+2) > 0", "equation"},
      {"For what values of x is 2x + 1 < 7?", "equation"},
      {"What is the largest integer n such that 3n < 50?", "equation"},
      {"Find the smallest positive integer n such that n^2 > 50", "equation"},
      {"Simplify 2(x + 3) + 4x", "simplify"},
      {"simplify (x^2 - 9)/(x - 3)", "simplify"},
      {"Simplify: \\frac{x^2-1}{x+1}", "simplify"},
      {"simplify a^3 * a^4", "simplify"},
      {"Simplify x^5 / x^2", "simplify"},
      {"combine like terms: 4x + 7 - x + 2", "simplify"},
      {"Expand (x + 2)(x - 5)", "simplify"},
      {"expand (2x - 3)^2", "simplify"},
      {"Multiply (x+1) by (x+2)", "simplify"},
      {"Expand $(a+b)^2$", "simplify"},
      {"factor x^2 - 5x + 6", "simplify"},
      {"Factorise completely 2x^2 + 8x", "simplify"},
      {"Factor 6x^2 + 11x - 10 completely", "simplify"},
      {"Factor the polynomial x^2 - 16", "simplify"},
      {"What is the factored form of x^2 + 7x + 12?", "simplify"},
      {"Complete the square for x^2 - 4x + 7", "simplify"},
      {"Find the partial fraction decomposition of 1/(x^2 - 1)", "simplify"},
      {"If f(x) = x^2 + 1, find f(3)", "evaluate"},
      {"f(x) = 2x + 5. What is f(-1)?", "evaluate"},
      {"Given f(x) = 3x - 2 and g(x) = x + 4, find f(g(2)).", "evaluate"},
      {"If f(x)=x^2 and g(x)=x+1, what is (g ∘ f)(3)?", "function"},
      {"find f(g(x)) if f(x) = x^2 and g(x) = x - 1", "evaluate"},
      {"Evaluate x^2 + 3x for x = -2", "evaluate"},
      {"What is the value of 3a + 2b if a = 2 and b = 5?", "equation"},
      {"Find the inverse of f(x) = 2x + 3", "function"},
      {"Domain of f(x) = 1/(x - 2)", "function"},
      {"What is the range of f(x) = x^2 + 1?", "function"},
      {"Find the range of y = x^2 - 4x", "function"},
      {"What is the domain of ln(x - 1)?", "function"},
      {"Solve A = lw for w", "equation"},
      {"Rearrange y = mx + c to make x the subject", "equation"},
      {"Solve for h: V = πr^2h", "equation"},
      {"make t the subject of v = u + at", "equation"},
      {"If x - y = 3 and x + y = 9, find xy", "equation"},
      {"If 3x + 2 = 14, then what is 5x?", "equation"},
      {"How many solutions does 2x + 3 = 2x + 5 have?", "equation"},
      {"Find the coefficient of x^2 in (1 + x)^6", "polynomial"},
      {"What is the y-intercept of y = 3x - 4?", "polynomial"},
      {"Find the x-intercepts of y = x^2 - 4", "polynomial"},
      {"Find the discriminant of x^2 + 4x + 4 = 0", "polynomial"},
      {"What is the leading coefficient of 5x^3 - 2x + 1?", "polynomial"},
      {"Add 2/3 and 1/4", "simplify"},
      {"What is half of 36?", "percent"},
      {"what is 3/4 of 20", "percent"},
      {"What is the absolute value of -9?", "numerals"},
      {"What is the reciprocal of 4/5?", "numerals"},
      {"Write 7/2 as a mixed number", "numerals"},
      {"what is 25% as a fraction", "numerals"},
      {"HELLO! WHAT IS 12 X 12?", "evaluate"},
      {"What is 12 x 12?", "evaluate"},
      {"Find the quotient and remainder when 100 is divided by 7", "number_theory"},
      {"Solve x^2 - 4 = 0 for x > 0", "equation"},
      {"solve 2x+3=11 for x, show all steps", "equation"},
      {"Find x: 5^x = 1/25", "equation"},
      {"If 2^x = 16, find x^2", "equation"},
      {"What is the sum of the roots of x^2 - 5x + 6?", "polynomial"},
      {"Evaluate |−7| + |3|", "evaluate"},
      {"Solve: 3(2x - 1) - 4 = 5x + 2.", "equation"},
      {"Compute (1/2)^3", "evaluate"},
      {"8^(2/3)", "evaluate"},
      {"27^{-1/3}", "evaluate"},
      {"\\frac{1}{2}+\\frac{1}{3}", "evaluate"},
      {"Evaluate ⌊7/2⌋", "evaluate"},
      {"(2+3i)(1-i)", "complex_number"},
      {"i^2", "complex_number"},
      {"gcd(48, 180)", "number_theory"},
      {"lcm of 6, 8, 9", "number_theory"},
      {"Find the number of positive divisors of 100.", "number_theory"},
      {"Find k if x = 2 is a solution of x^2 + kx - 10 = 0", "equation"},
      {"Solve for x and y: 2x + 3y = 12, x - y = 1", "equation"},
      {"What is 5 less than 12?", "simplify"},
      {"Evaluate the expression 4x - 7 at x = 3.", "evaluate"},
      {"simplify i^7", "complex_number"},
      {"What is -7 + 12?", "evaluate"},
      {"Find the value of \\frac{5!}{3!}", "evaluate"},
      {"What is the units digit of 2^50?", "number_theory"},
      {"Factor 12x^2y - 8xy^2", "simplify"},
  };
  for (const auto& [question, intent] : kCases) {
    const std::optional<Reading> reading = read(question);
    ASSERT_TRUE(reading) << question;
    EXPECT_EQ(reading->intent, intent) << question;
    EXPECT_NE(reading->source.find("ans = "), std::string::npos) << question;
  }
}

TEST(Rules, LeaveEverythingElseAlone) {
  constexpr std::string_view kQuestions[] = {
      "5/11/2023",
      "2019-02-28",
      "What is 6/2(1+2)?",
      "What is 1/2x + 3 when x = 2?",
      "What is 3/4?",
      "What is 24/7?",
      "What is 10/4?",
      "What is log 50?",
      "What is 5?",
      "What is x + 1?",
      "Solve for x.",
      "Solve x.",
      "Simplify.",
      "Find the derivative.",
      "What is the average?",
      "2x + 3",
      "x",
      "Is 7 lucky?",
      "What is the number 42 famous for?",
      "How many primes are there?",
      "What is the sum?",
      "Find the remainder.",
      "Solve 5.",
      "What is 5 + ?",
      "Find x + y.",
      "Find x if y = 3.",
      "What is the value of x in x + y = 5?",
      "If x = 3 or x = 4, what is x^2?",
      "What is x if x > 3?",
      "x = 5 and x = 6, what is x?",
      "Prove that 2 + 2 = 4.",
      "Explain why 0! = 1.",
      "Why is 2 + 2 = 4?",
      "How many seconds are in a day?",
      "What year is 2024?",
      "Who solved x^2 = 2 first?",
      "Convert 5 miles to km",
      "What is the prime minister's age?",
      "Define prime number.",
      "What is a prime number?",
      "What's the root of all evil?",
      "Who invented the number 0?",
      "Show that 2^n > n.",
      "What is the largest prime number?",
      "What is the last digit of pi?",
      "Write 5 sentences about pi.",
      "How tall is Mount Everest in m?",
      "What is 20% of the population of France?",
      "If 3 apples cost 6 dollars, how much do 5 apples cost?",
      "Tom has 5 apples and eats 2. How many are left?",
      "The product of two numbers is 12 and their sum is 7. Find the numbers.",
      "A number plus 5 is 12. What is the number?",
      "Find two consecutive integers whose sum is 15.",
      "What is the next number: 2, 4, 8, ...?",
      "Find f(3).",
      "Let f be a function. Find f(2).",
      "Given f(x) = x^2, find g(2).",
      "Evaluate f(2) if f is increasing.",
      "Find the domain.",
      "What is half?",
      "Round to 2 decimal places.",
      "Is it prime?",
      "Factor out the noise in 3 steps.",
      "Expand on point 3.",
      "Simplify my life in 3 steps",
      "How do I solve a Rubik's cube?",
      "Find the area of the region.",
      "What is the probability of rain on 5 May?",
      "Solve this: the quick brown fox",
      "What is 1, 2, 3?",
      "What is (2, 3)?",
      "What is A if B = 3?",
      "Compute 3 + 4 or 5",
      "Evaluate 2 + 3 - or * 4",
      "What is 5 to 10?",
      "What is 10 choose?",
      "sin",
      "What is sin?",
      "Find the square root.",
      "the cube root of",
      "100 divided by",
      "Solve 2x + = 5",
      "What are the factors of success?",
      "How many factors affect GDP?",
      "What's the difference between a prime and a composite number?",
      "What is the order of operations?",
      "Translate x + 1 into French",
      "What does 404 mean?",
      "When was 9/11?",
      "What is 4/20?",
      "What time is it at 3 pm + 5 hours?",
      "Compute the thing 3x.",
      "If x + y = 5, what is x?",
      "If x + y = 5, find x^2 + y^2.",
      "Sum of angles",
      "0/0",
      "What is 1/0?",
      "What is 7 mod?",
      "What is the 3rd prime factor?",
      "Is x^2 > 0?",
      "Is 3 < 5 or 7?",
      "小学 3+5=?",
      "Combien font 3 + 5 ?",
      "¿Cuánto es 3 + 5?",
      "Was ist 3 + 5?",
      "3 plus 5 gleich",
      "Find all primes.",
      "How is 5 a prime?",
      "Why is 7 prime?",
      "Find an integer between 3 and 5 or so.",
      "The answer is 42. What is the question?",
      "Solve y = mx + b.",
      "Tell me a joke about pi",
      "Write f(x) = x^2 in Python",
      "Plot y = x^2",
      "Graph y = 2x + 1",
      "Draw a circle of radius 5.",
      "Sketch the curve y = x^3",
  };
  for (const std::string_view question : kQuestions) {
    const std::optional<Reading> reading = read(question);
    EXPECT_FALSE(reading) << question << " was read as " << reading->intent << ":\n" << reading->source;
  }
}

TEST(Rules, GiveProgramsWithoutSympyForArithmetic) {
  for (const std::string_view question : {"What is 17 + 28?", "2^100", "gcd of 252 and 198", "18% of 350"}) {
    const std::optional<Reading> reading = read(question);
    ASSERT_TRUE(reading) << question;
    EXPECT_EQ(reading->source.find("sympy"), std::string::npos) << reading->source;
  }
}

TEST(Rules, DoNotReadACoefficientAsACount) {
  for (const std::string_view question : {"2x = 4", "Solve 3x + 2y = 12 for y.", "Solve 2x - 5 < 9"}) {
    const std::optional<Reading> reading = read(question);
    ASSERT_TRUE(reading) << question;
    EXPECT_TRUE(reading->source.find("2*x") != std::string::npos || reading->source.find("3*x") != std::string::npos)
        << reading->source;
  }
}

TEST(Rules, AbstainWhereANumberWouldGrowWithoutBound) {
  for (const std::string_view question : {"9^9^9^9", "2^1000000", "100000!", "(x + 1)^100000", "10^(10^10)"})
    EXPECT_FALSE(read("Compute " + std::string(question))) << question;
  EXPECT_TRUE(read("What is the remainder when 7^1000000 is divided by 13?"));
}

TEST(Rules, AbstainFromLongAndFromBrokenText) {
  EXPECT_FALSE(read(std::string(5000, '(')));
  EXPECT_FALSE(read("What is " + std::string(2000, '1') + " + 1?"));
  EXPECT_FALSE(read("\xff\xfe 2 + 2"));
  EXPECT_FALSE(read(""));
  EXPECT_FALSE(read(" ?!. "));
}

}  // namespace
}  // namespace qed::rules
