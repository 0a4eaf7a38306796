"""Purposes and notices as data, the ledger, what stands now, and breaks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.consent.rules import Action, Route
from engage.db import Code, Row, one_of
from engage.outbox.rules import Channel


class Purpose(Row):
    """Something we would contact people about; each is agreed to on its own."""

    __tablename__ = "consent_purpose"
    __table_args__ = (sa.UniqueConstraint("code"),)

    code: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]
    essential: Mapped[bool]
    lawful_basis: Mapped[str]
    expires_after_months: Mapped[int | None]


class Notice(Row):
    """A wording people are shown when they are asked; never changed, only followed by the next version."""

    __tablename__ = "consent_notice"
    __table_args__ = (sa.UniqueConstraint("purpose", "language", "version"),)

    purpose: Mapped[str] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    language: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    in_force_from: Mapped[datetime]
    in_force_until: Mapped[datetime | None]


class ConsentEvent(Row):
    """What one person decided for one purpose and one channel. Never changed, only followed by another."""

    __tablename__ = "consent_event"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "ordinal"),
        sa.Index("ix_consent_event_batch", "batch"),
        one_of("action", Action),
        one_of("channel", Channel),
        one_of("route", Route),
        sa.CheckConstraint("recorded_by IS NOT NULL OR route IN ('web', 'email link')", name="somebody_recorded_it"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    ordinal: Mapped[int]
    purpose: Mapped[str] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    channel: Mapped[Channel] = mapped_column(Code(Channel))
    action: Mapped[Action] = mapped_column(Code(Action))
    at: Mapped[datetime]
    route: Mapped[Route] = mapped_column(Code(Route))
    notice_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consent_notice.id"))
    notice_sha256: Mapped[str]
    recorded_by: Mapped[UUID | None]
    batch: Mapped[UUID]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class Standing(Row):
    """What stands now for one person, purpose and channel; kept in the transaction that writes the event."""

    __tablename__ = "consent_standing"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "purpose", "channel"),
        sa.Index("ix_consent_standing_purpose_channel_given", "purpose", "channel", "given", "person_id"),
        one_of("channel", Channel),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    purpose: Mapped[str]
    channel: Mapped[Channel] = mapped_column(Code(Channel))
    given: Mapped[bool]
    since: Mapped[datetime]
    event_id: Mapped[UUID]


class Break(Row):
    """A time in which only essential messages are sent. `until` is the first day after it; None: until they say."""

    __tablename__ = "consent_break"
    __table_args__ = (
        sa.Index(
            "uq_consent_break_open", "person_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_consent_break_until", "until"),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    started_at: Mapped[datetime]
    until: Mapped[date | None]
    ended_at: Mapped[datetime | None]
