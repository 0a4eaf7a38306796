"""An item of the digest, the digest of one week, and who was sent which item."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.digests.rules import Stands, State, Words, stands
from engage.mailings.rules import Audience, read_audience


class Item(Dated, Row):
    """One way to get involved. `criteria`: which interests and areas it fits, as `Audience` keeps them.

    went_at: when the first digest began after it was published; from then on it can be closed, not taken back.
    """

    __tablename__ = "digest_item"
    __table_args__ = (
        one_of("state", State),
        together("published_at", "published_by"),
        together("closed_at", "closed_by"),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_when"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        sa.Index("ix_digest_item_created_at", "created_at", "id"),
        sa.Index("ix_digest_item_state_closes_on", "state", "closes_on"),
    )

    written_by: Mapped[UUID]
    state: Mapped[State] = mapped_column(Code(State), default=State.DRAFT)
    title: Mapped[str]
    text: Mapped[str]
    closes_on: Mapped[date]
    answer: Mapped[str]
    link: Mapped[str]
    criteria: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]
    went_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(self.title, self.text, self.closes_on, self.answer, self.link)

    @property
    def audience(self) -> Audience:
        """Whom it fits."""
        return read_audience(self.criteria)

    def stands(self, today: date) -> Stands:
        """How it stands on a day."""
        return stands(self.state, self.closes_on, went=self.went_at is not None, today=today)


class Week(Row):
    """The digest of one week of London; its id is worked out from its Monday.

    reached: the last person for whom it was put into the outbox, in the order of ids; put_at: when everybody had been.
    """

    __tablename__ = "digest_week"
    __table_args__ = (sa.UniqueConstraint("monday"),)

    monday: Mapped[date]
    began_at: Mapped[datetime]
    reached: Mapped[UUID | None]
    put_count: Mapped[int] = mapped_column(default=0)
    put_at: Mapped[datetime | None]


class Sent(Row):
    """One item in somebody's digest of one week: it is not put into another one."""

    __tablename__ = "digest_sent"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "item_id"),
        sa.Index("ix_digest_sent_item_id", "item_id"),
        sa.Index("ix_digest_sent_week_id", "week_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    item_id: Mapped[UUID] = mapped_column(sa.ForeignKey("digest_item.id"))
    week_id: Mapped[UUID] = mapped_column(sa.ForeignKey("digest_week.id"))
