"""Letting go of a carer: what is personal is emptied, what is only counted stays; and what is set and looked for."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock, journal
from engage.audit.actions import record
from engage.carers.models import Carer, CarerHold, CarerInPool, CarerLink, PoolCode, Search, Setting
from engage.carers.queries.records import OPEN_FOR, fits
from engage.carers.queries.settings import versions
from engage.carers.rules import Relationship, WhyAsked
from engage.carers.rules.keeping import IN_JOURNAL
from engage.db import changed_rows, db


def forget(carer: Carer, *, by: UUID | None, at: datetime, again: bool = False) -> None:
    """Empty everything personal of a carer; the row stays, so that counts stay right. The caller holds the carer.

    The journal knows it first. Raises journal.CannotWrite. `again`: a restored backup had brought them back.
    """
    journal.note([carer.id], day=clock.day_of(at), why=IN_JOURNAL)
    _forget_searches_for(carer)
    _empty(carer, at)
    ties = sa.update(CarerLink).where(CarerLink.carer_id == carer.id)
    db.session.execute(ties.values(cared_for=None, lives_with=None, relationship=Relationship.NOT_SAID))
    today = clock.day_of(at)
    db.session.execute(ties.where(CarerLink.ended_on.is_(None), CarerLink.since <= today).values(ended_on=today, ended_by=by))
    db.session.execute(sa.update(CarerHold).where(CarerHold.carer_id == carer.id).values(note=None))
    for about in (CarerInPool, PoolCode):
        db.session.execute(sa.delete(about).where(about.carer_id == carer.id))
    db.session.flush()
    record("forgot a carer again" if again else "forgot a carer", kind="carer", about=carer.id, by=by)


def _empty(carer: Carer, at: datetime) -> None:
    carer.name = carer.search_name = ""
    carer.phone = carer.email = carer.address = carer.reach_note = carer.circumstances = carer.needs = None
    carer.prefers = carer.language = carer.leave_message = carer.young_since = carer.stopped_on = None
    carer.is_young, carer.forgotten_at = False, at


def _forget_searches_for(carer: Carer) -> None:
    """What was typed to find them; whoever looks for somebody else with the same words looks once more."""
    for asked in db.session.scalars(sa.select(Search)):
        if fits(asked.words, carer):
            db.session.delete(asked)


def look_for(words: str, why: WhyAsked, *, by: UUID) -> Search:
    """Information governance looks for a carer because of a request."""
    row = Search(words=words, why=why, searched_by=by)
    db.session.add(row)
    db.session.flush()
    record("looked for a carer because of a request", kind="carer", about=None, by=by, why=why.value)
    return row


def forget_searches(now: datetime) -> int:
    """What was looked for is forgotten when it cannot be opened any more; how many."""
    return changed_rows(sa.delete(Search).where(Search.created_at < now - OPEN_FOR))


def set_number(what: str, number: int, *, by: UUID, at: datetime) -> None:
    """Another version of a setting, in force from now on."""
    before = versions(what)
    version = before[0].version + 1 if before else 1
    db.session.add(Setting(what=what, version=version, number=number, in_force_from=at, set_by=by))
    db.session.flush()
    record("changed a setting about carers", kind="retention", about=None, by=by, setting=what, number=number)
