"""Reading the outbox: what was sent to somebody, what was not and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import REASON_WORDS, STATE_WORDS, Reason, State

MOST_SHOWN = 50


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


def waiting_for(recipient_id: UUID) -> list[Message]:
    """What has not left yet for one recipient, soonest first: what would stop, if they stopped it."""
    rows = db.session.execute(
        sa.select(*COLUMNS)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(Outgoing.recipient_id == recipient_id, Outgoing.state.in_((State.PLANNED, State.QUEUED)))
        .order_by(Outgoing.next_at, Outgoing.id)
        .limit(MOST_SHOWN)
    )
    return [Message(**row._asdict()) for row in rows]
