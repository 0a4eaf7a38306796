"""Who phones has their interests, experience and payment written down, and reads on their own page by whom."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.db import db
from engage.profile import actions, queries
from engage.profile.actions import Heard
from engage.profile.models import Topic, Written
from engage.profile.rules import Part, Payment, Told
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import START


@pytest.fixture
def ama(app: Flask) -> UUID:
    return a_member("Ama Boateng", email="ama@people.example", phone="01632 960 001")


def test_the_team_writes_down_what_somebody_says_on_the_phone(app: Flask, browser: Browser, ama: UUID) -> None:
    robin = a_staff_user(Role.OFFICER, name="Robin Officer")
    with app.app_context():
        work = db.session.scalars(sa.select(Topic).where(Topic.sort == "work").order_by(Topic.title)).first()
        assert work is not None
        topic, title = work.id.hex, work.title
    browser.sign_in_as(robin).open(f"/team/people/{ama}")
    browser.follow("Interests and trusted person")
    browser.follow("what they would like to do")
    too_late = {"said_on[day]": "1", "said_on[month]": "1", "said_on[year]": "2099"}
    refused = browser.submit("Save what they told us", **too_late)
    assert refused.errors == ["Select how they told us", "The day they told us must be today or in the past"]
    shown = browser.submit(
        "Save what they told us", work=[topic], often="monthly", told="by phone",
        **{"said_on[day]": "1", "said_on[month]": "3", "said_on[year]": "2027"},
    )  # fmt: skip
    assert title in shown.text
    assert "What they would like to do: written down by Robin Officer, told by phone on 1 March 2027." in shown.text
    browser.follow("what they bring")
    browser.submit("Save what they told us", words="I kept bees", told="in person")
    browser.follow("expenses and payment")
    assert browser.submit("Save what they told us", told="on paper").errors == ["Select how you would like to take part"]
    assert "Expenses only" in browser.submit("Save what they told us", payment="expenses", told="on paper").text
    with app.app_context():
        said = set(db.session.scalars(sa.select(Event.what).where(Event.about == ama, Event.by == robin.id)))
        assert {"wrote down for them: interests", "wrote down for them: experience", "wrote down for them: payment"} <= said
        assert db.session.scalars(sa.select(Event.by).where(Event.what == "said what interests them")).all() == []


def test_the_person_reads_who_wrote_it_until_they_say_it_themselves(app: Flask, browser: Browser, ama: UUID) -> None:
    robin = a_staff_user(Role.OFFICER, name="Robin Officer")
    with app.app_context():
        heard = Heard(Told.PHONE, START.date(), robin.id)
        actions.say_payment(ama, Payment.EXPENSES, heard=heard)
        actions.say_experience(ama, areas=[], words="I kept bees", heard=heard)
        db.session.commit()
    browser.sign_in_as(the_account_of(ama))
    words = "Written down for you by Robin Officer, as you told us by phone on 2 March 2027."
    assert words in browser.open("/me/experience").text
    assert "Written down for you" in browser.open("/me/data").text
    assert words in browser.open("/me/payment").text
    assert words not in browser.submit("Save", payment="payment").text
    browser.open("/me/experience")
    assert words not in browser.press("Remove my answers").text
    with app.app_context():
        assert queries.written_down(ama) == []


def test_it_goes_with_a_merge_and_with_the_person(app: Flask, ama: UUID) -> None:
    other, robin = a_member("Ama B"), a_staff_user(Role.OFFICER)
    with app.app_context():
        actions.say_payment(other, Payment.NOT_SURE, heard=Heard(Told.PAPER, START.date(), robin.id))
        actions.move(of=other, into=ama)
        assert [each.part for each in queries.written_down(ama)] == [Part.PAYMENT]
        actions.forget(ama)
        assert db.session.scalars(sa.select(Written)).all() == []
        db.session.commit()
