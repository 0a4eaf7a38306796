"""What the health check asks."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engage.db import db
from engage.timetable.models import Beat


def last_beat() -> datetime | None:
    """When any process of ours last showed that it does what is due."""
    return db.session.scalar(sa.select(sa.func.max(Beat.at)))
