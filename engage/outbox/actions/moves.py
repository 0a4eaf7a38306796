"""The one door through which a message changes its state: along the diagram only, with the step written beside it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.outbox.models import Outgoing, Step
from engage.outbox.rules import NEXT, SETTLED, Reason, State

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
        .returning(Outgoing.id, Outgoing.steps)
        .execution_options(synchronize_session=False)
    ).all()
    _write_down([(row.id, row.steps) for row in moved], to, reason, now)
    return [row.id for row in moved]


def _write_down(moved: list[tuple[UUID, int]], to: State, reason: Reason | None, now: datetime) -> None:
    if not moved:
        return
    steps = [
        {"id": uuid.uuid4(), "outgoing_id": outgoing_id, "number": number, "at": now, "state": to, "reason": reason}
        for outgoing_id, number in moved
    ]
    db.session.execute(sa.insert(Step), steps)
