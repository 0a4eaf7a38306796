"""What falls due about needs: a year after somebody told us, we ask whether it is still right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.calendars.rules import Noted, Reader, whole_day
from engage.needs import queries
from engage.outbox.rules import Category, Due
from engage.outbox.rules.occurrences import occurrence

MORNING = time(9)
POINTLESS_AFTER = timedelta(days=30)
IN_A_CALENDAR = timedelta(days=3 * 366)
StillHere = Callable[[], sa.Select[UUID]]


def review_is_due(since: datetime, until: datetime, offsets: Sequence[int], *, still_here: StillHere) -> list[Due]:
    """At 9am, so many days from the day a review is due, to everybody who needs something and is still in the pool."""
    first = clock.day_of(since) - timedelta(days=max(offsets))
    last = clock.day_of(until) - timedelta(days=min(offsets))
    reviews = queries.reviews_between(first, last, among=still_here())
    return [
        Due(
            kind=queries.REVIEW, about=person_id, recipient_id=person_id, due_at=at, due_on=day, ordinal=occurrence(day, days),
            not_after=at + POINTLESS_AFTER, category=Category.REMINDER,
        )
        for person_id, day in reviews
        for days in offsets
        if since <= (at := clock.at(day + timedelta(days=days), MORNING)) < until
    ]  # fmt: skip


def own_review(reader: Reader, today: date) -> list[Noted]:
    """For somebody's calendar: the day on which we ask again what helps them."""
    due = None if reader.person_id is None else queries.review_of(reader.person_id)
    if due is None or due[0] > today + IN_A_CALENDAR:
        return []
    entry = whole_day(f"review {reader.person_id}", "something to look at again", due[0], changed_on=due[1])
    return [Noted(entry, "needs.support")]
