"""The occasion for a message, the message to one recipient with every step it took, and whether the line is worth trying."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, UTCDateTime, one_of, together
from engage.outbox.rules import REASON_WORDS, STATE_WORDS, Category, Channel, Reason, State

# in these words, so that both databases see that the index below answers it
WENT_ANOTHER_WAY = "reason = 'needs_another_way'"


class Occasion(Dated, Row):
    """Why a message is sent: its kind, what it is about and when it falls due. One row, however many recipients."""

    __tablename__ = "occasion"
    __table_args__ = (sa.UniqueConstraint("kind", "about", "ordinal"), sa.Index("ix_occasion_due_at", "due_at"))

    kind: Mapped[str]
    about: Mapped[UUID]
    ordinal: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Outgoing(Dated, Row):
    """One message to one recipient by one channel about one occasion, at most once; how far it got and why.

    kind: as in its occasion, beside the state so that a list of one kind is read along an index. turn: 0, or one more
    for each time a person decided to send an uncertain message again. steps: how often its state has changed.
    message_id: the part before the "@" of its Message-ID, a keyed digest of its id.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        sa.UniqueConstraint("occasion_id", "recipient_id", "channel", "turn"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("resend_of"),
        sa.Index("ix_outgoing_state_category_next_at", "state", "category", "next_at", "id"),
        sa.Index("ix_outgoing_kind_state_next_at", "kind", "state", "next_at", "id"),
        sa.Index("ix_outgoing_recipient_id_created_at", "recipient_id", "created_at"),
        sa.Index(
            "ix_outgoing_needs_another_way",
            "next_at",
            "id",
            sqlite_where=sa.text(WENT_ANOTHER_WAY),
            postgresql_where=sa.text(WENT_ANOTHER_WAY),
        ),
        one_of("channel", Channel),
        one_of("category", Category),
        one_of("state", State),
        together("claim_token", "lease_until"),
        sa.CheckConstraint("state NOT IN ('claimed', 'sending') OR claim_token IS NOT NULL", name="claimed_by_somebody"),
    )

    occasion_id: Mapped[UUID] = mapped_column(sa.ForeignKey("occasion.id"))
    kind: Mapped[str]
    recipient_id: Mapped[UUID]
    channel: Mapped[Channel] = mapped_column(Code(Channel), default=Channel.EMAIL)
    category: Mapped[Category] = mapped_column(Code(Category))
    purpose: Mapped[str | None]
    state: Mapped[State] = mapped_column(Code(State), default=State.QUEUED)
    turn: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claim_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    authorised_at: Mapped[datetime | None]
    consent_event_id: Mapped[UUID | None]
    wording_version: Mapped[str | None]
    body_sha256: Mapped[str | None]
    message_id: Mapped[str]
    settled_at: Mapped[datetime | None]
    reason: Mapped[Reason | None] = mapped_column(Code(Reason))
    resend_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("outgoing.id"))


class Step(Row):
    """One change of a message's state: rows are only added, in the transaction that changes it."""

    __tablename__ = "outgoing_step"
    __table_args__ = (sa.UniqueConstraint("outgoing_id", "number"), one_of("state", State))

    outgoing_id: Mapped[UUID] = mapped_column(sa.ForeignKey("outgoing.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    state: Mapped[State] = mapped_column(Code(State))
    reason: Mapped[Reason | None] = mapped_column(Code(Reason))

    @property
    def words(self) -> str:
        """What it became, for people."""
        return STATE_WORDS[self.state]

    @property
    def why(self) -> str:
        """Why, as a sentence; nothing where it took its ordinary course."""
        return "" if self.reason is None else REASON_WORDS[self.reason]


class Breaker(Row):
    """Whether the mail line is worth trying: after a transport fault nothing is tried until `closed_until`."""

    __tablename__ = "outbox_breaker"
    __table_args__ = (sa.UniqueConstraint("name"),)

    name: Mapped[str]
    faults: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None] = mapped_column(UTCDateTime())
