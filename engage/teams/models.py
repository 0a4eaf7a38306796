"""Teams, who is appointed in them from when to when, and what champions have learned."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.teams.rules import Part, TeamKind
from engage.teams.rules.training import Course
from engage.vault import Sealed


class Team(Dated, Row):
    """A ward or team. `name_key`: its name in the form in which names are compared. `stage`: of the Triangle of Care."""

    __tablename__ = "team"
    __table_args__ = (
        sa.UniqueConstraint("name_key"),
        sa.Index("ix_team_manager_id", "manager_id"),
        one_of("kind", TeamKind),
        sa.CheckConstraint("stage IN (1, 2, 3)", name="stage"),
    )

    name: Mapped[str]
    name_key: Mapped[str]
    kind: Mapped[TeamKind] = mapped_column(Code(TeamKind))
    care_group: Mapped[str]
    area: Mapped[str | None]
    stage: Mapped[int]
    manager_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("account.id"))
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("team.id"))


class Appointment(Dated, Row):
    """Somebody is carer champion or deputy of a team from `starts_on` to `last_day`, both included, until `ended_at`."""

    __tablename__ = "team_appointment"
    __table_args__ = (
        sa.Index("ix_team_appointment_account_id_team_id", "account_id", "team_id"),
        sa.Index("ix_team_appointment_team_id_starts_on", "team_id", "starts_on"),
        one_of("part", Part),
        together("ended_at", "ended_by"),
        sa.CheckConstraint("last_day IS NULL OR last_day >= starts_on", name="ends_after_it_starts"),
    )

    team_id: Mapped[UUID] = mapped_column(sa.ForeignKey("team.id"))
    account_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    part: Mapped[Part] = mapped_column(Code(Part))
    starts_on: Mapped[date]
    last_day: Mapped[date | None]
    hours_a_month: Mapped[int | None]
    appointed_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]


class Training(Dated, Row):
    """Somebody did a course on a day. `valid_until`: the last day it counts, by the setting of then; empty: for good."""

    __tablename__ = "team_training"
    __table_args__ = (
        sa.Index("ix_team_training_account_id_course", "account_id", "course"),
        sa.Index("ix_team_training_valid_until", "valid_until"),
        one_of("course", Course),
        together("removed_at", "removed_by"),
    )

    account_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    course: Mapped[Course] = mapped_column(Code(Course))
    done_on: Mapped[date]
    given_by: Mapped[str]
    valid_until: Mapped[date | None]
    recorded_by: Mapped[UUID]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None]


class TeamFile(Dated, Row):
    """The rows of a file of teams between looking it over and adding them; one for each who brings one, for a day."""

    __tablename__ = "team_file"
    __table_args__ = (sa.UniqueConstraint("by_id"), sa.Index("ix_team_file_created_at", "created_at"))

    by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("account.id"))
    sheet: Mapped[str] = mapped_column(Sealed("team_file.sheet"))
