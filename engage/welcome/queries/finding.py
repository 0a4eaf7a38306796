"""The list of people: what narrows it, how many there are, and a page of it.

A page is found in one of two ways, because a list of a million people has to answer at once: when few people fit, they
are found by their index and put into order; when many fit, the list is walked in the order of names until the page is full.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engage import clock
from engage.consent.models import Break, Purpose
from engage.consent.models import Standing as Consent
from engage.db import db, is_sqlite
from engage.outbox.rules import Channel
from engage.people import queries as people
from engage.people.models import IS_UNCONFIRMED, ContactPoint, Person
from engage.people.rules import CHANNEL, Kind
from engage.pool.models import Member
from engage.pool.rules import IN_THE_POOL, Standing, Tie, area_key
from engage.web.paging import COUNT_UP_TO, ROWS, Page, page_of, unmark
from engage.welcome.rules import Looking

MOST_OF_AN_AREA = 5000
TIE_COLUMN = {
    Tie.USES: Member.uses_services,
    Tie.USED: Member.used_services,
    Tie.CARES: Member.cares,
    Tie.CARED: Member.cared,
    Tie.INTERESTED: Member.interested,
}


@dataclass(frozen=True)
class Line:
    """One person on a list."""

    person_id: UUID
    number: str
    full_name: str
    search_name: str
    ties: list[Tie]
    area: str | None
    standing: Standing
    applied_at: datetime
    reach: list[Channel]
    is_unconfirmed: bool
    is_on_break: bool
    is_hidden: bool
    has_died: bool


COLUMNS: tuple[Any, ...] = (
    Person.id, Person.number, Person.full_name, Person.search_name, Member.uses_services, Member.used_services, Member.cares,
    Member.cared, Member.interested, Member.area, Member.standing, Member.applied_at, Person.restricted_at, Person.died_on,
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A purpose as the filter shows it."""

    title: str


def purposes() -> dict[str, Wording]:
    """What people may say yes to, in the order they are asked."""
    chosen = sa.select(Purpose.code, Purpose.title).where(Purpose.essential.is_(False))
    return {code: Wording(title) for code, title in db.session.execute(chosen.order_by(Purpose.position))}


@dataclass(frozen=True)
class How:
    """What is known of a search before its page is found."""

    text_is_common: bool = False
    is_rare: bool = False


def page(looking: Looking, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of people by name, with how many there are, counted up to a thousand."""
    common = bool(looking.text) and people.is_common(looking.text)
    total = _count(looking, How(text_is_common=common))
    start = unmark(before or after, 2)
    going_back = before is not None and start is not None
    chosen = _narrowed(looking, sa.select(*COLUMNS), How(common, total <= _most(looking)))
    key = sa.tuple_(Person.search_name, Person.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0]), sa.literal(_id(start[1]), sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    order = (Person.search_name.desc(), Person.id.desc()) if going_back else (Person.search_name, Person.id)
    lines = as_lines(db.session.execute(chosen.order_by(*order).limit(ROWS + 1)).all())
    found = page_of(
        lines, key=lambda line: (line.search_name, line.person_id.hex), came_after=start is not None, going_back=going_back
    )
    return Page(found.rows, found.after, found.before, min(total, COUNT_UP_TO), total > COUNT_UP_TO)


def count(looking: Looking) -> int:
    """How many fit, counted up to one more than a thousand."""
    return _count(looking, How(bool(looking.text) and people.is_common(looking.text)))


def _count(looking: Looking, how: How) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(_few(looking, how).subquery())) or 0


def everybody(looking: Looking, *, after: tuple[str, UUID] | None, most: int) -> list[Line]:
    """The next so many people by name after one, for files."""
    chosen = _narrowed(looking, sa.select(*COLUMNS), How())
    if after is not None:
        here = sa.tuple_(sa.literal(after[0]), sa.literal(after[1], sa.Uuid()))
        chosen = chosen.where(sa.tuple_(Person.search_name, Person.id) > here)
    return as_lines(db.session.execute(chosen.order_by(Person.search_name, Person.id).limit(most)).all())


def how_many(looking: Looking) -> int:
    """How many fit, all of them: for the record of an export."""
    return db.session.scalar(_joined(sa.select(sa.func.count())).where(*_conditions(looking, How(), walking=False))) or 0


def as_lines(rows: Iterable[Any]) -> list[Line]:
    """Rows of `COLUMNS` with how to reach each person and whether they are on a break: two statements for any number."""
    rows = list(rows)
    ids = [row.id for row in rows]
    reach, unconfirmed = _reach(ids)
    breaks = set(db.session.scalars(sa.select(Break.person_id).where(Break.person_id.in_(ids), Break.ended_at.is_(None))))
    return [
        Line(
            row.id, row.number, row.full_name, row.search_name, ties_of(row),
            row.area, row.standing, row.applied_at, reach.get(row.id, []), row.id in unconfirmed, row.id in breaks,
            row.restricted_at is not None, row.died_on is not None,
        )
        for row in rows
    ]  # fmt: skip


def ties_of(row: Any) -> list[Tie]:
    """The ties in a row that holds their columns."""
    return [tie for tie, column in TIE_COLUMN.items() if getattr(row, column.key)]


def _reach(ids: list[UUID]) -> tuple[dict[UUID, list[Channel]], set[UUID]]:
    """By person, the ways to reach them, and who has not confirmed their address; nothing about those who want it hidden."""
    points = (
        sa.select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.verified_at)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.person_id.in_(ids), Person.restricted_at.is_(None))
    )
    reach: dict[UUID, list[Channel]] = {}
    unconfirmed = set()
    for person_id, kind, verified_at in db.session.execute(points.order_by(ContactPoint.person_id, ContactPoint.kind)):
        ways = reach.setdefault(person_id, [])
        ways += [CHANNEL[kind]] if CHANNEL[kind] not in ways else []
        if kind is Kind.EMAIL and verified_at is None:
            unconfirmed.add(person_id)
    return reach, unconfirmed


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _joined(chosen: sa.Select[Any]) -> sa.Select[Any]:
    return chosen.select_from(Person).join(Member, Member.person_id == Person.id)


def _narrowed(looking: Looking, chosen: sa.Select[Any], how: How) -> sa.Select[Any]:
    if how.is_rare:
        return _joined(chosen).where(Person.id.in_(_few(looking, how)))
    return _joined(chosen).where(*_conditions(looking, how, walking=True))


def _most(looking: Looking) -> int:
    """Up to how many are collected and put into order; an area is found by its index, so more of them are."""
    return MOST_OF_AN_AREA if looking.area else COUNT_UP_TO


def _few(looking: Looking, how: How) -> sa.Select[Any]:
    return _joined(sa.select(Person.id)).where(*_conditions(looking, how, walking=False)).limit(_most(looking) + 1)


def _conditions(looking: Looking, how: How, *, walking: bool) -> list[ColumnElement[bool]]:
    standings = (looking.standing,) if looking.standing else IN_THE_POOL
    by_standing = looking.standing is not None and not walking and not looking.text
    standing = Member.standing if by_standing else _not_by_index(Member.standing)
    wanted: list[ColumnElement[bool]] = [standing.in_([each.value for each in standings]), *people.is_current()]
    if looking.text:
        plainly = walking or how.text_is_common
        wanted.append(people.fits(looking.text) if plainly else Person.id.in_(people.matching(looking.text)))
    if looking.tie:
        wanted.append(TIE_COLUMN[looking.tie].is_(True))
    if looking.area:
        area = _not_by_index(Member.area_key) if walking else Member.area_key
        wanted.append(area == area_key(looking.area))
    return wanted + _about_reach(looking, walking=walking) + _about_messages(looking)


def _not_by_index(column: Any) -> Any:
    """The same column for SQLite's planner to compare and not to begin with: it has no idea how many rows fit."""
    return sa.literal_column(f"+{column.table.name}.{column.name}") if is_sqlite() else column


def _about_reach(looking: Looking, *, walking: bool) -> list[ColumnElement[bool]]:
    """What is kept in few rows of another table: begun with there when few fit, looked up for each person on a walk."""
    breaks = sa.select(Break.person_id).where(Break.ended_at.is_(None))
    unconfirmed = sa.select(ContactPoint.person_id).where(IS_UNCONFIRMED)
    came_back = sa.select(ContactPoint.person_id).where(ContactPoint.came_back_at.is_not(None))
    hides = (looking.area, looking.channel, looking.unconfirmed, looking.came_back)
    asked = ((looking.on_break, breaks), (looking.unconfirmed, unconfirmed), (looking.came_back, came_back))
    shown = [Person.restricted_at.is_(None)] if any(hides) else []
    return shown + [
        chosen.where(chosen.selected_columns[0] == Person.id).exists() if walking else Person.id.in_(chosen)
        for wanted, chosen in asked
        if wanted
    ]


def _about_messages(looking: Looking) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if looking.purpose:
        wanted.append(_said_yes(looking))
    if looking.channel:
        point = sa.select(ContactPoint.id).where(
            ContactPoint.person_id == Person.id, ContactPoint.kind.in_(_kinds_of(looking.channel)),
            ContactPoint.came_back_at.is_(None),
        )  # fmt: skip
        if looking.channel is Channel.EMAIL:
            point = point.where(ContactPoint.verified_at.is_not(None))
        wanted.append(point.exists())
    return wanted


def _kinds_of(channel: Channel) -> list[Kind]:
    return [kind for kind, its in CHANNEL.items() if its is channel]


def _said_yes(looking: Looking) -> ColumnElement[bool]:
    lasts = sa.or_(Consent.expires_on.is_(None), Consent.expires_on > clock.today())
    yes = sa.select(Consent.id).where(
        Consent.person_id == Person.id, Consent.purpose == looking.purpose, Consent.given.is_(True), lasts
    )
    if looking.channel:
        yes = yes.where(Consent.channel == looking.channel)
    return yes.exists()
