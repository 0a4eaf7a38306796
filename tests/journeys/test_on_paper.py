"""Somebody without e-mail joins on paper, gets the newsletter as a letter, and stops before it is posted."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.consent.rules import Action, Route
from engage.db import db
from engage.mailings.rules import KIND, Audience
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel
from engage.people import actions as people
from engage.people.actions import Reach
from engage.people.rules import Kind
from tests.factories import saves
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.consent import a_decision
from tests.helping.test_adding import person_of, tell
from tests.mailings.test_whom import started
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

LETTERS, CALLS = "/team/by-hand/letters", "/team/by-hand/calls"
Tick = Callable[[], object]


@pytest.fixture
def robin() -> StaffUser:
    return a_staff_user(Role.OFFICER)


@pytest.fixture
def sam(app: Flask, browser: Browser, robin: StaffUser, clock: Clock, tick: Tick, postbox: Postbox) -> UUID:
    """Sam wrote to us, wants the newsletter by post, and the team sends one."""
    browser.sign_in_as(robin).open("/team/people/new")
    person_id = person_of(tell(browser, how="paper", wish_newsletter="yes"))
    started(app, [person_id], Audience())
    for _ in range(2):
        tick()
        clock.forward(minutes=2)
    with app.app_context():
        asked = sa.select(Outgoing.state, Outgoing.reason).where(Outgoing.kind == KIND)
        assert [tuple(row) for row in db.session.execute(asked)] == [("suppressed", "needs_another_way")]
    assert postbox.all() == []
    return person_id


def test_who_has_no_email_gets_a_letter_and_it_comes_out_of_the_batch_when_they_stop(
    browser: Browser, sam: UUID, robin: StaffUser
) -> None:
    batch = made(browser)
    assert [row[1] for row in browser.here.rows] == ["To Sam Okoro"]
    assert "Here it is." in browser.open(f"{batch}/print").text
    heard(sam, Action.WITHDRAWN, Channel.POST, robin)
    assert "Take these out of the pile" in browser.open(batch).text
    assert "Here it is." not in browser.open(f"{batch}/print").text
    browser.open(f"{batch}/posted")
    browser.submit("Mark as posted", when="today")
    assert "Nobody is waiting for a letter." in browser.open(LETTERS).text


def test_who_stops_letters_and_agreed_to_be_called_is_called(browser: Browser, sam: UUID, robin: StaffUser) -> None:
    add_phone(sam)
    batch = made(browser)
    heard(sam, Action.WITHDRAWN, Channel.POST, robin)
    heard(sam, Action.GIVEN, Channel.PHONE, robin)
    browser.open(f"{batch}/posted")
    browser.submit("Mark as posted", when="today")
    assert "To Sam Okoro" not in browser.open(LETTERS).text
    assert "Sam Okoro" in browser.open(CALLS).text


@saves
def add_phone(person_id: UUID) -> None:
    """They gave us a number as well."""
    people.put_point(person_id, Reach(Kind.PHONE, "01632 960 011"), at=the_clock.now())


def made(browser: Browser) -> str:
    browser.open(LETTERS)
    browser.follow("Look before you print")
    return browser.submit("Make the letters").path


def heard(person_id: UUID, action: Action, channel: Channel, by: StaffUser) -> None:
    """They called, and the team wrote it down."""
    a_decision(person_id, action=action, channel=channel, route=Route.PHONE, recorded_by=by.id)
