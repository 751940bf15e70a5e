"""The source tree as the tests of the house see it, and TAP lines."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / os.environ.get("B", "build")  # what make has made


def files(*suffixes):
    """Paths relative to the root that end so; all without arguments."""
    if (ROOT / ".git").exists():
        command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True,
                                text=True).stdout.splitlines()
    else:
        listed = [str(p.relative_to(ROOT)) for p in ROOT.rglob("*") if p.is_file()]
        listed = [p for p in listed if not p.startswith("build/")]
    return sorted(p for p in listed
                  if (ROOT / p).exists() and (not suffixes or p.endswith(suffixes)))


def text(path):
    return (ROOT / path).read_text(errors="replace")


class Points:
    """Test points; done() ends the script with the outcome."""

    def __init__(self):
        self.count = self.failed = 0

    def none(self, what, mistakes):
        """Holds if the list of mistakes is empty; they are printed otherwise."""
        mistakes = list(mistakes)
        self.count += 1
        self.failed += bool(mistakes)
        print(f"{'not ok' if mistakes else 'ok'} {self.count} - {what}")
        for mistake in mistakes:
            print(f"#   {mistake}")

    def missing(self, what, program):
        self.count += 1
        if os.environ.get("CI"):
            self.failed += 1
            print(f"not ok {self.count} - {what}: {program} is missing")
        else:
            print(f"ok {self.count} - {what} # SKIP {program} is missing")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
