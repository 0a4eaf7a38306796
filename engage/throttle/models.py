"""One table: when somebody lately did something that is limited."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row


class Tally(Row):
    """The recent times of one subject under one limit; `subject` is a keyed fingerprint."""

    __tablename__ = "throttle_tally"
    __table_args__ = (sa.UniqueConstraint("subject"), sa.Index("ix_throttle_tally_forget_at", "forget_at"))

    subject: Mapped[str]
    times: Mapped[list[float]] = mapped_column(sa.JSON)
    forget_at: Mapped[datetime]
