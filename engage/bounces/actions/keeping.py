"""What came back is kept for a year, and what was decided about a mail for a month."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from engage import clock
from engage.bounces.models import CameBack, MailRead, StopReply
from engage.bounces.rules import KEPT, REPLIES_KEPT
from engage.db import db


def forget_old(now: datetime) -> int:
    """Forget what is older; how many. A mail that nobody decided about stays."""
    old = (
        sa.delete(CameBack).where(CameBack.created_at <= now - KEPT),
        sa.delete(StopReply).where(StopReply.settled_at <= now - REPLIES_KEPT),
        sa.delete(MailRead).where(MailRead.day <= clock.day_of(now - KEPT)),
    )
    return sum(cast("sa.CursorResult[Any]", db.session.execute(each)).rowcount for each in old)
