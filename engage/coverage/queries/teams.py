"""Every open team with who serves it and what is counted about it: one statement for page, file and mail alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from engage.accounts.models import User
from engage.carer_log.queries.measures import last_contact, overdue
from engage.coverage.rules.covering import KINDS, By, Chosen, Line, Show, Where
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.queries import has_champion, is_open, serving, uncovered, within
from engage.teams.queries.training import is_in_date
from engage.teams.rules import Part, Viewer
from engage.web.paging import Page, page_of, unmark

ROWS = 100
_LED_BY, _DEPUTISED_BY = aliased(Appointment), aliased(Appointment)
_CHAMPION, _DEPUTY, _MANAGER = aliased(User), aliased(User), aliased(User)


def appointed(part: Part, today: date) -> sa.ScalarSelect[UUID]:
    """The appointment of a team’s champion or deputy today: of somebody who can sign in; of several the one who began first."""
    first = (
        sa.select(Appointment.id)
        .join(User, User.id == Appointment.account_id)
        .where(Appointment.team_id == Team.id, Appointment.part == part, serving(today), User.suspended_at.is_(None))
    )
    return first.order_by(Appointment.starts_on, Appointment.id).limit(1).correlate(Team).scalar_subquery()


def covered(today: date) -> tuple[int, int]:
    """How many teams are open, and how many of them have a champion."""
    has_one = sa.func.count().filter(has_champion(today))
    row = db.session.execute(sa.select(sa.func.count(), has_one).select_from(Team).where(is_open(today))).one()
    return row[0], row[1]


def services(today: date) -> list[str]:
    """The services that have an open team, A to Z."""
    return list(db.session.scalars(sa.select(Team.care_group).where(is_open(today)).distinct().order_by(Team.care_group)))


def page(chosen: Chosen, today: date, *, no_contact_for: timedelta, after: str | None, before: str | None) -> Page[Line]:
    """A page of teams, in the order asked for."""
    start = unmark(before or after, 3)
    going_back = before is not None and start is not None
    lines = _lines(chosen, today, no_contact_for)
    columns = [lines.c.name_key, lines.c.id] if chosen.by is By.NAME else [lines.c.care_group, lines.c.name_key, lines.c.id]
    if start is not None:
        here = sa.tuple_(*(sa.literal(part, column.type) for part, column in zip(_key(start, chosen), columns, strict=True)))
        key = sa.tuple_(*columns)
        where = key < here if going_back else key > here
    else:
        where = sa.true()
    order = [column.desc() if going_back else column.asc() for column in columns]
    rows = db.session.execute(_with_names(lines).where(where).order_by(*order).limit(ROWS + 1)).all()
    keyed = {row.id: (row.care_group, row.name_key, row.id.hex) for row in rows}
    found = _as_lines(rows, today)
    return page_of(found, key=lambda line: keyed[line.team_id], came_after=start is not None, going_back=going_back, size=ROWS)


def everything(chosen: Chosen, today: date, *, no_contact_for: timedelta) -> list[Line]:
    """All teams that are wanted, for the file."""
    lines = _lines(chosen, today, no_contact_for)
    order = (lines.c.care_group, lines.c.name_key, lines.c.id) if chosen.by is By.SERVICE else (lines.c.name_key, lines.c.id)
    return _as_lines(db.session.execute(_with_names(lines).order_by(*order)).all(), today)


def one(team_id: UUID, today: date) -> Line | None:
    """One open team; None where there is none."""
    lines = _lines(Chosen(), today, timedelta())
    found = _as_lines(db.session.execute(_with_names(lines).where(lines.c.id == team_id)).all(), today)
    return found[0] if found else None


@dataclass(frozen=True)
class Silent:
    """A team without a contact for a while, and when the last one was."""

    name: str
    last_contact: date | None


def silent(viewer: Viewer, today: date, *, no_contact_for: timedelta) -> list[Silent]:
    """The viewer’s teams without a contact for so long, A to Z; at most a page of them."""
    lines = _lines(Chosen(show=Show.NO_CONTACT), today, no_contact_for)
    chosen = sa.select(lines.c.name, lines.c.last_contact).where(within(lines.c.id, viewer, today))
    return [Silent(*row) for row in db.session.execute(chosen.order_by(lines.c.name_key, lines.c.id).limit(ROWS))]


def _key(start: Sequence[str], chosen: Chosen) -> tuple[Any, ...]:
    try:
        row_id = UUID(start[2])
    except ValueError:
        row_id = UUID(int=0)
    return (start[1], row_id) if chosen.by is By.NAME else (start[0], start[1], row_id)


def _lines(chosen: Chosen, today: date, no_contact_for: timedelta) -> sa.Subquery:
    """The teams that are wanted, with everything that is counted about each."""
    champion = appointed(Part.CHAMPION, today)
    account = sa.select(_LED_BY.account_id).where(_LED_BY.id == champion).correlate(Team).scalar_subquery()
    lines = (
        sa.select(
            Team.id, Team.name, Team.name_key, Team.care_group, Team.manager_id, champion.label("champion"),
            appointed(Part.DEPUTY, today).label("deputy"), account.label("account"),
            last_contact(Team.id).label("last_contact"), overdue(Team.id, today).label("overdue"),
        )
        .where(is_open(today))
        .subquery()
    )  # fmt: skip
    in_date = sa.case((lines.c.account.is_(None), sa.null()), else_=is_in_date(lines.c.account, today)).label("in_date")
    wanted: list[Any] = []
    if chosen.show is Show.NO_CHAMPION:
        wanted.append(lines.c.champion.is_(None))
    if chosen.show is Show.TRAINING_OUT:
        wanted += [lines.c.account.is_not(None), ~is_in_date(lines.c.account, today)]
    if chosen.show is Show.NO_CONTACT:
        wanted.append(sa.or_(lines.c.last_contact.is_(None), lines.c.last_contact < today - no_contact_for))
    if chosen.where is not Where.EVERYWHERE:
        wanted.append(lines.c.id.in_(sa.select(Team.id).where(Team.kind.in_(KINDS[chosen.where]))))
    if chosen.service:
        wanted.append(lines.c.care_group == chosen.service)
    return sa.select(lines, in_date).where(*wanted).subquery()


def _with_names(lines: sa.Subquery) -> sa.Select[Any]:
    return (
        sa.select(
            lines, _LED_BY.starts_on, _CHAMPION.name.label("champion_name"), _DEPUTY.name.label("deputy_name"),
            _MANAGER.name.label("manager_name"),
        )
        .outerjoin(_LED_BY, _LED_BY.id == lines.c.champion)
        .outerjoin(_CHAMPION, _CHAMPION.id == _LED_BY.account_id)
        .outerjoin(_DEPUTISED_BY, _DEPUTISED_BY.id == lines.c.deputy)
        .outerjoin(_DEPUTY, _DEPUTY.id == _DEPUTISED_BY.account_id)
        .outerjoin(_MANAGER, sa.and_(_MANAGER.id == lines.c.manager_id, _MANAGER.suspended_at.is_(None)))
    )  # fmt: skip


def _as_lines(rows: Sequence[Any], today: date) -> list[Line]:
    """Rows as lines; since when a team has no champion is asked of those alone that have none."""
    gaps = [row.id for row in rows if row.champion is None]
    since = {gap.team_id: gap.since for gap in uncovered(today, gaps)} if gaps else {}
    return [
        Line(
            row.id, row.name, row.care_group, row.champion_name, row.deputy_name, row.starts_on or since.get(row.id),
            None if row.in_date is None else bool(row.in_date), row.last_contact, row.overdue, row.manager_name,
        )
        for row in rows
    ]  # fmt: skip
