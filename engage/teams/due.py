"""What falls due about teams: one has no champion, and training runs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.accounts.models import User
from engage.db import among, db
from engage.outbox.rules import Due
from engage.outbox.rules.occurrences import occurrence
from engage.policy import Permission
from engage.teams.models import Appointment, Team, Training
from engage.teams.queries.reminding import newest
from engage.teams.queries.scope import serving
from engage.teams.rules import Part, Service, service, without_since

UNCOVERED, TRAINING = "teams.uncovered", "teams.training"
AT, OF_USE = time(9), timedelta(days=14)


def team_uncovered(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days after a team lost its champion: to its manager, and with the last day of the rule to the leads too."""
    first, last = clock.day_of(since) - timedelta(days=max(offsets)), clock.day_of(until)
    teams = _may_have_lost(first, last)
    if not teams:
        return []
    services, leads = _services(teams), _usable(accounts.holders_of(Permission.TEAMS_KEEP))
    managers = _usable(accounts.users_named(team.manager_id for team in teams if team.manager_id is not None).values())
    found = []
    for team in teams:
        for gap, days, at in _falling(team, services[team.id], offsets, since, until):
            manager = {user_id for user_id in managers if user_id == team.manager_id}
            whom = manager | leads if days == max(offsets) else manager or leads
            found += [_due(UNCOVERED, team.id, user_id, gap, days, at) for user_id in sorted(whom, key=str)]
    return found


def training_runs_out(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days before and after the last day on which training counts, to champions and deputies."""
    first = clock.day_of(since) - timedelta(days=max(offsets) + 1)
    last = clock.day_of(until) - timedelta(days=min(offsets))
    serves = sa.select(Appointment.id).where(Appointment.account_id == Training.account_id, serving(clock.day_of(until)))
    chosen = sa.select(Training.id, Training.account_id, Training.valid_until).where(
        Training.valid_until >= first, Training.valid_until <= last, newest(), serves.exists()
    )
    rows: Iterable[Any] = db.session.execute(chosen.order_by(Training.valid_until, Training.id))
    return [
        _due(TRAINING, training_id, account_id, runs_out, days, at)
        for training_id, account_id, runs_out in rows
        for days, at in _each(runs_out, offsets)
        if since <= at < until
    ]


def _due(kind: str, about: UUID, recipient_id: UUID, hangs_on: date, days: int, at: datetime) -> Due:
    return Due(kind, about=about, recipient_id=recipient_id, due_at=at, due_on=hangs_on, ordinal=occurrence(hangs_on, days),
               not_after=at + OF_USE)  # fmt: skip


def _each(day: date, offsets: Sequence[int]) -> list[tuple[int, datetime]]:
    return [(days, clock.at(day + timedelta(days=days), AT)) for days in offsets]


def _falling(
    team: Team, services: Sequence[Service], offsets: Sequence[int], since: datetime, until: datetime
) -> Iterator[tuple[date, int, datetime]]:
    """The gaps of a team that have lasted so many days in this stretch of time: since when, how many days, and the instant."""
    days_lost = {team.opened_on, *(each.until for each in services if each.until is not None)}
    for gap in sorted(days_lost):
        for days, at in _each(gap, offsets):
            if since <= at < until and without_since(clock.day_of(at), team.opened_on, services) == gap:
                yield gap, days, at


def _may_have_lost(first: date, last: date) -> list[Team]:
    """Open teams that were opened, or of which a champion stopped, in a stretch of days."""
    from_, to = clock.at(first, time()), clock.at(last + timedelta(days=1), time())
    stopped = (
        sa.select(Appointment.team_id)
        .join(User, User.id == Appointment.account_id)
        .where(
            Appointment.part == Part.CHAMPION,
            sa.or_(
                Appointment.last_day.between(first - timedelta(days=1), last),
                Appointment.ended_at.between(from_, to),
                User.suspended_at.between(from_, to),
            ),
        )
    )
    lost = sa.or_(Team.opened_on.between(first, last), Team.id.in_(stopped))
    return list(db.session.scalars(sa.select(Team).where(Team.closed_on.is_(None), lost).order_by(Team.name_key, Team.id)))


def _services(teams: Sequence[Team]) -> dict[UUID, list[Service]]:
    found: dict[UUID, list[Service]] = {team.id: [] for team in teams}
    chosen = (
        sa.select(Appointment.team_id, Appointment.starts_on, Appointment.last_day, Appointment.ended_at, User.suspended_at)
        .join(User, User.id == Appointment.account_id)
        .where(among(Appointment.team_id, found), Appointment.part == Part.CHAMPION)
    )
    for team_id, starts_on, last_day, ended_at, suspended_at in db.session.execute(chosen):
        found[team_id].append(service(starts_on, last_day, ended_at, suspended_at))
    return found


def _usable(users: Iterable[User]) -> set[UUID]:
    return {user.id for user in users if user.suspended_at is None and user.accepted_at is not None}
