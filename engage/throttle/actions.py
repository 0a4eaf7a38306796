"""Counting and refusing."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, vault
from engage.db import db, is_sqlite
from engage.throttle import rules
from engage.throttle.models import Tally


def allow(limit: rules.Limit, subject: str) -> bool:
    """Count one more time for `subject` unless the limit is reached; whether it was counted.

    The row stays locked until the caller commits, so that parallel requests are counted one after the other.
    """
    now, key = clock.now(), vault.mac(subject, purpose=f"throttle {limit.name}")[:32]
    table = Tally.__table__
    insert = (sqlite if is_sqlite() else postgresql).insert(table)
    kept = db.session.execute(
        insert.values(id=uuid.uuid4(), subject=key, times=[], forget_at=now + limit.per)
        .on_conflict_do_update(index_elements=["subject"], set_={"forget_at": now + limit.per})
        .returning(table.c.times)
    ).scalar_one()
    times = rules.within([datetime.fromtimestamp(moment, UTC) for moment in kept], limit, now)
    if len(times) >= limit.most:
        return False
    stamps = [moment.timestamp() for moment in (*times, now)]
    db.session.execute(sa.update(Tally).where(Tally.subject == key).values(times=stamps))
    return True


def give_back(limit: rules.Limit, subject: str) -> None:
    """Uncount the latest time: what was limited turned out to be right, so it must not use up other people's tries."""
    key = vault.mac(subject, purpose=f"throttle {limit.name}")[:32]
    tally = db.session.scalar(sa.select(Tally).where(Tally.subject == key).with_for_update())
    if tally is not None:
        tally.times = tally.times[:-1]


def forget_old() -> int:
    """Delete tallies that no longer count; how many."""
    return db.session.execute(sa.delete(Tally).where(Tally.forget_at < clock.now())).rowcount  # type: ignore[attr-defined, no-any-return]
