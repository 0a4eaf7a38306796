"""A batch of letters, each letter in it, and every time somebody was tried by phone, text message or post."""

from __future__ import annotations

import json
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.by_hand.rules import Result, WhyOut, Words, read_words
from engage.db import Code, Row, one_of, together
from engage.outbox.rules import Channel, Reason
from engage.vault import Sealed

# in these words, so that both databases see that the index below answers it
STILL_IN = "out_at IS NULL"


class Batch(Row):
    """Letters that were printed together. `kind`: only messages of this kind. Open until they were posted."""

    __tablename__ = "letter_batch"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        together("posted_on", "posted_at", "posted_by"),
        sa.Index("ix_letter_batch_posted_at", "posted_at", "number"),
    )

    number: Mapped[int]
    kind: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    posted_on: Mapped[date | None]
    posted_at: Mapped[datetime | None]
    posted_by: Mapped[UUID | None]


class PrintedLetter(Row):
    """One letter of a batch. `content`: its words as they were printed, sealed, until a day after it was posted.

    A message is in one batch at a time. out: who took it out and why; `reason`: why it may not go, where that is why.
    """

    __tablename__ = "letter_printed"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "place"),
        sa.Index(
            "ix_letter_printed_still_in", "outgoing_id", unique=True,
            sqlite_where=sa.text(STILL_IN), postgresql_where=sa.text(STILL_IN),
        ),
        sa.Index("ix_letter_printed_person_id", "person_id"),
        one_of("out_why", WhyOut),
        together("out_at", "out_by", "out_why"),
    )  # fmt: skip

    batch_id: Mapped[UUID] = mapped_column(sa.ForeignKey("letter_batch.id"))
    outgoing_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    place: Mapped[int]
    content: Mapped[str | None] = mapped_column(Sealed("letter_printed.content"))
    size: Mapped[int]
    contact_id: Mapped[UUID | None]
    out_at: Mapped[datetime | None]
    out_by: Mapped[UUID | None]
    out_why: Mapped[WhyOut | None] = mapped_column(Code(WhyOut))
    reason: Mapped[Reason | None] = mapped_column(Code(Reason))

    @property
    def words(self) -> Words:
        """What it says; nothing once that is forgotten."""
        return read_words(json.loads(self.content)) if self.content else Words()


class Try(Row):
    """One time somebody was tried about one message, and what came of it. `contact_id`: the same in the log of contacts."""

    __tablename__ = "message_try"
    __table_args__ = (
        sa.UniqueConstraint("once"),
        sa.Index("ix_message_try_outgoing_id", "outgoing_id"),
        sa.Index("ix_message_try_person_id", "person_id"),
        one_of("channel", Channel),
        one_of("result", Result),
    )

    outgoing_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(Code(Channel))
    result: Mapped[Result] = mapped_column(Code(Result))
    tried_on: Mapped[date]
    tried_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    contact_id: Mapped[UUID | None]
    once: Mapped[str]
