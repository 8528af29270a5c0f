#include "program/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "program/program_test.h"

namespace qed::program {
namespace {

using testing::HasSubstr;

struct Answered {
  std::string_view source, answer, type, latex;
};

void expect_answers(std::span<const Answered> cases) {
  for (const auto& [source, answer, type, latex] : cases) {
    const auto ran = run(source);
    EXPECT_EQ(name(ran.status), "ok") << source << "\n" << (ran.error ? ran.error->message : "");
    EXPECT_EQ(ran.answer, answer) << source;
    EXPECT_EQ(ran.answer_type, type) << source;
    EXPECT_EQ(ran.latex, latex) << source;
  }
}

TEST(Program, AnswersWithValuesOfEveryPlainType) {
  constexpr Answered kCases[] = {
      {"ans = 6 * 7", "42", "int", "42"},
      {"ans = -2 ** 70", "-1180591620717411303424", "int", "-1180591620717411303424"},
      {"ans = 10 / 4", "2.5", "float", "2.5"},
      {"ans = 9 / 3", "3.0", "float", "3"},
      {"ans = 0.1 + 0.2", "0.30000000000000004", "float", "0.30000000000000004"},
      {"ans = 1e-7", "1e-07", "float", "1 \\times 10^{-7}"},
      {"ans = 2.5e20", "2.5e+20", "float", "2.5 \\times 10^{20}"},
      {"ans = -float('inf')", "-inf", "float", "-\\infty"},
      {"ans = 3 > 2", "True", "bool", "yes"},
      {"ans = (3 - 2j) * 1j", "(2+3j)", "complex", "2 + 3i"},
      {"ans = 'east'", "east", "str", "east"},
      {"from fractions import Fraction\nans = Fraction(-3, 6)", "-1/2", "Fraction", "-\\frac{1}{2}"},
      {"from fractions import Fraction\nans = Fraction(8, 2)", "4", "Fraction", "4"},
      {"from decimal import Decimal\nans = Decimal('1.50')", "1.50", "Decimal", "1.50"},
      {"from decimal import Decimal\nans = Decimal('1E+3')", "1E+3", "Decimal", "1000"},
      {"ans = [1, 2.5, 'b']", "[1, 2.5, 'b']", "list", "[1, 2.5, b]"},
      {"ans = (1, 2)", "(1, 2)", "tuple", "(1, 2)"},
      {"ans = {10, 9, 2}", "{9, 10, 2}", "set", "\\{2, 9, 10\\}"},
      {"ans = set()", "set()", "set", "\\emptyset"},
      {"ans = [(-1, 1), (2, 4)]", "[(-1, 1), (2, 4)]", "list", "\\{(-1, 1), (2, 4)\\}"},
      {"ans = {'x': 4, 'y': 2}", "{'x': 4, 'y': 2}", "dict", "x = 4, y = 2"},
      {"import datetime\nans = datetime.date(2024, 2, 28) + datetime.timedelta(2)", "2024-03-01", "date", "2024-03-01"},
      {"ans = '\\u221a2 \\U0001F600'", "\u221a2 \U0001F600", "str", "\u221a2 \U0001F600"},
  };
  expect_answers(kCases);
}

TEST(Program, AnswersWithSymbolicValues) {
  if (!has_sympy()) GTEST_SKIP() << "this interpreter has no SymPy";
  constexpr Answered kCases[] = {
      {"from sympy import *\nans = -Rational(1, 2)", "-1/2", "sympy", "-\\frac{1}{2}"},
      {"from sympy import *\nans = sqrt(8) - log(3)", "-log(3) + 2*sqrt(2)", "sympy", "-\\ln{(3)} + 2 \\sqrt{2}"},
      {"from sympy import *\nx = symbols('x')\nans = solve(x**2 - 5*x + 6, x)", "[2, 3]", "list", "[2, 3]"},
      {"from sympy import *\nx, y = symbols('x y')\nans = solve([x + y - 6, x - y - 2], [x, y])", "{x: 4, y: 2}",
       "dict", "x = 4, y = 2"},
      {"from sympy import *\nx, y = symbols('x y')\nans = solve([x + y, x*y + 1], [x, y], dict=True)",
       "[{x: -1, y: 1}, {x: 1, y: -1}]", "list", "\\{(-1, 1), (1, -1)\\}"},
      {"from sympy import *\nans = FiniteSet(3, -1, Rational(1, 2))", "{-1, 1/2, 3}", "sympy",
       "\\{-1, \\frac{1}{2}, 3\\}"},
      {"from sympy import *\nans = Interval(-oo, 2) + Interval.open(5, oo)",
       "Union(Interval(-oo, 2), Interval.open(5, oo))", "sympy", "(-\\infty, 2] \\cup (5, \\infty)"},
      {"from sympy import *\nx = symbols('x')\nans = solve_univariate_inequality(x**2 < 4, x)", "(-2 < x) & (x < 2)",
       "sympy", "(-2, 2)"},
      {"from sympy import *\nans = S.EmptySet", "EmptySet", "sympy", "\\emptyset"},
      {"from sympy import *\nans = Matrix([[1, -2], [3, pi]])", "Matrix([[1, -2], [3, pi]])", "sympy",
       "\\begin{pmatrix} 1 & -2 \\\\ 3 & \\pi \\end{pmatrix}"},
      {"from sympy import *\nx = symbols('x')\nans = Eq(x, 3)", "Eq(x, 3)", "sympy", "x = 3"},
      {"from sympy import *\nans = Float(2)", "2.00000000000000", "sympy", "2"},
      {"from sympy import *\nans = sympify(True)", "True", "sympy", "yes"},
      {"x = Symbol('x')\nans = solve_it(Eq(2 * x + 3, 11), x)[x]", "4", "sympy", "4"},
  };
  expect_answers(kCases);
}

TEST(Program, FindsTheAnswerInOneOrderOfPrecedence) {
  constexpr Answered kCases[] = {
      {"ans = 1\nanswer = 2\ndef solve(): return 3\n4", "3", "int", "3"},
      {"answer = 2\nans = 1\n4", "1", "int", "1"},
      {"answer = 2\n4", "2", "int", "2"},
      {"print(5)\n4", "4", "int", "4"},
      {"x = [1]\nx.append(2)\nprint('x')\nprint(2.0)\nx.clear()", "2.0", "text", "2"},
      {"def solution():\n    return 8", "8", "int", "8"},
      {"def solve(a, b):\n    return a + b\nans = solve(1, 2)", "3", "int", "3"},
      {"def solve(a=20, *rest, b=22):\n    return a + b", "42", "int", "42"},
      {"from functools import lru_cache\n@lru_cache\ndef solve():\n    return 9", "9", "int", "9"},
      {"from math import floor as solve\nans = 6", "6", "int", "6"},
      {"if __name__ == '__main__':\n    print('main')", "main", "text", "main"},
      {"x = 3; x * 2", "6", "int", "6"},
      {"import package_that_is_not_there as unused\nans = 1", "1", "int", "1"},
  };
  expect_answers(kCases);
}

TEST(Program, CallsWhateverSolveIs) {
  EXPECT_EQ(run("import functools\nsolve = functools.partial(pow, 3, 20, 1000)", {"assert solve() == 401"}).answer,
            "401");
  EXPECT_EQ(run("class Problem:\n    def answer(self): return 6 * 7\nsolve = Problem().answer").answer, "42");
  EXPECT_EQ(run("solve = lambda: 7").answer, "7");
}

TEST(Program, APrintedLineAnswersOnlyWhereItCounts) {
  Program program{"def solve(n):\n    return n\nprint(solve(42))", {}};
  EXPECT_EQ(runner().run(program, {}).value().answer, "42");
  program.prints_answer = false;
  const auto silent = runner().run(program, {}).value();
  EXPECT_EQ(silent.status, Status::kException);
  EXPECT_EQ(silent.stdout_text, "42\n");
}

TEST(Program, ReportsWhatWentWrongAndWhere) {
  struct Case {
    std::string_view source, type, message;
    int line;
  };
  constexpr Case kCases[] = {
      {"x = 1\ny = x / 0", "ZeroDivisionError", "division by zero", 2},
      {"def solve():\n    return helper()\ndef helper():\n    return [][3]", "IndexError", "out of range", 4},
      {"x = (1,\ny = 2\n", "SyntaxError", "", 1},
      {"if True:\nans = 1", "IndentationError", "", 2},
      {"ans = sqrt(2)", "NameError", "sqrt", 1},
      {"import package_that_is_not_there as used\nans = used.f()", "ModuleNotFoundError", "package_that_is_not_there",
       1},
      {"raise SystemExit(3)", "SystemExit", "3", 1},
      {"ans = input('n?')", "EOFError", "", 1},
      {"def f(n):\n    return f(n + 1)\nans = f(0)", "RecursionError", "", 2},
      {"import os\nos._exit(0)", "NoResult", "exit status 0", 0},
      {"x = 5", "NoAnswer", "no solve()", 0},
      {"ans = None", "NoAnswer", "None", 0},
      {"ans = float('nan')", "NoAnswer", "nan", 0},
      {"ans = [1, float('nan')]", "NoAnswer", "nan", 0},
      {"ans = (i for i in [1])", "NoAnswer", "generator", 0},
      {"import math\nans = math", "NoAnswer", "module", 0},
      {"ans = print", "NoAnswer", "builtin_function", 0},
      {"class A(int): pass\nans = A(3)", "NoAnswer", "A", 0},
      {"ans = '\\ud800'", "NoAnswer", "surrogate", 0},
      {"ans = 10 ** 5000", "NoAnswer", "too long", 0},
      {"ans = ''", "NoAnswer", "empty", 0},
      {"x = []\nx.append(x)\nans = x", "NoAnswer", "nested", 0},
      {"class E(Exception):\n    def __str__(self): return 1 / 0\nraise E", "E", "without a printable message", 3},
  };
  for (const auto& [source, type, message, line] : kCases) {
    const auto ran = run(source);
    EXPECT_EQ(name(ran.status), "exception") << source;
    EXPECT_EQ(ran.answer, "") << source;
    ASSERT_TRUE(ran.error) << source;
    EXPECT_EQ(ran.error->type, type) << source;
    EXPECT_THAT(ran.error->message, HasSubstr(message)) << source;
    EXPECT_EQ(ran.error->line, line) << source;
  }
}

TEST(Program, EndsInTheStatusOfTheLimitItHit) {
  struct Case {
    std::string_view source, status;
  };
  constexpr Case kCases[] = {
      {"while True: pass", "timeout"},
      {"ans = 10 ** 10 ** 10", "timeout"},
      {"x = [1]\nwhile True: x += x", "memory"},
      {"ans = 1 << 10 ** 13", "memory"},
      {"while True: print('A' * 1000)", "output_limit"},
      {"ans = '9' * 30_000_000", "output_limit"},
      {"import ctypes\nctypes.string_at(8)", "killed"},
      {"import os\nos.write(3, b'{\"status\":\"ok\",\"answer\":\"42\"}')\nans = 42", "exception"},
      {"import os\nos.closerange(0, 64)\nans = 42", "exception"},
  };
  for (const auto& [source, status] : kCases) {
    const auto ran = run(source);
    EXPECT_EQ(name(ran.status), status) << source;
    EXPECT_EQ(ran.answer, "") << source;
  }
}

TEST(Program, KeepsWhatItPrinted) {
  const auto ran =
      run("import sys\nprint('π ok', "
          "flush=True)\nsys.stdout.buffer.write(b'\\xff\\xfe')\nsys.stderr.write('warned')\nans = 1");
  EXPECT_EQ(ran.stdout_text, "π ok\n\uFFFD\uFFFD");
  EXPECT_EQ(ran.stderr_tail, "warned");
  EXPECT_GT(ran.wall_ms, 0);
  EXPECT_GT(ran.peak_mem_kib, 0);
  EXPECT_THAT(ran.isolation, HasSubstr("seccomp"));
}

TEST(Program, LateEffectsNeverHappen) {
  const auto ran = run("import atexit, os\natexit.register(os.write, 1, b'LATE')\nans = 8");
  EXPECT_EQ(ran.answer, "8");
  EXPECT_EQ(ran.stdout_text, "");
}

TEST(Program, RefusesSourcesThatAreTooLong) {
  const auto ran = run("ans = 1 #" + std::string(300 << 10, 'x'));
  EXPECT_EQ(name(ran.status), "exception");
  EXPECT_EQ(ran.error->type, "SourceTooLong");
}

bool same_value(const std::string& answer, const std::string& reference) {
  if (answer == reference) return true;
  char *answer_end = nullptr, *reference_end = nullptr;
  const double a = std::strtod(answer.c_str(), &answer_end);
  const double b = std::strtod(reference.c_str(), &reference_end);
  return !answer.empty() && !reference.empty() && *answer_end == '\0' && *reference_end == '\0' &&
         std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

// Reads recorded generations, which lie beside the repository where they are at hand.
TEST(Program, ReproducesRecordedExecutions) {
  const std::filesystem::path path = QED_SOURCE_DIR "/../shared/data/replay_gsm8k_faithfulcot/responses.jsonl.gz";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no recorded runs at " << path;
  if (!has_sympy()) GTEST_SKIP() << "this interpreter has no SymPy";
  LineReader lines = LineReader::open(path).value();
  int seen = 0, compared = 0, same = 0;
  while (compared < 300) {
    const auto line = lines.next().value();
    if (!line) break;
    const nlohmann::json row = nlohmann::json::parse(*line);
    if (row["model"] != "code-davinci-002" || row["mode"] != "NL+SL" || seen++ % 3 != 0) continue;
    const std::string reference = row["pred_ref"].is_string() ? row["pred_ref"].get<std::string>() : "[invalid]";
    const auto source = find_program(row["response"].get<std::string>());
    const auto ran = source ? run(*source) : program::Run{};
    ++compared;
    const bool agrees =
        ran.status == Status::kOk ? same_value(ran.answer, reference) : reference == "[invalid]" || reference == "None";
    same += agrees;
    if (!agrees) std::cerr << row["question_id"] << ": " << ran.answer << " against " << reference << "\n";
  }
  EXPECT_GE(compared, 300);
  EXPECT_GE(same, compared * 0.99);
}

}  // namespace
}  // namespace qed::program
