"""The steps of one send, each within a transaction that the caller ends.

Safety rests on the claim's token, never on a clock: every step is conditional on it, and no row changed means that the
claim was lost. Whoever locks a person and a message locks the person first, so a question about the person is asked
before the message is touched.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engage.db import db
from engage.mail import Email, Sender, as_bytes
from engage.outbox import queries
from engage.outbox.actions.moves import LET_GO, move
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import (
    FIRST_OUT,
    LEASE,
    WAITING,
    Answer,
    Category,
    Channel,
    Claim,
    Go,
    Hold,
    Kind,
    Letter,
    Reason,
    State,
    Stop,
    wait_after,
)  # fmt: skip

_AT_ONCE = 500


def expire(now: datetime) -> int:
    """Let go of messages that became pointless before they could leave; how many."""
    pointless = sa.select(Occasion.id).where(Occasion.id == Outgoing.occasion_id, Occasion.not_after <= now).exists()
    ids = _some(Outgoing.state.in_(WAITING), Outgoing.category.in_(FIRST_OUT), Outgoing.next_at <= now, pointless)
    return len(move(State.EXPIRED, Outgoing.id.in_(ids), Outgoing.state.in_(WAITING), reason=Reason.TOO_LATE)) if ids else 0


def queue_planned(now: datetime) -> int:
    """Bring planned messages whose time has come into the queue; how many."""
    ids = _some(Outgoing.state == State.PLANNED, Outgoing.category.in_(FIRST_OUT), Outgoing.next_at <= now)
    return len(move(State.QUEUED, Outgoing.id.in_(ids), Outgoing.state == State.PLANNED)) if ids else 0


def reap(now: datetime) -> int:
    """Take back what a worker left: not begun, it waits again; begun, nobody knows, and a person decides. How many."""
    over = Outgoing.lease_until < now
    back = _some(Outgoing.state == State.CLAIMED, over)
    begun = _some(Outgoing.state == State.SENDING, over)
    moved = move(State.QUEUED, Outgoing.id.in_(back), Outgoing.state == State.CLAIMED, over, **LET_GO) if back else []
    if begun:
        moved += move(State.UNCERTAIN, Outgoing.id.in_(begun), over, reason=Reason.STOPPED_HALFWAY)
    return len(moved)


def claim(now: datetime, among: Sequence[Category] = FIRST_OUT, *, channel: Channel = Channel.EMAIL) -> Claim | None:
    """Take the next message by a channel that is due, for the length of a lease; security mail first."""
    for category in among:
        row = db.session.execute(
            sa.select(Outgoing, Occasion)
            .join(Occasion, Occasion.id == Outgoing.occasion_id)
            .where(Outgoing.state == State.QUEUED, Outgoing.category == category, Outgoing.next_at <= now)
            .where(Outgoing.channel == channel)
            .order_by(Outgoing.next_at, Outgoing.id)
            .limit(1)
            .with_for_update(of=Outgoing, skip_locked=True)
        ).first()
        if row is not None:
            return _claimed(row[0], row[1], now)
    return None


def weigh(claimed: Claim, kind: Kind[Any], now: datetime) -> tuple[Go, Email] | State:
    """Ask whether it may go, under a lock on the recipient, and write it; or where its row went because it may not."""
    said = kind.may_go(claimed.letter, now)
    answer = ruling(claimed, said, now, is_called_off=_is_called_off(claimed))
    facts = kind.facts(claimed.letter) if isinstance(answer, Go) else None
    if isinstance(answer, Go) and facts is not None:
        return answer, kind.email(facts).naming(queries.why_token(claimed.letter.outgoing_id))
    off = Off(State.SUPPRESSED, Reason.NOTHING_TO_SAY) if isinstance(answer, Go) else answer
    values = {"next_at": off.next_at, **LET_GO} if off.to is State.QUEUED else {}
    move(off.to, *_mine(claimed), Outgoing.state == State.CLAIMED, reason=off.reason, **values)
    return off.to


def authorise(claimed: Claim, kind: Kind[Any], now: datetime, *, offered_to: str, sender: Sender) -> bytes | State:
    """The last word, in one transaction: the bytes to send, with `sending` written; a state: hang up, it may not go now.

    `claimed` as the answer means that somebody else holds it by now.
    """
    weighed = weigh(claimed, kind, now)
    if isinstance(weighed, State):
        return weighed
    go, email = weighed
    if email.to != offered_to:
        move(State.QUEUED, *_mine(claimed), Outgoing.state == State.CLAIMED, **LET_GO)
        return State.QUEUED
    body = as_bytes(email, sender=sender, message_id=f"<{claimed.message_id}@{sender.domain}>")
    written = move(
        State.SENDING, *_mine(claimed), authorised_at=now, lease_until=now + LEASE, consent_event_id=go.consent_event_id,
        wording_version=email.wording, body_sha256=hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    return body if written else State.CLAIMED


def accept(claimed: Claim) -> bool:
    """The server has taken it. Also an answer that came after the lease still counts."""
    return bool(move(State.ACCEPTED, *_mine(claimed)))


def refuse(claimed: Claim) -> bool:
    """The server refused it for good and has not taken it."""
    return bool(move(State.FAILED, *_mine(claimed), reason=Reason.REFUSED_BY_SERVER))


def put_off(claimed: Claim, now: datetime, reason: Reason) -> bool:
    """Not now: it waits longer after each attempt, at most until it is pointless."""
    later = min(now + wait_after(claimed.attempts + 1), claimed.not_after)
    counted = {"attempts": claimed.attempts + 1, "next_at": later, **LET_GO}
    return bool(move(State.QUEUED, *_mine(claimed), reason=reason, **counted))


def give_back(claimed: Claim, until: datetime) -> bool:
    """The line is down: it waits, and no message is to blame."""
    waits = {"next_at": min(until, claimed.not_after), **LET_GO}
    return bool(move(State.QUEUED, *_mine(claimed), reason=Reason.LINE_DOWN, **waits))


def doubt(claimed: Claim, now: datetime) -> bool:
    """The line broke after the body began: nobody knows, and a person decides."""
    return bool(move(State.UNCERTAIN, *_mine(claimed), reason=Reason.LINE_CUT, lease_until=now))


def _some(*where: sa.ColumnElement[bool]) -> list[uuid.UUID]:
    """Some messages that meet the conditions and that nobody else has locked, locked in one order."""
    return list(
        db.session.scalars(
            sa.select(Outgoing.id)
            .where(*where)
            .order_by(Outgoing.next_at, Outgoing.id)
            .limit(_AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    )


def _mine(claimed: Claim) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return Outgoing.id == claimed.letter.outgoing_id, Outgoing.claim_token == claimed.token


@dataclass(frozen=True)
class Off:
    """It does not go now: where its row goes instead, and why; `next_at`: when it is asked about again."""

    to: State
    reason: Reason
    next_at: datetime | None = None


def ruling(claimed: Claim, answer: Answer, now: datetime, *, is_called_off: bool) -> Go | Off:
    """What follows from the answer for the row."""
    if isinstance(answer, Stop):
        return Off(State.SUPPRESSED, answer.reason)
    if is_called_off:
        return Off(State.CANCELLED, Reason.CALLED_OFF)
    if claimed.not_after <= now:
        return Off(State.EXPIRED, Reason.TOO_LATE)
    if isinstance(answer, Hold):
        return Off(State.QUEUED, answer.reason, min(answer.until, claimed.not_after))
    return answer


def _is_called_off(claimed: Claim) -> bool:
    occasion = sa.select(Occasion.cancelled_at).where(Occasion.id == claimed.occasion_id).with_for_update(read=True)
    return db.session.execute(occasion).scalar_one() is not None


def _claimed(outgoing: Outgoing, occasion: Occasion, now: datetime) -> Claim:
    letter = Letter(
        outgoing.id, occasion.kind, occasion.about, outgoing.recipient_id, occasion.ordinal, occasion.due_on,
        outgoing.purpose, Channel(outgoing.channel), Category(outgoing.category),
    )  # fmt: skip
    token = uuid.uuid4()
    move(State.CLAIMED, Outgoing.id == outgoing.id, claim_token=token, lease_until=now + LEASE)
    return Claim(letter, occasion.id, token, outgoing.attempts, occasion.not_after, outgoing.message_id)
