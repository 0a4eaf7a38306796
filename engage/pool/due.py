"""What falls due in the pool: somebody has not confirmed their address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from engage import clock
from engage.outbox.rules import Category, Due
from engage.outbox.rules.occurrences import occurrence
from engage.pool import queries
from engage.pool.rules import CONFIRM_LINK_LASTS, UNCONFIRMED_KEPT

MORNING = time(9)


def confirm_your_address(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """So many days after an address was given, at 9am, while it is not confirmed."""
    given_from = since - timedelta(days=max(offsets) + 1)
    return [
        due
        for point_id, person_id, given_at in queries.unconfirmed_between(given_from, until)
        for days in offsets
        if since <= (due := _reminder(point_id, person_id, given_at, days)).due_at < until
    ]


def sign_ups_to_forget(now: datetime) -> list[UUID]:
    """People who joined thirty days ago or longer and never confirmed anything."""
    return queries.never_confirmed(now - UNCONFIRMED_KEPT)


def _reminder(point_id: UUID, person_id: UUID, given_at: datetime, days: int) -> Due:
    given_on = clock.day_of(given_at)
    at = clock.at(given_on + timedelta(days=days), MORNING)
    return Due(
        kind=queries.CONFIRM, about=point_id, recipient_id=person_id, due_at=at, due_on=given_on,
        ordinal=occurrence(given_on, days), not_after=at + CONFIRM_LINK_LASTS, category=Category.REMINDER,
    )  # fmt: skip
