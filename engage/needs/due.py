"""What falls due about needs: a year after somebody told us, we ask whether it is still right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.needs import queries
from engage.outbox.rules import Category, Due

MORNING = time(9)
POINTLESS_AFTER = timedelta(days=30)
StillHere = Callable[[], sa.Select[UUID]]


def review_is_due(since: datetime, until: datetime, *, still_here: StillHere) -> list[Due]:
    """At 9am on the day, to everybody who needs something and is still in the pool."""
    reviews = queries.reviews_between(clock.day_of(since), clock.day_of(until), among=still_here())
    return [
        Due(
            kind=queries.REVIEW, about=person_id, recipient_id=person_id, due_at=at, due_on=day, ordinal=day.toordinal(),
            not_after=at + POINTLESS_AFTER, category=Category.REMINDER,
        )
        for person_id, day in reviews
        if since <= (at := clock.at(day, MORNING)) < until
    ]  # fmt: skip
