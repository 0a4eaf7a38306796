"""What a file cannot do: bring back somebody who was erased, show what is hidden, or be too much."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.db import db
from engage.people import actions as people
from engage.people.models import Person
from engage.people.rules import ErasedBecause, Kind, WhyRestricted
from engage.sheets.workbook import refuse_unguarded
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.spreadsheets.test_bringing_in import checked, figures, uploaded
from tests.support.browser import Browser

Tick = Callable[[], object]
ONE = "Name,E-mail,Phone\nSam Sample,sam@example.org,01632 960 555\n"


@saves
def erased(email: str) -> None:
    """Somebody who asked to be erased."""
    person_id = a_member("Sam Sample", email=email)
    people.remember_erased([(Kind.EMAIL, email)])
    people.erase(person_id, because=ErasedBecause.ASKED, at=the_clock.now())


def test_whoever_was_erased_does_not_come_back_and_only_a_lead_reads_why(app: Flask, browser: Browser, tick: Tick) -> None:
    erased("sam@example.org")
    checked(browser.sign_in_as(a_staff_user(Role.OFFICER)), tick, ONE)
    assert figures(browser.here) == ["0", "0", "0", "0", "1"]
    address = browser.here.path
    assert "Ask the participation lead" in browser.open(address + "/rows/refused").text
    assert "erased" not in browser.open(address + "/refused.csv").html
    lead = Browser(app).sign_in_as(a_staff_user(Role.LEAD))
    assert "This person asked to be erased. They can join again by themselves" in lead.open(address + "/rows/refused").text
    assert "asked to be erased" in lead.open(address + "/refused.csv").html


def test_a_close_match_with_hidden_details_is_shown_and_decided_by_a_lead_alone(app: Flask, browser: Browser, tick: Tick) -> None:
    hidden = a_member("Pat Hidden", email="sam@example.org", phone="01632 960 777")
    with app.app_context():
        values = {"restricted_at": the_clock.now(), "restricted_by": hidden, "restricted_why": WhyRestricted.AT_RISK}
        db.session.execute(sa.update(Person).where(Person.id == hidden).values(values))
        db.session.commit()
    checked(browser.sign_in_as(a_staff_user(Role.OFFICER)), tick, ONE)
    page = browser.open(browser.here.path + "/close")
    assert "Hidden: ask the participation lead" in page.text
    assert "Pat Hidden" not in page.text
    assert "Only the participation lead can decide" in page.text
    shown = Browser(app).sign_in_as(a_staff_user(Role.LEAD)).open(page.path).text
    assert "Pat Hidden" in shown
    assert "01632 960 777" not in shown


@pytest.mark.one_database("sqlite")
def test_a_file_that_is_too_much_gets_a_page_of_its_own(app: Flask, browser: Browser) -> None:
    uploaded(browser.sign_in_as(a_staff_user(Role.OFFICER)), b"x" * 11 * 1024 * 1024)
    assert browser.here.errors == ["Your file is larger than 10 MB. Choose a smaller one, or take it in two parts"]
    browser.open("/team/spreadsheets")
    uploaded(browser, b"x" * 65 * 1024 * 1024)
    assert (browser.here.status, browser.here.heading) == (413, "Your file is too large")
    uploaded(browser, b"\xff\xd8\xff\xe0", name="people.csv")
    assert browser.here.errors == ["Your file is a picture, not a spreadsheet. Choose a CSV or .xlsx file"]


@pytest.mark.one_database("sqlite")
def test_columns_are_said_to_hold_a_name_and_a_way_before_anything_is_checked(app: Flask, browser: Browser) -> None:
    uploaded(browser.sign_in_as(a_staff_user(Role.OFFICER)), "Who,Where to\nSam,sam@example.org\n")
    assert "Your file has no column for a name" in browser.here.text
    page = browser.submit("Continue", **{"column-1": "email"})
    assert (page.status, page.errors) == (422, ["Your file has no column for a name. Choose the column that holds it"])
    page = browser.submit("Continue", **{"column-0": "name"})
    assert "These people will be not asked: you may not e-mail them news." in page.text
    browser.follow("Back")
    browser.follow("Throw this file away")
    assert "Thrown away" in browser.press("Throw it away").text


def test_without_its_guard_nothing_reads_a_spreadsheet() -> None:
    with pytest.raises(ImportError, match="defusedxml"):
        refuse_unguarded(False)
