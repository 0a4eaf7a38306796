"""What each event in the ledger means, how events are chained, and what a break holds back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from engage import clock


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
    GUARDIAN = "guardian"
    BY_ITSELF = "by itself"
    MERGE = "merge"


class Basis(StrEnum):
    """Why the law lets us write about something. Whatever it is, nobody who was not asked is written to."""

    CONSENT = "consent"
    PUBLIC_TASK = "public task"
    LEGAL_OBLIGATION = "legal obligation"
    CONTRACT = "contract"


class Change(StrEnum):
    """What a new wording does to a yes that was said to the one before: minor keeps it, material asks again."""

    FIRST = "first"
    MATERIAL = "material"
    MINOR = "minor"


class Format(StrEnum):
    """How a wording is presented."""

    STANDARD = "standard"
    EASY_READ = "easy read"


MEANS_YES = frozenset({Action.GIVEN, Action.RENEWED})
THEIR_OWN = frozenset({Route.WEB, Route.EMAIL_LINK})
BREAK_MONTHS = (1, 3, 6)
ASKED = 4
"""How often we ask at most before a yes runs out whether it still holds. How often and when, the reminder rule says.

Times of asking are counted from the end: the last one is always the fourth, however many the rule has. So a rule that is
given fewer days never loses the last one for whoever was asked by the others.
"""
_TWO, _EARLIER = 2, 100_000_000

SHOWN_BEFORE = 60
"""From so many days before it runs out, the person's own pages ask too; no reminder comes earlier."""


def number_of(last: date, place: int) -> int:
    """The number of one time of asking about yeses that end on a day. The last two keep the numbers of earlier versions."""
    number = last.toordinal() * _TWO + place
    return number - _TWO if place >= _TWO else number + _EARLIER


def place_of(number: int) -> int:
    """Which time of asking has a number.

    >>> [place_of(number_of(date(2028, 2, 29), place)) for place in range(ASKED)]
    [0, 1, 2, 3]
    """
    return number % _TWO if number >= _EARLIER else number % _TWO + _TWO


UNDO_WITHIN = timedelta(minutes=10)
ESSENTIAL = "membership"


@dataclass(frozen=True)
class Entry:
    """One decision about to enter the ledger: in which words, how long a yes lasts, and what it corrects if it does.

    `said_at` and `until`: when it was said and when it runs out, where that is known from another record of the person.
    """

    purpose: str
    channel: str
    action: Action
    notice_id: UUID
    notice_sha256: str
    version: int = 1
    months: int | None = None
    corrects: UUID | None = None
    said_at: datetime | None = None
    until: date | None = None


@dataclass(frozen=True)
class Offer:
    """A purpose people may say yes to, with the wording in force: what they are shown is what is kept."""

    code: str
    title: str
    text: str
    notice_id: UUID
    notice_sha256: str
    months: int | None
    version: int = 1
    channels: frozenset[str] = field(default_factory=frozenset)
    language: str = "en"
    direction: str = "ltr"

    def entry(self, channel: str, action: Action, *, corrects: UUID | None = None) -> Entry:
        """A decision about this purpose, as it was worded here."""
        return Entry(self.code, channel, action, self.notice_id, self.notice_sha256, self.version, self.months, corrects)

    def by(self, channels: Iterable[str]) -> list[str]:
        """Those of the channels by which this is sent, each once."""
        return [channel for channel in dict.fromkeys(channels) if channel in self.channels]


def asked_when_joining(offers: Iterable[Offer], *, ticked: Iterable[str], channels: Iterable[str]) -> list[Entry]:
    """What somebody decided on the page with the boxes: for each purpose and channel yes where ticked, else no."""
    said, by = set(ticked), list(channels)
    return [
        offer.entry(channel, Action.GIVEN if offer.code in said else Action.REFUSED)
        for offer in offers
        for channel in offer.by(by)
    ]


def wording_hash(text: str) -> str:
    """The SHA-256 of a notice's exact text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Written:
    """One event of a ledger: everything its hash covers. `expires_on`: the first day on which a yes no longer counts."""

    person_id: UUID
    ordinal: int
    entry: Entry
    at: datetime
    route: Route
    recorded_by: UUID | None
    effective_at: datetime
    expires_on: date | None = None
    evidence_digest: str | None = None
    hash_version: int = 2


def chained(previous: str, event: Written) -> str:
    """The hash of an event: it covers the event and the hash before it, so that a changed row shows.

    Version 1 knew neither when something was said, nor evidence, nor corrections.
    """
    entry, by = event.entry, event.recorded_by
    parts = [
        previous, event.person_id.hex, str(event.ordinal), entry.purpose, entry.channel, entry.action, entry.notice_id.hex,
        entry.notice_sha256, event.at.isoformat(), event.route, by.hex if by else "",
    ]  # fmt: skip
    if event.hash_version > 1:
        runs_out, corrects = event.expires_on, entry.corrects
        parts += [
            event.effective_at.isoformat(), runs_out.isoformat() if runs_out else "", event.evidence_digest or "",
            corrects.hex if corrects else "", str(event.hash_version),
        ]  # fmt: skip
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def evidence_digest(salt: str, text: str) -> str:
    """What an event keeps of its evidence: without the salt nobody can try texts against it."""
    return hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest()


def runs_out_on(action: Action, said_on: date, months: int | None) -> date | None:
    """The first day on which a yes said on a day no longer counts; None for a no, and where a yes does not run out."""
    return months_later(said_on, months) if action in MEANS_YES and months is not None else None


def has_run_out(expires_on: date | None, today: date) -> bool:
    """Whether a yes is over that counts until the day before `expires_on`."""
    return expires_on is not None and today >= expires_on


def said_at(day: date, now: datetime) -> datetime:
    """The instant that stands for "on that day": its beginning, so that whatever they did themselves that day comes after."""
    return min(clock.at(day, time()), now)


@dataclass(frozen=True)
class Fact:
    """One event as far as it matters for what stands."""

    id: UUID
    ordinal: int
    purpose: str
    channel: str
    action: Action
    effective_at: datetime
    corrects: UUID | None = None


def latest(facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
    """What stands, by purpose and channel: the decision said last, of those not written by mistake.

    A correction takes its event out on every day; where nothing is left nobody was asked.
    """
    facts = list(facts)
    out = {fact.corrects for fact in facts}
    said = [fact for fact in facts if fact.id not in out and fact.corrects is None]
    return {(fact.purpose, fact.channel): fact for fact in sorted(said, key=lambda fact: (fact.effective_at, fact.ordinal))}


def may_be_corrected(event_id: UUID, route: Route, action: Action, corrected: Collection[UUID | None]) -> bool:
    """Whether the team may take an event out: one that it wrote down itself, once. What people did themselves stands.

    What a merge wrote goes with the merge: taken out alone it would bring back a yes to which the other record said no.
    """
    ours = route not in THEIR_OWN and route not in (Route.BY_ITSELF, Route.MERGE)
    return ours and action is not Action.CORRECTED and event_id not in corrected


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
