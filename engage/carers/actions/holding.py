"""What must be kept of a carer for now: placing a legal hold and lifting it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engage.audit.actions import record
from engage.carers.models import Carer, CarerHold
from engage.carers.queries import holds
from engage.carers.rules.keeping import WhyHeld
from engage.db import db


class HeldAlready(ValueError):
    """There is an open hold on this carer's record."""


class MustBeKept(ValueError):
    """A legal hold is open: nothing about this carer is forgotten or erased."""


def place_hold(carer: Carer, why: WhyHeld, *, note: str, by: UUID, at: datetime) -> None:
    """From now on nothing about a carer is forgotten or erased. The caller holds the carer. Raises HeldAlready."""
    if holds.is_held(carer.id):
        raise HeldAlready
    db.session.add(CarerHold(carer_id=carer.id, reason=why, note=note.strip() or None, placed_at=at, placed_by=by))
    record("placed a legal hold on a carer’s record", kind="carer", about=carer.id, by=by, reason=why.value)


def lift_hold(placed: CarerHold, *, by: UUID, at: datetime) -> None:
    """It need not be kept any more."""
    if placed.lifted_at is None:
        placed.lifted_at, placed.lifted_by = at, by
        record("lifted a legal hold on a carer’s record", kind="carer", about=placed.carer_id, by=by)
