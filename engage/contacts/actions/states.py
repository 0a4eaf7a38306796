"""What changes everything about being in touch: hiding how somebody is reached, and that somebody has died."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import actions as accounts
from engage.audit.actions import record
from engage.audit.models import Event
from engage.calendars import actions as calendars
from engage.contacts.rules import WhyOpen
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason
from engage.people import actions as people
from engage.people import queries
from engage.people.models import NewAddress, Person
from engage.people.rules import WhyRestricted
from engage.pool.models import Member
from engage.pool.queries import member
from engage.pool.rules import Standing

_DIED, _NOT_DIED = "recorded that they have died", "took back that they have died"


def restrict(person_id: UUID, *, why: WhyRestricted, by: UUID, at: datetime) -> None:
    """Hide how somebody is reached from everybody but those who lead; whatever waits for an address nobody confirmed stops."""
    person = _held(person_id)
    people.restrict(person, why=why, by=by, at=at)
    calendars.turn_off_of(person_id, by=by)
    record("hid how to reach them", kind="person", about=person_id, by=by, why=why.value)


def lift(person_id: UUID, *, by: UUID) -> None:
    """Show everybody on the team again how somebody is reached."""
    people.lift(_held(person_id))
    record("showed again how to reach them", kind="person", about=person_id, by=by)


def open_hidden(person_id: UUID, *, why: WhyOpen, by: UUID) -> None:
    """Somebody who leads says why they look at how a hidden person is reached."""
    record("opened how to reach them, which is hidden", kind="person", about=person_id, by=by, why=why.value)


def record_death(person_id: UUID, *, on: date, by: UUID, at: datetime) -> None:
    """Nothing is sent from now on, and nobody signs in; everything stays as it is, so that a mistake can be taken back."""
    person, place = _held(person_id), member(person_id)
    person.died_on = on
    stood = place.standing.value if place is not None else None
    if place is not None and place.standing is not Standing.LEFT:
        place.standing, place.left_at = Standing.LEFT, at
    outbox.suppress_waiting(person_id, reason=Reason.DIED)
    accounts.close_for(person_id, at=at)
    db.session.execute(sa.delete(NewAddress).where(NewAddress.person_id == person_id))
    record(_DIED, kind="person", about=person_id, by=by, stood=stood)


def take_back_death(person_id: UUID, *, by: UUID) -> None:
    """It was a mistake: they stand where they stood before. What was not sent meanwhile is not sent later."""
    person, place = _held(person_id), member(person_id)
    if person.died_on is None:
        return
    person.died_on = None
    if place is not None:
        _stand_as_before(place)
    accounts.open_again_for(person_id)
    record(_NOT_DIED, kind="person", about=person_id, by=by)


def _stand_as_before(place: Member) -> None:
    detail = db.session.scalar(
        sa.select(Event.detail)
        .where(Event.about == place.person_id, Event.what == _DIED)
        .order_by(Event.at.desc(), Event.id.desc())
        .limit(1)
    )
    before = Standing((detail or {}).get("stood") or Standing.LEFT)
    if before is not Standing.LEFT:
        place.standing, place.left_at = before, None


def _held(person_id: UUID) -> Person:
    person = queries.hold(person_id)
    if person is None or person.erased_at is not None or person.merged_into is not None:
        raise LookupError("nobody has this id")
    return person
