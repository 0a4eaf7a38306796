"""Somebody of every role, to open pages as."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.rules import Part
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of


def somebody(role: Role) -> Any:
    """An account of this role that can sign in."""
    if role is Role.MEMBER:
        return the_account_of(a_member(name="Morgan Example", email="morgan@people.example"))
    account = a_staff_user(role)
    if role in (Role.CHAMPION, Role.TEAM_MANAGER):
        put_in_a_team(account.id, role)
    return account


@saves
def put_in_a_team(account_id: UUID, role: Role) -> None:
    """Let them serve the first team there is, so that they see its carers. Where there is no team, they serve none."""
    team = db.session.scalar(sa.select(Team).order_by(Team.name_key).where(Team.closed_on.is_(None)).limit(1))
    if team is None:
        return
    if role is Role.TEAM_MANAGER:
        team.manager_id = account_id
        return
    db.session.add(
        Appointment(team_id=team.id, account_id=account_id, part=Part.DEPUTY, starts_on=clock.today(), appointed_by=account_id)
    )
