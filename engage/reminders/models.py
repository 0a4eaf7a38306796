"""Which reminders are on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row


class Setting(Row):
    """One kind of reminder: on or off. A kind without a row is on."""

    __tablename__ = "reminder_setting"
    __table_args__ = (sa.UniqueConstraint("kind"),)

    kind: Mapped[str]
    is_on: Mapped[bool] = mapped_column(default=True)
