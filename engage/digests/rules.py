"""When the weekly digest goes, how an item comes from draft to closed, and how much stands in one mail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from engage import clock
from engage.reminders.rules import is_working_day
from engage.reminders.rules.falling import QuietDays

KIND, PURPOSE = "digests.weekly", "opportunities"
GETS_IT, NOTHING_NEW = "gets-it", "nothing-new"
"""What is said of somebody besides the reasons of a message: they get it, or there is nothing new for them."""
MOST_ITEMS = 5
"""How many items stand in one mail; the page has all of them."""
MOST_OPEN = 50
"""How many items may be open at a time."""
THURSDAY, GOES_AT = 3, time(10)
WEEK = timedelta(days=7)
LOOKS_AHEAD = 10
REMEMBERED = timedelta(days=30)
"""So long after an item closed we still know whom it was sent to."""
LONGEST_TITLE, LONGEST_TEXT, LONGEST_ANSWER, LONGEST_LINK = 100, 300, 200, 500
LATEST_CLOSING = timedelta(days=366)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKS = uuid.UUID("8e0f2a55-4a0b-4d35-9a43-0c6f2f9a7d11")


class State(StrEnum):
    """How far an item has come."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Stands(StrEnum):
    """How an item stands for the team; the value is what they read."""

    DRAFT = "Draft"
    WAITS = "Waits for the next digest"
    OPEN = "Open"
    CLOSED = "Closed"


class NotAllowedNow(ValueError):
    """What was asked cannot be done with an item that stands where it does."""


@dataclass(frozen=True)
class Words:
    """What an item says: a title, two or three sentences, its last day, and how to answer."""

    title: str
    text: str
    closes_on: date
    answer: str = ""
    link: str = ""


def stands(state: State, closes_on: date, *, went: bool, today: date) -> Stands:
    """How an item stands on a day. `went`: whether a digest has begun since it was published."""
    if state is State.DRAFT:
        return Stands.DRAFT
    if state is State.CLOSED or closes_on < today:
        return Stands.CLOSED
    return Stands.OPEN if went else Stands.WAITS


def monday_of(day: date) -> date:
    """The Monday that begins the week of a day.

    >>> monday_of(date(2027, 1, 3)).isoformat(), monday_of(date(2027, 1, 4)).isoformat()
    ('2026-12-28', '2027-01-04')
    """
    return day - timedelta(days=day.weekday())


def week_id(monday: date) -> UUID:
    """Worked out, not drawn: whoever means the same week of London names the same digest."""
    return uuid.uuid5(_WEEKS, monday.isoformat())


def goes_at(monday: date, quiet: QuietDays) -> datetime | None:
    """When the digest of a week goes: Thursday at 10am, else the next working day of that week; None when it has none."""
    for passed in range(THURSDAY, 7):
        day = monday + timedelta(days=passed)
        if is_working_day(day) and day not in quiet:
            return clock.at(day, GOES_AT)
    return None


def weekday_of(instant: datetime) -> str:
    """The name of the day of the week in London.

    >>> weekday_of(clock.at(date(2027, 3, 4), time(10)))
    'Thursday'
    """
    return _NAMES[clock.day_of(instant).weekday()]


def ends_at(monday: date) -> datetime:
    """From when the digest of a week is pointless: the next week has its own."""
    return clock.at(monday + WEEK, time())


def next_going(now: datetime, quiet: QuietDays) -> datetime | None:
    """When the next digest goes that has not had its time yet; None where many weeks in a row have no day for it."""
    monday = monday_of(clock.day_of(now))
    going = (goes_at(monday + WEEK * weeks, quiet) for weeks in range(LOOKS_AHEAD))
    return next((at for at in going if at is not None and at > now), None)
