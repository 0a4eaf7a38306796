"""One person as the team sees them: what one may do, what they decided, what was sent, what happened and who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.audit.actions import LOOKED
from engage.audit.models import Event
from engage.consent.models import Break, ConsentEvent, Notice, Purpose
from engage.consent.models import Standing as Consent
from engage.consent.rules import Action, Route, has_run_out
from engage.db import db
from engage.outbox.rules import Channel, Letter
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.people.rules import CHANNEL, Kind
from engage.pool.models import Member
from engage.welcome.rules import CHANNEL_WORDS

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
class About:
    """One purpose and by which ways one may contact somebody about it."""

    title: str
    may: list[Channel]


def choices(person_id: UUID) -> list[About]:
    """Every optional purpose with the ways that were agreed to and have not run out."""
    today = clock.today()
    rows = db.session.execute(
        sa.select(Purpose.title, Consent.channel, Consent.expires_on)
        .outerjoin(Consent, sa.and_(Consent.purpose == Purpose.code, Consent.person_id == person_id, Consent.given.is_(True)))
        .where(Purpose.essential.is_(False))
        .order_by(Purpose.position, Consent.channel)
    )
    found: dict[str, list[Channel]] = {}
    for title, channel, expires_on in rows:
        ways = found.setdefault(title, [])
        if channel is not None and not has_run_out(expires_on, today):
            ways.append(channel)
    return [About(title, ways) for title, ways in found.items()]


def usable(points: Sequence[ContactPoint]) -> list[Channel]:
    """The ways that lead to somebody now: an e-mail address only when it is confirmed, nothing that came back."""
    return [
        CHANNEL[point.kind]
        for point in points
        if point.came_back_at is None and (point.kind is not Kind.EMAIL or point.verified_at is not None)
    ]


def may_and_may_not(about: Sequence[About], usable: Sequence[Channel], *, on_break: bool) -> tuple[list[str], list[str]]:
    """What one may write or call about now, with the ways, and what one may not, as the page says it."""
    may, may_not = [], []
    for each in about:
        ways = [CHANNEL_WORDS[channel] for channel in each.may if channel in usable]
        if ways and not on_break:
            may.append(f"{each.title} ({', '.join(ways)})")
        else:
            may_not.append(each.title)
    return may, may_not


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
class Happened:
    """Something that happened, or somebody who looked: `by` is a name, or None for the person or the timetable."""

    at: datetime
    what: str
    by: str | None
    role: Role | None
    detail: dict[str, Any]


def happened(person_id: UUID) -> tuple[list[Happened], list[Happened]]:
    """The timeline, and who looked at this person: each newest first, in one statement."""
    parts = [_latest(person_id, Event.what != LOOKED), _latest(person_id, Event.what == LOOKED)]
    latest = sa.union_all(*(sa.select(part) for part in parts)).subquery()
    rows = db.session.execute(
        sa.select(latest.c.at, latest.c.what, User.name, User.role, latest.c.detail)
        .outerjoin(User, User.id == latest.c.by)
        .order_by(latest.c.at.desc(), latest.c.id)
    )
    everything = [Happened(*row) for row in rows]
    return [each for each in everything if each.what != LOOKED], [each for each in everything if each.what == LOOKED]


def _latest(person_id: UUID, which: sa.ColumnElement[bool]) -> sa.Subquery:
    columns = (Event.id, Event.at, Event.what, Event.by, Event.detail)
    return (
        sa.select(*columns)
        .where(Event.about == person_id, which)
        .order_by(Event.at.desc(), Event.id)
        .limit(MOST_SHOWN)
        .subquery()
    )


@dataclass(frozen=True)
class WelcomeFacts:
    """What the welcome by e-mail says: whom it greets and whom they may turn to."""

    to: str
    greeting: str
    contact: str


def welcome_facts(letter: Letter) -> WelcomeFacts | None:
    """The facts of a welcome, read just before it goes; None when it was taken back."""
    person, place, address = (
        people.person(letter.recipient_id),
        member(letter.recipient_id),
        people.address_of(letter.recipient_id),
    )
    if person is None or place is None or place.welcomed_by is None or address is None:
        return None
    welcomer = accounts.user(place.welcomed_by)
    return None if welcomer is None or welcomer.name is None else WelcomeFacts(address, person.greeting, welcomer.name)
