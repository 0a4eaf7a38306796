"""The worker's part in writing to many people: when its time has come a mailing is put into the outbox, a part at a time.

Whom a part is for is read before anything is locked; the part and the place it reached are written in one transaction, so
a worker killed at any moment leaves a whole part or none, and the next one goes on from there. Nobody gets it twice: their
row of the outbox is there already.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from uuid import UUID

import engage.needs.actions
from engage.db import db, reading_only
from engage.mailings.actions import dates as dating
from engage.mailings.actions import sending
from engage.mailings.models import Mailing
from engage.mailings.queries import audience, counting, dates, lists
from engage.mailings.rules import LOOK_EVERY, State
from engage.reminders.rules import held_until
from engage.timetable.rules import Tally

PEOPLE_AT_ONCE = 2000
PARTS_A_TICK = 5


def send_mailings(now: datetime) -> Tally:
    """Begin what is due, put the next parts into the outbox, call off what was stopped, note what is at its end."""
    with reading_only():
        waiting = lists.waits_for_work(now)
        db.session.rollback()
    tally = Counter[str]()
    for mailing_id in waiting:
        _move(mailing_id, now, tally)
    return {name: number for name, number in tally.items() if number}


def tell_of_dates(now: datetime) -> Tally:
    """Tell those who were sent a date that it changed, or is cancelled; also who is sent it while we look."""
    with reading_only():
        waiting = dates.wait_to_be_told()
        db.session.rollback()
    told = sum(_tell(mailing_id, now) for mailing_id in waiting)
    return {"told": told} if told else {}


def _tell(mailing_id: UUID, now: datetime) -> int:
    told = 0
    for _ in range(PARTS_A_TICK):
        mailing, kept = lists.held(mailing_id, or_skip=True), dates.newest(mailing_id)
        if mailing is None or kept is None or not mailing.date_waits:
            break
        some = dating.tell_some(mailing, kept, dates.to_be_told(kept, most=PEOPLE_AT_ONCE), now=now)
        db.session.commit()
        told += some
        if not some:
            break
    db.session.rollback()
    return told


def look_at_needs(now: datetime) -> Tally:
    """Work out what needs say about e-mail that an earlier version wrote, some at a time."""
    tally = Counter[str]()
    while found := engage.needs.actions.note_what_they_say_about_email(most=PEOPLE_AT_ONCE):
        db.session.commit()
        tally["looked at"] += found
    db.session.rollback()
    return dict(tally)


def _move(mailing_id: UUID, now: datetime, tally: Counter[str]) -> None:
    with reading_only():
        mailing = lists.one(mailing_id)
        state = None if mailing is None else mailing.state
        is_put = mailing is not None and mailing.put_at is not None
        db.session.rollback()
    if state is State.WAITING and held_until(now) is None:
        tally["begun"] += _begin(mailing_id, now)
        state = State.SENDING
    if state is State.SENDING and not is_put:
        tally["put"] += _put(mailing_id, now)
    elif state is State.SENDING:
        tally["gone"] += _look(mailing_id, now)
    elif state is State.STOPPED:
        tally["called off"] += _call_off(mailing_id, now)


def _begin(mailing_id: UUID, now: datetime) -> int:
    with reading_only():
        mailing = lists.one(mailing_id)
        count = None if mailing is None else counting.count(mailing)
        db.session.rollback()
    held = lists.held(mailing_id, or_skip=True)
    may_begin = held is not None and count is not None and held.state is State.WAITING
    if may_begin and held is not None and count is not None and held.send_at is not None and held.send_at <= now:
        sending.begin(held, count, now=now)
        db.session.commit()
        return 1
    db.session.rollback()
    return 0


def _put(mailing_id: UUID, now: datetime) -> int:
    put = 0
    for _ in range(PARTS_A_TICK):
        reached, people = _next_part(mailing_id)
        mailing = _still_sent(mailing_id)
        if mailing is None or mailing.put_at is not None or mailing.reached != reached:
            db.session.rollback()
            break
        put += sending.put_some(mailing, people, now=now)
        db.session.commit()
        if not people:
            break
    return put


def _next_part(mailing_id: UUID) -> tuple[UUID | None, list[UUID]]:
    with reading_only():
        mailing = lists.one(mailing_id)
        reached = None if mailing is None else mailing.reached
        people = [] if mailing is None else audience.next_people(mailing, after=reached, most=PEOPLE_AT_ONCE)
        db.session.rollback()
    return reached, people


def _still_sent(mailing_id: UUID) -> Mailing | None:
    mailing = lists.held(mailing_id, or_skip=True)
    return mailing if mailing is not None and mailing.state is State.SENDING else None


def _look(mailing_id: UUID, now: datetime) -> int:
    with reading_only():
        mailing = lists.one(mailing_id)
        looked_at = None if mailing is None else mailing.looked_at
        db.session.rollback()
    if looked_at is not None and abs(now - looked_at) < LOOK_EVERY:
        return 0
    held = _still_sent(mailing_id)
    ended = held is not None and sending.look(held, now=now)
    db.session.commit()
    return int(ended)


def _call_off(mailing_id: UUID, now: datetime) -> int:
    gone = 0
    for _ in range(PARTS_A_TICK):
        mailing = lists.held(mailing_id, or_skip=True)
        some = 0 if mailing is None else sending.call_off_some(mailing, now=now, most=PEOPLE_AT_ONCE)
        db.session.commit()
        gone += some
        if not some:
            break
    return gone
