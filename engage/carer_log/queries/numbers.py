"""Contacts in numbers: how many there were by month, way, topic and service, and the time given; exact, for this building alone.

Whoever shows them to somebody outside the team puts them through `equality.rules.shown` first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

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


def by_month(spans: Sequence[Span], viewer: Viewer, today: date) -> list[int]:
    """How many contacts there were in each stretch of days: one statement."""
    chosen = _contacts(_whole(spans), viewer, today, CarerContact.happened_on, sa.func.count().label("many"))
    days = chosen.group_by(CarerContact.happened_on).subquery()
    each = [sa.func.sum(days.c.many).filter(*_in(days.c.happened_on, span)) for span in spans]
    return [int(many or 0) for many in db.session.execute(sa.select(*each)).one()]


def by_way(span: Span, viewer: Viewer, today: date) -> dict[How, int]:
    """How many there were of each way. Counted by day first: the index stands in that order, so nothing is sorted."""
    chosen = _contacts(span, viewer, today, CarerContact.how, sa.func.count().label("many"))
    days = chosen.group_by(CarerContact.happened_on, CarerContact.how).subquery()
    rows = db.session.execute(sa.select(days.c.how, sa.func.sum(days.c.many)).group_by(days.c.how))
    found = {row[0]: int(row[1]) for row in rows}
    return {how: found.get(how, 0) for how in How}


def by_topic(span: Span, viewer: Viewer, today: date) -> dict[About, int]:
    """How many contacts were about each thing; one may be about several."""
    item = CarerContactItem
    taken_back = sa.select(CarerContact.id).where(CarerContact.voided_at.is_not(None), *_in(CarerContact.happened_on, span))
    chosen = sa.select(item.code, sa.func.count().label("many")).where(
        item.is_outcome.is_(False), *_in(item.happened_on, span), item.contact_id.not_in(taken_back)
    )  # fmt: skip
    if not viewer.sees_every_team:
        ours = sa.select(CarerContact.id).where(within(CarerContact.team_id, viewer, today), *_in(CarerContact.happened_on, span))
        chosen = chosen.where(item.contact_id.in_(ours))
    days = chosen.group_by(item.happened_on, item.code).subquery()
    rows = db.session.execute(sa.select(days.c.code, sa.func.sum(days.c.many)).group_by(days.c.code))
    found = {row[0]: int(row[1]) for row in rows}
    return {topic: found.get(topic.value, 0) for topic in About}


def by_service(span: Span, viewer: Viewer, today: date) -> dict[str, int]:
    """How many there were in each service, A to Z."""
    teams = _contacts(span, viewer, today, CarerContact.team_id, sa.func.count().label("many")).group_by(CarerContact.team_id)
    each = teams.subquery()
    chosen = sa.select(Team.care_group, sa.func.sum(each.c.many)).join(each, each.c.team_id == Team.id)
    rows = db.session.execute(chosen.group_by(Team.care_group).order_by(Team.care_group))
    return {row[0]: int(row[1]) for row in rows}


def time_given(span: Span, viewer: Viewer, today: date) -> Time:
    """The time that was written down."""
    minutes = CarerContact.minutes
    row = db.session.execute(
        _contacts(span, viewer, today, sa.func.coalesce(sa.func.sum(minutes), 0), sa.func.count(minutes))
    ).one()
    return Time(int(row[0]), row[1])


def _whole(spans: Sequence[Span]) -> Span:
    return Span(min(span.first for span in spans), max(span.until for span in spans))


def _contacts(span: Span, viewer: Viewer, today: date, *columns: Any) -> sa.Select[Any]:
    """Something about the contacts of some days that count."""
    return (
        sa.select(*columns)
        .select_from(CarerContact)
        .where(*_in(CarerContact.happened_on, span), COUNTS, within(CarerContact.team_id, viewer, today))
    )


def _in(day: Any, span: Span) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return day >= span.first, day < span.until
