"""What somebody on the team typed to find people, for as long as they look."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row
from engage.vault import Sealed


class KeptSearch(Row):
    """The words of one search, sealed. Its id is what stands in the address, and is of use in one sign-in only."""

    __tablename__ = "welcome_kept_search"
    __table_args__ = (
        sa.Index("ix_welcome_kept_search_sign_in_id", "sign_in_id"),
        sa.Index("ix_welcome_kept_search_kept_at", "kept_at"),
    )

    sign_in_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account_sign_in.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(Sealed("welcome_kept_search.words"))
    kept_at: Mapped[datetime]
