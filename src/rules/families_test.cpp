// Families of tasks beside the first ones: what they are read as in many wordings, and near misses that are left alone.
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "rules/rules.h"

namespace qed::rules {
namespace {

struct Case {
  std::string_view intent;
  std::vector<std::string_view> questions;
};

TEST(Families, AreReadByTheirKind) {
  const Case kCases[] = {
      {"compare",
       {"Which is larger, 5/9 or 6/11?", "Which of 2^7 and 5^3 is smaller?", "Is 7/8 greater than 8/9?",
        "Arrange 0.4, 3/8 and 2/5 in ascending order", "Compare 0.7 and 2/3: which is bigger?"}},
      {"variation",
       {"y varies directly with x and y = 15 when x = 5. Find y when x = 8.",
        "If p is inversely proportional to q and p = 4 when q = 6, find p when q = 3",
        "w varies directly as the square of t. If w = 18 when t = 3, find w when t = 5"}},
      {"conics",
       {"Find the focus of the parabola x^2 = 12y", "directrix of y^2 = -4x",
        "What are the foci of the ellipse x^2/25 + y^2/16 = 1?", "eccentricity of 9x^2 + 25y^2 = 225",
        "asymptotes of the hyperbola x^2/9 - y^2/16 = 1"}},
      {"asymptotes",
       {"vertical asymptotes of y = (x + 1)/(x^2 - 9)", "What is the horizontal asymptote of f(x) = (4x - 1)/(2x + 3)?",
        "Find the oblique asymptote of (x^2 + 3x)/(x - 1)", "For which x is 5/(x^2 - 1) undefined?"}},
      {"transformations",
       {"Reflect (2, -5) over the y-axis", "Rotate (4, 1) 90° clockwise about the origin",
        "Find the image of (1, 3) under a reflection in the line y = x", "Translate the point (2, 2) by (-1, 5)"}},
      {"line_pairs",
       {"Are the lines y = 3x + 1 and 6x - 2y = 5 parallel?", "Is the line y = 2x perpendicular to x + 2y = 3?",
        "distance between the parallel lines 3x + 4y = 1 and 3x + 4y = 11"}},
      {"linear_algebra",
       {"Are the vectors (1, 1, 0), (0, 1, 1) and (1, 0, 1) linearly independent?",
        "For which k does the system x + 3y = 2, 2x + ky = 4 have infinitely many solutions?",
        "Find k such that the system kx + y = 1, 4x + 2y = 5 has no solution"}},
      {"piecewise",
       {"f(x) = { x + 4 if x < 1, 3x if x >= 1 }. Find f(5)",
        "Let g(x) = x^2 for x <= 0 and g(x) = 2x + 1 for x > 0. What is g(-3)?"}},
      {"log_forms",
       {"Write log_2 32 = 5 in exponential form", "Express 3^4 = 81 in logarithmic form",
        "Rewrite log_5 9 in terms of natural logarithms"}},
      {"angle",
       {"What is the complement of 51°?", "Find the supplement of 77 degrees",
        "the angle between 0 and 360 degrees coterminal with 765°"}},
      {"number_theory",
       {"Solve 4x ≡ 3 (mod 9)", "List the first six multiples of 9", "What is the value of the digit 4 in 84,190?",
        "least common denominator of 5/12 and 7/18", "Which primes divide 462?"}},
      {"statistics",
       {"The mean of 6, 9, x is 10. Find x.", "harmonic mean of 3 and 6",
        "weighted average of 70 (weight 1) and 85 (weight 4)"}},
      {"numerals",
       {"What is 0.2777... as a fraction?", "the fifth power of 4", "greatest integer less than or equal to -4.7",
        "How do you write 2.5 million in scientific notation?", "Write 8.1 × 10^-3 as an ordinary number"}},
      {"double_angle", {"If tan x = 3, what is tan 2x?", "Given cos t = 1/3, find cos 2t"}},
  };
  for (const auto& [intent, questions] : kCases) {
    for (const std::string_view question : questions) {
      const auto reading = read(question);
      ASSERT_TRUE(reading) << question;
      EXPECT_EQ(reading->intent, intent) << question;
    }
  }
}

TEST(Families, AFormulaMayStandApartFromWhatIsAskedOfIt) {
  constexpr std::string_view kQuestions[] = {
      "Let f(x) = x^3 - 2x. What is its derivative at 2?",
      "Consider the matrix A = [[2, 1], [4, 3]]. Find its determinant.",
      "Convert to polar form: 1 + i",
      "Decompose into partial fractions: 5/((x - 2)(x + 3))",
      "For y = x^2 - 4x, find the vertex",
      "Given the ellipse x^2/36 + y^2/4 = 1, find the foci",
  };
  for (const std::string_view question : kQuestions) EXPECT_TRUE(read(question)) << question;
}

TEST(Families, TheQuestionWordMayStandLast) {
  constexpr std::string_view kQuestions[] = {
      "7π/6 radians is how many degrees",
      "x^2 - 6x + 9 = 0 has how many real solutions",
      "f(x) = x^3 - 3x has its local minimum where?",
      "(x^2 - 4)/(x + 2) simplifies to what?",
      "3^40 leaves what remainder on division by 11?",
  };
  for (const std::string_view question : kQuestions) EXPECT_TRUE(read(question)) << question;
}

TEST(Families, NumbersInWordsAndMethodsByNameAreUnderstood) {
  constexpr std::string_view kQuestions[] = {
      "What is 3 to the minus 4?",
      "6 raised to the fourth power",
      "one quarter plus two fifths",
      "what is three and a half times four",
      "Using the quadratic formula, solve 2x^2 - 3x - 4 = 0",
      "Solve the system using elimination: 2x + y = 5, x - y = 1",
      "Expand (x - 2)^5 with the binomial theorem",
  };
  for (const std::string_view question : kQuestions) EXPECT_TRUE(read(question)) << question;
}

TEST(Families, NearMissesAreLeftAlone) {
  constexpr std::string_view kQuestions[] = {
      "Which is larger, Nepal or 3/4?",
      "Compare the populations of 2 cities",
      "If y varies directly with x, find y.",
      "y varies with x and y = 2 when x = 1. Find y when x = 5.",
      "What is the focus of this essay?",
      "Find the eccentricity of the orbit of Mars",
      "Rotate the tires every 6000 miles",
      "Reflect on chapter 3",
      "What is the complement of the set A?",
      "For what value of k does the system have no solution?",
      "f(x) = x + 1 if x < 2. Find f(5)",
      "If sin x = 2/5, find sin 2x",
      "If x + y = 10, find x",
      "What is half of 6 plus 4?",
      "40 is what percent?",
      "sin 2 x 3",
      "If x > 2, what is x^2?",
      "Solve dy/dx = 3x, y(0) = 1",
      "Find the inverse of A.",
      "common difference of 4, 9, 14",
  };
  for (const std::string_view question : kQuestions) EXPECT_FALSE(read(question)) << question;
}

TEST(Families, LinearEquationsAreSolvedWithoutComputerAlgebra) {
  for (const std::string_view question :
       {"Solve 7x - 4 = 2x + 11", "x/3 + 1/2 = 2", "If 3n + 4 = 19, what is n + 1?"}) {
    const auto reading = read(question);
    ASSERT_TRUE(reading) << question;
    EXPECT_EQ(reading->source.find("sympy"), std::string::npos) << reading->source;
    EXPECT_TRUE(reading->source.starts_with("from fractions import Fraction\n")) << reading->source;
  }
  const auto quadratic = read("Solve x^2 - 5x + 6 = 0");
  ASSERT_TRUE(quadratic);
  for (const std::string& check : quadratic->checks) EXPECT_EQ(check.find("CRootOf"), std::string::npos) << check;
}

TEST(Families, AFractionBelowADivisionSignStaysTogether) {
  for (const std::string_view question : {"3/5 ÷ 9/10", "3/5 divided by 9/10"}) {
    const auto reading = read(question);
    ASSERT_TRUE(reading) << question;
    EXPECT_NE(reading->source.find("Fraction(Fraction(3, 5), Fraction(9, 10))"), std::string::npos) << reading->source;
  }
}

}  // namespace
}  // namespace qed::rules
