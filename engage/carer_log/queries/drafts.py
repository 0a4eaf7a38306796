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
    fresh = sa.or_(CarerLogDraft.kept_at > now - DRAFT_KEPT, CarerLogDraft.from_phone)
    chosen = sa.select(CarerLogDraft).where(
        CarerLogDraft.user_id == user_id, fresh, CarerLogDraft.kept_at > now - PHONE_KEPT
    )  # fmt: skip
    rows = db.session.scalars(chosen.order_by(CarerLogDraft.kept_at, CarerLogDraft.id))
    return [Begun(row.id, [(name, value) for name, value in json.loads(row.fields)], row.from_phone, row.kept_at) for row in rows]
