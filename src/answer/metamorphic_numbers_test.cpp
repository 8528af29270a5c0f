// Numbers, closed forms and expressions in thousands of spellings.
#include <numeric>

#include "answer/metamorphic.h"

namespace qed::answer::metamorphic {
namespace {

Family integers(Random& random) {
  const long n = random.nonzero(9'999'999) + 10'000;
  const std::string digits = std::to_string(std::abs(n));
  Family f;
  f.same = {std::to_string(n),
            grouped(n, ","),
            grouped(n, "{,}"),
            grouped(n, "\\,"),
            fmt::format("{}.0", n),
            fmt::format("${}$", n),
            fmt::format("\\boxed{{{}}}", n),
            fmt::format("{}.", n),
            fmt::format("x = {}", n),
            fmt::format("\\text{{{}}}", n),
            fmt::format("{}/2", 2 * n),
            fmt::format("**{}**", n),
            fmt::format("The answer is {}.", n)};
  std::string swapped = std::to_string(n);
  const std::size_t at = swapped.size() - 2;
  if (swapped[at] != swapped[at + 1]) {
    std::swap(swapped[at], swapped[at + 1]);
    f.other.push_back(swapped);
  }
  f.other.insert(f.other.end(), {std::to_string(-n), std::to_string(n + 1), std::to_string(n * 10),
                                 fmt::format("{}.5", n), digits.substr(0, digits.size() - 1), fmt::format("{}x", n),
                                 fmt::format("{}, {}", n, n + 2), fmt::format("({}, 1)", n)});
  return f;
}

Family fractions(Random& random) {
  long below = random.integer(2, 99), above = random.nonzero(300);
  const long common = std::gcd(above, below);
  above /= common;
  below /= common;
  if (below == 1) below = 7, above = 3;
  const std::string sign = above < 0 ? "-" : "";
  const long size = std::abs(above), times = random.integer(2, 9);
  Family f;
  f.same = {fmt::format("\\frac{{{}}}{{{}}}", above, below),
            fmt::format("{}/{}", above, below),
            fmt::format("{}\\dfrac{{{}}}{{{}}}", sign, size, below),
            fmt::format("{}\\frac{{{}}}{{{}}}", sign, size * times, below * times),
            fmt::format("\\frac{{{}}}{{{}}}", -above, -below),
            fmt::format("{}\\tfrac{{{}}}{{{}}}", sign, size, below),
            fmt::format("{} \\div {}", above, below),
            fmt::format("p = {}/{}", above, below)};
  if (size > below) f.same.push_back(fmt::format("{}{}\\frac{{{}}}{{{}}}", sign, size / below, size % below, below));
  if (size > below) f.same.push_back(fmt::format("{}{} {}/{}", sign, size / below, size % below, below));
  if (size < 10 && below < 10) f.same.push_back(fmt::format("{}\\frac{}{}", sign, size, below));
  f.other = {fmt::format("\\frac{{{}}}{{{}}}", -above, below),
             fmt::format("\\frac{{{}}}{{{}}}", above + 1, below),
             fmt::format("\\frac{{{}}}{{{}}}", above, below + 1),
             fmt::format("{:.4f}", static_cast<double>(above) / static_cast<double>(below) + 1e-3),
             fmt::format("{}", above),
             fmt::format("\\frac{{{}}}{{{}}} x", above, below)};
  if (size != below) f.other.push_back(fmt::format("{}\\frac{{{}}}{{{}}}", sign, below, size));
  return f;
}

Family decimals(Random& random) {
  const long units = random.integer(0, 999), thousandths = random.integer(1, 99) * 10 + random.integer(1, 9);
  const std::string text = fmt::format("{}.{:03}", units, thousandths);
  Family f;
  f.same = {text,
            text + "0",
            fmt::format("{}/1000", units * 1000 + thousandths),
            fmt::format("\\${}", text),
            fmt::format("{} cm", text),
            fmt::format("{}e3 / 1000", text),
            fmt::format("{}.{:03}e1", units / 10, 0) == "" ? text : fmt::format("{} \\times 10^{{0}}", text)};
  if (units == 0) f.same.push_back(text.substr(1));
  f.other = {fmt::format("{}.{:03}", units, thousandths + 1 > 999 ? 1 : thousandths + 1),
             fmt::format("-{}", text),
             text.substr(0, text.size() - 1),
             fmt::format("{}.0{:03}", units, thousandths),
             fmt::format("{}.{:03}", units + 1, thousandths),
             text + "1"};
  return f;
}

Family repeating(Random& random) {
  const long digit = random.integer(1, 8), two = random.pick(std::vector<long>{12, 27, 36, 45, 63, 81});
  Family f;
  if (random.integer(0, 1) == 0) {
    f.same = {fmt::format("0.\\overline{{{}}}", digit),
              fmt::format("{}/9", digit),
              fmt::format("0.({})", digit),
              fmt::format("0.{0}{0}{0}\\ldots", digit),
              fmt::format("0.{0}{0}{0}{0}...", digit),
              fmt::format("0.\\dot{{{}}}", digit)};
    f.other = {fmt::format("0.{}", digit), fmt::format("0.{0}{0}{0}", digit), fmt::format("0.0\\overline{{{}}}", digit),
               fmt::format("{}/10", digit), fmt::format("0.\\overline{{{}}}", digit + 1)};
  } else {
    f.same = {fmt::format("0.\\overline{{{}}}", two), fmt::format("{}/99", two), fmt::format("0.({})", two),
              fmt::format("0.{0}{0}{0}...", two)};
    f.other = {fmt::format("0.{}", two), fmt::format("0.{0}{0}", two), fmt::format("{}/100", two),
               fmt::format("0.\\overline{{{}{}}}", two % 10, two / 10)};
  }
  return f;
}

Family percents(Random& random) {
  const long n = random.integer(2, 98);
  return {{fmt::format("{}\\%", n), fmt::format("{}%", n), fmt::format("{} percent", n), fmt::format("{}", n),
           fmt::format("0.{:02}", n), fmt::format("\\frac{{{}}}{{100}}", n), fmt::format("{}.0\\%", n)},
          {fmt::format("{}\\%", n + 1), fmt::format("0.{:03}", n), fmt::format("-{}%", n), fmt::format("{}%", 10 * n),
           fmt::format("{}", n + 1)}};
}

Family scientific(Random& random) {
  const long lead = random.integer(1, 9), tail = random.integer(1, 9), power = random.integer(3, 9);
  const std::string zeros(static_cast<std::size_t>(power) - 1, '0');
  return {
      {fmt::format("{}.{} \\times 10^{{{}}}", lead, tail, power), fmt::format("{}.{}e{}", lead, tail, power),
       fmt::format("{}.{} x 10^{}", lead, tail, power), fmt::format("{}.{}*10^{}", lead, tail, power),
       fmt::format("{}{}{}", lead, tail, zeros), fmt::format("{}{} \\cdot 10^{{{}}}", lead, tail, power - 1),
       fmt::format("{}.{} × 10{}", lead, tail,
                   std::vector<std::string>{"³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}[static_cast<std::size_t>(power - 3)])},
      {fmt::format("{}.{} \\times 10^{{{}}}", lead, tail, power + 1), fmt::format("{}.{}e-{}", lead, tail, power),
       fmt::format("{}.{}e{}", tail, lead == tail ? lead + 1 : lead, power),
       fmt::format("{}{}0{}", lead, tail, zeros)}};
}

// (a + b√c) / d
Family surds(Random& random) {
  const long c = random.pick(std::vector<long>{2, 3, 5, 6, 7, 10, 11, 13}), b = random.integer(2, 9),
             d = random.integer(2, 7);
  const long a = random.nonzero(20);
  return {
      {fmt::format("\\frac{{{} + {}\\sqrt{{{}}}}}{{{}}}", a, b, c, d),
       fmt::format("\\frac{{{}\\sqrt{{{}}} {}}}{{{}}}", b, c, plus(a), d), fmt::format("({} + {}√{})/{}", a, b, c, d),
       fmt::format("\\frac{{{}}}{{{}}} + \\frac{{\\sqrt{{{}}}}}{{{}}}", a, d, b * b * c, d),
       fmt::format("({}+{}*sqrt({}))/{}", a, b, c, d), fmt::format("-\\frac{{{} - {}\\sqrt{{{}}}}}{{{}}}", -a, b, c, d),
       fmt::format("x = \\frac{{1}}{{{}}}\\left({}\\sqrt{{{}}} {}\\right)", d, b, c, plus(a))},
      {fmt::format("\\frac{{{} - {}\\sqrt{{{}}}}}{{{}}}", a, b, c, d),
       fmt::format("\\frac{{{} + {}\\sqrt{{{}}}}}{{{}}}", a, b, c + 1, d),
       fmt::format("\\frac{{{} + {}\\sqrt{{{}}}}}{{{}}}", a, c, b == c ? b + 1 : b, d + 20),
       fmt::format("{} + \\frac{{{}\\sqrt{{{}}}}}{{{}}}", a, b, c, d),
       fmt::format("\\frac{{{} + {}\\sqrt{{{}}}}}{{{}}}", a + 1, b, c, d),
       fmt::format("\\frac{{{} \\pm {}\\sqrt{{{}}}}}{{{}}}", a, b, c, d)}};
}

Family multiples_of_pi(Random& random) {
  const long below = random.integer(2, 12);
  long above = random.integer(1, 30);
  if (above == below) ++above;
  return {{fmt::format("\\frac{{{}\\pi}}{{{}}}", above, below), fmt::format("\\frac{{{}}}{{{}}}\\pi", above, below),
           fmt::format("{}π/{}", above, below), fmt::format("{}*pi/{}", above, below),
           fmt::format("\\pi \\cdot \\frac{{{}}}{{{}}}", above, below)},
          {fmt::format("\\frac{{{}\\pi}}{{{}}}", above + 1, below), fmt::format("\\frac{{{}\\pi}}{{{}}}", below, above),
           fmt::format("\\frac{{{}}}{{{}}}", above, below), fmt::format("-\\frac{{{}\\pi}}{{{}}}", above, below),
           fmt::format("\\frac{{{}}}{{{}\\pi}}", above, below), fmt::format("\\frac{{{}\\pi^2}}{{{}}}", above, below),
           fmt::format("{:.4f}", static_cast<double>(above) * 3.14159265 / static_cast<double>(below))}};
}

// (x + a)(x + b), factored and expanded
Family quadratics(Random& random) {
  const long a = random.nonzero(9), b = random.nonzero(9), s = a + b, p = a * b;
  const std::string x = random.pick(std::vector<std::string>{"x", "t", "n", "y"});
  return {
      {fmt::format("{0}^2 {1}{0} {2}", x, plus(s), plus(p)), fmt::format("({0} {1})({0} {2})", x, plus(a), plus(b)),
       fmt::format("({0} {2})({0} {1})", x, plus(a), plus(b)), fmt::format("{2} {1}{0} + {0}²", x, plus(s), p),
       fmt::format("{0}*({0} {1}) {2}", x, plus(s), plus(p)), fmt::format("{0}**2 {1}*{0} {2}", x, plus(s), plus(p)),
       fmt::format("\\left({0} {1}\\right)\\left({0} {2}\\right)", x, plus(a), plus(b)),
       fmt::format("-({0} {1})({3} - {0})", x, plus(a), plus(b), -b)},
      {fmt::format("{0}^2 {1}{0} {2}", x, plus(-s == s ? 1 : -s), plus(p)),
       fmt::format("{0}^2 {1}{0} {2}", x, plus(s), plus(-p)), fmt::format("{0}^2 {1}{0} {2}", x, plus(s), plus(p + 1)),
       fmt::format("{0}^3 {1}{0} {2}", x, plus(s), plus(p)), fmt::format("({0} {1})({0} {2})", x, plus(a), plus(b + 1)),
       fmt::format("2{0}^2 {1}{0} {2}", x, plus(s), plus(p)), fmt::format("z^2 {0}z {1}", plus(s), plus(p))}};
}

Family rational_functions(Random& random) {
  const long a = random.nonzero(9), b = random.integer(2, 9);
  return {
      {fmt::format("\\frac{{x^2 {}x}}{{{}x}} + \\frac1x", plus(a), b),
       fmt::format("\\frac{{x {}}}{{{}}} + \\frac{{1}}{{x}}", plus(a), b),
       fmt::format("\\frac{{x^2 {}x + {}}}{{{}x}}", plus(a), b, b), fmt::format("(x*(x {})+{})/({}*x)", plus(a), b, b)},
      {fmt::format("\\frac{{x {}}}{{{}}} - \\frac{{1}}{{x}}", plus(a), b),
       fmt::format("\\frac{{x {}}}{{{}}} + x", plus(a), b),
       fmt::format("\\frac{{x {}}}{{{}}} + \\frac{{1}}{{x}}", plus(a), b + 1),
       fmt::format("\\frac{{x^2 {}x + {}}}{{{}x^2}}", plus(a), b, b)}};
}

Family trigonometry(Random& random) {
  const long a = random.integer(2, 9), k = random.integer(2, 6);
  return {{fmt::format("{}\\sin^2({}x)", a, k), fmt::format("{} - {}\\cos^2 {}x", a, a, k),
           fmt::format("{}(\\sin({}x))^2", a, k), fmt::format("\\frac{{{}(1-\\cos {}x)}}{{2}}", a, 2 * k),
           fmt::format("{}*sin({}*x)**2", a, k)},
          {fmt::format("{}\\cos^2({}x)", a, k), fmt::format("{}\\sin({}x^2)", a, k),
           fmt::format("{}\\sin^2({}x)", a, k + 1), fmt::format("{}\\sin^2({}x)", a + 1, k),
           fmt::format("{} + {}\\cos^2 {}x", a, a, k)}};
}

Family exponentials(Random& random) {
  const long a = random.integer(2, 9), k = random.integer(2, 6);
  return {{fmt::format("{}e^{{{}x}}", a, k), fmt::format("{}(e^x)^{}", a, k), fmt::format("{}\\exp({}x)", a, k),
           fmt::format("{} e^x \\cdot e^{{{}x}}", a, k - 1), fmt::format("e^{{{}x + \\ln {}}}", k, a)},
          {fmt::format("{}e^{{-{}x}}", a, k), fmt::format("{}e^{{x^{}}}", a, k), fmt::format("{}e^{{{}x}}", a + 1, k),
           fmt::format("{}e^{{{}x}} + 1", a, k), fmt::format("e^{{{}x}}", a * k)}};
}

Family logarithms(Random& random) {
  const long base = random.integer(2, 9), n = random.integer(2, 5);
  long argument = random.integer(2, 30);
  if (argument == base) ++argument;
  return {{fmt::format("{}\\log_{{{}}} {}", n, base, argument), fmt::format("\\log_{{{}}} ({}^{})", base, argument, n),
           fmt::format("\\frac{{{}\\ln {}}}{{\\ln {}}}", n, argument, base),
           fmt::format("{}\\log_{}({})", n, base, argument)},
          {fmt::format("{}\\log_{{{}}} {}", n, argument, base), fmt::format("{}\\log_{{{}}} {}", n + 1, base, argument),
           fmt::format("{}\\log_{{{}}} {}", n, base, argument + 1), fmt::format("{}\\ln {}", n, argument),
           fmt::format("\\log_{{{}}} {} + {}", base, argument, n + 40)}};
}

const std::vector<Named>& makers() {
  static const std::vector<Named> all = {{"integers", integers},
                                         {"fractions", fractions},
                                         {"decimals", decimals},
                                         {"repeating", repeating},
                                         {"percents", percents},
                                         {"scientific", scientific},
                                         {"surds", surds},
                                         {"multiples of pi", multiples_of_pi},
                                         {"quadratics", quadratics},
                                         {"rational functions", rational_functions},
                                         {"trigonometry", trigonometry},
                                         {"exponentials", exponentials},
                                         {"logarithms", logarithms}};
  return all;
}

TEST(MetamorphicNumbers, WaysOfWritingAValueAreEqual) { expect_ways_equal(makers()); }
TEST(MetamorphicNumbers, NearMissesAreNeverEqual) { expect_near_misses_apart(makers()); }
TEST(MetamorphicNumbers, WhatIsPrintedReadsBackAsEqual) { expect_prints_equal(makers()); }

}  // namespace
}  // namespace qed::answer::metamorphic
