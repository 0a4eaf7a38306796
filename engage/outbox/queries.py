"""Reading the outbox: what was sent to somebody, what was not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.outbox.models import Breaker, Occasion, Outgoing
from engage.outbox.rules import (
    AGAIN_AFTER,
    FIRST_OUT,
    LINE,
    REASON_WORDS,
    STATE_WORDS,
    WAITING,
    Category,
    Channel,
    Due,
    Reason,
    State,
    occasion_id,
)

MOST_SHOWN = 50
_AT_ONCE = 500


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
    Outgoing.id, Occasion.kind, Outgoing.recipient_id, Outgoing.purpose, Outgoing.state, Outgoing.reason, Occasion.due_at,
    Outgoing.next_at, Outgoing.created_at, Outgoing.settled_at,
)  # fmt: skip


def messages_to(recipient_id: UUID, *, most: int = MOST_SHOWN) -> list[Message]:
    """The latest messages to one recipient, newest first, with the reason for those not sent."""
    rows = db.session.execute(
        sa.select(*COLUMNS)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(Outgoing.recipient_id == recipient_id)
        .order_by(Outgoing.created_at.desc(), Outgoing.id.desc())
        .limit(most)
    )
    return [Message(**row._asdict()) for row in rows]


def in_state(state: State, *, most: int = MOST_SHOWN) -> list[Message]:
    """The latest messages in one state, newest first."""
    rows = db.session.execute(
        sa.select(*COLUMNS)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(Outgoing.state == state)
        .order_by(Outgoing.created_at.desc(), Outgoing.id.desc())
        .limit(most)
    )
    return [Message(**row._asdict()) for row in rows]


def waiting_for(recipient_id: UUID) -> list[Message]:
    """What has not left yet for one recipient, soonest first: what would stop, if they stopped it."""
    rows = db.session.execute(
        sa.select(*COLUMNS)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(Outgoing.recipient_id == recipient_id, Outgoing.state.in_(WAITING))
        .order_by(Outgoing.next_at, Outgoing.id)
        .limit(MOST_SHOWN)
    )
    return [Message(**row._asdict()) for row in rows]


def line_rests(now: datetime) -> bool | None:
    """True: the line is left alone for now. False: it had faults and may be tried. None: it had none."""
    row = db.session.execute(sa.select(Breaker.faults, Breaker.closed_until).where(Breaker.name == LINE)).first()
    if row is None or not row.faults:
        return None
    return bool(row.closed_until and row.closed_until > now)


def has_work(now: datetime) -> bool:
    """Whether anything is due to leave or was left behind by a worker."""
    due = sa.and_(Outgoing.state.in_(WAITING), Outgoing.category.in_(FIRST_OUT), Outgoing.next_at <= now)
    left = sa.and_(Outgoing.state.in_((State.CLAIMED, State.SENDING)), Outgoing.lease_until < now)
    found = sa.union_all(sa.select(Outgoing.id).where(due).limit(1).subquery().select(), sa.select(Outgoing.id).where(left))
    return db.session.execute(found.limit(1)).first() is not None


def changes_to_repeat(now: datetime) -> list[UUID]:
    """Uncertain news of a change: sent once more after a while, since missing it does more harm than having it twice."""
    return list(
        db.session.scalars(
            sa.select(Outgoing.id)
            .join(Occasion, Occasion.id == Outgoing.occasion_id)
            .where(
                Outgoing.state == State.UNCERTAIN,
                Outgoing.category == Category.CHANGE,
                Outgoing.turn == 0,
                Outgoing.lease_until <= now - AGAIN_AFTER,
                Occasion.not_after > now,
            )
            .order_by(Outgoing.next_at, Outgoing.id)
        )
    )


def not_put_yet(dues: Sequence[Due]) -> list[Due]:
    """Those of which the outbox has no row."""
    new: list[Due] = []
    for first in range(0, len(dues), _AT_ONCE):
        some = {
            (occasion_id(due.kind, due.about, due.ordinal), due.recipient_id, due.channel): due for due in dues[first:][:_AT_ONCE]
        }
        there = db.session.execute(
            sa.select(Outgoing.occasion_id, Outgoing.recipient_id, Outgoing.channel).where(
                Outgoing.occasion_id.in_({key[0] for key in some})
            )
        )
        known = {(row.occasion_id, row.recipient_id, row.channel) for row in there}
        new += [due for key, due in some.items() if key not in known]
    return new


def _key(due: Due) -> tuple[UUID, UUID, Channel]:
    return occasion_id(due.kind, due.about, due.ordinal), due.recipient_id, due.channel
