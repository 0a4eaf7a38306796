"""Some invented people are here twice: a pair to look at, a merge that waits, one that was made, and two who only seem so."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage.accounts.rules import Role
from engage.audit.actions import record_for_all
from engage.consent.queries import offers
from engage.consent.rules import Route
from engage.db import db
from engage.demo import staff
from engage.doubles import actions
from engage.doubles.rules import Found, Item, Side, Why
from engage.people.actions import Newcomer, Reach
from engage.people.models import ContactPoint, Person
from engage.people.rules import SPOKEN, Kind
from engage.pool.actions import Joining, take_in_many
from engage.pool.models import Member
from engage.pool.rules import Standing, Tie

DAYS_AGO = timedelta(days=11)
SAME = Found({Why.SAME_NAME}, 1)
CHOICES = {Item.NAME.value: Side.FIRST.value}


def add(now: datetime) -> None:
    """Four people who rang up though they are in the pool, each with what the team made of it."""
    known = _active(4)
    if len(known) < 4:
        return
    officer, lead = staff.id_of(Role.OFFICER), staff.id_of(Role.LEAD)
    once = [person.id for person, _ in known]
    again = _rang_up(known, now - DAYS_AGO, officer)
    actions.keep_pairs([(_in_order(*both), SAME) for both in zip(once, again, strict=True)])
    actions.prepare(once[1], again[1], CHOICES, by=officer)
    actions.confirm(actions.prepare(once[2], again[2], CHOICES, by=officer), by=lead)
    actions.are_not_the_same(once[3], again[3], by=officer)


def _active(most: int) -> list[tuple[Person, str]]:
    """Welcomed people who gave an e-mail address and no phone number, each with where they live."""
    rings = aliased(ContactPoint)
    chosen = (
        sa.select(Person, Member.area)
        .join(Member, Member.person_id == Person.id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Member.standing == Standing.ACTIVE, Member.area.is_not(None), ContactPoint.kind == Kind.EMAIL)
        .where(Person.restricted_at.is_(None), Person.died_on.is_(None))
        .where(sa.not_(sa.exists().where(rings.person_id == Person.id, rings.kind.in_(SPOKEN))))
    )
    return [(person, area or "") for person, area in db.session.execute(chosen.order_by(Person.id).limit(most))]


def _rang_up(known: list[tuple[Person, str]], at: datetime, officer: UUID) -> list[UUID]:
    """Another record for each: by phone, with the name as it was heard and a yes to the newsletter by phone."""
    joinings = [
        Joining(
            Newcomer(person.full_name.replace("-", " "), reaches=[Reach(Kind.PHONE, f"01632 960{number}", True, False)]),
            ties=[Tie.INTERESTED], area=area, purposes=["newsletter"],
        )
        for number, (person, area) in enumerate(known, start=981)
    ]  # fmt: skip
    ids = take_in_many(joinings, offers(), ats=[at] * len(joinings), route=Route.PHONE, recorded_by=officer)
    record_for_all("added with help", kind="person", abouts=ids, by=officer, how=Route.PHONE.value)
    return ids


def _in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    first, second = sorted((one, other), key=lambda each: each.hex)
    return first, second
