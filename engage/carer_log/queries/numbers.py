"""Contacts in numbers: how many there were by month, way, topic and service, and the time given; exact, for this building alone.

Whoever shows them to somebody outside the team puts them through `equality.rules.shown` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from engage import clock
from engage.carer_log.models import CarerContact, CarerContactItem
from engage.carer_log.queries.measures import COUNTS
from engage.carer_log.rules import About, How
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer


@dataclass(frozen=True)
class Span:
    """From one day until just before another."""

    first: date
    until: date


@dataclass(frozen=True)
class Time:
    """Minutes that were written down, and with how many contacts they were."""

    minutes: int
    contacts: int


@dataclass(frozen=True)
class Sums:
    """What one look through the contacts of some months says: how many a month, how many of each way, and the time given."""

    by_month: list[int]
    by_way: dict[How, int]
    time: Time


def sums(months: Sequence[Span], viewer: Viewer, today: date) -> Sums:
    """All of it in one statement. Counted by day and way first: the index stands in that order, so nothing is sorted."""
    day, how, minutes = CarerContact.happened_on, CarerContact.how, CarerContact.minutes
    counted = (sa.func.count().label("many"), sa.func.sum(minutes).label("minutes"), sa.func.count(minutes).label("timed"))
    days = _contacts(whole(months), viewer, today, day, how, *counted).group_by(day, how).subquery()
    of_months = [sa.func.sum(days.c.many).filter(*_in(days.c.happened_on, month)) for month in months]
    of_ways = [sa.func.sum(days.c.many).filter(days.c.how == each) for each in How]
    row = db.session.execute(sa.select(*of_months, *of_ways, sa.func.sum(days.c.minutes), sa.func.sum(days.c.timed))).one()
    *many, given, timed = (int(each or 0) for each in row)
    return Sums(many[: len(months)], dict(zip(How, many[len(months) :], strict=True)), Time(given, timed))


def by_topic(span: Span, viewer: Viewer, today: date) -> dict[About, int]:
    """How many contacts were about each thing; one may be about several."""
    rows = db.session.execute(_topics(span) if viewer.sees_every_team else _topics_of_teams(span, viewer, today))
    found = {row[0]: int(row[1]) for row in rows}
    return {topic: found.get(topic.value, 0) for topic in About}


def _topics_of_teams(span: Span, viewer: Viewer, today: date) -> sa.Select[Any]:
    item = CarerContactItem
    told = _contacts(span, viewer, today, item.code, sa.func.count()).join(item, item.contact_id == CarerContact.id)
    return told.where(item.is_outcome.is_(False)).group_by(item.code)


def _topics(span: Span) -> sa.Select[Any]:
    """Of every team: all that were written down, without those of contacts that were taken back, which are few."""
    item, many = CarerContactItem, sa.func.count().label("many")
    told = sa.select(item.code, many).where(item.is_outcome.is_(False), *_in(item.happened_on, span))
    taken_back = (
        sa.select(item.code, (-sa.func.count()).label("many"))
        .join(CarerContact, CarerContact.id == item.contact_id)
        .where(item.is_outcome.is_(False), CarerContact.voided_at.is_not(None), *_in(CarerContact.happened_on, span))
    )
    each = told.group_by(item.happened_on, item.code).union_all(taken_back.group_by(item.code)).subquery()
    return sa.select(each.c.code, sa.func.sum(each.c.many)).group_by(each.c.code)


def by_service(span: Span, viewer: Viewer, today: date) -> dict[str, int]:
    """How many there were in each service, A to Z: team after team, as the index of their contacts stands."""
    many = sa.select(sa.func.count()).where(CarerContact.team_id == Team.id, COUNTS, *_while(span)).correlate(Team)
    teams = sa.select(Team.care_group, many.scalar_subquery().label("many")).where(within(Team.id, viewer, today)).subquery()
    each = sa.func.sum(teams.c.many)
    rows = db.session.execute(sa.select(teams.c.care_group, each).group_by(teams.c.care_group).order_by(teams.c.care_group))
    return {row[0]: int(row[1]) for row in rows if row[1]}


def whole(spans: Sequence[Span]) -> Span:
    """From the first day of the first until the last."""
    return Span(min(span.first for span in spans), max(span.until for span in spans))


def _contacts(span: Span, viewer: Viewer, today: date, *columns: Any) -> sa.Select[Any]:
    """Something about the contacts of some days that count: by the day for the whole trust, by the time for some teams,
    as the indexes stand.
    """
    these = _in(CarerContact.happened_on, span) if viewer.sees_every_team else _while(span)
    return sa.select(*columns).select_from(CarerContact).where(*these, COUNTS, within(CarerContact.team_id, viewer, today))


def _in(day: Any, span: Span) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return day >= span.first, day < span.until


def _while(span: Span) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """The same days by the time that a contact happened at."""
    first, until = clock.at(span.first, time.min), clock.at(span.until, time.min)
    return CarerContact.happened_at >= first, CarerContact.happened_at < until
