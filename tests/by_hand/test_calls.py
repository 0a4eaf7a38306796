"""People who are called or texted: what to say, how they are reached, what came of it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.by_hand.models import Try
from engage.by_hand.rules import LONGEST_TEXT, length, short_text
from engage.contacts.models import Contact
from engage.db import db
from engage.needs.models import ByHand
from engage.people.models import ContactPoint, Person
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.journeys.test_by_hand import fell_due
from tests.support.browser import Browser
from tests.support.clock import Clock

CALLS, TEXTS = "/team/by-hand/calls", "/team/by-hand/texts"
LINE = "You changed what we send you for Sam Okoro, due 2 March 2027 at 10am"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask, clock: Clock, tick: Tick) -> UUID:
    """Somebody who is called in the morning and wants no message left."""
    person_id = a_member("Sam Okoro", called="Sam", email="sam@people.example", phone="01632 960 011")
    needs_of(person_id, "by-phone", interpreter="Punjabi")
    with app.app_context():
        point = db.session.scalars(sa.select(ContactPoint).where(ContactPoint.kind == "phone")).one()
        point.best_times, point.may_leave_message = "in the morning", False
        db.session.commit()
    fell_due(app, person_id, clock, tick)
    return person_id


def test_somebody_is_called_until_they_answer_and_it_can_be_taken_back(
    browser: Browser, app: Flask, sam: UUID, clock: Clock
) -> None:
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(CALLS)
    for words in ("01632 960 011", "Do not leave a message.", "in the morning", "Interpreter: Punjabi"):
        assert words in page.text
    browser.follow(LINE)
    assert "What to say" in browser.here.text
    page = browser.submit("Save", result="no answer")
    assert "Tried once, no answer" in page.text
    clock.forward(hours=1)
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(page.links[LINE])
    assert "Tried once, and nobody answered." in browser.here.text
    page = browser.submit("Save", result="left a message", done_on=("2", "3", "2027"))
    assert "Nobody is waiting for a call." in page.text
    assert outcomes(app, sam) == [("no answer", False), ("left a message", False)]
    clock.forward(minutes=9)
    browser.submit("Undo")
    assert browser.here.heading == "You changed what we send you"
    assert outcomes(app, sam) == [("no answer", False), ("left a message", True)]
    browser.submit("Save", result="told", done_on=("1", "3", "2027"))
    undo = browser.here
    clock.forward(minutes=11)
    assert browser.submit("Undo").heading == "By phone, text and post"
    assert "Nobody is waiting for a call." in browser.open(CALLS).text, "ten minutes have passed"
    assert "dealt with" in undo.text
    with app.app_context():
        assert [row.result for row in db.session.scalars(sa.select(Try).order_by(Try.recorded_at))] == ["no answer", "told"]


def test_who_asks_us_not_to_call_has_that_written_down(browser: Browser, app: Flask, sam: UUID) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open(CALLS)
    browser.follow(LINE)
    page = browser.submit("Save", result="asked us not to")
    assert page.path == f"/team/people/{sam}/consent/record"
    with app.app_context():
        assert [row.was_told for row in db.session.scalars(sa.select(ByHand))] == [False]
    assert outcomes(app, sam) == [("reached", False)]


def test_how_a_hidden_person_is_reached_stands_on_no_list(browser: Browser, app: Flask, sam: UUID) -> None:
    with app.app_context():
        hidden = {"restricted_at": the_clock.now(), "restricted_by": sam, "restricted_why": "asked"}
        db.session.execute(sa.update(Person).where(Person.id == sam).values(hidden))
        db.session.commit()
    for role in (Role.OFFICER, Role.LEAD):
        page = browser.sign_in_as(a_staff_user(role)).open(CALLS)
        assert "Hidden: ask the participation lead" in page.text
        page = browser.open(page.links[LINE])
        assert "01632 960 011" not in page.html


def test_a_text_message_is_sent_word_by_word(browser: Browser, app: Flask, clock: Clock, tick: Tick) -> None:
    kim = a_member("Kim Sample", called="Kim", email="kim@people.example", text="07700 900 123")
    needs_of(kim, "by-text")
    fell_due(app, kim, clock, tick)
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(TEXTS)
    number, text = [box.text or "" for box in page.all("textarea")]
    assert number == "07700 900 123"
    assert text.startswith("Dear Kim, what we send you was changed, as you asked.")
    assert length(text) <= LONGEST_TEXT
    browser.follow("Mark as done: You changed what we send you to Kim Sample, due 2 March 2027 at 10am")
    browser.submit("Save", result="told")
    assert "Nobody is waiting for a text message." in browser.here.text
    assert outcomes(app, kim) == [("sent", False)]


@pytest.mark.parametrize("opening", ["We meet on Friday", "x" * 290, "“Zoë” – 20€ {each} " * 12])
def test_a_text_message_is_short_and_signed(opening: str) -> None:
    text = short_text("x", greeting="Łukasz Example", team="The team", phone="01632 960 000", opening=opening)
    assert length(text) <= LONGEST_TEXT
    assert text.endswith("01632 960 000")
    assert ("Friday" in text) == ("Friday" in opening)


def outcomes(app: Flask, person_id: UUID) -> list[tuple[str, bool]]:
    """What stands in the log of contacts, and whether it was struck out."""
    with app.app_context():
        found = db.session.scalars(sa.select(Contact).where(Contact.person_id == person_id).order_by(Contact.recorded_at))
        return [(row.outcome.value, row.voided_at is not None) for row in found]
