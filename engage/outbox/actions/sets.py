"""The steps of a set of news, each within a transaction that the caller ends.

The whole set is asked about in one transaction; a window of it at a time becomes `sending`, on the condition that its
token is still ours and that nothing stopped it meanwhile. Nothing of a message goes on the line before that is on the
disk, so a message of a later window is only claimed, and waits again when its worker is gone.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import UTCDateTime, among, db, table
from engage.mail import Fate
from engage.outbox.actions.moves import LET_GO, begin_all, move_all
from engage.outbox.actions.sending import Off, doubt, put_off, ruling
from engage.outbox.actions.writing import Ready, Writer
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import LEASE, Category, Channel, Claim, Go, Kind, Letter, Reason, State

# of the tables, and put together once: each is asked for every set
_row, _occasion = table(Outgoing).c, table(Occasion).c
_DUE = (
    _row.state == State.QUEUED, _row.category == Category.NEWS, _row.next_at <= sa.bindparam("now", type_=UTCDateTime()),
)  # fmt: skip
_FIRST = sa.select(_row.kind).where(*_DUE).order_by(_row.next_at, _row.id).limit(1)
_NEXT = (
    sa.select(
        _row.id, _row.recipient_id, _row.purpose, _row.channel, _row.attempts, _row.message_id, _row.occasion_id,
        _occasion.about, _occasion.ordinal, _occasion.due_on, _occasion.not_after,
    )
    .join_from(table(Outgoing), table(Occasion), _occasion.id == _row.occasion_id)
    .where(*_DUE, _row.kind == sa.bindparam("kind"))
    .order_by(_row.next_at, _row.id)
    .limit(sa.bindparam("most"))
    .with_for_update(of=table(Outgoing), skip_locked=True)
)  # fmt: skip
_CALLED_OFF = (
    sa.select(_occasion.id, _occasion.cancelled_at)
    .where(among(_occasion.id, "ids"))
    .order_by(_occasion.id)
    .with_for_update(read=True)
)


def next_news(now: datetime) -> str | None:
    """The kind of the news that is due first."""
    return db.session.scalar(_FIRST, {"now": now})


def claim_set(kind: str, now: datetime, *, most: int) -> list[Claim]:
    """Take the news of one kind that is due first, for the length of a lease; never two letters to one person."""
    rows = db.session.execute(_NEXT, {"kind": kind, "now": now, "most": most}).all()
    token, chosen = uuid.uuid4(), {row.recipient_id: row for row in reversed(rows)}
    if chosen:
        ids = [row.id for row in chosen.values()]
        move_all(State.CLAIMED, ids, held_by=None, claim_token=token, lease_until=now + LEASE)
    return [_claim(kind, row, token) for row in reversed(chosen.values())]


def authorise_set(
    claims: Sequence[Claim], kind: Kind[Any], now: datetime, *, writer: Writer
) -> tuple[list[Ready], Counter[State]]:
    """The last word about all of them: those that may go, as bytes, and where the others have gone."""
    if kind.bulk is None:
        raise LookupError(f"{kind.name} is not sent in sets")
    answers = kind.bulk.may_go_all([claim.letter for claim in claims], now)
    called_off = _called_off(claims)
    go: list[tuple[Claim, Go]] = []
    off: dict[Off, list[UUID]] = defaultdict(list)
    for claim in claims:
        ruled = ruling(claim, answers[claim.letter.outgoing_id], now, is_called_off=claim.occasion_id in called_off)
        if isinstance(ruled, Go):
            go.append((claim, ruled))
        else:
            off[ruled].append(claim.letter.outgoing_id)
    facts = kind.bulk.facts_all([claim.letter for claim, _ in go]) if go else {}
    off[Off(State.SUPPRESSED, Reason.NOTHING_TO_SAY)] += [
        c.letter.outgoing_id for c, _ in go if c.letter.outgoing_id not in facts
    ]
    settled = Counter[State]()
    for where, ids in off.items():
        _send_off(where, ids, claims[0].token)
        settled[where.to] += len(ids)
    return _written(go, facts, writer, now), settled


def begin(window: Sequence[Ready], now: datetime) -> list[Ready]:
    """Write `sending` for a window of those that may go; the ones that are still ours and that nothing has stopped."""
    if not window:
        return []
    rows = [(each.id, each.consent_event_id, each.wording, each.sha256) for each in window]
    token, asked_at = window[0].claim.token, window[0].asked_at
    moved = begin_all(rows, held_by=token, lease_until=now + LEASE, authorised_at=asked_at)
    return [each for each in window if each.id in moved]


def settle(window: Sequence[Ready], fates: Sequence[Fate], now: datetime, *, line_rests_until: datetime | None) -> Counter[State]:
    """Write down what became of a window. What was not begun waits again: nothing of it was sent."""
    by_fate: dict[Fate, list[Ready]] = defaultdict(list)
    for each, fate in zip(window, fates, strict=True):
        by_fate[fate].append(each)
    waits = {} if line_rests_until is None else {"reason": Reason.LINE_DOWN, "next_at": line_rests_until}
    _settle_all(by_fate[Fate.TAKEN], State.ACCEPTED)
    _settle_all(by_fate[Fate.REFUSED], State.FAILED, reason=Reason.REFUSED_BY_SERVER)
    _settle_all(by_fate[Fate.WAITS], State.QUEUED, **waits, **LET_GO)
    for each in by_fate[Fate.PUT_OFF]:
        put_off(each.claim, now, Reason.PUT_OFF_BY_SERVER)
    for each in by_fate[Fate.UNKNOWN]:
        doubt(each.claim, now)
    return Counter(_STATES[fate] for fate in fates)


def _settle_all(some: Sequence[Ready], to: State, **values: Any) -> None:
    if some:
        move_all(to, [each.id for each in some], held_by=some[0].claim.token, **values)


def release(claims: Sequence[Claim]) -> None:
    """Let go of what of a set has not begun: it waits, and is asked about again."""
    if claims:
        ids = [claim.letter.outgoing_id for claim in claims]
        move_all(State.QUEUED, ids, held_by=claims[0].token, of=State.CLAIMED, **LET_GO)


_STATES = {
    Fate.TAKEN: State.ACCEPTED, Fate.REFUSED: State.FAILED, Fate.WAITS: State.QUEUED, Fate.PUT_OFF: State.QUEUED,
    Fate.UNKNOWN: State.UNCERTAIN,
}  # fmt: skip


def _claim(kind: str, row: Any, token: UUID) -> Claim:
    letter = Letter(
        row.id, kind, row.about, row.recipient_id, row.ordinal, row.due_on, row.purpose, Channel(row.channel), Category.NEWS
    )  # fmt: skip
    return Claim(letter, row.occasion_id, token, row.attempts, row.not_after, row.message_id)


def _called_off(claims: Iterable[Claim]) -> set[UUID]:
    """Which of their occasions are called off; the others stay as they are until the transaction ends."""
    rows = db.session.execute(_CALLED_OFF, {"ids": list({claim.occasion_id for claim in claims})})
    return {occasion_id for occasion_id, cancelled_at in rows if cancelled_at is not None}


def _send_off(where: Off, ids: list[UUID], token: UUID) -> None:
    if ids:
        values = {"next_at": where.next_at, **LET_GO} if where.to is State.QUEUED else {}
        move_all(where.to, ids, held_by=token, of=State.CLAIMED, reason=where.reason, **values)


def _written(go: Sequence[tuple[Claim, Go]], facts: Mapping[UUID, Any], writer: Writer, now: datetime) -> list[Ready]:
    """Those that could be written; one that could not waits by itself."""
    ready = []
    for claim, answer in go:
        if claim.letter.outgoing_id in facts:
            try:
                ready.append(writer.write(claim, answer, facts[claim.letter.outgoing_id], asked_at=now))
            except ValueError:
                put_off(claim, now, Reason.NOT_WRITTEN)
    return ready
