"""The team's list of interests, what one person said about taking part, whom else we may talk to, and who supports them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of
from engage.profile.rules import Often, Part, Payment, Sort, Told, Word
from engage.vault import Sealed


class Topic(Dated, Row):
    """One line of the list the team keeps: a service, a place or a type of work. Retired, it is offered no more."""

    __tablename__ = "profile_topic"
    __table_args__ = (one_of("sort", Sort), sa.UniqueConstraint("sort", "title"))

    sort: Mapped[Sort] = mapped_column(Code(Sort))
    title: Mapped[str]
    retired_at: Mapped[datetime | None]


class Profile(Row):
    """What one person said. `experience` is sealed: it tells which services somebody knows, and their own words."""

    __tablename__ = "profile"
    __table_args__ = (sa.UniqueConstraint("person_id"), one_of("often", Often), one_of("payment", Payment))

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    often: Mapped[Often | None] = mapped_column(Code(Often))
    is_not_sure: Mapped[bool] = mapped_column(default=False)
    experience: Mapped[str | None] = mapped_column(Sealed("profile.experience"))
    payment: Mapped[Payment | None] = mapped_column(Code(Payment))
    changed_at: Mapped[datetime]


class Interest(Row):
    """One line of the list that somebody ticked."""

    __tablename__ = "profile_interest"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "topic_id"),
        sa.Index("ix_profile_interest_topic_id", "topic_id", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    topic_id: Mapped[UUID] = mapped_column(sa.ForeignKey("profile_topic.id"))


class Written(Row):
    """That somebody of the team wrote one part down, as it was told. Gone when the person says that part themselves."""

    __tablename__ = "profile_written"
    __table_args__ = (sa.UniqueConstraint("person_id", "part"), one_of("part", Part), one_of("told", Told))

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    part: Mapped[Part] = mapped_column(Code(Part))
    told: Mapped[Told] = mapped_column(Code(Told))
    said_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]


class Trusted(Dated, Row):
    """Somebody we may also talk to, sealed; whether we still may stands in `TrustedWord`."""

    __tablename__ = "profile_trusted"
    __table_args__ = (sa.Index("ix_profile_trusted_person_id", "person_id"),)

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(Sealed("profile_trusted.name"))
    reach: Mapped[str] = mapped_column(Sealed("profile_trusted.reach"))


class TrustedWord(Row):
    """One yes or its withdrawal, in exact words. Never changed, only followed; names nobody, so it outlives the row above."""

    __tablename__ = "profile_trusted_word"
    __table_args__ = (sa.UniqueConstraint("trusted_id", "ordinal"), one_of("word", Word))

    trusted_id: Mapped[UUID]
    ordinal: Mapped[int]
    word: Mapped[Word] = mapped_column(Code(Word))
    may: Mapped[str]
    version: Mapped[int]
    wording_sha256: Mapped[str]
    at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]


class Supporter(Dated, Row):
    """Who of the team somebody can turn to, from a day until a day; the last one is open."""

    __tablename__ = "profile_supporter"
    __table_args__ = (
        sa.Index(
            "uq_profile_supporter_open", "person_id", unique=True,
            sqlite_where=sa.text("until_on IS NULL"), postgresql_where=sa.text("until_on IS NULL"),
        ),
        sa.Index("ix_profile_supporter_person_id", "person_id"),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    account_id: Mapped[UUID]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    assigned_by: Mapped[UUID | None]
