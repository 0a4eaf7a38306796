"""The team sees what was sent, what was not and why, and a lead decides about what is uncertain."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Reason, State
from tests.factories.accounts import a_staff_user
from tests.factories.outbox import a_message, state_of
from tests.factories.people import a_person
from tests.support.browser import Browser
from tests.support.page import Page


def the_lead(browser: Browser) -> Browser:
    return browser.sign_in_as(a_staff_user(Role.LEAD))


def messages_on(page: Page) -> list[str]:
    return [link.get("href", "") for link in page.all("a") if "/team/messages/" in link.get("href", "")]


def test_nothing_was_sent_yet(browser: Browser, app: Flask) -> None:
    the_lead(browser)
    with app.app_context():
        db.session.execute(sa.delete(Outgoing))
        db.session.commit()
    page = browser.open("/team/messages")
    assert page.heading == "Messages"
    assert "Nothing sent yet." in page.text


def test_a_message_that_was_not_sent_says_why(browser: Browser) -> None:
    person_id = a_person("Ama Sample")
    a_message(person_id, kind="pool.confirm", state=State.SUPPRESSED, reason=Reason.WITHDRAWN)
    page = the_lead(browser).open("/team/messages")
    assert "Ama Sample" in page.text
    assert "They stopped this kind of message." in page.text


def test_the_list_is_filtered_in_the_address(browser: Browser) -> None:
    a_message(state=State.ACCEPTED, kind="staff.changed")
    a_message(state=State.UNCERTAIN, reason=Reason.LINE_CUT, kind="staff.invitation")
    the_lead(browser).open("/team/messages")
    page = browser.submit("Update results", show="uncertain")
    assert "Invitation to an account to" in page.text
    assert "Sign-in details changed to" not in page.text
    assert "show=uncertain" in page.address
    page = browser.submit("Update results", kind="staff.changed")
    assert "No messages match." in page.text


def test_fifty_stand_on_a_page_and_every_one_is_met_once(browser: Browser) -> None:
    now = clock.now()
    made = {str(a_message(due_at=now - timedelta(minutes=number % 7), kind="staff.changed")) for number in range(120)}
    page = the_lead(browser).open("/team/messages?show=due&kind=staff.changed")
    seen = messages_on(page)
    while "Next page" in browser.here.links:
        seen += messages_on(browser.follow("Next page"))
    assert len(seen) == 120
    assert {address.rpartition("/")[2] for address in seen} == made
    browser.follow("Previous page")
    assert messages_on(browser.follow("Previous page")) == seen[:50]


def test_a_lead_sends_an_uncertain_message_again(browser: Browser, app: Flask) -> None:
    old = a_message(state=State.UNCERTAIN, reason=Reason.STOPPED_HALFWAY, kind="staff.changed")
    the_lead(browser).open(f"/team/messages/{old}")
    page = browser.press("Send it again")
    assert "This is the new one." in page.text
    assert "an earlier one" in page.links
    with app.app_context():
        assert state_of(old) == (State.CLOSED, Reason.SENT_AGAIN)
    assert "It was sent again as a new message" in browser.open(f"/team/messages/{old}").text


def test_a_lead_leaves_an_uncertain_message_and_cannot_decide_twice(browser: Browser, app: Flask) -> None:
    old = a_message(state=State.UNCERTAIN, reason=Reason.LINE_CUT, kind="staff.changed")
    the_lead(browser).open(f"/team/messages/{old}")
    first = browser.here
    browser.press("Leave it as it is")
    browser.page = first
    assert "Nothing was changed" in browser.press("Send it again").text
    with app.app_context():
        assert state_of(old) == (State.CLOSED, Reason.LEFT_AS_IT_IS)
        db.session.rollback()


def test_an_officer_reads_but_does_not_decide(browser: Browser) -> None:
    old = a_message(state=State.UNCERTAIN, reason=Reason.LINE_CUT, kind="staff.changed")
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open(f"/team/messages/{old}")
    assert "A participation lead decides." in browser.here.text
    assert browser.post(f"/team/messages/{old}/leave").status in (403, 422)


def test_a_message_nobody_has_is_not_found(browser: Browser) -> None:
    assert the_lead(browser).open("/team/messages/11111111-2222-4333-8444-555555555555").status == 404
