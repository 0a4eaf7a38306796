"""Nobody noticed for three days that the worker was off: what is still of use goes once, and the rest is on a list."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work, tick, timetable
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Due, Reason, State
from tests.factories.accounts import a_staff_user
from tests.factories.outbox import a_due, a_kind, a_message, messages_of, wired
from tests.factories.pool import a_member
from tests.factories.reminders import a_reminder
from tests.journeys.walks import SAM
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SOMEBODY = uuid.uuid4()


@pytest.fixture
def _daily(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody is reminded of something at this time each day; each reminder may be two days late."""
    first, about = clock.now, uuid.uuid4()

    def due(since: datetime, until: datetime, _offsets: Sequence[int] = ()) -> list[Due]:
        at = [first + timedelta(days=day) for day in range(10)]
        return [
            a_due(SOMEBODY, about=about, due_at=each, ordinal=number, lasts=timedelta(days=9))
            for number, each in enumerate(at)
            if since <= each < until
        ]

    monkeypatch.setattr(timetable, "DUES", (a_reminder(due, catch_up=2),))
    with wired(a_kind()):
        yield


def passes(app: Flask, *, many: int) -> None:
    with at_work(app):
        for _ in range(many):
            tick()


@pytest.mark.usefixtures("_daily")
def test_after_three_days_without_a_worker(app: Flask, browser: Browser, clock: Clock, postbox: Postbox) -> None:
    a_member("Sam Okoro", called="Sam", email=SAM)
    clock.forward(minutes=1)
    passes(app, many=1)
    postbox.empty()
    short, long = uuid.uuid4(), uuid.uuid4()
    a_message(short, category=Category.CHANGE, lasts=timedelta(days=2))
    a_message(long, category=Category.CHANGE, lasts=timedelta(days=5))
    a_message(short, due_at=clock.now + timedelta(days=1), lasts=timedelta(hours=6))
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email=SAM)

    clock.forward(days=3, hours=1)
    passes(app, many=4)

    with app.app_context():
        too_late, sent = (State.EXPIRED, Reason.TOO_LATE), (State.ACCEPTED, None)
        assert [(line.state, line.reason) for line in messages_of(short)] == [too_late, too_late]
        assert [(line.state, line.reason) for line in messages_of(long)] == [sent]
        assert [(line.state, line.reason) for line in messages_of(SOMEBODY)] == [
            sent, (State.EXPIRED, Reason.MISSED), sent, sent,
        ], "the first went before; the second is more than two days late"  # fmt: skip
        link = db.session.scalars(sa.select(Outgoing).where(Outgoing.category == Category.SECURITY)).one()
        assert (link.state, link.reason) == too_late
    assert postbox.to(SAM) == []
    assert len(postbox.all()) == 3
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert browser.open("/team/messages?show=not-sent").text.count("Not sent: too late") >= 4
