"""Who answers in a team today: worked out whenever it is asked, never copied (docs/decisions/0039-appointments-are-access.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.db import among, db
from engage.teams.models import Appointment, Team
from engage.teams.queries.scope import serving
from engage.teams.rules import Answering, Part

_PLACE = sa.case((Appointment.part == Part.CHAMPION, 0), else_=1)


def answerable(team_ids: Iterable[UUID], today: date) -> dict[UUID, Answering]:
    """Who answers in each of these teams, in one statement; somebody whose account is suspended answers for nothing.

    A team nobody serves answers by the carer lead: its `first` is None. Of two champions the one who began first is the first.
    """
    wanted = set(team_ids)
    found: dict[UUID, list[UUID]] = {team_id: [] for team_id in wanted}
    if wanted:
        for team_id, account_id in db.session.execute(_serving_each(wanted, today)):
            found[team_id].append(account_id)
    return {team_id: Answering(frozenset(ids), ids[0] if ids else None) for team_id, ids in found.items()}


def _serving_each(team_ids: set[UUID], today: date) -> sa.Select[Any]:
    """Every account that serves one of these teams: champions, deputies, then managers; who began first comes first."""
    appointed = (
        sa.select(Appointment.team_id, Appointment.account_id, _PLACE.label("place"), Appointment.starts_on.label("since"))
        .join(User, User.id == Appointment.account_id)
        .where(among(Appointment.team_id, team_ids), serving(today), User.suspended_at.is_(None))
    )
    managing = (
        sa.select(Team.id, User.id, sa.literal(2), Team.opened_on)
        .join(User, User.id == Team.manager_id)
        .where(among(Team.id, team_ids), User.suspended_at.is_(None), sa.or_(Team.closed_on.is_(None), Team.closed_on >= today))
    )
    each = appointed.union_all(managing).subquery()
    return sa.select(each.c.team_id, each.c.account_id).order_by(each.c.place, each.c.since, each.c.account_id)
