"""The MTA's side of the milter protocol, version 6, for what no MTA lets a test control: the time
from end of message to reply, half-sent messages, protocol bits left out."""
import socket
import struct
import time

ADD_HEADERS, CHANGE_BODY, ADD_RCPT, DEL_RCPT, CHANGE_HEADERS, QUARANTINE = 1, 2, 4, 8, 16, 32
CHANGE_FROM, ADD_RCPT_ARGS, SET_MACRO_LIST = 64, 128, 256
ALL_ACTIONS = 0x1ff
LEADING_SPACE = 0x100000
ALL_STEPS = 0x1fffff
# Steps whose reply the filter may ask to do without (SMFIP_NR_*).
NO_REPLY = {"L": 0x80, "C": 0x1000, "H": 0x2000, "M": 0x4000, "R": 0x8000, "T": 0x10000,
            "U": 0x20000, "N": 0x40000, "B": 0x80000}
NOT_WANTED = {"C": 0x1, "H": 0x2, "M": 0x4, "R": 0x8, "B": 0x10, "L": 0x20, "N": 0x40, "U": 0x100,
              "T": 0x200}


class Verdict:
    """What came back at the end of a message."""

    def __init__(self):
        self.inserted, self.deleted, self.quarantined = [], [], ""
        self.final, self.text, self.seconds = "", "", 0.0

    def field(self, name):
        return next((v for n, v in self.inserted if n.lower() == name.lower()), "")

    @property
    def status(self):
        return self.field("X-Triage-Status").split(";")[0].strip()


class Connection:
    def __init__(self, path, actions=ALL_ACTIONS, steps=ALL_STEPS, timeout=30,
                 client=("client.example.net", "203.0.113.7")):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(timeout)
        self.socket.connect(str(path))
        self.send("O", struct.pack("!III", 6, actions, steps))
        command, data = self.receive()
        if command != "O":
            raise EOFError(f"negotiation answered with {command!r}")
        self.version, self.actions, self.steps = struct.unpack("!III", data[:12])
        name, address = client
        self.macros("C", j="mx.example.org", **{"{daemon_name}": "test", "{client_addr}": address})
        self.step("C", f"{name}\0004".encode() + struct.pack("!H", 4321) + address.encode() + b"\0")
        self.step("H", b"client.example.net\0")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.send("Q")
        except OSError:
            pass
        self.socket.close()

    def send(self, command, data=b""):
        self.socket.sendall(struct.pack("!I", len(data) + 1) + command.encode() + data)

    def read(self, size):
        data = b""
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                raise EOFError("the milter closed the connection")
            data += piece
        return data

    def receive(self):
        size, = struct.unpack("!I", self.read(4))
        packet = self.read(size)
        return chr(packet[0]), packet[1:]

    def macros(self, step, **values):
        pairs = "".join(f"{k}\0{v}\0" for k, v in values.items())
        self.send("D", step.encode() + pairs.encode())

    def step(self, command, data=b""):
        """Sends one step if it is wanted, and returns the reply, if one is due, else 'c'."""
        if self.steps & NOT_WANTED.get(command, 0):
            return "c"
        self.send(command, data)
        if self.steps & NO_REPLY.get(command, 0):
            return "c"
        return self.receive()[0]

    def envelope(self, sender, recipients, queue_id="Q1", **macros):
        self.macros("M", i=queue_id, **macros)
        self.step("M", f"<{sender}>\0".encode())
        for recipient in recipients:
            self.macros("R", **{"{rcpt_addr}": recipient})
            self.step("R", f"<{recipient}>\0".encode())

    def content(self, raw):
        """Header fields and body of a message with CRLF lines."""
        head, separator, body = raw.partition(b"\r\n\r\n")
        self.step("T")
        for field in unfolded(head):
            name, _, value = field.partition(b":")
            if not self.steps & LEADING_SPACE:
                value = value[1:] if value[:1] == b" " else value
            self.step("L", name + b"\0" + value.replace(b"\r\n", b"\n") + b"\0")
        self.step("N")
        for start in range(0, len(body), 65535):
            self.step("B", body[start:start + 65535])

    def end(self):
        verdict, start = Verdict(), time.monotonic()
        self.send("E")
        while True:
            command, data = self.receive()
            if command == "i":
                name, value = data[4:].rstrip(b"\0").decode("latin-1").split("\0", 1)
                verdict.inserted.insert(0, (name, value.strip()))
            elif command == "h":
                verdict.inserted.append(tuple(data.decode("latin-1").rstrip("\0").split("\0", 1)))
            elif command == "m":
                name, value = data[4:].decode("latin-1").split("\0")[:2]
                verdict.deleted.append((name, struct.unpack("!I", data[:4])[0], value))
            elif command == "q":
                verdict.quarantined = data.decode("latin-1").rstrip("\0")
            elif command not in "p+-2b":
                verdict.final, verdict.text = command, data.decode("latin-1").rstrip("\0")
                verdict.seconds = time.monotonic() - start
                return verdict

    def message(self, raw, sender="a@client.example.net", recipients=("r@example.org",), **macros):
        self.envelope(sender, recipients, **macros)
        self.content(raw)
        return self.end()

    def abort(self):
        self.send("A")


def unfolded(head):
    """Header fields, folds kept inside."""
    fields = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b"\r\n" + line
        elif line:
            fields.append(line)
    return fields
