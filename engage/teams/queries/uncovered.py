"""Teams without a carer champion, and since when: one function for the pages, the reminders and whoever counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.models import User
from engage.db import among, db
from engage.teams.models import Appointment, Team
from engage.teams.queries.scope import serving
from engage.teams.rules import UNCOVERED_AFTER, Part


@dataclass(frozen=True)
class Gap:
    """A team without a champion. `since`: the first day on which nobody served it as one."""

    team_id: UUID
    name: str
    care_group: str
    manager_id: UUID | None
    since: date

    def days(self, today: date) -> int:
        """For how many days."""
        return (today - self.since).days

    def is_too_long(self, today: date, most: timedelta = UNCOVERED_AFTER) -> bool:
        """Whether the team counts as uncovered: for longer than the organisation allows (`most`)."""
        return self.days(today) > most.days


def is_open(today: date) -> sa.ColumnElement[bool]:
    """Whether a team is open on a day; on the day it closes it is not."""
    return sa.and_(Team.opened_on <= today, sa.or_(Team.closed_on.is_(None), Team.closed_on > today))


def has_champion(today: date) -> sa.ColumnElement[bool]:
    """Whether somebody serves the team as its champion, with an account that is not suspended."""
    champion = sa.select(Appointment.id).join(User, User.id == Appointment.account_id)
    return champion.where(
        Appointment.team_id == Team.id, Appointment.part == Part.CHAMPION, serving(today), User.suspended_at.is_(None)
    ).exists()


def uncovered(today: date, team_ids: Iterable[UUID] | None = None) -> list[Gap]:
    """Open teams that nobody serves as champion, by name, each since when: one statement. `team_ids`: of these only.

    A deputy holds the fort and does not end the gap. The rule in words is `rules.without_since`.
    """
    chosen = (
        sa.select(Team.id, Team.name, Team.care_group, Team.manager_id, Team.opened_on, _LAST_DAY, _STOPPED)
        .outerjoin(Appointment, sa.and_(Appointment.team_id == Team.id, _has_begun(today)))
        .outerjoin(User, User.id == Appointment.account_id)
        .where(is_open(today), ~has_champion(today))
        .group_by(Team.id, Team.name, Team.care_group, Team.manager_id, Team.opened_on, Team.name_key)
        .order_by(Team.name_key, Team.id)
    )
    if team_ids is not None:
        chosen = chosen.where(among(Team.id, team_ids))
    rows: Any = db.session.execute(chosen)
    return [Gap(row[0], row[1], row[2], row[3], _since(row[4], row[5], row[6])) for row in rows]


def _has_begun(today: date) -> sa.ColumnElement[bool]:
    """Whether a champion's service had begun; one that was called off before its first day never did."""
    return sa.and_(Appointment.part == Part.CHAMPION, Appointment.starts_on <= today)


def _since(opened_on: date, last_day: date | None, stopped: datetime | None) -> date:
    ends = [opened_on]
    if last_day is not None:
        ends.append(last_day + timedelta(days=1))
    if stopped is not None:
        ends.append(clock.day_of(stopped))
    return max(ends)


# An appointment is over after its last day, or before that at the instant it was ended or the account was suspended.
# Which comes first can be told from days in UTC: an instant in the hour by which London is ahead falls on the day after the
# last one either way. What stopped on a day before its first one never began.
_ENDED_OR_SUSPENDED: sa.ColumnElement[Any] = sa.case(
    (Appointment.ended_at.is_(None), User.suspended_at),
    (sa.or_(User.suspended_at.is_(None), Appointment.ended_at <= User.suspended_at), Appointment.ended_at),
    else_=User.suspended_at,
)
_STOPPED_ON = sa.func.date(_ENDED_OR_SUSPENDED, type_=sa.Date())
_RAN_TO_THE_END = sa.and_(
    Appointment.last_day.is_not(None), sa.or_(_ENDED_OR_SUSPENDED.is_(None), Appointment.last_day < _STOPPED_ON)
)
_LAST_DAY = sa.func.max(sa.case((_RAN_TO_THE_END, Appointment.last_day), else_=sa.null()))
_STOPPED = sa.func.max(
    sa.case((sa.or_(_RAN_TO_THE_END, Appointment.starts_on > _STOPPED_ON), sa.null()), else_=_ENDED_OR_SUSPENDED),
    type_=Appointment.ended_at.type,
)
