"""The daemon under test: its configuration in a folder of its own, started in the foreground, and
asked over its stats socket. Rules and lists are the source tree's."""
import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess

from mta import DOMAIN
from workspace import BUILD, ROOT, Failure, Missing, free_port, poll

PROGRAM = BUILD / "triage-milter"
TRIAGECTL = BUILD / "triagectl"


def value_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "( " + ", ".join(value_text(v) for v in value) + " )"
    return json.dumps(str(value), ensure_ascii=False)


def config_text(settings):
    """{'mode': …, 'milter': {'socket': …}} as libconfig reads it."""
    lines = []
    for name, value in settings.items():
        if isinstance(value, dict):
            body = " ".join(f"{k} = {value_text(v)};" for k, v in value.items())
            lines.append(f"{name}: {{ {body} }};")
        else:
            lines.append(f"{name} = {value_text(value)};")
    return "\n".join(lines) + "\n"


class Daemon:
    """settings: {'group.key': value}, over what every test needs."""

    def __init__(self, workspace, name="daemon", settings=None, start=True, program=PROGRAM):
        if not pathlib.Path(program).exists():
            raise Missing(f"{program} (make first)")
        self.workspace, self.name, self.program = workspace, name, program
        self.dir = workspace.folder(name)
        self.config = self.dir / "triage-milter.conf"
        self.stats = self.dir / "stats.sock"
        self.socket_path = self.dir / "milter.sock"
        self.socket = f"unix:{self.socket_path}"
        self.log_name = f"{name}/log"
        self.process = None
        self.environment = {}  # beside the test's own
        self.settings = {
            "milter.socket": self.socket, "milter.socket_mode": "0666",
            "security.rules_dir": ROOT / "etc/rules", "security.lists_dir": ROOT / "etc/lists",
            "security.model": ROOT / "etc/models/threats.model",
            "agents.models_dir": ROOT / "etc/models",
            "store.path": self.dir / "history.sqlite", "store.key_file": self.dir / "key",
            "monitoring.stats_socket": self.stats, "monitoring.http_listen": "",
            "policy.local_domains": [DOMAIN],
            "log.target": "stderr",
        }
        self.configure(settings or {})
        if start:
            self.start()

    def configure(self, settings):
        self.settings.update(settings)
        tree = {}
        for path, value in self.settings.items():
            group, _, key = path.rpartition(".")
            (tree.setdefault(group, {}) if group else tree)[key] = value
        self.config.write_text(config_text(tree))

    def listen_http(self):
        self.http_port = free_port()
        self.configure({"monitoring.http_listen": f"127.0.0.1:{self.http_port}"})

    def start(self):
        self.process = self.workspace.start([self.program, "-f", "-c", self.config], self.log_name,
                                            env={**os.environ, **self.environment})
        poll(f"{self.name} to be ready", self.ready, 30)
        return self

    def ready(self):
        if self.process.poll() is not None:
            raise Failure(f"{self.name} ended with {self.process.returncode}:\n"
                          + self.workspace.log_tail(self.log_name))
        if not (self.stats.exists() and self.socket_path.exists()):
            return False
        with contextlib.suppress(OSError):
            return self.ask("ping").strip() == "PONG" and bool(self.workers())
        return False

    def ask(self, commands, timeout=10.0):
        """One line of commands to the stats socket, and everything that it answers."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(timeout)
            s.connect(str(self.stats))
            s.sendall(commands.encode() + b"\n")
            return b"".join(iter(lambda: s.recv(65536), b"")).decode()

    def report(self, command):
        """`key: value` lines as a dictionary."""
        return dict(line.split(": ", 1) for line in self.ask(command).splitlines() if ": " in line)

    def metrics(self):
        """{'triage_messages_total{status="complete"}': 3.0, …}"""
        lines = (line.rsplit(" ", 1) for line in self.ask("metrics").splitlines()
                 if line and not line.startswith("#"))
        return {name: float(value) for name, value in lines}

    def metric(self, name, **labels):
        """Sum over the series of that name whose labels match."""
        wanted = [f'{k}="{v}"' for k, v in labels.items()]
        return sum(v for series, v in self.metrics().items()
                   if series.split("{")[0] == name and all(w in series for w in wanted))

    def workers(self):
        """Process ids of the worker processes."""
        pid, found = self.process.pid, []
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, IndexError):
                state, parent = path.read_text().rsplit(") ", 1)[1].split()[:2]
                if int(parent) == pid and state != "Z":
                    found.append(int(path.parent.name))
        return found

    def control(self, *arguments):
        return subprocess.run([TRIAGECTL, "-c", self.config, "-s", self.stats, *arguments],
                              capture_output=True, text=True, timeout=60)

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def log(self):
        return (self.workspace.path / self.log_name).read_text(errors="replace")

    def log_line(self, word, seconds=5):
        """The first log line that contains the word."""
        return poll(f"{word!r} in the log of {self.name}",
                    lambda: next((l for l in self.log().splitlines() if word in l), None), seconds)

    def rss_kb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(next(l.split()[1] for l in status if l.startswith("VmRSS")))

    def alive(self):
        return self.process.poll() is None

    def stop(self, seconds=20.0):
        """TERM; the exit code. Failure if it has not ended by then."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {seconds:g} s of TERM") from None
