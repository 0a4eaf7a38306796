"""Somebody is found to be a young carer: the carer lead is told the same day (domain.md 11.5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from engage import clock
from engage.audit.actions import record
from engage.carers.models import Carer
from engage.carers.queries.young import KIND, whom_to_tell
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Due
from engage.outbox.rules.occurrences import occurrence

MORNING, MAY_WAIT = time(9), timedelta(days=7)


def mark_young(carer: Carer, *, by: UUID, at: datetime) -> None:
    """Write down that a carer is young, and tell whoever leads on carers; once while it stands. The caller holds the carer."""
    if carer.is_young:
        return
    day = clock.day_of(at)
    carer.is_young, carer.young_since = True, day
    record("wrote down a young carer", kind="carer", about=carer.id, by=by)
    due_at = max(at, clock.at(day, MORNING))  # not at night, and never as late as the next day
    outbox.put_many(
        Due(KIND, about=carer.id, recipient_id=user.id, due_at=due_at, not_after=due_at + MAY_WAIT, due_on=day,
            ordinal=occurrence(day, 0), category=Category.CHANGE)
        for user in whom_to_tell()
    )  # fmt: skip


def not_young(carer: Carer, *, by: UUID) -> None:
    """A carer is not young, or not any more. The caller holds the carer."""
    if carer.is_young:
        carer.is_young, carer.young_since = False, None
        record("wrote down that a carer is not a young one", kind="carer", about=carer.id, by=by)
