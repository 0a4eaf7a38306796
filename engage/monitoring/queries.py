"""Reading the figures, in five statements whatever the size of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.monitoring.rules import ENDED, LABELS, LATELY, OPEN, Figures, Line, Ran, Rests
from engage.outbox.models import Breaker, Outgoing
from engage.outbox.rules import FIRST_OUT, Category, Reason, State
from engage.timetable.models import Beat, Run
from engage.timetable.queries import TICK


def figures(now: datetime) -> Figures:
    """Everything watched, as it is now."""
    beat = db.session.execute(sa.select(Beat.at, Beat.took_ms).where(Beat.name == TICK)).first()
    return Figures(
        at=now,
        lines=_lines(),
        lately=_lately(now),
        breakers=_breakers(),
        ticked_at=beat.at if beat else None,
        tick_took=timedelta(milliseconds=beat.took_ms) if beat and beat.took_ms is not None else None,
        ran=_ran(now),
    )


def _breakers() -> list[Rests]:
    """Every line, in the order they are named; one that never had a fault has no row."""
    rows = db.session.execute(sa.select(Breaker.name, Breaker.faults, Breaker.closed_until))
    known = {row.name: Rests(row.name, row.faults, row.closed_until) for row in rows}
    return [known.get(name) or Rests(name, 0, None) for name in LABELS]


def _lines() -> list[Line]:
    """Read along the index of states: what has come to its end is not touched."""
    rows = db.session.execute(
        sa.select(
            Outgoing.category, Outgoing.state, sa.func.count().label("how_many"), sa.func.min(Outgoing.next_at).label("due")
        )
        .where(Outgoing.state.in_(OPEN), Outgoing.category.in_(FIRST_OUT))
        .group_by(Outgoing.category, Outgoing.state)
    ).all()
    return [_line(category, [row for row in rows if row.category is category]) for category in FIRST_OUT]


def _line(category: Category, rows: Sequence[Any]) -> Line:
    oldest = next((row.due for row in rows if row.state is State.QUEUED), None)
    return Line(category, {row.state: row.how_many for row in rows}, oldest)


def _lately(now: datetime) -> dict[tuple[State, Reason | None], int]:
    rows = db.session.execute(
        sa.select(Outgoing.state, Outgoing.reason, sa.func.count())
        .where(
            Outgoing.state.in_(ENDED), Outgoing.category.in_(FIRST_OUT), Outgoing.next_at > now - LATELY, Outgoing.next_at <= now
        )
        .group_by(Outgoing.state, Outgoing.reason)
    )
    return {(state, reason): count for state, reason, count in rows}


def _ran(now: datetime) -> dict[str, Ran]:
    """The daily jobs of today and yesterday, each with its newest run."""
    today = clock.day_of(now)
    slots = [day.isoformat() for day in (today - timedelta(days=1), today)]
    rows = db.session.scalars(sa.select(Run).where(Run.slot.in_(slots)).order_by(Run.slot))
    return {row.job: Ran(row.job, row.started_at, row.finished_at) for row in rows}
