"""A rule that was changed, a day without reminders, and somebody who had enough of one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.consent import due
from engage.consent.queries import RENEW
from engage.db import db
from engage.demo import staff
from engage.outbox.models import Occasion, Outgoing
from engage.people.models import Person
from engage.pool.queries import CONFIRM
from engage.reminders import actions
from engage.reminders.rules import Reminder

RENEWAL = Reminder(RENEW, due.yes_runs_out)
REMEMBRANCE = (10, 10)


def add(now: datetime) -> None:
    """The lead asks 45 and 7 days before a yes runs out, and keeps a day quiet; somebody was reminded enough."""
    by, starter = staff.id_of(Role.LEAD), RENEWAL.starter
    actions.change(RENEWAL, replace(starter, offsets=(-45, -7), catch_up=5), by=by)
    month, day = REMEMBRANCE
    actions.keep_quiet(clock.day_of(now).replace(month=month, day=day), every_year=True, words="A day of remembrance", by=by)
    reminded = db.session.execute(
        sa.select(Outgoing.recipient_id, Occasion.about, Occasion.due_on)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .join(Person, Person.id == Outgoing.recipient_id)
        .where(Occasion.kind == CONFIRM)
        .order_by(Outgoing.id)
        .limit(1)
    ).first()
    if reminded is not None:
        actions.enough(reminded.recipient_id, kind=CONFIRM, about=reminded.about, due_on=reminded.due_on)
