"""Math-Verify and qed over the same judged pairs: who agrees with whom, who is right, who is faster.

usage: answers.py BUILD_FOLDER CASES.jsonl [LIMIT]
Rows hold gold, pred, expected, and where wanted form, policy and options; those with a policy are left out.
Exits with 1 where qed is right less often.
"""
import json
import logging
import os
import subprocess
import sys
import time

from math_verify import parse, verify

HEAD = "Math-Verify, qed"
logging.disable(logging.CRITICAL)  # its time-outs are reported by the table


def load(path, limit):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [row for row in rows if not row.get("policy")][:limit]


def delimited(row, text):
    """Math-Verify looks for LaTeX between delimiters only; a bare answer gets them."""
    bare = row.get("form") != "response" and not any(mark in text for mark in ("$", "\\(", "\\[", "\\boxed"))
    return f"${text}$" if bare else text


def by_math_verify(rows):
    verdicts, seconds = [], 0.0
    for row in rows:
        start = time.perf_counter()
        try:
            verdict = bool(verify(parse(delimited(row, row["gold"])), parse(delimited(row, row["pred"]))))
        except Exception:  # whatever it dies of is no "equal"
            verdict = False
        seconds += time.perf_counter() - start
        verdicts.append("equal" if verdict else "not equal")
    return verdicts, seconds


def by_qed(qed, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    start = time.perf_counter()
    done = subprocess.run([qed, "check", "--file", "-"], input=text, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    return [json.loads(line)["verdict"] for line in done.stdout.splitlines()], seconds


def right_in(rows, verdicts):
    return sum((verdict == "equal") == row["expected"] for row, verdict in zip(rows, verdicts))


def accuracy(rows, verdicts):
    right = right_in(rows, verdicts)
    false = sum(verdict == "equal" and not row["expected"] for row, verdict in zip(rows, verdicts))
    return f"{right} of {len(rows)} right ({right / len(rows):.4f}), {false} falsely equal"


def main():
    rows = load(sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
    theirs, their_seconds = by_math_verify(rows)
    ours, our_seconds = by_qed(os.path.join(sys.argv[1], "qed"), rows)
    columns = ("equal", "different", "undecided")
    print(f"{HEAD:<20}" + "".join(f"{column:>12}" for column in columns))
    for line in ("equal", "not equal"):
        counts = [sum(a == line and b == column for a, b in zip(theirs, ours)) for column in columns]
        print(f"{line:<20}" + "".join(f"{count:>12}" for count in counts))
    print(f"Math-Verify: {accuracy(rows, theirs)}, {len(rows) / their_seconds:.1f} checks a second")
    print(f"qed:         {accuracy(rows, ours)}, {len(rows) / our_seconds:.1f} checks a second, its start included")
    print(f"ratio of speed: {their_seconds / our_seconds:.0f}")
    sys.exit(right_in(rows, ours) < right_in(rows, theirs))


if __name__ == "__main__":
    main()
