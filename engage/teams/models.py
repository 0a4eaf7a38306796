"""Teams, and who is appointed in them from when to when."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.db import Code, Dated, Row, one_of, together
from engage.teams.rules import Part, TeamKind


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
