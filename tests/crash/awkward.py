"""Mail servers that are of no use, or of use in their own way: each habit is one that real servers have."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.crash.sink import MESSAGE_ID

BETWEEN_BYTES = 0.05


class Server(socketserver.ThreadingTCPServer):
    """Takes mail, with habits.

    silent_at, drips_at: a verb (GREETING, EHLO, MAIL, RCPT, DATA or DOT) at which it says nothing, or a letter at a time.
    greylists: whoever is written to for the first time is put off. closes_after: how many messages it takes on a line
    before it says 421 to the next; drops_after: before it hangs up once it has said 250. meanwhile: something that happens
    while it has a body and has not answered.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self, *, silent_at: str = "", drips_at: str = "", greylists: bool = False, closes_after: int = 0, drops_after: int = 0
    ) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.silent_at, self.drips_at, self.greylists = silent_at, drips_at, greylists
        self.closes_after, self.drops_after = closes_after, drops_after
        self.lines = 0
        self.asked: Counter[str] = Counter()
        self.taken: list[str] = []
        self.over = threading.Event()
        self.meanwhile: Callable[[], object] = lambda: None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Server
    took = 0

    def handle(self) -> None:
        self.server.lines += 1
        try:
            self.say("GREETING", "220 hello")
            while line := self.rfile.readline():
                verb = line[:4].decode("ascii", "replace").upper()
                if not self.answer(verb, line.decode("ascii", "replace").strip()):
                    return
        except OSError:
            return  # whoever waited too long has hung up

    def answer(self, verb: str, line: str) -> bool:
        """Answer one line; whether the conversation goes on."""
        if verb == "MAIL" and self.server.closes_after and self.took >= self.server.closes_after:
            self.say(verb, "421 enough for one line")
            return False
        if verb == "RCPT":
            self.say(verb, self.recipient(line.partition("<")[2].partition(">")[0]))
        elif verb == "DATA":
            self.say(verb, "354 go on")
            return self.body()
        else:
            self.say(verb, "250-here\r\n250 PIPELINING" if verb == "EHLO" else "250 ok")
        return verb != "QUIT"

    def recipient(self, to: str) -> str:
        self.server.asked[to] += 1
        return "451 4.7.1 greylisted, try again" if self.server.greylists and self.server.asked[to] == 1 else "250 ok"

    def body(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line.replace(b"\r\n", b"\n"))
        found = MESSAGE_ID.search(b"".join(lines))
        self.server.taken.append(found.group(1).decode() if found else "")
        self.took += 1
        self.server.meanwhile()
        self.say("DOT", "250 taken")
        return not (self.server.drops_after and self.took >= self.server.drops_after)

    def say(self, verb: str, words: str) -> None:
        if verb == self.server.silent_at:
            self.server.over.wait()
        said = f"{words}\r\n".encode()
        if verb != self.server.drips_at:
            self.wfile.write(said)
            return
        for place in range(len(said)):
            self.server.over.wait(BETWEEN_BYTES)
            self.wfile.write(said[place : place + 1])


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """The server, open until the end of the block."""
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
