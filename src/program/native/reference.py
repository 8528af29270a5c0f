"""Runs programs under plain CPython, by the harness's own rules, for comparison with the native interpreter.

usage: reference.py FOLDER [--rate] < PROGRAMS > RESULTS

FOLDER holds the parts of the harness.

Each line of the input is a JSON object with `source` and `tests`; each line of the output is what the harness reports
of it, with `stdout`. A program that takes too long or too much memory is reported as {"status": "timeout"} or
{"status": "memory"}. It runs in this process: give it nothing but programs that are known to only compute.

With --rate the programs are only compiled and executed, and the output is how many of them a second.
"""
import builtins
import decimal
import io
import json
import resource
import signal
import sys
import time

sys.set_int_max_str_digits(4300)
SECONDS = 2
MEMORY = 1 << 30


class OutOfTime(BaseException):
    pass


def out_of_time(signum, frame):
    raise OutOfTime


def load_harness(folder):
    names = {"__name__": "harness"}
    for part in ("answer.py", "values.py", "harness.py"):
        path = folder + "/" + part
        with open(path) as file:
            exec(compile(file.read(), path, "exec"), names)
    return names


class Captured(io.RawIOBase):
    """What the harness's Stdout is, into memory."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)

    def last_line(self):
        lines = self.data[-8192:].decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""


def serve(harness, pristine):
    for line in sys.stdin.readlines():
        program = json.loads(line)
        raw = Captured()
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw, 8192), encoding="utf-8", newline="\n")
        module = type(sys)("__main__")
        module.__builtins__ = builtins
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            outcome = harness["run"](program["source"], vars(module), raw, prints=True)[0]
        except OutOfTime:
            outcome = {"status": "timeout"}
        signal.setitimer(signal.ITIMER_REAL, 0)
        if outcome.get("error", {}).get("type") == "OutOfTime":
            outcome = {"status": "timeout"}
        sys.stdout.flush()
        sys.stdout = sys.__stdout__
        scope = vars(builtins)
        for name in set(scope) - set(pristine):
            del scope[name]
        scope.update(pristine)
        decimal.setcontext(decimal.Context())
        outcome["stdout"] = raw.data.decode("utf-8", "replace")
        print(json.dumps(outcome))


def measure_rate():
    sources = [json.loads(line)["source"] for line in sys.stdin.readlines()]
    out, sys.stdout = sys.stdout, io.StringIO()
    start = time.perf_counter()
    for source in sources:
        try:
            exec(compile(source, "<program>", "exec", 0, True), {"__name__": "__main__"})
        except Exception:
            pass
    seconds = time.perf_counter() - start
    sys.stdout = out
    print(len(sources) / seconds)


resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
signal.signal(signal.SIGALRM, out_of_time)
if "--rate" in sys.argv:
    measure_rate()
else:
    serve(load_harness(sys.argv[1]), dict(vars(builtins)))
