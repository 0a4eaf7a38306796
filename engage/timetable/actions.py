"""Claiming a slot, writing down what came of it, and showing that somebody is alive."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage.db import db, is_sqlite
from engage.timetable.models import Beat, Run
from engage.timetable.rules import TAKEN_FOR_DEAD, Tally


def claim(job: str, slot: str, now: datetime) -> UUID | None:
    """Take a job's slot; None when somebody has it. One that was left unfinished long ago may be taken over."""
    insert = (sqlite if is_sqlite() else postgresql).insert(Run.__table__)
    new = insert.values(id=uuid.uuid4(), job=job, slot=slot, started_at=now, finished_at=None, tally={})
    taken: UUID | None = db.session.execute(new.on_conflict_do_nothing().returning(Run.id)).scalar_one_or_none()
    if taken is not None:
        return taken
    left = (Run.job == job, Run.slot == slot, Run.finished_at.is_(None), Run.started_at < now - TAKEN_FOR_DEAD)
    again = sa.update(Run).where(*left).values(started_at=now).returning(Run.id)
    retaken: UUID | None = db.session.execute(again.execution_options(synchronize_session=False)).scalar_one_or_none()
    return retaken


def finish(run_id: UUID, now: datetime, tally: Tally) -> None:
    """Write down that a run came to its end, and what it did."""
    done = sa.update(Run).where(Run.id == run_id).values(finished_at=now, tally=tally)
    db.session.execute(done.execution_options(synchronize_session=False))


def beat(name: str, now: datetime, *, took_ms: int) -> None:
    """Show that `name` is alive, and how long its round took, in milliseconds."""
    insert = (sqlite if is_sqlite() else postgresql).insert(Beat.__table__)
    new = insert.values(id=uuid.uuid4(), name=name, at=now, took_ms=took_ms)
    db.session.execute(new.on_conflict_do_update(index_elements=["name"], set_={"at": now, "took_ms": took_ms}))
