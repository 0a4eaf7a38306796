"""Counting and refusing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, vault
from engage.db import changed_rows, db, is_sqlite, table
from engage.throttle import rules
from engage.throttle.models import Tally


def allow(limit: rules.Limit, subject: str) -> bool:
    """Count one more time for `subject` unless the limit is reached; whether it was counted.

    The row stays locked until the caller commits, so that parallel requests are counted one after the other.
    """
    return allow_each([(limit, subject)])[0]


def allow_each(asked: Sequence[tuple[rules.Limit, str]]) -> list[bool]:
    """The same for several limits in two statements; which of them were counted, in the order they were asked."""
    now = clock.now()
    keys = [vault.mac(subject, purpose=f"throttle {limit.name}")[:32] for limit, subject in asked]
    kept = _locked({key: now + limit.per for key, (limit, _) in zip(keys, asked, strict=True)})
    counted: dict[str, list[float]] = {}
    for key, (limit, _) in zip(keys, asked, strict=True):
        times = rules.within([datetime.fromtimestamp(moment, UTC) for moment in kept[key]], limit, now)
        if len(times) < limit.most:
            counted[key] = [moment.timestamp() for moment in (*times, now)]
    if counted:
        changed = [{"key": key, "stamps": stamps} for key, stamps in counted.items()]
        row = table(Tally)
        update = sa.update(row).where(row.c.subject == sa.bindparam("key")).values(times=sa.bindparam("stamps"))
        db.session.connection().execute(update, changed)
    return [key in counted for key in keys]


def _locked(until: dict[str, datetime]) -> dict[str, list[float]]:
    """The times each subject has so far; their rows are there and locked, always in the same order."""
    row = table(Tally)
    insert = (sqlite if is_sqlite() else postgresql).insert(row)
    new = [{"id": uuid.uuid4(), "subject": key, "times": [], "forget_at": until[key]} for key in sorted(until)]
    upsert = insert.values(new).on_conflict_do_update(index_elements=["subject"], set_={"forget_at": insert.excluded.forget_at})
    found = db.session.execute(upsert.returning(row.c.subject, row.c.times))
    return {subject: list(times) for subject, times in found}


def give_back(limit: rules.Limit, subject: str) -> None:
    """Uncount the latest time: what was limited turned out to be right, so it must not use up other people's tries."""
    key = vault.mac(subject, purpose=f"throttle {limit.name}")[:32]
    tally = db.session.scalar(sa.select(Tally).where(Tally.subject == key).with_for_update())
    if tally is not None:
        tally.times = tally.times[:-1]


def forget_old(now: datetime) -> int:
    """Delete tallies that no longer count; how many."""
    return changed_rows(sa.delete(Tally).where(Tally.forget_at < now))
