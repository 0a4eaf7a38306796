"""Reading the outbox: what was sent to somebody, what was not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.db import among, db, table
from engage.outbox.models import Breaker, Occasion, Outgoing, Step
from engage.outbox.queries.listing import COLUMNS as COLUMNS
from engage.outbox.queries.listing import Message as Message
from engage.outbox.queries.listing import page_of_messages as page_of_messages
from engage.outbox.rules import (
    AGAIN_AFTER,
    FIRST_OUT,
    LINE,
    WAITING,
    Category,
    Channel,
    Due,
    Reason,
    State,
    occasion_id,
)

MOST_SHOWN = 50
WHY_LASTS = timedelta(days=730)
_AT_ONCE = 2000
_WHY = "why did I get this"
_OUTGOING = table(Outgoing).c
_PUT_FOR = sa.select(_OUTGOING.occasion_id, _OUTGOING.recipient_id, _OUTGOING.channel).where(among(_OUTGOING.occasion_id, "ids"))


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


@dataclass(frozen=True)
class Detail:
    """One message with every step it took: when, which state, why; and the message it follows or that followed it."""

    message: Message
    steps: list[Step]
    category: Category
    attempts: int
    not_after: datetime
    rests_on_consent: bool
    resend_of: UUID | None
    sent_again_as: UUID | None
    wording: str | None


def detail(outgoing_id: UUID) -> Detail | None:
    """One message and its trail, oldest step first."""
    row = db.session.execute(
        sa.select(Outgoing, Occasion).join(Occasion, Occasion.id == Outgoing.occasion_id).where(Outgoing.id == outgoing_id)
    ).first()
    if row is None:
        return None
    outgoing, occasion = row
    steps = db.session.scalars(sa.select(Step).where(Step.outgoing_id == outgoing_id).order_by(Step.number))
    again = db.session.scalar(sa.select(Outgoing.id).where(Outgoing.resend_of == outgoing_id))
    message = Message(
        outgoing.id, occasion.kind, outgoing.recipient_id, outgoing.purpose, outgoing.state, outgoing.reason, occasion.due_at,
        outgoing.next_at, outgoing.created_at, outgoing.settled_at,
    )  # fmt: skip
    return Detail(
        message, list(steps), outgoing.category, outgoing.attempts, occasion.not_after, outgoing.consent_event_id is not None,
        outgoing.resend_of, again, outgoing.wording_version,
    )  # fmt: skip


def why_token(outgoing_id: UUID) -> str:
    """The link in every message to the page that says why it came."""
    return vault.sign([outgoing_id.hex], purpose=_WHY)


def behind_why(token: str, *, now: datetime) -> Outgoing | None:
    """The message such a link stands in; None when it is not one of ours or was sent too long ago."""
    payload = vault.read(token, purpose=_WHY)
    found = None if payload is None else db.session.get(Outgoing, UUID(payload[0]))
    return None if found is None or (found.authorised_at or found.created_at) <= now - WHY_LASTS else found


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


def line_rests(now: datetime, line: str = LINE) -> bool | None:
    """True: the line is left alone for now. False: it had faults and may be tried. None: it had none."""
    row = db.session.execute(sa.select(Breaker.faults, Breaker.closed_until).where(Breaker.name == line)).first()
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
    """Those of which the outbox has no row, each once."""
    new: list[Due] = []
    for first in range(0, len(dues), _AT_ONCE):
        some = {_key(due): due for due in dues[first:][:_AT_ONCE]}
        rows = db.session.execute(_PUT_FOR, {"ids": {key[0] for key in some}})
        known = {(row.occasion_id, row.recipient_id, row.channel) for row in rows}
        new += [due for key, due in some.items() if key not in known]
    return new


def _key(due: Due) -> tuple[UUID, UUID, Channel]:
    return occasion_id(due.kind, due.about, due.ordinal), due.recipient_id, due.channel


@dataclass(frozen=True)
class Newest:
    """The latest of several messages of one kind about one thing."""

    ordinal: int
    due_at: datetime


def has_occasion(kind: str, about: sa.ColumnElement[UUID] | sa.orm.InstrumentedAttribute[UUID]) -> sa.ColumnElement[bool]:
    """For another select: whether a message of this kind was ever put here about what a column names."""
    return sa.exists().where(Occasion.kind == kind, Occasion.about == about)


def newest_occasion(kind: str, about: UUID, *, by: datetime) -> Newest | None:
    """The one that fell due last, by an instant, and was not called off."""
    found = db.session.execute(
        sa.select(Occasion.ordinal, Occasion.due_at)
        .where(Occasion.kind == kind, Occasion.about == about, Occasion.due_at <= by, Occasion.cancelled_at.is_(None))
        .order_by(Occasion.due_at.desc(), Occasion.ordinal.desc())
        .limit(1)
    ).first()
    return None if found is None else Newest(found.ordinal, found.due_at)


def stopped(
    recipient_id: UUID,
    reason: Reason,
    *,
    since: datetime,
    until: sa.ScalarSelect[Any] | None = None,
    purposes: Sequence[str] = (),
) -> list[Message]:
    """What was stopped for one recipient and one reason from an instant, until another if there is one, in its order."""
    chosen = (
        sa.select(*COLUMNS)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(
            Outgoing.recipient_id == recipient_id, Outgoing.state == State.SUPPRESSED, Outgoing.reason == reason,
            Outgoing.settled_at >= since,
        )
        .order_by(Outgoing.next_at, Outgoing.id)
        .limit(MOST_SHOWN)
    )  # fmt: skip
    if until is not None:
        chosen = chosen.where(sa.or_(until.is_(None), Outgoing.settled_at < until))
    if purposes:
        chosen = chosen.where(Outgoing.purpose.in_(purposes))
    return [Message(**row._asdict()) for row in db.session.execute(chosen)]
