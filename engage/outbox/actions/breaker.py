"""Whether the line to the mail server is worth trying: after a fault of the line nothing is tried for a while."""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage.db import db, is_sqlite
from engage.outbox.models import Breaker
from engage.outbox.rules import LINE, rest_after


def trip(now: datetime, line: str = LINE) -> datetime:
    """Count one more fault of the line and leave it alone for a while; until when."""
    insert = (sqlite if is_sqlite() else postgresql).insert
    first = insert(Breaker.__table__).values(id=uuid.uuid4(), name=line, faults=0)
    db.session.execute(first.on_conflict_do_nothing())
    faults = db.session.execute(
        sa.update(Breaker)
        .where(Breaker.name == line)
        .values(faults=Breaker.faults + 1)
        .returning(Breaker.faults)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    until = now + rest_after(faults)
    _write(line, faults, until)
    return until


def mend(line: str = LINE) -> None:
    """The line works."""
    _write(line, 0, None)


def _write(line: str, faults: int, until: datetime | None) -> None:
    values = {"faults": faults, "closed_until": until}
    db.session.execute(sa.update(Breaker).where(Breaker.name == line).values(values).execution_options(synchronize_session=False))
