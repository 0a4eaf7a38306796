"""Somebody asked to be called: no e-mail goes, and the team has it on a list until it is done."""

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
from engage.needs.models import ByHand
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Due
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

LIST = "/team/by-hand"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", phone="01632 960 011", gives=["newsletter"])


def fell_due(app: Flask, person_id: UUID, clock: Clock, tick: Tick, *, purpose: str | None = None) -> None:
    with app.app_context():
        at = the_clock.now()
        outbox.put(Due("consent.changed", person_id, person_id, at, at + timedelta(days=1), at.date(), purpose=purpose))
        db.session.commit()
    clock.forward(minutes=2)
    tick()


def test_who_is_reached_by_phone_is_told_by_phone(
    browser: Browser, app: Flask, sam: UUID, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    needs_of(sam, "by-phone", "print-24")
    fell_due(app, sam, clock, tick)
    assert postbox.all() == []
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open(LIST)
    assert browser.here.heading == "To do by phone or post"
    assert "Phone only, Large print (24 point)" in browser.here.text
    page = browser.open(f"{LIST}/{the_message(app)}")
    assert "Reach them by phone." in page.text
    assert "You changed what we send you." in page.text
    assert "/c/" not in page.text
    browser.follow("Print it as a letter")
    assert browser.here.heading == "Letter to Sam Okoro"
    assert browser.here.of_class("app-paper--24")
    assert "Dear Sam Okoro" in browser.here.text
    browser.follow("Back to the message")
    assert browser.submit("Mark as done").errors == ["Select what came of it"]
    page = browser.submit("Mark as done", was_told="yes", done_on=("2", "3", "2027"))
    assert "That message is dealt with." in page.text
    assert "Nothing is to be done by phone or post." in page.text
    assert browser.open(f"{LIST}/{the_message(app)}").status == 404
    with app.app_context():
        assert [(row.was_told, row.done_on.day) for row in db.session.scalars(sa.select(ByHand))] == [(True, 2)]


def test_nobody_is_called_about_what_they_agreed_to_by_e_mail_only(
    browser: Browser, app: Flask, clock: Clock, tick: Tick
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", gives=["newsletter"])
    needs_of(kim, "by-phone")
    fell_due(app, kim, clock, tick, purpose="newsletter")
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(f"{LIST}/{the_message(app)}")
    assert "Do not contact them about this" in browser.here.text
    assert "You changed what we send you." not in browser.here.text
    a_decision(kim, "newsletter", channel=Channel.PHONE)
    assert "You changed what we send you." in browser.open(f"{LIST}/{the_message(app)}").text
    browser.submit("Mark as done", was_told="no")
    assert "Nothing is to be done by phone or post." in browser.here.text


def test_who_is_fine_with_e_mail_again_gets_the_next_one(
    app: Flask, sam: UUID, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    needs_of(sam, "by-letter")
    needs_of(sam, "print-28")
    fell_due(app, sam, clock, tick)
    assert len(postbox.to("sam@people.example")) == 1


def the_message(app: Flask) -> UUID:
    with app.app_context():
        return db.session.scalars(sa.select(Outgoing.id).where(Outgoing.reason == "needs_another_way")).one()
