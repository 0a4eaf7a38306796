"""Whether a reminder still goes, by what went before about the same thing: not too often, not too soon, not after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engage import clock
from engage.outbox.rules import Letter, Reason
from engage.outbox.rules.occurrences import is_by_hand, offset_of
from engage.reminders.rules.table import Rule

REPLACES = timedelta(days=3)


@dataclass(frozen=True)
class Earlier:
    """A reminder of the same kind about the same thing that went to the same person before."""

    ordinal: int
    due_on: date
    at: datetime


def why_not(letter: Letter, rule: Rule, earlier: Sequence[Earlier], now: datetime) -> Reason | None:
    """Why a reminder does not go any more; None when it does. What the team sends by hand is theirs to decide."""
    if is_by_hand(letter.ordinal):
        return None
    days = offset_of(letter.ordinal)
    if days is not None and rule.choices and days not in rule.offsets:
        return Reason.RULE_CHANGED
    if any(is_by_hand(each.ordinal) and now - each.at < REPLACES for each in earlier):
        return Reason.REMINDED_BY_HAND
    today = clock.day_of(now)
    if any((today - clock.day_of(each.at)).days < rule.apart for each in earlier):
        return Reason.REMINDED_LATELY
    return Reason.REMINDED_ENOUGH if len(_of_the_same_day(letter, earlier)) + _still_to_come(days, rule) >= rule.most else None


def _of_the_same_day(letter: Letter, earlier: Sequence[Earlier]) -> list[Earlier]:
    return [each for each in earlier if each.due_on == letter.due_on and not is_by_hand(each.ordinal)]


def _still_to_come(days: int | None, rule: Rule) -> int:
    """The later ones matter most, so room is kept for them when a rule has been given other days meanwhile."""
    return 0 if days is None else sum(other > days for other in rule.offsets)
