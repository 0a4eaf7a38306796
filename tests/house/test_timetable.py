"""The timetable as agreed, and each job as often on the two days the clocks change as on any other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from engage import clock
from engage.jobs import TIMETABLE
from engage.timetable.rules import Job, slot
from tests.support.golden import Golden

ORDINARY, SPRING, AUTUMN = date(2027, 3, 2), date(2027, 3, 28), date(2027, 10, 31)
DAYS = (ORDINARY, SPRING, AUTUMN, date(2027, 7, 6))


def ticks(day: date, every: timedelta) -> Iterator[datetime]:
    """Every tick of a London day: 23, 24 or 25 hours of them."""
    instant, end = clock.at(day, time(0)), clock.at(day + timedelta(days=1), time(0))
    while instant < end:
        yield instant
        instant += every


def runs(job: Job, day: date) -> int:
    """How often a daily job runs on a day: each slot once, whoever ticks."""
    return len({slot(job, instant) for instant in ticks(day, timedelta(minutes=1))} - {None})


def test_the_golden_timetable_holds(golden: Golden) -> None:
    golden.holds("timetable.txt", "\n".join(f"{job.name} | {job.when} | {job.reason}" for job in TIMETABLE))


def test_no_two_jobs_share_a_name() -> None:
    assert [name for name, times in Counter(job.name for job in TIMETABLE).items() if times > 1] == []


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("job", [job for job in TIMETABLE if job.at is not None], ids=lambda job: job.name)
def test_a_daily_job_runs_once_on_every_day(job: Job, day: date) -> None:
    assert runs(job, day) == 1


@pytest.mark.parametrize("wall", [time(0, 30), time(2), time(2, 30), time(3, 10), time(9), time(23, 45)], ids=str)
@pytest.mark.parametrize("day", [SPRING, AUTUMN], ids=str)
def test_whatever_its_time_it_runs_once_also_when_the_clocks_change(wall: time, day: date) -> None:
    assert runs(Job("a job", wall, "a reason", lambda _now: {}), day) == 1


@pytest.mark.parametrize("wall", [time(1), time(1, 30), time(1, 59)], ids=str)
def test_nothing_may_be_set_to_the_hour_that_is_missing_or_doubled(wall: time) -> None:
    with pytest.raises(ValueError, match="between 1am and 2am"):
        Job("a job", wall, "a reason", lambda _now: {})


def test_the_days_are_as_long_as_they_are() -> None:
    hours = [len(list(ticks(day, timedelta(hours=1)))) for day in (ORDINARY, SPRING, AUTUMN)]
    assert hours == [24, 23, 25]
    assert clock.at(SPRING, time(1, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
