"""What GOV.UK Notify says could not be delivered is asked for, or told by it, kept once and counted as a report is."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from engage.bounces import queries
from engage.bounces.rules import Lasting, Why
from engage.db import db
from engage.jobs import at_work, tick
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason, State
from engage.people import queries as people
from tests.factories.bounces import a_sent_message
from tests.factories.outbox import state_of
from tests.factories.people import a_person
from tests.support.clock import Clock
from tests.support.notify import Kept, Standing, standing_in


@pytest.fixture
def notify(app: Flask) -> Iterator[Standing]:
    with at_work(app), standing_in(app) as standing:
        yield standing


def failed(notify: Standing, outgoing_id: UUID, status: str) -> None:
    """Notify took a message of ours and could not deliver it."""
    notify.kept.insert(0, Kept("email", "sam@example.org", outbox.message_id(outgoing_id), {}, status=status))


def asked() -> dict[str, int]:
    db.session.commit()
    told = tick(only="ask notify")["ask notify"]
    db.session.expire_all()
    return dict(told)


@pytest.mark.parametrize(
    ("status", "reason", "lasting", "why", "counts"),
    [
        ("permanent-failure", Reason.NO_SUCH_ADDRESS, Lasting.FOR_GOOD, Why.NO_SUCH_ADDRESS, (1, 0)),
        ("temporary-failure", Reason.NOT_IN_TIME, Lasting.FOR_NOW, Why.NOT_IN_TIME, (0, 1)),
        ("technical-failure", Reason.NOT_PASSED_ON, Lasting.FOR_NOW, Why.TURNED_AWAY, (0, 0)),
    ],
)
def test_a_failure_becomes(
    notify: Standing, clock: Clock, status: str, reason: Reason, lasting: Lasting, why: Why, counts: tuple[int, int]
) -> None:
    person_id = a_person()
    outgoing_id, fine = a_sent_message(person_id), a_sent_message(person_id)
    failed(notify, fine, "delivered")
    failed(notify, outgoing_id, status)
    assert asked() == {"came back": 1}
    assert state_of(outgoing_id) == (State.BOUNCED, reason)
    assert state_of(fine) == (State.ACCEPTED, None)
    found, point = queries.about_message(outgoing_id), people.email(person_id)
    assert found is not None
    assert point is not None
    assert (found.lasting, found.why, found.noted_by) == (lasting, why, None)
    assert queries.counted(point, until=found.created_at) == counts
    assert asked() == {}
    clock.forward(minutes=6)
    assert asked() == {}


def test_all_pages_are_read_and_what_is_not_ours_is_passed_over(notify: Standing, clock: Clock) -> None:
    person_id = a_person()
    first, second = a_sent_message(person_id), a_sent_message(person_id)
    failed(notify, first, "permanent-failure")
    notify.kept = [Kept("email", "x", f"{n:032x}", {}, status="permanent-failure") for n in range(7)] + notify.kept
    failed(notify, second, "permanent-failure")
    assert asked() == {"came back": 2}
    point = people.email(person_id)
    assert point is not None
    assert point.came_back_at is not None
    notify.lookups_fail = True
    clock.forward(minutes=6)
    assert asked() == {"not answered": 1}
    clock.forward(minutes=6)
    assert asked() == {}


def test_where_notify_is_not_used_it_is_not_asked(app: Flask) -> None:
    with at_work(app):
        assert asked() == {}
