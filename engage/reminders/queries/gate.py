"""The question of this room before a reminder goes, asked after the room it is about has said yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import HAVE_LEFT, Answer, Category, Go, Hold, Kind, Letter, Reason, Stop
from engage.reminders import queries
from engage.reminders.models import NotAgain
from engage.reminders.rules import AWAKE_FROM, Reminder, held_until
from engage.reminders.rules.again import Earlier, why_not
from engage.reminders.rules.falling import QuietDays, next_day, rests


def guarded(kind: Kind[Any], reminder: Reminder) -> Kind[Any]:
    """The same kind, of which a reminder also has to keep to its rule."""
    return Kind(kind.name, _asking(kind.may_go, reminder), kind.facts, kind.email, kind.title)


def _asking(otherwise: Callable[[Letter, datetime], Answer], reminder: Reminder) -> Callable[[Letter, datetime], Answer]:
    def may_go(letter: Letter, now: datetime) -> Answer:
        answer = otherwise(letter, now)
        if not isinstance(answer, Go) or letter.category is not Category.REMINDER:
            return answer
        return _by_the_rule(letter, reminder, now) or answer

    return may_go


def _by_the_rule(letter: Letter, reminder: Reminder, now: datetime) -> Answer | None:
    rule = queries.rules([reminder])[reminder.kind]
    earlier, not_again = _known(letter)
    if not_again:
        return Stop(Reason.NOT_AGAIN)
    reason = why_not(letter, rule, earlier, now)
    if reason is not None:
        return Stop(reason)
    morning = held_until(now) if rule.quiet_hours else None
    if morning is not None:
        return Hold(morning, Reason.QUIET_HOURS)
    today, resting = clock.day_of(now), queries.quiet() if rule.quiet_days else QuietDays()
    onward = next_day(today, rule, resting) if rests(today, rule, resting) else today
    return None if onward == today else Hold(clock.at(onward, AWAKE_FROM), Reason.QUIET_DAY)


def _known(letter: Letter) -> tuple[list[Earlier], bool]:
    """What went to them before about the same thing, and whether they want no more of it, in one statement."""
    went = (
        sa.select(Occasion.ordinal, Occasion.due_on, Outgoing.authorised_at.label("at"))
        .join(Outgoing, Outgoing.occasion_id == Occasion.id)
        .where(
            Occasion.kind == letter.kind, Occasion.about == letter.about, Outgoing.recipient_id == letter.recipient_id,
            Outgoing.category == Category.REMINDER, Outgoing.state.in_(HAVE_LEFT), Outgoing.id != letter.outgoing_id,
            Outgoing.authorised_at.is_not(None),
        )
    )  # fmt: skip
    stopped = sa.select(sa.null(), NotAgain.due_on, NotAgain.created_at).where(
        NotAgain.person_id == letter.recipient_id, NotAgain.kind == letter.kind, NotAgain.about == letter.about,
        NotAgain.due_on == letter.due_on,
    )  # fmt: skip
    both: sa.CompoundSelect[Any] = sa.union_all(went, stopped)
    rows = db.session.execute(both).all()
    return [Earlier(row.ordinal, row.due_on, row.at) for row in rows if row.ordinal is not None], any(
        row.ordinal is None for row in rows
    )
