"""One carer’s link to a team, as the pages about sharing need it."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import CarerLink
from engage.db import db


def hold(link_id: UUID) -> None:
    """Lock a link until the transaction ends: whoever writes down a decision or asks the gate waits here for the other."""
    if db.session.scalar(sa.select(CarerLink.id).where(CarerLink.id == link_id).with_for_update()) is None:
        raise LookupError("no such link")
