"""Which reminders are on, and what has fallen due and is not in the outbox yet."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

import engage.outbox.queries
from engage.db import db
from engage.outbox.rules import Due
from engage.reminders.models import Setting


def switched_off() -> frozenset[str]:
    """The kinds of reminder that are off."""
    return frozenset(db.session.scalars(sa.select(Setting.kind).where(Setting.is_on.is_(False))))


def to_queue(dues: Sequence[Due]) -> list[Due]:
    """Those that are switched on and not in the outbox yet; read before anything is locked."""
    off = switched_off()
    return engage.outbox.queries.not_put_yet([due for due in dues if due.kind not in off])
