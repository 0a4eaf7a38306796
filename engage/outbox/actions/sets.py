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

from engage.db import db
from engage.mail import Fate, Sender
from engage.outbox.actions.moves import LET_GO, move
from engage.outbox.actions.sending import Off, doubt, put_off, ruling
from engage.outbox.actions.writing import Ready, Writer
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import LEASE, Category, Channel, Claim, Go, Kind, Letter, Reason, State

_DUE = (Outgoing.state == State.QUEUED, Outgoing.category == Category.NEWS)
_ORDER = (Outgoing.next_at, Outgoing.id)


_KEPT = (
    sa.update(Outgoing)
    .where(Outgoing.id == sa.bindparam("which"))
    .values(
        authorised_at=sa.bindparam("at"), consent_event_id=sa.bindparam("event"), wording_version=sa.bindparam("wording"),
        body_sha256=sa.bindparam("digest"),
    )
)  # fmt: skip


def next_news(now: datetime) -> str | None:
    """The kind of the news that is due first."""
    return db.session.scalar(sa.select(Outgoing.kind).where(*_DUE, Outgoing.next_at <= now).order_by(*_ORDER).limit(1))


def claim_set(kind: str, now: datetime, *, most: int) -> list[Claim]:
    """Take the news of one kind that is due first, for the length of a lease; never two letters to one person."""
    rows = db.session.execute(
        sa.select(
            Outgoing.id, Outgoing.recipient_id, Outgoing.purpose, Outgoing.channel, Outgoing.attempts, Outgoing.message_id,
            Outgoing.occasion_id, Occasion.about, Occasion.ordinal, Occasion.due_on, Occasion.not_after,
        )
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(*_DUE, Outgoing.kind == kind, Outgoing.next_at <= now)
        .order_by(*_ORDER)
        .limit(most)
        .with_for_update(of=Outgoing, skip_locked=True)
    ).all()  # fmt: skip
    token, chosen = uuid.uuid4(), {row.recipient_id: row for row in reversed(rows)}
    if chosen:
        ids = [row.id for row in chosen.values()]
        move(State.CLAIMED, Outgoing.id.in_(ids), claim_token=token, lease_until=now + LEASE)
    return [_claim(kind, row, token) for row in reversed(chosen.values())]


def authorise_set(
    claims: Sequence[Claim], kind: Kind[Any], now: datetime, *, sender: Sender
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
    for where, ids in off.items():
        _send_off(where, ids, claims[0].token)
    ready = _written(go, facts, Writer(kind, sender, now))
    return ready, Counter({where.to: len(ids) for where, ids in off.items()})


def begin(window: Sequence[Ready], now: datetime) -> list[Ready]:
    """Write `sending` for a window of those that may go; the ones that are still ours and that nothing has stopped."""
    if not window:
        return []
    stands = sa.select(Occasion.id).where(Occasion.id == Outgoing.occasion_id, Occasion.cancelled_at.is_(None)).exists()
    ours = _ours([each.id for each in window], window[0].claim.token)
    moved = set(move(State.SENDING, *ours, Outgoing.state == State.CLAIMED, stands, lease_until=now + LEASE))
    begun = [each for each in window if each.id in moved]
    _keep(begun)
    return begun


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
        move(to, *_ours([each.id for each in some], some[0].claim.token), **values)


def release(claims: Sequence[Claim]) -> None:
    """Let go of what of a set has not begun: it waits, and is asked about again."""
    if claims:
        ours = _ours([claim.letter.outgoing_id for claim in claims], claims[0].token)
        move(State.QUEUED, *ours, Outgoing.state == State.CLAIMED, **LET_GO)


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
    ids = sorted({claim.occasion_id for claim in claims})
    rows = db.session.execute(
        sa.select(Occasion.id, Occasion.cancelled_at).where(Occasion.id.in_(ids)).order_by(Occasion.id).with_for_update(read=True)
    )
    return {occasion_id for occasion_id, cancelled_at in rows if cancelled_at is not None}


def _send_off(where: Off, ids: list[UUID], token: UUID) -> None:
    if ids:
        values = {"next_at": where.next_at, **LET_GO} if where.to is State.QUEUED else {}
        move(where.to, *_ours(ids, token), Outgoing.state == State.CLAIMED, reason=where.reason, **values)


def _written(go: Sequence[tuple[Claim, Go]], facts: Mapping[UUID, Any], writer: Writer) -> list[Ready]:
    """Those that could be written; one that could not waits by itself."""
    ready = []
    for claim, answer in go:
        if claim.letter.outgoing_id in facts:
            try:
                ready.append(writer.write(claim, answer, facts[claim.letter.outgoing_id]))
            except ValueError:
                put_off(claim, writer.now, Reason.NOT_WRITTEN)
    return ready


def _keep(begun: Sequence[Ready]) -> None:
    """What the row of each keeps of it: when it was asked about, the permission it rests on and a digest of what was said."""
    rows = [
        {"which": each.id, "at": each.asked_at, "event": each.consent_event_id, "wording": each.wording, "digest": each.sha256}
        for each in begun
    ]
    if rows:
        db.session.connection().execute(_KEPT, rows)


def _ours(ids: Sequence[UUID], token: UUID) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return Outgoing.id.in_(ids), Outgoing.claim_token == token
