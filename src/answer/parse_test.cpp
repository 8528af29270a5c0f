#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "answer/expression.h"

namespace qed::answer {
namespace {

struct Reading {
  std::string_view text, tree;
};

void expect_readings(std::span<const Reading> cases) {
  for (const auto& [text, tree] : cases) {
    const Result<Expression> parsed = parse(text);
    ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
    EXPECT_EQ(to_sexpr(*parsed), tree) << text;
  }
}

TEST(Parse, ReadsNumbersInEveryNotation) {
  constexpr Reading kCases[] = {
      {"1,234", "1234"},
      {"1{,}234", "1234"},
      {"1\\,234,567", "1234567"},
      {"1,\\!000", "1000"},
      {"1 000 000", "1000000"},
      {"(1,234 + 5,678)", "(+ 1234 5678)"},
      {"1, 234", "(list \",\" 1 234)"},
      {"(1,234)", "(tuple 1 234)"},
      {"\\{1,234\\}", "(set 1 234)"},
      {".5", "0.5"},
      {"5.", "5"},
      {"1e5", "(* 1 (^ 10 5))"},
      {"2.5E-3", "(* 2.5 (^ 10 (- 3)))"},
      {"3.2 × 10^5", "(* 3.2 (^ 10 5))"},
      {"0.\\overline{27}", "0.(27)"},
      {"0.1(6)", "0.1(6)"},
      {"2 1/3", "(mixed 2 (/ 1 3))"},
      {"2\\frac{1}{3}", "(mixed 2 (/ 1 3))"},
      {"2½", "(mixed 2 (/ 1 2))"},
      {"3\\frac{4}{3}", "(* 3 (/ 4 3))"},
      {"15\\%", "(percent 15)"},
      {"15 percent", "(percent 15)"},
      {"7 % 3", "(mod 7 3)"},
      {"45^\\circ", "(degrees 45)"},
      {"45°", "(degrees 45)"},
      {"$18", "(unit \"$\" 18)"},
      {"\\$18.50", "(unit \"$\" 18.50)"},
      {"18 cm", "(unit \"cm\" 18)"},
      {"15\\mbox{ cm}^2", "(unit \"cm^2\" 15)"},
      {"5 \\text{ apples}", "(unit \"apples\" 5)"},
      {"3E8_{16}", "(base \"16\" \"3E8\")"},
      {"1010_2", "(base \"2\" \"1010\")"},
      {"0xFF", "(base \"16\" \"FF\")"},
      {"१२", "12"},
      {"１２＋３", "(+ 12 3)"},
  };
  expect_readings(kCases);
}

TEST(Parse, ReadsArithmeticWithItsPrecedences) {
  constexpr Reading kCases[] = {
      {"-3^2", "(- (^ 3 2))"},
      {"2^3^2", "(^ 2 (^ 3 2))"},
      {"2**-1", "(^ 2 (- 1))"},
      {"13 * -7", "(* 13 (- 7))"},
      {"8 - 3 - 2", "(+ 8 (- 3) (- 2))"},
      {"8 / 4 / 2", "(/ (/ 8 4) 2)"},
      {"8 + 4 × 3 - 6 ÷ 2", "(+ 8 (* 4 3) (- (/ 6 2)))"},
      {"12 !  / 10 !", "(/ (factorial 12) (factorial 10))"},
      {"5!!", "(double-factorial 5)"},
      {"1/2x", "(* (/ 1 2) x)"},
      {"1 / 2x", "(/ 1 (* 2 x))"},
      {"x/2y", "(/ x (* 2 y))"},
      {"2(x+1)", "(* 2 (+ x 1))"},
      {"(x+1)(x-1)", "(* (+ x 1) (+ x (- 1)))"},
      {"xy", "(* x y)"},
      {"2\\pi r", "(* 2 pi r)"},
      {"x2", "(* x 2)"},
      {"x² + 2x³y⁻¹", "(+ (^ x 2) (* 2 (^ x 3) (^ y (- 1))))"},
      {"2 \\pm \\sqrt{3}", "(± 2 (sqrt 3))"},
      {"\\frac12", "(/ 1 2)"},
      {"\\frac1{72}", "(/ 1 72)"},
      {"\\dfrac94\\pi", "(* (/ 9 4) pi)"},
      {"\\sqrt3", "(sqrt 3)"},
      {"\\sqrt[3]{x}", "(root x 3)"},
      {"∛(−64)", "(root (- 64) 3)"},
      {"|x - 2|", "(abs (+ x (- 2)))"},
      {"2|x|+1", "(+ (* 2 (abs x)) 1)"},
      {"|x||y|", "(* (abs x) (abs y))"},
      {"\\left|\\left|x\\right|-1\\right|", "(abs (+ (abs x) (- 1)))"},
      {"⌈17/4⌉", "(ceil (/ 17 4))"},
      {"\\binom{n}{k}", "(binomial n k)"},
      {"{16 \\choose 2}", "(binomial 16 2)"},
      {"7 \\bmod 3", "(mod 7 3)"},
      {"x_{good}^2 + \\lambda^2_2", "(+ (^ x_good 2) (^ lambda_2 2))"},
      {"x_max", "x_max"},
  };
  expect_readings(kCases);
}

TEST(Parse, AppliesFunctionsWithAndWithoutBrackets) {
  constexpr Reading kCases[] = {
      {"sin x", "(sin x)"},
      {"\\sin^2 x", "(^ (sin x) 2)"},
      {"sin²x + cos²x", "(+ (^ (sin x) 2) (^ (cos x) 2))"},
      {"sin 2x", "(sin (* 2 x))"},
      {"x sin x", "(* x (sin x))"},
      {"xsinx", "(* x (sin x))"},
      {"\\sin a \\cos b", "(* (sin a) (cos b))"},
      {"\\sin \\cos \\theta", "(sin (cos theta))"},
      {"\\sin(x)y", "(* (sin x) y)"},
      {"\\cos(x)^2", "(^ (cos x) 2)"},
      {"\\sin^{-1}(x)", "(asin x)"},
      {"\\cos\\frac{5\\pi}{6}", "(cos (/ (* 5 pi) 6))"},
      {"\\log_2 8", "(log 8 2)"},
      {"log_9(27)", "(log 27 9)"},
      {"log2(8)", "(log 8 2)"},
      {"log(8, 2)", "(log 8 2)"},
      {"\\ln|x| + C", "(+ (ln (abs x)) C)"},
      {"f(x)", "(f x)"},
      {"a(x)", "(* a x)"},
      {"f'(x)", "(f' x)"},
      {"f^{-1}(x)", "(f^-1 x)"},
      {"y''", "y''"},
      {"\\gcd(6,321,429)", "(gcd 6 321 429)"},
      {"sqrt(37)", "(sqrt 37)"},
      {"Rational(1, 2)", "(/ 1 2)"},
      {"2*I", "(* 2 i)"},
  };
  expect_readings(kCases);
}

TEST(Parse, ReadsSetsIntervalsAndMatrices) {
  constexpr Reading kCases[] = {
      {"\\{1, 2\\}", "(set 1 2)"},
      {"{1, 2}", "(set 1 2)"},
      {"(1, 2, 3)", "(tuple 1 2 3)"},
      {"1, 2, 3", "(list \",\" 1 2 3)"},
      {"1 and 2", "(list \"and\" 1 2)"},
      {"[a, b)", "(interval \"[)\" a b)"},
      {"]0,1[", "(interval \"()\" 0 1)"},
      {"(-\\infty, 2]", "(interval \"(]\" (- infinity) 2)"},
      {"(-∞, 2) ∪ (2, ∞)", "(union (interval \"()\" (- infinity) 2) (interval \"()\" 2 infinity))"},
      {"(1, 2) \\cup \\{5\\}", "(union (interval \"()\" 1 2) (set 5))"},
      {"{1,2} \\setminus {2}", "(setminus (set 1 2) (set 2))"},
      {"\\emptyset", "emptyset"},
      {"\\{\\}", "emptyset"},
      {"\\mathbb{R}", "reals"},
      {"ℝ", "reals"},
      {"\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "(matrix (tuple 1 2) (tuple 3 4))"},
      {"\\begin{vmatrix} 1 & 2 \\\\ 3 & 4 \\end{vmatrix}", "(det (matrix (tuple 1 2) (tuple 3 4)))"},
      {"\\left[\\begin{array}{cc}1 & 2 \\\\3 & 4\\end{array}\\right]", "(matrix (tuple 1 2) (tuple 3 4))"},
      {"[[1,2],[3,4]]", "(matrix (tuple 1 2) (tuple 3 4))"},
      {"Matrix([[1], [2]])", "(matrix (tuple 1) (tuple 2))"},
      {"[1, 2, 3]", "(list \"[\" 1 2 3)"},
      {"2:3", "(ratio 2 3)"},
  };
  expect_readings(kCases);
}

TEST(Parse, ReadsRelationsAndCalculus) {
  constexpr Reading kCases[] = {
      {"0 < x <= 3", "(relation \"< <=\" 0 x 3)"},
      {"x = 4, y = 2", "(list \",\" (relation \"=\" x 4) (relation \"=\" y 2))"},
      {"x \\in [0, 1]", "(relation \"in\" x (interval \"[]\" 0 1))"},
      {"\\{x | x > 5\\}", "(relation \">\" x 5)"},
      {"x ≠ 5", "(relation \"!=\" x 5)"},
      {"\\frac{d}{dx} x^2", "(derivative \"1\" (^ x 2) x)"},
      {"\\frac{d^2y}{dx^2}", "(derivative \"2\" y x)"},
      {"d/dx (x^2 e^x)", "(derivative \"1\" (* (^ x 2) (^ e x)) x)"},
      {"∫_0^1 x^2 dx", "(integral (^ x 2) x 0 1)"},
      {"\\int_0^1 \\int_0^2 xy \\, dy \\, dx", "(integral (integral (* x y) y 0 2) x 0 1)"},
      {"\\int \\frac{dx}{x} + 3", "(+ (integral (/ 1 x) x) 3)"},
      {"\\int x + a dx", "(integral (+ x a) x)"},
      {"\\int_0^\\infty e^{-3x}\\,dx", "(integral (^ e (- (* 3 x))) x 0 infinity)"},
      {"\\sum_{i=1}^{n} i^2", "(sum (^ i 2) i 1 n)"},
      {"∑_{n=0}^{∞} (1/2)^n", "(sum (^ (/ 1 2) n) n 0 infinity)"},
      {"\\lim_{x \\to 0^+} \\ln x", "(limit \"+\" (ln x) x 0)"},
      {"lim x→0 (1 - cos x)/x²", "(limit \"\" (/ (+ 1 (- (cos x))) (^ x 2)) x 0)"},
      {"Integral(x**2, (x, 0, 1))", "(integral (^ x 2) x 0 1)"},
  };
  expect_readings(kCases);
}

TEST(Parse, TakesOffWhatWrapsTheWholeText) {
  constexpr Reading kCases[] = {
      {"$x = 5$", "(relation \"=\" x 5)"},
      {"$$5$$", "5"},
      {"\\( 5 \\)", "5"},
      {"\\[5\\]", "5"},
      {"\\boxed{5}", "5"},
      {"$\\boxed{\\frac{1}{2}}$", "(/ 1 2)"},
      {"Yes", "\"yes\""},
      {"no solution.", "\"no solution\""},
      {"all real numbers", "reals"},
  };
  expect_readings(kCases);
}

TEST(Parse, RefusesWhatIsNoFormulaAndSaysWhere) {
  struct Case {
    std::string_view text, message;
  };
  constexpr Case kCases[] = {
      {"", "byte 0: expected a formula, found nothing"},
      {"(", "byte 1: expected a number, a name or a bracket, found the end"},
      {"2 +", "byte 3: expected a number, a name or a bracket, found the end"},
      {"find the area", "byte 0: expected a number, a name or a bracket, found 'find'"},
      {"x is 5", "byte 2: expected the end or an operator, found 'is'"},
      {"5 5", "byte 2: expected an operator between two numbers, found '5'"},
      {"× 5", "byte 0: expected a number, a name or a bracket, found '\\times'"},
      {"√(x", "byte 5: expected ',' or ')', found the end"},
      {"\\frac{1}", "byte 8: expected a number, a name or a bracket, found the end"},
      {"\\sin^x", "byte 6: expected a number, a name or a bracket, found the end"},
      {"\\foobar", "byte 0: an unknown command"},
      {"x_", "byte 2: expected a subscript, found the end"},
      {"\\int x", "byte 6: expected the differential of the integral, such as dx, found the end"},
      {"#", "byte 0: a character without a meaning in mathematics"},
      {"\\lfloor a \\rceil", "byte 10: expected 'floor)', found '\\rceil'"},
  };
  for (const auto& [text, message] : kCases) {
    const Result<Expression> parsed = parse(text);
    ASSERT_FALSE(parsed) << text << " read as " << to_sexpr(*parsed);
    EXPECT_EQ(parsed.error().message, message) << text;
  }
}

TEST(Parse, RefusesEnglishWordsInPlaceOfFormulas) {
  for (const std::string_view text : {"the", "is", "of", "and", "using x", "since", "area of a circle", "x and the",
                                      "if x = 2", "cosine", "values", "basin", "a number"})
    EXPECT_FALSE(parse(text)) << text;
}

TEST(Parse, StopsAtItsLimitsWithoutReadingOn) {
  const auto repeated = [](std::string_view part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
  };
  const std::string kCases[] = {
      repeated("(", 30'000),        repeated("-", 30'000) + "1",      repeated("2^", 20'000) + "2",
      repeated("{", 30'000),        repeated("\\frac{", 10'000),      repeated("sin ", 15'000) + "x",
      repeated("|", 30'000),        repeated("1+", 30'000) + "1",     "x" + repeated("!", 60'000),
      repeated("1/", 30'000) + "1", repeated("\\sqrt", 12'000) + "2", repeated("[", 60'000),
      repeated("\\int", 15'000),    std::string(5'000, '7'),          std::string(100'000, '1'),
  };
  for (const std::string& text : kCases) {
    const Result<Expression> parsed = parse(text);
    ASSERT_FALSE(parsed) << text.substr(0, 20);
    EXPECT_TRUE(parsed.error().code == Errc::kLimitExceeded || parsed.error().code == Errc::kInvalidInput);
  }
}

TEST(Print, ShowsFormulasAsPeopleWriteThem) {
  struct Case {
    std::string_view text, shown;
  };
  constexpr Case kCases[] = {
      {"x^2+\\sqrt{3}", "x² + √3"},
      {"(-\\infty, 2] \\cup [5, \\infty)", "(−∞, 2] ∪ [5, ∞)"},
      {"\\frac{x+1}{x-2}", "(x + 1)/(x − 2)"},
      {"\\frac{2\\pi}{3}", "2π/3"},
      {"-\\frac{1}{2}x+4", "−(1/2)x + 4"},
      {"2*3", "2·3"},
      {"x*sin(x)", "x sin(x)"},
      {"\\sin^2(x)", "sin²(x)"},
      {"e^{-x}", "e⁻ˣ"},
      {"2^{x+1}", "2^(x + 1)"},
      {"x <= 3", "x ≤ 3"},
      {"\\ln|x| + C", "ln|x| + C"},
      {"x_1", "x₁"},
      {"45^\\circ", "45°"},
      {"\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "[[1, 2], [3, 4]]"},
      {"\\int_0^1 x dx", "∫₀¹ x dx"},
      {"4.7 \\times 10^{-4}", "4.7·10⁻⁴"},
      {"\\$18", "$18"},
      {"\\arctan x", "arctan(x)"},
  };
  for (const auto& [text, shown] : kCases) {
    const Result<Expression> parsed = parse(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(to_unicode(*parsed), shown) << text;
  }
}

}  // namespace
}  // namespace qed::answer
