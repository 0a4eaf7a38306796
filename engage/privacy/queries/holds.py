"""What must be kept for now."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.people.models import Person
from engage.privacy.models import LegalHold
from engage.web.paging import ROWS

HELD = sa.select(LegalHold.person_id).where(LegalHold.lifted_at.is_(None))
"""The ids of everybody about whom something must be kept: to be put into another select."""


def are_held(people: Sequence[UUID]) -> bool:
    """Whether a legal hold is open on any of these records."""
    return bool(db.session.scalar(sa.select(HELD.where(LegalHold.person_id.in_(people)).exists())))


def open_hold(person_id: UUID) -> LegalHold | None:
    """The hold on somebody, if there is one."""
    return db.session.scalar(sa.select(LegalHold).where(LegalHold.person_id == person_id, LegalHold.lifted_at.is_(None)))


def open_holds() -> list[tuple[LegalHold, str]]:
    """Every open hold with the person's pool number, oldest first."""
    rows = db.session.execute(
        sa.select(LegalHold, Person.number)
        .join(Person, Person.id == LegalHold.person_id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.placed_at, LegalHold.id)
        .limit(ROWS)
    )
    return [(placed, number) for placed, number in rows]
