"""What falls due becomes something to send, and which kinds are on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite

import engage.outbox.actions
from engage.audit.actions import record
from engage.db import db, is_sqlite
from engage.outbox.rules import Due
from engage.reminders import queries
from engage.reminders.models import Setting


def queue(dues: Iterable[Due]) -> int:
    """Put what has fallen due into the outbox, but for kinds that are switched off; how many were not there before."""
    off = queries.switched_off()
    return len(engage.outbox.actions.put_many(due for due in dues if due.kind not in off))


def switch(kind: str, *, on: bool, by: UUID) -> None:
    """Switch a kind of reminder on or off for everybody; what waits of a kind that is switched off is stopped."""
    insert = (sqlite if is_sqlite() else postgresql).insert(Setting.__table__)
    new = insert.values(id=uuid.uuid4(), kind=kind, is_on=on)
    db.session.execute(new.on_conflict_do_update(index_elements=["kind"], set_={"is_on": on}))
    if not on:
        engage.outbox.actions.suppress_kind(kind)
    record("switched on" if on else "switched off", kind="reminder", about=None, by=by, reminder=kind)
