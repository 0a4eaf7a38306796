"""Everything that happened with one person, as one list: decisions, contacts, messages, and what was done to the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.audit.models import Event
from engage.audit.rules import LOOKED, REFUSED
from engage.consent.models import ConsentEvent, Purpose
from engage.consent.rules import Action, Route
from engage.contacts.models import Contact
from engage.contacts.queries import log
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import REASON_WORDS, STATE_WORDS, Channel, Reason, State
from engage.web.paging import ROWS, Page, page_of, unmark_moment

# shown as what they are, or another room's own
_SHOWN_ELSEWHERE = (LOOKED, REFUSED, "recorded a contact", "struck out a contact")
_OTHER_ROOMS = ("account", "equality", "outgoing")


class Sort(StrEnum):
    """What a line of the timeline is; the value stands in the address."""

    DECISION = "decisions"
    CONTACT = "contacts"
    MESSAGE = "messages"
    CHANGE = "changes"


@dataclass(frozen=True)
class Decided:
    """What somebody said with one press: titles by ways, yes or no, how we were told, and who wrote it down."""

    action: Action
    title: str
    channels: tuple[Channel, ...]
    route: Route
    by: str | None


@dataclass(frozen=True)
class Line:
    """One thing that happened. What is filled in depends on its sort."""

    at: datetime
    id: UUID
    sort: Sort
    what: str
    by: str | None
    state: State | None = None
    reason: Reason | None = None
    contact: log.Line | None = None
    decided: Sequence[Decided] = ()

    @property
    def how_far(self) -> str:
        """How far a message got, and why it was not sent."""
        words = STATE_WORDS[self.state] if self.state else ""
        return f"{words}: {REASON_WORDS[self.reason]}" if self.reason else words


def page(person_id: UUID, sort: Sort | None, *, after: str | None, before: str | None) -> Page[Line]:
    """A page of what happened, newest first, fifty at a time, in at most three statements."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    parts = [_part(which, person_id) for which in Sort if sort in (None, which)]
    everything = sa.union_all(*parts).subquery()
    key = sa.tuple_(everything.c.at, everything.c.id)
    chosen = sa.select(everything, User.name).outerjoin(User, User.id == everything.c.by)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], Event.at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    columns = (everything.c.at, everything.c.id)
    order = columns if going_back else tuple(column.desc() for column in columns)
    lines = _filled(db.session.execute(chosen.order_by(*order).limit(ROWS + 1)).all(), person_id)
    return page_of(
        lines, key=lambda line: (line.at.isoformat(), line.id.hex), came_after=start is not None, going_back=going_back
    )


def _part(sort: Sort, person_id: UUID) -> sa.Select[Any]:
    """The lines of one sort in the columns all of them have."""
    nothing: Any
    nobody: Any
    nothing, nobody = sa.cast(sa.null(), sa.Text), sa.cast(sa.null(), sa.Uuid)
    if sort is Sort.DECISION:
        return (
            sa.select(
                sa.func.max(ConsentEvent.at).label("at"), ConsentEvent.batch.label("id"), sa.literal(sort.value).label("sort"),
                nothing.label("what"), nobody.label("by"), nothing.label("state"), nothing.label("reason"),
            )
            .where(ConsentEvent.person_id == person_id)
            .group_by(ConsentEvent.batch)
        )  # fmt: skip
    at, row_id, what, by, where = {
        Sort.CONTACT: (Contact.happened_at, Contact.id, nothing, Contact.recorded_by, Contact.person_id == person_id),
        Sort.MESSAGE: (
            sa.func.coalesce(Outgoing.settled_at, Outgoing.created_at), Outgoing.id, Outgoing.kind, nobody,
            Outgoing.recipient_id == person_id,
        ),
        Sort.CHANGE: (
            Event.at, Event.id, Event.what, Event.by,
            sa.and_(Event.about == person_id, Event.what.not_in(_SHOWN_ELSEWHERE), Event.kind.not_in(_OTHER_ROOMS)),
        ),
    }[sort]  # fmt: skip
    columns: tuple[Any, ...] = (at, row_id, sa.literal(sort.value), what, by, nothing, nothing)
    if sort is Sort.MESSAGE:
        columns = (*columns[:5], sa.cast(Outgoing.state, sa.Text), sa.cast(Outgoing.reason, sa.Text))
    names = ("at", "id", "sort", "what", "by", "state", "reason")
    return sa.select(*(column.label(name) for name, column in zip(names, columns, strict=True))).where(where)


def _filled(rows: Sequence[Any], person_id: UUID) -> list[Line]:
    """The lines of one page with what only their own tables know."""
    contacts = log.lines(row.id for row in rows if row.sort == Sort.CONTACT)
    decisions = _decisions([row.id for row in rows if row.sort == Sort.DECISION], person_id)
    return [
        Line(
            row.at, row.id, Sort(row.sort), row.what or "", row.name,
            State(row.state) if row.state else None, Reason(row.reason) if row.reason else None,
            contacts.get(row.id), decisions.get(row.id, ()),
        )
        for row in rows
    ]  # fmt: skip


def _decisions(batches: Iterable[UUID], person_id: UUID) -> dict[UUID, list[Decided]]:
    """What was said with several presses, in one statement: one entry for each purpose and answer."""
    wanted = list(batches)
    if not wanted:
        return {}
    rows = db.session.execute(
        sa.select(ConsentEvent.batch, ConsentEvent.action, Purpose.title, ConsentEvent.channel, ConsentEvent.route, User.name)
        .join(Purpose, Purpose.code == ConsentEvent.purpose)
        .outerjoin(User, User.id == ConsentEvent.recorded_by)
        .where(ConsentEvent.person_id == person_id, ConsentEvent.batch.in_(wanted))
        .order_by(ConsentEvent.ordinal)
    )
    gathered: dict[UUID, dict[tuple[Any, ...], list[Channel]]] = {}
    for batch, action, title, channel, route, name in rows:
        gathered.setdefault(batch, {}).setdefault((action, title, route, name), []).append(channel)
    return {
        batch: [
            Decided(action, title, tuple(dict.fromkeys(ways)), route, name) for (action, title, route, name), ways in some.items()
        ]
        for batch, some in gathered.items()
    }
