"""What falls due about choices: a break is over, a yes runs out soon."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from engage import clock
from engage.consent import queries
from engage.consent.rules import ASK_BEFORE
from engage.outbox.rules import Category, Due

MORNING = time(9)
POINTLESS_AFTER = timedelta(days=7)


def break_is_over(since: datetime, until: datetime) -> list[Due]:
    """At 9am on that day, once a break."""
    dues = []
    for away in queries.breaks_named(clock.day_of(since), clock.day_of(until)):
        at = clock.at(away.until, MORNING)
        if since <= at < until:
            dues.append(
                Due(
                    kind=queries.BREAK_OVER, about=away.id, recipient_id=away.person_id, due_at=at, due_on=away.until,
                    not_after=at + POINTLESS_AFTER, category=Category.REMINDER,
                )
            )  # fmt: skip
    return dues


def yes_runs_out(since: datetime, until: datetime) -> list[Due]:
    """At 9am, 60 and 14 days before; after a change of words, on the day after it and 14 days before.

    Only those who were not asked yet: between two mornings that is nobody, and nothing is read.
    """
    asks = _days_of_asking(clock.day_of(since), clock.day_of(until))
    dues = [_ask(each, asks[each.on, each.place]) for each in queries.running_out(asks.keys())]
    return [due for due in dues if since <= due.due_at < until]


def _days_of_asking(first: date, last: date) -> dict[tuple[date, int], date]:
    """For each day on which a yes ends, and each time of asking: the day we ask, where that is one of these."""
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    changed = queries.asked_again_from()
    asks: dict[tuple[date, int], date] = {}
    for place, before in enumerate(ASK_BEFORE):
        asks |= {
            (day + timedelta(days=before), place): day for day in days if place or day + timedelta(days=before) not in changed
        }
    for ends, in_force in changed.items():
        day = max(in_force + timedelta(days=1), ends - timedelta(days=ASK_BEFORE[0]))
        if day in days:
            asks[ends, 0] = day
    return asks


def _ask(each: queries.RunsOut, day: date) -> Due:
    at = clock.at(day, MORNING)
    return Due(
        kind=queries.RENEW, about=each.person_id, recipient_id=each.person_id, due_at=at, due_on=each.on,
        not_after=at + POINTLESS_AFTER, ordinal=each.on.toordinal() * len(ASK_BEFORE) + each.place, category=Category.REMINDER,
    )  # fmt: skip
