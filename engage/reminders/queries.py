"""Which reminders are on, what has fallen due and is not in the outbox yet, and what will fall due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

import engage.outbox.queries
from engage.db import UTCDateTime, db
from engage.outbox.models import Outgoing
from engage.outbox.rules import HAVE_LEFT, Due
from engage.reminders.models import Setting
from engage.reminders.rules import OPTIONAL_A_WEEK, Reminder, week_of
from engage.web.paging import ROWS, Page, page_of, unmark


def switched_off() -> frozenset[str]:
    """The kinds of reminder that are off."""
    return frozenset(db.session.scalars(sa.select(Setting.kind).where(Setting.is_on.is_(False))))


def to_queue(dues: Sequence[Due]) -> list[Due]:
    """Those that are switched on and not in the outbox yet; read before anything is locked."""
    off = switched_off() if dues else frozenset()
    return engage.outbox.queries.not_put_yet([due for due in dues if due.kind not in off])


# asked for every optional message that is sent, so it is put together once; read along the messages of one recipient
_OPTIONAL_SINCE = sa.select(sa.func.count()).where(
    Outgoing.recipient_id == sa.bindparam("recipient_id", type_=sa.Uuid()),
    Outgoing.purpose.is_not(None),
    Outgoing.state.in_(HAVE_LEFT),
    Outgoing.authorised_at >= sa.bindparam("monday", type_=UTCDateTime()),
)


def enough_until(recipient_id: UUID, now: datetime) -> datetime | None:
    """When the next optional message may go to somebody who has had enough of them this week; None when one may go now."""
    monday, next_week = week_of(now)
    sent = db.session.execute(_OPTIONAL_SINCE, {"recipient_id": recipient_id, "monday": monday}).scalar_one()
    return next_week if sent >= OPTIONAL_A_WEEK else None


@dataclass(frozen=True)
class Coming:
    """Something that will fall due, and whether its kind is on."""

    due: Due
    is_on: bool


def coming(
    reminders: Sequence[Reminder], since: datetime, until: datetime, *, off: frozenset[str], after: str | None = None
) -> Page[Coming]:
    """What falls due from `since` until just before `until`, soonest first, 50 a page; each room is asked once."""
    passed = unmark(after, 4)
    since = since if passed is None else max(since, _instant(passed[0]) or since)
    dues = sorted((due for reminder in reminders for due in reminder.due(since, until)), key=_key)
    onward = [due for due in dues if passed is None or _key(due) > passed][: ROWS + 1]
    found = [Coming(due, due.kind not in off) for due in onward]
    page = page_of(found, key=lambda line: _key(line.due), came_after=False, going_back=False)
    return Page(page.rows, page.after, None)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _key(due: Due) -> tuple[str, str, str, str]:
    return due.due_at.isoformat(), due.kind, due.about.hex, due.recipient_id.hex
