"""The secret address of somebody's own calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row


class Feed(Row):
    """One account's calendar address, known by a hash of its token. The token itself is worked out anew for its owner.

    serial: drawn anew for every address; with the secret key, and only with it, the token follows from it.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (sa.UniqueConstraint("user_id"), sa.UniqueConstraint("token_hash"))

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    serial: Mapped[UUID]
    token_hash: Mapped[str]
    made_at: Mapped[datetime]
