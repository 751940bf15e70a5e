"""What every integration test needs around its servers: a private folder, free ports, waiting by
polling with a deadline, and processes that are gone when the test is, however it ends.

The folder lies in /run when we are root: Sendmail refuses sockets below folders that others may
write to, and a UNIX socket path may have 107 bytes only.
"""
import atexit
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("B", ROOT / "build"))
if not BUILD.is_absolute():
    BUILD = ROOT / BUILD
CACHE = ROOT / "build"  # downloads, shared by every build folder
LOGS = ("maillog", "sendmail.log", "log", "out")


class Failure(Exception):
    """A server did not do what it must; the text says what and where its log is."""


class Missing(Exception):
    """Something that is not installed: a skip on a desk, a failure where CI is set."""


def poll(what, probe, seconds=20.0):
    """The first true value of probe(); Failure after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"waited {seconds:g} s for {what}")
        time.sleep(0.01)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def need_root():
    if os.geteuid() != 0:
        raise Missing("root, to start an MTA")


def need_program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise Missing(name)
    return path


def adopt_orphans():
    """Daemons that fork away become our children (PR_SET_CHILD_SUBREAPER), so that we can end and
    reap them."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def end_orphans():
    """Kills and reaps whatever is still our child, and what becomes ours by that."""
    while True:
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError):
                if int(path.read_text().rsplit(") ", 1)[1].split()[1]) == os.getpid():
                    os.kill(int(path.parent.name), signal.SIGKILL)
        try:
            reaped, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not reaped:
            time.sleep(0.01)


class Workspace:
    """A folder and the processes started for it; close() ends them and all that they started."""

    def __init__(self, keep=False):
        base = "/run" if os.geteuid() == 0 else None
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="triage-test-", dir=base))
        self.path.chmod(0o755)
        self.keep = keep
        self._processes = []
        self._endings = []
        atexit.register(self.close)
        adopt_orphans()

    def folder(self, name, mode=0o755, owner=None):
        path = self.path / name
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        if owner:
            shutil.chown(path, owner, owner)
        return path

    def start(self, argv, log, **options):
        with open(self.path / log, "ab") as out:
            process = subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=out, start_new_session=True, **options)
        self._processes.append(process)
        return process

    def at_end(self, action):
        self._endings.append(action)

    def log_tail(self, log, lines=15):
        with contextlib.suppress(OSError):
            return "\n".join((self.path / log).read_text(errors="replace").splitlines()[-lines:])
        return ""

    def close(self):
        atexit.unregister(self.close)
        while self._endings:
            with contextlib.suppress(Exception):
                self._endings.pop()()
        for process in reversed(self._processes):
            end_group(process)
        self._processes.clear()
        end_orphans()
        if not self.keep:
            shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind and not issubclass(kind, (Missing, SystemExit)):
            self.show_logs()
        self.close()

    def show_logs(self):
        """What the servers said last, as notes: the folder is gone when somebody looks."""
        for path in sorted(self.path.rglob("*")):
            if path.is_file() and path.name in LOGS and path.stat().st_size:
                print(f"# {path.relative_to(self.path)}:")
                for line in self.log_tail(path.relative_to(self.path)).splitlines():
                    print(f"#   {line[:300]}")


def end_group(process, patience=3.0):
    """TERM, then KILL, to the whole process group; returns when its leader is reaped."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            break
    with contextlib.suppress(ProcessLookupError):  # what outlived the leader
        os.killpg(process.pid, signal.SIGKILL)


def stop_on_signals():
    """TERM and INT unwind the stack, so that finally clauses and `with` clean up."""
    def leave(number, _frame):
        sys.exit(128 + number)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
