"""Test Anything Protocol output and the frame around a test script: a global timeout, and the rule
that what is missing is a skip on a desk and a failure where CI is set."""
import os
import signal
import sys
import traceback

from workspace import Failure, Missing, stop_on_signals

_count = 0
_failed = 0


def ok(condition, what, detail=""):
    """One test point; returns whether it holds, so that a caller can show more."""
    global _count, _failed
    _count += 1
    print(f"{'ok' if condition else 'not ok'} {_count} - {what}")
    if not condition:
        _failed += 1
        note(detail)
    sys.stdout.flush()
    return bool(condition)


def equal(got, want, what):
    return ok(got == want, what, f"got:  {got!r}\nwant: {want!r}")


def failed():
    return _failed > 0


def skip(what, why):
    global _count
    _count += 1
    print(f"ok {_count} - {what} # SKIP {why}", flush=True)


def note(text):
    for line in str(text).splitlines():
        print(f"# {line[:400]}")
    sys.stdout.flush()


def guarded(what, action):
    """Runs one part of a test; what goes wrong in it is that part's failure, and the rest goes on."""
    try:
        return action()
    except Missing as missing:
        absent(what, missing)
    except (Failure, OSError, EOFError) as error:
        where = [f"{os.path.basename(f.filename)}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
        ok(False, what, f"{type(error).__name__}: {error}\nat {' '.join(where)}")
    except Exception:  # a mistake in the test itself must not hide the other points
        ok(False, what, traceback.format_exc())
    return None


def absent(what, missing):
    if os.environ.get("CI"):
        ok(False, what, f"missing: {missing}")
    else:
        skip(what, f"missing: {missing}")


def main(body, seconds):
    """Runs body() and exits with the outcome; after so many seconds it is cut off, cleaned up."""
    def too_long(*_):
        raise Failure(f"the script ran for more than {seconds} s")
    stop_on_signals()
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(seconds)
    guarded(os.path.basename(sys.argv[0]), body)
    signal.alarm(0)
    print(f"1..{_count}", flush=True)
    sys.exit(1 if _failed or not _count else 0)
