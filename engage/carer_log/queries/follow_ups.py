"""What is promised to carers and still to do: a page of it, one of them, and how much is due. Whose teams stands in each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.accounts.queries import staff_names
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import ABOUT_WORDS, About, How, When, sunday
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.queries import answerable, serving, teams_of, within
from engage.teams.rules import Answering, Viewer
from engage.web.paging import ROWS, Page, page_of, unmark_day

TO_DO = sa.and_(FollowUp.done_at.is_(None), FollowUp.cancelled_at.is_(None))


@dataclass(frozen=True)
class Line:
    """Something promised, as the list shows it. `answers`: who answers for it today, None when nobody but the carer lead."""

    follow_up: FollowUp
    link: CarerLink
    carer: Carer
    team: Team
    how: How
    about: tuple[About, ...] = ()
    answers: str | None = None
    is_mine: bool = False

    @property
    def about_words(self) -> str:
        """What the contact was about in which it was promised."""
        return ", ".join(ABOUT_WORDS[each] for each in self.about)

    @property
    def is_over(self) -> bool:
        """Whether the carer is not in touch with the team any more."""
        return self.link.ended_on is not None


@dataclass(frozen=True)
class Counts:
    """How many there are in each part, and the first day after today on which one is due."""

    overdue: int
    today: int
    week: int
    later: int
    next_on: date | None

    @property
    def total(self) -> int:
        """Everything that is to do, whenever it is due."""
        return self.overdue + self.today + self.week + self.later

    @property
    def due(self) -> int:
        """What is to be done by the end of today."""
        return self.overdue + self.today

    def of(self, when: When) -> int:
        """How many stand in one part."""
        return {When.OVERDUE: self.overdue, When.TODAY: self.today, When.WEEK: self.week, When.LATER: self.later}[when]


@dataclass(frozen=True)
class Mine:
    """Who looks, and who answers in each of their teams; of the carer lead’s every team that is not read beforehand."""

    viewer: Viewer
    today: date
    answering: dict[UUID, Answering]

    def narrowed(self) -> sa.ColumnElement[bool]:
        """Whether the viewer answers: for their own promises while they serve the team, and for what falls to them."""
        if self.viewer.sees_every_team:
            return ~_serves(self.today)
        me, each = self.viewer.account_id, self.answering.items()
        own = sa.and_(FollowUp.owner_id == me, FollowUp.team_id.in_([team_id for team_id, who in each if me in who.serving]))
        falls_to_me = FollowUp.team_id.in_([team_id for team_id, who in each if who.first == me])
        return sa.or_(own, sa.and_(falls_to_me, ~_serves(self.today, FollowUp.owner_id)))

    def who(self, follow_up: FollowUp) -> UUID | None:
        """Who answers for one; None: the carer lead."""
        return self.answering.get(follow_up.team_id, Answering()).for_owner(follow_up.owner_id)

    def is_mine(self, follow_up: FollowUp) -> bool:
        """Whether the viewer answers for one."""
        return self.who(follow_up) == (None if self.viewer.sees_every_team else self.viewer.account_id)


def mine(viewer: Viewer, today: date) -> Mine:
    """The viewer’s side of the list."""
    own = [] if viewer.sees_every_team else list(db.session.scalars(teams_of(viewer.account_id, today)))
    return Mine(viewer, today, answerable(own, today))


def counts(whose: Mine, *, only_mine: bool) -> Counts:
    """How many stand in each part, in one statement."""
    today, on = whose.today, FollowUp.due_on
    parts = [_part(when, today) for when in When]
    numbers = [sa.func.coalesce(sa.func.sum(sa.case((part, 1), else_=0)), 0) for part in parts]
    row: Any = db.session.execute(
        sa.select(*numbers, sa.func.min(sa.case((on > today, on)))).where(*_of(whose, only_mine=only_mine))
    ).one()
    return Counts(*row)


def page(whose: Mine, when: When | None, *, only_mine: bool, after: str | None, before: str | None) -> Page[Line]:
    """A page of the list, what is due first at its top."""
    start = unmark_day(before or after)
    going_back = before is not None and start is not None
    chosen = _lines().where(*_of(whose, only_mine=only_mine), *([_part(when, whose.today)] if when else []))
    if start is not None:
        key, here = sa.tuple_(FollowUp.due_on, FollowUp.id), sa.tuple_(sa.literal(start[0]), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key < here if going_back else key > here)
    order = (FollowUp.due_on.desc(), FollowUp.id.desc()) if going_back else (FollowUp.due_on, FollowUp.id)
    rows = db.session.execute(chosen.order_by(*order).limit(ROWS + 1)).all()
    return page_of(_as_lines(rows, whose), key=_mark, came_after=start is not None, going_back=going_back)


def one(follow_up_id: UUID, viewer: Viewer, today: date) -> Line | None:
    """One that was promised, done or cancelled too; None when another team promised it."""
    rows = db.session.execute(_lines().where(FollowUp.id == follow_up_id, within(FollowUp.team_id, viewer, today))).all()
    return next(iter(_as_lines(rows, mine(viewer, today))), None)


@dataclass(frozen=True)
class Promise:
    """Something promised, on the page of the carer. `by`: who promised it."""

    follow_up: FollowUp
    by: str | None


def of_links(link_ids: Collection[UUID], viewer: Viewer, today: date) -> list[Promise]:
    """Everything promised to a carer: what is to do first, then what was done or cancelled, the newest first."""
    order = (sa.case((TO_DO, 0), else_=1), sa.case((TO_DO, FollowUp.due_on)), FollowUp.due_on.desc(), FollowUp.id)
    own = sa.and_(FollowUp.link_id.in_(link_ids), within(FollowUp.team_id, viewer, today))
    chosen = sa.select(FollowUp, User.name).outerjoin(User, User.id == FollowUp.owner_id)
    return [Promise(follow_up, name) for follow_up, name in db.session.execute(chosen.where(own).order_by(*order).limit(ROWS))]


def _lines() -> sa.Select[Any]:
    columns: Any = sa.select(FollowUp, CarerLink, Carer, Team, CarerContact.how, items())
    lines: sa.Select[Any] = (
        columns.join(CarerLink, CarerLink.id == FollowUp.link_id)
        .join(Carer, Carer.id == CarerLink.carer_id)
        .join(Team, Team.id == FollowUp.team_id)
        .join(CarerContact, CarerContact.id == FollowUp.made_by_contact_id)
    )
    return lines


def _of(whose: Mine, *, only_mine: bool) -> list[sa.ColumnElement[bool]]:
    scope = [TO_DO, within(FollowUp.team_id, whose.viewer, whose.today)]
    return [*scope, whose.narrowed()] if only_mine else scope


def _as_lines(rows: Sequence[Any], whose: Mine) -> list[Line]:
    """Rows of `_lines` with the names of those who answer: one statement for any number, two for the carer lead."""
    if whose.viewer.sees_every_team:
        whose = replace(whose, answering=answerable({row[0].team_id for row in rows}, whose.today))
    who = [whose.who(row[0]) for row in rows]
    names = staff_names(each for each in who if each is not None)
    return [
        Line(
            row[0], row[1], row[2], row[3], row[4], read_items(row[5]),
            names.get(each) if each else None, whose.is_mine(row[0]),
        )
        for row, each in zip(rows, who, strict=True)
    ]  # fmt: skip


def items(*, outcomes: bool = False) -> sa.ScalarSelect[str]:
    """What a contact was about, or what came of it, as codes with commas between."""
    codes = sa.select(sa.func.aggregate_strings(CarerContactItem.code, ",")).where(
        CarerContactItem.contact_id == CarerContact.id, CarerContactItem.is_outcome.is_(outcomes)
    )
    return codes.correlate(CarerContact).scalar_subquery()


def read_items(codes: str | None) -> tuple[About, ...]:
    """What `items` found, in the order of the form."""
    found = set((codes or "").split(","))
    return tuple(each for each in About if each.value in found)


def _serves(today: date, account_id: Any = None) -> sa.ColumnElement[bool]:
    """Whether an account, or anybody at all, serves the team of a promise; the same rule as `teams.queries.answerable`."""
    appointed = sa.select(Appointment.id).join(User, User.id == Appointment.account_id)
    appointed = appointed.where(Appointment.team_id == FollowUp.team_id, serving(today), User.suspended_at.is_(None))
    managing = sa.select(Team.id).join(User, User.id == Team.manager_id)
    is_open = sa.or_(Team.closed_on.is_(None), Team.closed_on >= today)
    managing = managing.where(Team.id == FollowUp.team_id, User.suspended_at.is_(None), is_open)
    if account_id is not None:
        appointed, managing = appointed.where(Appointment.account_id == account_id), managing.where(User.id == account_id)
    return sa.or_(appointed.correlate(FollowUp).exists(), managing.correlate(FollowUp).exists())


def _part(when: When, today: date) -> sa.ColumnElement[bool]:
    on, last = FollowUp.due_on, sunday(today)
    return {
        When.OVERDUE: on < today, When.TODAY: on == today, When.WEEK: sa.and_(on > today, on <= last),
        When.LATER: on > last,
    }[when]  # fmt: skip


def _mark(line: Line) -> tuple[str, ...]:
    return line.follow_up.due_on.isoformat(), line.follow_up.id.hex
