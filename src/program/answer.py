"""The value of an answer: which values are answers, their text and their LaTeX.

The first part of the script that the fork server runs; values.py, harness.py and judge.py follow it.
"""
import builtins
import sys

# The program may patch builtins; what follows keeps the originals.
PRISTINE = dict(vars(builtins))
__builtins__ = PRISTINE

MAX_ANSWER = 64 << 10  # characters
MAX_DEPTH = 20


class NoAnswer(Exception):
    """The program ran, but what it yields is no answer."""


class TooLarge(Exception):
    """The answer is longer than an answer may be."""


def scientific(text):
    mantissa, _, exponent = text.lower().partition("e")
    return r"%s \times 10^{%d}" % (mantissa, int(exponent)) if exponent else text


def float_latex(value):
    if value != value:
        return r"\text{nan}"
    if value in (float("inf"), float("-inf")):
        return r"\infty" if value > 0 else r"-\infty"
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return scientific(repr(value))


def ratio_latex(numerator, denominator):
    if denominator == 1:
        return str(numerator)
    return r"%s\frac{%d}{%d}" % ("-" if numerator < 0 else "", abs(numerator), denominator)


def complex_latex(value):
    if value.imag == 0:
        return float_latex(value.real)
    size = abs(value.imag)
    imaginary = ("" if size == 1 else float_latex(size)) + "i"
    if value.real == 0:
        return ("-" if value.imag < 0 else "") + imaginary
    return "%s %s %s" % (float_latex(value.real), "-" if value.imag < 0 else "+", imaginary)


def decimal_latex(value):
    if not value.is_finite():
        return float_latex(float(value))
    if value == value.to_integral_value() and value.adjusted() < 30:
        return str(int(value))
    return scientific(str(value))


def text_latex(text):
    """A printed number gets the number's notation; any other text stays as it is."""
    if text and set(text) <= set("0123456789.-") and text[-1] in "0123456789":
        try:
            return float_latex(float(text)) if "." in text else str(int(text))
        except ValueError:
            pass
    return text


def of_module(value, module, *names):
    """Whether value is exactly of one of that module's classes, which only the program can have loaded."""
    loaded = sys.modules.get(module)
    return loaded is not None and type(value) in [getattr(loaded, name, None) for name in names]


def is_sympy(value):
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, (sympy.Basic, sympy.MatrixBase))


def without_stretching(latex):
    """SymPy's \\left( and \\right) as plain brackets, and its "- x" as "-x"."""
    import re  # SymPy has loaded it

    latex = re.sub(r"\\(?:left|right)(?![A-Za-z])", "", latex).replace(" )", ")")
    return re.sub(r"(^|[(\[{,=<>&] ?)- (?=[\\\w])", r"\1-", latex)


def sympy_latex(value):
    import sympy

    def plain(part):
        return without_stretching(
            sympy.latex(part, ln_notation=True, mat_str="pmatrix", mat_delim="", fold_short_frac=False)
        )

    if isinstance(value, sympy.MatrixBase):
        rows = [" & ".join(plain(value[i, j]) for j in range(value.cols)) for i in range(value.rows)]
        return r"\begin{pmatrix} %s \end{pmatrix}" % r" \\ ".join(rows)
    if value is sympy.true or value is sympy.false:
        return "yes" if value else "no"
    if isinstance(value, (sympy.And, sympy.Or)) and len(value.free_symbols) == 1:
        try:
            return sympy_latex(value.as_set())
        except Exception:  # not every condition describes a set of reals
            return plain(value)
    if isinstance(value, sympy.Tuple):
        return latex_of(tuple(value))
    if value is sympy.S.EmptySet:
        return r"\emptyset"
    if isinstance(value, sympy.FiniteSet):
        return set_latex(list(value.args))
    if isinstance(value, sympy.Float):
        return float_latex(float(value))
    return plain(value)


def set_latex(values):
    if not values:
        return r"\emptyset"
    try:
        values = sorted(values)
    except TypeError:
        values = sorted(values, key=latex_of)
    return r"\{%s\}" % ", ".join(latex_of(value) for value in values)


def solutions_latex(solutions):
    """Solutions of one system as SymPy gives them: a dictionary each."""
    keys = {str(key): key for solution in solutions for key in solution}
    if len(solutions) == 1 or any(len(solution) != len(keys) for solution in solutions):
        return ", ".join(latex_of(solution) for solution in solutions)
    rows = [[latex_of(solution[keys[key]]) for key in sorted(keys)] for solution in solutions]
    return r"\{%s\}" % ", ".join(row[0] if len(row) == 1 else "(%s)" % ", ".join(row) for row in rows)


def list_latex(values):
    if values and all(type(value) is dict for value in values):
        return solutions_latex(values)
    pairs = values and all(type(value) is tuple or of_module(value, "sympy", "Tuple") for value in values)
    return (r"\{%s\}" if pairs else "[%s]") % ", ".join(latex_of(value) for value in values)


def latex_of(value):
    kind = type(value)
    if kind is bool:
        return "yes" if value else "no"
    if kind is int or kind is str:
        return str(value)
    if kind is float:
        return float_latex(value)
    if kind is complex:
        return complex_latex(value)
    if kind is tuple:
        return "(%s)" % ", ".join(latex_of(part) for part in value)
    if kind is list:
        return list_latex(value)
    if kind is set or kind is frozenset:
        return set_latex(list(value))
    if kind is dict:
        return ", ".join("%s = %s" % (latex_of(key), latex_of(part)) for key, part in value.items())
    if of_module(value, "fractions", "Fraction"):
        return ratio_latex(value.numerator, value.denominator)
    if of_module(value, "decimal", "Decimal"):
        return decimal_latex(value)
    if is_sympy(value):
        return sympy_latex(value)
    return str(value)


SCALARS = {int: "int", float: "float", bool: "bool", complex: "complex", str: "str"}
CONTAINERS = {list: "list", tuple: "tuple", set: "set", frozenset: "set", dict: "dict"}


def type_name(value, depth=0):
    """The answer's type; NoAnswer where it, or a part of it, is nothing an answer can be."""
    kind = type(value)
    if value != value and kind in (float, complex):
        raise NoAnswer("the answer is not a number (nan)")
    if kind is str and not depth and not value.strip():
        raise NoAnswer("the answer is an empty text")
    if kind in SCALARS:
        return SCALARS[kind]
    if kind in CONTAINERS:
        if depth == MAX_DEPTH:
            raise NoAnswer("the answer is nested more than %d deep" % MAX_DEPTH)
        for part in value:
            type_name(part, depth + 1)
        if kind is dict:
            for part in value.values():
                type_name(part, depth + 1)
        return CONTAINERS[kind]
    if of_module(value, "fractions", "Fraction"):
        return "Fraction"
    if of_module(value, "decimal", "Decimal"):
        if value.is_nan():
            raise NoAnswer("the answer is not a number (nan)")
        return "Decimal"
    if of_module(value, "datetime", "date", "datetime", "time", "timedelta"):
        return kind.__name__
    if is_sympy(value):
        sympy = sys.modules["sympy"]
        if isinstance(value, sympy.Basic) and value.has(sympy.nan, sympy.zoo):
            raise NoAnswer("the answer is undefined (%s)" % value)
        return "sympy"
    if value is None and depth:
        return "None"
    if value is None:
        raise NoAnswer("the answer is None")
    raise NoAnswer("the answer is a %s, not a value" % kind.__name__)


def to_builtin(value, depth=0):
    """NumPy's and mpmath's numbers, and the standard library's kinds of dictionary, as the plain types they stand for."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)):
        return value.item() if value.ndim == 0 else value.tolist()
    if of_module(value, "mpmath", "mpf"):
        return float(value)
    if of_module(value, "mpmath", "mpc"):
        return complex(value)
    if of_module(value, "collections", "OrderedDict", "defaultdict", "Counter"):
        return dict(value)
    if type(value) in (list, tuple) and depth < MAX_DEPTH:
        return type(value)([to_builtin(part, depth + 1) for part in value])
    return value


def describe(value, printed):
    value = to_builtin(value)
    kind = "text" if printed else type_name(value)
    try:
        answer = str(value)
    except ValueError as error:  # more digits than Python converts
        raise NoAnswer("the answer is too long an integer: %s" % error) from None
    if len(answer) > MAX_ANSWER:
        raise TooLarge("the answer has %d characters, at most %d are taken" % (len(answer), MAX_ANSWER))
    try:
        answer.encode()
    except UnicodeEncodeError:
        raise NoAnswer("the answer holds half of a surrogate pair, which is no text") from None
    latex = text_latex(value) if printed else latex_of(value)
    return {"answer": answer, "answer_type": kind, "latex": latex if len(latex) <= 2 * MAX_ANSWER else ""}
