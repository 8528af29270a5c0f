"""Runs one program of thought inside the sandbox and reports what it answered.

Standard input holds a secret of 16 bytes, then the source and the tests, each preceded by its length; descriptor 3
takes the secret and one JSON object. Start-up is what a trivial program pays for, so nothing is imported here that
the interpreter has not loaded already, and SymPy only ever by the program itself.
"""
import builtins
import io
import posix
import sys
import time

# The program may patch builtins; what follows, and the tests, keep the originals.
PRISTINE = dict(vars(builtins))
__builtins__ = PRISTINE

SOURCE = "<program>"
TEST = "<test>"
VALUE = "<value>"  # the variable, with a name no program can write, that holds the last expression's value
PARSE_ONLY = 0x400  # ast.PyCF_ONLY_AST
MAX_ANSWER = 64 << 10  # characters
MAX_MESSAGE = 2000
MAX_DEPTH = 20
MISSING = object()


class NoAnswer(Exception):
    """The program ran, but what it yields is no answer."""


class TooLarge(Exception):
    """The answer is longer than an answer may be."""


class Stdout(io.RawIOBase):
    """Descriptor 1, remembering the end of what went through it."""

    tail = b""

    def writable(self):
        return True

    def fileno(self):
        return 1

    def write(self, data):
        put = posix.write(1, data)
        self.tail = (self.tail + bytes(data[:put]))[-8192:]
        return put

    def last_line(self):
        lines = self.tail.decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


# --- the answer as text and as LaTeX ---------------------------------------------------------------------------------


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


# --- running ---------------------------------------------------------------------------------------------------------


def found(module):
    return module in sys.modules or any(finder.find_spec(module, None) for finder in list(sys.meta_path))


def without_idle_imports(tree, ast):
    """Drops top-level imports of packages that are not installed and that nothing in the program mentions."""
    missing = [
        node for node in tree.body
        if isinstance(node, ast.Import) and not any(found(alias.name.partition(".")[0]) for alias in node.names)
    ]
    if missing:
        rest = ast.Module(body=[node for node in tree.body if node not in missing], type_ignores=[])
        code = compile(rest, SOURCE, "exec", 0, True)
        names = {node: [alias.asname or alias.name.partition(".")[0] for alias in node.names] for node in missing}
        tree.body = [
            node for node in tree.body
            if node not in names or any(mentions(code, name) for name in names[node])
        ]


def compiled(source):
    """The program's code, its last expression's value kept in VALUE."""
    import _ast

    tree = compile(source, SOURCE, "exec", PARSE_ONLY, True)
    without_idle_imports(tree, _ast)
    last = tree.body[-1] if tree.body else None
    docstring = len(tree.body) == 1 and isinstance(getattr(last, "value", None), _ast.Constant)
    if isinstance(last, _ast.Expr) and not (docstring and isinstance(last.value.value, str)):
        place = {name: getattr(last, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
        target = _ast.Name(id=VALUE, ctx=_ast.Store(), **place)
        tree.body[-1] = _ast.Assign(targets=[target], value=last.value, **place)
    return compile(tree, SOURCE, "exec", 0, True)


def mentions(code, name):
    return name in code.co_names or any(mentions(part, name) for part in code.co_consts if type(part) is type(code))


def offer_solver():
    """The vocabulary of program-of-thought prompts around solve_it(equation, variable), which no library defines.

    A prompt that teaches it promises Symbol, Eq and simplify with it. The first solution as a dictionary comes back,
    None for each variable where there is none.
    """
    import sympy

    def solve_it(equations, variables):
        solutions = sympy.solve(equations, variables, dict=True)
        if solutions:
            return solutions[0]
        return {name: None for name in (variables if isinstance(variables, (list, tuple)) else [variables])}

    builtins.solve_it = solve_it
    for name in ("Symbol", "symbols", "Eq", "simplify", "solve"):
        setattr(builtins, name, getattr(sympy, name))


def callable_plainly(value):
    """A function of the program's own, cached or not, that needs no argument."""
    if of_module(value, "functools", "_lru_cache_wrapper"):
        value = value.__wrapped__
    if type(value) is not type(compiled) or value.__code__.co_filename != SOURCE:
        return False
    code = value.__code__
    required = code.co_argcount - len(value.__defaults__ or ())
    keywords = code.co_kwonlyargcount - len(value.__kwdefaults__ or ())
    generates = code.co_flags & 0x2A0  # a generator or a coroutine
    return required <= 0 and keywords <= 0 and not generates


def find_answer(names, stdout):
    """The answer, and whether it is only a printed line."""
    if callable_plainly(names.get("solve")):
        return names["solve"](), False
    for name in ("ans", "answer"):
        value = names.get(name, MISSING)
        if value is not MISSING:
            return (value() if callable_plainly(value) else value), False
    if names.get(VALUE) is not None:
        return names[VALUE], False
    sys.stdout.flush()
    line = stdout.last_line()
    if line:
        return line, True
    for name in ("solution", "solver"):
        if callable_plainly(names.get(name)):
            return names[name](), False
    raise NoAnswer("the program defines no solve(), sets no `ans` or `answer`, and prints nothing")


def run_tests(tests, names, answer):
    """The first test that does not hold, with its error."""
    scope = dict(names)
    scope.setdefault("ans", answer)
    scope["__builtins__"] = dict(PRISTINE)
    for test in tests:
        try:
            exec(compile(test, TEST, "exec", 0, True), scope)
        except MemoryError:
            raise
        except BaseException as error:
            return test, error
    return None


def line_of(error):
    if isinstance(error, SyntaxError) and error.filename == SOURCE:
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == SOURCE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def message_of(error):
    try:
        if isinstance(error, SyntaxError):
            return str(error.msg)[:MAX_MESSAGE]
        if isinstance(error, SystemExit):
            return "the program ended itself with exit status %r" % (error.code,)
        return str(error)[:MAX_MESSAGE]
    except BaseException:
        return "(an exception without a printable message)"


def report(error):
    return {"type": type(error).__name__, "message": message_of(error), "line": line_of(error)}


def run(source, tests, names, stdout):
    try:
        code = compiled(source)
        if mentions(code, "solve_it") or mentions(code, "Symbol"):
            offer_solver()
        exec(code, names)
        answer, printed = find_answer(names, stdout)
        failed = run_tests(tests, names, answer)
        if failed:
            return {"status": "test_failed", "failed_test": failed[0], "error": report(failed[1])}
        return {"status": "ok", **describe(answer, printed)}
    except MemoryError:
        pass  # leaving this clause lets go of the frames, and with them of the memory that the report needs
    except TooLarge as error:
        return {"status": "output_limit", "error": report(error)}
    except BaseException as error:
        return {"status": "exception", "error": report(error)}
    names.clear()
    return {"status": "memory"}


# --- talking to the supervisor ---------------------------------------------------------------------------------------


def receive():
    data = bytearray()
    while True:
        piece = posix.read(0, 1 << 16)
        if not piece:
            break
        data += piece
    texts, at = [], 16
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        texts.append(data[at + 4 : at + 4 + size].decode())
        at += 4 + size
    return bytes(data[:16]), texts[0], texts[1:]


def encoded(value, quote):
    """JSON, without the import of json."""
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (quote(key), encoded(part, quote)) for key, part in value.items())
    return str(value) if isinstance(value, int) else quote(str(value).encode("utf-8", "replace").decode())


def send(secret, payload):
    message = secret + len(payload).to_bytes(4, "little") + payload
    while message:
        message = message[posix.write(3, message) :]


def serve():
    from _json import encode_basestring_ascii as quote
    from _sitebuiltins import Quitter

    write_result, sleep, err = send, time.sleep, sys.stderr
    secret, source, tests = receive()
    builtins.exit = Quitter("exit", "Ctrl-D")
    builtins.quit = Quitter("quit", "Ctrl-D")
    sys.path[:] = sys.argv[1:]
    sys.argv[:] = [SOURCE]
    stdout = Stdout()
    out = io.TextIOWrapper(io.BufferedWriter(stdout, 8192), encoding="utf-8", newline="\n")
    sys.stdout = sys.__stdout__ = out
    module = type(sys)("__main__")
    module.__builtins__ = builtins
    sys.modules["__main__"] = module

    outcome = run(source, tests, vars(module), stdout)
    for stream in (out, err):
        try:
            stream.flush()
        except BaseException:
            pass  # the program closed it
    write_result(secret, encoded(outcome, quote).encode())
    while True:  # the supervisor ends the run: nothing the program left for later gets its turn
        try:
            sleep(60)
        except BaseException:
            pass


serve()
