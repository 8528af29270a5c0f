#include "program/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "program/native_runner.h"

namespace qed::program {
namespace {

using testing::HasSubstr;

Runner& runner() {
  static const std::unique_ptr<Runner> shared = [] {
    Limits limits;
    limits.cpu_ms = 3'000;
    limits.memory_bytes = 400 << 20;
    return make_python_runner(limits).value();
  }();
  return *shared;
}

bool is_limit(const Run& run) {
  return run.status == Status::kTimeout || run.status == Status::kMemory || run.status == Status::kOutputLimit;
}

// The two engines behind the one interface agree on whatever the native one takes.
void expect_native_agrees(const Program& program, const Run& run) {
  NativeLimits limits;
  limits.run.cpu_ms = 3'000;
  const Result<Run> native = run_natively(program, limits);
  if (!native || is_limit(*native) || is_limit(run)) return;
  EXPECT_EQ(name(native->status), name(run.status)) << program.source;
  EXPECT_EQ(native->answer, run.answer) << program.source;
  EXPECT_EQ(native->answer_type, run.answer_type) << program.source;
  EXPECT_EQ(native->latex, run.latex) << program.source;
  EXPECT_EQ(native->stdout_text, run.stdout_text) << program.source;
  ASSERT_EQ(native->error.has_value(), run.error.has_value()) << program.source;
  if (!run.error) return;
  EXPECT_EQ(native->error->type, run.error->type) << program.source;
  EXPECT_EQ(native->error->message, run.error->message) << program.source;
  EXPECT_EQ(native->error->line, run.error->line) << program.source;
}

// In the sandbox; what the native interpreter makes of the program is compared with it.
Run run(std::string_view source, std::vector<std::string> tests = {}) {
  const Program program{std::string(source), std::move(tests)};
  const Run ran = runner().run(program, {}).value();
  expect_native_agrees(program, ran);
  return ran;
}

bool has_sympy() {
  static const bool has = run("import sympy\nans = 1").status == Status::kOk;
  return has;
}

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

TEST(Program, RunsTestsAgainstItsNamesAndAnswer) {
  struct Case {
    std::string_view source;
    std::vector<std::string> tests;
    std::string_view status, failed;
  };
  const Case cases[] = {
      {"roots = [2, 3]\nans = sum(roots)",
       {"assert len(roots) == 2", "assert 2 in roots and 3 in roots", "assert ans == 5"},
       "ok",
       ""},
      {"def solve():\n    return 41",
       {"assert solve() > 40", "assert solve() == 42"},
       "test_failed",
       "assert solve() == 42"},
      {"def solve():\n    return 41", {"t = ans + 1", "assert t == 42"}, "ok", ""},
      {"print(7)", {"assert ans == '7'"}, "ok", ""},
      {"ans = 1", {"assert missing"}, "test_failed", "assert missing"},
      {"ans = 1", {"assert ans =="}, "test_failed", "assert ans =="},
      {"ans = 1", {"raise SystemExit"}, "test_failed", "raise SystemExit"},
      {"import builtins\nbuiltins.len = lambda x: 2\nroots = ans = []",
       {"assert len(roots) == 2"},
       "test_failed",
       "assert len(roots) == 2"},
  };
  for (const auto& [source, tests, status, failed] : cases) {
    const auto ran = run(source, tests);
    EXPECT_EQ(name(ran.status), status) << source;
    EXPECT_EQ(ran.failed_test, failed) << source;
  }
}

TEST(Program, TestsMeetValuesAndFunctions) {
  struct Case {
    std::string_view source;
    std::vector<std::string> tests;
    std::string_view status;
  };
  const Case cases[] = {
      {"from fractions import Fraction as F\nfrom decimal import Decimal\nimport datetime\nq, d, z, n = F(1, 3), "
       "Decimal('1.50'), 1 + 2j, None\nt = (1, [2.5, {3}], {'a': -2 ** 200, 'b': float('inf')}, frozenset([True]))\n"
       "day = datetime.date(2024, 2, 29)\ntext = 'π\\ud800'\nans = 1",
       {"assert q == Fraction(1, 3) and type(q) is F", "assert str(d) == '1.50'", "assert z.imag == 2 and n is None",
        "assert t == (1, [2.5, {3}], {'a': -2 ** 200, 'b': float('inf')}, frozenset([True]))",
        "assert day.day == 29 and day + datetime.timedelta(1) == datetime.date(2024, 3, 1)",
        "assert len(text) == 2 and text[0] == 'π'"},
       "ok"},
      {"def f(a, *, b=2):\n    return a ** b\nans = 1", {"assert f(3) == 9", "assert f(2, b=3) == 8"}, "ok"},
      {"def f():\n    raise ValueError('no')\nans = 1",
       {"try:\n    f()\nexcept ValueError as error:\n    assert str(error) == 'no'\nelse:\n    assert False"},
       "ok"},
      {"class P:\n    def __init__(self, x): self.x = x\n    def up(self, by): return self.x + by\nans = 1",
       {"p = P(4)", "assert p.x == 4 and p.up(3) == 7"},
       "ok"},
      {"def apply(f, x):\n    return f(x)\ndef twice(x): return 2 * x\nans = 1", {"assert apply(twice, 4) == 8"}, "ok"},
      {"def gcd(a, b):\n    return 1\nans = 1", {"assert gcd(4, 6) == 2"}, "test_failed"},
      {"sum = 5\nans = sum", {"assert sum == 5", "assert len([1]) == 1"}, "ok"},
      {"values = [3, 1, 2]\nans = 1", {"values.sort()", "assert values == [1, 2, 3]"}, "ok"},
      {"calls = []\ndef f():\n    calls.append(1)\n    return len(calls)\nans = 1",
       {"assert f() == 1 and f() == 2"},
       "ok"},
      {"ans = 'x'", {"# nothing to see\n\nt = ans * 2\nassert (\n    t\n    == 'xx'\n)"}, "ok"},
  };
  for (const auto& [source, tests, status] : cases) {
    const auto ran = run(source, tests);
    EXPECT_EQ(name(ran.status), status) << source << "\n"
                                        << ran.failed_test << "\n"
                                        << (ran.error ? ran.error->message : "");
  }
}

TEST(Program, TestsMeetSymbolicValues) {
  if (!has_sympy()) GTEST_SKIP() << "this interpreter has no SymPy";
  const auto ran = run(
      "from sympy import *\nx, n = symbols('x'), symbols('n', integer=True, positive=True)\nf = Function('f')\n"
      "things = [x**2/3 + pi*E - I*sqrt(n), Float('1.25', 30), oo, -oo, zoo, true, EmptySet, S.Reals, FiniteSet(1, x), "
      "Interval.open(-oo, 2), Union(Interval(0, 1), FiniteSet(5)), Matrix([[1, x], [0, -1]]), Eq(x, 3), "
      "And(x > 1, x < 3), Piecewise((x, x > 0), (-x, True)), Integral(f(x), (x, 0, 1)), f(x).diff(x), Lambda(x, x + "
      "1), "
      "Sum(1/n**2, (n, 1, oo)), Limit(sin(x)/x, x, 0), ConditionSet(x, Eq(sin(x), x), S.Reals), Tuple(1, x), "
      "MatrixSymbol('A', 2, n), GoldenRatio, Point(1, 2), binomial(n, 2), Mod(n, 3), Dummy('d')]\nans = x**2",
      {"for thing in things:\n    assert isinstance(thing, (Basic, MatrixBase)), type(thing)",
       "assert things[0].subs(n, 4) == x**2/3 + pi*E - 2*I", "assert things[1] == Float('1.25', 30)",
       "assert ans.subs(x, 3) == 9 and ans == x**2 and n.is_positive", "assert things[11].det() == -1"});
  EXPECT_EQ(name(ran.status), "ok") << ran.failed_test << "\n" << (ran.error ? ran.error->message : "");
  EXPECT_EQ(ran.answer, "x**2");
}

// What a program does to its own process does not reach its tests, and what it sends them are values, nothing more.
TEST(Program, NothingAProgramDoesMakesItsTestsHold) {
  constexpr std::string_view kAlike =
      "class Alike:\n    def __init__(self, *a): pass\n    def __eq__(self, other): return True\n"
      "    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__\n    def __hash__(self): return 0\n"
      "    def __len__(self): return 2\n    def __bool__(self): return True\n    def __sub__(self, other): return 0\n";
  constexpr std::string_view kHarness = "import sys, os, time\ng = sys._getframe(1).f_globals\n";
  struct Case {
    std::string source;
    std::vector<std::string> tests;
    std::string_view status;
  };
  const Case cases[] = {
      {"roots = []\ndef len(x): return 2\nans = 1", {"assert len(roots) == 2"}, "test_failed"},
      {"import builtins\nbuiltins.abs = lambda x: 0\ndef solve(): return 3",
       {"assert abs(solve() - 5) < 1"},
       "test_failed"},
      {"import math\nmath.isclose = lambda *a, **k: True\nans = 3", {"assert math.isclose(ans, 5)"}, "test_failed"},
      {"def isclose(*a, **k): return True\nans = 3", {"assert isclose(ans, 5)"}, "test_failed"},
      {"from fractions import Fraction\nFraction.__eq__ = lambda *a: True\ndef solve(): return Fraction(1, 2)",
       {"assert solve() == Fraction(1, 3)"},
       "test_failed"},
      {std::string(kAlike) + "Fraction = Alike\ndef solve(): return 1",
       {"assert solve() == Fraction(1, 3)"},
       "test_failed"},
      {std::string(kAlike) + "roots = Alike()\nans = 1", {"assert roots == [2, 3]"}, "test_failed"},
      {std::string(kAlike) + "roots = [Alike(), Alike()]\nans = 1", {"assert roots == [2, 3]"}, "test_failed"},
      {std::string(kAlike) + "roots = Alike()\nans = 1", {"assert roots"}, "test_failed"},
      {std::string(kAlike) + "roots = Alike()\nans = 1", {"assert len(roots) == 2"}, "test_failed"},
      {std::string(kAlike) + "def f(): return Alike()\nans = 1", {"assert f() != 3"}, "test_failed"},
      {"class Int(int):\n    def __eq__(self, o): return True\n    __hash__ = int.__hash__\ndef f(): return "
       "Int(3)\nans = 1",
       {"assert f() == 4"},
       "test_failed"},
      {"import sys\nsys.modules['math'] = sys\nimport math\nans = 3", {"assert math.floor(2.5) == ans"}, "test_failed"},
      {"class AssertionError(BaseException): pass\nimport builtins\nbuiltins.AssertionError = AssertionError\nans = 1",
       {"assert ans == 2"},
       "test_failed"},
      {std::string(kHarness) + "g['write_frame'] = lambda fd, data: os.write(4, b'\\xff' * 100)\nx = ans = 1",
       {"assert x == 1"},
       "test_failed"},
      {std::string(kHarness) + "os.write(4, (8).to_bytes(4, 'little') + b'i1:1i1:5')\nx = ans = 1",
       {"assert x == 4"},
       "test_failed"},
      {std::string(kHarness) + "os.write(4, b'\\xff\\xff\\xff\\x7f' + bytes(1000))\nx = ans = 1",
       {"assert x == 1"},
       "test_failed"},
      {std::string(kHarness) + "g['read_frame'] = None\nx = ans = 1", {"assert x == 1"}, "test_failed"},
      {"import os\nos.close(4)\nx = ans = 1", {"assert x == 1"}, "test_failed"},
      {"import os\ndef f(): os._exit(0)\nans = 1", {"assert f() == 1"}, "test_failed"},
      {"def f():\n    while True: pass\nans = 1", {"assert f() == 1"}, "timeout"},
      {"ans = 1", {"while True: pass"}, "timeout"},
  };
  for (const auto& [source, tests, status] : cases) {
    const auto ran = run(source, tests);
    EXPECT_EQ(name(ran.status), status) << source;
    EXPECT_EQ(ran.answer, "") << source;
  }
}

// Bytes that pose as SymPy's notation build SymPy's objects or nothing: no text in them is ever run.
TEST(Program, ValuesThatPoseAsSymPyAreNotRun) {
  if (!has_sympy()) GTEST_SKIP() << "this interpreter has no SymPy";
  constexpr std::string_view kPoses[] = {
      "Integer(__import__('os').getpid())",
      "Eq('print(1)', 1)",
      "Symbol('x').__class__",
      "Poly('x', 'x')",
      "sympify('1')",
      "(lambda: 1)()",
      "Symbol(*['x'])",
      "[x for x in (1,)]",
      "Function('f')('x')",
      "Integer(1) + 1",
  };
  for (const std::string_view pose : kPoses) {
    const auto ran = run(
        "import sympy, sys\ng = sys._getframe(1).f_globals\ng['write_value'] = lambda *a: g['packed'](b'm', b\"\"\"" +
            std::string(pose) + "\"\"\")\nx = ans = sympy.Integer(1)",
        {"assert True"});
    EXPECT_NE(name(ran.status), "ok") << pose;
    EXPECT_EQ(ran.stdout_text, "") << pose;
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

// Tests that an exercise might come with; `run` compares the engines, and most of these must be judged natively.
TEST(Program, BothEnginesJudgeAlike) {
  struct Case {
    std::string_view source;
    std::vector<std::string> tests;
  };
  const Case cases[] = {
      {"def solve():\n    return sorted([3, 2])\nroots = solve()",
       {"assert len(roots) == 2", "assert 2 in roots and 3 in roots"}},
      {"def area(w, h=2):\n    return w * h", {"assert area(3) == 6", "assert area(2, h=5) == 10"}},
      {"count = 0\ndef bump():\n    global count\n    count += 1\n    return count\nans = 0",
       {"assert bump() == 1", "assert bump() == 2", "assert count == 2"}},
      {"from collections import Counter\nans = Counter('hello')",
       {"assert ans['l'] == 2", "assert ans == {'h': 1, 'e': 1, 'l': 2, 'o': 1}"}},
      {"from collections import Counter\nans = Counter('hello')", {"assert ans.most_common(1)"}},
      {"from collections import deque\nans = 1\nq = deque([1])", {"assert q[0] == 1"}},
      {"l = [1]\nans = 1\ndef get():\n    return l", {"l.append(2)", "assert get() == [1]"}},
      {"l = [1]\nm = l\nans = 1", {"assert l is m"}},
      {"ans = [1]\nb = ans", {"assert b is not ans"}},
      {"ans = {8, 0, 16, 3}", {"assert 8 in ans"}},
      {"s = {40, 8}\ns.discard(40)\ns.add(0)\ns.add(16)\nans = s", {"assert len(ans) == 3"}},
      {"max = 5\nans = 3", {"assert max == 5"}},
      {"max = 5\nans = 3", {"assert max(1, 2) == 2"}},
      {"from math import sqrt\nans = 4", {"assert sqrt(ans) == 2"}},
      {"import math\nans = 4", {"assert math.isclose(math.sqrt(ans), 2)"}},
      {"ans = 0.1 + 0.2", {"assert abs(ans - 0.3) < 1e-9", "assert isclose(ans, 0.3)"}},
      {"def solve():\n    return 5\nans = 4", {"assert ans == 5", "assert solve() == ans"}},
      {"def f():\n    print('called')\n    return 2\nans = 1", {"assert f() == 2"}},
      {"def f(x):\n    return {}[x]\nans = 1",
       {"try:\n    f('k')\nexcept KeyError as e:\n    assert str(e) == \"'k'\""}},
      {"def f():\n    return 1\nans = f", {"assert ans == 1"}},
      {"def f():\n    return 1\nans = 2", {"assert not (f == 1)"}},
      {"ans = (i for i in range(3))", {"assert True"}},
      {"ans = 10 ** 50", {"assert ans % 7 == pow(10, 50, 7)", "x = ans // 3\nassert x * 3 < ans"}},
      {"T = int\nans = 5", {"assert isinstance(ans, T)"}},
      {"def f(n):\n    return n * n\nans = [f(i) for i in range(4)]",
       {"assert ans == [i * i for i in range(4)]", "assert all(f(i) == v for i, v in enumerate(ans))"}},
      {"def f(l):\n    l.append(1)\n    return l\nans = 1", {"x = []\nassert f(x) == [1]", "assert x == []"}},
  };
  std::size_t natively = 0;
  for (const auto& [source, tests] : cases) {
    run(source, tests);
    natively += run_natively({std::string(source), tests}, {}).has_value();
  }
  EXPECT_GE(natively, 10U);
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
