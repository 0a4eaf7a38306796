"""What falls due, on every kind of day: each thing once, at 9am by London clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage import clock as the_clock
from engage.consent import actions as consent
from engage.consent import due as consent_due
from engage.db import db
from engage.outbox.rules.occurrences import offset_of
from engage.people import queries as people
from engage.pool import actions as pool
from engage.pool import due as pool_due
from tests.factories import saves
from tests.factories.pool import a_member
from tests.support.clock import Clock

GIVEN = [
    datetime(2027, 3, 26, 12, tzinfo=UTC),  # two days later the clocks go forward
    datetime(2027, 10, 29, 12, tzinfo=UTC),  # and back
    datetime(2028, 2, 27, 12, tzinfo=UTC),  # 29 February
    datetime(2027, 12, 30, 12, tzinfo=UTC),  # the end of the year
    datetime(2027, 7, 1, 23, 30, tzinfo=UTC),  # already the next day in London
]


@saves
def somebody_asked_to_confirm(at: datetime) -> UUID:
    sam = a_member("Sam Okoro", confirmed=False, at=at)
    [point] = people.contact_points(sam)
    pool.ask_to_confirm(sam, point.id, ordinal=0, at=at)
    return sam


def test_nobody_is_reminded_of_what_they_were_not_asked(app: Flask) -> None:
    added = datetime(2027, 3, 26, 12, tzinfo=UTC)
    sam = a_member("Sam Okoro", confirmed=False, at=added)
    with app.app_context():
        assert pool_due.confirm_your_address(added, added + timedelta(days=20), (2, 7)) == []
        assert sam not in pool_due.sign_ups_to_forget(added + timedelta(days=40))


@pytest.mark.parametrize("given_at", GIVEN, ids=str)
def test_reminders_to_confirm_come_after_two_and_seven_london_days_at_nine(app: Flask, given_at: datetime) -> None:
    somebody_asked_to_confirm(given_at)
    with app.app_context():
        dues = pool_due.confirm_your_address(given_at, given_at + timedelta(days=20), (2, 7))
    local = [the_clock.london(due.due_at) for due in dues]
    joined = the_clock.day_of(given_at)
    assert [(at.date(), at.hour, at.minute) for at in local] == [(joined + timedelta(days=days), 9, 0) for days in (2, 7)]
    assert [offset_of(due.ordinal) for due in dues] == [2, 7]


@given(cuts=st.lists(st.integers(min_value=1, max_value=20 * 24 * 60), max_size=12, unique=True))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_time_is_cut_each_reminder_falls_due_once(app: Flask, clock: Clock, cuts: list[int]) -> None:
    given_at = datetime(2027, 3, 26, 12, tzinfo=UTC)
    with app.app_context():
        if not pool_due.confirm_your_address(given_at, given_at + timedelta(days=20), (2, 7)):
            somebody_asked_to_confirm(given_at)
        edges = [given_at, *(given_at + timedelta(minutes=cut) for cut in sorted(cuts)), given_at + timedelta(days=21)]
        dues = [due for since, until in pairwise(edges) for due in pool_due.confirm_your_address(since, until, (2, 7))]
    assert [offset_of(due.ordinal) for due in dues] == [2, 7]


@pytest.mark.parametrize(
    ("taken_at", "months", "day"),
    [
        (datetime(2027, 2, 28, 12, tzinfo=UTC), 1, date(2027, 3, 28)),
        (datetime(2027, 7, 31, 12, tzinfo=UTC), 3, date(2027, 10, 31)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), 1, date(2028, 2, 29)),
        (datetime(2027, 8, 31, 12, tzinfo=UTC), 6, date(2028, 2, 29)),
        (datetime(2027, 6, 30, 23, 30, tzinfo=UTC), 6, date(2028, 1, 1)),
    ],
)
def test_the_end_of_a_break_falls_due_at_nine_on_its_day(app: Flask, taken_at: datetime, months: int, day: date) -> None:
    sam = a_member("Sam Okoro")
    with time_machine.travel(taken_at), app.app_context():
        consent.take_break(sam, months=months, at=taken_at)
        db.session.commit()
        dues = consent_due.break_is_over(taken_at, taken_at + timedelta(days=250), (0,))
    assert [(due.due_on, the_clock.london(due.due_at).hour) for due in dues] == [(day, 9)]


def test_a_break_until_they_say_never_falls_due(app: Flask, clock: Clock) -> None:
    sam = a_member("Sam Okoro")
    with app.app_context():
        consent.take_break(sam, months=None, at=clock.now)
        db.session.commit()
        assert consent_due.break_is_over(clock.now, clock.now + timedelta(days=2000), (0,)) == []
