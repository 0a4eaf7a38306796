"""What falls due is queued once, by whoever asks; a kind that is off is not; and the team sees what is coming."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work, tick, timetable
from engage.outbox import queries
from engage.outbox.rules import Due, State
from engage.reminders import actions
from tests.factories.accounts import a_staff_user
from tests.factories.outbox import a_due, a_kind, wired
from tests.factories.reminders import a_reminder
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox


class Room:
    """A room that reminds somebody every day at this time."""

    def __init__(self, first: datetime, recipients: int = 1) -> None:
        self.first = first
        self.recipients = [uuid.uuid4() for _ in range(recipients)]
        self.about = uuid.uuid4()

    def due(self, since: datetime, until: datetime, _offsets: Sequence[int] = ()) -> list[Due]:
        days = [self.first + timedelta(days=day) for day in range(20)]
        return [self._due(number, at, to) for number, at in enumerate(days) if since <= at < until for to in self.recipients]

    def _due(self, number: int, at: datetime, to: UUID) -> Due:
        return a_due(to, about=self.about, due_at=at, ordinal=number, lasts=timedelta(hours=30))


@pytest.fixture
def room(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    room = Room(clock.now + timedelta(hours=1))
    monkeypatch.setattr(timetable, "DUES", (a_reminder(room.due),))
    with wired(a_kind()):
        yield room


def test_each_reminder_goes_out_once_however_often_we_look(app: Flask, room: Room, clock: Clock, postbox: Postbox) -> None:
    with at_work(app):
        for _ in range(30):
            tick()
            tick()
            clock.forward(hours=2)
    assert len(postbox.all()) == 3


def test_what_was_missed_goes_out_if_it_is_still_of_use(app: Flask, room: Room, clock: Clock, postbox: Postbox) -> None:
    clock.forward(days=4)
    with at_work(app):
        tick()
        states = sorted(line.state for line in queries.messages_to(room.recipients[0]))
    assert states == [State.ACCEPTED, State.EXPIRED, State.EXPIRED, State.EXPIRED]
    assert len(postbox.all()) == 1


def test_a_kind_that_is_off_is_not_queued(app: Flask, room: Room, clock: Clock, postbox: Postbox) -> None:
    with at_work(app):
        actions.switch(a_reminder(room.due), on=False, by=uuid.uuid4())
        db.session.commit()
        clock.forward(days=1)
        tick()
        assert queries.messages_to(room.recipients[0]) == []
        actions.switch(a_reminder(room.due), on=True, by=uuid.uuid4())
        db.session.commit()
        tick()
    assert len(postbox.all()) == 1


def test_a_lead_switches_a_reminder_off_and_on(browser: Browser) -> None:
    browser.sign_in_as(a_staff_user(Role.LEAD)).open("/team/reminders")
    browser.follow("Your break is over")
    assert browser.open(browser.here.links["Read its words"]).heading == "Your break is over"
    browser.open("/team/reminders/consent.break_over")
    page = browser.press("Switch off: Your break is over")
    assert "This reminder is switched off." in page.text
    page = browser.press("Switch on: Your break is over")
    assert "This reminder is switched on." in page.text


def test_a_reminder_nobody_knows_cannot_be_switched(browser: Browser) -> None:
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert browser.post("/team/reminders/test.unknown/off").status in (404, 422)
