"""What falls due for the team: people who have waited too long for their welcome."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from engage import clock
from engage.calendars.rules import LOOKS_BACK, Noted, Reader, whole_day
from engage.outbox.rules import Due
from engage.reminders.rules import is_working_day, working_days_after
from engage.web.filters import counted
from engage.welcome import rules
from engage.welcome.queries import reviewing, waiting

KIND = "welcome.waiting"
AT = time(9)
LOOKS_AHEAD = timedelta(days=60)
_DAYS = uuid.UUID("8f2f3f43-0f0b-4d0e-8c56-6d5d3c1f7a21")


def welcome_waiting(since: datetime, until: datetime, _offsets: Sequence[int]) -> list[Due]:
    """One reminder a day, at 9am on working days, when somebody passes three working days, and for those who lead seven."""
    mornings = [(day, at, ordinal) for day, at in _mornings(since, until) for ordinal in (0, 1)]
    passed = waiting.joined_between([_just_passed(day, waiting.days_of(ordinal)) for day, _, ordinal in mornings])
    due = [morning for morning, has_passed in zip(mornings, passed, strict=True) if has_passed]
    whom = waiting.reminded() if due else ([], [])
    return [
        Due(KIND, about=uuid.uuid5(_DAYS, day.isoformat()), recipient_id=user.id, due_at=at, due_on=day, ordinal=ordinal,
            not_after=at + timedelta(hours=9))
        for day, at, ordinal in due
        for user in whom[ordinal]
        if user.accepted_at is not None and user.accepted_at <= at
    ]  # fmt: skip


def _mornings(since: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    day = clock.day_of(since)
    while (at := clock.at(day, AT)) < until:
        if at >= since and is_working_day(day):
            yield day, at
        day += timedelta(days=1)


def _just_passed(day: date, working_days: int) -> tuple[date, date]:
    """The first and last day on which somebody can have joined who reaches so many working days on this very day."""
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return rules.newest_day_due(before, working_days) + timedelta(days=1), rules.newest_day_due(day, working_days)


def welcomes_due(reader: Reader, today: date) -> list[Noted]:
    """For the team's calendars: how many people should be welcomed by a day, and no names."""
    days = Counter(working_days_after(day, rules.FIRST_REMINDER) for day in waiting.days_joined(today - LOOKS_BACK))
    return [
        Noted(whole_day(f"welcomes {day}", f"{counted(number, 'person', 'people')} to welcome", day, changed_on=today),
              "pool_team.waiting")
        for day, number in sorted(days.items())
    ]  # fmt: skip


def reviews_due(reader: Reader, today: date) -> list[Noted]:
    """The same for how many people are to be asked again what helps them."""
    return [
        Noted(whole_day(f"reviews {day}", f"{counted(number, 'person', 'people')} to ask again", day, changed_on=today),
              "pool_team.reviews")
        for day, number in reviewing.reviews_by_day(today - LOOKS_BACK, today + LOOKS_AHEAD)
    ]  # fmt: skip
