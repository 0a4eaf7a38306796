"""Erasures that the team prepared."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.people.models import Person
from engage.privacy.models import Erasure
from engage.privacy.rules.requests import ErasureState
from engage.web.paging import ROWS


@dataclass(frozen=True)
class Line:
    """One erasure: the person's name until it is done, and their number."""

    erasure: Erasure
    full_name: str
    number: str


def _lines(which: sa.ColumnElement[bool]) -> list[Line]:
    rows = db.session.execute(
        sa.select(Erasure, Person.full_name, Person.number)
        .join(Person, Person.id == Erasure.person_id)
        .where(which)
        .order_by(Erasure.prepared_at, Erasure.id)
        .limit(ROWS)
    )
    return [Line(*row) for row in rows]


def waiting() -> list[Line]:
    """What waits for a decision, oldest first."""
    return _lines(Erasure.state == ErasureState.PREPARED)


def one(erasure_id: UUID) -> Line:
    """One that waits. Raises LookupError."""
    found = _lines(sa.and_(Erasure.id == erasure_id, Erasure.state == ErasureState.PREPARED))
    if not found:
        raise LookupError("no such erasure waits")
    return found[0]


def waits_for(person_id: UUID) -> bool:
    """Whether an erasure of this person waits already."""
    waits = sa.select(Erasure.id).where(Erasure.person_id == person_id, Erasure.state == ErasureState.PREPARED)
    return bool(db.session.scalar(sa.select(waits.exists())))
