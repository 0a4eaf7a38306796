"""Membership of the pool, and answers on their way in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Row, one_of, together
from engage.pool.rules import Standing, Tie, Welcome, Why
from engage.vault import Sealed

# in words that both databases recognise as those of the index
ARE_WAITING = "standing IN ('applied', 'in conversation')"


class Member(Row):
    """Somebody's place in the pool. Area is a town or the first part of a postcode, or None where they would rather not say."""

    __tablename__ = "member"
    __table_args__ = (
        sa.UniqueConstraint("person_id"),
        sa.Index("ix_member_standing_applied_at", "standing", "applied_at", "person_id"),
        sa.Index("ix_member_welcomed_at", "welcomed_at"),
        sa.Index("ix_member_area_key_person_id", "area_key", "person_id"),
        sa.Index(
            "ix_member_waiting", "applied_at", "person_id",
            sqlite_where=sa.text(ARE_WAITING), postgresql_where=sa.text(ARE_WAITING),
        ),
        one_of("standing", Standing),
        one_of("welcome", Welcome),
        together("welcomed_at", "welcomed_by", "welcome"),
        sa.CheckConstraint("(standing = 'left') = (left_at IS NOT NULL)", name="left_when"),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    standing: Mapped[Standing] = mapped_column(Code(Standing), default=Standing.APPLIED)
    applied_at: Mapped[datetime]
    uses_services: Mapped[bool] = mapped_column(default=False)
    used_services: Mapped[bool] = mapped_column(default=False)
    cares: Mapped[bool] = mapped_column(default=False)
    cared: Mapped[bool] = mapped_column(default=False)
    interested: Mapped[bool] = mapped_column(default=False)
    area: Mapped[str | None]
    area_key: Mapped[str | None]
    welcomed_at: Mapped[datetime | None]
    welcomed_by: Mapped[UUID | None]
    welcome: Mapped[Welcome | None] = mapped_column(Code(Welcome))
    needs_confirmed: Mapped[bool] = mapped_column(default=False)
    ready_to_be_invited: Mapped[bool] = mapped_column(default=False)
    left_at: Mapped[datetime | None]

    def take_in(self, other: Member, *, with_area: bool) -> None:
        """Two places of one person become this one: every tie either named, since the day the first of them joined."""
        for tie in ("uses_services", "used_services", "cares", "cared", "interested"):
            setattr(self, tie, getattr(self, tie) or getattr(other, tie))
        self.applied_at = min(self.applied_at, other.applied_at)
        if with_area or self.area is None:
            self.area, self.area_key = other.area, other.area_key

    @property
    def ties(self) -> list[Tie]:
        """The ties this person named, in the order they are asked."""
        named = (self.uses_services, self.used_services, self.cares, self.cared, self.interested)
        return [tie for tie, is_true in zip(Tie, named, strict=True) if is_true]


class WhyLeft(Row):
    """How often people who left gave one reason in a year. No row is about anybody."""

    __tablename__ = "why_left"
    __table_args__ = (sa.UniqueConstraint("year", "reason"), one_of("reason", Why))

    year: Mapped[int]
    reason: Mapped[Why] = mapped_column(Code(Why))
    times: Mapped[int]


class Draft(Row):
    """Answers of somebody who has not joined yet, sealed, under a hash of their cookie; forgotten after 7 days."""

    __tablename__ = "pool_draft"
    __table_args__ = (sa.UniqueConstraint("token_hash"), sa.Index("ix_pool_draft_kept_at", "kept_at"))

    token_hash: Mapped[str]
    answers: Mapped[str] = mapped_column(Sealed("pool_draft.answers"))
    kept_at: Mapped[datetime]
