"""An e-mail as a value, and as the bytes that travel."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import policy
from email.mime.base import MIMEBase
from typing import cast

from flask import Flask
from flask_mail import Mail, Message

from engage import clock
from engage.mail.marked_up import marked_up

# stands in a text for the token of the message itself, which whoever writes the text cannot know
THIS_MESSAGE = "the-token-of-this-message"
LONGEST_LINE = 998
_BROKEN_AT = 200
# a long link in List-Unsubscribe stays a link: folded anew it would become an encoded word, which no mail program presses
_AS_WRITTEN = policy.SMTP.clone(refold_source="none")


@dataclass(frozen=True)
class Attached:
    """A file that travels with an e-mail. `kind`: its media type, with parameters."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Email:
    """One message to one address. Refuses a line break in any header value and a second recipient.

    wording: which version of the text it is, to be kept beside the message. language: that of the text (BCP 47).
    """

    to: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    wording: str | None = None
    language: str = "en-GB"
    attached: Attached | None = None

    def __post_init__(self) -> None:
        for value in (self.to, self.subject, *self.headers, *self.headers.values()):
            if "\r" in value or "\n" in value:
                raise ValueError("a header value holds a line break")
        if not self.to or "," in self.to or " " in self.to:
            raise ValueError("an e-mail goes to exactly one address")

    def naming(self, token: str) -> Email:
        """The same e-mail with its own token where its text leads to a page about it."""
        return replace(self, text=self.text.replace(THIS_MESSAGE, token))

    @property
    def html(self) -> str:
        """The text as simple HTML, made from it and from nothing else."""
        return marked_up(self.text, title=self.subject, language=self.language)


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


def as_bytes(email: Email, *, sender: Sender, message_id: str, at: datetime | None = None) -> bytes:
    """The message as it travels: CRLF line ends, UTF-8, dots not yet stuffed; the text first, then the same words as HTML.

    Raises ValueError for a line no server carries.
    """
    html = _in_lines(email.html)
    message = Message(
        subject=email.subject,
        recipients=[email.to],
        body=_cut(_in_lines(email.text)),
        # a word longer than a line grows by what HTML adds to it: then the text has to do
        html=html if _longest(html.encode().splitlines()) <= LONGEST_LINE else None,
        sender=(sender.name, sender.address),
        reply_to=sender.address,
        date=(at or clock.now()).timestamp(),
        extra_headers={"Auto-Submitted": "auto-generated", **email.headers},
    )
    message.msgId = message_id
    if email.attached is not None:
        message.attach(email.attached.name, email.attached.kind, email.attached.content)
    lines = _either(message._message(), message_id).as_bytes(policy=_AS_WRITTEN).splitlines()
    if _longest(lines) > LONGEST_LINE:
        raise ValueError("a line is too long to travel")
    return b"\r\n".join(lines) + b"\r\n"


def _either(built: MIMEBase, message_id: str) -> MIMEBase:
    """Text and HTML side by side, without an empty parcel around them, and with marks between parts that can be told before."""
    mark = f"=_{message_id.strip('<>').partition('@')[0]}"
    parts = cast("list[MIMEBase]", built.get_payload()) if built.is_multipart() else []
    if len(parts) == 1:
        built.set_payload(parts[0].get_payload())
        built.set_type("multipart/alternative")
        built.set_boundary(mark)
    elif parts:
        built.set_boundary(f"{mark}.parts")
        if parts[0].is_multipart():
            parts[0].set_boundary(mark)
    return built


def _longest(lines: list[bytes]) -> int:
    return max(map(len, lines), default=0)


def _in_lines(text: str) -> str:
    """The text with lines broken at a space where they are longer than mail servers carry (RFC 5322, 2.1.1)."""
    if len(text.encode()) <= LONGEST_LINE:
        return text
    return "\n".join(line if len(line.encode()) <= LONGEST_LINE else _broken(line) for line in text.split("\n"))


def _broken(line: str) -> str:
    return "\n".join(textwrap.wrap(line, _BROKEN_AT, break_long_words=False, break_on_hyphens=False))


def _cut(text: str) -> str:
    """The same with words cut that are longer than any line may be: a message in somebody’s own words has to leave us."""
    return "\n".join(
        line if len(line.encode()) <= LONGEST_LINE else "\n".join(textwrap.wrap(line, _BROKEN_AT)) for line in text.split("\n")
    )
