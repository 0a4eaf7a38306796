"""When the weekly digest goes: a question of the week of London, never of how much time has passed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engage import clock
from engage.digests.rules import Stands, State, ends_at, goes_at, monday_of, next_going, stands, week_id
from engage.reminders.rules.falling import QuietDays

NONE = QuietDays()
DAYS = st.dates(date(2025, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("monday", "quiet", "goes"),
    [
        ("2027-03-01", NONE, "2027-03-04 10:00"),
        ("2027-03-29", NONE, "2027-04-01 09:00"),
        ("2026-10-26", NONE, "2026-10-29 10:00"),
        ("2026-10-19", NONE, "2026-10-22 09:00"),
        ("2025-12-29", NONE, "2026-01-02 10:00"),
        ("2025-12-22", NONE, None),
        ("2027-03-01", QuietDays(once=frozenset({date(2027, 3, 4)})), "2027-03-05 10:00"),
        ("2027-03-01", QuietDays(yearly=frozenset({(3, 4), (3, 5)})), None),
    ],
)
def test_it_goes_on_thursday_at_ten_in_london_or_the_next_working_day_of_the_week(
    monday: str, quiet: QuietDays, goes: str | None
) -> None:
    expected = None if goes is None else datetime.fromisoformat(goes).replace(tzinfo=UTC)
    assert goes_at(date.fromisoformat(monday), quiet) == expected


def test_the_next_one_is_named_across_a_week_that_has_none() -> None:
    before = datetime(2025, 12, 18, 9, 59, tzinfo=UTC)
    assert next_going(before, NONE) == datetime(2025, 12, 18, 10, tzinfo=UTC)
    assert next_going(before + timedelta(minutes=1), NONE) == datetime(2026, 1, 2, 10, tzinfo=UTC)


@given(DAYS)
def test_a_week_is_from_monday_to_sunday_and_has_one_digest(day: date) -> None:
    monday = monday_of(day)
    assert monday.weekday() == 0
    assert (monday.isocalendar()[:2]) == day.isocalendar()[:2]
    assert week_id(monday) != week_id(monday + timedelta(days=7))
    goes = goes_at(monday, NONE)
    assert goes is None or (goes < ends_at(monday) and monday_of(clock.day_of(goes)) == monday)


def test_how_an_item_stands() -> None:
    today, yesterday = date(2027, 3, 2), date(2027, 3, 1)
    assert stands(State.DRAFT, yesterday, went=False, today=today) is Stands.DRAFT
    assert stands(State.OPEN, today, went=False, today=today) is Stands.WAITS
    assert stands(State.OPEN, today, went=True, today=today) is Stands.OPEN
    assert stands(State.OPEN, yesterday, went=True, today=today) is Stands.CLOSED
    assert stands(State.CLOSED, today, went=True, today=today) is Stands.CLOSED
