"""The worker's part in the weekly digest: begun once in a week of London, then put into the outbox a part at a time.

What each part says and the place it reached are written in one transaction, so a worker killed at any moment leaves a whole
part or none. It is caught up on until the end of its own week; the next week has its own.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from uuid import UUID

import engage.reminders.queries
from engage import clock
from engage.db import db, reading_only
from engage.digests import actions, queries
from engage.digests.rules import THURSDAY, goes_at, monday_of
from engage.timetable.rules import Tally

PEOPLE_AT_ONCE = 2000
PARTS_A_TICK = 5


def send_digest(now: datetime) -> Tally:
    """Begin this week's digest when its time has come, and put its next parts into the outbox."""
    today = clock.day_of(now)
    monday = monday_of(today)
    if today.weekday() < THURSDAY:
        return {}
    with reading_only():
        at, week = goes_at(monday, engage.reminders.queries.quiet()), queries.week(monday)
        has_begun, is_put = week is not None, week is not None and week.put_at is not None
        db.session.rollback()
    if is_put or (not has_begun and (at is None or now < at)):
        return {}
    tally = Counter[str]()
    if not has_begun:
        tally["begun"] = int(actions.begin_week(monday, now=now))
        db.session.commit()
    tally["put"] = _put_parts(monday, now)
    return {name: number for name, number in tally.items() if number}


def _put_parts(monday: date, now: datetime) -> int:
    put = 0
    for _ in range(PARTS_A_TICK):
        some = _put(monday, now)
        put += some
        if not some:
            break
    return put


def _put(monday: date, now: datetime) -> int:
    with reading_only():
        week = queries.week(monday)
        reached, pairs = (None, []) if week is None else (week.reached, _next_part(week.began_at, week.reached, now))
        db.session.rollback()
    held = queries.week_held(monday)
    if held is None or held.put_at is not None or held.reached != reached:
        db.session.rollback()
        return 0
    put = actions.put_some(held, pairs, now=now)
    db.session.commit()
    return put


def _next_part(began_at: datetime, reached: UUID | None, now: datetime) -> list[tuple[UUID, UUID]]:
    items = queries.open_items(clock.day_of(now), until=began_at)
    people = queries.next_people(items, after=reached, most=PEOPLE_AT_ONCE)
    return queries.new_for(people, items) if people else []
