"""How many optional messages somebody has had this week, and how many are about to leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import UTCDateTime, among, db, table
from engage.outbox.models import Outgoing
from engage.outbox.rules import HAVE_LEFT, LEASE, Letter, State
from engage.reminders.rules import OPTIONAL_A_WEEK, week_of

# asked for every optional message that is sent, so it is put together once; read along the messages of each recipient
_row = table(Outgoing).c
_left = sa.and_(_row.state.in_(HAVE_LEFT), _row.authorised_at >= sa.bindparam("monday", type_=UTCDateTime()))
_taken_up = sa.and_(_row.state == State.CLAIMED, sa.not_(among(_row.id, "mine")))
_COUNTED = (
    sa.select(_row.recipient_id, sa.func.sum(sa.case((_left, 1), else_=0)).label("left"))
    .where(among(_row.recipient_id, "ids"), _row.purpose.is_not(None), sa.or_(_left, _taken_up))
    .group_by(_row.recipient_id)
    .having(sa.func.count() >= OPTIONAL_A_WEEK)
)


def enough_until(letters: Sequence[Letter], now: datetime) -> dict[UUID, datetime]:
    """Who of the recipients of these optional messages has had enough this week, and when the next one may be asked about.

    What another worker has taken up counts too: it may leave at any moment. Where it makes the difference, this one waits
    until that is known, and not until Monday. The caller holds the recipients, so that no two count at once.
    """
    monday, next_week = week_of(now)
    told = {
        "monday": monday, "mine": [each.outgoing_id for each in letters],
        "ids": list({each.recipient_id for each in letters}),
    }  # fmt: skip
    return {
        row.recipient_id: next_week if row.left >= OPTIONAL_A_WEEK else now + LEASE for row in db.session.execute(_COUNTED, told)
    }
