"""What this room lets go of with a carer: the words. That something was decided, and when, stays."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage.carers.models import CarerLink
from engage.db import db
from engage.sharing.models import SharingOverride, SharingPreference


def forget(carer_id: UUID) -> None:
    """Empty who asked and decided, where it stands, and why something was told without an agreement and who allowed it."""
    theirs = sa.select(CarerLink.id).where(CarerLink.carer_id == carer_id)
    words = ("asked_by", "in_record", "decided_by")
    said = sa.or_(*(getattr(SharingPreference, each).is_not(None) for each in words))
    decided = sa.update(SharingPreference).where(SharingPreference.link_id.in_(theirs), said)
    db.session.execute(decided.values(dict.fromkeys(words)))
    told = sa.update(SharingOverride).where(SharingOverride.link_id.in_(theirs))
    db.session.execute(told.values(reason=None, authorised_by=None, authorised_as=None, look_note=None))
