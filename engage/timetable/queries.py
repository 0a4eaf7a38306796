"""When things last ran."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engage.db import db
from engage.timetable.models import Beat, Run
from engage.timetable.rules import LATE_AFTER

TICK = "tick"


def last_beat(name: str = TICK) -> datetime | None:
    """When `name` last showed that it is alive."""
    return db.session.scalar(sa.select(Beat.at).where(Beat.name == name))


def is_ticking(now: datetime) -> bool:
    """Whether the last tick is not older than it may be."""
    last = last_beat()
    return last is not None and now - last <= LATE_AFTER


def finished(slot: str) -> frozenset[str]:
    """The daily jobs that have come to their end in a slot."""
    return frozenset(db.session.scalars(sa.select(Run.job).where(Run.slot == slot, Run.finished_at.is_not(None))))
