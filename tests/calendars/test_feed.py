"""Somebody's own calendar: the secret address, what stands in it, and how it dies."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from engage import clock as the_clock
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.calendars.models import Feed
from engage.calendars.rules.pace import Pace
from engage.consent.rules import Route
from engage.contacts.actions.states import record_death, restrict
from engage.db import db
from engage.jobs import at_work
from engage.people.models import Person
from engage.people.rules import WhyRestricted
from engage.pool.actions import come_back, leave
from engage.privacy.actions.requests import ask_by_web
from engage.privacy.rules.requests import RequestKind
from engage.staff.actions import suspend
from tests.calendars.test_files import read
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.installation import BASE_URL

OFTEN = 9


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet(app: Flask) -> None:
    app.extensions["calendars"] = replace(app.extensions["calendars"], reads=Pace(OFTEN), misses=Pace(OFTEN))


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", gives=["newsletter"])


def address_of(browser: Browser) -> str:
    """The secret address on the page."""
    (found,) = [word for word in browser.here.text.split() if word.endswith(".ics")]
    return found


def asked(app: Flask, address: str, **headers: str) -> TestResponse:
    """What a calendar program gets, which holds no cookie."""
    return app.test_client().get(address, base_url=BASE_URL, headers=headers)


def turned_on(browser: Browser, person_id: UUID) -> str:
    """Somebody of the pool turns their address on."""
    browser.forget_cookies()
    browser.sign_in_as(the_account_of(person_id)).open("/me")
    browser.follow("Your calendar")
    browser.press("Turn on my calendar address")
    return address_of(browser)


def test_a_member_turns_it_on_replaces_it_and_turns_it_off(browser: Browser, app: Flask, sam: UUID, clock: Clock) -> None:
    needs_of(sam, "print-24")
    address = turned_on(browser, sam)
    assert "Anyone with this address can see these dates" in browser.here.text
    titles = [row[1] for row in browser.here.rows]
    assert [title.removeprefix("What ") for title in titles] == [
        "Something to look at again, 2 March 2028", "A yes of yours ends, 1 March 2029",
    ]  # fmt: skip
    answer = asked(app, address)
    calendar = read(answer.data)
    assert [event["summary"] for event in calendar.events] == [
        "Participation team: something to look at again", "Participation team: a yes of yours ends",
    ]  # fmt: skip
    assert {event["url"] for event in calendar.events} == {f"{BASE_URL}/me/support", f"{BASE_URL}/me/choices"}
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == (
        "text/calendar; charset=utf-8", "private, no-cache",
    )  # fmt: skip
    assert "Set-Cookie" not in answer.headers
    again = asked(app, address, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert str(sam) not in answer.text
    assert "Okoro" not in answer.text
    browser.press("Replace it")
    newer = address_of(browser)
    assert newer != address
    dead, unknown = asked(app, address), asked(app, "/calendar/never-made.ics")
    assert (dead.status_code, unknown.status_code) == (404, 404)
    assert _without_nonce(dead) == _without_nonce(unknown)
    assert asked(app, newer).status_code == 200
    browser.press("Turn it off")
    assert "turned off" in browser.here.text
    assert asked(app, newer).status_code == 404
    with app.app_context():
        assert db.session.scalars(sa.select(Feed)).all() == []
        done = db.session.scalars(sa.select(Event.what).where(Event.kind == "calendar").order_by(Event.at)).all()
    assert done == ["turned on a calendar address", "replaced a calendar address", "turned off a calendar address"]


def _without_nonce(answer: TestResponse) -> tuple[str, ...]:
    kept = [f"{name}: {value}" for name, value in answer.headers if name != "Content-Security-Policy"]
    return (*kept, "".join(line for line in answer.text.splitlines() if "nonce" not in line))


def test_what_is_kept_of_the_address_is_no_way_in(browser: Browser, app: Flask, sam: UUID) -> None:
    token = turned_on(browser, sam).rpartition("/")[2].removesuffix(".ics")
    assert len(token) == 40
    with app.app_context():
        row = db.session.execute(sa.text("SELECT * FROM calendar_feed")).one()
        assert token not in repr(row)


@pytest.mark.parametrize("what", ["died", "merged", "erased", "hidden", "left", "came back"])
def test_it_is_dead_for_whoever_is_no_more_hidden_or_left(browser: Browser, app: Flask, sam: UUID, what: str) -> None:
    address, lead = turned_on(browser, sam), a_staff_user(Role.LEAD)
    now = the_clock.now()
    other = a_member("Sam Okoro", email="other@people.example")
    with at_work(app):
        person = db.session.get_one(Person, sam)
        if what == "died":
            record_death(sam, on=now.date(), by=lead.id, at=now)
        elif what == "merged":
            person.merged_into = other
        elif what == "erased":
            person.erased_at = now
        elif what == "hidden":
            restrict(sam, why=WhyRestricted.AT_RISK, by=lead.id, at=now)
        else:
            leave(sam, route=Route.WEB, at=now)
        if what == "came back":
            come_back(sam, at=now)
        db.session.commit()
    assert asked(app, address).status_code == 404


def test_staff_see_how_much_is_due_and_no_names_and_lose_it_when_they_leave(
    browser: Browser, app: Flask, sam: UUID, clock: Clock
) -> None:
    needs_of(a_member("Kim Sample", email="kim@people.example"), "by-phone")
    officer, keeper, admin = (a_staff_user(role) for role in (Role.OFFICER, Role.INFORMATION_GOVERNANCE, Role.ADMINISTRATOR))
    with at_work(app):
        ask_by_web(sam, kind=RequestKind.ACCESS, words="", by=the_account_of(sam).id, at=the_clock.now())
        db.session.commit()
    clock.forward(days=340)
    found = {}
    for user in (officer, keeper, admin):
        browser.forget_cookies()
        browser.sign_in_as(user).open("/staff/account")
        browser.follow("Your calendar")
        browser.press("Turn on my calendar address")
        found[user.role] = address_of(browser)
    titles = [event["summary"] for event in read(asked(app, found[Role.OFFICER]).data).events]
    assert titles == ["Participation team: 1 person to ask again"]
    assert read(asked(app, found[Role.ADMINISTRATOR]).data).events == []
    clock.forward(days=-339)
    assert [event["summary"] for event in read(asked(app, found[Role.INFORMATION_GOVERNANCE]).data).events] == [
        "Participation team: 1 request to answer"
    ]
    titles = [event["summary"] for event in read(asked(app, found[Role.OFFICER]).data).events]
    assert titles == ["Participation team: 2 people to welcome"]
    assert "Sample" not in asked(app, found[Role.OFFICER]).text
    with at_work(app):
        suspend(db.session.get_one(User, officer.id), by=admin.id)
        db.session.commit()
    assert asked(app, found[Role.OFFICER]).status_code == 404


def test_whoever_asks_too_often_or_guesses_waits(browser: Browser, app: Flask, sam: UUID) -> None:
    address = turned_on(browser, sam)
    assert [asked(app, address).status_code for _ in range(OFTEN + 1)][-2:] == [200, 429]
    guesses = [asked(app, f"/calendar/guess-{number}.ics").status_code for number in range(OFTEN + 1)]
    assert guesses[-2:] == [404, 429]
