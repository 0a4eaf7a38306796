"""One row for each message that came back, and what many of them say about an address or a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.bounces import queries
from engage.bounces.models import CameBack
from engage.bounces.rules import Lasting, Why, is_too_much
from engage.db import db
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind


@dataclass(frozen=True)
class News:
    """That something did not reach somebody: what we were told of it, and who wrote it down."""

    lasting: Lasting
    why: Why
    on: date
    outgoing_id: UUID | None = None
    status: str | None = None
    by: UUID | None = None


def note(person: Person, kind: Kind, point: ContactPoint | None, news: News, *, at: datetime) -> bool:
    """Keep it, once for each message; what is final replaces what was not. Whether it was news. The person is held."""
    known = None if news.outgoing_id is None else queries.about_message(news.outgoing_id)
    if known is not None and (known.taken_back_at is not None or not _is_worse(known, news)):
        return False
    if known is None:
        known = CameBack(
            person_id=person.id, kind=kind, outgoing_id=news.outgoing_id, noted_by=news.by, created_at=at, status=None,
            point_id=None if point is None else point.id, came_on=news.on, lasting=news.lasting, why=news.why,
        )  # fmt: skip
        db.session.add(known)
    known.lasting, known.why, known.status, known.came_on = news.lasting, news.why, news.status, news.on
    db.session.flush()
    if point is not None:
        weigh(point, at=at, by=news.by)
    return True


def _is_worse(known: CameBack, news: News) -> bool:
    """A delay may become a failure, and what may work again may turn out to be final; nothing goes the other way."""
    if known.lasting is Lasting.FOR_GOOD:
        return False
    return news.lasting is Lasting.FOR_GOOD or (known.why is Why.DELAYED and news.why is not Why.DELAYED)


def weigh(point: ContactPoint, *, at: datetime, by: UUID | None) -> None:
    """Mark an address or a number from which too much came back; from now on nothing is sent there."""
    if point.came_back_at is None and is_too_much(*queries.counted(point, until=at)):
        point.came_back_at = at
        record("found that nothing arrives there", kind="person", about=point.person_id, by=by, way=point.kind.value)


def weigh_again(point_id: UUID, *, by: UUID) -> None:
    """A mark was a mistake: an address or a number that was given up because of it is used again."""
    point = db.session.scalar(
        sa.select(ContactPoint).where(ContactPoint.id == point_id).execution_options(populate_existing=True)
    )
    if point is None or point.came_back_at is None:
        return
    if not is_too_much(*queries.counted(point, until=point.came_back_at)):
        point.came_back_at = None
        record("found that it arrives there", kind="person", about=point.person_id, by=by, way=point.kind.value)
