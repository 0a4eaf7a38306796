"""A very small IMAP server: enough of RFC 3501 to hold a conversation with the standard library over a real socket."""

from __future__ import annotations

import re
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Mail:
    """One mail in the box, and how it is marked."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


class Box:
    """A folder. `says`: what to answer to a command instead of what is right; `heard`: every command."""

    def __init__(self) -> None:
        self.mails: dict[int, Mail] = {}
        self.says: dict[str, bytes] = {}
        self.heard: list[str] = []

    def put(self, *raws: bytes) -> None:
        for raw in raws:
            self.mails[len(self.mails) + 1] = Mail(raw)

    def flags(self) -> list[list[str]]:
        return [sorted(mail.flags) for mail in self.mails.values()]


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"* OK a small server\r\n")
        for line in self.rfile:
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            word = rest.upper().split(" ")[1 if rest.upper().startswith("UID ") else 0]
            self.box.heard.append(word)
            answer = self.box.says.get(word)
            self.wfile.write(answer if answer is not None else self._answer(word, rest) + f"{tag} OK done\r\n".encode())
            if answer is not None or word == "LOGOUT":
                return

    @property
    def box(self) -> Box:
        server: Any = self.server
        box: Box = server.box
        return box

    def _answer(self, word: str, rest: str) -> bytes:
        match word:
            case "CAPABILITY":
                return b"* CAPABILITY IMAP4rev1\r\n"
            case "SELECT":
                return b"* FLAGS (\\Seen \\Flagged)\r\n* %d EXISTS\r\n" % len(self.box.mails)
            case "SEARCH":
                new = [str(uid) for uid, mail in self.box.mails.items() if not mail.flags]
                return f"* SEARCH {' '.join(new)}\r\n".encode()
            case "FETCH":
                return self._fetch(rest)
            case "STORE":
                self.box.mails[_uid(rest)].flags |= set(re.findall(r"\\(\w+)", rest))
            case "LOGOUT":
                return b"* BYE\r\n"
        return b""

    def _fetch(self, rest: str) -> bytes:
        uid, most = _uid(rest), int(re.findall(r"<0\.(\d+)>", rest)[0])
        raw = self.box.mails[uid].raw[:most]
        return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (uid, uid, len(raw), raw)


def _uid(rest: str) -> int:
    return int(rest.split(" ")[2])


class Server:
    """The server, open while a test runs."""

    def __init__(self) -> None:
        self.box = Box()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
        self._server.daemon_threads = True
        self._server.box = self.box  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def url(self) -> str:
        return f"imap://returns:pass%20word@127.0.0.1:{self._server.server_address[1]}/Came%20back"

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
