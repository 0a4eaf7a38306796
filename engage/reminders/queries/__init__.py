"""The rules in force, and what falls due by them: one path for the timetable that sends and for whoever looks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

import engage.outbox.queries
from engage.db import db, table
from engage.outbox.rules import Due
from engage.reminders.models import QuietDay, Version
from engage.reminders.queries.weekly import enough_until as enough_until
from engage.reminders.rules import Reminder
from engage.reminders.rules.falling import MOVED_ON, QuietDays, falls_due
from engage.reminders.rules.table import Change, Rule, from_text, in_force

_version, _day = table(Version).c, table(QuietDay).c
_DECIDED = (
    _version.kind, _version.version, _version.is_on, _version.offsets, _version.most, _version.catch_up, _version.owner,
    _version.created_at,
)  # fmt: skip
_QUIET = (_day.day, _day.every_year)


def rules(reminders: Iterable[Reminder]) -> dict[str, Rule]:
    """The rule of each kind as it is in force, in one statement."""
    kept = list(reminders)
    changes: dict[str, list[Change]] = {}
    chosen = sa.select(Version).where(Version.kind.in_([each.kind for each in kept])).order_by(Version.kind, Version.version)
    for version in db.session.scalars(chosen):
        changes.setdefault(version.kind, []).append(change_of(version))
    return {each.kind: in_force(each.starter, changes.get(each.kind, ())) for each in kept}


def all_in_force(reminders: Iterable[Reminder]) -> tuple[dict[str, Rule], QuietDays]:
    """The same with the quiet days, in one statement: for whoever looks ahead by all of them."""
    kept, changes = list(reminders), dict[str, list[Change]]()
    decided = sa.select(*_DECIDED, *(sa.type_coerce(sa.null(), each.type).label(each.key) for each in _QUIET)).where(
        Version.kind.in_([each.kind for each in kept])
    )
    days = []
    chosen: sa.CompoundSelect[Any] = sa.union_all(decided, sa.select(*(sa.null() for _ in _DECIDED), *_QUIET))
    for row in db.session.execute(chosen):
        if row.kind is None:
            days.append((row.day, row.every_year))
        else:
            changes.setdefault(row.kind, []).append(change_of(row))
    for some in changes.values():
        some.sort(key=lambda change: change.version)
    return {each.kind: in_force(each.starter, changes.get(each.kind, ())) for each in kept}, _quiet(days)


def versions(kind: str) -> list[Version]:
    """Everything that was decided about one rule, newest first."""
    return list(db.session.scalars(sa.select(Version).where(Version.kind == kind).order_by(Version.version.desc())))


def change_of(version: Version | sa.Row[Any]) -> Change:
    """What was decided, as a value."""
    offsets = None if version.offsets is None else from_text(version.offsets)
    return Change(
        version.is_on, offsets, version.most, version.catch_up, version.owner, at=version.created_at, version=version.version
    )


def quiet_days() -> list[QuietDay]:
    """The days on which no reminder goes to people in the pool, in order."""
    return list(db.session.scalars(sa.select(QuietDay).order_by(QuietDay.day)))


def quiet() -> QuietDays:
    """The same, to be asked about a day."""
    return _quiet([(each.day, each.every_year) for each in quiet_days()])


def _quiet(days: Sequence[tuple[date, bool]]) -> QuietDays:
    yearly = frozenset((day.month, day.day) for day, every_year in days if every_year)
    return QuietDays(frozenset(day for day, every_year in days if not every_year), yearly)


def falling(reminder: Reminder, rule: Rule, resting: QuietDays, since: datetime, until: datetime) -> list[Due]:
    """What falls due by one rule from `since` until just before `until`, each on the day on which it really goes."""
    asked_from = since - MOVED_ON if rule.shift else since
    return falls_due(reminder.due(asked_from, until, rule.offsets), rule, resting, since, until)


def to_queue(dues: Sequence[Due]) -> list[Due]:
    """Those that are not in the outbox yet; read before anything is locked."""
    return engage.outbox.queries.not_put_yet(dues)
