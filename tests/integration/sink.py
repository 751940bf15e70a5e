"""An SMTP server that accepts everything and keeps the envelope and the exact bytes it received
(dots unstuffed, nothing else changed): the last hop of every MTA under test."""
import dataclasses
import socketserver
import threading
import time

from workspace import Failure

EXTENSIONS = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 104857600", "ENHANCEDSTATUSCODES")


@dataclasses.dataclass
class Mail:
    sender: str
    recipients: list
    data: bytes

    def headers(self):
        """(name, value) in order; a fold stays in the value, as '\\n' and its white space."""
        fields = []
        for line in head_of(self.data).split(b"\r\n"):
            if line[:1] in (b" ", b"\t") and fields:
                fields[-1] = (fields[-1][0], fields[-1][1] + "\n" + line.decode("latin-1"))
            elif b":" in line:
                name, value = line.split(b":", 1)
                fields.append((name.decode("latin-1"), value.decode("latin-1").lstrip(" ")))
        return fields

    def triage(self):
        """Our fields, in order, unfolded."""
        return [(n, v.replace("\n", "")) for n, v in self.headers() if n.lower().startswith("x-triage-")]

    def field(self, name):
        values = [v for n, v in self.headers() if n.lower() == name.lower()]
        return values[0].replace("\n", "") if values else ""


def head_of(data):
    return data if b"\r\n\r\n" not in data else data[:data.index(b"\r\n\r\n")]


class _Session(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        self.say("220 sink.example.org ESMTP")
        self.reset()
        while line := self.rfile.readline(65536):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if not self.command(verb.upper(), rest):
                return

    def reset(self):
        self.sender, self.recipients = "", []

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def command(self, verb, rest):
        if verb == "EHLO":
            lines = ("sink.example.org",) + EXTENSIONS
            for i, line in enumerate(lines):
                self.say(f"250{' ' if i == len(lines) - 1 else '-'}{line}")
            return True
        if verb == "QUIT":
            self.say("221 bye")
            return False
        if verb == "DATA":
            self.say("354 go on")
            self.server.keep(Mail(self.sender, self.recipients, self.body()))
            self.reset()
        elif verb == "MAIL":
            self.sender = address(rest)
        elif verb == "RCPT":
            self.recipients.append(address(rest))
        elif verb == "RSET":
            self.reset()
        self.say("250 2.0.0 ok")
        return True

    def body(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise ConnectionError("client went away in DATA")
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)


def address(argument):
    return argument[argument.find("<") + 1:argument.find(">")]


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, workspace):
        super().__init__(("127.0.0.1", 0), _Session)
        self.port = self.server_address[1]
        self.mails = []
        self.changed = threading.Condition()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        workspace.at_end(self.shutdown)

    def keep(self, mail):
        with self.changed:
            self.mails.append(mail)
            self.changed.notify_all()

    def handle_error(self, *_):
        pass  # a client that went away; what is missing shows in the test

    def clear(self):
        with self.changed:
            self.mails.clear()

    def wait(self, recipient, seconds=30.0, count=1):
        """The mails for that recipient, when there are `count` of them."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = [m for m in self.mails if recipient in m.recipients]
                if len(found) >= count:
                    return found
                if not self.changed.wait(end - time.monotonic()) and time.monotonic() >= end:
                    raise Failure(f"{len(found)} of {count} mails for {recipient} in {seconds:g} s")
