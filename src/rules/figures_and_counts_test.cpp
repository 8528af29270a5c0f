#include <gtest/gtest.h>

#include <optional>
#include <string_view>

#include "rules/rules.h"

namespace qed::rules {
namespace {

struct Case {
  std::string_view question, intent;
};

TEST(FiguresAndCounts, ReadWhatPeopleType) {
  constexpr Case kCases[] = {
      {"A 5 by 3 rectangle has what perimeter?", "plane_figures"},
      {"radius = 5, area of circle", "plane_figures"},
      {"radius 5, find the area of the circle", "plane_figures"},
      {"Find the area of the triangle with vertices A(1, 1), B(4, 1) and C(4, 5).", "lines"},
      {"triangle with vertices (0,0), (4,0), (1,3): what is its area?", "lines"},
      {"Triangle ABC has vertices A(0,0), B(6,0), C(0,8). Find its perimeter.", "lines"},
      {"The vertices of a triangle are (1,2), (3,4), (5,0). Find its area.", "lines"},
      {"Find the angle opposite the side of length 7 in a triangle with sides 3, 5, 7, in degrees.", "triangle"},
      {"In a triangle with sides 7, 8, 13, find the largest angle in degrees", "triangle"},
      {"Find the line through the origin parallel to y = 2x + 5", "lines"},
      {"line perpendicular to y = -3x + 1 passing through the origin", "lines"},
      {"Write the equation of the horizontal line through (3, 5)", "lines"},
      {"What is the equation of the vertical line passing through the point (-4, 2)?", "lines"},
      {"A(1,2), B(5,4). Find the midpoint of AB.", "lines"},
      {"Given A(1, 2) and B(4, 6), find the distance AB.", "lines"},
      {"What is the center of (x - 1)^2 + (y + 2)^2 = 25?", "lines"},
      {"A regular polygon has interior angles of 150°. Find the number of sides.", "polygons"},
      {"number of sides of a regular polygon with exterior angle 45°", "polygons"},
      {"area enclosed by y = x^2 and y = 2x", "region"},
      {"What is the area between the curves y = x^2 and y = x^3 from x = 0 to x = 1?", "region"},
      {"Find the area under the curve y = sin x between x = 0 and x = π.", "region"},
      {"Find the area bounded by the curve y = x^2 - 4 and the x-axis.", "region"},
      {"volume of the solid obtained by rotating y = sqrt(x) from x = 0 to x = 4 about the x-axis", "region"},
      {"The region under y = x from x = 0 to x = 3 is revolved about the x-axis. Find the volume.", "region"},
      {"arc length of y = x^(3/2) from x = 0 to x = 4", "region"},
      {"limit of the sequence a_n = (2n + 1)/(n + 3)", "limit"},
      {"radius of convergence of $\\sum_{n=1}^\\infty \\frac{x^n}{n 2^n}$", "convergence"},
      {"interval of convergence of $\\sum_{n=1}^\\infty \\frac{x^n}{n}$", "convergence"},
      {"Does \\sum_{n=1}^\\infty \\frac{1}{n^2} converge or diverge?", "convergence"},
      {"does sum 1/n from n = 1 to infinity diverge?", "convergence"},
      {"1/2 + 1/4 + 1/8 + ...", "series"},
      {"Find the absolute extrema of f(x) = x^2 - 2x on [0, 3] as (max, min)", "extrema"},
      {"Locate the stationary points of y = 2x^3 - 6x (x-values)", "extrema"},
      {"maximum of 3 sin x + 4 cos x", "extrema"},
      {"arcsin(1/2) in radians", "angle"},
      {"write sin x cos x in terms of sin 2x", "double_angle"},
      {"Express cos 2x in terms of cos x", "double_angle"},
      {"Write 2cos²x − 1 as a single trig function", "double_angle"},
      {"Express sin x + cos x in the form R sin(x + α)", "double_angle"},
      {"<3, 4> dot <1, 2>", "vectors"},
      {"cross product of ⟨1, 0, 0⟩ and ⟨0, 1, 0⟩", "vectors"},
      {"Find the nth term of 5, 8, 11, 14, ...", "listed_terms"},
      {"20th term of 3, 7, 11, ...", "listed_terms"},
      {"Insert three arithmetic means between 2 and 14", "listed_terms"},
      {"12th Fibonacci number (F_1 = F_2 = 1)", "listed_terms"},
      {"If a_n = n^2 - 1, what is a_5?", "listed_terms"},
      {"In how many orders can 6 books be put on a shelf?", "digits"},
      {"How many anagrams does the word LEVEL have?", "digits"},
      {"How many 4-digit numbers can be formed using the digits 1, 2, 3, 4, 5, 6 if repetition is allowed?", "digits"},
      {"Using the digits 1-9 without repetition, how many 3-digit numbers are possible?", "digits"},
      {"Solve C(n, 2) = 28 for n", "digits"},
      {"How many subsets does {1, 2, 3, 4} have?", "digits"},
      {"A committee of 3 is chosen from 10 people. How many committees are possible?", "digits"},
      {"Probability of rolling a 6 on a fair die", "probability"},
      {"Two dice are rolled. What is the probability that the sum is 8?", "probability"},
      {"What is the probability of drawing an ace from a standard deck of 52 cards?", "probability"},
      {"Write 0xA5 in binary", "base"},
      {"subtract 11 from 1010 in base 2", "base"},
      {"1101₂ to decimal", "base"},
      {"Write 1/(2 + i) in the form a + bi", "complex_number"},
  };
  for (const Case& c : kCases) {
    const std::optional<Reading> reading = read(c.question);
    EXPECT_EQ(reading ? reading->intent : "(unread)", c.intent) << c.question;
  }
}

TEST(FiguresAndCounts, WhatIsMissingOrElsewhereStaysUnread) {
  constexpr std::string_view kQuestions[] = {
      "What is the probability of rain tomorrow?",
      "What is the probability of getting a 6?",
      "How many 3-digit numbers can be formed from the digits 1, 2, 3, 4, 5?",
      "How many books are on the shelf?",
      "How many orders did 5 customers place?",
      "What is the area under the curve?",
      "Find the area under y = x^2.",
      "Find the nth term of the sequence.",
      "What is the next term of 2, 3, 5, 8?",
      "What is the radius of convergence?",
      "Does the series converge?",
      "Find the maximum and minimum of f(x) = x^3.",
      "A bag has 3 red and 5 blue marbles. What is the probability of drawing a red one?",
      "Two cards are drawn from a deck. What is the probability both are aces?",
      "Triangle with sides 5, 7, 8: find the angle.",
      "Find the angle opposite the side 9 in a triangle with sides 5, 7, 8.",
      "Find the vertical line.",
      "A(1, 2), B(3, 4). Find CD.",
      "A 5 by 3 photo has what frame?",
      "multiply 102 and 11 in base 2",
      "What is the chance of 7 on a die?",
      "10 people shake hands. How long does it take?",
      "Find the 12th Fibonacci number with F_1 = 2 and F_2 = 5",
  };
  for (const std::string_view question : kQuestions) EXPECT_FALSE(read(question).has_value()) << question;
}

}  // namespace
}  // namespace qed::rules
