// Sets, points, relations, amounts, words and choices in thousands of spellings.
#include <numeric>

#include "answer/metamorphic.h"

namespace qed::answer::metamorphic {
namespace {

Family intervals(Random& random) {
  const long a = random.integer(-20, 10), b = a + random.integer(1, 20);
  return {
      {fmt::format("[{}, {})", a, b), fmt::format("\\left[{},{}\\right)", a, b), fmt::format("{} \\le x < {}", a, b),
       fmt::format("[{},{}[", a, b), fmt::format("x \\in [{}, {})", a, b), fmt::format("{} > x \\geq {}", b, a),
       fmt::format("\\{{x \\mid {} \\leq x < {}\\}}", a, b), fmt::format("x ≥ {} and x < {}", a, b),
       fmt::format("[{},{}] \\setminus \\{{{}\\}}", a, b, b), fmt::format("[{0},{1}] \\cap (-\\infty, {1})", a, b)},
      {fmt::format("[{}, {}]", a, b), fmt::format("({}, {})", a, b), fmt::format("({}, {}]", a, b),
       fmt::format("[{}, {})", a, b + 1), fmt::format("{} < x < {}", a, b), fmt::format("x \\ge {}", a),
       fmt::format("[{}, \\infty)", a), fmt::format("{{{}, {}}}", a, b)}};
}

Family rays(Random& random) {
  const long a = random.integer(-20, 20);
  return {{fmt::format("(-\\infty, {})", a), fmt::format("x < {}", a), fmt::format("{} > x", a),
           fmt::format("x \\in (-\\infty, {})", a), fmt::format("-x > {}", -a), fmt::format("(-∞,{})", a),
           fmt::format("]-\\infty, {}[", a), fmt::format("\\{{x : x < {}\\}}", a)},
          {fmt::format("(-\\infty, {}]", a), fmt::format("x > {}", a), fmt::format("x \\le {}", a),
           fmt::format("({}, \\infty)", a), fmt::format("(-\\infty, {})", a + 1), fmt::format("x = {}", a),
           fmt::format("{}", a)}};
}

Family unions(Random& random) {
  const long a = random.integer(-20, 0), b = a + random.integer(1, 20);
  return {{fmt::format("(-\\infty, {}) \\cup ({}, \\infty)", a, b), fmt::format("({},∞)∪(-∞,{})", b, a),
           fmt::format("x < {} or x > {}", a, b), fmt::format("x<{} \\text{{ or }} x>{}", a, b),
           fmt::format("x > {}, x < {}", b, a), fmt::format("\\mathbb{{R}} \\setminus [{}, {}]", a, b),
           fmt::format("x<{}或x>{}", a, b)},
          {fmt::format("(-\\infty, {}] \\cup [{}, \\infty)", a, b), fmt::format("({}, {})", a, b),
           fmt::format("(-\\infty, {}) \\cup ({}, \\infty)", a, b + 1), fmt::format("x < {}", a),
           fmt::format("{} < x < {}", a, b), fmt::format("(-\\infty, {}) \\cap ({}, \\infty)", a, b),
           fmt::format("x \\ne {}", a)}};
}

Family sets(Random& random) {
  const long a = random.integer(-30, 0), b = a + random.integer(1, 9), c = b + random.integer(1, 9);
  return {{fmt::format("\\{{{}, {}, {}\\}}", a, b, c), fmt::format("{{{}, {}, {}}}", c, a, b),
           fmt::format("\\left\\{{ {}, {}, {} \\right\\}}", b, c, a), fmt::format("x \\in \\{{{}, {}, {}\\}}", a, b, c),
           fmt::format("x = {} or x = {} or x = {}", a, b, c), fmt::format("x = {}, {}, {}", a, b, c),
           fmt::format("{}, {} and {}", b, a, c), fmt::format("x_1 = {}, x_2 = {}, x_3 = {}", a, b, c),
           fmt::format("\\{{{0}, {1}, {2}, {0}\\}}", a, b, c)},
          {fmt::format("\\{{{}, {}\\}}", a, b), fmt::format("\\{{{}, {}, {}\\}}", a, b, c + 1),
           fmt::format("\\{{{}, {}, {}, {}\\}}", a, b, c, c + 3), fmt::format("{}", a), fmt::format("({}, {})", a, b),
           fmt::format("x = {} or x = {}", a, c)}};
}

Family points(Random& random) {
  const long a = random.nonzero(20), b = random.integer(2, 9);
  long c = random.nonzero(20);
  if (c == a) c += 41;
  return {{fmt::format("({}, \\frac{{{}}}{{{}}})", a, c, b),
           fmt::format("\\left({},\\ \\dfrac{{{}}}{{{}}}\\right)", a, c, b), fmt::format("({}.0, {}/{})", a, c, b),
           fmt::format("x = {}, y = \\frac{{{}}}{{{}}}", a, c, b), fmt::format("(x, y) = ({}, {}/{})", a, c, b),
           fmt::format("\\begin{{pmatrix}} {} \\\\ {}/{} \\end{{pmatrix}}", a, c, b),
           fmt::format("\\begin{{cases}} x = {} \\\\ y = {}/{} \\end{{cases}}", a, c, b)},
          {fmt::format("(\\frac{{{}}}{{{}}}, {})", c, b, a), fmt::format("({}, {})", a, c + 30 * b),
           fmt::format("({}, -\\frac{{{}}}{{{}}})", a, c, b), fmt::format("({}, \\frac{{{}}}{{{}}}, 0)", a, c, b),
           fmt::format("{}", a), fmt::format("x = \\frac{{{}}}{{{}}}, y = {}", c, b, a)}};
}

Family plus_minus(Random& random) {
  const long a = random.nonzero(9), b = random.pick(std::vector<long>{2, 3, 5, 7});
  return {
      {fmt::format("{} \\pm \\sqrt{{{}}}", a, b), fmt::format("\\{{{0} + \\sqrt{{{1}}}, {0} - \\sqrt{{{1}}}\\}}", a, b),
       fmt::format("{0} - \\sqrt{{{1}}} \\text{{ and }} {0} + \\sqrt{{{1}}}", a, b), fmt::format("x = {} ± √{}", a, b),
       fmt::format("x = {0}+\\sqrt{{{1}}} or x = {0}-\\sqrt{{{1}}}", a, b)},
      {fmt::format("{} + \\sqrt{{{}}}", a, b), fmt::format("{} - \\sqrt{{{}}}", a, b),
       fmt::format("{} \\pm \\sqrt{{{}}}", -a, b), fmt::format("{} \\pm \\sqrt{{{}}}", a, b + 6),
       fmt::format("\\pm {} + \\sqrt{{{}}}", a, b), fmt::format("{} \\pm {}", a, b)}};
}

Family matrices(Random& random) {
  const long a = random.nonzero(9), b = random.nonzero(9), c = random.nonzero(9), d = random.nonzero(9);
  Family f;
  f.same = {fmt::format("\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", a, b, c, d),
            fmt::format("\\begin{{bmatrix}}{}&{}\\\\{}&{}\\end{{bmatrix}}", a, b, c, d),
            fmt::format("[[{}, {}], [{}, {}]]", a, b, c, d),
            fmt::format("\\left(\\begin{{array}}{{cc}} {} & {} \\\\ {} & {}\\end{{array}}\\right)", a, b, c, d),
            fmt::format("\\frac{{1}}{{2}}\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", 2 * a, 2 * b, 2 * c,
                        2 * d)};
  f.other = {fmt::format("\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", a, b, c, d + 1),
             fmt::format("\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", -a, b, c, d),
             fmt::format("\\begin{{pmatrix}} {} & {} & {} & {} \\end{{pmatrix}}", a, b, c, d),
             fmt::format("2\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", a, b, c, d)};
  if (b != c) f.other.push_back(fmt::format("\\begin{{pmatrix}} {} & {} \\\\ {} & {} \\end{{pmatrix}}", a, c, b, d));
  return f;
}

Family lines(Random& random) {
  const long a = random.integer(2, 9), b = random.integer(2, 9), c = random.nonzero(30), k = random.integer(2, 5);
  return {{fmt::format("{}x + {}y = {}", a, b, c), fmt::format("{}y + {}x - ({}) = 0", b, a, c),
           fmt::format("{} = {}x + {}y", c, a, b), fmt::format("{}x + {}y = {}", a * k, b * k, c * k),
           fmt::format("-{}x = {}y {}", a, b, plus(-c)), fmt::format("y = \\frac{{{} - {}x}}{{{}}}", c, a, b),
           fmt::format("y = -\\frac{{{}}}{{{}}}x + \\frac{{{}}}{{{}}}", a, b, c, b)},
          {fmt::format("{}x - {}y = {}", a, b, c), fmt::format("{}x + {}y = {}", a, b, c + 1),
           fmt::format("{}x + {}y = {}", a, b, -c), fmt::format("{}x + {}y = {}", a + 1, b, c),
           fmt::format("{}x + {}y = {}", a * k, b * k, c), fmt::format("{}x + {}y", a, b),
           fmt::format("{}x + {}y > {}", a, b, c)}};
}

Family units(Random& random) {
  const long n = random.integer(2, 900);
  struct Unit {
    std::string_view base, word, small, scaled, wrong;
    long factor;
  };
  const Unit unit = random.pick(std::vector<Unit>{{"m", "meters", "cm", "centimeters", "km", 100},
                                                  {"kg", "kilograms", "g", "grams", "mg", 1000},
                                                  {"cm", "centimetres", "mm", "mm", "m", 10},
                                                  {"hours", "hours", "min", "minutes", "seconds", 60},
                                                  {"ft", "feet", "inches", "inches", "yards", 12}});
  return {
      {fmt::format("{}\\text{{ {}}}", n, unit.base), fmt::format("{} {}", n, unit.word), fmt::format("{}", n),
       fmt::format("{} {}", n * unit.factor, unit.small), fmt::format("{}\\ \\mathrm{{{}}}", n, unit.base),
       fmt::format("{}\\,\\text{{{}}}", n * unit.factor, unit.scaled)},
      {fmt::format("{} {}", n, unit.wrong), fmt::format("{} {}", n, unit.small), fmt::format("{} {}", n + 1, unit.word),
       fmt::format("{}", n + 1), fmt::format("{} {}", n * unit.factor * 10, unit.small), fmt::format("\\${}", n)}};
}

Family money(Random& random) {
  const long euros = random.integer(1, 9'999), cents = random.integer(1, 99);
  const std::string amount = fmt::format("{}.{:02}", euros, cents);
  return {{fmt::format("\\${}", amount), fmt::format("${}", amount), amount, fmt::format("{} dollars", amount),
           fmt::format("\\${}.{:02}", grouped(euros, ","), cents), fmt::format("{} USD", amount),
           fmt::format("{} cents", euros * 100 + cents)},
          {fmt::format("€{}", amount), fmt::format("\\${}.{:02}", euros + 1, cents), fmt::format("{} cents", euros),
           fmt::format("-\\${}", amount), fmt::format("\\${}", euros)}};
}

Family complex_numbers(Random& random) {
  const long a = random.nonzero(20), b = random.integer(2, 20);
  return {{fmt::format("{} + {}i", a, b), fmt::format("{}i {}", b, plus(a)), fmt::format("{}+{}*I", a, b),
           fmt::format("{} + {}j", a, b), fmt::format("i({} - {}i)", b, a), fmt::format("z = {}+{}i", a, b),
           fmt::format("\\frac{{{} + {}i}}{{2}}", 2 * a, 2 * b)},
          {fmt::format("{} - {}i", a, b), fmt::format("{} + {}i", -a, b), fmt::format("{} + {}i", a, b + 1),
           fmt::format("{} + {}", a, b), fmt::format("({}, {})", a, b + 2), fmt::format("{} + {}x", a, b)}};
}

Family based(Random& random) {
  const long base = random.pick(std::vector<long>{2, 3, 5, 7, 8}), n = random.integer(20, 900);
  std::string digits;
  for (long rest = n; rest > 0; rest /= base) digits.insert(digits.begin(), static_cast<char>('0' + rest % base));
  std::string wrong = digits;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  return {{fmt::format("{}_{}", digits, base), fmt::format("{}_{{{}}}", digits, base), std::to_string(n),
           fmt::format("{}_{{\\text{{{}}}}}", digits,
                       std::vector<std::string>{"", "", "two", "three", "", "five", "", "seven",
                                                "eight"}[static_cast<std::size_t>(base)])},
          {fmt::format("{}_{}", wrong, base), fmt::format("{}_9", digits), std::to_string(n + 1),
           fmt::format("{}0_{}", digits, base)}};
}

Family ratios(Random& random) {
  const long a = random.integer(1, 20), k = random.integer(2, 9);
  long b = random.integer(1, 20);
  if (a == b) ++b;
  return {{fmt::format("{}:{}", a, b), fmt::format("{} : {}", a, b), fmt::format("{}:{}", a * k, b * k),
           fmt::format("\\frac{{{}}}{{{}}}", a, b), fmt::format("{} to {}", a, b)},
          {fmt::format("{}:{}", b, a), fmt::format("{}:{}", a + 1, b), fmt::format("{}:{}:1", a, b)}};
}

Family words(Random& random) {
  static constexpr std::string_view kOnes[] = {"one", "two", "three", "four", "five", "six", "seven", "eight", "nine"};
  static constexpr std::string_view kTens[] = {"twenty", "thirty",  "forty",  "fifty",
                                               "sixty",  "seventy", "eighty", "ninety"};
  static constexpr std::string_view kChinese[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
  const auto ten = static_cast<std::size_t>(random.integer(0, 7)), one = static_cast<std::size_t>(random.integer(0, 8));
  const std::size_t n = 10 * (ten + 2) + one + 1;
  return {{std::to_string(n), fmt::format("{}-{}", kTens[ten], kOnes[one]),
           fmt::format("{} {}", kTens[ten], kOnes[one]), fmt::format("{}十{}", kChinese[ten + 1], kChinese[one]),
           fmt::format("{}th", n), fmt::format("{} apples", n), fmt::format("{}个", n), fmt::format("about {}", n)},
          {std::to_string(n + 1), fmt::format("{}-{}", kTens[(ten + 1) % 8], kOnes[one]),
           fmt::format("{}十{}", kChinese[ten + 1], kChinese[(one + 1) % 9]), fmt::format("{} hundred", kOnes[one]),
           fmt::format("{} apples", n + 1)}};
}

Family choices(Random& random) {
  const char right = static_cast<char>('A' + random.integer(0, 4)),
             wrong = static_cast<char>('A' + (right - 'A' + 1) % 5);
  const long content = random.integer(10, 99);
  return {{std::string(1, right), fmt::format("({})", right), fmt::format("{}.", right),
           fmt::format("\\text{{({})}}", right), fmt::format("{}) {}", right, content),
           fmt::format("({}) {}", right, content), fmt::format("\\textbf{{({})}}\\ {}", right, content),
           fmt::format("{}. none of these", right), std::string(1, static_cast<char>(right - 'A' + 'a')),
           fmt::format("The answer is ({}).", right)},
          {std::string(1, wrong), fmt::format("({})", wrong), fmt::format("{}. {}", wrong, content),
           fmt::format("{}{}", std::min(right, wrong), std::max(right, wrong)), fmt::format("{}", content)}};
}

Family antiderivatives(Random& random) {
  const long a = random.integer(2, 9), n = random.integer(2, 6);
  return {
      {fmt::format("\\frac{{{}x^{{{}}}}}{{{}}} + C", a, n, n), fmt::format("C + \\frac{{{}}}{{{}}}x^{{{}}}", a, n, n),
       fmt::format("\\frac{{{}x^{{{}}} + 5}}{{{}}} + C", a, n, n),
       fmt::format("\\frac{{{}x^{{{}}}}}{{{}}} + c", a, n, n)},
      {fmt::format("\\frac{{{}x^{{{}}}}}{{{}}}", a, n, n), fmt::format("{}x^{{{}}} + C", a, n),
       fmt::format("\\frac{{{}x^{{{}}}}}{{{}}} + C", a, n + 1, n),
       fmt::format("\\frac{{{}x^{{{}}}}}{{{}}} + Cx", a, n, n),
       fmt::format("-\\frac{{{}x^{{{}}}}}{{{}}} + C", a, n, n)}};
}

Family inequalities(Random& random) {
  const long a = random.integer(2, 9), b = random.nonzero(20);
  return {{fmt::format("{}x + y > {}", a, b), fmt::format("y > {} - {}x", b, a), fmt::format("{} < {}x + y", b, a),
           fmt::format("{}x + y {} > 0", a, plus(-b)), fmt::format("-{}x - y < {}", a, -b)},
          {fmt::format("{}x + y < {}", a, b), fmt::format("{}x + y \\ge {}", a, b), fmt::format("{}x + y = {}", a, b),
           fmt::format("{}x - y > {}", a, b), fmt::format("{}x + y > {}", a, b + 1)}};
}

const std::vector<Named>& makers() {
  static const std::vector<Named> all = {{"intervals", intervals},
                                         {"rays", rays},
                                         {"unions", unions},
                                         {"sets", sets},
                                         {"points", points},
                                         {"plus minus", plus_minus},
                                         {"matrices", matrices},
                                         {"lines", lines},
                                         {"units", units},
                                         {"money", money},
                                         {"complex numbers", complex_numbers},
                                         {"bases", based},
                                         {"ratios", ratios},
                                         {"words", words, false},
                                         {"choices", choices, false},
                                         {"antiderivatives", antiderivatives},
                                         {"inequalities", inequalities}};
  return all;
}

TEST(MetamorphicShapes, WaysOfWritingAValueAreEqual) { expect_ways_equal(makers()); }
TEST(MetamorphicShapes, NearMissesAreNeverEqual) { expect_near_misses_apart(makers()); }
TEST(MetamorphicShapes, WhatIsPrintedReadsBackAsEqual) { expect_prints_equal(makers()); }

}  // namespace
}  // namespace qed::answer::metamorphic
