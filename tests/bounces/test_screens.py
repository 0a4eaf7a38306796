"""The team sees what came back, marks what it knows, asks for another way, and decides about replies; the person reads it too."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.bounces import actions
from engage.bounces.rules import Why
from engage.consent import queries as consent
from engage.consent.models import ConsentEvent
from engage.db import db
from engage.outbox.models import Outgoing
from engage.people import queries as people
from engage.people.rules import Kind
from tests.factories.accounts import a_staff_user
from tests.factories.bounces import a_sent_message, it_comes_back, take_in
from tests.factories.outbox import state_of
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.returned import written


@pytest.fixture
def officer(browser: Browser) -> Browser:
    return browser.sign_in_as(a_staff_user(Role.OFFICER))


def a_day(ahead: int = 0) -> tuple[str, str, str]:
    day = time.today() + timedelta(days=ahead)
    return str(day.day), str(day.month), str(day.year)


def point_of(app: Flask, person_id: Any, kind: Kind) -> Any:
    with app.app_context():
        [point] = [each for each in people.contact_points(person_id) if each.kind is kind]
        db.session.expunge_all()
        return point


def test_nothing_came_back_yet(officer: Browser) -> None:
    assert "Nothing came back in this time." in officer.open("/team/came-back").text
    assert "There is nobody to ask." in officer.open("/team/came-back/ask").text
    assert "Nobody’s reply waits to be decided." in officer.open("/team/came-back/replies").text
    assert "another way" not in officer.open("/team").text


def test_what_came_back_is_listed_with_its_message_and_filtered(officer: Browser, clock: Clock) -> None:
    it_comes_back(a_sent_message(a_member("Ama Boateng")), status="5.2.2")
    clock.forward(days=40)
    officer.sign_in_as(a_staff_user(Role.OFFICER))
    it_comes_back(a_sent_message(a_member("Sam Okoro")))
    take_in(b"\xff")
    page = officer.open("/team/came-back")
    assert "Sam Okoro" in page.text
    assert "There is no such address. Final." in page.text
    assert "Ama Boateng" not in page.text
    assert "1 mail that arrived" in page.text
    page = officer.submit("Update results", days="90", kind="email")
    assert "Their mailbox was full. May work again." in page.text
    assert "Sam Okoro" in page.text
    assert "Clear filters" in officer.submit("Update results", kind="post").links
    assert officer.open("/team/came-back?days=soon&kind=pigeon&after=made-up").status == 200
    page = officer.open("/team/messages?show=came-back")
    assert [row[1].removeprefix("To ") for row in page.rows] == ["Sam Okoro", "Ama Boateng"]
    assert "The mail server there says that there is no such address." in page.text
    assert "No messages match." in officer.open("/team/messages?show=not-sent&kind=pool.left").text


def test_letters_that_were_returned_ask_for_another_way_until_that_is_taken_back(officer: Browser, app: Flask) -> None:
    person_id = a_member("Ama Boateng", post="1 Test Street\nZZ1 1ZZ", phone="01632 960 001")
    for _ in range(2):
        officer.open(f"/team/people/{person_id}/contact")
        officer.follow("It came back: letter")
        page = officer.submit("Write it down", came_on=a_day(1))
        assert page.status == 422
        assert page.errors == ["Select what you learned", "The day it came back must be today or in the past"]
        assert "That is written down." in officer.submit("Write it down", why="post returned", came_on=a_day()).text
    assert point_of(app, person_id, Kind.POST).came_back_at is not None
    assert "Ask people for another way to reach them" in officer.open("/team").links
    page = officer.follow("Ask people for another way to reach them")
    assert "Letter" in page.rows[0][1]
    assert "Phone" in page.rows[0][2]
    assert officer.follow("Ask for another way to reach Ama Boateng").heading == "Ama Boateng"
    assert "nothing is sent there" in officer.open(f"/team/people/{person_id}/contact").text
    officer.open("/team/came-back")
    officer.follow(next(link for link in officer.here.links if link.startswith("Take back")))
    assert "That is taken back." in officer.press("Take it back").text
    assert "Taken back: it was a mistake." in officer.here.text
    assert point_of(app, person_id, Kind.POST).came_back_at is None
    assert "There is nobody to ask." in officer.open("/team/came-back/ask").text


def test_a_message_is_marked_once_and_one_that_was_not_sent_never(officer: Browser, app: Flask) -> None:
    outgoing_id = a_sent_message(a_member("Sam Okoro"))
    officer.open(f"/team/messages/{outgoing_id}")
    officer.follow("Write down that it came back")
    assert officer.submit("Write it down", why="no such address", came_on=a_day()).heading == "Came back"
    page = officer.open(f"/team/messages/{outgoing_id}")
    assert "Somebody on the team wrote down that it came back." in page.text
    assert "Write down that it came back" not in page.links
    assert officer.open(f"/team/came-back/messages/{outgoing_id}").heading != "It came back"
    assert officer.open(f"/team/came-back/messages/{a_sent_message()}").status == 404
    assert officer.open(f"/team/came-back/points/{outgoing_id}").status == 404
    assert officer.open(f"/team/came-back/{outgoing_id}/take-back").status == 404


def test_the_person_reads_it_and_is_not_sent_where_no_mail_arrives(browser: Browser, app: Flask, clock: Clock) -> None:
    person_id = a_member("Sam Okoro", email="sam@people.example", post="1 Test Street\nZZ1 1ZZ")
    browser.sign_in_as(the_account_of(person_id))
    for _ in range(2):
        it_comes_back(a_sent_message(person_id))
    page = browser.open("/me")
    assert "did not reach you, so we send nothing there any more" in page.text
    assert browser.follow("Tell us how to reach you").status == 200
    clock.forward(minutes=20)
    page = browser.open("/me/contact/e-mail/new")
    assert page.heading == "Please call us"
    assert browser.open("/me").status == 200
    with app.app_context():
        assert people.address_of(person_id) is None


def test_somebody_says_that_a_number_is_right_and_it_is_used_again(browser: Browser, app: Flask) -> None:
    person_id, by = a_member("Ama Boateng", phone="01632 960 001", email="ama@people.example"), a_staff_user().id
    with app.app_context():
        for _ in range(2):
            actions.mark_point(person_id, Kind.PHONE, on=time.today(), why=Why.NOT_IN_USE, by=by, at=time.now())
        db.session.commit()
    assert point_of(app, person_id, Kind.PHONE).came_back_at is not None
    browser.sign_in_as(the_account_of(person_id)).open("/me/contact/phone")
    browser.submit("Save")
    assert point_of(app, person_id, Kind.PHONE).came_back_at is None
    assert "did not reach you" not in browser.open("/me").text


def test_a_reply_is_decided_in_two_presses_and_what_stopped_says_who_told_us(officer: Browser, app: Flask) -> None:
    person_id = a_member("Sam Okoro", email="sam@people.example", gives=("newsletter", "surveys"))
    outgoing_id = a_sent_message(person_id)
    with app.app_context():
        ours = db.session.get_one(Outgoing, outgoing_id).message_id
    take_in(written("Re: News", "Please stop the newsletter", answers=ours))
    assert "Decide about replies that ask to stop" in officer.open("/team").links
    officer.follow("Decide about replies that ask to stop")
    [line] = [link for link in officer.here.links if link.startswith("Sam Okoro")]
    address = officer.follow(line).address
    assert "That is stopped." in officer.press("Stop: The newsletter").text
    assert "Nothing was changed" in officer.open(address).text
    with app.app_context():
        assert {code for code, _ in consent.given(person_id)} == {"surveys"}
        event = db.session.query(ConsentEvent).filter_by(person_id=person_id, action="withdrawn").one()
        assert (event.route.value, event.recorded_by is not None) == ("paper", True)
        assert state_of(outgoing_id)[0].value == "accepted"


def test_a_reply_of_somebody_we_do_not_know_shows_its_address_until_it_is_dealt_with(officer: Browser) -> None:
    take_in(written("Unsubscribe", sender="who@elsewhere.example"))
    take_in(written("Stop by for tea", sender="tea@elsewhere.example"))
    officer.open("/team/came-back/replies")
    addresses = [href for link, href in officer.here.links.items() if link.startswith("Somebody we do not know")]
    assert len(addresses) >= 1
    rows = officer.here.rows
    assert len(rows) == 2
    assert "@elsewhere.example" in officer.open(addresses[0]).text
    assert "That is dealt with." in officer.press("It is dealt with").text
    [left] = [href for link, href in officer.here.links.items() if link.startswith("Somebody we do not know")]
    officer.open(left)
    assert "That is dealt with." in officer.press("They did not ask us to stop").text
    assert "Nobody’s reply waits to be decided." in officer.here.text


@pytest.mark.one_database("sqlite")
def test_nobody_else_reads_or_marks(browser: Browser) -> None:
    for role in (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.CHAMPION):
        browser.sign_in_as(a_staff_user(role))
        for address in ("", "/ask", "/replies"):
            assert browser.open(f"/team/came-back{address}").status == 403


def test_how_a_hidden_person_is_reached_is_told_by_no_list_and_marked_only_after_saying_why(browser: Browser, app: Flask) -> None:
    ama = a_member("Ama Boateng", post="1 Test Street\nZZ1 1ZZ")
    point, lead = point_of(app, ama, Kind.POST), a_staff_user(Role.LEAD)
    browser.sign_in_as(lead).open(f"/team/came-back/points/{point.id}")
    assert browser.submit("Write it down", why="post returned", came_on=a_day()).heading == "Came back"
    browser.open(f"/team/people/{ama}/restrict")
    browser.submit("Hide it", why="at risk")
    page = browser.open("/team/came-back")
    assert "Ama Boateng" in page.links
    assert "Hidden: ask the participation lead" in page.text
    assert "The letter" not in page.text
    assert "Ama Boateng" not in browser.open("/team/came-back?kind=post").links
    assert browser.open(f"/team/came-back/points/{point.id}").heading == "How to reach Ama Boateng is hidden"
    officer = Browser(app).sign_in_as(a_staff_user(Role.OFFICER))
    assert officer.open(f"/team/came-back/points/{point.id}").status == 403
    assert not [words for words in officer.open("/team/came-back").links if words.startswith("Take back")]


def test_who_opened_a_page_about_what_came_back_is_written_down(officer: Browser, app: Flask) -> None:
    ama = a_member("Ama Boateng", post="1 Test Street\nZZ1 1ZZ")
    officer.open(f"/team/came-back/points/{point_of(app, ama, Kind.POST).id}")
    with app.app_context():
        looked = sa.select(sa.func.count()).where(Event.about == ama, Event.what == LOOKED)
        assert db.session.scalar(looked) == 1
