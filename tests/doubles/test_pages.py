"""The list of pairs, two records side by side, and a merge from its preparation to its undoing, as a person meets them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage import jobs
from engage.accounts.rules import Role
from engage.consent import queries as consent
from engage.db import db
from engage.people.models import Person
from engage.people.rules import WhyRestricted
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock


@pytest.fixture
def two(app: Flask) -> tuple[UUID, UUID]:
    """The same person twice: found at night by their phone number."""
    kept = a_member("Sam Okoro", gives=("newsletter", "surveys"), email="sam@example.org", phone="01632 960 001")
    gone = a_member("Samuel Okoro", gives=("newsletter",), email="samuel@example.org", phone="+44 1632 960001")
    return kept, gone


def look(app: Flask) -> None:
    with app.app_context():
        jobs.timetable.find_doubles(jobs.timetable.clock.now())
        db.session.remove()


def test_an_officer_prepares_a_lead_confirms_and_takes_it_back(
    app: Flask, browser: Browser, two: tuple[UUID, UUID], clock: Clock
) -> None:
    kept, gone = two
    look(app)
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    page = browser.open("/team/doubles")
    assert "The same phone number and a similar name in the same area" in page.text
    page = browser.follow(next(link for link in page.links if " and " in link and "Okoro" in link))
    assert browser.submit("Prepare the merge").errors == [
        "Select which record to keep", "Select what to keep: name", "Select what to keep: e-mail",
    ]  # fmt: skip
    side = "first" if page.links["open the second record"].endswith(str(gone)) else "second"
    page = browser.submit("Prepare the merge", keep=side, keep_name="first", keep_email=side)
    assert "A participation lead confirms this." in page.text
    assert "samuel@example.org" in page.text
    assert "Merge these two records" not in page.buttons
    address = page.address
    assert browser.post(f"{address}/confirm").status == 403
    browser.sign_in_as(a_staff_user(Role.LEAD))
    browser.open(address)
    assert browser.press("Merge these two records").heading == "These two records are one now"
    assert browser.open(f"/team/people/{gone}").address.endswith(str(kept))
    with app.app_context():
        assert {code for code, _ in consent.given(kept)} == {"newsletter"}
    browser.open(address)
    assert browser.press("Take this merge back").heading == "This merge was taken back"
    assert browser.open(f"/team/people/{gone}").heading == "Samuel Okoro"
    with app.app_context():
        assert {code for code, _ in consent.given(kept)} == {"newsletter", "surveys"}


def test_what_was_said_to_be_two_people_is_remembered(app: Flask, browser: Browser, two: tuple[UUID, UUID]) -> None:
    kept, gone = two
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert "Samuel Okoro" in browser.open(f"/team/doubles/of/{kept}").text
    browser.open(f"/team/doubles/{kept}/{gone}")
    page = browser.press("Not the same person")
    look(app)
    assert "No pairs wait for a decision." in browser.open("/team/doubles").text
    assert page.heading == "Who may be here twice"
    browser.open(f"/team/doubles/{kept}/{gone}")
    browser.press("They may be one person after all")
    look(app)
    assert "No pairs wait for a decision." not in browser.open("/team/doubles").text


def test_what_is_hidden_or_gone_is_not_compared(app: Flask, browser: Browser, two: tuple[UUID, UUID], clock: Clock) -> None:
    kept, gone = two
    lead = a_staff_user(Role.LEAD)
    browser.sign_in_as(lead)
    browser.open(f"/team/doubles/{kept}/{gone}")
    page = browser.submit("Prepare the merge", keep="first", keep_name="first", keep_email="first")
    browser.press("Merge these two records")
    assert browser.open(f"/team/doubles/{kept}/{gone}").status == 410
    clock.forward(**{"days": 30})
    browser.sign_in_as(lead)
    assert "Take this merge back" not in browser.open(page.address).buttons
    other = a_member("Sam Okoro")
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == other).values(restricted_at=clock.now - timedelta(days=1)))
        db.session.commit()
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert browser.open(f"/team/doubles/{kept}/{other}").status == 403


def test_nobody_is_signed_in_to_a_record_that_went(app: Flask, browser: Browser, two: tuple[UUID, UUID]) -> None:
    kept, gone = two
    samuel = Browser(app).sign_in_as(the_account_of(gone))
    assert samuel.open("/me").status == 200
    browser.sign_in_as(a_staff_user(Role.LEAD))
    browser.open(f"/team/doubles/{kept}/{gone}")
    browser.submit("Prepare the merge", keep="first", keep_name="first", keep_email="first")
    browser.press("Merge these two records")
    assert samuel.open("/me").heading == "Sign in"


def test_a_pair_with_somebody_hidden_is_shown_only_to_who_may_open_it_and_says_why(
    app: Flask, browser: Browser, two: tuple[UUID, UUID]
) -> None:
    kept, _ = two
    look(app)
    with app.app_context():
        hidden = {"restricted_at": the_clock.now(), "restricted_why": WhyRestricted.AT_RISK}
        db.session.execute(sa.update(Person).where(Person.id == kept).values(hidden))
        db.session.commit()
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert "Okoro" not in browser.open("/team/doubles").text
    assert browser.open(f"/team/doubles/of/{kept}").status == 403
    assert "Is this person here twice?" not in browser.open(f"/team/people/{kept}").links
    browser.sign_in_as(a_staff_user(Role.LEAD))
    browser.open("/team/doubles")
    pair = browser.follow(next(link for link in browser.here.links if " and " in link and "Okoro" in link))
    assert pair.heading == "How to reach Sam Okoro is hidden"
