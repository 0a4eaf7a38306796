"""A carer, and to which team and about whom they are known there."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.carers.rules import Prefers, Relationship, WhyAsked, WhyEnded
from engage.carers.rules.keeping import WhyHeld
from engage.db import Code, Dated, Row, one_of, together
from engage.vault import Sealed


class Carer(Dated, Row):
    """Somebody who cares for a person the trust cares for; one record a carer.

    `name`: a name or initials, as they agreed on `agreed_on` that we keep it. `circumstances`: codes with commas between.
    `stopped_on`: since then the team does not get in touch; they may still come to us (domain.md 11.7, rule 7).
    `needs`: codes and own words, as `rules.needs` reads them. `leave_message`: whether it is safe to leave one.
    """

    __tablename__ = "carer"
    __table_args__ = (
        sa.UniqueConstraint("number"),
        sa.Index("ix_carer_search_name_id", "search_name", "id"),
        one_of("prefers", Prefers),
    )

    number: Mapped[str]
    name: Mapped[str]
    search_name: Mapped[str]
    is_young: Mapped[bool] = mapped_column(default=False)
    young_since: Mapped[date | None]
    circumstances: Mapped[str | None] = mapped_column(Sealed("carer.circumstances"))
    phone: Mapped[str | None] = mapped_column(Sealed("carer.phone"))
    email: Mapped[str | None] = mapped_column(Sealed("carer.email"))
    address: Mapped[str | None] = mapped_column(Sealed("carer.address"))
    reach_note: Mapped[str | None] = mapped_column(Sealed("carer.reach_note"))
    leave_message: Mapped[bool | None]
    prefers: Mapped[Prefers | None] = mapped_column(Code(Prefers))
    language: Mapped[str | None] = mapped_column(Sealed("carer.language"))
    needs: Mapped[str | None] = mapped_column(Sealed("carer.needs"))
    agreed_on: Mapped[date]
    identified_on: Mapped[date]
    identified_by: Mapped[UUID]
    stopped_on: Mapped[date | None]
    forgotten_at: Mapped[datetime | None]


class CarerLink(Dated, Row):
    """A carer is known to a team because of one person it cares for: `cared_for`, a reference only the trust can follow."""

    __tablename__ = "carer_link"
    __table_args__ = (
        sa.Index("ix_carer_link_carer_id", "carer_id"),
        sa.Index("ix_carer_link_team_id_ended_on", "team_id", "ended_on"),
        one_of("relationship", Relationship),
        one_of("ended_why", WhyEnded),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= since", name="ends_after_it_began"),
    )

    carer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer.id"))
    team_id: Mapped[UUID] = mapped_column(sa.ForeignKey("team.id"))
    relationship: Mapped[Relationship] = mapped_column(Code(Relationship))
    lives_with: Mapped[bool | None]
    cared_for: Mapped[str | None] = mapped_column(Sealed("carer_link.cared_for"))
    since: Mapped[date]
    ended_on: Mapped[date | None]
    ended_by: Mapped[UUID | None]
    ended_why: Mapped[WhyEnded | None] = mapped_column(Code(WhyEnded))


class CarerInPool(Row):
    """A carer joined this record to their own in the engagement pool, by their own act and nobody else's (domain.md 11.5)."""

    __tablename__ = "carer_in_pool"
    __table_args__ = (sa.UniqueConstraint("carer_id"), sa.UniqueConstraint("person_id"))

    carer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer.id"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    joined_at: Mapped[datetime]


class PoolCode(Dated, Row):
    """A code with which a carer joins this record to their own in the pool: used once, or run out after seven days."""

    __tablename__ = "carer_pool_code"
    __table_args__ = (
        sa.UniqueConstraint("code_hash"),
        sa.Index("ix_carer_pool_code_carer_id", "carer_id"),
        sa.Index("ix_carer_pool_code_ends_at", "ends_at"),
    )

    carer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer.id"))
    code_hash: Mapped[str]
    made_by: Mapped[UUID]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Setting(Row):
    """How many days or months something takes, as the carer lead set it. Never changed, only followed by the next version."""

    __tablename__ = "carer_setting"
    __table_args__ = (
        sa.UniqueConstraint("what", "version"),
        sa.CheckConstraint("number BETWEEN 1 AND 1200", name="number"),
    )

    what: Mapped[str]
    version: Mapped[int]
    number: Mapped[int]
    in_force_from: Mapped[datetime]
    set_by: Mapped[UUID]


class Search(Dated, Row):
    """Information governance looks for a carer because of a request: their words, and why. Forgotten after some hours."""

    __tablename__ = "carer_search"
    __table_args__ = (one_of("why", WhyAsked), sa.Index("ix_carer_search_created_at", "created_at"))

    words: Mapped[str] = mapped_column(Sealed("carer_search.words"))
    why: Mapped[WhyAsked] = mapped_column(Code(WhyAsked))
    searched_by: Mapped[UUID]


class CarerHold(Row):
    """While it is open nothing about a carer is forgotten or erased. `note`: where the case is kept."""

    __tablename__ = "carer_hold"
    __table_args__ = (
        one_of("reason", WhyHeld),
        together("lifted_at", "lifted_by"),
        sa.Index("ix_carer_hold_carer_id", "carer_id"),
        sa.Index(
            "uq_carer_hold_open", "carer_id", unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"), postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    carer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("carer.id"))
    reason: Mapped[WhyHeld] = mapped_column(Code(WhyHeld))
    note: Mapped[str | None] = mapped_column(Sealed("carer_hold.note"))
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
