"""What each event in the ledger means, how events are chained, and what a break holds back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Action(StrEnum):
    """What was decided."""

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
UNDO_WITHIN = timedelta(minutes=10)
ESSENTIAL = "membership"


@dataclass(frozen=True)
class Entry:
    """One decision about to enter the ledger."""

    purpose: str
    channel: str
    action: Action
    notice_id: UUID
    notice_sha256: str


@dataclass(frozen=True)
class Offer:
    """A purpose people may say yes to, with the wording in force: what they are shown is what is kept."""

    code: str
    title: str
    text: str
    notice_id: UUID
    notice_sha256: str
    months: int | None

    def entry(self, channel: str, action: Action) -> Entry:
        """A decision about this purpose, as it was worded here."""
        return Entry(self.code, channel, action, self.notice_id, self.notice_sha256)


def asked_when_joining(offers: Iterable[Offer], *, ticked: Iterable[str], channels: Iterable[str]) -> list[Entry]:
    """What somebody decided on the page with the boxes: for each purpose and channel yes where ticked, else no."""
    said, by = set(ticked), list(channels)
    return [offer.entry(channel, Action.GIVEN if offer.code in said else Action.REFUSED) for offer in offers for channel in by]


def wording_hash(text: str) -> str:
    """The SHA-256 of a notice's exact text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def chained(
    previous: str, *, person_id: UUID, ordinal: int, entry: Entry, at: datetime, route: Route, recorded_by: UUID | None
) -> str:
    """The hash of an event: it covers the event and the hash before it, so that a changed row shows."""
    parts = (
        previous, person_id.hex, str(ordinal), entry.purpose, entry.channel, entry.action, entry.notice_id.hex,
        entry.notice_sha256, at.isoformat(), route, recorded_by.hex if recorded_by else "",
    )  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def has_run_out(said_on: date, months: int | None, today: date) -> bool:
    """Whether a yes is older than its purpose lets it be."""
    return months is not None and today >= months_later(said_on, months)


def is_over(until: date | None, today: date) -> bool:
    """Whether the day has come that somebody named for the end of their break."""
    return until is not None and today >= until


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
