"""A mail server that keeps what it took responsibility for, and that can cut lines, put off and dawdle.

It runs in a process of its own and is never killed: one line of JSON for every message it took and every fault it made.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socketserver
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

MARK = re.compile(rb"marker-[0-9a-f]{32}")
MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f]{32})@", re.MULTILINE)


@dataclass(frozen=True)
class Faults:
    """How often, of a hundred messages: a line is cut in the body, cut after the dot, put off, or slow."""

    cut_in_body: float = 0
    cut_after_dot: float = 0
    put_off: float = 0
    put_off_after_dot: float = 0
    slow: float = 0


ROUGH = Faults(cut_in_body=0.5, cut_after_dot=0.5, put_off=1, put_off_after_dot=1, slow=1)
FAIR = Faults()


@dataclass(frozen=True)
class Taken:
    """One message the server took: what for the sender is "250", whether or not the sender heard it."""

    message_id: str
    to: str
    marks: list[str]
    at: datetime


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 sink.example")
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                self._say("451 later" if self._now("put_off") else "250 ok")
            elif verb == b"DATA":
                if not self._body(to):
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _body(self, to: str) -> bool:
        """Take a body; whether the conversation goes on."""
        self._say("354 go on")
        cut = self._now("cut_in_body")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line or (cut and len(lines) > 3):
                self._server.note({"fault": "cut in the body"} if line else {"fault": "the sender went away"})
                return False
            lines.append(line)
        if self._now("put_off_after_dot"):
            self._say("451 later")
            return True
        if self._now("slow"):
            threading.Event().wait(0.2)
        self._server.take(to, b"".join(lines))
        if self._now("cut_after_dot"):
            self._server.note({"fault": "cut after the dot"})
            return False
        self._say("250 taken")
        return True

    def _now(self, fault: str) -> bool:
        return bool(self._server.chance.random() * 100 < getattr(self._server.faults, fault))

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    @property
    def _server(self) -> Sink:
        return cast("Sink", self.server)


class Sink(socketserver.ThreadingTCPServer):
    """The server of one campaign."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, log: Path, faults: Faults, seed: int, at: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        super().__init__(at, _Conversation)
        self.faults, self.chance = faults, random.Random(seed)  # noqa: S311 - chance, not secrets
        self.log = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed breaks its line: that is what this is about."""

    def take(self, to: str, body: bytes) -> None:
        found = MESSAGE_ID.search(body.replace(b"\r\n", b"\n"))
        marks = sorted({mark.decode() for mark in MARK.findall(body)})
        self.note({"id": found.group(1).decode() if found else "", "to": to, "marks": marks, "at": datetime.now(UTC).isoformat()})

    def note(self, event: dict[str, Any]) -> None:
        os.write(self.log, json.dumps(event).encode() + b"\n")


class Running:
    """A sink in a process of its own, and what it noted."""

    def __init__(self, log: Path, faults: Faults, *, seed: int = 1, at: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        self.log = log
        server = Sink(log, faults, seed, at)
        self.url = f"smtp://{at[0]}:{server.server_address[1]}"
        self.pid = os.fork()
        if self.pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            server.serve_forever(poll_interval=0.2)
        server.server_close()

    def stop(self) -> None:
        os.kill(self.pid, signal.SIGTERM)
        os.waitpid(self.pid, 0)

    def taken(self) -> list[Taken]:
        """Every message it took, in order."""
        return [
            Taken(event["id"], event["to"], event["marks"], datetime.fromisoformat(event["at"]))
            for event in self._events()
            if "id" in event
        ]

    def cuts(self) -> int:
        """How many lines it cut itself."""
        return sum(event.get("fault", "").startswith("cut") for event in self._events())

    def _events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]
