"""Many messages handed over on one line, each in an envelope of its own with exactly one recipient.

The end of one body, the next envelope and the question whether its body may come are said together where the server
takes that (RFC 2920), and answered in order. At no moment is more than one message sent and not yet answered for.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engage.mail.faults import Refused, envelope_address
from engage.mail.timely import Smtp


class Fate(StrEnum):
    """What became of one message of many. WAITS: nothing of its body was sent."""

    TAKEN = "taken"
    PUT_OFF = "put off"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WAITS = "waits"


@dataclass(frozen=True)
class Parcel:
    """A message and its one recipient. again: it was tried before."""

    to: str
    body: bytes
    again: bool = False


@dataclass(frozen=True)
class Handed:
    """What became of each, in order; `fault` says why the line cannot be used any more, if that is so."""

    fates: list[Fate]
    fault: str | None = None


class Closing(Exception):
    """The server wants no more on this connection; no message is to blame."""


class Pipeline:
    """One connection that is open and greeted, and what is handed over on it; what becomes of each goes into `fates`."""

    def __init__(self, smtp: Smtp, parcels: Sequence[Parcel], fates: list[Fate], *, sender: str) -> None:
        self.smtp, self.parcels, self.fates = smtp, parcels, fates
        self.mail = f"MAIL FROM:<{sender}>\r\n".encode("ascii")
        self.together = smtp.has_extn("pipelining")
        self._unsaid: list[bytes] = []
        self._is_half_open = False

    def carry(self, first: int, *, goes_on: Callable[[], bool]) -> bool:
        """Hand over from a place on, until nothing goes on; whether the connection still serves."""
        begun: int | None = None
        try:
            for place in range(first, len(self.parcels)):
                if not goes_on():
                    break
                words = self._envelope(place)
                if words:
                    self._say(begun, words)
                    begun = place if self._is_opened(place) else None
            if begun is not None:
                self._say(begun, [])
        except (OSError, smtplib.SMTPException, Closing):
            return False
        return True

    def _envelope(self, place: int) -> list[bytes]:
        try:
            to = envelope_address(self.parcels[place].to)
        except Refused:
            self.fates[place] = Fate.REFUSED
            return []
        again = [b"RSET\r\n"] if self._is_half_open else []
        return [*again, self.mail, f"RCPT TO:<{to}>\r\n".encode("ascii"), b"DATA\r\n"]

    def _say(self, begun: int | None, words: list[bytes]) -> None:
        """The body that was asked for, if there is one, and the next envelope; hears what became of that body."""
        if begun is not None:
            self.fates[begun] = Fate.UNKNOWN
            words = [dotted(self.parcels[begun].body), *words]
        self._unsaid = [b"".join(words)] if self.together else list(words)
        if self.together:
            self._say_next()
        if begun is not None:
            self.fates[begun] = self._taken(self._answer())

    def _is_opened(self, place: int) -> bool:
        """Hear the answers to an envelope; whether the body may come."""
        if self._is_half_open and self._answer() != 250:
            raise Closing
        if self._answer() != 250:
            raise Closing
        self._is_half_open = True
        recipient = self._answer()
        if recipient not in (250, 251):
            self.fates[place] = _not_taken(recipient)
            self._forget_data()
            return False
        data = self._answer()
        if data != 354:
            self.fates[place] = _not_taken(data)
            return False
        self._is_half_open = False
        return True

    def _forget_data(self) -> None:
        """Nobody may be written to in this envelope: a server that wants a body nevertheless gets none."""
        if not self.together:
            self._unsaid.clear()
        elif self._answer() == 354:
            raise Closing

    def _taken(self, code: int) -> Fate:
        if not (code == 250 or 400 <= code < 600):
            raise Closing
        return Fate.TAKEN if code == 250 else _by(code)

    def _answer(self) -> int:
        if not self.together:
            self._say_next()
        return self.smtp.answered()

    def _say_next(self) -> None:
        if self.smtp.sock is None:
            raise smtplib.SMTPServerDisconnected("the line is closed")
        self.smtp.sock.sendall(self._unsaid.pop(0))


def dotted(body: bytes) -> bytes:
    """A body as it is said: dots at the beginning of a line doubled, and the dot that ends it."""
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return (b"." + stuffed if stuffed.startswith(b".") else stuffed) + b".\r\n"


def _not_taken(code: int) -> Fate:
    """What an envelope was answered that was not opened. Raises Closing."""
    if code == 421 or not 400 <= code < 600:
        raise Closing
    return _by(code)


def _by(code: int) -> Fate:
    return Fate.PUT_OFF if code < 500 else Fate.REFUSED
