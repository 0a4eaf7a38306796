"""What happened, by whom, about what, when; and the chain that shows when a row was changed, taken out or put in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row


class Event(Row):
    """Something somebody did or saw. `by` is an account, or None: the person, not signed in, or the timetable."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index("ix_audit_event_about_at", "about", "at"),
        sa.Index("ix_audit_event_by_at", "by", "at"),
        sa.Index("ix_audit_event_at_id", "at", "id"),
        sa.Index("ix_audit_event_kind_at_id", "kind", "at", "id"),
    )

    at: Mapped[datetime]
    by: Mapped[UUID | None]
    what: Mapped[str]
    kind: Mapped[str]
    about: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class Link(Row):
    """One link of the chain: its id is the event’s, its hash covers the event and the link before. Never changed."""

    __tablename__ = "audit_link"
    __table_args__ = (sa.UniqueConstraint("ordinal"),)

    ordinal: Mapped[int]
    hash: Mapped[str]
