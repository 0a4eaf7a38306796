"""Saying that two records are not one person, and keeping the list of pairs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.audit.actions import record
from engage.db import db, is_sqlite, table
from engage.doubles.models import Pair
from engage.doubles.rules import Found


def are_not_the_same(one: UUID, other: UUID, *, by: UUID) -> None:
    """Somebody looked and says that these are two people; they are not shown as a pair again."""
    first, second = sorted((one, other), key=lambda each: each.hex)
    now = clock.now()
    row = _insert().values(
        id=uuid.uuid4(), first_id=first, second_id=second, why="", weight=0, found_at=now, not_same_at=now, not_same_by=by
    )  # fmt: skip
    changed = {"not_same_at": row.excluded.not_same_at, "not_same_by": row.excluded.not_same_by}
    db.session.execute(row.on_conflict_do_update(index_elements=["first_id", "second_id"], set_=changed))
    for each in (first, second):
        record("is not the same as another record", kind="person", about=each, by=by)


def may_be_the_same(pair: Pair, *, by: UUID) -> None:
    """Somebody was wrong about two records: they are shown as a pair again."""
    pair.not_same_at = pair.not_same_by = None
    for each in (pair.first_id, pair.second_id):
        record("may be the same as another record", kind="person", about=each, by=by)


def keep_pairs(found: Sequence[tuple[tuple[UUID, UUID], Found]]) -> int:
    """Put the pairs found among everybody on the list, and take off what no longer fits; how many are new."""
    now = clock.now()
    before = db.session.scalar(sa.select(sa.func.count(Pair.id))) or 0
    if found:
        insert = _insert()
        changed = {name: insert.excluded[name] for name in ("why", "weight", "found_at")}
        keep_up = insert.on_conflict_do_update(index_elements=["first_id", "second_id"], set_=changed)
        db.session.connection().execute(keep_up, [_row(*pair, each) | {"found_at": now} for pair, each in found])
    after = db.session.scalar(sa.select(sa.func.count(Pair.id))) or 0
    stale = sa.delete(Pair).where(Pair.found_at < now, Pair.not_same_at.is_(None))
    db.session.execute(stale.execution_options(synchronize_session=False))
    return after - before


def _row(first: UUID, second: UUID, found: Found) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(), "first_id": first, "second_id": second, "why": " ".join(found.reasons), "weight": found.weight,
    }  # fmt: skip


def _insert() -> Any:
    return (sqlite if is_sqlite() else postgresql).insert(table(Pair))
