"""M35 and M36: leaving and being erased, through the pages; a hold stops it kindly."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engage import clock
from engage.db import db
from engage.outbox.models import Outgoing
from engage.people.models import Person
from engage.privacy.models import LegalHold
from engage.privacy.rules.requests import HoldReason
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import put
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SAM = "sam.okoro@people.example"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", called="Sam", email=SAM, phone="01632 960 001", gives=("newsletter",))


@saves
def a_hold(person_id: UUID) -> LegalHold:
    by = a_staff_user().id
    hold = LegalHold(person_id=person_id, reason=HoldReason.COMPLAINT, placed_at=clock.now(), placed_by=by)
    db.session.add(hold)
    return hold


def test_somebody_erases_their_record_and_nothing_is_sent_any_more(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    waiting = put(app, sam, "newsletter")
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/leave")
    page = browser.follow("Leave and erase me")
    assert "cannot be undone" in page.text
    done = browser.press("Erase my record for good")
    assert done.heading == "We have erased your record"
    with app.app_context():
        stub = db.session.get_one(Person, sam)
        assert stub.number in done.text
        assert stub.full_name == "Erased"
        assert (db.session.get_one(Outgoing, waiting).state, db.session.get_one(Outgoing, waiting).reason) == (
            "suppressed",
            "erased",
        )
    tick()
    clock.forward(days=40)
    tick()
    assert postbox.to(SAM) == []
    assert browser.open("/me").heading == "Sign in"
    assert Browser(app).open("/erased").heading == "This page has nothing more to say"


def test_erasing_asks_somebody_who_signed_in_long_ago_to_sign_in_again(browser: Browser, sam: UUID, clock: Clock) -> None:
    browser.sign_in_as(the_account_of(sam))
    clock.forward(minutes=16)
    browser.open("/me/leave/erase")
    assert browser.press("Erase my record for good").heading == "Please sign in again"


def test_while_something_must_be_kept_nobody_is_erased_and_leaving_still_works(app: Flask, browser: Browser, sam: UUID) -> None:
    a_hold(sam)
    browser.sign_in_as(the_account_of(sam))
    page = browser.open("/me/leave/erase")
    assert page.heading == "We cannot erase your record yet"
    browser.post("/me/leave/erase")
    with app.app_context():
        assert db.session.get_one(Person, sam).erased_at is None
    browser.open("/me/leave/erase")
    browser.follow("leave the pool")
    assert browser.press("Leave the engagement pool").heading == "You have left"
