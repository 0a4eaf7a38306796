"""Requests, what is blacked out in an answer, erasures the team prepares, legal holds, retention rules, disposals."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.privacy.rules.requests import Came, ErasureState, HoldReason, Identity, Outcome, RequestKind
from engage.vault import Sealed


class DataRequest(Dated, Row):
    """Somebody asks about what we hold. Their words and our notes are sealed; `due_on` is the day we promised."""

    __tablename__ = "data_request"
    __table_args__ = (
        one_of("kind", RequestKind),
        one_of("came", Came),
        one_of("identity", Identity),
        one_of("outcome", Outcome),
        together("identity", "identity_at", "identity_by"),
        together("extended_at", "extended_by"),
        together("closed_at", "closed_by", "outcome"),
        sa.CheckConstraint("recorded_by IS NOT NULL OR came = 'web'", name="somebody_recorded_it"),
        sa.Index("ix_data_request_person_id", "person_id"),
        sa.Index("ix_data_request_closed_at_due_on", "closed_at", "due_on", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[RequestKind] = mapped_column(Code(RequestKind))
    came: Mapped[Came] = mapped_column(Code(Came))
    received_on: Mapped[date]
    due_on: Mapped[date]
    words: Mapped[str | None] = mapped_column(Sealed("data_request.words"))
    recorded_by: Mapped[UUID | None]
    identity: Mapped[Identity | None] = mapped_column(Code(Identity))
    identity_at: Mapped[datetime | None]
    identity_by: Mapped[UUID | None]
    extended_at: Mapped[datetime | None]
    extended_by: Mapped[UUID | None]
    extension_reason: Mapped[str | None] = mapped_column(Sealed("data_request.extension_reason"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    outcome: Mapped[Outcome | None] = mapped_column(Code(Outcome))
    outcome_note: Mapped[str | None] = mapped_column(Sealed("data_request.outcome_note"))


class Redaction(Row):
    """Something in the answer to a request that is about somebody else. `passage` None: the whole item is left out."""

    __tablename__ = "data_request_redaction"
    __table_args__ = (sa.Index("ix_data_request_redaction_request_id", "request_id"),)

    request_id: Mapped[UUID] = mapped_column(sa.ForeignKey("data_request.id"))
    item: Mapped[str]
    passage: Mapped[str | None] = mapped_column(Sealed("data_request_redaction.passage"))
    reason: Mapped[str] = mapped_column(Sealed("data_request_redaction.reason"))
    marked_at: Mapped[datetime]
    marked_by: Mapped[UUID]


class Erasure(Row):
    """Somebody asked the team to erase them: one prepares it, somebody else decides."""

    __tablename__ = "erasure"
    __table_args__ = (
        one_of("state", ErasureState),
        together("decided_at", "decided_by"),
        sa.CheckConstraint("(state = 'prepared') = (decided_at IS NULL)", name="decided_when"),
        sa.CheckConstraint("decided_by IS NULL OR state <> 'done' OR decided_by <> prepared_by", name="two_people"),
        sa.Index("ix_erasure_person_id", "person_id"),
        sa.Index("ix_erasure_state_prepared_at", "state", "prepared_at", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    asked_on: Mapped[date]
    state: Mapped[ErasureState] = mapped_column(Code(ErasureState), default=ErasureState.PREPARED)
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]


class LegalHold(Row):
    """While it is open nothing about somebody is erased or disposed of."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        one_of("reason", HoldReason),
        together("lifted_at", "lifted_by"),
        sa.Index(
            "uq_legal_hold_open", "person_id", unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[HoldReason] = mapped_column(Code(HoldReason))
    note: Mapped[str | None] = mapped_column(Sealed("legal_hold.note"))
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]


class RetentionRule(Row):
    """How long one kind of thing is kept. Never changed, only followed by the next version."""

    __tablename__ = "retention_rule"
    __table_args__ = (
        sa.UniqueConstraint("what", "version"),
        sa.CheckConstraint("months BETWEEN 1 AND 1200", name="months"),
    )

    what: Mapped[str]
    version: Mapped[int]
    months: Mapped[int]
    basis: Mapped[str]
    in_force_from: Mapped[datetime]
    published_by: Mapped[UUID | None]


class Disposal(Row):
    """What one night disposed of under one rule: how many, never who."""

    __tablename__ = "disposal"
    __table_args__ = (sa.UniqueConstraint("rule_id", "day"), sa.Index("ix_disposal_day", "day"))

    rule_id: Mapped[UUID] = mapped_column(sa.ForeignKey("retention_rule.id"))
    day: Mapped[date]
    count: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
