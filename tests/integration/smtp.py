"""An SMTP client that sends exactly what it is told: no rewriting, no checks, and each step in the
caller's hand (pipelining, BDAT, RSET, raw bytes)."""
import base64
import socket


class Reply:
    def __init__(self, code, lines):
        self.code, self.lines = code, lines

    @property
    def accepted(self):
        return 200 <= self.code < 400

    def __repr__(self):
        return f"{self.code} {' / '.join(self.lines)}"


def stuffed(raw):
    """Message bytes (CRLF lines) as they follow DATA, the final dot included."""
    body = raw.replace(b"\r\n.", b"\r\n..")
    if body.startswith(b"."):
        body = b"." + body
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


class Session:
    def __init__(self, port, helo="client.example.net", timeout=60):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("rb")
        self.greeting = self.reply()
        self.extensions = self.ehlo(helo)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.command("QUIT")
        except (OSError, EOFError):
            pass
        self.lines.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def reply(self):
        lines = []
        while line := self.lines.readline():
            text = line.decode("latin-1").rstrip("\r\n")
            lines.append(text[4:])
            if text[3:4] != "-":
                return Reply(int(text[:3]), lines)
        raise EOFError("the server closed the connection")

    def command(self, text):
        self.send(text.encode() + b"\r\n")
        return self.reply()

    def ehlo(self, helo):
        return {line.split()[0].upper() for line in self.command(f"EHLO {helo}").lines[1:] if line}

    def xclient(self, **attributes):
        """Postfix's XCLIENT: be another client, or a user who has logged in (LOGIN=)."""
        answer = self.command("XCLIENT " + " ".join(f"{k.upper()}={v}" for k, v in attributes.items()))
        self.ehlo("client.example.net")
        return answer

    def login(self, user, password):
        token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        return self.command(f"AUTH PLAIN {token}")

    def mail(self, sender, recipients, raw, options=""):
        """One message, step by step; the first reply that refuses, or that to the final dot."""
        steps = [f"MAIL FROM:<{sender}>{options}"] + [f"RCPT TO:<{r}>" for r in recipients] + ["DATA"]
        for step in steps:
            answer = self.command(step)
            if not answer.accepted:
                self.command("RSET")
                return answer
        self.send(stuffed(raw))
        return self.reply()

    def pipelined(self, sender, recipients, raw, options=""):
        steps = [f"MAIL FROM:<{sender}>{options}"] + [f"RCPT TO:<{r}>" for r in recipients] + ["DATA"]
        self.send("".join(s + "\r\n" for s in steps).encode())
        for answer in [self.reply() for _ in steps]:
            if not answer.accepted:
                return answer
        self.send(stuffed(raw))
        return self.reply()

    def chunked(self, sender, recipients, raw, options="", size=1000):
        """BDAT in pieces; the last one empty."""
        for step in [f"MAIL FROM:<{sender}>{options}"] + [f"RCPT TO:<{r}>" for r in recipients]:
            answer = self.command(step)
            if not answer.accepted:
                return answer
        for start in range(0, len(raw), size):
            piece = raw[start:start + size]
            self.send(b"BDAT %d\r\n" % len(piece) + piece)
            answer = self.reply()
            if not answer.accepted:
                return answer
        return self.command("BDAT 0 LAST")


def deliver(port, sender, recipients, raw, **options):
    with Session(port) as session:
        return session.mail(sender, recipients, raw, **options)
