"""A contact that does not count any more: taken back at once, or struck out with a reason. It is never deleted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engage.audit.actions import record
from engage.carer_log.actions.following import bring_back, withdraw
from engage.carer_log.models import CarerContact
from engage.carer_log.rules import UNDO_LASTS, WhyVoid


class TooLate(ValueError):
    """A contact is taken back within ten minutes; after that it is struck out with a reason."""


def undo(contact: CarerContact, *, by: UUID, at: datetime) -> None:
    """Take back what was logged a moment ago. Raises TooLate."""
    if contact.voided_at is None and at - contact.recorded_at > UNDO_LASTS:
        raise TooLate
    void(contact, why=WhyVoid.UNDONE, by=by, at=at)


def void(contact: CarerContact, *, why: WhyVoid, by: UUID, at: datetime) -> None:
    """It does not count any more and stays to be read with the reason; what it promised goes, what it cleared comes back.

    A note with clinical details is taken out: this is no clinical record (docs/decisions/0042-the-quick-log.md).
    """
    if contact.voided_at is not None:
        return
    contact.voided_at, contact.voided_by, contact.voided_why = at, by, why
    if why is WhyVoid.CLINICAL:
        contact.note = None
    withdraw(contact, by=by)
    back = bring_back(contact, by=by)
    record("voided a contact with a carer", kind="carer", about=contact.carer_id, by=by, why=why.value, back=back)
