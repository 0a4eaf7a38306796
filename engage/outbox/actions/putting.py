"""Messages come in as rows, each at most once, and are taken back while they wait."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, vault
from engage.db import as_rows, changed_rows, db, ids_in_order, is_sqlite, table
from engage.outbox.actions.moves import move
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import HAVE_LEFT, NOT_BEGUN, WAITING, Category, Channel, Due, Reason, State, occasion_id

_AT_ONCE, _ALIKE_AT_ONCE = 500, 2000
_NOBODY = UUID(int=0)
_TABLE, _OWN = table(Outgoing), ("id", "recipient_id", "message_id")


def put(due: Due) -> UUID | None:
    """Put one message into the outbox; its id, or None when it was there already."""
    new = put_many([due])
    return new[0] if new else None


def put_many(dues: Iterable[Due]) -> list[UUID]:
    """Put messages into the outbox, set-wise; the ids of those that were not there before."""
    new: list[UUID] = []
    for some in _in_parts(dues):
        new += _put_some(some)
    return new


def put_to_all(due: Due, recipient_ids: Sequence[UUID]) -> int:
    """Put the same message for many people into the outbox, whoever `due` itself is for; how many were not there before.

    One value for all of them instead of one for each, which took as long as the rows.
    """
    if recipient_ids:
        _put_occasions([due])
    put = 0
    for first in range(0, len(recipient_ids), _ALIKE_AT_ONCE):
        put += changed_rows(*_alike(due, recipient_ids[first:][:_ALIKE_AT_ONCE]))
    return put


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


def message_id(outgoing_id: UUID) -> str:
    """The stable first part of a Message-ID; the sender's domain is added when the message is written."""
    return vault.mac(str(outgoing_id), purpose="message id")[:32]


def _put_some(dues: list[Due]) -> list[UUID]:
    _put_occasions(dues)
    if len(dues) > 1 and len({replace(due, recipient_id=_NOBODY) for due in dues}) == 1:
        alike, told = _alike(dues[0], [due.recipient_id for due in dues])
        return list(db.session.execute(alike.returning(_TABLE.c.id), told).scalars())
    insert = (sqlite if is_sqlite() else postgresql).insert
    into = insert(Outgoing.__table__).on_conflict_do_nothing().returning(Outgoing.id)
    rows = sorted((_outgoing(due) for due in dues), key=lambda row: (row["occasion_id"], row["recipient_id"], row["channel"]))
    return list(db.session.execute(into, rows).scalars())


def _put_occasions(dues: Sequence[Due]) -> None:
    insert = (sqlite if is_sqlite() else postgresql).insert
    occasions = {_occasion_of(due): _occasion(due) for due in dues}
    in_order = [occasions[key] for key in sorted(occasions)]
    db.session.execute(insert(Occasion.__table__).on_conflict_do_nothing(), in_order)


def _alike(due: Due, recipient_ids: Iterable[UUID]) -> tuple[Any, dict[str, Any]]:
    """The same message for many people: one INSERT ... SELECT, with what differs handed in as one value."""
    recipients, alike = sorted(set(recipient_ids)), _outgoing(due)
    rows = [(each, who, message_id(each)) for each, who in zip(ids_in_order(len(recipients)), recipients, strict=True)]
    own = as_rows(_TABLE, _OWN)
    columns = [own[name] if name in own else sa.literal(value, _TABLE.c[name].type) for name, value in alike.items()]
    # sqlite takes ON CONFLICT after a select only where the select has a condition
    chosen = sa.select(*columns).where(sa.true())
    insert = (sqlite if is_sqlite() else postgresql).insert(_TABLE)
    into = insert.from_select(list(alike), chosen, include_defaults=True).on_conflict_do_nothing()
    return into.execution_options(preserve_rowcount=True), {"rows": rows}


def _occasion_of(due: Due) -> UUID:
    return occasion_id(due.kind, due.about, due.ordinal)


def _occasion(due: Due) -> dict[str, Any]:
    return {
        "id": _occasion_of(due), "kind": due.kind, "about": due.about, "ordinal": due.ordinal, "due_on": due.due_on,
        "due_at": due.due_at, "not_after": due.not_after, "cancelled_at": None, "created_at": clock.now(),
    }  # fmt: skip


def _outgoing(due: Due) -> dict[str, Any]:
    [new_id], now = ids_in_order(1), clock.now()
    return {
        "id": new_id, "occasion_id": _occasion_of(due), "kind": due.kind, "recipient_id": due.recipient_id,
        "channel": due.channel, "category": due.category, "purpose": due.purpose,
        "state": State.PLANNED if due.due_at > now else State.QUEUED, "next_at": due.due_at,
        "message_id": message_id(new_id), "created_at": now,
    }  # fmt: skip


def _in_parts(dues: Iterable[Due]) -> Iterator[list[Due]]:
    part: list[Due] = []
    for due in dues:
        part.append(due)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part
