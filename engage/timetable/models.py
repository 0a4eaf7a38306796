"""Two tables: runs of jobs, and the heartbeat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row


class Run(Row):
    """One job for one slot (for a daily job the London day), at most once."""

    __tablename__ = "timetable_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    job: Mapped[str]
    slot: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    tally: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class Beat(Row):
    """When each kind of process last showed that it is alive. took_ms: how long the round took that ended then."""

    __tablename__ = "timetable_beat"
    __table_args__ = (sa.UniqueConstraint("name"),)

    name: Mapped[str]
    at: Mapped[datetime]
    took_ms: Mapped[int | None]
