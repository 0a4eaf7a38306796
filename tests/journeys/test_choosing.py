"""J-M4, the half about consent: stop, start, undo, stop everything, take a break, come back; signed in and by link."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.consent import queries
from engage.consent.models import ConsentEvent
from engage.consent.rules import Route
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel
from engage.people import queries as people
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import SAM, choices_token, everything, may, put
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody who said yes to the newsletter and to surveys."""
    return a_member("Sam Okoro", called="Sam", email=SAM, phone="01632 960 001", gives=("newsletter", "surveys"))


@pytest.fixture(params=["signed in", "by link"])
def page(request: pytest.FixtureRequest, app: Flask, sam: UUID, browser: Browser) -> str:
    """The page with all choices, reached in both ways."""
    if request.param == "signed in":
        browser.sign_in_as(the_account_of(sam))
        return "/me/choices"
    return f"/c/{choices_token(app, sam)}"


def one_press_token(app: Flask, person_id: UUID, purpose: str = "newsletter") -> str:
    with app.app_context():
        person = people.person(person_id)
        assert person is not None
        return queries.stop_links(person, purpose=purpose, outgoing_id=person_id).one_press


def test_stopping_takes_one_press_and_undo_another(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    assert "Yes since 2 March 2027 (online), by e-mail and phone" in browser.open(page).text
    shown = browser.press("Stop: The newsletter")
    assert shown.heading == "We have stopped this: the newsletter"
    assert "Ask me to take part in surveys." in shown.text
    assert (may(app, sam, "newsletter"), may(app, sam, "surveys")) == (False, True)
    assert browser.press("Undo").heading == "We have put it back: the newsletter"
    assert may(app, sam, "newsletter")
    with app.app_context():
        assert queries.first_flaw(sam) is None
        routes = {event.route for event in db.session.scalars(sa.select(ConsentEvent))}
    assert routes == ({Route.WEB} if page.startswith("/me") else {Route.WEB, Route.EMAIL_LINK})


def test_stop_those_too(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    browser.open(page)
    browser.press("Stop: The newsletter")
    assert browser.press("Stop those too").heading == "We have stopped everything"
    assert not may(app, sam, "surveys")


def test_starting_is_by_every_way_somebody_can_be_reached(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    browser.open(page)
    assert browser.press("Start: Panels and working groups").heading == "We have started this: panels and working groups"
    with app.app_context():
        assert {channel for code, channel in queries.permits(sam) if code == "panels"} == {Channel.EMAIL, Channel.PHONE}


def test_stopping_everything_stops_what_waits(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    waiting = put(app, sam, "newsletter")
    browser.open(page)
    assert browser.press("Stop everything").heading == "We have stopped everything"
    assert not may(app, sam, "newsletter") | may(app, sam, "surveys")
    with app.app_context():
        outgoing = db.session.get_one(Outgoing, waiting)
        assert (outgoing.state, outgoing.reason) == ("suppressed", "withdrawn")
    assert browser.press("Undo").heading.startswith("We have put it back")
    assert may(app, sam, "newsletter")


def test_stopping_one_thing_leaves_the_others_waiting(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    stopped, kept = put(app, sam, "newsletter"), put(app, sam, "surveys", ordinal=1)
    browser.open(page)
    browser.press("Stop: The newsletter")
    with app.app_context():
        states = [db.session.get_one(Outgoing, outgoing_id).state for outgoing_id in (stopped, kept)]
    assert states == ["suppressed", "planned"]


def test_a_break_holds_back_and_lasts_until_they_say(app: Flask, browser: Browser, sam: UUID, page: str, clock: Clock) -> None:
    browser.open(page)
    browser.follow("Take a break")
    assert browser.press("Take a break").errors == ["Select how long your break is"]
    shown = browser.submit("Take a break", length="1")
    assert "You are on a break until 2 April 2027" in shown.text
    assert not may(app, sam, "newsletter")
    clock.forward(days=40)
    if page.startswith("/me"):
        browser.sign_in_as(the_account_of(sam))
    assert "Nothing starts again until you say so" in browser.open(page).text
    assert not may(app, sam, "newsletter")
    browser.press("I am back")
    assert may(app, sam, "newsletter")


def test_until_i_say_names_no_day(browser: Browser, sam: UUID, page: str) -> None:
    browser.open(page)
    browser.follow("Take a break")
    assert "You are on a break until you say" in browser.submit("Take a break", length="until I say").text
    browser.follow("Change my break")
    assert "until 2 September 2027" in browser.submit("Take a break", length="6").text


def test_undo_runs_out(browser: Browser, sam: UUID, page: str, clock: Clock) -> None:
    browser.open(page)
    browser.press("Stop: The newsletter")
    clock.forward(minutes=11)
    assert browser.press("Undo").heading == "It is too late to undo that"


def test_a_receipt_a_day_and_no_more(app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    browser.open(f"/c/{choices_token(app, sam)}")
    browser.press("Stop: The newsletter")
    browser.open(f"/c/{choices_token(app, sam)}")
    browser.press("Start: Chances to get involved")
    tick()
    assert postbox.all() == []
    clock.forward(minutes=11)
    tick()
    tick()
    letter = postbox.latest_to(SAM)
    assert postbox.subjects_to(SAM) == ["You changed what we send you"]
    assert letter.text.startswith("Dear Sam")
    assert "Tell me about chances to get involved" in letter.text
    assert "newsletter" not in letter.text
    browser.open(letter.link_to("/c/"))
    browser.press("Start: The newsletter")
    clock.forward(minutes=30)
    tick()
    assert len(postbox.to(SAM)) == 1


def test_no_receipt_after_stop_everything(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    browser.open(f"/c/{choices_token(app, sam)}")
    browser.press("Stop: The newsletter")
    browser.press("Stop those too")
    clock.forward(hours=1)
    tick()
    assert postbox.all() == []


def test_the_end_of_a_break_is_told_once_and_starts_nothing(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    browser.open(f"/c/{choices_token(app, sam)}/break")
    browser.submit("Take a break", length="1")
    for _ in range(15):
        clock.forward(days=3)
        tick()
    assert postbox.subjects_to(SAM) == ["Your break is over"]
    letter = postbox.latest_to(SAM)
    assert "Nothing starts again until you say so" in letter.text
    before = everything(app)
    for link in (*letter.links, *letter.links):
        assert browser.open(link).status == 200
    assert everything(app) == before
    assert not may(app, sam, "newsletter")
    browser.open(letter.link_to("/break"))
    browser.submit("Take a break", length="3")
    for _ in range(34):
        clock.forward(days=3)
        tick()
    assert postbox.subjects_to(SAM) == ["Your break is over"] * 2


def test_nobody_is_told_of_the_end_of_a_break_they_ended(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    browser.open(f"/c/{choices_token(app, sam)}/break")
    browser.submit("Take a break", length="1")
    browser.press("I am back")
    for _ in range(12):
        clock.forward(days=3)
        tick()
    assert postbox.all() == []


def test_one_press_stops_without_signing_in_and_as_often_as_one_likes(app: Flask, browser: Browser, sam: UUID) -> None:
    link = f"/u/{one_press_token(app, sam)}"
    before = everything(app)
    for _ in range(2):
        assert browser.open(link).heading == "Stop this: the newsletter"
    assert everything(app) == before
    assert browser.press("Stop it").heading == "We have stopped this: the newsletter"
    assert not may(app, sam, "newsletter")
    stopped = everything(app)["consent_event"]
    assert browser.post(link).status == 200
    assert everything(app)["consent_event"] == stopped


def test_a_mail_program_stops_with_one_post(app: Flask, sam: UUID) -> None:
    response = app.test_client().post(
        f"/u/{one_press_token(app, sam, 'surveys')}", base_url="https://engage.example", data={"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 200
    assert (may(app, sam, "surveys"), may(app, sam, "newsletter")) == (False, True)


def test_a_link_shows_choices_and_nothing_else_about_the_person(app: Flask, browser: Browser, sam: UUID) -> None:
    for address in (f"/c/{choices_token(app, sam)}", f"/c/{choices_token(app, sam)}/break", f"/u/{one_press_token(app, sam)}"):
        text = browser.open(address).html
        assert not [word for word in ("Okoro", "Sam", "people.example", "960 001", "Ashford") if word in text]


def test_a_link_for_one_thing_opens_no_other(app: Flask, browser: Browser, sam: UUID) -> None:
    for address in (
        f"/c/{one_press_token(app, sam)}", f"/u/{choices_token(app, sam)}", f"/s/{choices_token(app, sam)}",
        f"/confirm/{choices_token(app, sam)}", f"/c/{choices_token(app, sam)}x", "/c/nothing", "/c/nothing/break",
    ):  # fmt: skip
        assert browser.open(address).status == 410


def test_links_die_when_the_serial_changes(app: Flask, browser: Browser, sam: UUID) -> None:
    link = f"/c/{choices_token(app, sam)}"
    with app.app_context():
        person = people.person(sam)
        assert person is not None
        person.link_serial += 1
        db.session.commit()
    assert browser.open(link).status == 410


def test_nobody_undoes_or_reads_what_another_person_pressed(app: Flask, browser: Browser, sam: UUID) -> None:
    pat = a_member("Pat Example", email="pat@people.example")
    browser.open(f"/c/{choices_token(app, sam)}")
    browser.press("Stop: The newsletter")
    batch = browser.here.path.rpartition("/")[2]
    other = Browser(app)
    assert other.open(f"/c/{choices_token(app, pat)}/stopped/{batch}").heading == "Nothing has changed"
    assert "Undo" not in other.here.buttons
