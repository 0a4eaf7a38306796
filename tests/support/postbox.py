"""A real mail server at the other end of a real line: it keeps what it took, and can be told to refuse."""

from __future__ import annotations

import email
import email.policy
import re
import socketserver
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from typing import cast


@dataclass(frozen=True)
class Letter:
    """One message as it arrived."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The words, with the line ends of this machine."""
        part = self.message.get_body(("plain",))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")

    @property
    def links(self) -> list[str]:
        """Every address in the text, in order."""
        return [link.rstrip(".,)") for link in re.findall(r"https?://\S+", self.text)]

    @property
    def code(self) -> str:
        """The six digits in the text."""
        found = re.search(r"(?<!\d)(\d{3}) ?(\d{3})(?!\d)", re.sub(r"https?://\S+", "", self.text))
        if found is None:
            raise AssertionError(f"no code of six digits in: {self.text}")
        return found.group(1) + found.group(2)

    def link_to(self, part: str) -> str:
        """The first link whose address holds `part`."""
        return next(link for link in self.links if part in link)


class Postbox:
    """What arrived, in order. `answers` maps an address to the reply it gets instead of 250, e.g. "451 later"."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, str] = {}
        self._letters: list[Letter] = []

    def all(self) -> list[Letter]:
        """Everything, oldest first."""
        return list(self._letters)

    def to(self, address: str) -> list[Letter]:
        """Everything to one address, oldest first."""
        return [letter for letter in self._letters if letter.to == address]

    def latest_to(self, address: str) -> Letter:
        """The newest message to one address."""
        letters = self.to(address)
        if not letters:
            raise AssertionError(f"nothing arrived at {address}; what arrived: {[(at.to, at.subject) for at in self.all()]}")
        return letters[-1]

    def subjects_to(self, address: str) -> list[str]:
        """The subjects of everything to one address."""
        return [letter.subject for letter in self.to(address)]

    def empty(self) -> None:
        """Throw away what arrived and forget every refusal."""
        self._letters.clear()
        self.answers.clear()

    def take(self, to: str, body: bytes) -> None:
        """Keep one message."""
        parsed = email.message_from_bytes(body, policy=email.policy.default)
        self._letters.append(Letter(to, cast(EmailMessage, parsed)))


class _Conversation(socketserver.StreamRequestHandler):
    """One SMTP conversation, RFC 5321 as far as one sender of plain messages needs it."""

    def handle(self) -> None:
        self._say("220 postbox.example")
        to = ""
        while line := self.rfile.readline():
            words = line.decode("ascii", "replace").strip()
            verb = words[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "RCPT":
                to = words.partition("<")[2].partition(">")[0]
                self._say(self._postbox.answers.get(to, "250 ok"))
            elif verb == "DATA":
                self._body(to)
            else:
                self._say("250 ok" if verb in {"EHLO", "HELO", "MAIL", "RSET", "NOOP"} else "502 not here")

    def _body(self, to: str) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line[1:] if line.startswith(b".") else line)
        self._postbox.take(to, b"".join(lines))
        self._say("250 kept")

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    @property
    def _postbox(self) -> Postbox:
        return cast("PostOffice", self.server).postbox


class PostOffice(socketserver.ThreadingTCPServer):
    """The server: listens on a free port of this machine until it is closed."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.postbox = Postbox(f"smtp://127.0.0.1:{self.server_address[1]}")

    def open(self) -> None:
        """Begin to listen, in a thread."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.shutdown()
        self.server_close()
