"""Whom a mailing would reach now and why it would not reach others, set-wise: the same questions as before each message.

`pool.queries.may_go` asks them about one person with a lock; here they are asked about everybody in one statement, in the
same order. A test compares the two for people in every state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engage.consent.queries import why_not
from engage.db import db
from engage.mailings.models import Mailing, Named
from engage.mailings.rules import Audience, Group
from engage.needs.queries.ways import channel_of, gave_a_way, is_reached, reached_another_way
from engage.needs.rules import WITHOUT_EMAIL
from engage.outbox.rules import Channel, Reason
from engage.people.models import ContactPoint, Person
from engage.people.queries import is_current
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import IN_THE_POOL, Standing, area_key
from engage.profile.models import Interest
from engage.web.paging import ROWS, Page, page_of, unmark

GOES = ("", Reason.NEEDS_ANOTHER_WAY.value)
"""For whom a message is put into the outbox: it goes by e-mail, or is stopped there and told by phone or post."""

_TIES: dict[Group, ColumnElement[bool]] = {
    Group.SERVICE_USERS: sa.or_(Member.uses_services.is_(True), Member.used_services.is_(True)),
    Group.CARERS: sa.or_(Member.cares.is_(True), Member.cared.is_(True)),
}


@dataclass(frozen=True)
class Somebody:
    """One person on a list of those who would or would not get a mailing."""

    person_id: UUID
    number: str
    full_name: str
    search_name: str


def next_people(mailing: Mailing, *, after: UUID | None, most: int) -> list[UUID]:
    """The next people for whom it is put into the outbox, in the order of ids; an empty list at the end."""
    verdicts = verdicts_of(mailing, Person.id > (after or UUID(int=0)))
    chosen = sa.select(verdicts.c.id).where(verdicts.c.verdict.in_(GOES)).order_by(verdicts.c.id)
    return list(db.session.scalars(chosen.limit(most)))


def people(mailing: Mailing, reason: Reason | None, *, after: str | None, before: str | None) -> Page[Somebody]:
    """A page of those who would get it, or would not for a reason, by name."""
    return page_of_people(verdicts_of(mailing), reason.value if reason else "", after=after, before=before)


def page_of_people(verdicts: sa.Subquery, said: str, *, after: str | None, before: str | None) -> Page[Somebody]:
    """A page of those of whom this is said, by name."""
    start = unmark(before or after, 2)
    going_back = before is not None and start is not None
    key = sa.tuple_(verdicts.c.search_name, verdicts.c.id)
    chosen = sa.select(verdicts.c.id, verdicts.c.number, verdicts.c.full_name, verdicts.c.search_name)
    chosen = chosen.where(verdicts.c.verdict == said)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0]), sa.literal(_id(start[1]), sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    columns = (verdicts.c.search_name, verdicts.c.id)
    order = [column.desc() if going_back else column.asc() for column in columns]
    rows = [Somebody(*row) for row in db.session.execute(chosen.order_by(*order).limit(ROWS + 1))]
    return page_of(
        rows, key=lambda line: (line.search_name, line.person_id.hex), came_after=start is not None, going_back=going_back
    )


@dataclass(frozen=True)
class Verdict:
    """What would be said of one person today. `is_meant`: whether it is for them; None where whom it named is kept no more."""

    is_meant: bool | None
    reason: Reason | None


def verdict(mailing: Mailing, person_id: UUID) -> Verdict:
    """What choosing people would say of one of them today; where it is not for them, whether they could be written to."""
    for is_meant in (True, False):
        verdicts = verdicts_of(mailing, Person.id == person_id, everybody=not is_meant)
        said = db.session.scalar(sa.select(verdicts.c.verdict))
        if said is not None:
            forgotten = not is_meant and mailing.audience.named and mailing.put_at is not None
            return Verdict(None if forgotten else is_meant, Reason(said) if said else None)
    return Verdict(False, Reason.ERASED)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def verdicts_of(mailing: Mailing, *where: ColumnElement[bool], everybody: bool = False, all_of_them: bool = False) -> sa.Subquery:
    """Everybody it is for (or simply `everybody`), each with the first reason why it may not go; an empty one where it may."""
    chosen = is_current() if everybody else _chosen(mailing.audience, mailing.id)
    return verdicts(mailing.purpose or "", *chosen, *where, all_of_them=all_of_them)


def verdicts(purpose: str, *where: ColumnElement[bool], all_of_them: bool = False) -> sa.Subquery:
    """People of the pool, each with the first reason why nothing about a purpose may go to them; empty where it may.

    all_of_them: each answer is worked out once and kept, because all are wanted; else as they are met.
    """
    email = sa.and_(ContactPoint.person_id == Person.id, ContactPoint.kind == Kind.EMAIL)
    needs_it = reached_another_way(Person.id)
    by_hand = sa.or_(needs_it, ContactPoint.id.is_(None))
    way = sa.case((by_hand, channel_of(Person.id, sa.literal(purpose))), else_=Channel.EMAIL.value)
    agreed = why_not(Person.id, purpose, (Channel.EMAIL, *WITHOUT_EMAIL))
    each = (
        sa.select(
            Person.id, Person.number, Person.full_name, Person.search_name, by_hand.label("by_hand"),
            _no_record().label("record"), sa.case((needs_it, ""), else_=_no_address()).label("address"),
            sa.case({channel.value: why for channel, why in agreed.items()}, value=way).label("consent"),
        )
        .select_from(Person)
        .join(Member, Member.person_id == Person.id)
        .outerjoin(ContactPoint, email)
        .where(*where)
    )  # fmt: skip
    asked = each.cte("asked").prefix_with("MATERIALIZED") if all_of_them else each.subquery()
    verdict = sa.case(
        (asked.c.record != "", asked.c.record),
        (asked.c.address != "", asked.c.address),
        (asked.c.consent != "", asked.c.consent),
        (asked.c.by_hand, sa.literal(Reason.NEEDS_ANOTHER_WAY.value)),
        else_="",
    )
    return sa.select(asked.c.id, asked.c.number, asked.c.full_name, asked.c.search_name, verdict.label("verdict")).subquery()


def _no_record() -> sa.Case[str]:
    gone = Member.standing.in_((Standing.LEFT, Standing.NOT_REAL))
    return sa.case((Person.died_on.is_not(None), Reason.DIED.value), (gone, Reason.LEFT.value), else_="")


def _no_address() -> sa.Case[str]:
    none = ContactPoint.id.is_(None)
    return sa.case(
        (sa.and_(none, is_reached(Person.id)), ""),
        (sa.and_(none, gave_a_way(Person.id)), Reason.CAME_BACK.value),
        (none, Reason.NO_ADDRESS.value),
        (ContactPoint.verified_at.is_(None), Reason.UNVERIFIED.value),
        (ContactPoint.came_back_at.is_not(None), Reason.CAME_BACK.value),
        else_="",
    )


def _chosen(audience: Audience, mailing_id: UUID) -> Sequence[ColumnElement[bool]]:
    """Who it is for. By area nobody is found who wants hidden where they live: being found would tell it."""
    hidden = [Person.restricted_at.is_(None)] if audience.areas and not audience.named else []
    return [*is_current(), *_members(audience, mailing_id), *hidden]


def chosen_members(mailing: Mailing) -> Sequence[ColumnElement[bool]]:
    """The same as far as their place in the pool tells it: whose record is no more, and who is hidden, is not asked."""
    return _members(mailing.audience, mailing.id)


def _members(audience: Audience, mailing_id: UUID) -> list[ColumnElement[bool]]:
    if audience.named:
        return [Member.person_id.in_(sa.select(Named.person_id).where(Named.mailing_id == mailing_id))]
    standing = Member.standing.in_((Standing.ACTIVE,) if audience.welcomed else IN_THE_POOL)
    return [standing, *_narrowed(audience)]


def narrowed(audience: Audience) -> list[ColumnElement[bool]]:
    """What narrows an audience; nothing where it is for everybody."""
    return [*_narrowed(audience), *([Person.restricted_at.is_(None)] if audience.areas else [])]


def _narrowed(audience: Audience) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if audience.groups:
        wanted.append(sa.or_(*(_TIES[group] for group in audience.groups)))
    if audience.areas:
        wanted.append(Member.area_key.in_([area_key(area) for area in audience.areas]))
    if audience.topics:
        wanted.append(Member.person_id.in_(sa.select(Interest.person_id).where(Interest.topic_id.in_(audience.topics))))
    return wanted
