"""Somebody asked to be called: no e-mail goes, and the team has it on a list until it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.consent import actions as consent
from engage.consent import queries as stands
from engage.consent.rules import Action
from engage.db import db
from engage.needs.models import ByHand
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Due, Reason
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

LIST = "/team/by-hand"
CALLS, LETTERS = f"{LIST}/calls", f"{LIST}/letters"
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
    browser.follow("People to call")
    assert browser.here.heading == "People to call"
    assert "01632 960 011 (phone)" in browser.here.text
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
    assert browser.submit("Save").errors == ["Select what came of it"]
    page = browser.submit("Save", result="told", done_on=("1", "3", "2027"))
    assert "That message is dealt with." in page.text
    assert "Nobody is waiting for a call." in page.text
    assert browser.open(f"{LIST}/{the_message(app)}").status == 404
    with app.app_context():
        assert [(row.was_told, row.done_on.day) for row in db.session.scalars(sa.select(ByHand))] == [(True, 1)]


def test_nobody_is_called_about_what_they_agreed_to_by_e_mail_only(
    browser: Browser, app: Flask, clock: Clock, tick: Tick
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", phone="01632 960 012", gives=[])
    lee = a_member("Lee Sample", email="lee@people.example", phone="01632 960 013", gives=[])
    for person_id in (kim, lee):
        a_decision(person_id, "newsletter")
        needs_of(person_id, "by-phone")
    fell_due(app, lee, clock, tick, purpose="newsletter")
    with app.app_context():
        assert list(db.session.scalars(sa.select(Outgoing.reason))) == [Reason.NO_CONSENT]
    a_decision(kim, "newsletter", channel=Channel.PHONE)
    fell_due(app, kim, clock, tick, purpose="newsletter")
    a_decision(kim, "newsletter", Action.WITHDRAWN, channel=Channel.PHONE)
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(f"{LIST}/{the_message(app)}")
    assert "Do not contact them about this" in browser.here.text
    assert "You changed what we send you." not in browser.here.text
    a_decision(kim, "newsletter", channel=Channel.PHONE)
    assert "You changed what we send you." in browser.open(f"{LIST}/{the_message(app)}").text
    browser.submit("Save", result="not needed")
    assert "Nobody is waiting for a call." in browser.here.text


def test_who_is_fine_with_e_mail_again_gets_the_next_one(
    app: Flask, sam: UUID, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    needs_of(sam, "by-letter")
    needs_of(sam, "print-28")
    fell_due(app, sam, clock, tick)
    assert len(postbox.to("sam@people.example")) == 1


def test_who_has_no_email_is_asked_by_phone_or_post_before_a_yes_ends(
    browser: Browser, app: Flask, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    joan = a_member("Joan Example", called="Joan", phone="01632 960 014", gives=["newsletter"], email=None)
    ken = a_member("Ken Example", email=None, post="1 Sample Street\nAshford", gives=["newsletter"])
    lost = a_member("Lee Example", confirmed=False, email="lee@people.example", gives=["newsletter"])
    needs_of(ken, "print-24")
    clock.move_to(datetime(2029, 1, 1, 10, tzinfo=UTC))
    tick()
    assert postbox.all() == []
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert [row[1] for row in browser.open(CALLS).rows] == ["Whom Joan Example"]
    assert [row[1] for row in browser.open(LETTERS).rows] == ["To Ken Example"]
    assert reason_of(app, lost) == Reason.UNVERIFIED
    page = browser.open(f"{LIST}/{the_message(app, joan)}")
    assert "tell them by phone" in page.text
    assert "The newsletter, until 1 March 2029, by phone" in page.text
    assert "/c/" not in page.html
    browser.follow("Write down what they said")
    browser.submit("Write it down", about="newsletter", said="yes", channels=["phone"], route="phone", evidence="A call.")
    assert "It is written down." in browser.here.text
    browser.open(f"{LIST}/{the_message(app, joan)}")
    assert "There is nothing left to ask" in browser.here.text
    browser.submit("Save", result="told")
    browser.open(f"{LIST}/{the_message(app, ken)}")
    browser.follow("Print a letter with a form to send back")
    letter = browser.here
    assert letter.of_class("app-paper--24")
    for words in ("1 Sample Street", "Shall we keep sending this?", "Yes, keep sending this", "The newsletter, version 1",
                  "Your yes counts until 1 March 2029."):  # fmt: skip
        assert words in letter.text
    clock.move_to(datetime(2029, 2, 16, 10, tzinfo=UTC))
    tick()
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert [row[1] for row in browser.open(LETTERS).rows] == ["To Ken Example"] * 2, "asked once more, and Joan has answered"
    clock.move_to(datetime(2029, 3, 2, 10, tzinfo=UTC))
    tick()
    with app.app_context():
        may = {who: stands.may_contact(who, "newsletter", way) for who, way in ((joan, Channel.PHONE), (ken, Channel.POST))}
        assert may == {joan: True, ken: False}, "silence is not a yes"
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(f"{LIST}/{the_message(app, ken)}")
    assert "There is nothing left to ask" in browser.here.text
    assert browser.open(f"{LIST}/{the_message(app, ken)}/letter").status == 404


def test_who_asked_to_be_called_is_not_asked_on_a_break_or_after_answering(
    app: Flask, sam: UUID, clock: Clock, tick: Tick
) -> None:
    kim = a_member("Kim Sample", email="kim@people.example", gives=["newsletter"])
    for person_id in (sam, kim):
        needs_of(person_id, "by-phone")
    clock.move_to(datetime(2029, 1, 1, 8, tzinfo=UTC))
    with app.app_context():
        consent.take_break(kim, months=3, at=the_clock.now())
        db.session.commit()
    clock.forward(hours=2)
    tick()
    assert (reason_of(app, sam), reason_of(app, kim)) == (Reason.NEEDS_ANOTHER_WAY, Reason.ON_A_BREAK)


def reason_of(app: Flask, person_id: UUID) -> Reason | None:
    with app.app_context():
        return db.session.scalars(
            sa.select(Outgoing.reason).where(Outgoing.recipient_id == person_id, Outgoing.kind == stands.RENEW)
        ).one()


def the_message(app: Flask, to: UUID | None = None) -> UUID:
    """The first message on the list, or the first to somebody."""
    chosen = sa.select(Outgoing.id).where(Outgoing.reason == "needs_another_way").order_by(Outgoing.next_at)
    with app.app_context():
        return db.session.scalars(chosen if to is None else chosen.where(Outgoing.recipient_id == to)).all()[0]
