"""What must be kept of carers for now."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import Carer, CarerHold
from engage.db import db
from engage.web.paging import ROWS

HELD = sa.select(CarerHold.carer_id).where(CarerHold.lifted_at.is_(None))
"""The ids of all carers about whom everything must be kept: to be put into another select."""


def is_held(carer_id: UUID) -> bool:
    """Whether a hold is open on a carer's record."""
    return bool(db.session.scalar(sa.select(HELD.where(CarerHold.carer_id == carer_id).exists())))


def open_holds() -> list[tuple[CarerHold, str]]:
    """Every open hold with the carer's number, oldest first."""
    rows = db.session.execute(
        sa.select(CarerHold, Carer.number)
        .join(Carer, Carer.id == CarerHold.carer_id)
        .where(CarerHold.lifted_at.is_(None))
        .order_by(CarerHold.placed_at, CarerHold.id)
        .limit(ROWS)
    )
    return [(placed, number) for placed, number in rows]
