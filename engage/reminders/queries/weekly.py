"""How many optional messages somebody has had this week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import UTCDateTime, among, db, table
from engage.outbox.models import Outgoing
from engage.outbox.rules import HAVE_LEFT
from engage.reminders.rules import OPTIONAL_A_WEEK, week_of

# asked for every optional message that is sent, so it is put together once; read along the messages of one recipient
_OPTIONAL_SINCE = sa.select(sa.func.count()).where(
    Outgoing.recipient_id == sa.bindparam("recipient_id", type_=sa.Uuid()),
    Outgoing.purpose.is_not(None),
    Outgoing.state.in_(HAVE_LEFT),
    Outgoing.authorised_at >= sa.bindparam("monday", type_=UTCDateTime()),
)

_row = table(Outgoing).c
_HAD_ENOUGH = (
    sa.select(_row.recipient_id)
    .where(
        among(_row.recipient_id, "ids"), _row.purpose.is_not(None), _row.state.in_(HAVE_LEFT),
        _row.authorised_at >= sa.bindparam("monday", type_=UTCDateTime()),
    )
    .group_by(_row.recipient_id)
    .having(sa.func.count() >= OPTIONAL_A_WEEK)
)  # fmt: skip


def enough_until(recipient_id: UUID, now: datetime) -> datetime | None:
    """When the next optional message may go to somebody who has had enough of them this week; None when one may go now."""
    monday, next_week = week_of(now)
    sent = db.session.execute(_OPTIONAL_SINCE, {"recipient_id": recipient_id, "monday": monday}).scalar_one()
    return next_week if sent >= OPTIONAL_A_WEEK else None


def had_enough(recipient_ids: Iterable[UUID], now: datetime) -> frozenset[UUID]:
    """Who of several people has had enough optional messages this week."""
    told = {"ids": list(recipient_ids), "monday": week_of(now)[0]}
    return frozenset(db.session.scalars(_HAD_ENOUGH, told))
