"""When people may be written to: waking hours and working days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engage.clock import at, london
from engage.reminders.rules import AWAKE_FROM, AWAKE_UNTIL, held_until, is_working_day, working_days_after, working_days_between
from tools import bank_holidays

INSTANTS = some.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - hypothesis adds it


@given(INSTANTS)
def test_nothing_leaves_at_night_and_everything_leaves_in_the_morning(now: datetime) -> None:
    until = held_until(now)
    if until is None:
        assert AWAKE_FROM <= london(now).time() < AWAKE_UNTIL
    else:
        assert london(until).time() == AWAKE_FROM
        assert timedelta(0) < until - now <= timedelta(hours=15)
        assert held_until(until) is None


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_morning_is_nine_in_london_on_the_day_the_clocks_change(day: date) -> None:
    night = at(day, time(0, 30))
    until = held_until(night)
    assert until is not None
    assert (london(until).date(), london(until).time()) == (day, time(9))
    assert held_until(at(day, time(8, 59))) == until
    assert held_until(at(day, time(9))) is None
    assert held_until(at(day, time(18, 59))) is None
    assert held_until(at(day, time(19))) == at(day + timedelta(days=1), time(9))


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        (date(2027, 3, 1), 3, date(2027, 3, 4)),
        (date(2027, 3, 4), 3, date(2027, 3, 9)),
        (date(2026, 12, 24), 3, date(2026, 12, 31)),
        (date(2027, 3, 25), 1, date(2027, 3, 30)),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2027, 12, 31), 1, date(2028, 1, 4)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day: date, days: int, then: date) -> None:
    assert working_days_after(day, days) == then
    assert working_days_between(day, then) == days


def test_the_bank_holidays_we_read_are_those_the_library_knows() -> None:
    kept = bank_holidays.FILE.read_text(encoding="utf-8")
    assert kept == bank_holidays.days(), "run: python -m tools.bank_holidays"


@given(some.dates(date(2026, 1, 1), date(2030, 1, 1)), some.integers(1, 30))
def test_counting_forward_and_counting_between_agree(day: date, days: int) -> None:
    then = working_days_after(day, days)
    assert is_working_day(then)
    assert working_days_between(day, then) == days
