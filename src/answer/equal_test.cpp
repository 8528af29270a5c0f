#include "answer/equal.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "answer/expression.h"
#include "base/lines.h"

namespace qed::answer {
namespace {

struct Pair {
  std::string_view a, b;
};

void expect_verdict(std::span<const Pair> cases, Verdict verdict) {
  for (const auto& [a, b] : cases) {
    const Judgement forth = compare(a, b), back = compare(b, a);
    EXPECT_EQ(name(forth.verdict), name(verdict)) << a << " against " << b << " by " << forth.method;
    EXPECT_EQ(forth.verdict, back.verdict) << "not symmetric: " << a << " against " << b;
  }
}

TEST(Equal, AcceptsNumbersInAnyNotation) {
  constexpr Pair kCases[] = {
      {"1,000", "1000"},
      {"\\frac{1}{2}", "0.5"},
      {"2\\frac{1}{3}", "7/3"},
      {"0.\\overline{27}", "3/11"},
      {"1e3", "1000"},
      {"3.2 × 10^5", "320000"},
      {"\\frac12", "\\tfrac{1}{2}"},
      {"2^{10}", "1024"},
      {"12!/10!", "132"},
      {"15%", "15"},
      {"15%", "0.15"},
      {"15\\%", "15 percent"},
      {"-15%", "-15"},
      {"45^\\circ", "45"},
      {"\\$18", "18"},
      {"18 dollars", "$18"},
      {"18 cm", "18\\text{ cm}"},
      {"5 \\text{ apples}", "5"},
      {"3 meters", "3 m"},
      {"\\gcd(12, 18)", "6"},
      {"\\lfloor -2.5 \\rfloor", "-3"},
      {"-17 \\bmod 5", "3"},
      {"\\binom{5}{2}", "10"},
      {"1010_2", "10"},
      {"202_7", "202_{7}"},
      {"1.50", "3/2"},
      {"185\\", "185"},
      {"१२", "12"},
      {"0.30000000000000004", "0.3"},
      {"0.3333333333333333", "1/3"},
      {"2,74", "2.74"},
      {"\\sum_{k=1}^{10} k^2", "385"},
      {"\\prod_{k=1}^{5} k", "120"},
  };
  expect_verdict(kCases, Verdict::kEqual);
}

TEST(Equal, TellsNumbersApartThatAreClose) {
  constexpr Pair kCases[] = {
      {"0.33", "1/3"},
      {"5", "5.001"},
      {"15%", "1.5"},
      {"18 cm", "18 m"},
      {"1/2004!", "1/2006!"},
      {"\\sqrt{2}", "1.41421356"},
      {"3.14159", "\\pi"},
      {"1,234", "1, 234"},
      {"12:00", "1:00"},
      {"2:3", "3:2"},
      {"10", "-10"},
      {"\\infty", "-\\infty"},
      {"10^{100}", "10^{100}+1"},
      {"45^\\circ", "45\\pi"},
      {"$18", "€18"},
      {"36^\\circ", "\\$36"},
      {"e^{\\pi\\sqrt{163}}", "640320^3+744"},
  };
  expect_verdict(kCases, Verdict::kDifferent);
}

TEST(Equal, AcceptsClosedFormsThatAreTheSame) {
  constexpr Pair kCases[] = {
      {"2\\sqrt{3}", "\\sqrt{12}"},
      {"\\frac{\\sqrt{6}+\\sqrt{2}}{4}", "\\sin(75°)"},
      {"\\sqrt{5+2\\sqrt{6}}", "\\sqrt{2}+\\sqrt{3}"},
      {"\\log_2 8", "3"},
      {"\\ln(e^5)", "5"},
      {"e^{i\\pi}", "-1"},
      {"\\frac{1+i}{1-i}", "i"},
      {"2*I", "2i"},
      {"\\cos\\frac{5\\pi}{6}", "-\\frac{\\sqrt{3}}{2}"},
      {"\\sqrt[3]{-64}", "-4"},
      {"16^{3/4}", "8"},
      {"\\frac{1}{\\sqrt{2}}", "\\frac{\\sqrt{2}}{2}"},
      {"\\arctan(1)", "\\frac{\\pi}{4}"},
      {"\\log(100)", "2"},
      {"E**2", "e^2"},
      {"\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}", "-2"},
  };
  expect_verdict(kCases, Verdict::kEqual);
}

TEST(Equal, AcceptsIdentitiesAndRefusesNearMisses) {
  constexpr Pair kEqual[] = {
      {"x^2+2x+1", "(x+1)^2"},
      {"\\sec^2(x)", "1+\\tan^2 x"},
      {"\\frac{x+1}{x-1}", "\\frac{1+1/x}{1-1/x}"},
      {"e^x(x^2+2x)", "x^2 e^x + 2x e^x"},
      {"\\ln|x| + C", "\\ln x + C"},
      {"\\frac{x^3}{3}+C", "C + \\frac{x^3+6}{3}"},
      {"\\frac{a^2}{4b^4}", "\\left(2a^{-1}b^2\\right)^{-2}"},
      {"x^4y^3", "x^{4}*y^{3}"},
      {"\\sqrt{x^2}", "|x|"},
      {"\\int x\\,dx", "\\int x dx"},
      {"\\frac{d}{dx} \\sin x + 1", "1 + \\frac{d}{dx}\\sin(x)"},
      {"2 f(x) - f(x)", "f(x)"},
      {"\\gcd(125, 50x)", "25"},
      {"\\operatorname{lcm}(2y, x)", "2xy"},
  };
  expect_verdict(kEqual, Verdict::kEqual);
  constexpr Pair kDifferent[] = {
      {"x^2+2x+1", "x^3+2x+1"}, {"|x|", "x"},     {"\\sqrt{x^2}", "x"},   {"x + 1/2004!", "x + 1/2006!"},
      {"x^3/3 + C", "x^3 + C"}, {"2x", "2x + C"}, {"\\sin x", "\\cos x"}, {"x", "y"},
      {"(x+1)^2", "x^2+1"},     {"a", "b"},
  };
  expect_verdict(kDifferent, Verdict::kDifferent);
}

TEST(Equal, ComparesCollectionsByTheirElements) {
  constexpr Pair kEqual[] = {
      {"\\{1, 2\\}", "{2, 1}"},
      {"\\{1, 1, 2\\}", "\\{1, 2\\}"},
      {"{5}", "5"},
      {"\\pm 3", "\\{-3, 3\\}"},
      {"2 \\pm \\sqrt{3}", "{2 + \\sqrt{3}, 2 - \\sqrt{3}}"},
      {"(1, 2)", "\\left(\\frac{2}{2}, 2\\right)"},
      {"[0, 1)", "[0, \\frac{2}{2})"},
      {"]0,1[", "(0,1)"},
      {"(-\\infty, \\infty)", "\\mathbb{R}"},
      {"all real numbers", "(-∞, ∞)"},
      {"\\emptyset", "no solution"},
      {"(-∞, 2) ∪ (2, ∞)", "(2, \\infty) \\cup (-\\infty, 2)"},
      {"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "[[1, 2], [3, 4]]"},
      {"\\begin{pmatrix}1\\\\2\\end{pmatrix}", "(1, 2)"},
      {"(1,2),(3,4)", "(3,4),(1,2)"},
      {"[(1, 2), (3, 4)]", "\\{(1,2),(3,4)\\}"},
      {"1,2;3,4", "\\{(1,2),(3,4)\\}"},
      {"2:3", "4:6"},
      {"\\{45^\\circ, 225^\\circ\\}", "{45, 225}"},
      {"1 and 2", "2, 1"},
  };
  expect_verdict(kEqual, Verdict::kEqual);
  constexpr Pair kDifferent[] = {
      {"(1,2]", "(1,2)"},
      {"(1, 2)", "(2, 1)"},
      {"\\{1, 2\\}", "\\{1, 3\\}"},
      {"{1, 2}", "1"},
      {"[0, 9)", "(0, 9)"},
      {"(3,1)", "{1,3}"},
      {"1, 2", "2, 1"},
      {"(1, 2)", "(1, 2, 3)"},
      {"\\pm 3", "3"},
      {"\\emptyset", "0"},
      {"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "\\begin{pmatrix}1&2\\\\4&3\\end{pmatrix}"},
  };
  expect_verdict(kDifferent, Verdict::kDifferent);
}

TEST(Equal, ComparesRelationsByWhatTheySay) {
  constexpr Pair kEqual[] = {
      {"x = 5", "5"},
      {"y = 2x + 1", "2x - y + 1 = 0"},
      {"y = 2x + 1", "2x + 1"},
      {"34x+45y-20z+100=0", "-34x-45y+20z-100=0"},
      {"x = 4, y = 2", "y = 2, x = 4"},
      {"x = 4, y = 2", "(4, 2)"},
      {"x = 1 or x = 2", "{2, 1}"},
      {"n = 1, 2, 3", "{1, 2, 3}"},
      {"f^{-1}(x) = \\frac{x+7}{3}", "\\frac{x + 7}{3}"},
      {"f'(x) = 2x", "2x"},
      {"x < 5", "(-\\infty, 5)"},
      {"0 < x <= 3", "(0, 3]"},
      {"x < 1", "-x > -1"},
      {"x \\in [0, 1]", "0 \\le x \\le 1"},
      {"x < -1 or x > 1", "(-\\infty, -1) \\cup (1, \\infty)"},
      {"x = 5+5+1 = 11", "x = 11"},
      {"k = 1/3 \\approx 0.33", "1/3"},
      {"p=5,q=2;p=7,q=2", "(5,2),(7,2)"},
      {"{x: 4, y: 2}", "x = 4, y = 2"},
      {"\\{x | x > 2\\}", "(2, \\infty)"},
      {"72 / 18 = 4", "4"},
      {"\\frac{1}{3} \\approx 0.33", "1/3"},
  };
  expect_verdict(kEqual, Verdict::kEqual);
  constexpr Pair kDifferent[] = {
      {"x = 5", "6"},
      {"x = 5", "y = 5"},
      {"x > 5", "x < 5"},
      {"x >= 5", "x > 5"},
      {"a + 3z = 0", "0"},
      {"7 = 11a + c", "11a + c"},
      {"x = 4, y = 2", "x = 2, y = 4"},
      {"n=2, 3, 4", "n=1, 2, 3"},
      {"5x - 7y + 11z + 4 = 0", "x + y - z + 2 = 0"},
      {"p=5,q=2;p=7,q=3", "p=5,q=3;p=7,q=2"},
  };
  expect_verdict(kDifferent, Verdict::kDifferent);
}

TEST(Equal, ComparesWordsWithoutCaseAndSpaces) {
  constexpr Pair kEqual[] = {
      {"Yes", "yes"},       {"\\text{Even}", "even"}, {"(B)", "B"},
      {"\\textbf{A}", "A"}, {"\\text{(C)}", "C"},     {"the sun rises", "The Sun  rises."},
  };
  expect_verdict(kEqual, Verdict::kEqual);
  constexpr Pair kDifferent[] = {{"yes", "no"}, {"A", "B"}, {"east", "west"}, {"\\text{east}", "\\text{west}"}};
  expect_verdict(kDifferent, Verdict::kDifferent);
}

TEST(Equal, NeverSaysEqualWhereNothingProvesIt) {
  constexpr Pair kCases[] = {
      {"1", "\\boxed{} \\boxed{}"},
      {"1", "("},
      {"", ""},
      {"", "1"},
      {"1", "\\frac{d}{dx}"},
      {"\\sqrt", "1"},
      {"1", "||x|"},
      {"odd", "\\text{oddd}"},
      {"\\sum_{k=0}^{n-1} F_k F_{n-k-1}", "\\sum_{k=0}^{n-2} F_k F_{n-k-2}"},
      {"f(x)", "f(y)"},
      {"1", "a\\%"},
      {"\\int x dx", "\\int y dy + 1"},
      {"\\int x dx + \\int x dx + \\int y dy", "\\int x dx + \\int y dy + \\int y dy"},
      {"2 + 2 = 5", "2 + 2"},
  };
  for (const auto& [a, b] : kCases) {
    EXPECT_FALSE(equal(a, b)) << a << " against " << b;
    EXPECT_FALSE(equal(b, a)) << b << " against " << a;
  }
}

TEST(Equal, TheOptionsChangeTheConventions) {
  EXPECT_FALSE(equal("15%", "15", {.percent_optional = false}));
  EXPECT_TRUE(equal("15%", "0.15", {.percent_optional = false}));
  EXPECT_FALSE(equal("18 cm", "18", {.units_optional = false}));
  EXPECT_TRUE(equal("1, 2", "2, 1", {.list_order = false}));
  EXPECT_TRUE(equal("3.14159", "\\pi", {.tolerance = 1e-5}));
  EXPECT_FALSE(equal("3.14159", "\\pi", {.tolerance = 1e-7}));
}

TEST(Equal, AnswersAtOnceWhateverTheText) {
  const std::string nested(50'000, '('), digits(20'000, '9');
  const auto irrationals = [](std::string_view pattern) {
    std::string set = "\\{0";
    for (int i = 2; i < 600; ++i) set += ", " + fmt::format(fmt::runtime(pattern), i);
    return set + "\\}";
  };
  const std::vector<std::pair<std::string, std::string>> kCases = {
      {"9^{9^{9^9}}", "1"},
      {"9^{9^{9^9}}", "9^{9^{9^8}}"},
      {"10^10 !", "5"},
      {"(10^{10})!", "(10^{10})! + 1"},
      {"((10!)!)!", "1"},
      {"\\sum_{k=1}^{10^9} k", "1"},
      {"\\sum_{k=1}^{4999}\\sum_{j=1}^{4999} \\sqrt{kj}", "1"},
      {"\\sin(10^{10^{10}})", "0"},
      {"x^{10^{18}}", "y^{10^{18}}"},
      {"(1+x)^{100000}", "(1+y)^{100000}"},
      {nested, "1"},
      {digits, digits + "0"},
      {"\\binom{10^9}{5 \\cdot 10^8}", "1"},
      {"2^{-10^{12}}", "0"},
      {"\\lfloor 10^{10^9} \\rfloor", "1"},
      {irrationals("\\sqrt{{{}}}"), irrationals("\\sqrt{{{}+1}}")},
      {irrationals("x={}"), irrationals("{}x=1")},
      {irrationals("3000!+{}"), irrationals("3000!+{}/7")},
      {"1/2^{50000}+1/3^{30000}+1/5^{20000}+1/7^{20000}", "1"},
      {"1e999999999", "1"},
      {"\\gcd(10^{10^6}, 7)", "1"},
  };
  for (const auto& [a, b] : kCases) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_FALSE(equal(a, b)) << a.substr(0, 40);
    EXPECT_FALSE(equal(b, a)) << a.substr(0, 40);
    // A bomb that went off would take hours; a busy machine under a sanitizer, seconds.
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20)) << a.substr(0, 40);
  }
}

// equal_cases.txt: hundreds of pairs written by hand.
TEST(Equal, JudgesPairsAsPeopleWouldInBothOrders) {
  Result<LineReader> lines = LineReader::open(QED_SOURCE_DIR "/src/answer/equal_cases.txt");
  ASSERT_TRUE(lines) << lines.error().message;
  std::size_t pairs = 0;
  for (auto line = lines->next(); line && *line; line = lines->next()) {
    const std::string_view row = **line;
    const std::size_t middle = row.find(" ;; ");
    if (row.starts_with('#') || middle == row.npos) continue;
    const std::string_view gold = row.substr(2, middle - 2), answer = row.substr(middle + 4);
    const bool expected = row[0] == '=';
    for (const auto& [left, right] : {std::pair(gold, answer), std::pair(answer, gold)}) {
      const Judgement judgement = compare(left, right);
      EXPECT_EQ(judgement.verdict == Verdict::kEqual, expected)
          << lines->place() << ": " << left << " against " << right << " by " << judgement.method;
    }
    ++pairs;
  }
  EXPECT_GT(pairs, 800U);
}

// Writing an answer another way must not change it; changing it must be seen.
TEST(Equal, HoldsUnderRewritingAndSeesChanges) {
  constexpr std::string_view kAnswers[] = {
      "7",
      "-3",
      "\\frac{3}{4}",
      "2.5",
      "\\sqrt{7}",
      "3\\pi",
      "e^3",
      "x^2-3x+2",
      "\\frac{x}{y}",
      "\\sin(3x)",
      "\\ln(x+2)",
      "2x+3y",
      "x^4y^3",
      "\\frac{2}{3}\\sqrt{5}",
      "1-\\sqrt{2}",
      "\\frac{C}{2\\pi}",
      "(x+3)^{2}",
      "\\log_{3}(7)",
      "\\frac{12-3x}{2}",
      "2^{100}",
      "5-2i",
  };
  for (const std::string_view answer : kAnswers) {
    for (const auto pattern :
         {"${}$", "\\boxed{{{}}}", "\\left({}\\right)", "({}) + 0", "1 \\cdot ({})", "-(-({}))", "\\frac{{2({})}}{{2}}",
          "({})^1", "k = {}", "\\( {} \\)", "({}) \\cdot 3 / 3", "0 + ({})", "\\text{{Answer}} = {}"}) {
      const std::string rewritten = fmt::format(fmt::runtime(pattern), answer);
      EXPECT_TRUE(equal(answer, rewritten)) << answer << " against " << rewritten;
      EXPECT_TRUE(equal(rewritten, answer)) << answer << " against " << rewritten;
    }
    for (const auto pattern : {"({}) + 1", "2({})", "-({})", "({})^2 + 1", "({}) + \\frac{{1}}{{10^9}}", "({}) + w",
                               "1.000001({})", "\\{{{}, 99\\}}"}) {
      const std::string changed = fmt::format(fmt::runtime(pattern), answer);
      EXPECT_EQ(compare(answer, changed).verdict, Verdict::kDifferent) << answer << " against " << changed;
    }
    const Result<Expression> parsed = parse(answer);
    ASSERT_TRUE(parsed);
    EXPECT_TRUE(equal(answer, to_unicode(*parsed))) << answer << " against " << to_unicode(*parsed);
  }
}

}  // namespace
}  // namespace qed::answer
