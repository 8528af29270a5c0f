"""Writes random programs of the plain part of Python, one JSON object {"source": ...} a line.

usage: generate.py SEED COUNT

Most programs evaluate a handful of random expressions, each of which prints its value or its exception; the others are
random statements, whose last exception is left uncaught. What a program does is up to the interpreters.
"""
import json
import random
import sys

SHOW = """def show(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)
"""


class Generator:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def pick(self, *options):
        return self.r.choice(options)

    # --- values ------------------------------------------------------------------------------------------------------

    def integer(self):
        r = self.r
        kind = r.random()
        if kind < 0.6:
            return str(r.randint(-12, 12))
        if kind < 0.75:
            return str(r.randint(-1000, 1000))
        if kind < 0.85:
            return str(self.pick(2**31, 2**53, 2**63 - 1, 2**63, -(2**63), 2**64) + r.randint(-2, 2))
        return str(r.randint(-(10**40), 10**40))

    def real(self):
        r = self.r
        kind = r.random()
        if kind < 0.5:
            return repr(round(r.uniform(-100, 100), r.randint(0, 4)))
        if kind < 0.7:
            return repr(r.choice([0.5, 1.5, 2.5, -0.5, 0.0, -0.0, 1e16, 1e-5, 123456789.125, 1e22, 1e300, 5e-324, 0.1, 2.675, 1e15, 9999999999999998.0]))
        if kind < 0.9:
            return repr(r.uniform(-1, 1) * 10 ** r.randint(-20, 20))
        return self.pick("float('inf')", "float('-inf')", "1e308", "-1e-308")

    def text(self):
        r = self.r
        return repr(r.choice([
            "", "a", "abc", "Hello, World", "  padded  ", "a,b,,c", "12", "-7", "3.5", " 42 ", "1_000", "1e3", "x y  z",
            "it's", 'say "hi"', "tab\there", "line\nbreak", "UPPER lower", "aaa", "abcabc", "0x1f", "é", "½ cup", "nan", "inf",
            "".join(r.choice("ab 1,.") for _ in range(r.randint(0, 8))),
        ]))

    def fraction(self):
        return "Fraction(%d, %d)" % (self.r.randint(-20, 20), self.r.randint(1, 15))

    def decimal(self):
        r = self.r
        return "Decimal(%r)" % r.choice([
            "0", "1", "-1", "0.1", "2.50", "1e5", "1E-7", "123.456", "-0.005", "3.14159", "9999999999999999999999999999",
            "%d.%0*d" % (r.randint(-99, 99), r.randint(1, 6), r.randint(0, 9)), "%de%d" % (r.randint(-999, 999), r.randint(-9, 9)),
        ])

    def number(self):
        kind = self.r.random()
        if kind < 0.5:
            return self.integer()
        if kind < 0.8:
            return self.real()
        return self.pick("True", "False") if kind < 0.85 else self.fraction() if kind < 0.95 else self.decimal()

    def scalar(self):
        return self.pick(self.number, self.number, self.text, lambda: "None")()

    def small(self):
        return str(self.r.randint(-6, 9))

    def items(self, make, most=6):
        return ", ".join(make() for _ in range(self.r.randint(0, most)))

    def container(self, depth=0):
        make = self.scalar if depth > 1 or self.r.random() < 0.7 else lambda: self.container(depth + 1)
        kind = self.r.random()
        if kind < 0.4:
            return "[%s]" % self.items(make)
        if kind < 0.6:
            items = self.items(make, 4)
            return "(%s,)" % items if items else "()"
        if kind < 0.8:
            return "{%s}" % ", ".join("%s: %s" % (self.scalar(), make()) for _ in range(self.r.randint(0, 4)))
        if kind < 0.9:
            return "{%s}" % ", ".join(self.pick(self.small, self.integer, self.real)() for _ in range(self.r.randint(1, 9)))
        return self.pick("range(%s)" % self.small(), "range(%s, %s, %s)" % (self.small(), self.small(), self.small()))

    def numbers(self):
        return self.pick("[%s]" % self.items(self.small), "[%s]" % self.items(self.number), "(%s,)" % (self.items(self.real) or "1"),
                         "range(%s)" % self.small(), "{%s}" % (self.items(self.small, 12) or "3"), "[%s]" % self.items(self.integer, 12))

    def value(self):
        return self.pick(self.number, self.number, self.text, self.container, self.scalar)()

    # --- expressions -------------------------------------------------------------------------------------------------

    def spec(self):
        r = self.r
        return (self.pick("", "", "", "*<", ">", "^", "=", "0=", "x^", "<") + self.pick("", "", "", "+", "-", " ") + self.pick("", "", "", "", "#")
                + self.pick("", "", "", "0") + self.pick("", "", "5", "12", "3", "20") + self.pick("", "", "", ",", "_")
                + self.pick("", "", ".0", ".2", ".3", ".10") + self.pick("", "", "d", "f", "f", "e", "g", "%", "s", "x", "b", "o", "X", "E", "G", "n", "F"))

    def percent(self):
        return "%" + self.pick("", "", "-", "+", "0", " ", "#") + self.pick("", "", "5", "12") + self.pick("", "", ".0", ".2", ".3") + self.pick(
            "d", "s", "f", "r", "i", "x", "e", "g", "o", "X", "G", "%")

    def binary(self, depth):
        op = self.pick("+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "==", "<", "<=", "!=", "and", "or", "in", "+", "*", "-", "/")
        left, right = self.expression(depth + 1), self.expression(depth + 1)
        if op in ("**", "<<"):
            right = self.small()
        if op == "*" and self.r.random() < 0.7:
            right = self.small()
        return "(%s %s %s)" % (left, op, right)

    def builtin(self, depth):
        r = self.r
        value, number, numbers = self.value, self.number, self.numbers
        return self.pick(
            lambda: "abs(%s)" % number(), lambda: "round(%s)" % number(), lambda: "round(%s, %s)" % (number(), self.small()),
            lambda: "round(%s, %s)" % (self.real(), self.small()), lambda: "int(%s)" % self.scalar(), lambda: "float(%s)" % self.scalar(), lambda: "str(%s)" % value(),
            lambda: "repr(%s)" % value(), lambda: "bool(%s)" % value(), lambda: "len(%s)" % value(), lambda: "sum(%s)" % numbers(),
            lambda: "min(%s)" % numbers(), lambda: "max(%s)" % numbers(), lambda: "sorted(%s)" % numbers(), lambda: "sorted(%s, reverse=True)" % numbers(),
            lambda: "sorted(%s, key=lambda v: -v)" % numbers(), lambda: "sorted(%s, key=str)" % numbers(), lambda: "list(%s)" % self.container(), lambda: "tuple(%s)" % self.container(),
            lambda: "set(%s)" % numbers(), lambda: "list(set(%s))" % numbers(), lambda: "sorted(set(%s))" % numbers(), lambda: "dict(zip(%s, %s))" % (numbers(), numbers()),
            lambda: "list(zip(%s, %s))" % (numbers(), self.container()), lambda: "list(enumerate(%s, %s))" % (self.container(), self.small()),
            lambda: "list(map(%s, %s))" % (self.pick("abs", "str", "float", "int", "lambda v: v * 2", "bool"), numbers()),
            lambda: "list(filter(%s, %s))" % (self.pick("None", "lambda v: v > 1", "bool"), numbers()), lambda: "divmod(%s, %s)" % (number(), number()),
            lambda: "pow(%s, %s)" % (number(), self.small()), lambda: "pow(%s, %s, %s)" % (self.integer(), self.integer(), self.integer()),
            lambda: "any(%s)" % self.container(), lambda: "all(%s)" % self.container(), lambda: "list(reversed(%s))" % self.container(),
            lambda: "bin(%s)" % self.integer(), lambda: "hex(%s)" % self.integer(), lambda: "oct(%s)" % self.integer(), lambda: "chr(%s)" % r.randint(30, 130), lambda: "ord(%s)" % self.text(),
            lambda: "isinstance(%s, %s)" % (value(), self.pick("int", "float", "str", "(int, float)", "list", "bool", "dict", "tuple", "object")),
            lambda: "hash(%s)" % number(), lambda: "hash((%s,))" % self.items(number), lambda: "frozenset(%s)" % numbers(), lambda: "type(%s)" % value(), lambda: "int(%s, %s)" % (self.text(), self.pick("2", "8", "10", "16", "36", "0")),
            lambda: "sum(%s, %s)" % (numbers(), number()), lambda: "max(%s, key=lambda v: v %% 3)" % numbers(), lambda: "min(%s, default=%s)" % (numbers(), self.scalar()),
            lambda: "max(%s, %s)" % (self.scalar(), self.scalar()), lambda: "callable(%s)" % value(), lambda: "format(%s, %r)" % (self.scalar(), self.spec()), lambda: "next(iter(%s), None)" % self.container(),
        )()

    def math(self):
        name = self.pick("sqrt", "floor", "ceil", "trunc", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "fabs",
                         "degrees", "radians", "isnan", "isinf", "factorial", "isqrt", "cbrt", "expm1", "log1p", "exp2", "modf", "frexp", "erf", "erfc", "asinh", "acosh", "atanh", "isfinite")
        if name in ("factorial",):
            return "math.%s(%s)" % (name, self.pick(str(self.r.randint(-2, 40)), self.real(), self.text()))
        two = self.pick("pow", "atan2", "fmod", "copysign", "hypot", "gcd", "lcm", "comb", "perm", "isclose", "log", "dist", "remainder", "hypot")
        if two in ("gcd", "lcm"):
            return "math.%s(%s)" % (two, self.items(self.integer, 4))
        if two in ("comb", "perm"):
            return "math.%s(%s, %s)" % (two, self.r.randint(-2, 60), self.r.randint(-2, 60))
        if two == "dist":
            return "math.dist((%s, %s), (%s, %s))" % tuple(self.real() for _ in range(4))
        return self.pick("math.%s(%s)" % (name, self.number()), "math.%s(%s)" % (name, self.scalar()), "math.%s(%s, %s)" % (two, self.number(), self.number()),
                         "math.fsum(%s)" % self.numbers(), "math.prod(%s)" % self.numbers(), "math.%s" % self.pick("pi", "e", "tau", "inf"))

    def method(self):
        t, s = self.text, self.small
        return self.pick(
            lambda: "%s.%s()" % (t(), self.pick("upper", "lower", "strip", "split", "title", "capitalize", "swapcase", "isdigit", "isalpha", "isupper", "islower", "isspace", "isalnum", "lstrip", "rstrip", "splitlines", "isnumeric")),
            lambda: "%s.split(%s)" % (t(), t()), lambda: "%s.split(%s, %s)" % (t(), t(), s()), lambda: "%s.rsplit(%s, %s)" % (t(), self.pick("None", t()), s()), lambda: "%s.join([%s])" % (t(), self.items(t)),
            lambda: "%s.join(%s)" % (t(), self.container()), lambda: "%s.replace(%s, %s)" % (t(), t(), t()), lambda: "%s.find(%s)" % (t(), t()), lambda: "%s.count(%s)" % (t(), t()), lambda: "%s.index(%s)" % (t(), t()),
            lambda: "%s.startswith(%s)" % (t(), t()), lambda: "%s.endswith(%s)" % (t(), t()), lambda: "%s.ljust(%s, '.')" % (t(), self.r.randint(-2, 15)), lambda: "%s.center(%s)" % (t(), self.r.randint(-2, 15)),
            lambda: "%s.rjust(%s)" % (t(), self.r.randint(-2, 15)), lambda: "%s.zfill(%s)" % (t(), self.r.randint(-2, 15)), lambda: "%s.partition(%s)" % (t(), t()), lambda: "%s.strip(%s)" % (t(), t()),
            lambda: "%s.format(%s)" % (repr(self.pick("{}", "{} {}", "{0}-{0}", "{:>8}", "{!r}", "{{}}", "{1}{0}", "{:.3f}", "{a}", "{:{}}", "{", "}", "{0:,}")), self.items(self.scalar, 3)),
            lambda: "[%s].index(%s)" % (self.items(s), s()), lambda: "[%s].count(%s)" % (self.items(self.scalar), self.scalar()), lambda: "{%s: 1, %s: 2}.get(%s)" % (s(), s(), s()),
            lambda: "list({%s}.items())" % ", ".join("%s: %s" % (self.scalar(), s()) for _ in range(4)), lambda: "{%s} %s {%s}" % (self.items(s, 9) or 1, self.pick("&", "|", "-", "^", "<", "<=", "=="), self.items(s, 9) or 2),
            lambda: "(lambda s: (s.discard(%s), s.add(%s), s.discard(%s), s.add(%s), s))({%s})" % (s(), s(), s(), s(), self.items(s, 12) or 1),
            lambda: "{%s}.union({%s})" % (self.items(s, 9) or 1, self.items(s, 9) or 2), lambda: "(%s).is_integer()" % self.real(), lambda: "(%s).bit_length()" % self.integer(), lambda: "(%s).as_integer_ratio()" % self.number(),
            lambda: "%s.limit_denominator(%s)" % (self.fraction(), self.r.randint(-1, 10)), lambda: "Fraction(%s)" % self.scalar(), lambda: "Fraction(%s, %s)" % (self.number(), self.number()), lambda: "Decimal(%s)" % self.scalar(),
            lambda: "%s.quantize(Decimal(%r))" % (self.decimal(), self.pick("0.01", "1", "0.1", "1e2", "0.00001")), lambda: "%s.quantize(Decimal('0.1'), rounding=ROUND_%s)" % (self.decimal(), self.pick("HALF_UP", "DOWN", "UP", "FLOOR", "CEILING", "HALF_DOWN", "05UP")),
            lambda: "%s.sqrt()" % self.decimal(), lambda: "%s.normalize()" % self.decimal(),
            lambda: "%s %s %s" % (self.decimal(), self.pick("+", "-", "*", "/", "//", "%", "**", "<", "=="), self.pick(self.decimal, self.small)()),
            lambda: "%s %s %s" % (self.fraction(), self.pick("+", "-", "*", "/", "//", "%", "**", "<", "=="), self.pick(self.fraction, self.number)()),
            lambda: "str(%s)" % self.decimal(), lambda: "f'{%s:%s}'" % (self.decimal(), self.pick("", ".2f", "10", ",.1f", ".0f", "+.3f", "f")),
        )()

    def slice(self):
        part = lambda: self.pick("", self.small(), self.small())
        return "%s[%s:%s%s]" % (self.pick(self.text, self.container)(), part(), part(), self.pick("", ":", ":" + part(), ":-1"))

    def comprehension(self):
        body = self.pick("v", "v * 2", "v ** 2", "str(v)", "(v, -v)", "v / 3", "v % 3", "[v] * 2")
        where = self.pick("", "", " if v % 2", " if v > 1", " for w in range(2)", " if v if not v == 3")
        source = self.pick("range(%s)" % self.small(), self.numbers())
        return self.pick("[%s for v in %s%s]", "{%s for v in %s%s}", "sum(%s for v in %s%s)", "list(%s for v in %s%s)", "{v: %s for v in %s%s}", "max(%s for v in %s%s)") % (body, source, where)

    def itertools(self):
        pool = self.pick("'abc'", "range(%d)" % self.r.randint(0, 4), "[%s]" % self.items(self.small, 4))
        n = self.r.randint(0, 3)
        return self.pick(
            "list(itertools.combinations(%s, %d))" % (pool, n), "list(itertools.permutations(%s, %d))" % (pool, n), "list(itertools.permutations(%s))" % pool,
            "list(itertools.product(%s, repeat=%d))" % (pool, n), "list(itertools.product(%s, %s))" % (pool, pool), "list(itertools.combinations_with_replacement(%s, %d))" % (pool, n),
            "list(itertools.chain(%s, %s))" % (pool, pool), "list(itertools.accumulate(%s))" % self.numbers(), "list(itertools.islice(itertools.count(%s, %s), %d))" % (self.small(), self.small(), n + 2),
            "list(itertools.islice(itertools.cycle(%s), 5))" % pool, "list(itertools.zip_longest(%s, %s))" % (pool, self.numbers()), "list(itertools.takewhile(lambda v: v < 3, %s))" % self.numbers(),
            "list(itertools.dropwhile(lambda v: v < 3, %s))" % self.numbers(), "list(itertools.pairwise(%s))" % pool, "list(itertools.starmap(pow, [(2, 3), (%s, 2)]))" % self.small(), "list(itertools.repeat(%s, %d))" % (self.scalar(), n),
            "list(itertools.chain.from_iterable([%s, %s]))" % (pool, pool))

    def expression(self, depth=0):
        kind = self.r.random()
        if depth > 2 or kind < 0.2:
            return self.value()
        if kind < 0.45:
            return self.binary(depth)
        if kind < 0.6:
            return self.builtin(depth)
        if kind < 0.66:
            return self.math()
        if kind < 0.78:
            return self.method()
        if kind < 0.82:
            return self.slice()
        if kind < 0.86:
            return self.comprehension()
        if kind < 0.89:
            return "f'{%s:%s}'" % (self.pick(self.integer, self.real, self.real)(), self.spec())
        if kind < 0.92:
            return "%r %% %s" % (" ".join(self.percent() for _ in range(self.r.randint(1, 2))), self.pick(self.number(), "(%s, %s)" % (self.scalar(), self.scalar()), self.scalar()))
        if kind < 0.94:
            return self.itertools()
        if kind < 0.96:
            return "(%s if %s else %s)" % (self.expression(depth + 1), self.expression(depth + 1), self.expression(depth + 1))
        if kind < 0.98:
            return "%s %s %s %s %s" % (self.number(), self.pick("<", "<=", "==", ">"), self.number(), self.pick("<", "!=", ">="), self.number())
        return self.pick("-", "+", "~", "not ") + "(%s)" % self.expression(depth + 1)

    # --- programs ----------------------------------------------------------------------------------------------------

    def expressions(self):
        lines = ["show(lambda: %s)" % self.expression() for _ in range(self.r.randint(2, 7))]
        body = "\n".join(lines)
        head = "import math\n" + ("import itertools\n" if "itertools" in body else "")
        if "Fraction" in body:
            head += "from fractions import Fraction\n"
        if "Decimal" in body:
            modes = "HALF_UP DOWN UP FLOOR CEILING HALF_DOWN 05UP".split()
            head += "from decimal import Decimal, %s\n" % ", ".join("ROUND_" + mode for mode in modes)
        return head + SHOW + body + "\n" + self.pick("ans = %s" % self.value(), self.value(), "print(%s)" % self.scalar())

    def name(self):
        return self.pick("a", "b", "c", "n", "x")

    def block(self, depth, loop=False, function=False):
        lines = []
        for _ in range(self.r.randint(1, 4)):
            lines += self.statement(depth + 1, loop, function)
        return ["    " + line for line in lines]

    def simple_expression(self):
        r = self.r
        names = self.name
        return self.pick(
            lambda: names(), lambda: "%s %s %s" % (names(), self.pick("+", "-", "*", "//", "%", "/", "<", "=="), self.pick(names, self.small)()), lambda: self.small(), lambda: self.value(),
            lambda: "%s[%s]" % (names(), self.small()), lambda: "len(%s)" % names(), lambda: "f(%s)" % ", ".join(self.pick(names(), self.small(), "*[%s]" % self.small()) for _ in range(r.randint(0, 2))) if r.random() < 0.7 else "f(%s, %s=%s)" % (self.small(), self.pick("x", "y", "z"), self.small()),
            lambda: "str(%s)" % names(), lambda: "[v for v in %s if v]" % names(), lambda: "%s if %s else %s" % (names(), names(), self.small()), lambda: "(n := %s)" % self.small(), lambda: "lambda k=%s: k + %s" % (names(), self.small()), lambda: "sorted(%s)" % names(),
        )()

    def statement(self, depth=0, loop=False, function=False):
        r = self.r
        kind = r.random()
        e = self.simple_expression
        if kind < 0.3 or depth > 3:
            return ["%s = %s" % (self.name(), e())]
        if kind < 0.36:
            return ["%s %s= %s" % (self.name(), self.pick("+", "-", "*", "//", "%", "/"), e())]
        if kind < 0.42:
            return ["print(%s)" % ", ".join(self.pick(self.name(), self.small()) for _ in range(r.randint(0, 3))) ]
        if kind < 0.47:
            return ["%s = %s" % (self.pick("a, b", "a, *b", "(a, b), c", "[a, b]", "a, b, c", "*a, b", "a[0]", "a[1:2]", "a['k']"), self.pick(e(), "(1, 2)", "[1, 2, 3]", "b, a", "'xy'"))]
        if kind < 0.54:
            lines = ["if %s:" % e()] + self.block(depth, loop, function)
            return lines + (["else:"] + self.block(depth, loop, function) if r.random() < 0.5 else [])
        if kind < 0.62:
            lines = ["for %s in %s:" % (self.pick("a", "n", "x", "a, b"), self.pick("range(%s)" % self.small(), e(), "[1, 2, 3]", "enumerate([4, 5])", "{1: 2, 3: 4}.items()"))] + self.block(depth, True, function)
            return lines + (["else:"] + self.block(depth, loop, function) if r.random() < 0.3 else [])
        if kind < 0.66:
            return ["n = %d" % r.randint(1, 5), "while n > 0:", "    n -= 1"] + [line for line in self.block(depth, True, function) if "n =" not in line and "n +" not in line and ":=" not in line]
        if kind < 0.76:
            lines = ["try:"] + self.block(depth, loop, function)
            handlers = r.sample(["ZeroDivisionError", "(TypeError, ValueError)", "IndexError", "KeyError as e", "Exception as e", "NameError"], r.randint(0, 3))
            for handler in sorted(handlers, key=lambda h: "Exception" in h):
                lines += ["except %s:" % handler] + (["    print(type(e).__name__, e)"] if " as e" in handler else []) + self.block(depth, loop, function)
            if handlers and r.random() < 0.3:
                lines += ["else:"] + self.block(depth, loop, function)
            if not handlers or r.random() < 0.4:
                lines += ["finally:"] + self.block(depth, loop, function)
            return lines
        if kind < 0.82:
            parameters = self.pick("", "x", "x, y=2", "*xs", "x, *xs", "x, **kw", "x=1, *, y=3", "x, y")
            lines = ["def f(%s):" % parameters]
            if depth and function and r.random() < 0.4:
                lines += ["    nonlocal_ = 1"]
            if r.random() < 0.3:
                lines += ["    global %s" % self.pick("a", "b", "c")]
            return lines + self.block(depth, False, True) + ["    return %s" % e()]
        if kind < 0.86 and loop:
            return [self.pick("break", "continue")]
        if kind < 0.9 and function:
            return ["return %s" % e()]
        if kind < 0.93:
            return ["raise %s" % self.pick("ValueError('v')", "KeyError('k')", "TypeError", "ValueError(1, 2)", "ZeroDivisionError", "%s" % self.small())]
        if kind < 0.95:
            return ["assert %s, %s" % (e(), self.text())]
        if kind < 0.97:
            return ["del %s" % self.pick(self.name(), "a[0]", "a[1:]", "b['k']")]
        return [e()]

    def statements(self):
        lines = ["a = %s" % self.container(), "b = %s" % self.number(), "c = %s" % self.scalar(), "n = 3", "x = %s" % self.numbers()]
        for _ in range(self.r.randint(2, 8)):
            lines += self.statement()
        return "\n".join(lines) + "\n"

    def program(self):
        return self.expressions() if self.r.random() < 0.6 else self.statements()


def main():
    generator = Generator(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        print(json.dumps({"source": generator.program()}))


main()
