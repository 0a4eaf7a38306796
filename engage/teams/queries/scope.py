"""Which teams somebody may see the carers of: the condition that every statement about carers carries."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.teams.models import Appointment, Team
from engage.teams.rules import Viewer


def serving(today: date) -> sa.ColumnElement[bool]:
    """Whether an appointment holds today; the same rule as `rules.serves_on`."""
    return sa.and_(
        Appointment.starts_on <= today,
        sa.or_(Appointment.last_day.is_(None), Appointment.last_day >= today),
        Appointment.ended_at.is_(None),
    )


@lru_cache(maxsize=512)  # a page about carers asks it of each of its statements, and putting it together costs more than asking
def teams_of(account_id: UUID, today: date) -> sa.Select[Any]:
    """The ids of the teams somebody serves today: as champion or deputy, or as the manager of a team that is open."""
    appointed = sa.select(Appointment.team_id).where(Appointment.account_id == account_id, serving(today))
    managed = sa.select(Team.id).where(Team.manager_id == account_id, sa.or_(Team.closed_on.is_(None), Team.closed_on >= today))
    return sa.select(appointed.union(managed).subquery().c[0])


def within(team_id: Any, viewer: Viewer, today: date) -> sa.ColumnElement[bool]:
    """Whether a row of this team may be seen by this viewer today. Belongs into every statement that reads about carers."""
    return sa.true() if viewer.sees_every_team else team_id.in_(teams_of(viewer.account_id, today))
