"""Messages that somebody else says something about: which of ours they are, and of which we would like to hear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, State

_MAY_FAIL = (State.ACCEPTED, State.UNCERTAIN, State.CLOSED)


def not_known_to_fail(references: Iterable[str], channel: Channel) -> dict[str, UUID]:
    """Which of these are messages of ours that did not come back yet: their ids, by reference."""
    chosen = sa.select(Outgoing.message_id, Outgoing.id).where(
        Outgoing.message_id.in_(sorted(set(references))), Outgoing.channel == channel, Outgoing.state.in_(_MAY_FAIL)
    )
    return {row.message_id: row.id for row in db.session.execute(chosen)}


def uncertain_since(since: datetime, channel: Channel, *, most: int) -> dict[str, UUID]:
    """The latest messages by a channel of which nobody knows whether they arrived: their ids, by reference."""
    chosen = sa.select(Outgoing.message_id, Outgoing.id).where(
        Outgoing.state == State.UNCERTAIN, Outgoing.channel == channel, Outgoing.authorised_at >= since
    )
    rows = db.session.execute(chosen.order_by(Outgoing.authorised_at.desc(), Outgoing.id).limit(most))
    return {row.message_id: row.id for row in rows}
