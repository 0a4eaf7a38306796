"""What somebody needs, kept with its history: a need that ends stays as a row that has ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.consent.rules import Route
from engage.db import Code, Row, one_of, together
from engage.needs.rules import AboutEmail, Instead, about_email, instead
from engage.vault import Sealed


def _about_email(written: Any) -> AboutEmail:
    return about_email(written.get_current_parameters()["code"])


def _instead(written: Any) -> Instead | None:
    return instead(written.get_current_parameters()["code"])


class AccessNeed(Row):
    """One need of one person, sealed because it says something about their health; `code` is one of `list.csv`.

    said_on: the day they told us. review_due: when we ask again; it moves each time they say that it still holds.
    about_email, instead: follow from the code; None in rows of an earlier version until the next night.
    """

    __tablename__ = "access_need"
    __table_args__ = (
        sa.Index("ix_access_need_person_id", "person_id"),
        sa.Index(
            "ix_access_need_review_due", "review_due", "person_id",
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        one_of("route", Route),
        one_of("ended_route", Route),
        one_of("about_email", AboutEmail),
        one_of("instead", Instead),
        together("ended_at", "ended_route"),
        sa.CheckConstraint("recorded_by IS NOT NULL OR route IN ('web', 'email link')", name="somebody_recorded_it"),
    )  # fmt: skip

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    code: Mapped[str] = mapped_column(Sealed("access_need.code"))
    own_words: Mapped[str | None] = mapped_column(Sealed("access_need.own_words"))
    list_version: Mapped[str]
    share_with_host: Mapped[bool]
    route: Mapped[Route] = mapped_column(Code(Route))
    said_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime]
    review_due: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_route: Mapped[Route | None] = mapped_column(Code(Route))
    about_email: Mapped[AboutEmail | None] = mapped_column(Code(AboutEmail), default=_about_email)
    instead: Mapped[Instead | None] = mapped_column(Code(Instead), default=_instead)


class ByHand(Row):
    """A message that was not sent because somebody is reached another way, and that a member of the team has dealt with."""

    __tablename__ = "message_by_hand"
    __table_args__ = (sa.UniqueConstraint("outgoing_id"),)

    outgoing_id: Mapped[UUID]
    done_on: Mapped[date]
    done_by: Mapped[UUID]
    was_told: Mapped[bool]
    recorded_at: Mapped[datetime]
