"""Pairs of records that may be one person, and merges."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Row, together
from engage.vault import Sealed


class Pair(Row):
    """Two records that may be one person, and whether somebody said that they are not. The lower id stands first."""

    __tablename__ = "double_pair"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.Index("ix_double_pair_second_id", "second_id"),
        sa.Index("ix_double_pair_not_same_at_weight", "not_same_at", "weight", "id"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
        together("not_same_at", "not_same_by"),
    )

    first_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    second_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    why: Mapped[str]
    weight: Mapped[int]
    found_at: Mapped[datetime]
    not_same_at: Mapped[datetime | None]
    not_same_by: Mapped[UUID | None]


class Merge(Row):
    """One record becomes part of another: prepared by one person, confirmed by a lead, taken back within 30 days or kept.

    choices: of which record each thing is kept, sealed. before: what both records were, sealed, so that the merge can be
    taken back; forgotten when it no longer can.
    """

    __tablename__ = "record_merge"
    __table_args__ = (
        sa.Index("ix_record_merge_kept_id", "kept_id"),
        sa.Index(
            "uq_record_merge_gone", "gone_id", unique=True,
            sqlite_where=sa.text("undone_at IS NULL"), postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index("ix_record_merge_undo_until", "undo_until"),
        together("confirmed_at", "confirmed_by"),
        together("undone_at", "undone_by"),
    )  # fmt: skip

    kept_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    gone_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    choices: Mapped[str] = mapped_column(Sealed("record_merge.choices"))
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[UUID]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]
    before: Mapped[str | None] = mapped_column(Sealed("record_merge.before"))
    undo_until: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[UUID | None]
