"""What falls due about choices: a break is over, a yes runs out soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from engage import clock
from engage.calendars.rules import Noted, Reader, whole_day
from engage.consent import queries
from engage.consent.rules import ASKED, number_of
from engage.outbox.rules import Category, Due
from engage.outbox.rules.occurrences import occurrence

MORNING = time(9)
POINTLESS_AFTER = timedelta(days=14)
IN_A_CALENDAR = timedelta(days=3 * 366)


def break_is_over(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days after that day; a break that is moved falls due again."""
    first, last = clock.day_of(since) - timedelta(days=max(offsets)), clock.day_of(until) - timedelta(days=min(offsets))
    return [
        Due(
            kind=queries.BREAK_OVER, about=away.id, recipient_id=away.person_id, due_at=at, due_on=away.until,
            ordinal=occurrence(away.until, days), not_after=at + POINTLESS_AFTER, category=Category.REMINDER,
        )
        for away in queries.breaks_named(first, last)
        for days in offsets
        if since <= (at := clock.at(away.until + timedelta(days=days), MORNING)) < until
    ]  # fmt: skip


def yes_runs_out(since: datetime, until: datetime, offsets: Sequence[int]) -> list[Due]:
    """At 9am, so many days before the day; after a change of words, on the day after it and what comes later of these.

    Only those who were not asked yet: between two mornings that is nobody, and nothing is read.
    """
    asks = _days_of_asking(clock.day_of(since), clock.day_of(until), [-days for days in sorted(offsets)][-ASKED:])
    dues = [_ask(each, asks[each.on, each.place]) for each in queries.running_out(asks.keys())]
    return [due for due in dues if since <= due.due_at < until]


def yes_ends(reader: Reader, today: date) -> list[Noted]:
    """For somebody's calendar: the last days on which something they agreed to counts, in the coming three years."""
    if reader.person_id is None:
        return []
    days = queries.last_days(reader.person_id, today=today, until=today + IN_A_CALENDAR)
    return [
        Noted(whole_day(f"yes {reader.person_id} {day}", "a yes of yours ends", day, changed_on=since), "consent.choices")
        for day, since in days
    ]


def _days_of_asking(first: date, last: date, before: Sequence[int]) -> dict[tuple[date, int], date]:
    """For each day on which a yes ends, and each time of asking: the day we ask, where that is one of these."""
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    changed, begins = queries.asked_again_from(), ASKED - len(before)
    asks: dict[tuple[date, int], date] = {}
    for place, ahead in enumerate(before, start=begins):
        asks |= {
            (day + timedelta(days=ahead), place): day
            for day in days
            if day + timedelta(days=ahead) not in changed or _comes_later(place, day, changed[day + timedelta(days=ahead)])
        }
    for ends, in_force in changed.items():
        day = max(in_force + timedelta(days=1), ends - timedelta(days=before[0]))
        if day in days:
            asks[ends, begins] = day
    return asks


def _comes_later(place: int, day: date, in_force: date) -> bool:
    """Whether a time of asking still comes after new words are in force; the last one always does."""
    return place == ASKED - 1 or day > in_force + timedelta(days=1)


def _ask(each: queries.RunsOut, day: date) -> Due:
    at = clock.at(day, MORNING)
    return Due(
        kind=queries.RENEW, about=each.person_id, recipient_id=each.person_id, due_at=at, due_on=each.on,
        not_after=clock.at(each.on, time()), ordinal=number_of(each.on, each.place), category=Category.REMINDER,
    )  # fmt: skip
