"""Every job has its turn once, on ordinary days and on the two on which the clocks change; and a tick is safe to repeat."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.clock import london
from engage.db import db
from engage.jobs import TIMETABLE, at_work, tick
from engage.timetable import actions, queries
from engage.timetable.models import Run
from engage.timetable.rules import TAKEN_FOR_DEAD, Job, slot
from tests.support.clock import Clock

CLOCKS_CHANGE = (date(2027, 3, 28), date(2027, 10, 31), date(2026, 10, 25))
DAILY = [job for job in TIMETABLE if job.at is not None]


def runs() -> Counter[tuple[str, str]]:
    return Counter((run.job, run.slot) for run in db.session.scalars(sa.select(Run).where(Run.finished_at.is_not(None))))


@pytest.mark.parametrize("day", CLOCKS_CHANGE)
def test_a_daily_job_runs_once_on_the_day_the_clocks_change(app: Flask, clock: Clock, day: date) -> None:
    midnight = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=3)
    with at_work(app):
        for half_hours in range(60):
            tick(midnight + timedelta(minutes=30 * half_hours))
        counted = runs()
    assert [counted[job.name, day.isoformat()] for job in DAILY] == [1] * len(DAILY)


@pytest.mark.parametrize("day", CLOCKS_CHANGE)
def test_a_daily_job_begins_at_its_london_time(day: date) -> None:
    for job in DAILY:
        start = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=2)
        first = next(
            at for minutes in range(0, 24 * 60, 5) if slot(job, at := start + timedelta(minutes=minutes)) == day.isoformat()
        )
        assert london(first).time() == job.at


def test_nothing_that_runs_once_a_day_begins_between_one_and_two() -> None:
    for hour in (time(1), time(1, 30), time(1, 59)):
        with pytest.raises(ValueError, match="between 1am and 2am"):
            Job("night", hour, "", lambda _now: {})
    assert all(job.reason for job in TIMETABLE)


def test_a_job_that_was_missed_runs_late_the_same_day(app: Flask) -> None:
    with at_work(app):
        tick(datetime(2027, 3, 3, 18, tzinfo=UTC))
        assert [job for job, _ in runs()] == [job.name for job in DAILY]


def test_a_slot_is_claimed_once_and_taken_over_when_its_worker_died(app: Flask, clock: Clock) -> None:
    with app.app_context():
        first = actions.claim("tidy", "2027-03-02", clock.now)
        assert first is not None
        assert actions.claim("tidy", "2027-03-02", clock.now) is None
        clock.forward(seconds=TAKEN_FOR_DEAD.total_seconds() + 1)
        assert actions.claim("tidy", "2027-03-02", clock.now) == first
        actions.finish(first, clock.now, {"done": 1})
        clock.forward(days=1)
        assert actions.claim("tidy", "2027-03-02", clock.now) is None
        db.session.rollback()


def test_a_tick_shows_that_somebody_is_alive(app: Flask, clock: Clock) -> None:
    with at_work(app):
        assert not queries.is_ticking(clock.now)
        tick()
        assert queries.is_ticking(clock.now)
        clock.forward(minutes=6)
        assert not queries.is_ticking(clock.now)
        tick()
        assert queries.is_ticking(clock.now)


def test_one_line_of_the_timetable_can_be_run_by_hand(app: Flask) -> None:
    with at_work(app):
        assert list(tick(only=DAILY[0].name)) == [DAILY[0].name]
        assert queries.last_beat() is None
