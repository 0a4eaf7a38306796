"""smtplib with one time limit for each answer, however slowly it comes.

A time limit on a socket is one for each piece that arrives: a server that says a letter a second would hold the worker,
and everybody who waits behind this message, for hours.
"""

from __future__ import annotations

import smtplib
import socket
import time

_AT_ONCE, _SPACE = 4096, ord(" ")


class Ear:
    """Reads an answer line by line. `begin` is called before each answer."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self.sock, self.seconds = sock, seconds
        self._until, self._heard = 0.0, False
        self._kept = bytearray()

    def begin(self) -> None:
        """From now on the next answer has its time."""
        self._until, self._heard = time.monotonic() + self.seconds, False

    def code(self) -> int | None:
        """The number of an answer in one line that has arrived already, taken; else nothing is."""
        kept = self._kept
        end = kept.find(b"\n") + 1
        if end < 5 or kept[3] != _SPACE or not kept[:3].isdigit():
            return None
        code = int(kept[:3])
        del kept[:end]
        return code

    def readline(self, most: int) -> bytes:
        """The next line, at most so long; less when the other side has hung up. Raises TimeoutError."""
        while b"\n" not in self._kept and len(self._kept) < most:
            heard = self._hear()
            if not heard:
                break
            self._kept += heard
        end = min(self._kept.find(b"\n") + 1 or len(self._kept), most)
        line = bytes(self._kept[:end])
        del self._kept[:end]
        return line

    def close(self) -> None:
        """Nothing to close: the socket belongs to the connection."""

    def _hear(self) -> bytes:
        """The next piece. The first has the time the socket gives it; only what comes in several is measured."""
        if not self._heard:
            self._heard = True
            return self.sock.recv(_AT_ONCE)
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not come in time")
        self.sock.settimeout(left)
        try:
            return self.sock.recv(_AT_ONCE)
        finally:
            self.sock.settimeout(self.seconds)


class Smtp(smtplib.SMTP):
    """A connection on which each answer has one time limit."""

    file: Ear | None

    def getreply(self) -> tuple[int, bytes]:
        """The next answer. Raises as smtplib does, and SMTPServerDisconnected when its time is over."""
        if self.file is None and self.sock is not None:
            self.file = Ear(self.sock, self.timeout)
        if self.file is not None:
            self.file.begin()
        return super().getreply()

    def answered(self) -> int:
        """The number of the next answer, without its words where it has arrived already. Raises as `getreply` does."""
        code = self.file.code() if self.file is not None else None
        return int(self.getreply()[0]) if code is None else code


class SmtpSsl(Smtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""
