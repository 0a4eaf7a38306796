"""What stands in a calendar: an entry as a plain value, the alarm that rings before it, and what other rooms add."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from engage import clock
from engage.policy import Permission
from engage.web import filters

_ENTRIES = uuid.UUID("5e0c7d52-41b8-4b0a-9a57-3a0f6f1c2d84")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TEXTS = ("title", "private_title", "place", "access", "link", "phone_in", "url")
IN_PERSON, ONLINE = timedelta(days=1), timedelta(minutes=15)
LOOKS_BACK = timedelta(days=31)
"""So long a date that has passed stays in somebody's own calendar."""


@dataclass(frozen=True)
class Entry:
    """One date, as a calendar shows it.

    seed: what it is about, from which its UID is worked out; it stands nowhere itself. sequence: rises with every change.
    title: in full, said on pages and in mails only. private_title: what the calendar shows, where others may look on.
    starts, ends: as London clocks show them; without them it is about the whole day. url: the page about it.
    changed_at: when this was written, so that the same entry is the same bytes whenever it is asked for.
    """

    seed: str
    title: str
    day: date
    changed_at: datetime
    sequence: int = 0
    private_title: str = ""
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    access: str = ""
    link: str = ""
    phone_in: str = ""
    url: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        if (self.starts is None) != (self.ends is None):
            raise ValueError("a date has both times or neither")
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise ValueError("a date ends after it starts")
        if not self.summary.strip():
            raise ValueError("a date has a title")

    @property
    def uid(self) -> str:
        """The same for the same thing, whatever changes; it says nothing about it."""
        return str(uuid.uuid5(_ENTRIES, self.seed))

    @property
    def summary(self) -> str:
        """What the calendar shows."""
        return self.private_title or self.title

    @property
    def alarms(self) -> tuple[timedelta, ...]:
        """How long before it rings: a day where one has to go somewhere, a quarter of an hour where one joins from home."""
        if self.starts is None or self.cancelled:
            return ()
        from_home = bool(self.link or self.phone_in)
        return ((IN_PERSON,) if self.place or not from_home else ()) + ((ONLINE,) if from_home else ())

    @property
    def when(self) -> str:
        """In words, with the weekday."""
        words = f"{_WEEKDAYS[self.day.weekday()]} {filters.day(self.day)}"
        if self.starts is None or self.ends is None:
            return words
        return f"{words}, {filters.time(clock.at(self.day, self.starts))} to {filters.time(clock.at(self.day, self.ends))}"

    @property
    def begins_at(self) -> datetime:
        """The instant it begins; what is about a whole day at its midnight. A time the clocks leave out is the one after it."""
        return clock.at(self.day, self.starts or time())

    @property
    def ends_at(self) -> datetime:
        """The instant it is over."""
        if self.starts is None or self.ends is None:
            return clock.at(self.day + timedelta(days=1), time())
        over, lasts = clock.at(self.day, self.ends), _since_midnight(self.ends) - _since_midnight(self.starts)
        return over if over > self.begins_at else self.begins_at + lasts

    def spoken(self) -> Entry:
        """The same without what no calendar can show: signs that are not seen, and other kinds of line end."""
        texts: dict[str, Any] = {name: plain(getattr(self, name)) for name in _TEXTS}
        return replace(self, **texts)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def plain(text: str) -> str:
    """A text as a calendar can hold it.

    >>> plain("Room 2\\r\\nfirst\\x00 floor")
    'Room 2\\nfirst floor'
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class Reader:
    """Whose calendar it is; `person_id` where they are somebody of the pool."""

    user_id: UUID
    person_id: UUID | None


@dataclass(frozen=True)
class Noted:
    """A date that stands in somebody's calendar, and the page about it: an endpoint with what stands in its address."""

    entry: Entry
    endpoint: str
    values: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Source:
    """Something that puts dates into calendars: of whoever holds a permission, asked on a day.

    A room adds its own by one line in `jobs.wiring`. An entry names nobody; one for the team says how many.
    """

    name: str
    permission: Permission
    noted: Callable[[Reader, date], Iterable[Noted]]


def whole_day(seed: str, title: str, day: date, *, changed_on: date) -> Entry:
    """Something that is about a day and no hour."""
    return Entry(seed=seed, title=title, day=day, changed_at=clock.at(changed_on, time()))


def in_order(noted: Iterable[Noted]) -> list[Noted]:
    """By day and hour; what is about the whole day first."""
    return sorted(noted, key=lambda each: (each.entry.day, each.entry.starts or time(), each.entry.uid))
