"""Runs one program of thought inside the sandbox and reports what it answered; then, for its judge, gives its values.

This file follows answer.py and values.py in one script, which the fork server has run before the first program came.
"""
import _ast
import builtins
import io
import posix
import sys
from _json import encode_basestring_ascii as quote

from _sitebuiltins import Quitter

SOURCE = "<program>"
VALUE = "<value>"  # the variable, with a name no program can write, that holds the last expression's value
PARSE_ONLY = 0x400  # ast.PyCF_ONLY_AST
MAX_MESSAGE = 2000
PEER = 4  # the descriptor of the way to the other process
MAX_FRAME = 1 << 20  # bytes over it


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


# --- running ---------------------------------------------------------------------------------------------------------


def found(module):
    return module in sys.modules or any(finder.find_spec(module, None) for finder in list(sys.meta_path))


def without_idle_imports(tree):
    """Drops top-level imports of packages that are not installed and that nothing in the program mentions."""
    missing = [
        node for node in tree.body
        if isinstance(node, _ast.Import) and not any(found(alias.name.partition(".")[0]) for alias in node.names)
    ]
    if missing:
        rest = _ast.Module(body=[node for node in tree.body if node not in missing], type_ignores=[])
        code = compile(rest, SOURCE, "exec", 0, True)
        names = {node: [alias.asname or alias.name.partition(".")[0] for alias in node.names] for node in missing}
        tree.body = [
            node for node in tree.body
            if node not in names or any(mentions(code, name) for name in names[node])
        ]


def compiled(source):
    """The program's code, its last expression's value kept in VALUE."""
    tree = compile(source, SOURCE, "exec", PARSE_ONLY, True)
    without_idle_imports(tree)
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
    """A function or method of the program's own, cached or not, that needs no argument; a partial is taken at its word."""
    if of_module(value, "functools", "partial"):
        return True
    if of_module(value, "functools", "_lru_cache_wrapper"):
        value = value.__wrapped__
    bound = 0
    if type(value) is type(Quitter("", "").__call__):
        value, bound = value.__func__, 1
    if type(value) is not type(compiled) or value.__code__.co_filename != SOURCE:
        return False
    code = value.__code__
    required = code.co_argcount - bound - len(value.__defaults__ or ())
    keywords = code.co_kwonlyargcount - len(value.__kwdefaults__ or ())
    generates = code.co_flags & 0x2A0  # a generator or a coroutine
    return required <= 0 and keywords <= 0 and not generates


def find_answer(names, stdout, prints):
    """The answer, and whether it is only a printed line, where such a line counts."""
    if callable_plainly(names.get("solve")):
        return names["solve"](), False
    for name in ("ans", "answer"):
        value = names.get(name, MISSING)
        if value is not MISSING:
            return (value() if callable_plainly(value) else value), False
    if names.get(VALUE) is not None:
        return names[VALUE], False
    sys.stdout.flush()
    line = stdout.last_line() if prints else ""
    if line:
        return line, True
    for name in ("solution", "solver"):
        if callable_plainly(names.get(name)):
            return names[name](), False
    raise NoAnswer("the program defines no solve(), sets no `ans` or `answer`, and prints nothing")


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


def run(source, names, stdout, prints):
    """The report, and the answer where the program gave one."""
    try:
        code = compiled(source)
        if mentions(code, "solve_it") or mentions(code, "Symbol"):
            offer_solver()
        exec(code, names)
        answer, printed = find_answer(names, stdout, prints)
        return {"status": "ok", **describe(answer, printed)}, answer
    except MemoryError:
        pass  # leaving this clause lets go of the frames, and with them of the memory that the report needs
    except TooLarge as error:
        return {"status": "output_limit", "error": report(error)}, None
    except BaseException as error:
        return {"status": "exception", "error": report(error)}, None
    names.clear()
    return {"status": "memory"}, None


# --- talking to the supervisor ---------------------------------------------------------------------------------------


def texts_in(data):
    """Byte strings in a row, each behind its length."""
    texts, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        texts.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return texts


def encoded(value):
    """JSON, without the import of json."""
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (quote(key), encoded(part)) for key, part in value.items())
    return str(value) if isinstance(value, int) else quote(str(value).encode("utf-8", "replace").decode())


def flushed(*streams):
    for stream in streams:
        try:
            stream.flush()
        except BaseException:
            pass  # the program closed it


# --- giving values to the judge --------------------------------------------------------------------------------------


def read_exactly(fd, size):
    data = b""
    while len(data) < size:
        piece = posix.read(fd, size - len(data))
        if not piece:
            raise EOFError("the other process is gone")
        data += piece
    return data


def read_frame(fd):
    size = int.from_bytes(read_exactly(fd, 4), "little")
    if size > MAX_FRAME:
        raise Unreadable("a message of %d bytes" % size)
    return read_exactly(fd, size)


def write_frame(fd, data):
    data = len(data).to_bytes(4, "little") + data
    while data:
        data = data[posix.write(fd, data) :]


class Giver:
    """Answers the judge's requests for the program's values, and calls its functions."""

    def __init__(self, names):
        self.names = names
        self.kept = []

    def keep(self, value):
        self.kept.append(value)
        return Handle(len(self.kept) - 1, type(value).__name__, callable(value))

    def local(self, value):
        """A request's argument, where it is a handle the value that it stands for."""
        return self.kept[value.number] if type(value) is Handle else value

    def perform(self, what, target, *rest):
        if what == "get":
            return self.names[target]
        if what == "attribute":
            return getattr(self.local(target), rest[0])
        arguments, named = rest
        arguments = [self.local(part) for part in arguments]
        return self.local(target)(*arguments, **{key: self.local(part) for key, part in named.items()})

    def reply(self, request):
        number, *wanted = read_value(request)
        try:
            value = write_value(self.perform(*wanted), self.keep)
        except BaseException as error:
            value = packed(b"x", write_value((type(error).__name__, message_of(error)), self.keep))
        return packed(b"i", b"%x" % number) + value

    def serve(self):
        while True:
            answer = self.reply(read_frame(PEER))
            flushed(sys.stdout, sys.stderr)
            write_frame(PEER, answer)


def run_program(source, judged, prints, send):
    builtins.exit = Quitter("exit", "Ctrl-D")
    builtins.quit = Quitter("quit", "Ctrl-D")
    sys.argv[:] = [SOURCE]
    stdout = Stdout()
    out = io.TextIOWrapper(io.BufferedWriter(stdout, 8192), encoding="utf-8", newline="\n")
    sys.stdout = sys.__stdout__ = out
    err = sys.stderr
    module = type(sys)("__main__")
    module.__builtins__ = builtins
    sys.modules["__main__"] = module

    outcome, answer = run(source, vars(module), stdout, prints)
    flushed(out, err)
    giver = Giver(vars(module))
    value = b""
    if judged and outcome["status"] == "ok":
        try:
            value = write_value(answer, giver.keep)
        except BaseException:
            value = write_value(giver.keep(answer), giver.keep)
    send(encoded(outcome).encode() + b"\0" + value)
    if value:
        giver.serve()


def main(data, send):
    """A run: "p" or "t", for a program alone or one with tests, its source, and "1" where a printed line is an answer.

    A judge: "j" and what it is to judge.
    """
    role, *rest = texts_in(data)
    if role == b"j":
        judge(*rest, send=send)
    else:
        run_program(rest[0].decode(), role == b"t", rest[1] == b"1", send)


def warm(modules):
    """Fills the caches of what programs use most; what is computed here is thrown away."""
    if "sympy" in modules:
        import sympy

        x = sympy.Symbol("x")
        sympy.latex(sympy.solve(x**2 - 5 * x + 6, x))
        sympy.latex(sympy.integrate(x * sympy.sin(x), x))
        sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2)
