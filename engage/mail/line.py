"""The line a message goes out on: the SMTP conversation cut where it matters.

See docs/decisions/0002-at-most-once.md for why the conversation stops at 354.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import unquote, urlsplit

from engage.mail.faults import LineDown, NotNow, Refused, Unknown, envelope_address
from engage.mail.pipeline import Fate, Handed, Parcel, Pipeline, dotted
from engage.mail.timely import Smtp, SmtpSsl

TIMEOUT_SECONDS = 10


class Line(Protocol):
    """One open conversation with a mail server."""

    def offer(self, *, sender: str, to: str) -> None:
        """Go as far as 354. Raises LineDown, NotNow or Refused; afterwards nothing has been sent."""

    def hand_over(self, body: bytes, *, again: bool = False) -> None:
        """Send the body and read the answer; `again`: it was tried before. Raises NotNow, Refused or Unknown.

        Raises LineDown where only now it turns out that nothing can be sent.
        """

    def hand_over_all(self, parcels: Sequence[Parcel], *, sender: str, goes_on: Callable[[], bool]) -> Handed:
        """Hand over one after another, while `goes_on`, until the line fails or one of them is unknown. Raises nothing."""

    def hang_up(self) -> None:
        """Drop the connection; a body that was not finished must not be delivered (RFC 5321, 3.3)."""

    def goodbye(self) -> None:
        """End the conversation politely, when there is nothing more to say."""


class SmtpLine:
    """SMTP by the standard library, opened at the first offer and kept while it works.

    `url`: smtp://user:password@host:port, smtp+starttls://..., or smtps://...; certificates are verified.
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self.url = urlsplit(url)
        self.timeout = timeout
        self._smtp: Smtp | None = None

    def offer(self, *, sender: str, to: str) -> None:
        envelope = envelope_address(to)
        smtp = self._begin(sender)
        try:
            _expect(smtp.rcpt(envelope), 250, 251, transport=False)
            _expect(smtp.docmd("DATA"), 354, transport=False)
        except (NotNow, Refused):
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.rset()
            raise
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise LineDown(type(error).__name__) from error
        except LineDown:
            self.hang_up()
            raise

    def hand_over(self, body: bytes, *, again: bool = False) -> None:
        if self._smtp is None:
            raise LineDown("nothing was offered")
        try:
            self._smtp.send(dotted(body))
            code, _ = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise Unknown(type(error).__name__) from error
        if 400 <= code < 500:
            raise NotNow(code)
        if code >= 500:
            raise Refused(code)
        if code != 250:
            self.hang_up()
            raise Unknown(str(code))

    def hand_over_all(self, parcels: Sequence[Parcel], *, sender: str, goes_on: Callable[[], bool]) -> Handed:
        fates, place = [Fate.WAITS] * len(parcels), 0
        while place < len(parcels) and goes_on():
            is_fresh = self._smtp is None
            try:
                smtp = self._smtp or self._connect()
            except LineDown as fault:
                return Handed(fates, str(fault))
            serves = Pipeline(smtp, parcels, fates, sender=sender).carry(place, goes_on=goes_on)
            before, place = place, fates.index(Fate.WAITS) if Fate.WAITS in fates else len(parcels)
            if not serves:
                self.hang_up()
                if Fate.UNKNOWN in fates or (is_fresh and place == before):
                    return Handed(fates, "cut")
        return Handed(fates)

    def hang_up(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError):
                smtp.close()

    def goodbye(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()

    def _begin(self, sender: str) -> Smtp:
        """MAIL on the line that is open, or, where the server has closed it meanwhile, on a new one."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException, LineDown):
                _expect(self._smtp.mail(sender), 250, transport=True)
                return self._smtp
            self.hang_up()
        smtp = self._connect()
        try:
            _expect(smtp.mail(sender), 250, transport=True)
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise LineDown(type(error).__name__) from error
        except LineDown:
            self.hang_up()
            raise
        return smtp

    def _connect(self) -> Smtp:
        """A new line, greeted, encrypted where the address says so, and signed in. Raises LineDown."""
        try:
            smtp = self._dial()
        except (OSError, smtplib.SMTPException) as error:
            raise LineDown(type(error).__name__) from error
        try:
            self._introduce(smtp)
        except (OSError, smtplib.SMTPException, LineDown) as error:
            smtp.close()
            raise LineDown(type(error).__name__) from error
        self._smtp = smtp
        return smtp

    def _dial(self) -> Smtp:
        host, port = self.url.hostname or "localhost", self.url.port
        if self.url.scheme == "smtps":
            return SmtpSsl(host, port or 465, timeout=self.timeout, context=ssl.create_default_context())
        return Smtp(host, port or 25, timeout=self.timeout)

    def _introduce(self, smtp: Smtp) -> None:
        _expect(smtp.ehlo(), 250, transport=True)
        if self.url.scheme == "smtp+starttls":
            _expect(smtp.starttls(context=ssl.create_default_context()), 220, transport=True)
            _expect(smtp.ehlo(), 250, transport=True)
        if self.url.username:
            smtp.login(unquote(self.url.username), unquote(self.url.password or ""))


def _expect(reply: tuple[int, bytes], *wanted: int, transport: bool) -> None:
    code = reply[0]
    if code in wanted:
        return
    if transport or code == 421:
        raise LineDown(str(code))
    raise NotNow(code) if 400 <= code < 500 else Refused(code)
