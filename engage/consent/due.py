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
    """At 9am, 60 and 14 days before; after a change of words, on the day after it and 14 days before."""
    days = [
        clock.day_of(since) + timedelta(days=passed) for passed in range((clock.day_of(until) - clock.day_of(since)).days + 1)
    ]
    changed = queries.asked_again_from()
    asks: dict[tuple[date, int], date] = {}
    for place, before in enumerate(ASK_BEFORE):
        asks |= {
            (day + timedelta(days=before), place): day for day in days if place or day + timedelta(days=before) not in changed
        }
    first = ASK_BEFORE[0]
    for last, in_force in changed.items():
        day = max(in_force + timedelta(days=1), last - timedelta(days=first))
        if day in days:
            asks[last, 0] = day
    found = queries.running_out(sorted({last for last, _ in asks}))
    dues = [
        _ask(each, place, asks[each.on, place]) for each in found for place in range(len(ASK_BEFORE)) if (each.on, place) in asks
    ]
    return [due for due in dues if since <= due.due_at < until]


def _ask(each: queries.RunsOut, place: int, day: date) -> Due:
    at = clock.at(day, MORNING)
    return Due(
        kind=queries.RENEW, about=each.person_id, recipient_id=each.person_id, due_at=at, due_on=each.on,
        not_after=at + POINTLESS_AFTER, ordinal=each.on.toordinal() * len(ASK_BEFORE) + place, category=Category.REMINDER,
    )  # fmt: skip
