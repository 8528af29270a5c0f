"""Two answers as S-expressions: equal, different or unknown? Whatever is not in the tables is unknown."""
import re

import sympy as sp


def parse(text):
    tokens = re.findall(r'"[^"]*"|[()]|[^\s()]+', text)
    stack = [[]]
    for token in tokens:
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(token)
    return stack[0][0]


CONSTANTS = {"pi": sp.pi, "e": sp.E, "i": sp.I, "infinity": sp.oo}
CALLS = {
    "sqrt": sp.sqrt, "sin": sp.sin, "cos": sp.cos, "tan": sp.tan, "cot": sp.cot, "sec": sp.sec, "csc": sp.csc,
    "asin": sp.asin, "acos": sp.acos, "atan": sp.atan, "sinh": sp.sinh, "cosh": sp.cosh, "tanh": sp.tanh,
    "exp": sp.exp, "ln": sp.log, "log": sp.log, "abs": sp.Abs, "factorial": sp.factorial, "binomial": sp.binomial,
    "floor": sp.floor, "ceil": sp.ceiling, "min": sp.Min, "max": sp.Max, "gcd": sp.gcd, "lcm": sp.lcm, "mod": sp.Mod,
    "root": lambda x, n: sp.real_root(x, n) if x.is_real else x ** (1 / n),
}


def build(node):
    if isinstance(node, str):
        if node in CONSTANTS:
            return CONSTANTS[node]
        return sp.Rational(node) if re.fullmatch(r"\d+(\.\d+)?", node) else sp.Symbol(node)
    head, parts = node[0], node[1:]
    if head == "integral":
        body, variable, *bounds = map(build, parts)
        return sp.integrate(body, (variable, *bounds)) if bounds else sp.integrate(body, variable)
    if head in ("sum", "product"):
        body, variable, low, high = map(build, parts)
        return (sp.summation if head == "sum" else sp.product)(body, (variable, low, high))
    if head == "derivative":
        return sp.diff(build(parts[1]), build(parts[2]), int(parts[0].strip('"')))
    if head == "limit":
        side = parts[0].strip('"') or "+-"
        return sp.limit(build(parts[1]), build(parts[2]), build(parts[3]), side)
    values = [build(part) for part in parts]
    if head == "+":
        return sp.Add(*values)
    if head == "*":
        return sp.Mul(*values)
    if head == "-":
        return -values[0]
    if head == "/":
        return values[0] / values[1]
    if head == "^":
        return values[0] ** values[1]
    return CALLS[head](*values)


def judge(gold, given):
    difference = build(parse(gold)) - build(parse(given))
    equal = sp.simplify(difference).equals(0)
    return {True: "equal", False: "different"}.get(equal, "unknown")
