"""The next digest as it would go: who would get it with what, who would not and why; the same questions as on Thursday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.digests.models import Item
from engage.digests.queries import could_be_new, in_the_pool, new_for, open_items
from engage.digests.rules import NOTHING_NEW, PURPOSE, next_going
from engage.mailings.queries.audience import GOES, Somebody, page_of_people, verdicts
from engage.mailings.rules import Count, counted
from engage.people.models import Person
from engage.pool.models import Member
from engage.reminders.queries import quiet
from engage.reminders.rules.falling import QuietDays
from engage.web.paging import Page


@dataclass(frozen=True)
class Ahead:
    """The next digest: when it goes, and what is open then, as far as it is published."""

    at: datetime
    items: Sequence[Item]


def ahead(now: datetime, resting: QuietDays | None = None) -> Ahead | None:
    """The next one; None where many weeks in a row have no day for it. `resting`: the quiet days, where they are known."""
    at = next_going(now, quiet() if resting is None else resting)
    return None if at is None else Ahead(at, open_items(clock.day_of(at), until=at))


def count(coming: Ahead) -> tuple[Count, int]:
    """How many people of the pool would get it, and would not and why; and for how many there is nothing new."""
    asked = _asked(coming)
    rows = db.session.execute(sa.select(asked.c.verdict, sa.func.count()).group_by(asked.c.verdict))
    found = {row[0]: row[1] for row in rows}
    nothing_new = found.pop(NOTHING_NEW, 0)
    return counted(found), nothing_new


def people(coming: Ahead, said: str, *, after: str | None, before: str | None) -> Page[Somebody]:
    """A page of those of whom this is said, by name."""
    return page_of_people(_asked(coming), said, after=after, before=before)


def what_for(people_ids: Sequence[UUID], coming: Ahead) -> dict[UUID, list[str]]:
    """What stands in the digest of each of some people: the titles, newest first."""
    titles = {item.id: item.title for item in coming.items}
    pairs = new_for(people_ids, coming.items, ahead=True) if people_ids and coming.items else []
    order = {item_id: place for place, item_id in enumerate(titles)}
    found: dict[UUID, list[str]] = {}
    for person_id, item_id in sorted(pairs, key=lambda pair: order[pair[1]]):
        found.setdefault(person_id, []).append(titles[item_id])
    return found


def verdict(person_id: UUID, coming: Ahead) -> str | None:
    """What would be said of one person today; None of somebody who is not in the pool."""
    asked = _asked(coming, Person.id == person_id)
    return db.session.scalar(sa.select(asked.c.verdict))


def _asked(coming: Ahead, *where: sa.ColumnElement[bool]) -> sa.Subquery:
    """Everybody in the pool with the first reason why they get none, then whether anything is new; empty where they get it."""
    asked = verdicts(PURPOSE, *in_the_pool(), *where)
    new = sa.select(Person.id).join(Member, Member.person_id == Person.id).where(could_be_new(coming.items, ahead=True))
    has_none = sa.and_(asked.c.verdict.in_(GOES), asked.c.id.not_in(new))
    said = sa.case((has_none, NOTHING_NEW), else_=asked.c.verdict)
    columns = (asked.c.id, asked.c.number, asked.c.full_name, asked.c.search_name)
    return sa.select(*columns, said.label("verdict")).subquery()
