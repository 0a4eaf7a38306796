"""A mailing, every version of its words, the people it names if it names some, and audiences kept to be used again."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.mailings.rules import Audience, State, read_audience
from engage.mailings.rules.dates import Kept, Said
from engage.mailings.rules.words import Words

# in these words, so that both databases see that the index below answers it
AT_WORK = "ended_at IS NULL AND state <> 'draft'"


class Mailing(Dated, Row):
    """One mailing. `criteria`: whom it is for, as `Audience` keeps it. `text_id`: the version of its words that goes out.

    asked: by whom and when it was told to go, with the number that stood on the button. reached: the last person for whom it
    was put into the outbox, in the order of ids; put_at: when everybody had been. left_out: who did not get it when it
    began, by reason, as numbers. ended_at: from then on nothing of it waits. date_waits: whether people who were sent its
    date are still to be told that it changed.
    """

    __tablename__ = "mailing"
    __table_args__ = (
        one_of("state", State),
        together("asked_at", "asked_by", "asked_count", "send_at", "text_id"),
        together("stopped_at", "stopped_by"),
        sa.CheckConstraint("(state = 'draft') = (asked_at IS NULL)", name="asked_when"),
        sa.CheckConstraint("state <> 'stopped' OR stopped_at IS NOT NULL", name="stopped_when"),
        sa.Index("ix_mailing_created_at", "created_at", "id"),
        sa.Index("ix_mailing_state_created_at", "state", "created_at", "id"),
        sa.Index("ix_mailing_at_work", "send_at", "id", sqlite_where=sa.text(AT_WORK), postgresql_where=sa.text(AT_WORK)),
    )

    written_by: Mapped[UUID]
    state: Mapped[State] = mapped_column(Code(State), default=State.DRAFT)
    criteria: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    purpose: Mapped[str | None] = mapped_column(sa.ForeignKey("consent_purpose.code"))
    copied_from: Mapped[UUID | None]
    text_id: Mapped[UUID | None]
    send_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    asked_by: Mapped[UUID | None]
    asked_count: Mapped[int | None]
    began_at: Mapped[datetime | None]
    left_out: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    reached: Mapped[UUID | None]
    put_count: Mapped[int] = mapped_column(default=0)
    put_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    date_waits: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return read_audience(self.criteria)


class Text(Row):
    """One version of a mailing's words. Never changed; what went out stays readable, under its SHA-256."""

    __tablename__ = "mailing_text"
    __table_args__ = (sa.UniqueConstraint("mailing_id", "number"),)

    mailing_id: Mapped[UUID] = mapped_column(sa.ForeignKey("mailing.id"))
    number: Mapped[int]
    subject: Mapped[str]
    opening: Mapped[str]
    body: Mapped[str]
    link: Mapped[str]
    link_words: Mapped[str]
    sha256: Mapped[str]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    @property
    def words(self) -> Words:
        """What it says."""
        return Words(self.subject, self.opening, self.body, self.link, self.link_words)

    @property
    def wording(self) -> str:
        """Which version it is, to be kept beside every message."""
        return f"text {self.number} {self.sha256[:16]}"


class DateToKeep(Row):
    """One version of the date that goes with a mailing. Never changed, and kept once the mailing was told to go."""

    __tablename__ = "mailing_date"
    __table_args__ = (sa.UniqueConstraint("mailing_id", "sequence"), sa.CheckConstraint("ends > starts", name="ends_later"))

    mailing_id: Mapped[UUID] = mapped_column(sa.ForeignKey("mailing.id"))
    sequence: Mapped[int]
    title: Mapped[str]
    private_title: Mapped[str]
    day: Mapped[date]
    starts: Mapped[time] = mapped_column(sa.Time())
    ends: Mapped[time] = mapped_column(sa.Time())
    place: Mapped[str]
    access: Mapped[str]
    link: Mapped[str]
    phone_in: Mapped[str]
    cancelled: Mapped[bool]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    @property
    def kept(self) -> Kept:
        """What it says."""
        said = Said(
            self.title, self.private_title, self.day, self.starts, self.ends, self.place, self.access, self.link, self.phone_in
        )
        return Kept(self.mailing_id, self.sequence, self.written_at, said, self.cancelled)


class Named(Row):
    """One of the people a mailing is for, where they were named one by one."""

    __tablename__ = "mailing_named"
    __table_args__ = (sa.UniqueConstraint("mailing_id", "person_id"), sa.Index("ix_mailing_named_person_id", "person_id"))

    mailing_id: Mapped[UUID] = mapped_column(sa.ForeignKey("mailing.id"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))


class SavedAudience(Dated, Row):
    """An audience under a name, to be used again. It holds what was chosen, never who that is."""

    __tablename__ = "mailing_audience"
    __table_args__ = (sa.UniqueConstraint("name"),)

    name: Mapped[str]
    criteria: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    saved_by: Mapped[UUID]

    @property
    def audience(self) -> Audience:
        """Whom it means."""
        return read_audience(self.criteria)
