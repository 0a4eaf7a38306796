"""What falls due about choices: the day somebody named for the end of their break has come."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from engage import clock
from engage.consent import queries
from engage.outbox.rules import Category, Due

MORNING = time(9)
POINTLESS_AFTER = timedelta(days=7)


def break_is_over(since: datetime, until: datetime) -> list[Due]:
    """At 9am on that day, once a break."""
    dues = []
    for away in queries.breaks_named(clock.day_of(since), clock.day_of(until)):
        at = clock.at(away.until, MORNING)
        if since <= at < until:
            dues.append(
                Due(
                    kind=queries.BREAK_OVER, about=away.id, recipient_id=away.person_id, due_at=at, due_on=away.until,
                    not_after=at + POINTLESS_AFTER, category=Category.REMINDER,
                )
            )  # fmt: skip
    return dues
