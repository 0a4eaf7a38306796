"""What the log lets go of with a carer: every note, and what somebody has begun to write. Days, ways and subjects stay."""

from __future__ import annotations

import json
import re
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, CarerLogDraft, FollowUp
from engage.carer_log.rules import WhyCancelled
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.people.rules import comparable_name

BY_ITSELF = UUID(int=0)
"""Stands where somebody is named who did it, when time did."""
TELLING = 5
"""A name shorter than this, such as initials, may stand in a text about anybody: it is looked for as an answer of its own."""


def forget(carer: Carer, *, by: UUID | None, at: datetime) -> None:
    """Empty the notes of all contacts with a carer, who still has a name; what is still promised is not to be done any more."""
    noted = sa.update(CarerContact).where(CarerContact.carer_id == carer.id, CarerContact.note.is_not(None))
    db.session.execute(noted.values(note=None))
    theirs = sa.select(CarerLink.id).where(CarerLink.carer_id == carer.id)
    to_do = (FollowUp.link_id.in_(theirs), FollowUp.done_at.is_(None), FollowUp.cancelled_at.is_(None))
    ended = {"cancelled_at": at, "cancelled_by": by or BY_ITSELF, "cancelled_why": WhyCancelled.CARER_LEFT}
    db.session.execute(sa.update(FollowUp).where(*to_do).values(ended))
    _forget_begun(carer, {carer.number.casefold(), *(link_id.hex for link_id in db.session.scalars(theirs))})


def _forget_begun(carer: Carer, known_by: set[str]) -> None:
    """What somebody has begun to log with this carer, and not saved: found by a tie, their number or their whole name."""
    named = re.compile(rf"\b{re.escape(carer.search_name)}\b") if len(carer.search_name) >= TELLING else None
    for begun in db.session.scalars(sa.select(CarerLogDraft)):
        said = {comparable_name(value) for _, value in json.loads(begun.fields)}
        if said & {*known_by, carer.search_name} or (named and any(named.search(each) for each in said)):
            db.session.delete(begun)
