"""One person as the team sees them: what they decided, how their welcome stands, and who looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.consent.models import Break, ConsentEvent, Notice, Purpose
from engage.consent.rules import Action, Route
from engage.db import db
from engage.outbox.rules import Channel, Letter
from engage.people import queries as people
from engage.people.models import Person
from engage.pool.models import Member

MOST_SHOWN = 50


@dataclass(frozen=True)
class Somebody:
    """A person, their place in the pool, the break they are on, and who welcomed them."""

    person: Person
    member: Member
    on_break: Break | None
    welcomed_by: str | None


def somebody(person_id: UUID) -> Somebody:
    """One person in the pool. Raises LookupError when there is none or they were erased or live on in another record."""
    found = db.session.execute(
        sa.select(Person, Member, Break, User.name)
        .join(Member, Member.person_id == Person.id)
        .outerjoin(Break, sa.and_(Break.person_id == Person.id, Break.ended_at.is_(None)))
        .outerjoin(User, User.id == Member.welcomed_by)
        .where(Person.id == person_id, *people.is_current())
    ).first()
    if found is None:
        raise LookupError("nobody in the pool has this id")
    return Somebody(*found)


def member(person_id: UUID) -> Member | None:
    """Somebody's place in the pool."""
    return db.session.scalar(sa.select(Member).where(Member.person_id == person_id))


@dataclass(frozen=True)
class Decision:
    """One entry of the consent history, with the wording that was shown and how we were told."""

    at: datetime
    title: str
    channel: Channel
    action: Action
    route: Route
    wording: str
    version: int
    by: str | None


def decisions(person_id: UUID) -> list[Decision]:
    """What somebody decided, newest first."""
    rows = db.session.execute(
        sa.select(
            ConsentEvent.at, Purpose.title, ConsentEvent.channel, ConsentEvent.action, ConsentEvent.route, Notice.text,
            Notice.version, User.name,
        )
        .join(Purpose, Purpose.code == ConsentEvent.purpose)
        .join(Notice, Notice.id == ConsentEvent.notice_id)
        .outerjoin(User, User.id == ConsentEvent.recorded_by)
        .where(ConsentEvent.person_id == person_id)
        .order_by(ConsentEvent.ordinal.desc())
        .limit(MOST_SHOWN)
    )  # fmt: skip
    return [Decision(*row) for row in rows]


@dataclass(frozen=True)
class Looked:
    """Somebody opened a page of a record: `by` is a name, or None when their account is gone."""

    at: datetime
    by: str | None
    role: Role | None
    detail: dict[str, Any]


def looked(person_id: UUID) -> list[Looked]:
    """Who looked at this person, newest first."""
    rows = db.session.execute(
        sa.select(Event.at, User.name, User.role, Event.detail)
        .outerjoin(User, User.id == Event.by)
        .where(Event.about == person_id, Event.what == LOOKED)
        .order_by(Event.at.desc(), Event.id)
        .limit(MOST_SHOWN)
    )
    return [Looked(*row) for row in rows]


@dataclass(frozen=True)
class WelcomeFacts:
    """What the welcome by e-mail says: whom it greets and whom they may turn to."""

    to: str
    greeting: str
    contact: str


def welcome_facts(letter: Letter) -> WelcomeFacts | None:
    """The facts of a welcome, read just before it goes; None when it was taken back."""
    place, reached = member(letter.recipient_id), people.reach_by_email(letter.recipient_id, letter.channel)
    if place is None or place.welcomed_by is None or reached is None:
        return None
    welcomer = accounts.user(place.welcomed_by)
    return None if welcomer is None or welcomer.name is None else WelcomeFacts(*reached, welcomer.name)
