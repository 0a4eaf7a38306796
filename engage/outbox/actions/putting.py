"""Messages come in as rows, each at most once, and are taken back while they wait."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.db import db, is_sqlite
from engage.outbox.actions.moves import move
from engage.outbox.actions.planning import message_id, put_many
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import HAVE_LEFT, NOT_BEGUN, WAITING, Category, Channel, Due, Reason, State

_AT_ONCE = 500


def put(due: Due) -> UUID | None:
    """Put one message into the outbox; its id, or None when it was there already."""
    new = put_many([due])
    return new[0] if new else None


def suppress_waiting(recipient_id: UUID, *, purpose: str | None = None, channel: Channel | None = None, reason: Reason) -> int:
    """Stop what has not begun for somebody: for one purpose or, without one, everything, service messages too. How many."""
    where = [Outgoing.recipient_id == recipient_id, Outgoing.state.in_(NOT_BEGUN)]
    if purpose is not None:
        where.append(Outgoing.purpose == purpose)
    if channel is not None:
        where.append(Outgoing.channel == channel)
    return len(move(State.SUPPRESSED, *where, reason=reason))


def become_one(*, of: UUID, into: UUID) -> int:
    """Two people are one: what waits for the record that goes is stopped, and what it had already is not sent to the other too.

    Also what was never put for the other one is put down as stopped there, so that nobody puts it later. How many.
    """
    had = sa.select(Outgoing.occasion_id).where(Outgoing.recipient_id == of, Outgoing.state.in_(HAVE_LEFT))
    stopped = len(move(State.SUPPRESSED, Outgoing.recipient_id == of, Outgoing.state.in_(NOT_BEGUN), reason=Reason.MERGED))
    twice = (Outgoing.recipient_id == into, Outgoing.state.in_(NOT_BEGUN), Outgoing.occasion_id.in_(had))
    stopped += len(move(State.SUPPRESSED, *twice, reason=Reason.MERGED))
    still = sa.select(Occasion.id).where(Occasion.id.in_(had), Occasion.not_after > clock.now())
    known = sa.select(Outgoing.occasion_id).where(Outgoing.recipient_id == into)
    missing = sa.select(Outgoing).where(
        Outgoing.recipient_id == of, Outgoing.occasion_id.in_(still), Outgoing.occasion_id.not_in(known)
    )
    for row in db.session.scalars(missing).all():
        stopped += _put_down_as_stopped(row, into)
    return stopped


def _put_down_as_stopped(row: Outgoing, recipient_id: UUID) -> int:
    new_id, now = uuid.uuid4(), clock.now()
    copied = {name: getattr(row, name) for name in ("occasion_id", "kind", "channel", "category", "purpose")}
    insert = (sqlite if is_sqlite() else postgresql).insert(Outgoing.__table__)
    values = copied | {
        "id": new_id, "recipient_id": recipient_id, "state": State.QUEUED, "next_at": now, "message_id": message_id(new_id),
        "created_at": now,
    }  # fmt: skip
    db.session.execute(insert.values(values).on_conflict_do_nothing())
    return len(move(State.SUPPRESSED, Outgoing.id == new_id, reason=Reason.MERGED))


def put_as(outgoing_id: UUID, channel: Channel) -> UUID | None:
    """The same message by another channel, beside the one that could not go; its id, or None when it was there already."""
    row = db.session.get_one(Outgoing, outgoing_id)
    new_id, now = uuid.uuid4(), clock.now()
    copied = {name: getattr(row, name) for name in ("occasion_id", "kind", "purpose", "recipient_id")}
    category = Category.REMINDER if row.category is Category.NEWS else row.category
    insert = (sqlite if is_sqlite() else postgresql).insert(Outgoing.__table__)
    values = copied | {
        "id": new_id, "channel": channel, "category": category, "state": State.QUEUED, "next_at": now,
        "message_id": message_id(new_id), "created_at": now,
    }  # fmt: skip
    into = insert.values(values).on_conflict_do_nothing().returning(Outgoing.id)
    return db.session.execute(into).scalar_one_or_none()


def call_off_channel(channel: Channel) -> int:
    """Nothing goes by a channel any more: what waits for it does not; how many."""
    waiting = (Outgoing.channel == channel, Outgoing.state.in_(WAITING))
    return len(move(State.CANCELLED, *waiting, reason=Reason.CALLED_OFF))


def suppress_purpose(purpose: str, *, reason: Reason) -> int:
    """Stop what waits for anybody for one purpose; how many."""
    return len(move(State.SUPPRESSED, Outgoing.purpose == purpose, Outgoing.state.in_(WAITING), reason=reason))


def suppress_kind(kind: str) -> int:
    """Stop the reminders of a kind that wait, because it is switched off; how many."""
    waiting = (Outgoing.kind == kind, Outgoing.state.in_(WAITING), Outgoing.category == Category.REMINDER)
    return len(move(State.SUPPRESSED, *waiting, reason=Reason.SWITCHED_OFF))


def suppress_reminders(kind: str, about: UUID, recipient_id: UUID, due_on: date) -> int:
    """Stop the reminders of one thing that wait for somebody, because they do not want them; how many."""
    occasions = sa.select(Occasion.id).where(Occasion.kind == kind, Occasion.about == about, Occasion.due_on == due_on)
    waiting = (Outgoing.state.in_(WAITING), Outgoing.category == Category.REMINDER)
    mine = (Outgoing.occasion_id.in_(occasions), Outgoing.recipient_id == recipient_id)
    return len(move(State.SUPPRESSED, *mine, *waiting, reason=Reason.NOT_AGAIN))


def miss(outgoing_ids: Sequence[UUID]) -> int:
    """Let go of what fell due while nothing was sent, and is too late by now; how many."""
    gone = 0
    for first in range(0, len(outgoing_ids), _AT_ONCE):
        some = Outgoing.id.in_(outgoing_ids[first:][:_AT_ONCE])
        gone += len(move(State.EXPIRED, some, Outgoing.state.in_(WAITING), reason=Reason.MISSED))
    return gone


def cancel(kind: str, about: UUID) -> int:
    """Call off every message of a kind about something that has not left; how many. What is being sent sees the mark."""
    call_off(kind, about)
    occasions = sa.select(Occasion.id).where(Occasion.kind == kind, Occasion.about == about)
    waiting = (Outgoing.occasion_id.in_(occasions), Outgoing.state.in_(WAITING))
    return len(move(State.CANCELLED, *waiting, reason=Reason.CALLED_OFF))


def call_off(kind: str, about: UUID) -> None:
    """Mark that nothing of a kind about something may leave any more: each message sees it at the last question.

    For messages so many that their rows are called off in parts, by `cancel_some`.
    """
    db.session.execute(
        sa.update(Occasion)
        .where(Occasion.kind == kind, Occasion.about == about, Occasion.cancelled_at.is_(None))
        .values(cancelled_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def pointless_from(kind: str, about: UUID, at: datetime) -> None:
    """What is about something is pointless from another instant on than was said when it was put here."""
    db.session.execute(
        sa.update(Occasion)
        .where(Occasion.kind == kind, Occasion.about == about)
        .values(not_after=at)
        .execution_options(synchronize_session=False)
    )


def cancel_some(occasion: UUID, *, most: int) -> int:
    """Call off some messages of one occasion that have not left; how many."""
    waiting = (Outgoing.occasion_id == occasion, Outgoing.state.in_(WAITING))
    some = sa.select(Outgoing.id).where(*waiting).order_by(Outgoing.id).limit(most)
    return len(move(State.CANCELLED, Outgoing.id.in_(some), *waiting, reason=Reason.CALLED_OFF))
