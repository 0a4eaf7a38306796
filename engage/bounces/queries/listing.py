"""What the team reads: what came back, whom to ask for another way, which mails may ask us to stop, how much was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.bounces.models import CameBack, MailRead, StopReply
from engage.bounces.rules import Read
from engage.db import db
from engage.outbox.models import Outgoing
from engage.people.models import ContactPoint, Person
from engage.people.queries import is_current
from engage.people.rules import Kind
from engage.web.paging import ROWS, Page, page_of, unmark_moment

Chosen = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Line:
    """One thing that came back; `message`: the kind of message, where it was one of ours."""

    mark: CameBack
    person: Person
    message: str | None


def page_of_marks(kind: Kind | None, days: int, *, now: datetime, after: str | None) -> Page[Line]:
    """What came back in so many days, newest first; of one kind, when it is named.

    By kind nobody is found who is hidden: being found would tell how they are reached.
    """
    chosen = (
        sa.select(CameBack, Person, Outgoing.kind)
        .join(Person, Person.id == CameBack.person_id)
        .outerjoin(Outgoing, Outgoing.id == CameBack.outgoing_id)
        .where(CameBack.created_at > now - timedelta(days=days))
        .order_by(CameBack.created_at.desc(), CameBack.id.desc())
        .limit(ROWS + 1)
    )
    if kind is not None:
        chosen = chosen.where(CameBack.kind == kind, Person.restricted_at.is_(None))
    found = [Line(*row) for row in db.session.execute(_onward(chosen, CameBack, after, is_ascending=False))]
    return page_of(found, key=lambda line: _mark(line.mark.created_at, line.mark.id), came_after=False, going_back=False)


@dataclass(frozen=True)
class ToAsk:
    """Somebody whom nothing reaches in one way."""

    point: ContactPoint
    person: Person

    @property
    def since(self) -> datetime:
        return self.point.came_back_at or self.point.created_at


def to_ask(still_here: sa.Select[UUID]) -> Chosen:
    """The addresses and numbers of people in the pool from which too much came back."""
    return (
        sa.select(ContactPoint, Person)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.came_back_at.is_not(None), Person.died_on.is_(None), *is_current(), Person.id.in_(still_here))
    )


def page_to_ask(still_here: sa.Select[UUID], *, after: str | None) -> Page[ToAsk]:
    """Whom to ask for another way, longest waiting first."""
    chosen, start = to_ask(still_here), unmark_moment(after)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], ContactPoint.created_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(sa.tuple_(ContactPoint.came_back_at, ContactPoint.id) > here)
    chosen = chosen.order_by(ContactPoint.came_back_at, ContactPoint.id).limit(ROWS + 1)
    found = [ToAsk(*row) for row in db.session.execute(chosen)]
    return page_of(found, key=lambda line: _mark(line.since, line.point.id), came_after=False, going_back=False)


@dataclass(frozen=True)
class Asks:
    """A mail that may ask us to stop; `message`: the kind of message it answers."""

    reply: StopReply
    person: Person | None
    message: str | None
    purpose: str | None


_ASKS = (
    sa.select(StopReply, Person, Outgoing.kind, Outgoing.purpose)
    .outerjoin(Person, Person.id == StopReply.person_id)
    .outerjoin(Outgoing, Outgoing.id == StopReply.outgoing_id)
)
WAITS = StopReply.settled_at.is_(None)


def page_of_replies(*, after: str | None) -> Page[Asks]:
    """Mails that wait to be decided, longest first."""
    chosen = _ASKS.where(WAITS).order_by(StopReply.created_at, StopReply.id).limit(ROWS + 1)
    found = [Asks(*row) for row in db.session.execute(_onward(chosen, StopReply, after, is_ascending=True))]
    return page_of(found, key=lambda line: _mark(line.reply.created_at, line.reply.id), came_after=False, going_back=False)


def one_reply(reply_id: UUID) -> Asks | None:
    """One of them, decided or not."""
    row = db.session.execute(_ASKS.where(StopReply.id == reply_id)).first()
    return None if row is None else Asks(*row)


def set_aside(*, now: datetime, days: int) -> int:
    """How many mails were left for a person to read in so many days."""
    counted = sa.select(sa.func.coalesce(sa.func.sum(MailRead.count), 0)).where(
        MailRead.became == Read.SET_ASIDE, MailRead.day > clock.day_of(now - timedelta(days=days))
    )
    return int(db.session.scalar(counted) or 0)


def _onward(chosen: Chosen, row: type[CameBack | StopReply], after: str | None, *, is_ascending: bool) -> Chosen:
    start = unmark_moment(after)
    if start is None:
        return chosen
    here = sa.tuple_(sa.literal(start[0], row.created_at.type), sa.literal(start[1], sa.Uuid()))
    there = sa.tuple_(row.created_at, row.id)
    return chosen.where(there > here if is_ascending else there < here)


def _mark(at: datetime, row_id: UUID) -> tuple[str, str]:
    return at.isoformat(), row_id.hex
