"""The list of teams, one team, and who is appointed in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.accounts.rules import Role, comparable_email
from engage.db import among, db
from engage.teams.models import Appointment, Team
from engage.teams.queries.scope import within
from engage.teams.queries.uncovered import has_champion, is_open
from engage.teams.rules import Part, TeamKind, Viewer, comparable_name
from engage.web.paging import ROWS, Page, page_of, unmark

MOST_SUCCESSORS = 8


@dataclass(frozen=True)
class Wanted:
    """What narrows the list; every value stands in the address. `shows`: open, closed or all."""

    care_group: str = ""
    kind: TeamKind | None = None
    shows: str = "open"
    without: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Wanted()


@dataclass(frozen=True)
class Served:
    """Somebody who is or will be appointed in a team, with their name."""

    appointment: Appointment
    name: str
    email: str
    has_accepted: bool
    is_suspended: bool


@dataclass(frozen=True)
class Line:
    """A team in the list."""

    team: Team
    served: Sequence[Served] = field(default=())

    def names(self, part: Part) -> list[str]:
        """Who serves as this, by name."""
        return [each.name for each in self.served if each.appointment.part is part]


def teams(wanted: Wanted, today: date, *, after: str | None, before: str | None) -> Page[Team]:
    """A page of teams by name; for whoever keeps the list."""
    key = _place(before or after)
    going_back = before is not None and key is not None
    chosen = sa.select(Team).where(*_narrowed(wanted, today))
    if key is not None:
        place, here = sa.tuple_(Team.name_key, Team.id), sa.tuple_(sa.literal(key[0]), sa.literal(key[1], sa.Uuid()))
        chosen = chosen.where(place < here if going_back else place > here)
    order = (Team.name_key.desc(), Team.id.desc()) if going_back else (Team.name_key, Team.id)
    found = list(db.session.scalars(chosen.order_by(*order).limit(ROWS + 1)))
    page = page_of(found, key=lambda team: (team.name_key, team.id.hex), came_after=key is not None, going_back=going_back)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Team).where(*_narrowed(wanted, today))) or 0
    return Page(page.rows, page.after, page.before, total)


def _place(word: str | None) -> tuple[str, UUID] | None:
    key = unmark(word, 2)
    try:
        return None if key is None else (key[0], UUID(key[1]))
    except ValueError:
        return None


def _narrowed(wanted: Wanted, today: date) -> list[sa.ColumnElement[bool]]:
    where = []
    if wanted.care_group:
        where.append(Team.care_group == wanted.care_group)
    if wanted.kind is not None:
        where.append(Team.kind == wanted.kind)
    if wanted.shows != "all":
        where.append(is_open(today) if wanted.shows == "open" else ~is_open(today))
    if wanted.without:
        where += [is_open(today), ~has_champion(today)]
    return where


def care_groups() -> list[str]:
    """Every service or care group that a team belongs to, in order."""
    return list(db.session.scalars(sa.select(Team.care_group).distinct().order_by(Team.care_group).limit(ROWS * 2)))


def one(team_id: UUID, viewer: Viewer, today: date) -> Team | None:
    """A team that this viewer serves, or any for whoever sees them all."""
    return db.session.scalar(sa.select(Team).where(Team.id == team_id, within(Team.id, viewer, today)))


def held(team_id: UUID) -> Team | None:
    """The same team, locked until the transaction ends: whoever changes it or appoints in it waits here."""
    chosen = sa.select(Team).where(Team.id == team_id).with_for_update()
    return db.session.scalar(chosen.execution_options(populate_existing=True))


def own(account_id: UUID, today: date) -> list[Team]:
    """The teams somebody serves today, by name."""
    chosen = sa.select(Team).where(within(Team.id, Viewer(account_id), today))
    return list(db.session.scalars(chosen.order_by(Team.name_key, Team.id).limit(ROWS)))


def named(name: str) -> Team | None:
    """The team of this name, however it is spelled."""
    return db.session.scalar(sa.select(Team).where(Team.name_key == comparable_name(name)))


def names_kept() -> set[str]:
    """The comparable names of all teams."""
    return set(db.session.scalars(sa.select(Team.name_key)))


def successors(words: str, today: date, *, instead_of: Team) -> list[Team]:
    """Open teams that can take over, with these words in their name: the one of this very name, or those of its care group first;
    one more than are offered says that there are many.
    """
    wanted = comparable_name(words)
    fits = [Team.name_key.contains(word, autoescape=True) for word in wanted.split()]
    is_nearer = sa.case((Team.care_group == instead_of.care_group, 0), else_=1)
    chosen = sa.select(Team).where(is_open(today), Team.id != instead_of.id, *fits)
    first = (Team.name_key != wanted, is_nearer, Team.name_key)
    found = list(db.session.scalars(chosen.order_by(*first).limit(MOST_SUCCESSORS + 1)))
    return found[:1] if found and found[0].name_key == wanted else found


def has_another(today: date, *, instead_of: Team) -> bool:
    """Whether there is any other team that could take over."""
    return bool(db.session.scalar(sa.select(sa.exists().where(is_open(today), Team.id != instead_of.id))))


def names(team_ids: Iterable[UUID]) -> dict[UUID | None, str]:
    """The names of teams."""
    wanted = list(team_ids)
    chosen = sa.select(Team.id, Team.name).where(among(Team.id, wanted))
    return {row.id: row.name for row in db.session.execute(chosen)} if wanted else {}


def serving_by_team(team_ids: Iterable[UUID], today: date) -> Mapping[UUID, list[Served]]:
    """Who is appointed in each of these teams, today or from a day to come: champions first, who begins first before others."""
    found: dict[UUID, list[Served]] = {team_id: [] for team_id in team_ids}
    for row in db.session.execute(_appointed().where(among(Appointment.team_id, found), _not_over(today))) if found else ():
        found[row[0].team_id].append(_served(row))
    return found


def past(team_id: UUID, today: date) -> list[Served]:
    """Who served a team and does not any more, the latest first."""
    chosen = _appointed().where(Appointment.team_id == team_id, ~_not_over(today)).order_by(None)
    return [_served(row) for row in db.session.execute(chosen.order_by(Appointment.starts_on.desc(), Appointment.id).limit(ROWS))]


def appointment(appointment_id: UUID, team_id: UUID) -> Served | None:
    """One appointment in a team."""
    row = db.session.execute(_appointed().where(Appointment.id == appointment_id, Appointment.team_id == team_id)).first()
    return None if row is None else _served(row)


def managers(user_ids: Iterable[UUID | None]) -> dict[UUID | None, User]:
    """The accounts that manage teams."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    return {user.id: user for user in db.session.scalars(sa.select(User).where(User.id.in_(wanted)))} if wanted else {}


def managers_by_address() -> dict[str, UUID]:
    """Everybody who may be named as a team’s manager, by comparable address."""
    chosen = sa.select(User).where(User.role == Role.TEAM_MANAGER, User.suspended_at.is_(None))
    return {comparable_email(user.email or ""): user.id for user in db.session.scalars(chosen)}


def _appointed() -> sa.Select[Any]:
    order = (sa.case((Appointment.part == Part.CHAMPION, 0), else_=1), Appointment.starts_on, Appointment.id)
    chosen: Any = sa.select(Appointment, User).join(User, User.id == Appointment.account_id).order_by(*order)
    return cast("sa.Select[Any]", chosen)


def _not_over(today: date) -> sa.ColumnElement[bool]:
    return sa.and_(Appointment.ended_at.is_(None), sa.or_(Appointment.last_day.is_(None), Appointment.last_day >= today))


def _served(row: Any) -> Served:
    kept, user = row
    return Served(kept, user.name or "", user.email or "", user.accepted_at is not None, user.suspended_at is not None)
