"""Which reminders are on, what has fallen due and is not in the outbox yet, and what will fall due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

import engage.outbox.queries
from engage.db import db
from engage.outbox.rules import Due
from engage.reminders.models import Setting
from engage.reminders.rules import Reminder
from engage.web.paging import ROWS, Page, page_of, unmark


def switched_off() -> frozenset[str]:
    """The kinds of reminder that are off."""
    return frozenset(db.session.scalars(sa.select(Setting.kind).where(Setting.is_on.is_(False))))


def to_queue(dues: Sequence[Due]) -> list[Due]:
    """Those that are switched on and not in the outbox yet; read before anything is locked."""
    off = switched_off()
    return engage.outbox.queries.not_put_yet([due for due in dues if due.kind not in off])


@dataclass(frozen=True)
class Coming:
    """Something that will fall due, and whether its kind is on."""

    due: Due
    is_on: bool


def coming(reminders: Sequence[Reminder], since: datetime, until: datetime, *, after: str | None = None) -> Page[Coming]:
    """What falls due from `since` until just before `until`, soonest first, 50 a page; asked a day at a time."""
    off = switched_off()
    passed = unmark(after, 4)
    found: list[Coming] = []
    for due in _day_by_day(reminders, since, until, passed):
        found.append(Coming(due, due.kind not in off))
        if len(found) > ROWS:
            break
    page = page_of(found, key=lambda line: _key(line.due), came_after=False, going_back=False)
    return Page(page.rows, page.after, None)


def _day_by_day(reminders: Sequence[Reminder], since: datetime, until: datetime, passed: tuple[str, ...] | None) -> Iterator[Due]:
    while since < until:
        day_end = min(since + timedelta(days=1), until)
        if passed is None or passed[0] < day_end.isoformat():
            dues = [due for reminder in reminders for due in reminder.due(since, day_end)]
            yield from (due for due in sorted(dues, key=_key) if passed is None or _key(due) > passed)
        since = day_end


def _key(due: Due) -> tuple[str, str, str, str]:
    return due.due_at.isoformat(), due.kind, due.about.hex, due.recipient_id.hex
