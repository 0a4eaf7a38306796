"""The team's part: the list of interests, what somebody said, and who supports them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.contacts.rules import WhyOpen
from engage.db import db
from engage.people import queries as people
from engage.people.rules import WhyRestricted
from engage.profile import actions, queries
from engage.profile.rules import May, Payment
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock


def test_the_team_keeps_the_list(app: Flask, browser: Browser) -> None:
    browser.sign_in_as(a_staff_user()).open("/team")
    browser.follow("What people may be interested in")
    browser.follow("Add to the list")
    assert browser.submit("Add to the list").errors == ["Select what it is", "Enter what it should be called"]
    assert "It is on the list now." in browser.submit("Add to the list", sort="work", title="Gardening").text
    browser.follow("Add to the list")
    twice = browser.submit("Add to the list", sort="work", title="gardening")
    assert twice.errors == ["There is one of this name already. Enter another name"]
    browser.open("/team/interests")
    browser.follow("Rename Gardening")
    assert browser.submit("Save the new name", title="Panels").errors == ["There is one of this name already. Enter another name"]
    assert "Growing things" in browser.submit("Save the new name", title="Growing things").text
    assert "Retired" in browser.press("Retire Growing things").text
    assert "It is offered again." in browser.press("Offer again Growing things").text
    with app.app_context():
        said = set(db.session.scalars(sa.select(Event.what).where(Event.kind == "interest")))
    assert said == {"added an interest", "renamed an interest", "retired an interest", "offered an interest again"}


def test_the_team_sees_what_somebody_said_and_opening_it_is_written_down(app: Flask, browser: Browser) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    with app.app_context():
        actions.say_payment(sam, Payment.NOT_SURE)
        actions.say_experience(sam, areas=["Hospital wards"], words="Meals")
        actions.trust(sam, name="Kim Friendly", reach="01632 960 777", may=[May.REACH])
        db.session.commit()
    browser.sign_in_as(a_staff_user()).open(f"/team/people/{sam}")
    shown = browser.follow("Interests and trusted person")
    for words in (
        "Not sure, talk to me",
        "Hospital wards",
        "Meals",
        "Kim Friendly",
        "That you are trying to reach me",
        "Nobody named",
    ):
        assert words in shown.text
    with app.app_context():
        hidden = people.person(sam)
        assert hidden is not None
        hidden.restricted_at, hidden.restricted_why = the_clock.now(), WhyRestricted.ASKED
        db.session.commit()
    address = f"/team/people/{sam}/taking-part"
    assert "Hidden: ask the participation lead" in browser.open(address).text
    assert "Kim Friendly" not in browser.here.html
    lead = Browser(app).sign_in_as(a_staff_user(Role.LEAD))
    assert "Hidden: ask the participation lead" in lead.open(address).text
    lead.follow("Show how to reach them")
    lead.submit("Show it for 15 minutes", why=WhyOpen.CONTACT.value)
    assert "Kim Friendly" in lead.open(address).text
    with app.app_context():
        looked = db.session.scalars(sa.select(Event).where(Event.about == sam, Event.what == "looked at")).all()
    assert "taking part" in {event.detail["page"] for event in looked}


def test_who_supports_somebody_is_named_with_dates_and_shown_to_them(app: Flask, browser: Browser, clock: Clock) -> None:
    sam = a_member("Sam Okoro", called="Sam", email="sam@people.example")
    robin, kit = a_staff_user(name="Robin Sample"), a_staff_user(Role.LEAD, name="Kit Sample")
    a_staff_user(Role.CHAMPION, name="Noor Sample")
    browser.sign_in_as(robin).open(f"/team/people/{sam}/supporter")
    assert browser.submit("Save").errors == ["Select who supports them"]
    assert "Noor Sample" not in browser.here.text
    assert "Robin Sample, since 2 March 2027" in browser.submit("Save", account=robin.id.hex).text
    clock.forward(days=3)
    browser.sign_in_as(robin).open(f"/team/people/{sam}/supporter")
    browser.submit("Save", account=kit.id.hex)
    browser.follow("Name who supports them")
    assert "Robin Sample, from 2 March 2027 until 5 March 2027" in browser.here.text
    own = Browser(app).sign_in_as(the_account_of(sam)).open("/me/trusted")
    assert "Kit Sample supports you since 5 March 2027." in own.text
    assert "Nobody named" in browser.submit("Save", account="nobody").text
    assert the_clock.today().isoformat() == "2027-03-05"


def test_what_somebody_says_by_phone_is_written_down_and_stopped_by_phone(app: Flask, browser: Browser) -> None:
    sam, officer = a_member("Sam Okoro", called="Sam", phone="01632 960 001"), a_staff_user()
    browser.sign_in_as(officer).open(f"/team/people/{sam}/taking-part")
    asked = browser.follow("Write down whom else we may talk to")
    assert "I can stop this at any time, without saying why." in asked.text
    refused = browser.submit("Save what they told us", name="Kim Friendly", reach="01632 960 777", may=["dates"])
    assert refused.errors == ["Select that you read the words to them and they said yes"]
    assert "Kim Friendly" in browser.submit("Save what they told us", may=["dates"], read=["yes"]).text
    assert "Nobody. You may not talk to anybody else" in browser.press("They told us to stop this").text
    with app.app_context():
        assert [said.recorded_by for _, said in queries.words_about(sam)] == [officer.id] * 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CHAMPION, Role.INFORMATION_GOVERNANCE])
def test_nobody_else_sees_it(browser: Browser, app: Flask, role: Role) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    browser.sign_in_as(a_staff_user(role))
    for address in (
        "/team/interests",
        f"/team/people/{sam}/taking-part",
        f"/team/people/{sam}/supporter",
        f"/team/people/{sam}/trusted",
    ):
        assert browser.open(address).status == 403
