"""What falls due for those who answer requests and look after keeping."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from engage import clock
from engage.accounts import queries as accounts
from engage.calendars.rules import LOOKS_BACK, Noted, Reader, whole_day
from engage.outbox.rules import Due
from engage.outbox.rules.occurrences import occurrence
from engage.policy import Permission
from engage.privacy.queries import requests
from engage.web.filters import counted

REQUEST, COMING, LOOKS = "privacy.request", "privacy.coming", "privacy.looks"
AT = time(9)
OF_USE = timedelta(days=14)
MONDAY = 0
_WEEKS = uuid.UUID("3b6f0c1e-2a64-4f0b-9b0e-5a7c9d1e8f42")
_MONTHS = uuid.UUID("d7a4a9b2-5a53-4b1e-9c5c-1f0b54fdc1c3")


def requests_to_answer(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days after a request came, to everybody who answers requests."""
    due = requests.reminded_between(since, until, offsets, at=AT)
    whom = accounts.holders_of(Permission.REQUESTS_ANSWER) if due else []
    return [
        Due(REQUEST, about=request_id, recipient_id=user.id, due_at=at, due_on=received_on,
            ordinal=occurrence(received_on, days), not_after=at + OF_USE)
        for request_id, received_on, days, at in due
        for user in whom
        if user.accepted_at is not None and user.accepted_at <= at
    ]  # fmt: skip


def things_to_let_go(since: datetime, until: datetime, _offsets: Sequence[int]) -> list[Due]:
    """On the first of each month, what will be let go in the next 30 days."""
    days = [(day, at) for day, at in _mornings(since, until) if day.day == 1]
    return _to_holders(COMING, _MONTHS, days, Permission.RETENTION_KEEP)


def unusual_reading(since: datetime, until: datetime, _offsets: Sequence[int]) -> list[Due]:
    """On Mondays, how many of the staff opened unusually many records in the week before."""
    days = [(day, at) for day, at in _mornings(since, until) if day.weekday() == MONDAY]
    return _to_holders(LOOKS, _WEEKS, days, Permission.LOOKS_READ)


def _mornings(since: datetime, until: datetime) -> Iterator[tuple[date, datetime]]:
    day = clock.day_of(since)
    while (at := clock.at(day, AT)) < until:
        if at >= since:
            yield day, at
        day += timedelta(days=1)


def _to_holders(kind: str, space: UUID, days: Sequence[tuple[date, datetime]], what: Permission) -> list[Due]:
    """One message a day and person, to whoever held an account by then that may do this."""
    whom = accounts.holders_of(what) if days else []
    return [
        Due(kind, about=uuid.uuid5(space, day.isoformat()), recipient_id=user.id, due_at=at, due_on=day,
            not_after=at + OF_USE)
        for day, at in days
        for user in whom
        if user.accepted_at is not None and user.accepted_at <= at
    ]  # fmt: skip


def requests_due(reader: Reader, today: date) -> list[Noted]:
    """For the calendars of those who answer: how many requests are due on a day, and nothing about whose."""
    return [
        Noted(whole_day(f"requests {day}", f"{counted(number, 'request')} to answer", day, changed_on=today), "privacy.requests")
        for day, number in requests.due_by_day(today - LOOKS_BACK)
    ]
