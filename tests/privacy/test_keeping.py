"""Rules of keeping: what is due is let go at night, holds are kept to, and erasing on request takes two people."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.db import db
from engage.people import queries as people
from engage.people.models import Person
from engage.pool.rules import Standing
from engage.privacy.models import Disposal
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.privacy.test_leaving import a_hold
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def gone(app: Flask) -> UUID:
    """Somebody who left today."""
    return a_member("Sam Okoro", email="sam.okoro@people.example", standing=Standing.LEFT)


def of(person_id: UUID) -> tuple[str, int]:
    """What stands of somebody: their name, and how many ways to reach them."""
    return db.session.get_one(Person, person_id).full_name, len(people.contact_points(person_id))


def test_what_is_kept_of_somebody_who_left_goes_in_two_steps(app: Flask, gone: UUID, tick: Tick, clock: Clock) -> None:
    clock.forward(days=363)
    tick()
    with app.app_context():
        assert of(gone) == ("Sam Okoro", 1)
    clock.forward(days=3)
    tick()
    with app.app_context():
        assert of(gone) == ("Sam Okoro", 0)
    clock.forward(days=5 * 366)
    tick()
    tick()
    with app.app_context():
        assert of(gone) == ("Erased", 0)
        assert db.session.get_one(Person, gone).erased_reason == "we may keep it no longer"
        assert [done.count for done in db.session.scalars(db.select(Disposal))] == [1, 1]


def test_a_hold_keeps_everything_until_it_is_lifted(app: Flask, browser: Browser, gone: UUID, tick: Tick, clock: Clock) -> None:
    a_hold(gone)
    clock.forward(days=2500)
    tick()
    with app.app_context():
        assert of(gone) == ("Sam Okoro", 1)
        number = db.session.get_one(Person, gone).number
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))  # type: ignore[arg-type]
    browser.open("/team/holds")
    browser.press(f"Lift the hold on {number}")
    assert "No record must be kept just now." in browser.here.text
    clock.forward(days=1)
    tick()
    with app.app_context():
        assert of(gone) == ("Erased", 0)


def test_a_rule_is_changed_shown_ahead_and_told_without_names(
    app: Flask, browser: Browser, gone: UUID, tick: Tick, clock: Clock, postbox: Postbox
) -> None:
    robin = a_staff_user(Role.INFORMATION_GOVERNANCE)
    clock.forward(days=5)
    browser.sign_in_as(robin)  # type: ignore[arg-type]
    browser.open("/team/keeping")
    browser.follow("Contact details of people who left")
    assert browser.press("Publish this rule", months="0", basis="Ours").status == 422
    page = browser.press("Publish this rule", months="1", basis="A shorter one of our own")
    assert "1 month" in page.text
    assert ["What Contact details of people who left", "How many 1"] in page.rows
    clock.forward(days=25)
    tick()
    told = [letter for letter in postbox.to(robin.email) if "let go" in letter.subject]
    assert ["Okoro" in letter.text for letter in told] == [False]
    clock.forward(days=3)
    tick()
    with app.app_context():
        assert of(gone) == ("Sam Okoro", 0)


def test_erasing_on_request_is_prepared_by_one_and_confirmed_by_another(app: Flask, browser: Browser) -> None:
    sam = a_member("Sam Okoro", email="sam.okoro@people.example")
    lead = a_staff_user(Role.LEAD)
    browser.sign_in_as(lead)  # type: ignore[arg-type]
    browser.open(f"/team/people/{sam}")
    browser.follow("They ask to be erased")
    today = the_clock.today()
    asked_on = (str(today.day), str(today.month), str(today.year))
    assert browser.press("Prepare the erasing", asked_on=asked_on).status == 422
    assert browser.press("Prepare the erasing", asked_on=asked_on, sure=["yes"]).heading == "The erasing is prepared"
    browser.follow(
        "Records to erase",
    )
    assert "Somebody else who leads confirms it" in browser.follow("Sam Okoro").text
    other = Browser(app).sign_in_as(a_staff_user(Role.LEAD))  # type: ignore[arg-type]
    other.open("/team/erasures")
    other.follow("Sam Okoro")
    assert "The record is erased." in other.press("Erase this record for good").text
    with app.app_context():
        assert of(sam) == ("Erased", 0)
    assert browser.open(f"/team/people/{sam}").status == 404
