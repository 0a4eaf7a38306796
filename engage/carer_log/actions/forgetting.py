"""What the log lets go of with a carer: every note. Days, ways and subjects stay, so that counts stay right."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.rules import WhyCancelled
from engage.carers.models import CarerLink
from engage.db import db

BY_ITSELF = UUID(int=0)
"""Stands where somebody is named who did it, when time did."""


def forget(carer_id: UUID, *, by: UUID | None, at: datetime) -> None:
    """Empty the notes of all contacts with a carer; what is still promised is not to be done any more."""
    db.session.execute(
        sa.update(CarerContact).where(CarerContact.carer_id == carer_id, CarerContact.note.is_not(None)).values(note=None)
    )
    theirs = sa.select(CarerLink.id).where(CarerLink.carer_id == carer_id)
    to_do = (FollowUp.link_id.in_(theirs), FollowUp.done_at.is_(None), FollowUp.cancelled_at.is_(None))
    ended = {"cancelled_at": at, "cancelled_by": by or BY_ITSELF, "cancelled_why": WhyCancelled.CARER_LEFT}
    db.session.execute(sa.update(FollowUp).where(*to_do).values(ended))
