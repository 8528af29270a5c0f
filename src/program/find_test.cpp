#include <gtest/gtest.h>

#include "program/outline.h"
#include "program/program.h"

namespace qed::program {
namespace {

TEST(FindProgram, TakesTheLastBlockAndWhatItBuildsOn) {
  struct Case {
    std::string_view response, program;
  };
  constexpr Case kCases[] = {
      {"First:\n```python\nx = 3\nprint(x)\n```\ndone: $x = 3$", "x = 3\nprint(x)\n"},
      {"```py\na = 1\nprint(a)\n```\nOops.\n```Python3\nb = 2\nprint(b)\n```\n", "b = 2\nprint(b)\n"},
      {"```python\na = 2\n```\nThen\n```python\nprint(a * 2)\n```", "a = 2\nprint(a * 2)\n"},
      {"```python\nfrom sympy import *\n```\n```python\nx = symbols('x')\nsolve(x - 1)\n```",
       "from sympy import *\nx = symbols('x')\nsolve(x - 1)\n"},
      {"```python\ndef f(n):\n    return g(n)\n```\n```python\ndef g(n):\n    return "
       "n\n```\n```python\nprint(f(3))\n```",
       "def f(n):\n    return g(n)\nprint(f(3))\n"},
      {"```python\nprint(6)\n```\n```output\n6\n```\nThe answer is 6.", "print(6)\n"},
      {"```python\nprint(6)\n```\n```\n6\n```\n", "print(6)\n"},
      {"```\ndef solve():\n    return 4\n```", "def solve():\n    return 4\n"},
      {"1. Code:\n   ```python\n   for i in [1]:\n       print(i)\n   ```\n", "for i in [1]:\n    print(i)\n"},
      {"~~~python\nans = '```'\n~~~\n", "ans = '```'\n"},
      {"```python\nans = 5 * (2 +\n```", "ans = 5 * (2 +\n"},
      {"```python\r\nans = 5\r\n```\r\n", "ans = 5\n"},
      {"Cut off:\n```python\nans = 5", "ans = 5\n"},
  };
  for (const auto& [response, program] : kCases)
    EXPECT_EQ(find_program(response).value_or("none"), program) << response;
}

TEST(FindProgram, TakesATextThatIsItselfAProgram) {
  struct Case {
    std::string_view response, program;
  };
  constexpr Case kCases[] = {
      {"# 1. How many eggs? (support: [\"16 eggs\"])\neggs = 16\nanswer = eggs - 3", ""},
      {"def solve():\n    return 6 * 7\n", ""},
      {"import math\nx = math.sqrt(2)\nx * 2", ""},
      {"from sympy import *\nx = symbols('x')\nsolve(x**2 - 4, x)", ""},
      {"\ntotal = 3\nprint(f'{total} eggs, isn\\'t it?')\n", ""},
      {"if True:\n    ans = 1\nelif 2 > 1:\n    ans = 2\nelse:\n    ans = 3\n", ""},
      {"ans = [\n  1,\n  2,\n]\n", ""},
      {"a, b = 1, 2\nans = a if a > b else b\n", ""},
      {"ans = sum(x ** 2 for x in range(3) if x % 2 == 0)", ""},
      {"f = lambda x, y=2: x * y\nans = f(3)", ""},
      {"x: int = 3\nans = {**{1: 2}, 'k': [*range(2)]}\n", ""},
      {"try:\n    ans = 1 / 0\nexcept (ZeroDivisionError, ValueError) as e:\n    ans = 0\n", ""},
      {"with open('f') as f: print(f.read())\n", ""},
      {"while True: break\nans = not False and 3 not in [1] or None is not None", ""},
      {"答案 = 5\nans = 答案", ""},
      {"answer = 18\n\nQuestion: A man has 3 apples. How many?\nanswer = 3", "answer = 18\n"},
      {"def solution():\n    return 5\n\n\nQuestion: what now?", "def solution():\n    return 5\n"},
      {"answer = 7\n# next\ndef half(x):\n    return x / (2", "answer = 7\n"},
  };
  for (const auto& [response, program] : kCases)
    EXPECT_EQ(find_program(response).value_or("none"), program.empty() ? response : program) << response;
}

TEST(FindProgram, LeavesProseAlone) {
  constexpr std::string_view kResponses[] = {
      "",
      "   \n",
      "18",
      "x = 5",
      "The answer is 18.",
      "Janet sells 16 - 3 - 4 = 9 eggs a day.",
      "She makes 9 * 2 = $18.\nThe answer is 18.",
      "x = 4\ny = x + 3\nSo y = 7.",
      "2x + 3 = 11\n2x = 8\nx = 4",
      "Answer: 540",
      "a = 3\nb = 4\nc = 5",
      "if x = 5 then y",
      "for each egg she gets 2",
      "print the result",
      "**answer**: \"47\"",
      "\\boxed{4}",
      "x + y = 5\nx - y = 1\nx = 3, y = 2",
      "是的，答案是5。",
      "A",
      "yes",
      "```json\n{\"answer\": \"18\"}\n```",
      "```\nThe result is 5\n```",
      "```output\nans = 5\n```",
      "#### 18",
      "I would print(x) here.",
      "answer",
      "Let n = 5, m = 3.\nanswer = 2",
  };
  for (const std::string_view response : kResponses) EXPECT_EQ(find_program(response), std::nullopt) << response;
}

TEST(Outline, KnowsWhatABlockNeedsAndOffers) {
  struct Case {
    std::string_view source;
    std::set<std::string_view> needs, offers;
  };
  const Case cases[] = {
      {"x = y + abs(z)", {"y", "z"}, {"x"}},
      {"import numpy as np, os.path\nfrom math import sqrt as root", {}, {"np", "os", "root"}},
      {"def f(a, b=c, *d, **e):\n    g = a + b\n    return g + h", {"c", "h"}, {"f"}},
      {"print([i * k for i in range(n)])", {"k", "n"}, {}},
      {"r.x = f(key=v)", {"r", "f", "v"}, {}},
      {"(a, b), c = t\na += 1", {"t"}, {"a", "b", "c"}},
      {"w[i] = 2", {"w", "i"}, {}},
      {"for p, q in z:\n    s = p", {"z"}, {"p", "q", "s"}},
      {"m = sorted(v, key=lambda u: u[0])", {"v"}, {"m"}},
  };
  for (const auto& [source, needs, offers] : cases) {
    const Outline found = outline(source);
    EXPECT_TRUE(found.whole) << source;
    EXPECT_EQ(found.needs, needs) << source;
    for (const std::string_view name : offers) EXPECT_TRUE(found.offers.contains(name)) << source << ": " << name;
  }
}

TEST(Outline, IsLinearInHostileText) {
  for (const std::string_view unit :
       {"(", "x=", "```\n", "'''", "if x:\n ", "a b\n", "\\\n", "lambda:", "x;", "[]{}"}) {
    std::string text;
    while (text.size() < (1 << 20)) text += unit;
    EXPECT_LE(outline(text).end, text.size()) << unit;
    EXPECT_LE(find_program(text).value_or("").size(), text.size()) << unit;
  }
}

}  // namespace
}  // namespace qed::program
