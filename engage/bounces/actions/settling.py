"""What somebody on the team makes of a mail that may ask us to stop."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.bounces.models import StopReply
from engage.bounces.rules import Outcome
from engage.consent import actions as consent
from engage.consent.actions import Told
from engage.consent.rules import Offer, Route
from engage.db import db
from engage.people import queries as people
from engage.web.filters import day


def stop_one(reply: StopReply, offer: Offer, *, by: UUID, at: datetime) -> bool:
    """They want no more of one kind; whether this was still to be decided."""
    told = _told(reply, by, at)
    if told is None or not _settle(reply, Outcome.STOPPED, by, at):
        return False
    consent.stop(told, offer)
    return True


def stop_all(reply: StopReply, *, by: UUID, at: datetime) -> bool:
    """They want nothing more that they can choose."""
    told = _told(reply, by, at)
    if told is None or not _settle(reply, Outcome.STOPPED, by, at):
        return False
    consent.stop_everything(told)
    return True


def settle_elsewhere(reply: StopReply, *, by: UUID, at: datetime) -> bool:
    """Somebody of whom we did not know who they are was found, and what they asked for is done on their record."""
    return _settle(reply, Outcome.STOPPED, by, at)


def not_asked(reply: StopReply, *, by: UUID, at: datetime) -> bool:
    """The mail was about something else."""
    return _settle(reply, Outcome.NOT_ASKED, by, at)


def _told(reply: StopReply, by: UUID, at: datetime) -> Told | None:
    """In writing, on the day their mail came; who of us read it stands beside it."""
    held = None if reply.person_id is None else people.hold(reply.person_id)
    person = None if held is None else people.lives_on_in(held)
    if person is None or person.erased_at is not None:
        return None
    people.hold(person.id)
    said = f"They wrote an e-mail, which came on {day(clock.day_of(reply.created_at))}."
    return Told(person.id, Route.PAPER, at, by, effective_at=reply.created_at, evidence=said)


def _settle(reply: StopReply, outcome: Outcome, by: UUID, at: datetime) -> bool:
    """Once: whoever comes second changes nothing. The address it came from is forgotten."""
    settled = db.session.execute(
        sa.update(StopReply)
        .where(StopReply.id == reply.id, StopReply.settled_at.is_(None))
        .values(settled_at=at, settled_by=by, outcome=outcome, sender=None)
        .returning(StopReply.id)
        .execution_options(synchronize_session=False)
    ).first()
    if settled is not None:
        record("decided about a mail that may ask to stop", kind="reply", about=reply.id, by=by, outcome=outcome.value)
    return settled is not None
