"""What falls due becomes something to send; a rule is changed or switched; a day is kept quiet; somebody has enough."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.db import db, is_sqlite, table
from engage.outbox.rules import Due
from engage.outbox.rules.occurrences import by_hand
from engage.reminders import queries
from engage.reminders.models import NotAgain, QuietDay, Version
from engage.reminders.rules import Reminder
from engage.reminders.rules.table import Change, Rule, as_text


class NothingChanged(ValueError):
    """The rule says so already."""


class KeptAlready(ValueError):
    """This day is among the quiet days."""


def queue(dues: Iterable[Due], *, now: datetime) -> int:
    """Put what has fallen due into the outbox; how many were not there before. What is too late by now is put down as missed."""
    found = list(dues)
    new = engage.outbox.actions.put_all(due for due in found if due.not_after > now)
    missed = engage.outbox.actions.put_many(due for due in found if due.not_after <= now)
    engage.outbox.actions.miss(missed)
    return new + len(missed)


def remind_now(due: Due, rule: Rule, *, by: UUID, now: datetime) -> bool:
    """Send a coming reminder by hand, once a day; whether it was not sent by hand today."""
    at = replace(
        due, ordinal=by_hand(clock.day_of(now)), due_at=now, not_after=now + timedelta(days=rule.catch_up),
    )  # fmt: skip
    new = engage.outbox.actions.put(at)
    if new is not None:
        record("reminded by hand", kind="outgoing", about=new, by=by, reminder=due.kind)
    return new is not None


def switch(reminder: Reminder, *, on: bool, by: UUID) -> None:
    """Switch a kind of reminder on or off for everybody; what waits of a kind that is switched off is stopped."""
    decided = _decided(reminder.kind)
    if decided.is_on is on:
        return
    _add(reminder.kind, replace(decided, is_on=on), by)
    if not on:
        engage.outbox.actions.suppress_kind(reminder.kind)
    record("switched on" if on else "switched off", kind="reminder", about=None, by=by, reminder=reminder.kind)


def change(reminder: Reminder, rule: Rule, *, by: UUID) -> None:
    """Decide anew when, how often and how late reminders of a kind go, and who looks after them. Raises NothingChanged."""
    before, starter = queries.rules([reminder])[reminder.kind], reminder.starter
    decided = Change(
        before.is_on,
        rule.offsets if rule.offsets != starter.offsets else None,
        rule.most if rule.most != starter.most else None,
        rule.catch_up if rule.catch_up != starter.catch_up else None,
        rule.owner if rule.owner != starter.owner else None,
    )
    after = decided.on(starter)
    if _changeable(after) == _changeable(before):
        raise NothingChanged
    _add(reminder.kind, decided, by)
    record(
        "changed the rule", kind="reminder", about=None, by=by, reminder=reminder.kind, days=as_text(after.offsets),
        most=after.most, late=after.catch_up, owner=after.owner,
    )  # fmt: skip


def enough(person_id: UUID, *, kind: str, about: UUID, due_on: date) -> None:
    """Somebody does not want to be reminded of one thing again; saying it twice is saying it once."""
    insert = (sqlite if is_sqlite() else postgresql).insert(table(NotAgain))
    values = {
        "id": uuid.uuid4(),
        "person_id": person_id,
        "kind": kind,
        "about": about,
        "due_on": due_on,
        "created_at": clock.now(),
    }
    db.session.execute(insert.values(values).on_conflict_do_nothing())
    engage.outbox.actions.suppress_reminders(kind, about, person_id, due_on)


def become_one(*, of: UUID, into: UUID) -> None:
    """Two records turn out to be one person: what the one wanted no more reminders of, the other one is not reminded of."""
    for stop in db.session.scalars(sa.select(NotAgain).where(NotAgain.person_id == of)).all():
        enough(into, kind=stop.kind, about=into if stop.about == of else stop.about, due_on=stop.due_on)


def keep_quiet(day: date, *, every_year: bool, words: str, by: UUID) -> None:
    """Send no reminders to people in the pool on a day. Raises KeptAlready."""
    if db.session.scalar(sa.select(QuietDay.id).where(QuietDay.day == day)) is not None:
        raise KeptAlready
    db.session.add(QuietDay(day=day, every_year=every_year, words=words, by_id=by))
    record("added a quiet day", kind="reminder", about=None, by=by, day=day.isoformat())


def let_speak(day_id: UUID, *, by: UUID) -> None:
    """Take a day off the list of quiet days; nothing when it is off already."""
    day = db.session.get(QuietDay, day_id)
    if day is not None:
        db.session.delete(day)
        record("took away a quiet day", kind="reminder", about=None, by=by, day=day.day.isoformat())


def _decided(kind: str) -> Change:
    """What was decided last, with the version it has."""
    newest = db.session.scalar(sa.select(Version).where(Version.kind == kind).order_by(Version.version.desc()).limit(1))
    return Change(True) if newest is None else queries.change_of(newest)


def _add(kind: str, decided: Change, by: UUID) -> None:
    db.session.add(
        Version(
            kind=kind, version=_decided(kind).version + 1, is_on=decided.is_on, most=decided.most, catch_up=decided.catch_up,
            offsets=None if decided.offsets is None else as_text(decided.offsets), owner=decided.owner, by_id=by,
        )
    )  # fmt: skip


def _changeable(rule: Rule) -> tuple[object, ...]:
    return rule.offsets, rule.most, rule.catch_up, rule.owner
