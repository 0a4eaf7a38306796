"""A few of the invented people with a contact in the log, something to mind, or hidden; one has died."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.contacts.models import Contact
from engage.contacts.queries import allowed
from engage.contacts.rules import ABOUT_TAKING_PART, How, Outcome, Source
from engage.db import db
from engage.demo import staff
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind, WhyRestricted
from engage.pool.models import Member
from engage.pool.rules import Standing

CALLS = (
    (2, How.PHONE, False, Outcome.LEFT_MESSAGE, None, 7),
    (9, How.PHONE, True, Outcome.REACHED, "Asked how to get to the next meeting", None),
    (30, How.IN_PERSON, True, Outcome.REACHED, None, None),
)


def add(now: datetime) -> None:
    """Contacts with one person, somebody whom one asks for by another name, a hidden person, and one who died."""
    some = _by_phone(4)
    if len(some) < 4:
        return
    called, minded, hidden, died = some
    officer = staff.id_of(Role.OFFICER)
    permitted = allowed(called).codes
    for days, how, incoming, outcome, note, follow_up in CALLS:
        at = now - timedelta(days=days)
        follow_up_on = clock.day_of(at) + timedelta(days=follow_up) if follow_up else None
        db.session.add(
            Contact(
                person_id=called, happened_at=at, how=how, incoming=incoming, purpose=ABOUT_TAKING_PART, outcome=outcome,
                note=note, permitted=permitted, source=Source.TYPED, follow_up_on=follow_up_on, recorded_by=officer,
                recorded_at=at, once=f"invented {days}",
            )
        )  # fmt: skip
    for point in db.session.scalars(sa.select(ContactPoint).where(ContactPoint.person_id == minded)):
        if point.kind is Kind.PHONE:
            point.safe_name, point.best_times = "Alex", "weekday mornings"
    lead = staff.id_of(Role.LEAD)
    restricted = {"restricted_at": now - timedelta(days=5), "restricted_by": lead, "restricted_why": WhyRestricted.AT_RISK}
    db.session.execute(sa.update(Person).where(Person.id == hidden).values(**restricted))
    db.session.execute(sa.update(Person).where(Person.id == died).values(died_on=clock.day_of(now - timedelta(days=20))))
    left = sa.update(Member).where(Member.person_id == died)
    db.session.execute(left.values(standing=Standing.LEFT, left_at=now - timedelta(days=18)))


def _by_phone(most: int) -> list[UUID]:
    """Welcomed people who gave a phone number, the last by their number."""
    chosen = (
        sa.select(Member.person_id)
        .join(ContactPoint, ContactPoint.person_id == Member.person_id)
        .where(Member.standing == Standing.ACTIVE, ContactPoint.kind == Kind.PHONE)
    )
    return list(db.session.scalars(chosen.order_by(Member.person_id.desc()).limit(most)))
