"""What somebody on the team typed for a person and has not saved yet."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row
from engage.vault import Sealed


class Draft(Row):
    """One form that waits for a decision because somebody like them may be here already; sealed, for who typed it, a day."""

    __tablename__ = "helping_draft"
    __table_args__ = (
        sa.Index("ix_helping_draft_user_id_kept_at", "user_id", "kept_at"),
        sa.Index("ix_helping_draft_kept_at", "kept_at"),
    )

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    fields: Mapped[str] = mapped_column(Sealed("helping_draft.fields"))
    kept_at: Mapped[datetime]
