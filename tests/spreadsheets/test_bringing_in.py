"""A team brings its spreadsheet in: an officer prepares, a lead confirms, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.audit import actions as audit
from engage.audit.models import Event
from engage.consent.models import ConsentEvent
from engage.consent.queries import given
from engage.db import db
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import Standing
from engage.spreadsheets.models import SheetRow
from engage.spreadsheets.rules import Outcome
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser, Upload
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]

FILE = """Name,E-mail,Phone,Town,The newsletter,Date agreed,How told,Wording
Ada Sample,ada@example.org,01632 960 101,Ashford,yes,3/11/2025,Paper form,Send me the newsletter
Ben Sample,ben@example.org,,Ashford,yes,,,
Cleo Here,cleo@example.org,01632 960 103,,no,,,
Dan Close,dan.close@example.org,,Ashford,,,,
,nobody@example.org,,,,,,
Eve Late,eve@example.org,,,yes,31/2/2025,Paper form,Send me the newsletter
"""


def uploaded(browser: Browser, content: str | bytes = FILE, name: str = "people.csv") -> Browser:
    """Choose a file on the first page."""
    browser.open("/team/spreadsheets")
    browser.submit("Read the file", file=Upload(content.encode() if isinstance(content, str) else content, name))
    return browser


def checked(browser: Browser, tick: Tick, content: str | bytes = FILE, *, welcomed: str = "yes") -> Browser:
    """Choose a file, take the guesses as they are, and have it checked."""
    uploaded(browser, content).submit("Continue")
    browser.submit("Check every row", welcomed=welcomed)
    tick()
    browser.follow("Refresh")
    return browser


@pytest.fixture
def lead(app: Flask) -> Browser:
    return Browser(app).sign_in_as(a_staff_user(Role.LEAD))


def added(lead: Browser, tick: Tick, content: str = FILE) -> str:
    """Bring a file in, confirm it, and where it stands."""
    checked(lead, tick, content)
    button = next(words for words in lead.here.buttons if words.startswith("Confirm"))
    lead.press(button)
    tick()
    return lead.follow("Refresh").path


def test_an_officer_prepares_and_sees_what_would_happen_to_every_row(app: Flask, browser: Browser, tick: Tick) -> None:
    a_member("Cleo Here", email="cleo@example.org", area=None)
    a_member("Dan Close", email="dan@example.org")
    browser.sign_in_as(a_staff_user(Role.OFFICER, name="Ama Officer"))
    page = checked(browser, tick).here
    assert figures(page) == ["2", "0", "1", "1", "2"]
    assert "1 close match still to decide" in page.text
    assert [button for button in page.buttons if "onfirm" in button] == []
    refused = browser.follow("See the rows: Cannot be added").text
    assert "There is no name" in refused
    assert "The date they agreed does not exist" in refused
    lines = browser.follow("Download these rows (CSV)").html.splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines[:2]] == ["Why", "Row 6: There is no name"]
    browser.open(page.path)
    assert "Phone number, what they said no to" in browser.follow("See the rows: Already here, will be filled in").text
    browser.open(page.path + "/close")
    assert "Dan Close" in browser.here.text
    browser.submit("Keep these decisions", **{"row-5": "both"})
    browser.press("Ask the participation lead to confirm")
    assert "Ama Officer asked the participation lead" in browser.here.text
    assert browser.post(page.path + "/approve").status == 403


def test_a_lead_confirms_and_everybody_is_added_as_the_file_and_the_law_say(
    app: Flask, lead: Browser, tick: Tick, postbox: Postbox, clock: Clock
) -> None:
    cleo = a_member("Cleo Here", email="cleo@example.org", area=None)
    added(lead, tick)
    assert lead.here.heading == "The file was added"
    assert lead.here.summary["Added"] == "3 people"
    assert "Ben Sample" in lead.follow("Print a call list").text
    assert "Ada Sample" not in lead.here.text
    with app.app_context():
        ada, ben = named("Ada Sample"), named("Ben Sample")
        assert {(code, channel.value) for code, channel in given(ada)} == {("newsletter", "email"), ("newsletter", "phone")}
        assert db.session.scalars(sa.select(ConsentEvent).where(ConsentEvent.person_id == ben)).all() == []
        assert given(cleo) == []
        assert ways_to(cleo) == {Kind.EMAIL, Kind.PHONE}
        assert db.session.scalars(sa.select(Member.standing).where(Member.person_id == ada)).one() is Standing.ACTIVE
        assert db.session.scalars(sa.select(Event.what).where(Event.about == ada)).all() == ["added from a file of 2 March 2027"]
    for _ in range(9):
        clock.forward(days=1)
        tick()
    assert postbox.to("ada@example.org") == postbox.to("ben@example.org") == []


def test_undoing_takes_back_all_but_who_was_changed_since(app: Flask, lead: Browser, tick: Tick, clock: Clock) -> None:
    cleo = a_member("Cleo Here", email="cleo@example.org", area=None, gives=())
    address = added(lead, tick)
    with app.app_context():
        ada, ben, dan = named("Ada Sample"), named("Ben Sample"), named("Dan Close")
        with the_clock.supposing(the_clock.now() + timedelta(minutes=1)):
            audit.record("welcomed", kind="person", about=dan, by=None)
        db.session.commit()
    clock.forward(minutes=5)
    lead.open(address)
    lead.follow("Undo this import")
    lead.press("Undo this import")
    tick()
    page = lead.follow("Refresh")
    assert "1 person was changed since" in page.text
    assert "Open the record of row 5" in lead.follow("See who").links
    with app.app_context():
        assert db.session.get(Person, ben) is None
        assert db.session.get_one(Person, ada).erased_at is not None
        assert db.session.get_one(Person, dan).full_name == "Dan Close"
        assert ways_to(cleo) == {Kind.EMAIL}


def test_the_same_file_twice_changes_nothing_and_says_so(app: Flask, lead: Browser, tick: Tick) -> None:
    added(lead, tick)
    page = uploaded(lead).here
    assert (page.status, page.errors) == (
        422,
        ["This file came in on 2 March 2027 already. Adding it again would change nothing"],
    )
    page = checked(lead, tick, FILE + "\n").here
    assert figures(page) == ["0", "4", "0", "0", "2"]
    assert "This file changes nothing" in page.text


def test_what_a_file_says_is_forgotten_after_seven_days(app: Flask, lead: Browser, tick: Tick, clock: Clock) -> None:
    address = added(lead, tick)
    clock.forward(days=8)
    tick()
    with app.app_context():
        rows = db.session.scalars(sa.select(SheetRow)).all()
        assert {row.outcome for row in rows} == {Outcome.ADDED}
        assert [row.cells for row in rows] == [None] * 4
    lead.sign_in_as(a_staff_user(Role.LEAD)).open(address)
    assert "Undo this import" not in lead.here.links


def figures(page: Page) -> list[str]:
    """How many rows are new, here, to be filled in, close and not to be added."""
    return [row[1].removeprefix("How many ") for row in page.rows]


def named(name: str) -> UUID:
    return db.session.scalars(sa.select(Person.id).where(Person.full_name == name)).one()


def ways_to(person_id: UUID) -> set[Kind]:
    return set(db.session.scalars(sa.select(ContactPoint.kind).where(ContactPoint.person_id == person_id)))
