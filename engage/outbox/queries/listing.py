"""One message on a list, and the pages of the list of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import FIRST_OUT, REASON_WORDS, SHOWN, STATE_WORDS, Reason, Show, State
from engage.web.paging import ROWS, Page, page_of, unmark_moment


@dataclass(frozen=True)
class Message:
    """One message on a list: `words` says how far it got, `why` a sentence or nothing."""

    id: UUID
    kind: str
    recipient_id: UUID
    purpose: str | None
    state: State
    reason: Reason | None
    due_at: datetime
    next_at: datetime
    created_at: datetime
    settled_at: datetime | None

    @property
    def words(self) -> str:
        return STATE_WORDS[self.state]

    @property
    def why(self) -> str:
        return "" if self.reason is None else REASON_WORDS[self.reason]


COLUMNS = (
    Outgoing.id, Outgoing.kind, Outgoing.recipient_id, Outgoing.purpose, Outgoing.state, Outgoing.reason, Occasion.due_at,
    Outgoing.next_at, Outgoing.created_at, Outgoing.settled_at,
)  # fmt: skip


def page_of_messages(
    show: Show,
    kind: str | None = None,
    *,
    week: tuple[datetime, datetime] | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Page[Message]:
    """Messages (of one kind or of a stretch of time, when these are named), 50 a page by the time they go or went.

    What is due stands soonest first, everything else newest first. Read state by state, each along its index.
    """
    going_back, bound = before is not None, unmark_moment(before or after)
    ascending = (show is Show.DUE) != going_back
    values: dict[str, object] = {"kind": kind} if kind else {}
    if week is not None:
        values |= {"since": week[0], "until": week[1]}
    if bound is not None:
        values |= {"here_at": bound[0], "here_id": bound[1]}
    chosen = _listed(show, of_a_kind=bool(kind), of_a_week=week is not None, onward=bound is not None, ascending=ascending)
    rows = [Message(**row._asdict()) for row in db.session.execute(chosen, values)]
    return page_of(rows, key=_mark_of, came_after=bound is not None, going_back=going_back)


@cache
def _listed(show: Show, *, of_a_kind: bool, of_a_week: bool, onward: bool, ascending: bool) -> sa.Select[Any]:
    """The select behind a page, put together once for each shape: that takes longer than running it."""
    each_category = [Outgoing.category == category for category in FIRST_OUT]
    along = [Outgoing.kind == sa.bindparam("kind")] if of_a_kind else each_category
    moment = Outgoing.next_at.type
    within = (Outgoing.next_at >= sa.bindparam("since", type_=moment), Outgoing.next_at < sa.bindparam("until", type_=moment))
    limits = within if of_a_week else ()
    parts = [
        _part(sa.and_(Outgoing.state == state, *limits), each, onward, ascending).select()
        for state in SHOWN[show]
        for each in along
    ]
    found = sa.union_all(*parts).subquery()
    order = [column.asc() if ascending else column.desc() for column in (found.c.next_at, found.c.id)]
    return sa.select(found).order_by(*order).limit(ROWS + 1)


def _part(state: sa.ColumnElement[bool], along: sa.ColumnElement[bool], onward: bool, ascending: bool) -> sa.Subquery:
    query = sa.select(*COLUMNS).join(Occasion, Occasion.id == Outgoing.occasion_id).where(state, along)
    if onward:
        here = sa.tuple_(Outgoing.next_at, Outgoing.id)
        there = sa.tuple_(sa.bindparam("here_at", type_=Outgoing.next_at.type), sa.bindparam("here_id", type_=Outgoing.id.type))
        query = query.where(here > there if ascending else here < there)
    order = [column.asc() if ascending else column.desc() for column in (Outgoing.next_at, Outgoing.id)]
    return query.order_by(*order).limit(ROWS + 1).subquery()


def _mark_of(message: Message) -> tuple[str, str]:
    return message.next_at.isoformat(), message.id.hex
