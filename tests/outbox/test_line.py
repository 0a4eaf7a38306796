"""The conversation with the mail server, cut where it matters: until 354 nothing was sent, after it nobody may guess."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engage.mail import LineDown, NotNow, Refused, SmtpLine, Unknown

SENDER = "team@example.org"
BODY = b"Subject: Hello\r\n\r\n.a dot\r\nBye\r\n"
BRIEF, LONG = 2, 30
"""How many seconds a line waits for a server that will say nothing, and for one that answers as soon as the machine lets it."""


class Server(socketserver.ThreadingTCPServer):
    """Says what it is told for each verb; None: it hangs up; silence: it says nothing."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, **says: str | None) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.says = {"GREETING": "220 hello", "EHLO": "250 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on",
                     "DOT": "250 taken", "RSET": "250 ok", "QUIT": "221 bye", **says}  # fmt: skip
        self.bodies: list[bytes] = []
        self.heard: set[str] = set()
        self.greeted = 0
        self.idle_after = 0


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.server.greeted += 1
        if not self.say("GREETING"):
            return
        while line := self.rfile.readline():
            verb = line.decode("utf-8", "replace").upper().split()[0]
            self.server.heard.add(verb)
            if not self.say(verb):
                return
            goes_on = line.upper().startswith(b"DATA") and str(self.server.says["DATA"]).startswith("354")
            if goes_on and not self.body():
                return

    def body(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.bodies.append(b"".join(lines))
        return self.say("DOT") and not self.server.idle_after

    def say(self, verb: str) -> bool:
        words = self.server.says.get(verb, "502 not here")
        if words == "silence":
            threading.Event().wait(LONG)
        if words is None:
            return False
        self.wfile.write(words.encode() + b"\r\n")
        return True


@contextmanager
def a_line(**says: str | None) -> Iterator[tuple[SmtpLine, Server]]:
    server = Server(**says)
    timeout = BRIEF if "silence" in says.values() else LONG
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    line = SmtpLine(f"smtp://127.0.0.1:{server.server_address[1]}", timeout=timeout)
    yield line, server
    line.hang_up()
    server.shutdown()
    server.server_close()


def offered(line: SmtpLine, to: str = "a@example.org") -> SmtpLine:
    line.offer(sender=SENDER, to=to)
    return line


def test_a_message_is_taken_with_its_dots_doubled() -> None:
    with a_line() as (line, server):
        offered(line).hand_over(BODY)
        assert server.bodies == [b"Subject: Hello\r\n\r\n..a dot\r\nBye\r\n"]


@pytest.mark.parametrize(
    ("verb", "reply", "fault"),
    [
        ("GREETING", "554 go away", LineDown),
        ("GREETING", "silence", LineDown),
        ("EHLO", "550 no", LineDown),
        ("MAIL", "550 who are you", LineDown),
        ("MAIL", "451 later", LineDown),
        ("MAIL", None, LineDown),
        ("RCPT", "451 later", NotNow),
        ("RCPT", "550 nobody", Refused),
        ("RCPT", "421 closing", LineDown),
        ("RCPT", None, LineDown),
        ("RCPT", "silence", LineDown),
        ("DATA", "451 later", NotNow),
        ("DATA", "554 no", Refused),
        ("DATA", None, LineDown),
    ],
)
def test_until_354_every_fault_has_its_name_and_nothing_was_sent(verb: str, reply: str | None, fault: type[Exception]) -> None:
    with a_line(**{verb: reply}) as (line, server):
        with pytest.raises(fault):
            offered(line)
        assert server.bodies in ([], [b""])


@pytest.mark.parametrize(
    ("reply", "fault"),
    [("451 later", NotNow), ("554 no", Refused), (None, Unknown), ("silence", Unknown), ("354 what", Unknown)],
)
def test_after_the_dot_only_an_answer_is_an_answer(reply: str | None, fault: type[Exception]) -> None:
    with a_line(DOT=reply) as (line, server):
        with pytest.raises(fault):
            offered(line).hand_over(BODY)
        assert len(server.bodies) == 1


def test_a_line_that_cannot_be_encrypted_carries_nothing() -> None:
    with a_line(EHLO="250-here\r\n250 STARTTLS", STARTTLS="454 not just now") as (_, server):
        line = SmtpLine(f"smtp+starttls://somebody:secret@127.0.0.1:{server.server_address[1]}")
        with pytest.raises(LineDown):
            offered(line)
        assert server.heard.isdisjoint({"AUTH", "MAIL"})


def test_a_line_that_the_server_closed_meanwhile_is_opened_again() -> None:
    with a_line() as (line, server):
        server.idle_after = 1
        for _ in range(3):
            offered(line).hand_over(BODY)
        assert len(server.bodies) == server.greeted == 3


def test_one_line_serves_several_messages_and_ends_politely() -> None:
    with a_line() as (line, server):
        for _ in range(3):
            offered(line).hand_over(BODY)
        line.goodbye()
        assert (len(server.bodies), server.greeted) == (3, 1)


def test_an_address_that_an_envelope_cannot_carry_is_refused_and_others_are_written_as_it_must_be() -> None:
    with a_line() as (line, _server):
        for to in ("zoë@example.org", "@example.org", "a@" + "x" * 70 + ".org"):
            with pytest.raises(Refused):
                offered(line, to)
        offered(line, "a@zoë.example").hand_over(BODY)


def test_a_body_without_an_offer_is_not_sent() -> None:
    with pytest.raises(LineDown):
        SmtpLine("smtp://127.0.0.1:9").hand_over(BODY)


def test_nobody_listens() -> None:
    with pytest.raises(LineDown):
        offered(SmtpLine("smtp://127.0.0.1:9"))
