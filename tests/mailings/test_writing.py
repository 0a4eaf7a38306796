"""The team writes to many people: whom, about what, in which words, a look and a test, the check, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.db import db
from engage.mailings.models import Mailing, Text
from engage.mailings.rules import State
from engage.outbox.models import Breaker, Outgoing
from engage.outbox.rules import LINE, Channel
from engage.people.models import Person
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import START, Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

ALL, NEW = "/team/mailings", "/team/mailings/new"
Tick = Callable[[], object]
WORDS = {
    "subject": "News from {team}", "opening": "You asked us for news, {called}.", "body": "The garden is open.\n\nCome by.",
    "link": "https://trust.example/garden", "link_words": "Read about the garden",
}  # fmt: skip


@pytest.fixture
def officer(app: Flask) -> StaffUser:
    return a_staff_user(Role.OFFICER)


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", gives=["newsletter"])


def written(browser: Browser, **words: str) -> None:
    """A draft for everybody about the newsletter, up to the check."""
    browser.open(NEW)
    browser.submit("Continue", who="everybody")
    browser.submit("Continue", about="newsletter")
    browser.submit("Save and look at it", **(WORDS | words))
    browser.follow("Check who gets it")


def test_a_newsletter_from_the_first_word_to_its_report(
    browser: Browser, app: Flask, officer: StaffUser, sam: UUID, postbox: Postbox, clock: Clock, tick: Tick
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", gives=["newsletter"], area="Ashford")
    needs_of(kim, "by-phone")
    a_decision(kim, channel=Channel.PHONE)
    a_member("Lee Example", email="lee@people.example", gives=["surveys"])
    browser.sign_in_as(officer).open("/team")
    browser.follow("Write to people")
    assert "Nothing written yet." in browser.here.text
    browser.follow("Write a new one")
    assert browser.submit("Continue").errors == ["Select who it is for"]
    assert browser.submit("Continue", who="some").errors == ["Say what narrows the list, or choose everybody"]
    both = browser.submit("Continue", who="everybody", areas="Ashford")
    assert both.errors == ["You also filled in what belongs to another answer. Clear it, or choose that answer"]
    browser.submit("Continue", who="some", areas="ashford, ME14")
    assert browser.submit("Continue").errors == ["Select what it is about"]
    browser.submit("Continue", about="newsletter")
    browser.submit("Save and look at it", **WORDS)
    assert "Dear Sam" in browser.here.text
    assert "You asked us for news, Sam." in browser.here.text
    browser.press("Send a test to my address")
    tick()
    test = postbox.latest_to(officer.email)
    assert "This is a test." in test.text
    assert "Read about the garden:\nhttps://trust.example/garden" in test.text
    assert "List-Unsubscribe" not in test.message
    browser.follow("Check who gets it")
    assert "Get it by e-mail 1" in _plain(browser.here)
    assert "They have not said yes to this kind of message. 1" in _plain(browser.here)
    browser.follow("See who: Do not get it. They have not said yes to this kind of message.")
    assert "Lee Example" in browser.here.text
    browser.follow("Check who gets it")
    browser.submit("Send to 2 people", when="now")
    assert "Waiting for its time" in browser.here.text
    tick()
    mail = postbox.latest_to("sam@people.example")
    assert mail.subject == "News from Participation team"
    assert mail.text.startswith("Dear Sam Okoro\n\nYou asked us for news, Sam Okoro.\n\nThe garden is open.\n\nCome by.")
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert postbox.to("kim@people.example") == postbox.to("lee@people.example") == []
    clock.forward(minutes=2)
    tick()
    browser.open(ALL)
    browser.follow(next(link for link in browser.here.links if link.startswith("News from")))
    for words in ("Sent 1", "To be told by phone or post 1", "They have not said yes to this kind of message. 1 person."):
        assert words in _plain(browser.here)
    with app.app_context():
        mailing, text = db.session.scalars(sa.select(Mailing)).one(), db.session.scalars(sa.select(Text)).one()
        row = db.session.scalars(sa.select(Outgoing).where(Outgoing.recipient_id == sam)).one()
        assert (mailing.state, mailing.asked_count, mailing.put_count) == (State.SENT, 2, 2)
        assert row.wording_version is not None
        assert row.wording_version.endswith(f"text 1 {text.sha256[:16]}")


def test_a_subject_that_gives_something_away_is_warned_about_and_made_plain_by_one_press(
    browser: Browser, app: Flask, officer: StaffUser, sam: UUID
) -> None:
    browser.sign_in_as(officer)
    browser.open(NEW)
    browser.submit("Continue", who="everybody")
    browser.submit("Continue", about="opportunities")
    odd = browser.submit("Save and look at it", **(WORDS | {"subject": "For {name}", "body": "See {{7777*7}} at www.a.example"}))
    assert odd.errors == [
        "“{name}” cannot be filled in. In braces only {called}, {team} and {trust} can stand",
        "“{{7777*7}}” cannot be filled in. In braces only {called}, {team} and {trust} can stand",
    ]
    assert "{{7777*7}}" in odd.text
    assert "54439" not in odd.text
    wrong = browser.submit("Save and look at it", subject="For {called}", body="See www.a.example", link="http://a.example")
    assert len(wrong.errors) == 3
    page = browser.submit("Save and look at it", **(WORDS | {"subject": "Sam Okoro: £20 for carers"}))
    assert "It says what kind of person it is for, names a person and names an amount." in page.text
    page = browser.press("Use “Participation team: an invitation” instead")
    assert "Think about the subject" not in page.text
    assert "Participation team: an invitation" in page.text
    browser.follow("Back to the mailing")
    browser.follow("Every version of the words")
    assert "Version 2" in browser.here.text


def test_look_at_it_as_one_person_save_the_audience_copy_it_and_throw_it_away(
    browser: Browser, app: Flask, officer: StaffUser, sam: UUID
) -> None:
    number = number_of(app, sam)
    browser.sign_in_as(officer).open(NEW)
    assert browser.submit("Continue", who="named").errors == ["Enter at least one pool number"]
    assert browser.submit("Continue", who="named", numbers="x").errors == ["“X” is not a pool number. They look like ABCD-2345"]
    assert browser.submit("Continue", who="named", numbers="ZZZZ-2222").errors == [
        "There is nobody with the pool number ZZZZ-2222"
    ]
    browser.submit("Continue", who="named", numbers=number.lower())
    browser.submit("Continue", about="newsletter")
    browser.submit("Save and look at it", **WORDS)
    assert "Dear Sam Okoro" in browser.submit("Look at it as this person", number=number).text
    browser.follow("Back to the mailing")
    assert "Only people you named: 1" in browser.here.text
    browser.follow("Change (who it is for)")
    browser.submit("Continue", who="some", groups=["service users"], welcomed=True, numbers="")
    browser.follow("Save this audience to use it again")
    browser.submit("Save this audience", name="Welcomed service users")
    browser.follow("Save this audience to use it again")
    assert browser.submit("Save this audience", name="Welcomed service users").status == 422
    browser.open(NEW)
    browser.submit("Continue", who=browser.here.forms[-1].offers("who")[-1])  # type: ignore[index]
    browser.follow("Back")
    assert "who use services or have used them, who have been welcomed" in browser.open(f"{ALL}/audiences").text
    browser.press("Forget the audience Welcomed service users")
    assert "No audience is saved yet." in browser.here.text
    browser.open(ALL)
    browser.follow(next(link for link in browser.here.links if link.startswith("Nothing written yet")))
    browser.follow("Throw this draft away")
    browser.press("Throw the draft away")
    assert "The draft is thrown away." in browser.here.text
    assert len(browser.here.text.split("Nothing written yet")) == 1


def test_at_a_date_taken_back_copied_and_stopped_halfway(
    browser: Browser, app: Flask, officer: StaffUser, sam: UUID, postbox: Postbox, clock: Clock, tick: Tick
) -> None:
    browser.sign_in_as(officer)
    written(browser)
    assert browser.submit("Send to 1 person").errors == ["Select when it should go"]
    assert browser.submit("Send to 1 person", when="later", day=("1", "3", "2027"), hour="9").status == 422
    assert browser.submit("Send to 1 person", when="later", day=("2", "3", "2027"), hour="9").status == 422
    page = browser.submit("Send to 1 person", when="later", day=("28", "3", "2027"), hour="9")
    assert "It begins on 28 March 2027 at 9am." in page.text
    address = page.path
    browser.press("Take it back to a draft")
    browser.follow("Check who gets it")
    browser.submit("Send to 1 person", when="later", day=("3", "3", "2027"), hour="9")
    browser.press("Copy it to start a new one")
    assert "This is a new draft with the same words." in browser.here.text
    clock.move_to(START.replace(day=3, hour=8, minute=59))
    tick()
    assert postbox.all() == []
    held_back(app)
    clock.forward(minutes=1)
    tick()
    browser.sign_in_as(officer).open(address)
    assert "1 message of 1 still waits." in browser.here.text
    browser.press("Stop what has not left")
    clock.forward(minutes=2)
    tick()
    assert "Not sent 1" in _plain(browser.open(address))
    assert "What it was about has been called off. 1 person." in browser.here.text
    assert postbox.all() == []


def held_back(app: Flask) -> None:
    """The line is down, so that what is put into the outbox waits there."""
    with app.app_context():
        db.session.add(Breaker(name=LINE, faults=1, closed_until=the_clock.now() + timedelta(minutes=2)))
        db.session.commit()


def number_of(app: Flask, person_id: UUID) -> str:
    with app.app_context():
        return db.session.get_one(Person, person_id).number


def _plain(page: Page) -> str:
    return page.text.replace("What ", "").replace("People ", "").replace("Who ", "")
