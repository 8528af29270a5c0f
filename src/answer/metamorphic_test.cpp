// Thousands of answers made by a seeded generator: ways of writing one value, which must all be equal, and near misses,
// of which none may be. What is compared is always the first way of writing against each of the others.
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "answer/equal.h"
#include "answer/expression.h"

namespace qed::answer {
namespace {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // low..high, both included; the same on every machine.
  long integer(long low, long high) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return low + static_cast<long>((state_ >> 33) % static_cast<std::uint64_t>(high - low + 1));
  }
  long nonzero(long size) {
    const long value = integer(1, size);
    return integer(0, 1) == 0 ? value : -value;
  }
  template <class List>
  auto pick(const List& list) {
    return list[static_cast<std::size_t>(integer(0, static_cast<long>(std::size(list)) - 1))];
  }

 private:
  std::uint64_t state_;
};

struct Family {
  std::vector<std::string> same;
  std::vector<std::string> other;
};
using Maker = std::function<Family(Random&)>;

std::string grouped(long n, std::string_view separator) {
  std::string digits = std::to_string(std::abs(n));
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, separator);
  return (n < 0 ? "-" : "") + digits;
}

// "+ 3", "- 3"
std::string plus(long n) { return fmt::format("{} {}", n < 0 ? "-" : "+", std::abs(n)); }

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

struct Named {
  std::string_view name;
  Maker make;
};

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
                                         {"logarithms", logarithms},
                                         {"intervals", intervals},
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
                                         {"words", words},
                                         {"choices", choices},
                                         {"antiderivatives", antiderivatives},
                                         {"inequalities", inequalities}};
  return all;
}

constexpr int kFamiliesPerMaker = 25;

TEST(Metamorphic, WaysOfWritingAValueAreEqual) {
  std::size_t checks = 0;
  for (const auto& [name, make] : makers()) {
    Random random(20'240'917);
    for (int i = 0; i < kFamiliesPerMaker; ++i) {
      const Family family = make(random);
      for (const std::string& way : family.same) {
        const Judgement forth = compare(family.same[0], way), back = compare(way, family.same[0]);
        EXPECT_EQ(forth.verdict, Verdict::kEqual)
            << name << ": " << family.same[0] << " against " << way << " by " << forth.method;
        EXPECT_EQ(back.verdict, Verdict::kEqual)
            << name << ": " << way << " against " << family.same[0] << " by " << back.method;
        checks += 2;
      }
    }
  }
  EXPECT_GT(checks, 8'000U);
}

TEST(Metamorphic, NearMissesAreNeverEqual) {
  std::size_t checks = 0;
  for (const auto& [name, make] : makers()) {
    Random random(65'537);
    for (int i = 0; i < kFamiliesPerMaker; ++i) {
      const Family family = make(random);
      for (const std::string& near : family.other) {
        for (std::size_t way = 0; way < std::min<std::size_t>(family.same.size(), 2); ++way) {
          EXPECT_FALSE(equal(family.same[way], near)) << name << ": " << family.same[way] << " against " << near;
          EXPECT_FALSE(equal(near, family.same[way])) << name << ": " << near << " against " << family.same[way];
          checks += 2;
        }
      }
    }
  }
  EXPECT_GT(checks, 12'000U);
}

TEST(Metamorphic, WhatIsPrintedReadsBackAsEqual) {
  for (const auto& [name, make] : makers()) {
    if (name == "words" || name == "choices") continue;  // no formulas
    Random random(31'337);
    for (int i = 0; i < kFamiliesPerMaker; ++i)
      for (const std::string& way : make(random).same) {
        const Result<Expression> parsed = parse(way);
        if (!parsed) continue;
        EXPECT_TRUE(equal(way, to_latex(*parsed))) << name << ": " << way << " printed as " << to_latex(*parsed);
      }
  }
}

}  // namespace
}  // namespace qed::answer
