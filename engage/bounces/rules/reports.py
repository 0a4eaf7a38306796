"""Reading one mail that came in: a report that something came back, or what somebody wrote. Never believes it, never fails.

Standard reports are RFC 3464; Exim, qmail and older servers also write theirs as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from html import unescape
from itertools import islice

from engage.bounces.rules import Lasting, Why
from engage.bounces.rules.statuses import SMTP_CODE, STATUS, meaning

LARGEST = 256 * 1024
"""How much of a mail is read: the report stands at its beginning, the message that came back behind it."""
MOST_PARTS, MOST_TEXT, MOST_IDS, LONGEST_ADDRESS = 50, 64 * 1024, 20, 320
# what the standard library may raise on what is no mail at all
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError)

OURS = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})@")
_TOKEN = re.compile(r"\.?[\w-]{20,}\.[\w-]{20,}")
_FROM_A_SERVER = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon)@", re.IGNORECASE)
_WAITS = re.compile(r"\b(delay(ed)?|warning)\b", re.IGNORECASE)
_WILL_TRY = re.compile(r"not yet (been )?deliver|still being (re)?tried|will (keep|continue) (to try|trying)", re.IGNORECASE)
_STOP = re.compile(
    r"\b(stop|unsubscribe|opt[ -]?out|remove me|take me off|leave me alone|no more (e-?mails?|messages?|letters?))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*(>|-{3,}\s*original|on .{0,200}\bwrote:|from:\s)", re.IGNORECASE)
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Report:
    """A mail server says what became of a message. `ours`: what may be its Message-ID; `named`: whom it did not reach."""

    ours: tuple[str, ...]
    named: tuple[str, ...]
    lasting: Lasting
    why: Why
    status: str | None

    @property
    def is_final(self) -> bool:
        """Whether the message has come back; otherwise it may still arrive."""
        return self.why is not Why.DELAYED


@dataclass(frozen=True)
class Written:
    """What somebody, or their out-of-office notice, wrote. `tokens`: what may be our signature, in subject or address."""

    ours: tuple[str, ...]
    sender: str
    tokens: tuple[str, ...]
    asks_to_stop: bool
    is_automatic: bool
    id: str


@dataclass(frozen=True)
class GoodNews:
    """A mail server says that a message arrived, or was passed on."""


Mail = Report | Written | GoodNews


def read(raw: bytes) -> Mail | None:
    """What a mail is; None when nothing can be made of it."""
    try:
        message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        parts = list(islice(message.walk(), MOST_PARTS))
        blocks = [fields for part in parts for fields in _blocks(part)]
        if blocks:
            return _standard(message, parts, blocks)
        return _in_prose(message, parts) if _is_from_a_server(message) else _written(message, parts)
    except UNREADABLE:
        return None


def _blocks(part: Message) -> list[dict[str, str]]:
    """The fields about each recipient in a delivery status; none in any other part."""
    if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
        return []
    payload = part.get_payload()
    inner = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    texts = [payload] if isinstance(payload, str) else [text for each in inner if isinstance(text := each.get_payload(), str)]
    inner += [message_from_string(block) for text in texts for block in re.split(r"\r?\n\r?\n", text)[:MOST_PARTS]]
    found = [{name.lower(): _plain(value) for name, value in each.items()} for each in inner]
    return [fields for fields in found if "action" in fields or "final-recipient" in fields]


def _standard(message: Message, parts: list[Message], blocks: list[dict[str, str]]) -> Mail:
    actions = {_word(fields.get("action", "failed")): fields for fields in reversed(blocks)}
    action = next((each for each in ("failed", "delayed") if each in actions), None)
    if action is None:
        return GoodNews()
    fields = actions[action]
    told = fields.get("diagnostic-code", "")
    status = _status(fields.get("status", "")) or _status(told) or _from_code(told)
    lasting, why = meaning(status, is_delayed=action == "delayed")
    named = [_address(fields.get(name, "")) for name in ("final-recipient", "original-recipient")]
    return Report(_ours(message, parts), _named(message, parts, named), lasting, why, status)


def _in_prose(message: Message, parts: list[Message]) -> Mail:
    told = "\n".join(_texts(parts[:1] if not message.is_multipart() else parts))
    before_copy = re.split(r"(?m)^-{3,}.*(copy|message|header)", told, maxsplit=1, flags=re.IGNORECASE)[0]
    status = _status(before_copy) or _from_code(before_copy)
    waits = _WAITS.search(_plain(message.get("Subject"))) or _WILL_TRY.search(before_copy)
    is_delayed = bool(waits) and "x-failed-recipients" not in message
    lasting, why = meaning(status, is_delayed=is_delayed)
    failed = [address for _, address in getaddresses([_plain(message.get("X-Failed-Recipients"))])]
    in_brackets = re.findall(r"<([^<>\s@]+@[^<>\s@]+)>", before_copy)[:5]
    return Report(_ours(message, parts), _named(message, parts, failed + in_brackets), lasting, why, status)


def _written(message: Message, parts: list[Message]) -> Written:
    subject = _plain(message.get("Subject"))
    headers = [subject, *(_plain(message.get(name)) for name in ("To", "Delivered-To", "X-Original-To"))]
    senders = [address for _, address in getaddresses([_plain(message.get("From"))])]
    automatic = _word(_plain(message.get("Auto-Submitted")) or "no") != "no" or _word(_plain(message.get("Precedence"))) in (
        "bulk",
        "list",
        "junk",
        "auto_reply",
    )
    said = "\n".join([subject, *_own_lines(parts)])
    return Written(
        _ours(message, []), (senders or [""])[0][:LONGEST_ADDRESS], tuple(_TOKEN.findall(" ".join(headers))[:5]),
        bool(_STOP.search(said)), automatic, _plain(message.get("Message-ID"))[:LONGEST_ADDRESS],
    )  # fmt: skip


def _own_lines(parts: list[Message]) -> Iterator[str]:
    """The first lines somebody wrote themselves, above what they quote."""
    text = next(iter(_texts(parts)), "")
    for line in islice((line for line in text.splitlines() if line.strip()), 10):
        if _QUOTED.match(line):
            return
        yield line[:500]


def _is_from_a_server(message: Message) -> bool:
    senders = [address for _, address in getaddresses([_plain(message.get("From"))])]
    is_report = (
        message.get_content_type() == "multipart/report" and _word(str(message.get_param("report-type"))) == "delivery-status"
    )
    return is_report or "x-failed-recipients" in message or any(_FROM_A_SERVER.match(sender) for sender in senders)


def _ours(message: Message, parts: list[Message]) -> tuple[str, ...]:
    """Whatever may be the Message-ID of ours it is about: what it answers, what it returns, what stands in its text."""
    places = [_plain(message.get(name)) for name in ("In-Reply-To", "References", "X-Original-Message-ID", "Original-Message-ID")]
    places = [_plain(part.get("Message-ID")) for part in parts[1:]] + places + list(_texts(parts))
    return tuple(dict.fromkeys(found for place in places for found in OURS.findall(place)))[:MOST_IDS]


def _named(message: Message, parts: list[Message], first: list[str]) -> tuple[str, ...]:
    """The addresses a report names: those that failed, and to whom the message it returns was written."""
    returned = [_plain(part.get("To")) for part in parts[1:]]
    for text in _texts([part for part in parts if part.get_content_type() == "text/rfc822-headers"]):
        returned.append(_plain(message_from_string(text).get("To")))
    found = [*first, *(address for _, address in getaddresses(returned))]
    return tuple(dict.fromkeys(address for address in found if "@" in address and len(address) <= LONGEST_ADDRESS))[:MOST_IDS]


def _texts(parts: list[Message]) -> Iterator[str]:
    """What stands in the parts that are text, decoded as far as they say how."""
    for part in parts:
        if part.get_content_maintype() != "text" or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        text = payload[:MOST_TEXT].decode("utf-8", "replace") if isinstance(payload, bytes) else ""
        yield unescape(_TAG.sub(" ", text)) if part.get_content_subtype() == "html" else text


def _plain(value: object) -> str:
    """A header as text on one line, however it was encoded."""
    text = "" if value is None else str(value)[:4096]
    try:
        text = str(make_header(decode_header(text)))
    except UNREADABLE:
        text = text.encode("ascii", "replace").decode()
    return " ".join(text.split())


def _word(text: str) -> str:
    return (text.split(";")[0].split() or [""])[0].casefold()


def _address(field: str) -> str:
    """The address of "rfc822; somebody@example.org".

    >>> _address("rfc822;<Sam@People.Example>")
    'Sam@People.Example'
    """
    return field.rpartition(";")[2].strip().strip("<>")


def _status(text: str) -> str | None:
    found = STATUS.search(text)
    return found.group() if found else None


def _from_code(text: str) -> str | None:
    found = SMTP_CODE.search(text)
    return f"{found.group(1)}.0.0" if found else None
