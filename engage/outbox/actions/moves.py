"""The one door through which a message changes its state: along the diagram only, with the step written beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import Code, UTCDateTime, db, is_sqlite
from engage.outbox.models import Outgoing, Step
from engage.outbox.rules import NEXT, SETTLED, Reason, State

_RANDOM_ID = (
    "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || substr('89AB', 1 + abs(random() % 4), 1)"
    " || substr(hex(randomblob(8)), 2))"
)
LET_GO: dict[str, Any] = {"claim_token": None, "lease_until": None}


def before(to: State) -> list[State]:
    """The states from which the diagram leads to `to`."""
    return [state for state, onward in NEXT.items() if to in onward]


def move(to: State, *where: sa.ColumnElement[bool], reason: Reason | None = None, **values: Any) -> list[UUID]:
    """Bring the messages that meet every condition, and stand where the diagram allows it, to `to`; which they were."""
    now = clock.now()
    values |= {"state": to, "reason": reason, "steps": Outgoing.steps + 1}
    if to in SETTLED:
        values |= {"settled_at": now, **LET_GO}
    moved = db.session.execute(
        sa.update(Outgoing)
        .where(Outgoing.state.in_(before(to)), *where)
        .values(values)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    ids = list(moved.scalars())
    if ids:
        _write_down(ids, to, reason, now)
    return ids


def _write_down(moved: list[UUID], to: State, reason: Reason | None, now: datetime) -> None:
    """A step for each, from the row that was just changed; said to the database once, however many they are."""
    step = sa.select(
        _an_id(), Outgoing.id, Outgoing.steps, sa.bindparam("at", now, UTCDateTime()), sa.bindparam("to", to, Code(State)),
        sa.bindparam("why", reason, Code(Reason)),
    ).where(Outgoing.id.in_(moved))  # fmt: skip
    columns = ("id", "outgoing_id", "number", "at", "state", "reason")
    db.session.execute(sa.insert(Step).from_select(columns, step, include_defaults=False))


def _an_id() -> sa.ColumnElement[UUID]:
    """A random id, drawn by the database for each row."""
    if not is_sqlite():
        return sa.func.gen_random_uuid(type_=sa.Uuid())
    return sa.literal_column(_RANDOM_ID, sa.Uuid())
