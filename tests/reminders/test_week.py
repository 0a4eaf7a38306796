"""Three optional messages a week, from Monday to Sunday in London: the next one waits, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from engage import clock as the_clock
from engage.clock import at, london
from engage.outbox.rules import Reason, State
from engage.reminders.rules import OPTIONAL_A_WEEK, week_of
from tests.factories.outbox import a_message, state_of
from tests.factories.pool import a_member
from tests.support.clock import Clock
from tests.support.postbox import Postbox

INSTANTS = some.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - hypothesis adds it
MONDAY = at(datetime(2027, 3, 8, tzinfo=UTC).date(), time(9))


@given(INSTANTS)
def test_a_week_is_from_monday_to_sunday_on_london_clocks(now: datetime) -> None:
    began, onward = week_of(now)
    assert (london(began).weekday(), london(began).time()) == (0, time())
    assert (london(onward).weekday(), london(onward).time()) == (0, time(9))
    assert began <= now < at(the_clock.day_of(began) + timedelta(days=7), time()) <= onward


def test_the_fourth_optional_message_of_a_week_waits_until_monday_and_a_service_message_does_not(
    app: Flask, clock: Clock, tick: Callable[[], object], postbox: Postbox
) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example", gives=["newsletter"])
    lasts = timedelta(days=14)
    sent = [a_message(sam, kind="consent.changed", purpose="newsletter", lasts=lasts) for _ in range(OPTIONAL_A_WEEK)]
    tick()
    waits = a_message(sam, kind="consent.changed", purpose="newsletter", lasts=lasts)
    service = a_message(sam, kind="consent.changed", lasts=lasts)
    tick()
    with app.app_context():
        assert [state_of(each)[0] for each in [*sent, service]] == [State.ACCEPTED] * 4
        assert state_of(waits) == (State.QUEUED, Reason.TOO_MANY)
    clock.move_to(MONDAY - timedelta(minutes=1))
    tick()
    assert len(postbox.to("sam@people.example")) == 4
    clock.move_to(MONDAY)
    tick()
    assert len(postbox.to("sam@people.example")) == 5
