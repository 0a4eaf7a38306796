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


def has_run(job: str, slot: str) -> bool:
    """Whether a daily job has come to its end in a slot."""
    found = sa.select(Run.id).where(Run.job == job, Run.slot == slot, Run.finished_at.is_not(None))
    return db.session.scalar(found) is not None
