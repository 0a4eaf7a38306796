"""What falls due about sharing: a decision is to be looked at again (C1)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from engage import clock
from engage.outbox.rules import Due
from engage.outbox.rules.occurrences import occurrence
from engage.sharing.queries import looking

AT = time(9)
OF_USE = timedelta(days=14)
_DAYS = uuid.UUID("5e1c7a52-6a0d-4f6c-8e57-4b1b0b7f9d13")


def look_again(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days from a day on which decisions are to be looked at again, one reminder to each who answers for them."""
    first = clock.day_of(since) - timedelta(days=max(offsets) + 1)
    last = clock.day_of(until) - timedelta(days=min(offsets))
    by_day = looking.teams_by_day(first, last)
    whom = looking.whom({team_id for teams in by_day.values() for team_id in teams}) if by_day else {}
    return [
        Due(looking.LOOK_AGAIN, about=uuid.uuid5(_DAYS, day.isoformat()), recipient_id=user_id, due_at=at, due_on=day,
            ordinal=occurrence(day, days), not_after=at + OF_USE)
        for day, teams in by_day.items()
        for days in offsets
        if since <= (at := clock.at(day + timedelta(days=days), AT)) < until
        for user_id in sorted({each for team_id in teams for each in whom[team_id]})
    ]  # fmt: skip
