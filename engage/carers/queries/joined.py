"""Carers who joined their record to their own in the pool, and the codes by which they do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.carers.models import Carer, CarerInPool, PoolCode
from engage.carers.rules.codes import as_entered
from engage.db import db
from engage.people.models import Person


def joined_pool(carer_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Of several carers those who joined, each with the day: all that a team is told."""
    chosen = sa.select(CarerInPool.carer_id, CarerInPool.joined_at).where(CarerInPool.carer_id.in_(set(carer_ids)))
    return {row.carer_id: clock.day_of(row.joined_at) for row in db.session.execute(chosen)}


def own(person_id: UUID) -> list[CarerInPool]:
    """Whether somebody in the pool joined a carer's record to their own, or to one that lives on in theirs."""
    theirs = sa.select(Person.id).where(sa.or_(Person.id == person_id, Person.merged_into == person_id))
    return list(db.session.scalars(sa.select(CarerInPool).where(CarerInPool.person_id.in_(theirs)).order_by(CarerInPool.id)))


def hashed(code: str) -> str:
    """How a code is kept."""
    return vault.mac(as_entered(code), purpose="carer joins the pool")


_ALIVE = (
    sa.select(PoolCode, Carer)
    .join(Carer, Carer.id == PoolCode.carer_id)
    .where(PoolCode.used_at.is_(None), Carer.forgotten_at.is_(None))
)


def behind(code: str, now: datetime) -> PoolCode | None:
    """The code that somebody entered, while it holds."""
    found = db.session.execute(_ALIVE.where(PoolCode.code_hash == hashed(code), PoolCode.ends_at > now)).first()
    return None if found is None else found[0]


def alive(code_id: UUID, now: datetime, *, locked: bool = False) -> tuple[PoolCode, Carer] | None:
    """A code with its carer while it holds; for whoever changes it, locked."""
    chosen = _ALIVE.where(PoolCode.id == code_id, PoolCode.ends_at > now)
    found = db.session.execute(chosen.with_for_update() if locked else chosen).first()
    return None if found is None else (found[0], found[1])


def is_joined(carer_id: UUID) -> bool:
    """Whether a carer's record is joined to anybody's."""
    return db.session.scalar(sa.select(CarerInPool.id).where(CarerInPool.carer_id == carer_id)) is not None
