"""What somebody had typed when their sign-in ran out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row
from engage.vault import Sealed


class KeptForm(Row):
    """One form that came after its sign-in had run out, sealed, for an hour, for whoever had typed it; never a secret."""

    __tablename__ = "staff_kept_form"
    __table_args__ = (sa.UniqueConstraint("user_id"), sa.Index("ix_staff_kept_form_kept_at", "kept_at"))

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    path: Mapped[str]
    fields: Mapped[str] = mapped_column(Sealed("staff_kept_form.fields"))
    kept_at: Mapped[datetime]
