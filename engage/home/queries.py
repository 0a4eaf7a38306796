"""What the health check asks, and what waits for somebody on their own page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.rules import Role
from engage.audit.queries import readers_of
from engage.carers.queries import came_back as carers_came_back
from engage.consent import queries as consent
from engage.consent.models import Break
from engage.consent.queries import Line
from engage.db import db
from engage.doubles.models import Merge
from engage.needs.models import AccessNeed
from engage.outbox.rules import Recipient
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.privacy.queries import came_back
from engage.profile import queries as profile
from engage.spreadsheets.queries import files
from engage.timetable.models import Beat


def last_beat() -> datetime | None:
    """When any process of ours last showed that it does what is due."""
    return db.session.scalar(sa.select(sa.func.max(Beat.at)))


def erased_and_back() -> int:
    """How many people and carers a restored backup brought back who had been erased. Raises journal.CannotWrite."""
    return came_back.how_many() + carers_came_back.how_many()


def recipients(recipient_ids: Iterable[UUID], *, with_names: bool) -> dict[UUID, Recipient]:
    """Whom messages are for: people by name or, where the viewer may not read names, by pool number; staff by name."""
    wanted = set(recipient_ids)
    known: dict[UUID, Recipient] = {recipient_id: Recipient("Somebody who asked for a link") for recipient_id in wanted}
    for person in people.people(wanted).values():
        known[person.id] = Recipient(person.full_name, person.id) if with_names else Recipient(f"Pool number {person.number}")
    for user in accounts.users_named(wanted - {key for key, found in known.items() if found.person_id}).values():
        known[user.id] = Recipient(user.name or "A member of the pool")
    return known


@dataclass(frozen=True)
class ForALead:
    """What waits for somebody who leads: files to be looked over and merges to be confirmed, each since when."""

    files: int
    oldest_file: datetime | None
    merges: int
    oldest_merge: datetime | None


def for_a_lead() -> ForALead:
    """What waits for somebody who leads, in one statement."""
    sheets = files.waiting_to_be_confirmed().subquery()
    merges = sa.select(sa.func.count(), sa.func.min(Merge.prepared_at)).where(Merge.confirmed_at.is_(None)).subquery()
    row = db.session.execute(sa.select(sheets, merges).select_from(sheets.join(merges, sa.true()))).one()
    return ForALead(*row)


@dataclass(frozen=True)
class Me:
    """What somebody's own page shows; `filled`: which parts of their profile hold an answer."""

    person: Person
    member: Member | None
    points: list[ContactPoint]
    lines: list[Line]
    away: Break | None
    filled: frozenset[str]


def me(person_id: UUID) -> Me | None:
    """Somebody's own page."""
    found = db.session.execute(
        sa.select(Person, Member, Break)
        .outerjoin(Member, Member.person_id == Person.id)
        .outerjoin(Break, sa.and_(Break.person_id == Person.id, Break.ended_at.is_(None)))
        .where(Person.id == person_id)
    ).first()
    if found is None:
        return None
    person, member, away = found
    points = people.contact_points(person_id)
    return Me(person, member, points, consent.lines(person_id), away, _filled(person_id, points))


def _filled(person_id: UUID, points: Sequence[ContactPoint]) -> frozenset[str]:
    """Which parts hold an answer, in one statement. Whether the equality questions do is nobody's business but theirs."""
    parts = profile.filled_by(person_id) | {
        "needs": sa.exists().where(AccessNeed.person_id == person_id, AccessNeed.ended_at.is_(None)),
        "runs out": consent.runs_out_soon(person_id, today=clock.today()),
    }
    row = db.session.execute(sa.select(*(part.label(name) for name, part in parts.items()))).one()
    found = {name for name, is_filled in row._asdict().items() if is_filled}
    works = [point for point in points if point.came_back_at is None and (point.kind is not Kind.EMAIL or point.verified_at)]
    return frozenset(found | {"reach"} if works else found)


@dataclass(frozen=True)
class Look:
    """That somebody with this role looked, on one day, so many times."""

    on: date
    role: Role | None
    times: int


def who_looked(person_id: UUID) -> list[Look]:
    """Who looked at somebody's record, and at records that were joined to it: by day and role, never by name."""
    joined = db.session.scalars(sa.select(Person.id).where(Person.merged_into == person_id))
    readings = readers_of([person_id, *joined])
    users = accounts.users_named(reading.by for reading in readings if reading.by is not None)
    return [Look(each.on, users[each.by].role if each.by in users else None, each.times) for each in readings]
