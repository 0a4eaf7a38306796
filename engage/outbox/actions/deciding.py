"""What a person decides about a message of which nobody knows whether it arrived."""

from __future__ import annotations

import uuid
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.audit.actions import record
from engage.db import db
from engage.outbox.actions.moves import move
from engage.outbox.actions.planning import message_id
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import NotAllowedNow, Reason, State


class TooLate(NotAllowedNow):
    """The message would be pointless by now."""


def resend(outgoing_id: UUID, *, by: UUID | None) -> UUID:
    """Send an uncertain message again as a new, linked row. Raises NotAllowedNow or TooLate."""
    old = db.session.get(Outgoing, outgoing_id, populate_existing=True)
    if old is None or not move(State.CLOSED, Outgoing.id == outgoing_id, reason=Reason.SENT_AGAIN):
        raise NotAllowedNow("only an uncertain message can be sent again")
    if db.session.scalars(sa.select(Occasion.not_after).where(Occasion.id == old.occasion_id)).one() <= clock.now():
        raise TooLate("it is too late to send this message again")
    new_id, now = uuid.uuid4(), clock.now()
    db.session.add(
        Outgoing(
            id=new_id, occasion_id=old.occasion_id, kind=old.kind, recipient_id=old.recipient_id, channel=old.channel,
            category=old.category, purpose=old.purpose, turn=old.turn + 1, state=State.QUEUED, next_at=now,
            message_id=message_id(new_id), resend_of=old.id, created_at=now,
        )
    )  # fmt: skip
    record("sent again", kind="outgoing", about=outgoing_id, by=by, new=str(new_id))
    return new_id


def close(outgoing_id: UUID, *, by: UUID | None) -> None:
    """Leave an uncertain message as it is. Raises NotAllowedNow."""
    if not move(State.CLOSED, Outgoing.id == outgoing_id, reason=Reason.LEFT_AS_IT_IS):
        raise NotAllowedNow("only an uncertain message can be closed")
    record("left as it is", kind="outgoing", about=outgoing_id, by=by)
