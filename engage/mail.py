"""An e-mail as a value, and the line it goes out on: the SMTP conversation cut where it matters.

Rule: knows nothing of the subject. Only the outbox room calls a line; tests listen at the other end of a real one.
See docs/decisions/0002-at-most-once.md for why the conversation stops at 354.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass, field, replace
from email import policy
from email.utils import formataddr
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask
from flask_mail import Mail, Message

from engage import clock

TIMEOUT_SECONDS = 10
# stands in a text for the token of the message itself, which whoever writes the text cannot know
THIS_MESSAGE = "the-token-of-this-message"
# a long link in List-Unsubscribe stays a link: folded anew it would become an encoded word, which no mail program presses
_AS_WRITTEN = policy.SMTP.clone(refold_source="none")


@dataclass(frozen=True)
class Email:
    """One message to one address. Refuses a line break in any header value and a second recipient.

    wording: which version of the text it is, to be kept beside the message.
    """

    to: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    wording: str | None = None

    def __post_init__(self) -> None:
        for value in (self.to, self.subject, *self.headers, *self.headers.values()):
            if "\r" in value or "\n" in value:
                raise ValueError("a header value holds a line break")
        if not self.to or "," in self.to or " " in self.to:
            raise ValueError("an e-mail goes to exactly one address")

    def naming(self, token: str) -> Email:
        """The same e-mail with its own token where its text leads to a page about it."""
        return replace(self, text=self.text.replace(THIS_MESSAGE, token))


@dataclass(frozen=True)
class Sender:
    """From whom every message comes: a monitored team address, never a person's own; and where what comes back goes."""

    name: str
    address: str
    returns: str = ""

    @property
    def envelope(self) -> str:
        """The address mail servers report to, when a message cannot be delivered."""
        return self.returns or self.address

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def prepare(app: Flask) -> None:
    """Give the application what builds messages; it never sends them."""
    Mail(app)


def as_bytes(email: Email, *, sender: Sender, message_id: str) -> bytes:
    """The message as it travels: CRLF line ends, UTF-8, dots not yet stuffed."""
    message = Message(
        subject=email.subject,
        recipients=[email.to],
        body=email.text,
        sender=formataddr((sender.name, sender.address)),
        reply_to=sender.address,
        date=clock.now().timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated", **email.headers},
    )
    message.msgId = message_id
    return b"\r\n".join(message._message().as_bytes(policy=_AS_WRITTEN).splitlines()) + b"\r\n"


class LineDown(Exception):
    """The mail server cannot be used at all just now; no message is to blame."""


class NotNow(Exception):
    """The server put this message off (4yz); it has not taken it."""


class Refused(Exception):
    """The server refused this message for good (5yz); it has not taken it."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code


class Unknown(Exception):
    """The line broke after the body began: the server may or may not have taken the message."""


class Line(Protocol):
    """One open conversation with a mail server."""

    def offer(self, *, sender: str, to: str) -> None:
        """Go as far as 354. Raises LineDown, NotNow or Refused; afterwards nothing has been sent."""

    def hand_over(self, body: bytes) -> None:
        """Send the body and its dot and read the answer. Raises NotNow, Refused or Unknown."""

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
        self._smtp: smtplib.SMTP | None = None

    def offer(self, *, sender: str, to: str) -> None:
        envelope = _ascii(to)
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

    def hand_over(self, body: bytes) -> None:
        if self._smtp is None:
            raise LineDown("nothing was offered")
        stuffed = body.replace(b"\r\n.", b"\r\n..")
        try:
            self._smtp.send((b"." + stuffed if stuffed.startswith(b".") else stuffed) + b".\r\n")
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

    def _begin(self, sender: str) -> smtplib.SMTP:
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

    def _connect(self) -> smtplib.SMTP:
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

    def _dial(self) -> smtplib.SMTP:
        host, port = self.url.hostname or "localhost", self.url.port
        if self.url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=self.timeout, context=ssl.create_default_context())
        return smtplib.SMTP(host, port or 25, timeout=self.timeout)

    def _introduce(self, smtp: smtplib.SMTP) -> None:
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


def _ascii(address: str) -> str:
    """The address as an SMTP envelope can carry it. Raises Refused."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if local.isascii() and local else _cannot_carry()
    except UnicodeError:
        return _cannot_carry()


def _cannot_carry() -> str:
    raise Refused(553)
