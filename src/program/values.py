"""Values as bytes, for processes that do not trust each other.

A value is a tag, the length of its payload in decimal, a colon, and the payload. Containers hold values in a row; what
has no such form stays where it is and goes by the number of a handle. Reading builds the listed types and nothing else.
"""
import sys

MAX_VALUE = 256 << 10  # bytes
MAX_SYMPY_DEPTH = 200
MISSING = object()


class Unreadable(Exception):
    """Bytes that are no value."""


class Handle:
    """A value that stays in the other process."""

    def __init__(self, number, type_name, is_callable):
        self.number, self.type_name, self.is_callable = number, type_name, is_callable


def packed(tag, payload):
    return b"%s%d:%s" % (tag, len(payload), payload)


def text_bytes(text):
    return text.encode("utf-8", "surrogatepass")


def write_scalar(value, kind):
    if value is None:
        return packed(b"N", b"")
    if kind is bool:
        return packed(b"b", b"1" if value else b"0")
    if kind is int:
        return packed(b"i", b"%x" % value)
    if kind is float:
        return packed(b"f", value.hex().encode())
    if kind is complex:
        return packed(b"c", packed(b"f", value.real.hex().encode()) + packed(b"f", value.imag.hex().encode()))
    if kind is str:
        return packed(b"s", text_bytes(value))
    if of_module(value, "fractions", "Fraction"):
        return packed(b"q", packed(b"i", b"%x" % value.numerator) + packed(b"i", b"%x" % value.denominator))
    if of_module(value, "decimal", "Decimal"):
        return packed(b"d", str(value).encode())
    if of_module(value, "datetime", "date", "datetime", "time"):
        return packed(b"w", ("%s %s" % (kind.__name__, value.isoformat())).encode())
    if of_module(value, "datetime", "timedelta"):
        return packed(b"w", ("timedelta %d %d %d" % (value.days, value.seconds, value.microseconds)).encode())
    if is_sympy(value):
        return write_sympy(value)
    return None


def write_sympy(value):
    """None where the other side would not read the same expression."""
    text = sys.modules["sympy"].srepr(value)
    try:
        return packed(b"m", text_bytes(text)) if read_sympy(text) == value else None
    except Exception:
        return None


CONTAINER_TAGS = {list: b"l", tuple: b"t", set: b"S", frozenset: b"z", dict: b"D"}


def write_value(value, keep, depth=0):
    """The bytes of a value; `keep` takes in what has no form and returns its handle."""
    value = to_builtin(value)
    kind = type(value)
    scalar = None
    if kind in CONTAINER_TAGS and depth < MAX_DEPTH:
        parts = [part for item in value.items() for part in item] if kind is dict else value
        written = [write_value(part, keep, depth + 1) for part in parts]
        scalar = packed(CONTAINER_TAGS[kind], b"".join(written))
    elif kind is not Handle:
        scalar = write_scalar(value, kind)
    if scalar is not None and len(scalar) <= MAX_VALUE:
        return scalar
    handle = value if kind is Handle else keep(value)
    return packed(b"u", b"%d %d " % (handle.number, handle.is_callable) + text_bytes(handle.type_name))


# --- reading ---------------------------------------------------------------------------------------------------------


def split_values(data):
    """The tags and payloads of values in a row."""
    at = 0
    while at < len(data):
        colon = data.find(b":", at, at + 12)
        digits = data[at + 1 : colon]
        if colon < 0 or not digits.isdigit() or colon + 1 + int(digits) > len(data):
            raise Unreadable("a value without its length")
        end = colon + 1 + int(digits)
        yield data[at : at + 1], data[colon + 1 : end]
        at = end


def read_scalar(tag, payload):
    if tag == b"N":
        return None
    if tag == b"b":
        return payload == b"1"
    if tag == b"i":
        return int(payload, 16)
    if tag == b"f":
        return float.fromhex(payload.decode())
    if tag in b"cq":
        first, second = [read_scalar(*part) for part in split_values(payload)]
        if tag == b"c":
            return complex(float(first), float(second))
        from fractions import Fraction

        return Fraction(int(first), int(second))
    if tag == b"s":
        return payload.decode("utf-8", "surrogatepass")
    if tag == b"d":
        from decimal import Decimal

        return Decimal(payload.decode())
    if tag == b"w":
        return read_time(*payload.decode().split(" ", 1))
    if tag == b"m":
        return read_sympy(payload.decode("utf-8", "surrogatepass"))
    if tag == b"u":
        number, is_callable, name = payload.split(b" ", 2)
        return Handle(int(number), name.decode("utf-8", "replace")[:100], is_callable == b"1")
    raise Unreadable("an unknown kind of value")


def read_time(kind, text):
    import datetime

    if kind == "timedelta":
        return datetime.timedelta(*[int(part) for part in text.split(" ")])
    if kind in ("date", "datetime", "time"):
        return getattr(datetime, kind).fromisoformat(text)
    raise Unreadable("an unknown kind of time")


def build_value(tag, payload, depth=0):
    if tag not in CONTAINER_TAGS.values():
        return read_scalar(tag, payload)
    if depth >= MAX_DEPTH:
        raise Unreadable("values nested more than %d deep" % MAX_DEPTH)
    parts = [build_value(*part, depth + 1) for part in split_values(payload)]
    if tag == b"D":
        return dict(zip(parts[::2], parts[1::2]))
    return next(kind for kind, known in CONTAINER_TAGS.items() if known == tag)(parts)


def read_value(data):
    """The value whose bytes these are. Whatever the bytes, it ends in a value or in Unreadable."""
    try:
        (only,) = split_values(data)
        return build_value(*only)
    except MemoryError:
        raise
    except Exception as error:
        raise Unreadable("no value: %s" % error) from None


# SymPy's srepr, read as a tree of constructors. Texts go to those that take them as names or digits: anywhere else
# SymPy would parse, and thereby run, them.
TAKE_TEXT = ("Symbol", "Dummy", "Wild", "Str", "Float", "Function", "MatrixSymbol")
CONSTANTS = ("pi", "E", "I", "oo", "nan", "zoo", "true", "false", "EmptySet", "UniversalSet", "Reals", "Naturals",
             "Naturals0", "Integers", "Rationals", "Complexes", "GoldenRatio", "EulerGamma", "Catalan")
ALIASES = {"ExprCondPair": "Tuple"}


def sympy_class(name):
    import sympy

    name = ALIASES.get(name, name)
    found = getattr(sympy, name, None) or getattr(sympy.core.symbol, name, None)
    if not isinstance(found, type) or not issubclass(found, (sympy.Basic, sympy.MatrixBase)):
        raise Unreadable("no SymPy class: %s" % name[:50])
    return found


def sympy_argument(node, takes_text, depth):
    import ast

    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and not takes_text:
            raise Unreadable("a text where SymPy takes none")
        if isinstance(node.value, (int, str)) or node.value is None:
            return node.value
        raise Unreadable("an argument that SymPy does not print")
    if isinstance(node, (ast.List, ast.Tuple)):
        kind = list if isinstance(node, ast.List) else tuple
        return kind(sympy_argument(part, False, depth) for part in node.elts)
    return sympy_node(node, depth)


def sympy_node(node, depth=0):
    import ast
    import sympy

    if depth > MAX_SYMPY_DEPTH:
        raise Unreadable("an expression nested more than %d deep" % MAX_SYMPY_DEPTH)
    if isinstance(node, ast.Name) and node.id in CONSTANTS:
        return getattr(sympy, node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        if isinstance(node.operand, ast.Constant) and type(node.operand.value) is int:
            return -node.operand.value
        return -sympy_node(node.operand, depth + 1)
    if not isinstance(node, ast.Call):
        raise Unreadable("what SymPy does not print")
    if isinstance(node.func, ast.Name):
        make, takes_text = sympy_class(node.func.id), node.func.id in TAKE_TEXT
    else:  # Function('f')(x)
        make, takes_text = sympy_node(node.func, depth + 1), False
        if not isinstance(make, sympy.core.function.UndefinedFunction):
            raise Unreadable("a call that SymPy does not print")
    arguments = [sympy_argument(part, takes_text, depth + 1) for part in node.args]
    named = {part.arg: sympy_argument(part.value, False, depth + 1) for part in node.keywords}
    return make(*arguments, **named)


def read_sympy(text):
    import ast

    return sympy_node(ast.parse(text, mode="eval").body)
