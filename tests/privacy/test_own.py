"""J-M4: what we hold is shown whole and handed over to nobody else; something wrong becomes a request."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from uuid import UUID

import pytest
from flask import Flask

from engage.audit.actions import record_reading
from engage.db import db
from engage.privacy.queries import held
from engage.privacy.rules.register import register
from engage.privacy.rules.words import UNSAID
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.privacy.everything import fill
from tests.support.browser import Browser
from tests.support.clock import Clock

SAM = "sam.okoro@people.example"


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody with something in every column, and a name that a spreadsheet would run."""
    person_id = a_member("=Sam Okoro", email=SAM, phone="01632 960 001", gives=("newsletter",), area="Ashford")
    with app.app_context():
        fill(person_id)
        officer = a_staff_user()
        record_reading(kind="person", about=person_id, by=officer.id, page="person")
        db.session.commit()
    return person_id


def downloaded(browser: Browser) -> zipfile.ZipFile:
    browser.open("/me/data")
    assert browser.press("Download my data").heading == "Your file is ready"
    return zipfile.ZipFile(io.BytesIO(browser.follow("Save the file").response.data))


def test_everything_the_register_promises_is_on_the_page(app: Flask, browser: Browser, sam: UUID) -> None:
    browser.sign_in_as(the_account_of(sam))
    page = browser.open("/me/data")
    with app.app_context():
        sections = held.held([sam], {})
    there = {fact.column for section in sections for item in section.items for fact in item.facts}
    promised = {f"{line.table}.{line.name}" for line in register() if line.in_download}
    assert sorted(promised - there - EMPTY - UNSAID) == []
    assert all(section.heading in page.text for section in sections)
    for words in (SAM, "Ashford", "Send me the newsletter", "participation officer", "Quince"):
        assert words in page.text


EMPTY = {
    "account.suspended_at", "member.left_at", "member.welcomed_at", "member.welcome", "outgoing.reason",
    "contact_point.came_back_at", "contact_point.may_leave_message", "contact_point.may_say_trust",
    "person.restricted_at", "person.restricted_why",
}  # fmt: skip
"""What nobody can have together with the rest: somebody who left is not being sent anything."""


def test_the_file_holds_the_same_in_three_forms_and_no_formula(browser: Browser, sam: UUID) -> None:
    browser.sign_in_as(the_account_of(sam))
    found = downloaded(browser)
    whole = json.loads(found.read("what-we-hold.json"))
    assert SAM in {each["Address or number"] for each in whole["held"]["How we reach you"]}
    assert "Send me the newsletter" in found.read("what-we-hold.html").decode()
    rows = list(csv.reader(io.StringIO(found.read("tables/who-you-are.csv").decode("utf-8-sig"))))
    assert rows[1][rows[0].index("Name")] == "'=Sam Okoro"
    assert {f"tables/{heading.lower().replace(' ', '-')}.csv" for heading in whole["held"]} <= set(found.namelist())


def test_the_link_is_of_use_to_nobody_else_and_dies(app: Flask, browser: Browser, sam: UUID, clock: Clock) -> None:
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/data")
    ready = browser.press("Download my data")
    link = ready.links["Save the file"]
    kim = Browser(app).sign_in_as(the_account_of(a_member("Kim Example", email="kim@people.example")))
    assert kim.open(link).status == 404
    elsewhere = Browser(app).sign_in_as(the_account_of(sam))
    assert elsewhere.open(link).status == 404
    assert Browser(app).open(link).heading == "Sign in"
    assert SAM not in str(downloaded(kim).read("what-we-hold.json"))
    clock.forward(minutes=16)
    assert browser.open(link).status == 410
    browser.open("/me/data")
    assert browser.press("Download my data").heading == "Please sign in again"
    assert browser.press("Sign in again").heading == "Sign in"


def test_what_is_wrong_becomes_a_request_that_is_due_in_a_month(browser: Browser, sam: UUID) -> None:
    browser.sign_in_as(the_account_of(sam))
    browser.open("/me/data")
    browser.follow("Something is wrong")
    assert browser.press("Send").status == 422
    page = browser.press("Send", words="My name is spelled with an e")
    assert "You get our answer by 2 April 2027" in page.text
    assert "My name is spelled with an e" in browser.open("/me/data").text
