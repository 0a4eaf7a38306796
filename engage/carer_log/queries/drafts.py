"""What somebody has begun to log; nobody else reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.carer_log.models import CarerLogDraft
from engage.carer_log.rules import DRAFT_KEPT, PHONE_KEPT
from engage.db import db


@dataclass(frozen=True)
class Begun:
    """One showing of the form that was not saved."""

    id: UUID
    fields: list[tuple[str, str]]
    from_phone: bool
    kept_at: datetime


def begun(user_id: UUID) -> list[Begun]:
    """Everything this account has begun, the oldest first."""
    now = clock.now()
    rows = db.session.execute(_BEGUN, {"user_id": user_id, "typed_after": now - DRAFT_KEPT, "sent_after": now - PHONE_KEPT})
    return [Begun(row.id, [(name, value) for name, value in json.loads(row.fields)], row.from_phone, row.kept_at) for row in rows]


# asked by every showing of the quick log, so it is put together once
_BEGUN = (
    sa.select(CarerLogDraft.id, CarerLogDraft.fields, CarerLogDraft.from_phone, CarerLogDraft.kept_at)
    .where(
        CarerLogDraft.user_id == sa.bindparam("user_id"),
        sa.or_(CarerLogDraft.kept_at > sa.bindparam("typed_after"), CarerLogDraft.from_phone),
        CarerLogDraft.kept_at > sa.bindparam("sent_after"),
    )
    .order_by(CarerLogDraft.kept_at, CarerLogDraft.id)
)
