"""What each event in the ledger means, how events are chained, and what a break holds back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Action(StrEnum):
    """What was decided (domain.md 11.7)."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"
    EXPIRED = "expired"
    CORRECTED = "corrected"


class Route(StrEnum):
    """How we were told."""

    WEB = "web"
    EMAIL_LINK = "email link"
    PHONE = "phone"
    PAPER = "paper"
    IN_PERSON = "in person"
    IMPORT = "import"


MEANS_YES = frozenset({Action.GIVEN, Action.RENEWED})
BREAK_MONTHS = (1, 3, 6)


@dataclass(frozen=True)
class Entry:
    """One decision about to enter the ledger."""

    purpose: str
    channel: str
    action: Action
    notice_id: UUID
    notice_sha256: str


def wording_hash(text: str) -> str:
    """The SHA-256 of a notice's exact text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def chained(previous: str, *, person_id: UUID, ordinal: int, entry: Entry, at: datetime, route: Route) -> str:
    """The hash of an event: it covers the event and the hash before it, so that a changed row shows."""
    parts = (
        previous, person_id.hex, str(ordinal), entry.purpose, entry.channel, entry.action, entry.notice_sha256,
        at.isoformat(), route,
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last day of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        if last > day.day:
            continue
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
