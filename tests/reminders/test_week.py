"""Three optional messages a week, from Monday to Sunday in London: the next one waits, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy.exc import OperationalError

from engage import clock as the_clock
from engage.clock import at, london
from engage.db import db, is_sqlite
from engage.outbox.models import Outgoing
from engage.outbox.rules import LEASE, Channel, Go, Hold, Letter, Reason, State
from engage.pool import queries as pool
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


def two_that_may_go(app: Flask) -> list[Letter]:
    """Somebody had two optional messages this week; two workers have taken up one more each."""
    sam = a_member("Sam Okoro", email="sam@people.example", gives=["newsletter"])
    with app.app_context():
        for _ in range(OPTIONAL_A_WEEK - 1):
            which = a_message(sam, kind="consent.changed", purpose="newsletter", state=State.ACCEPTED)
            db.session.execute(sa.update(Outgoing).where(Outgoing.id == which).values(authorised_at=the_clock.now()))
        taken = [a_message(sam, kind="consent.changed", purpose="newsletter", state=State.CLAIMED) for _ in range(2)]
        db.session.commit()
    return [
        Letter(which, "consent.changed", sam, sam, 0, the_clock.today(), "newsletter", Channel.EMAIL) for which in taken
    ]  # fmt: skip


def test_of_two_that_were_taken_up_at_one_instant_only_one_goes(app: Flask, clock: Clock) -> None:
    mine, other = two_that_may_go(app)
    now = clock.now
    with app.app_context():
        for answer in (pool.may_go(mine, now), pool.may_go_all([mine], now)[mine.outgoing_id]):
            assert answer == Hold(now + LEASE, Reason.TOO_MANY), "it waits until it is known what becomes of the other one"
        db.session.execute(sa.update(Outgoing).where(Outgoing.id == mine.outgoing_id).values(state=State.QUEUED))
        db.session.commit()
        assert isinstance(pool.may_go(other, now), Go)
        db.session.execute(
            sa.update(Outgoing).where(Outgoing.id == other.outgoing_id).values(state=State.SENDING, authorised_at=now)
        )
        db.session.commit()
        assert pool.may_go(mine, now) == Hold(week_of(now)[1], Reason.TOO_MANY)


@pytest.mark.one_database("postgresql")
def test_nobody_counts_what_somebody_was_sent_while_another_worker_does(app: Flask, clock: Clock) -> None:
    mine, other = two_that_may_go(app)
    now = clock.now
    with app.app_context():
        if is_sqlite():
            pytest.skip("one writer at a time there anyway")
        pool.may_go(mine, now)
        for ask in (pool.may_go, lambda letter, at: pool.may_go_all([letter], at)):
            with app.app_context():
                db.session.execute(sa.text("SET LOCAL lock_timeout = '100ms'"))
                with pytest.raises(OperationalError):
                    ask(other, now)
                db.session.rollback()
        db.session.rollback()
