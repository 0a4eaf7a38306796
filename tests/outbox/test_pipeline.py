"""Many messages on one line: each has an envelope of its own, and whatever goes wrong concerns the one it happened to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engage.mail import Fate, Handed, Parcel, SmtpLine

SENDER = "team@example.org"
TAKEN, PUT_OFF, REFUSED, UNKNOWN, WAITS = Fate


class Server(socketserver.ThreadingTCPServer):
    """Says what it is told for a verb and a recipient; None: it hangs up; silence: it says nothing.

    A greedy one asks for the body of an envelope without a recipient too. `patience`: after how many messages it closes.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, says: dict[tuple[str, str], str | None], *, pipelines: bool, greedy: bool, patience: int) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.says, self.pipelines, self.greedy, self.patience = says, pipelines, greedy, patience
        self.bodies: list[tuple[str, bytes]] = []
        self.greeted = 0


class Conversation(socketserver.StreamRequestHandler):
    server: Server
    to: str | None = None
    is_open = False
    took = 0

    def handle(self) -> None:
        self.server.greeted += 1
        self.wfile.write(b"220 hello\r\n")
        while line := self.rfile.readline():
            words = self.answer(line.decode().strip())
            if words is None:
                return
            if words == "silence":
                threading.Event().wait(3)
            self.wfile.write(words.encode() + b"\r\n")
            if words.startswith("354") and not self.body():
                return

    def answer(self, line: str) -> str | None:
        verb = line[:4].upper()
        if verb == "EHLO":
            return "250-here\r\n250 PIPELINING" if self.server.pipelines else "250 here"
        if verb == "MAIL":
            if self.is_open:
                return "503 one at a time"
            if self.took >= self.server.patience:
                return "421 enough"
            self.is_open, self.to = True, None
        if verb == "RSET":
            self.is_open = False
        if verb == "RCPT":
            return self.recipient(line.partition("<")[2].partition(">")[0])
        if verb == "DATA":
            return self.server.says.get((verb, self.to), "354 go on") if self.to or self.server.greedy else "554 nobody"
        return "250 ok"

    def recipient(self, to: str) -> str | None:
        words = self.server.says.get(("RCPT", to), "250 ok")
        self.to = to if words == "250 ok" else None
        return words

    def body(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        words = self.server.says.get(("DOT", str(self.to)), "250 taken")
        if words == "250 taken":
            self.server.bodies.append((str(self.to), b"".join(lines)))
            self.took += 1
        self.is_open = False
        if words == "silence":
            threading.Event().wait(3)
        self.wfile.write((words or "").encode() + b"\r\n") if words else None
        return words is not None


@contextmanager
def a_server(
    says: dict[tuple[str, str], str | None] | None = None, *, pipelines: bool = True, greedy: bool = False, patience: int = 99
) -> Iterator[tuple[SmtpLine, Server]]:
    server = Server(says or {}, pipelines=pipelines, greedy=greedy, patience=patience)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    line = SmtpLine(f"smtp://127.0.0.1:{server.server_address[1]}", timeout=0.5)
    yield line, server
    line.hang_up()
    server.shutdown()
    server.server_close()


def handed(line: SmtpLine, *names: str) -> Handed:
    parcels = [Parcel(f"{name}@example.org", f"Subject: {name}\r\n\r\n.{name}\r\n".encode()) for name in names]
    return line.hand_over_all(parcels, sender=SENDER, goes_on=lambda: True)


def arrived(server: Server) -> list[str]:
    """Whose bodies were taken, each with its dots doubled."""
    for to, body in server.bodies:
        name = to.partition("@")[0]
        assert body == f"Subject: {name}\r\n\r\n..{name}\r\n".encode()
    return [to.partition("@")[0] for to, _ in server.bodies]


@pytest.mark.parametrize("pipelines", [True, False])
@pytest.mark.parametrize(
    ("verb", "reply", "fate"),
    [
        ("RCPT", "451 later", PUT_OFF),
        ("RCPT", "550 nobody", REFUSED),
        ("DATA", "451 later", PUT_OFF),
        ("DATA", "554 no", REFUSED),
        ("DOT", "451 later", PUT_OFF),
        ("DOT", "554 no", REFUSED),
    ],
)
def test_a_no_at_any_step_concerns_its_own_message_alone(verb: str, reply: str, fate: Fate, *, pipelines: bool) -> None:
    for greedy in (False, True):
        with a_server({(verb, "b@example.org"): reply}, pipelines=pipelines, greedy=greedy) as (line, server):
            assert handed(line, "a", "b", "c", "d") == Handed([TAKEN, fate, TAKEN, TAKEN])
            assert arrived(server) == ["a", "c", "d"]


@pytest.mark.parametrize("pipelines", [True, False])
@pytest.mark.parametrize("reply", [None, "silence", "299 what"])
def test_only_the_one_whose_end_was_said_is_unknown_and_the_rest_has_not_begun(reply: str | None, *, pipelines: bool) -> None:
    with a_server({("DOT", "b@example.org"): reply}, pipelines=pipelines) as (line, server):
        assert handed(line, "a", "b", "c", "d") == Handed([TAKEN, UNKNOWN, WAITS, WAITS], "cut")
        assert arrived(server) == ["a"]


@pytest.mark.parametrize("reply", [None, "silence", "421 closing"])
def test_a_line_that_fails_in_an_envelope_blames_nobody(reply: str | None) -> None:
    with a_server({("RCPT", "b@example.org"): reply}) as (line, server):
        assert handed(line, "a", "b", "c") == Handed([TAKEN, WAITS, WAITS], "cut")
        assert (arrived(server), server.greeted) == (["a"], 2)


def test_a_server_that_takes_a_few_on_each_line_gets_them_on_several() -> None:
    with a_server(patience=2) as (line, server):
        assert handed(line, *"abcde") == Handed([TAKEN] * 5)
        assert (arrived(server), server.greeted) == (list("abcde"), 3)


def test_nobody_listens_and_nothing_has_begun() -> None:
    down = handed(SmtpLine("smtp://127.0.0.1:9"), "a", "b")
    assert down.fates == [WAITS, WAITS]
    assert down.fault is not None


def test_what_no_envelope_can_carry_is_refused_and_when_told_to_stop_nothing_else_begins() -> None:
    with a_server() as (line, server):
        parcels = [Parcel("zoë@example.org", b"x\r\n"), *(Parcel(f"{name}@example.org", b"x\r\n") for name in "ab")]
        looked = iter([True, True, True, False, False])
        result = line.hand_over_all(parcels, sender=SENDER, goes_on=lambda: next(looked))
        assert result == Handed([REFUSED, TAKEN, WAITS])
        assert len(server.bodies) == 1
