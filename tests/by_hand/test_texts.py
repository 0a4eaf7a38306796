"""Text messages that go by themselves: asked about by their own channel, once, and back on the list where they do not arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work
from engage.jobs import tick as one_pass
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Reason, State
from engage.people.models import Person
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.journeys.test_by_hand import fell_due
from tests.support import notify as stand_in
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.notify import Standing
from tests.support.postbox import Postbox

LIST = "/team/by-hand/texts"
Tick = Callable[[], object]


@pytest.fixture
def notify(app: Flask, postbox: Postbox) -> Iterator[Standing]:
    """E-mail goes by the mail server, text messages by Notify."""
    with stand_in.standing_in(app, email=False, texts=True) as standing:
        yield standing


@pytest.fixture
def sam(app: Flask) -> UUID:
    person_id = a_member("Sam Okoro", called="Sam", text="07700 900123", gives=[])
    needs_of(person_id, "by-text")
    return person_id


def texts(app: Flask) -> list[tuple[State, Reason | None]]:
    with app.app_context():
        rows = db.session.execute(sa.select(Outgoing.state, Outgoing.reason).where(Outgoing.channel == Channel.TEXT))
        return [(row.state, row.reason) for row in rows]


def change(app: Flask, person_id: UUID, **values: Any) -> None:
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == person_id).values(**values))
        db.session.commit()


def test_a_text_goes_by_itself_once_and_stands_on_no_list(
    browser: Browser, app: Flask, notify: Standing, sam: UUID, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    fell_due(app, sam, clock, tick)
    for _ in range(2):
        tick()
    [kept] = notify.kept
    assert (kept.kind, kept.to) == ("sms", "+447700900123")
    assert kept.personalisation["body"].startswith("Dear Sam, what we send you was changed, as you asked.")
    assert "01632 960 100" in kept.personalisation["body"]
    assert texts(app) == [(State.ACCEPTED, None)]
    assert postbox.all() == []
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(LIST)
    assert "Sam Okoro" not in page.text

    notify.fails(kept.reference, "permanent-failure")
    clock.forward(minutes=6)
    tick()
    assert texts(app) == [(State.BOUNCED, Reason.NUMBER_NOT_IN_USE)]
    assert "Sam Okoro" in browser.open(LIST).text
    tick()
    assert len(notify.kept) == 1


@pytest.mark.parametrize("why", ["agreed to e-mail only", "hidden", "no number"])
def test_who_may_not_be_texted_is_not(app: Flask, notify: Standing, sam: UUID, clock: Clock, tick: Tick, why: str) -> None:
    if why == "agreed to e-mail only":
        a_decision(sam, "newsletter")
    if why == "hidden":
        hidden = {"restricted_at": the_clock.now(), "restricted_by": sam, "restricted_why": "asked"}
        change(app, sam, **hidden)
    if why == "no number":
        sam = a_member("Ama Example", email="ama@people.example")
        needs_of(sam, "by-text")
    fell_due(app, sam, clock, tick, purpose="newsletter" if why == "agreed to e-mail only" else None)
    assert notify.kept == []
    assert texts(app) == []


def test_what_is_due_at_night_waits_for_the_morning_and_a_no_in_the_night_holds(
    app: Flask, notify: Standing, sam: UUID, clock: Clock, tick: Tick
) -> None:
    clock.forward(hours=10)
    fell_due(app, sam, clock, tick)
    assert texts(app) == [(State.QUEUED, Reason.QUIET_HOURS)]
    assert notify.kept == []
    change(app, sam, died_on=the_clock.today())
    clock.forward(hours=14)
    tick()
    assert texts(app) == [(State.SUPPRESSED, Reason.DIED)]
    assert notify.kept == []


@pytest.mark.parametrize(
    ("answer", "state", "reason", "is_listed"),
    [
        (stand_in.BAD_NUMBER, State.FAILED, Reason.REFUSED_BY_SERVER, True),
        (stand_in.TOO_FAST, State.QUEUED, Reason.LINE_DOWN, False),
        (stand_in.CUTS_AFTER, State.ACCEPTED, None, False),
        (stand_in.CUTS_BEFORE, State.UNCERTAIN, Reason.LINE_CUT, False),
    ],
)
def test_an_answer_becomes(
    browser: Browser, app: Flask, notify: Standing, sam: UUID, clock: Clock, tick: Tick,
    answer: stand_in.Answer, state: State, reason: Reason | None, is_listed: bool,
) -> None:  # fmt: skip
    notify.answers.append(answer)
    fell_due(app, sam, clock, tick)
    assert texts(app) == [(state, reason)]
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(LIST)
    assert ("Sam Okoro" in page.text) is is_listed


def test_turned_off_what_waited_is_on_the_list_again(
    browser: Browser, app: Flask, notify: Standing, sam: UUID, clock: Clock, tick: Tick
) -> None:
    notify.answers.append(stand_in.BAD_KEY)
    fell_due(app, sam, clock, tick)
    settings = app.extensions["settings"]
    app.extensions["settings"] = stand_in.without_notify(settings)
    with at_work(app):
        assert one_pass(only="text messages") == {"text messages": {"called off": 1}}
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(LIST)
    assert "Sam Okoro" in page.text
    app.extensions["settings"] = settings
