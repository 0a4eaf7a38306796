"""Whose needs are to be looked at again because nobody has asked for a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.needs import queries as needs
from engage.needs.models import AccessNeed
from engage.needs.rules import Flags
from engage.people.models import Person
from engage.people.queries import is_current
from engage.pool.models import Member
from engage.pool.rules import IN_THE_POOL
from engage.web.paging import ROWS, Page, page_of, unmark_day


@dataclass(frozen=True)
class Review:
    """Somebody to ask again, since when, and what they told us."""

    person_id: UUID
    full_name: str
    due_on: date
    flags: Flags


def overdue(today: date) -> sa.Select[UUID, date]:
    """People in the pool whose needs were to be looked at by today, with the day, to be read or counted."""
    return (
        sa.select(AccessNeed.person_id, sa.func.min(AccessNeed.review_due).label("review_due"))
        .join(Person, Person.id == AccessNeed.person_id)
        .join(Member, Member.person_id == Person.id)
        .where(
            AccessNeed.ended_at.is_(None), AccessNeed.review_due <= today, Member.standing.in_(IN_THE_POOL), *is_current()
        )
        .group_by(AccessNeed.person_id)
    )  # fmt: skip


def reviews_by_day(first: date, last: date) -> list[tuple[date, int]]:
    """How many people are to be asked again on each day of a stretch, in order."""
    each = overdue(last).having(sa.func.min(AccessNeed.review_due) >= first).subquery()
    rows = db.session.execute(
        sa.select(each.c.review_due, sa.func.count()).group_by(each.c.review_due).order_by(each.c.review_due)
    )
    return [(row[0], row[1]) for row in rows]


def reviews(*, after: str | None) -> Page[Review]:
    """A page of these people, longest overdue first."""
    found = overdue(clock.today()).subquery()
    chosen = sa.select(found.c.person_id, Person.full_name, found.c.review_due).join(Person, Person.id == found.c.person_id)
    start = unmark_day(after)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], sa.Date()), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(sa.tuple_(found.c.review_due, found.c.person_id) > here)
    rows = db.session.execute(chosen.order_by(found.c.review_due, found.c.person_id).limit(ROWS + 1)).all()
    page = page_of(rows, key=lambda row: (row[2].isoformat(), row[0].hex), came_after=False, going_back=False)
    return Page(_with_flags(page.rows), page.after, None)


def _with_flags(rows: Sequence[sa.Row[UUID, str, date]]) -> list[Review]:
    flags = needs.flags_of(row[0] for row in rows)
    return [Review(person_id, name, day, flags[person_id]) for person_id, name, day in rows]
