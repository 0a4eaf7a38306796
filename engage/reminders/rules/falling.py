"""Which day a reminder goes: moved on from weekends, bank holidays and quiet days, and given up when it is too late."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from engage import clock
from engage.outbox.rules import Due
from engage.reminders.rules import is_working_day
from engage.reminders.rules.table import Rule

# how far back we look for what fell due while nothing ran, and how far a reminder may be moved on
LOOK_BACK = timedelta(days=14)
MOVED_ON = timedelta(days=7)


@dataclass(frozen=True)
class QuietDays:
    """The days on which this organisation sends no reminders to people in the pool."""

    once: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()

    def __contains__(self, day: date) -> bool:
        return day in self.once or (day.month, day.day) in self.yearly


def rests(day: date, rule: Rule, quiet: QuietDays) -> bool:
    """Whether this kind of reminder does not go on a day."""
    return (rule.working_days and not is_working_day(day)) or (rule.quiet_days and day in quiet)


def next_day(day: date, rule: Rule, quiet: QuietDays) -> date:
    """The day itself, or the first one after it on which this kind goes; a rest that does not end is not kept.

    A week is the longest: Christmas and the days around it are shorter.
    """
    for passed in range(MOVED_ON.days + 1):
        if not rests(day + timedelta(days=passed), rule, quiet):
            return day + timedelta(days=passed)
    return day


def settled(due: Due, rule: Rule, quiet: QuietDays) -> Due:
    """What a room says falls due, on the day it really goes and given up when the rule says that it is too late.

    What comes before the day it hangs on is never held beyond the instant the room names; what comes after it moves on whole.
    """
    local = clock.london(due.due_at)
    day = next_day(local.date(), rule, quiet) if rule.shift else local.date()
    at = due.due_at if day == local.date() else clock.at(day, local.time())
    pointless = due.not_after if local.date() < due.due_on else due.not_after + (at - due.due_at)
    return replace(due, due_at=at, not_after=min(pointless, at + timedelta(days=rule.catch_up)), purpose=rule.purpose)


def falls_due(dues: Collection[Due], rule: Rule, quiet: QuietDays, since: datetime, until: datetime) -> list[Due]:
    """Those of a stretch of time, each on its day; not what fell due before the rule was changed to say so."""
    found = [settled(due, rule, quiet) for due in dues]
    return [due for due in found if since <= due.due_at < until and (rule.since is None or due.due_at >= rule.since)]
