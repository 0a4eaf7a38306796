"""What falls due for those who answer requests and look after keeping."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from engage import clock
from engage.accounts import queries as accounts
from engage.outbox.rules import Due
from engage.policy import Permission
from engage.privacy.queries import requests

REQUEST, COMING = "privacy.request", "privacy.coming"
AT = time(9)
_MONTHS = uuid.UUID("d7a4a9b2-5a53-4b1e-9c5c-1f0b54fdc1c3")


def requests_to_answer(since: datetime, until: datetime) -> list[Due]:
    """7, 21 and 28 days after a request came, to everybody who answers requests."""
    due = requests.reminded_between(since, until, at=AT)
    whom = accounts.holders_of(Permission.REQUESTS_ANSWER) if due else []
    return [
        Due(REQUEST, about=request_id, recipient_id=user.id, due_at=at, due_on=clock.day_of(at), ordinal=ordinal,
            not_after=at + timedelta(days=3))
        for request_id, ordinal, at in due
        for user in whom
        if user.accepted_at is not None and user.accepted_at <= at
    ]  # fmt: skip


def things_to_let_go(since: datetime, until: datetime) -> list[Due]:
    """On the first of each month, what will be let go in the next 30 days."""
    due, day = [], clock.day_of(since)
    while (at := clock.at(day, AT)) < until:
        if day.day == 1 and at >= since:
            due.append((day, at))
        day += timedelta(days=1)
    whom = accounts.holders_of(Permission.RETENTION_KEEP) if due else []
    return [
        Due(COMING, about=uuid.uuid5(_MONTHS, day.isoformat()), recipient_id=user.id, due_at=at, due_on=day,
            not_after=at + timedelta(days=3))
        for day, at in due
        for user in whom
        if user.accepted_at is not None and user.accepted_at <= at
    ]  # fmt: skip
