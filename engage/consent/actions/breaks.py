"""Taking a break and ending it, and what is forgotten with an erased sign-up."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit import actions as audit
from engage.consent import queries
from engage.consent.models import Break, Evidence, Standing
from engage.consent.rules import BREAK_MONTHS, months_later
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason


def take_break(person_id: UUID, *, months: int | None, at: datetime) -> Break:
    """Send nothing but what is essential until the person says so; `months` (1, 3 or 6) only names the day we ask."""
    if months is not None and months not in BREAK_MONTHS:
        raise ValueError(f"a break of {months} months is not offered")
    until = None if months is None else months_later(clock.day_of(at), months)
    _close_break(person_id, at=at)
    taken = Break(person_id=person_id, started_at=at, until=until)
    db.session.add(taken)
    db.session.flush()
    for offer in queries.offers(now=at):
        outbox.suppress_waiting(person_id, purpose=offer.code, reason=Reason.ON_A_BREAK)
    audit.record("took a break", kind="person", about=person_id, by=None, months=months)
    return taken


def end_break(person_id: UUID, *, at: datetime) -> bool:
    """The person says that they are back; whether they were away."""
    was_away = _close_break(person_id, at=at)
    if was_away:
        audit.record("ended a break", kind="person", about=person_id, by=None)
    return was_away


def take_break_over(*, into: UUID, of: UUID, at: datetime) -> None:
    """Two records are one person: whoever said to one of them that they are away is away."""
    theirs = queries.break_of(of)
    if theirs is not None and queries.break_of(into) is None:
        db.session.add(Break(person_id=into, started_at=at, until=theirs.until))
        db.session.flush()
        for offer in queries.offers(now=at):
            outbox.suppress_waiting(into, purpose=offer.code, reason=Reason.ON_A_BREAK)


def _close_break(person_id: UUID, *, at: datetime) -> bool:
    taken = queries.break_of(person_id)
    if taken is None:
        return False
    taken.ended_at = at
    db.session.flush()
    return True


def forget_standing(*person_ids: UUID) -> None:
    """Nothing stands any more for people whose sign-up is erased; their ledger names nobody and cannot be taken out."""
    for theirs in (Standing, Break, Evidence):
        db.session.execute(sa.delete(theirs).where(theirs.person_id.in_(person_ids)))
