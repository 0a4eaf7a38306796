"""What became of a mailing: how many were sent, wait, were not sent and why; and who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.mailings.rules import KIND, Fate, fate
from engage.outbox.models import Outgoing
from engage.outbox.rules import Reason, State, occasion_id
from engage.people.models import Person
from engage.web.paging import ROWS, Page, page_of, unmark_moment

UNDER_WAY = (State.PLANNED, State.QUEUED, State.CLAIMED, State.SENDING)


@dataclass(frozen=True)
class Report:
    """How many came to what; `why_not`: those not sent, by reason."""

    fates: Mapping[Fate, int] = field(default_factory=dict)
    why_not: Mapping[Reason, int] = field(default_factory=dict)

    @property
    def everybody(self) -> int:
        return sum(self.fates.values())


def report(mailing_id: UUID) -> Report:
    """How far a mailing got, counted in one statement along its occasion."""
    rows = db.session.execute(
        sa.select(Outgoing.state, Outgoing.reason, sa.func.count())
        .where(Outgoing.occasion_id == _occasion(mailing_id))
        .group_by(Outgoing.state, Outgoing.reason)
    )
    fates: dict[Fate, int] = {}
    why_not: dict[Reason, int] = {}
    for state, reason, number in rows:
        became = fate(state, reason)
        fates[became] = fates.get(became, 0) + number
        if became is Fate.NOT_SENT and reason is not None:
            why_not[reason] = why_not.get(reason, 0) + number
    return Report({each: fates[each] for each in Fate if each in fates}, why_not)


def is_under_way(mailing_id: UUID) -> bool:
    """Whether anything of a mailing has not come to rest; read along what waits of its kind."""
    chosen = sa.select(Outgoing.id).where(
        Outgoing.kind == KIND, Outgoing.state.in_(UNDER_WAY), Outgoing.occasion_id == _occasion(mailing_id)
    )
    return db.session.scalar(chosen.limit(1)) is not None


@dataclass(frozen=True)
class Outcome:
    """One message of a mailing: to whom, and why it was not sent if it was not."""

    id: UUID
    person_id: UUID
    number: str
    full_name: str
    reason: Reason | None
    at: str


def outcomes(mailing_id: UUID, wanted: Fate, *, after: str | None, before: str | None) -> Page[Outcome]:
    """A page of the messages of a mailing that came to something, in the order of time."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    key = sa.tuple_(Outgoing.next_at, Outgoing.id)
    chosen = (
        sa.select(Outgoing.id, Person.id, Person.number, Person.full_name, Outgoing.reason, Outgoing.next_at)
        .select_from(Outgoing)
        .join(Person, Person.id == Outgoing.recipient_id)
        .where(Outgoing.occasion_id == _occasion(mailing_id), _came_to(wanted))
    )
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], Outgoing.next_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    order = [column.desc() if going_back else column.asc() for column in (Outgoing.next_at, Outgoing.id)]
    rows = [Outcome(*row[:5], row[5].isoformat()) for row in db.session.execute(chosen.order_by(*order).limit(ROWS + 1))]
    return page_of(rows, key=lambda row: (row.at, row.id.hex), came_after=start is not None, going_back=going_back)


def _came_to(wanted: Fate) -> sa.ColumnElement[bool]:
    by_hand = sa.and_(
        Outgoing.state == State.SUPPRESSED, Outgoing.reason.is_not(None), Outgoing.reason == Reason.NEEDS_ANOTHER_WAY
    )
    if wanted is Fate.BY_HAND:
        return by_hand
    states = [state for state in State if fate(state, None) is wanted]
    return sa.and_(Outgoing.state.in_(states), sa.not_(sa.func.coalesce(by_hand, sa.false())))


def _occasion(mailing_id: UUID) -> UUID:
    return occasion_id(KIND, mailing_id, 0)
