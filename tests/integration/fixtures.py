"""The messages of the tests with MTAs, and how each is sent: raw bytes with CRLF lines, written by
us. A fixture is sent to NAME@example.org and what it adds, through each port of each MTA.

To add one: a function that returns a Fixture, with @fixture before it.
"""
import base64
import dataclasses
from typing import Callable, Optional

import smtp

FIXTURES = []


@dataclasses.dataclass
class Fixture:
    name: str
    raw: bytes
    sender: str = "anna@client.example.net"
    more: tuple = ()  # recipients beside NAME@example.org
    options: str = ""  # of MAIL FROM
    needs: str = ""  # an extension of the MTA
    before: bytes = b""  # a message to send first in the same session
    rset: bool = False  # RSET after RCPT, then all over again
    way: str = "mail"  # or pipelined, chunked: a method of smtp.Session
    adds_date: bool = False  # the message lacks fields that an MTA adds with the time in them
    may_refuse: bool = False  # an MTA may refuse it by itself; then it must do so either way
    check: Optional[Callable] = None  # of the delivered Mail: an error text or ""

    @property
    def recipients(self):
        return [f"{self.name}@example.org", *self.more]


def fixture(build):
    made = build()
    made.name = build.__name__.replace("_", "-")
    FIXTURES.append(made)
    return build


def headers(subject="Minutes of Tuesday", sender="Anna Berg <anna@client.example.net>", *more,
            to="Ben <ben@example.org>", ident="1"):
    fields = (f"From: {sender}", f"To: {to}", f"Subject: {subject}",
              "Date: Mon, 2 Nov 2026 09:15:00 +0000", f"Message-ID: <{ident}@client.example.net>", *more)
    return "\r\n".join(fields).encode() + b"\r\n"


TEXT = (b"Hello Ben,\r\n\r\nthe minutes of Tuesday are on the shelf in room four.\r\n"
        b"Could you read them until Friday?\r\n\r\nAnna\r\n")
MIME = "MIME-Version: 1.0"


def message(*arguments, body=TEXT, **options):
    return headers(*arguments, **options) + b"\r\n" + body


@fixture
def plain():
    return Fixture("", message())


@fixture
def null_sender():
    return Fixture("", message("Undelivered: the minutes", "Mail system <MAILER-DAEMON@relay.example.net>",
                               "Auto-Submitted: auto-replied"), sender="")


@fixture
def pipelined():
    return Fixture("", message("Sent in one breath"), way="pipelined")


@fixture
def chunked():
    return Fixture("", message("In chunks", body=TEXT * 60), way="chunked", needs="CHUNKING")


@fixture
def rset_in_the_middle():
    return Fixture("", message("Second attempt"), rset=True)


@fixture
def second_of_a_session():
    return Fixture("", message("Two of two", ident="2of2"), before=message("One of two", ident="1of2"))


@fixture
def eight_bit_body():
    body = "Grüße aus Köln, bis Freitag.\r\n".encode() + "Ñandú, façade\r\n".encode("latin-1")
    return Fixture("", message("Eight bits", "Anna <anna@client.example.net>", MIME,
                               "Content-Type: text/plain; charset=utf-8",
                               "Content-Transfer-Encoding: 8bit", body=body), options=" BODY=8BITMIME")


@fixture
def raw_eight_bit_header():
    return Fixture("", message("Rechnung für März, Größe XL", body="Später mehr.\r\n".encode()),
                   options=" BODY=8BITMIME")


@fixture
def smtputf8():
    return Fixture("", message("Grüße", "Jürgen <jürgen@client.example.net>"),
                   sender="jürgen@client.example.net", options=" SMTPUTF8", needs="SMTPUTF8")


@fixture
def folded_headers():
    fields = headers("a subject that is folded\r\n over two lines\r\n\tand a third", "Anna <anna@client.example.net>",
                     "X-Long: " + " ".join(f"word{i}\r\n " for i in range(20)) + "end",
                     "References: " + "\r\n\t".join(f"<r{i}@client.example.net>" for i in range(30)))
    return Fixture("", fields + b"\r\n" + TEXT)


@fixture
def odd_header_spacing():
    fields = headers("spaces", "Anna <anna@client.example.net>", "X-No-Space:tight", "X-Two:  two spaces",
                     "X-Tab:\ttab", "X-Trailing: blanks   ", "X-Empty:", "X-Blank: ")
    return Fixture("", fields + b"\r\n" + TEXT)


@fixture
def duplicate_headers():
    return Fixture("", message("first", "Anna <anna@client.example.net>", "Subject: second", "To: Cleo <cleo@example.org>",
                               "X-Tag: one", "X-Tag: two", "X-Tag: one", "From: Dora <dora@client.example.net>"))


@fixture
def no_body():
    return Fixture("", headers("Nothing follows"))


@fixture
def empty_body():
    return Fixture("", headers("An empty body") + b"\r\n")


@fixture
def no_headers():
    return Fixture("", b"\r\nOnly a body, no header at all.\r\n", adds_date=True)


@fixture
def dot_stuffing():
    return Fixture("", message("Dots", body=b".\r\n..\r\n...three\r\n. a\r\ntext.\r\n.\r\n"))


@fixture
def two_hundred_recipients():
    return Fixture("", message("To all of you", to="everybody@example.org"),
                   more=tuple(f"colleague{i:03}@example.org" for i in range(199)))


@fixture
def long_lines():
    return Fixture("", message("Long lines", body=b"\r\n".join([b"x" * 998, b"y " * 400, b"z" * 997]) + b"\r\n"))


@fixture
def nul_bytes():
    return Fixture("", message("NUL", body=b"before\0after\r\n\0\r\n"), may_refuse=True)


@fixture
def bare_line_feeds():
    return Fixture("", message("Bare LF", body=b"one\ntwo\r\nthree\n"), may_refuse=True)


@fixture
def mixed_recipients():
    return Fixture("", message("Inside and outside", to="ben@example.org, otto@elsewhere.example.com"),
                   more=("otto@elsewhere.example.com",))


def forged_gone(mail):
    left = [v for _, v in mail.triage() if "FORGED" in v]
    return f"forged fields left: {left}" if left else ""


@fixture
def forged_headers():
    spellings = ("X-Triage-Status: complete; id=FORGED", "x-triage-threat: clean FORGED",
                 "X-TRIAGE-PRIORITY: 99 FORGED", "X-Triage-Status: complete;\r\n id=FORGED twice",
                 "X-triAGE-Seal: FORGED", "X-Triage-Later-Version: FORGED", "X-Triage-:FORGED",
                 "X-Triage-Threat:\tFORGED", "x-TRIAGE-status: FORGED third",
                 "X-Triage-Reply: FORGED a", "X-Triage-Reply: FORGED b")
    return Fixture("", message("A clean bill of health", "Anna <anna@client.example.net>", *spellings), check=forged_gone)


@fixture
def near_names():
    def kept(mail):
        names = {n for n, _ in mail.headers()}
        return "" if {"X-Triaged", "X-Tri", "Triage-Status"} <= names else "a field that is not ours is gone"
    return Fixture("", message("Near", "Anna <anna@client.example.net>", "X-Triaged: kept", "X-Tri: kept",
                               "Triage-Status: kept"), check=kept)


@fixture
def nine_megabytes():
    line = base64.b64encode(bytes(range(57))) + b"\r\n"
    return Fixture("", message("The plans", "Anna <anna@client.example.net>", MIME, 'Content-Type: application/octet-stream; name="plans.bin"',
                               "Content-Transfer-Encoding: base64", body=line * (9 * 1024 * 1024 // len(line))))


def part(content_type, body, *more):
    return "\r\n".join(("--edge", f"Content-Type: {content_type}", *more)).encode() + b"\r\n\r\n" + body


@fixture
def attachments():
    pdf = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n") + b"\r\n"
    body = (b"A preamble.\r\n" + part("text/plain; charset=utf-8", TEXT)
            + part('application/pdf; name="minutes.pdf"', pdf, "Content-Transfer-Encoding: base64",
                   'Content-Disposition: attachment; filename="minutes.pdf"')
            + b"--edge--\r\nAn epilogue.\r\n")
    return Fixture("", message("With a file", "Anna <anna@client.example.net>", MIME, 'Content-Type: multipart/mixed; boundary="edge"', body=body))


@fixture
def html_only():
    body = (b"<html><body><p>The canteen is closed on <b>Monday</b>.</p>"
            b'<p><a href="https://canteen.client.example.net/plan">Plan</a></p></body></html>\r\n')
    return Fixture("", message("Canteen", "Canteen <canteen@client.example.net>", MIME, "Content-Type: text/html; charset=utf-8",
                               body=body))


@fixture
def nested_message():
    inner = headers("The inner one", "Cleo <cleo@client.example.net>", "X-Triage-Status: inner, must stay",
                    ident="inner") + b"\r\nInside.\r\n"
    body = part("text/plain", b"See below.\r\n") + part("message/rfc822", inner) + b"--edge--\r\n"

    def inner_kept(mail):
        return "" if b"X-Triage-Status: inner, must stay" in mail.data else "the forwarded message was changed"
    return Fixture("", message("Fwd: the inner one", "Anna <anna@client.example.net>", MIME, "Content-Type: multipart/mixed; boundary=edge", body=body),
                   check=inner_kept)


@fixture
def oversigned_priority():
    signature = ("DKIM-Signature: v=1; a=rsa-sha256; d=client.example.net; s=k1;\r\n"
                 "\th=From:To:Subject:X-Priority:X-Priority:Importance:Importance;\r\n"
                 "\tbh=AAAA; b=BBBB")

    def untouched(mail):
        names = [n.lower() for n, _ in mail.headers()]
        return "a signed field was added" if "x-priority" in names or "importance" in names else ""
    return Fixture("", message("URGENT: answer me now", "Anna <anna@client.example.net>", signature), check=untouched)


def send(session, made):
    """One fixture over an open session; the reply that decides."""
    if made.before:
        session.mail(made.sender, ["before@example.org"], made.before)
    if made.rset:
        session.command(f"MAIL FROM:<{made.sender}>")
        session.command("RCPT TO:<nobody@example.org>")
        session.command("RSET")
    way = getattr(smtp.Session, made.way)
    return way(session, made.sender, made.recipients, made.raw, options=made.options)
