"""Judges a program by its problem's tests, in a process that never runs the program's code.

A test meets the values of the program's names, which the program's process sends as bytes, and the functions of the
program as stand-ins that call over there. A name that the program only ever imports is imported here anew, and the
built-in functions are Python's own: what the program did to its copies of them does not count.
"""
import _ast

TEST = "<test>"
MAX_REQUESTS = 10_000
LIBRARIES = frozenset((
    "bisect", "cmath", "collections", "datetime", "decimal", "fractions", "functools", "heapq", "itertools", "math",
    "mpmath", "numpy", "operator", "random", "re", "statistics", "string", "sympy",
))
# What tests may use though the program does not import it, and what a program's own functions of that name do not
# stand in for: it compares values or makes those that are compared.
VOCABULARY = {
    "Fraction": "fractions", "Decimal": "decimal", "isclose": "math", "Rational": "sympy", "simplify": "sympy",
    "nsimplify": "sympy", "sympify": "sympy", "math": None, "fractions": None, "decimal": None, "itertools": None,
    "statistics": None, "sympy": None,
}


class ProgramError(Exception):
    """An exception of the program's own kind."""


class Peer:
    """The program's process, of which nothing is believed but that its values are what it says."""

    def __init__(self):
        self.requests = 0

    def ask(self, *request):
        self.requests += 1
        if self.requests > MAX_REQUESTS:
            raise ProgramError("the tests ask for more than %d values" % MAX_REQUESTS)
        write_frame(PEER, write_value((self.requests, *request), self.refuse))
        number, answer = split_values(read_frame(PEER))
        if number != (b"i", b"%x" % self.requests):
            raise Unreadable("an answer to another question")
        if answer[0] == b"x":
            raise self.error(read_value(answer[1]))
        return self.adopted(read_value(packed(*answer)))

    @staticmethod
    def refuse(value):
        if isinstance(value, StandIn):
            return object.__getattribute__(value, "handle")
        raise TypeError("a test cannot give the program a %s" % type(value).__name__)

    @staticmethod
    def error(described):
        name, message = described
        kind = PRISTINE.get(name)
        known = isinstance(kind, type) and issubclass(kind, Exception)
        return kind(message) if known else ProgramError("%s: %s" % (name, message))

    def adopted(self, value):
        """The value with a stand-in for each handle."""
        if type(value) is Handle:
            return StandIn(self, value)
        if type(value) in (list, tuple, set, frozenset):
            return type(value)([self.adopted(part) for part in value])
        if type(value) is dict:
            return {key: self.adopted(part) for key, part in value.items()}
        return value


class StandIn:
    """A function or an object of the program. It can be called and has attributes; it equals and proves nothing."""

    def __init__(self, peer, handle):
        object.__setattr__(self, "peer", peer)
        object.__setattr__(self, "handle", handle)

    def __call__(self, *arguments, **named):
        peer, handle = [object.__getattribute__(self, name) for name in ("peer", "handle")]
        if not handle.is_callable:
            raise TypeError("the program's %s cannot be called" % handle.type_name)
        return peer.ask("call", self, arguments, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return object.__getattribute__(self, "peer").ask("attribute", self, name)

    def opaque(self, *_):
        handle = object.__getattribute__(self, "handle")
        raise TypeError("tests cannot look into the program's %s" % handle.type_name)

    __setattr__ = __delattr__ = opaque
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __len__ = __iter__ = __contains__ = opaque
    __hash__ = None


class Bindings:
    """What a program's source does with names at its top level, as far as reading it tells."""

    def __init__(self, source):
        self.imported = {}  # name: the module, and the attribute of it or None
        self.starred = []  # modules imported whole
        self.bound = set()  # otherwise, by whatever statement
        try:
            self.read(compile(source, SOURCE, "exec", PARSE_ONLY, True))
        except (SyntaxError, ValueError, RecursionError):
            pass  # then no name is known to be a library's

    def read(self, tree):
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, _ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    self.imported[alias.asname or top] = (alias.name if alias.asname else top), None
            elif isinstance(node, _ast.ImportFrom):
                self.read_from(node)
            elif isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.ClassDef)):
                self.bound.add(node.name)
            elif isinstance(node, _ast.Name) and not isinstance(node.ctx, _ast.Load):
                self.bound.add(node.id)
            waiting += [part for name in node._fields for part in nodes_in(getattr(node, name, None))]

    def read_from(self, node):
        for alias in node.names:
            if alias.name == "*":
                self.starred.append(node.module)
            elif node.module and not node.level:
                self.imported[alias.asname or alias.name] = node.module, alias.name

    def library_value(self, name):
        """The value of a name that the program only imports, from the library itself; else MISSING."""
        if name in self.bound:
            return MISSING
        if name in self.imported:
            return imported_value(*self.imported[name])
        found = [imported_value(module, name) for module in self.starred]
        return next((value for value in reversed(found) if value is not MISSING), MISSING)


def nodes_in(field):
    if isinstance(field, _ast.AST):
        return [field]
    return [part for part in field if isinstance(part, _ast.AST)] if isinstance(field, list) else []


def imported_value(module, attribute):
    if not module or module.partition(".")[0] not in LIBRARIES:
        return MISSING
    try:
        __import__(module)
        found = sys.modules[module]
        return found if attribute is None else getattr(found, attribute, MISSING)
    except ImportError:
        return MISSING


def pristine_value(name):
    if name in VOCABULARY:
        module = VOCABULARY[name]
        return imported_value(module or name, name if module else None)
    return PRISTINE.get(name, MISSING)


def value_for(name, bindings, peer):
    """What a test sees under a name that it does not bind itself; MISSING where nobody knows it."""
    library = bindings.library_value(name)
    if library is not MISSING:
        return library
    pristine = pristine_value(name)
    if pristine is not MISSING and name not in bindings.bound:
        return pristine
    try:
        value = peer.ask("get", name)
    except KeyError:
        return pristine
    return pristine if pristine is not MISSING and type(value) is StandIn else value


def names_read(tree):
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, _ast.Name) and isinstance(node.ctx, _ast.Load):
            yield node.id
        waiting += [part for name in node._fields for part in nodes_in(getattr(node, name, None))]


def statements(test):
    """The statements of a test, each with its own text."""
    lines = test.splitlines()
    for node in compile(test, TEST, "exec", PARSE_ONLY, True).body:
        first = min([node.lineno, *[part.lineno for part in getattr(node, "decorator_list", [])]])
        yield _ast.Module(body=[node], type_ignores=[]), "\n".join(lines[first - 1 : node.end_lineno])


def run_statement(tree, scope, bindings, peer):
    for name in dict.fromkeys(names_read(tree)):
        if name not in scope:
            value = value_for(name, bindings, peer)
            if value is not MISSING:
                scope[name] = value
    exec(compile(tree, TEST, "exec", 0, True), scope)


def first_failure(tests, scope, bindings, peer):
    """The first statement that does not hold, with its error; None where all do."""
    for test in tests:
        text = test
        try:
            for tree, text in statements(test):
                run_statement(tree, scope, bindings, peer)
        except MemoryError:
            raise
        except BaseException as error:
            return text, error
    return None


def verdict(source, value, printed, tests):
    """"ok" with the answer as it is read here, or the first statement that does not hold, with its error."""
    peer = Peer()
    answer = peer.adopted(read_value(value))
    scope = {"__builtins__": dict(PRISTINE), "__name__": TEST, "ans": answer}
    failure = first_failure(tests, scope, Bindings(source), peer)
    if failure:
        return {"status": "test_failed", "failed_test": failure[0], "error": {**report(failure[1]), "line": 0}}
    if type(answer) is StandIn:
        return {"status": "ok"}
    return {"status": "ok", **describe(answer, printed)}


def judge(source, value, printed, *tests, send):
    try:
        outcome = verdict(source.decode(), value, printed == b"1", [test.decode() for test in tests])
    except MemoryError:
        outcome = {"status": "memory"}
    except TooLarge as error:
        outcome = {"status": "output_limit", "error": report(error)}
    except Exception as error:
        outcome = {"status": "exception", "error": report(error)}
    flushed(sys.stdout, sys.stderr)
    send(encoded(outcome).encode())
