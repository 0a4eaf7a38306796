"""Purposes, their terms and notices as data, the ledger with its evidence, what stands now, and breaks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.consent.rules import Action, Basis, Change, Format, Route
from engage.db import Code, Row, one_of
from engage.outbox.rules import Channel
from engage.vault import Sealed


class Purpose(Row):
    """Something we would contact people about; each is agreed to on its own."""

    __tablename__ = "consent_purpose"
    __table_args__ = (sa.UniqueConstraint("code"),)

    code: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]
    essential: Mapped[bool]


class Terms(Row):
    """What holds for a purpose: why we may, how long a yes lasts, which ways. Never changed; the next version follows."""

    __tablename__ = "consent_terms"
    __table_args__ = (
        sa.UniqueConstraint("purpose", "version"),
        one_of("lawful_basis", Basis),
        sa.CheckConstraint("expires_after_months > 0", name="lasts"),
    )

    purpose: Mapped[str] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    version: Mapped[int]
    lawful_basis: Mapped[Basis] = mapped_column(Code(Basis))
    needs_explicit_consent: Mapped[bool]
    expires_after_months: Mapped[int | None]
    channels: Mapped[list[str]] = mapped_column(sa.JSON())
    in_use: Mapped[bool]
    in_force_from: Mapped[datetime]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]


class Notice(Row):
    """A wording people are shown when they are asked; never changed, in force until the next version is.

    `renew_by`: with a material change, the day on which a yes to earlier words runs out.
    """

    __tablename__ = "consent_notice"
    __table_args__ = (
        sa.UniqueConstraint("purpose", "language", "format", "version"),
        one_of("format", Format),
        one_of("change", Change),
        sa.CheckConstraint("(change = 'material') = (renew_by IS NOT NULL)", name="asked_again"),
    )

    purpose: Mapped[str] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    language: Mapped[str]
    format: Mapped[Format] = mapped_column(Code(Format))
    version: Mapped[int]
    text: Mapped[str]
    sha256: Mapped[str]
    change: Mapped[Change] = mapped_column(Code(Change))
    renew_by: Mapped[date | None]
    in_force_from: Mapped[datetime]
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]


class Draft(Row):
    """A wording somebody is working on; seen by nobody it is meant for until it is published."""

    __tablename__ = "consent_draft"
    __table_args__ = (sa.UniqueConstraint("purpose"),)

    purpose: Mapped[str] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    text: Mapped[str]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]


class ConsentEvent(Row):
    """What one person decided for one purpose and one channel. Never changed, only followed by another.

    `at`: when it was written here; `effective_at`: when it was said. `corrects`: the event that was written by mistake.
    """

    __tablename__ = "consent_event"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "ordinal"),
        sa.Index("ix_consent_event_batch", "batch"),
        one_of("action", Action),
        one_of("channel", Channel),
        one_of("route", Route),
        sa.CheckConstraint("recorded_by IS NOT NULL OR route IN ('web', 'email link', 'by itself')", name="somebody_recorded_it"),
        sa.CheckConstraint("effective_at <= at", name="not_before_it_was_said"),
        sa.CheckConstraint("(action = 'corrected') = (corrects IS NOT NULL)", name="corrects_something"),
        sa.CheckConstraint("route <> 'by itself' OR action = 'expired'", name="by_itself"),
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
    effective_at: Mapped[datetime]
    expires_on: Mapped[date | None]
    evidence_digest: Mapped[str | None]
    corrects: Mapped[UUID | None]
    hash_version: Mapped[int]


class Evidence(Row):
    """What somebody else's word rests on: a call note, where the form is kept. Sealed, and erased with the person.

    The events of its batch keep a digest over salt and text: it shows a change, and tells nothing once this row is gone.
    """

    __tablename__ = "consent_evidence"
    __table_args__ = (sa.UniqueConstraint("batch"), sa.Index("ix_consent_evidence_person_id", "person_id"))

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    batch: Mapped[UUID]
    salt: Mapped[str]
    text: Mapped[str] = mapped_column(Sealed("consent_evidence.text"))


class Standing(Row):
    """What stands now for one person, purpose and channel; kept in the transaction that writes the event.

    `expires_on`: the first day on which a yes no longer counts. `version`: of the wording that was agreed to. `times_asked`:
    up to which time we asked whether this yes still holds, counted so that the last one is the fourth; whoever was asked
    is not looked at again.
    """

    __tablename__ = "consent_standing"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "purpose", "channel"),
        sa.Index("ix_consent_standing_purpose_channel_given", "purpose", "channel", "given", "person_id"),
        sa.Index(
            "ix_consent_standing_runs_out", "times_asked", "expires_on", "person_id",
            sqlite_where=sa.text("expires_on IS NOT NULL"), postgresql_where=sa.text("expires_on IS NOT NULL"),
        ),
        one_of("channel", Channel),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    purpose: Mapped[str]
    channel: Mapped[Channel] = mapped_column(Code(Channel))
    given: Mapped[bool]
    since: Mapped[datetime]
    event_id: Mapped[UUID]
    expires_on: Mapped[date | None]
    version: Mapped[int]
    times_asked: Mapped[int] = mapped_column(default=0, server_default="0")


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
