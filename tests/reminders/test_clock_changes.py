"""Both Sundays of 2026 and 2027 on which the clocks change: reminders, mailings with a date, quiet days and the weekly limit."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from engage import clock
from engage.mailings.rules import HOURS, begins_at
from engage.outbox.rules import Due
from engage.outbox.rules.occurrences import occurrence
from engage.reminders.rules import held_until, week_of
from engage.reminders.rules.falling import QuietDays, falls_due
from tests.factories.outbox import KIND
from tests.factories.reminders import a_rule

SUNDAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
WHO = UUID(int=1)
EVERY = timedelta(minutes=30)
EASTER = date(2027, 3, 28)


def reminders_around(sunday: date) -> list[Due]:
    """Something a day before, on and after the Sunday, at 9 on London clocks; each hangs on the Sunday."""
    found = []
    for days in (-2, -1, 0, 1, 2):
        at = clock.at(sunday + timedelta(days=days), time(9))
        found.append(Due(KIND, WHO, WHO, at, at + timedelta(days=7), sunday, occurrence(sunday, days)))
    return found


@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
def test_each_reminder_falls_due_once_at_nine_however_often_one_looks(sunday: date) -> None:
    rule, dues, seen = a_rule(), reminders_around(sunday), Counter[int]()
    now = clock.at(sunday - timedelta(days=3), time(0, 10))
    while now < clock.at(sunday + timedelta(days=4), time()):
        seen.update(due.ordinal for due in falls_due(dues, rule, QuietDays(), now, now + EVERY))
        now += EVERY
    assert seen == {due.ordinal: 1 for due in dues}
    assert {(clock.london(due.due_at).hour, clock.london(due.due_at).minute) for due in dues} == {(9, 0)}
    assert [(later.due_at - earlier.due_at) for earlier, later in pairwise(dues)].count(timedelta(days=1)) == 3


@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
def test_a_quiet_sunday_moves_it_to_nine_on_monday_and_it_is_given_up_as_late_as_on_any_day(sunday: date) -> None:
    rule = a_rule(quiet_days=True, catch_up=2)
    whole = clock.at(sunday - timedelta(days=7), time()), clock.at(sunday + timedelta(days=7), time())
    moved = falls_due(reminders_around(sunday), rule, QuietDays(frozenset({sunday})), *whole)
    monday = clock.at(sunday + timedelta(days=1), time(9))
    assert [due.due_at for due in moved].count(monday) == 2
    assert {due.not_after - due.due_at for due in moved} == {timedelta(days=2)}
    yearly = QuietDays(yearly=frozenset({(sunday.month, sunday.day)}))
    assert falls_due(reminders_around(sunday), rule, yearly, *whole) == moved


@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
def test_on_working_days_it_goes_on_the_next_one(sunday: date) -> None:
    rule = a_rule(working_days=True)
    [due] = falls_due(
        reminders_around(sunday)[2:3], rule, QuietDays(), clock.at(sunday, time()), clock.at(sunday + timedelta(days=7), time())
    )
    onward = sunday + timedelta(days=2 if sunday == EASTER else 1)
    assert due.due_at == clock.at(onward, time(9))


@pytest.mark.parametrize("hour", HOURS)
@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
def test_a_mailing_begins_at_the_hour_that_was_chosen_and_is_not_held(sunday: date, hour: int) -> None:
    for day in (sunday - timedelta(days=1), sunday, sunday + timedelta(days=1)):
        begins = begins_at(day, hour)
        assert clock.london(begins).replace(tzinfo=None) == datetime.combine(day, time(hour))
        assert held_until(begins) is None


@pytest.mark.parametrize("sunday", SUNDAYS, ids=str)
def test_the_night_and_the_week_end_by_london_clocks(sunday: date) -> None:
    night = clock.at(sunday, time(0, 30))
    for passed in range(0, 17 * 60, 20):
        now = night + timedelta(minutes=passed)
        if clock.london(now).time() < time(9):
            assert held_until(now) == clock.at(sunday, time(9))
    began, onward = week_of(clock.at(sunday, time(12)))
    assert (clock.day_of(began), onward) == (sunday - timedelta(days=6), clock.at(sunday + timedelta(days=1), time(9)))
    hours = (onward - began) / timedelta(hours=1) - 9
    assert hours == (167 if sunday.month == 3 else 169)
