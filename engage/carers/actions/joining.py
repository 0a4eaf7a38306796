"""A carer joins their record to their own in the engagement pool: by a code from staff, and by nobody's act but their own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.carers.models import Carer, CarerInPool, PoolCode
from engage.carers.queries import joined
from engage.carers.rules.codes import LASTS, new_code
from engage.db import changed_rows, db


class NotAlive(LookupError):
    """A code that is used, run out or replaced, or a record that was joined meanwhile."""


def hand_over(carer: Carer, *, by: UUID, at: datetime) -> str:
    """A new code for a carer, shown once; an earlier one stops. The caller holds the carer. Raises NotAlive."""
    if joined.is_joined(carer.id):
        raise NotAlive
    db.session.execute(sa.delete(PoolCode).where(PoolCode.carer_id == carer.id))
    code = new_code()
    db.session.add(PoolCode(carer_id=carer.id, code_hash=joined.hashed(code), made_by=by, ends_at=at + LASTS))
    db.session.flush()
    record("made a code to join the pool", kind="carer", about=carer.id, by=by)
    return code


def join(code_id: UUID, *, person_id: UUID, at: datetime) -> CarerInPool:
    """Somebody in the pool, who is the carer, joins the two records. Raises NotAlive. The caller holds the person."""
    found = joined.alive(code_id, at, locked=True)
    if found is None or joined.own(person_id) or joined.is_joined(found[1].id):
        raise NotAlive
    code, carer = found
    code.used_at = at
    row = CarerInPool(carer_id=carer.id, person_id=person_id, joined_at=at)
    db.session.add(row)
    db.session.flush()
    record("joined their record as a carer to the pool", kind="carer", about=carer.id, by=None)
    return row


def part(person_id: UUID) -> int:
    """Somebody ends what joins the two records, at once. How many there were."""
    rows = joined.own(person_id)
    for row in rows:
        record("parted their record as a carer from the pool", kind="carer", about=row.carer_id, by=None)
        db.session.delete(row)
    db.session.flush()
    return len(rows)


def forget_codes(now: datetime) -> int:
    """Codes that have run out or were used are of no use; how many."""
    return changed_rows(sa.delete(PoolCode).where(sa.or_(PoolCode.ends_at < now, PoolCode.used_at.is_not(None))))
