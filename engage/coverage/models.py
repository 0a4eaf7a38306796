"""What is written to champions and managers, when champions meet, and what they share."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.coverage.rules.messages import Whom
from engage.db import Code, Dated, Row, one_of, together


class ChampionMessage(Dated, Row):
    """Words of the carer lead to champions, deputies or managers. Once sent they stay as they are. `care_group`: empty for all.

    `team_id`: of a message to the manager of one team that has no champion. `sent_to`: for how many it was put into the outbox.
    """

    __tablename__ = "champion_message"
    __table_args__ = (
        one_of("whom", Whom),
        together("sent_at", "sent_by", "sent_to"),
        sa.CheckConstraint("(whom = 'manager of a team') = (team_id IS NOT NULL)", name="of_which_team"),
        sa.Index("ix_champion_message_created_at", "created_at", "id"),
        sa.Index("ix_champion_message_team_id", "team_id"),
    )

    subject: Mapped[str]
    body: Mapped[str]
    whom: Mapped[Whom] = mapped_column(Code(Whom))
    care_group: Mapped[str] = mapped_column(default="")
    team_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("team.id"))
    written_by: Mapped[UUID]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None]
    sent_to: Mapped[int | None]


class ChampionMeeting(Dated, Row):
    """Champions meet on a day in London. `link`: how to join from elsewhere; on its page and nowhere else."""

    __tablename__ = "champion_meeting"
    __table_args__ = (
        together("cancelled_at", "cancelled_by"),
        sa.CheckConstraint("ends > starts", name="ends_after_it_starts"),
        sa.CheckConstraint("place <> '' OR link <> ''", name="is_somewhere"),
        sa.Index("ix_champion_meeting_held_on", "held_on", "id"),
    )

    held_on: Mapped[date]
    starts: Mapped[time] = mapped_column(sa.Time())
    ends: Mapped[time] = mapped_column(sa.Time())
    place: Mapped[str]
    link: Mapped[str]
    about: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    planned_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[UUID | None]


class ChampionMaterial(Dated, Row):
    """One version of something champions share: a link or a file. The highest `version` of a `material_id` holds."""

    __tablename__ = "champion_material"
    __table_args__ = (
        sa.UniqueConstraint("material_id", "version"),
        together("file_name", "file_kind", "size"),
        together("removed_at", "removed_by"),
        sa.CheckConstraint("(link IS NULL) <> (file_name IS NULL)", name="link_or_file"),
    )

    material_id: Mapped[UUID]
    version: Mapped[int]
    title: Mapped[str]
    link: Mapped[str | None]
    file_name: Mapped[str | None]
    file_kind: Mapped[str | None]
    size: Mapped[int | None]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    put_by: Mapped[UUID]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]
