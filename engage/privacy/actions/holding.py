"""What must be kept for now: placing a legal hold and lifting it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engage.audit import actions as audit
from engage.db import db
from engage.people import queries as people
from engage.privacy.models import LegalHold
from engage.privacy.queries import holds
from engage.privacy.rules.requests import HoldReason


class HeldAlready(ValueError):
    """There is an open hold on this person."""


def place(person_id: UUID, *, reason: HoldReason, note: str, by: UUID, at: datetime) -> LegalHold:
    """From now on nothing about somebody is erased or disposed of. Raises HeldAlready."""
    people.hold(person_id)
    if holds.open_hold(person_id) is not None:
        raise HeldAlready
    placed = LegalHold(person_id=person_id, reason=reason, note=note or None, placed_at=at, placed_by=by)
    db.session.add(placed)
    audit.record("placed a legal hold", kind="person", about=person_id, by=by, reason=reason.value)
    return placed


def lift(placed: LegalHold, *, by: UUID, at: datetime) -> None:
    """It need not be kept any more."""
    if placed.lifted_at is None:
        placed.lifted_at, placed.lifted_by = at, by
        audit.record("lifted a legal hold", kind="person", about=placed.person_id, by=by)
