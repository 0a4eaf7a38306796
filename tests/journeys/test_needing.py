"""J-M3, M21: what do you need to take part; and the team, who record it, see it and look at it again."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.needs import queries
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock

SUPPORT = "What do you need to take part?"


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", phone="01632 960 011")


def signed_in(browser: Browser, person_id: UUID) -> Browser:
    return browser.sign_in_as(the_account_of(person_id))


def test_a_person_says_what_they_need_sees_it_again_and_changes_it(browser: Browser, app: Flask, sam: UUID) -> None:
    page = signed_in(browser, sam).open("/me/support")
    assert page.heading == SUPPORT
    assert "Only the people organising your meeting see this." in page.text
    page = browser.submit(
        "Save", papers=["easy-read", "large-print"], print_size="print-24", meeting=["bsl", "interpreter"], interpreter="Punjabi",
        another="A lamp by the chair", language="Punjabi", share=["yes"],
    )  # fmt: skip
    assert "We have saved what you need." in page.text
    assert "We ask you again by" in page.text
    assert codes(app, sam) == ["easy-read", "print-24", "bsl", "interpreter", "language", "another"]
    browser.submit("Save", meeting=["bsl"])
    assert codes(app, sam) == ["easy-read", "print-24", "bsl", "language", "another"]
    with app.app_context():
        ended = [need for need in queries.history(sam) if need.ended_at]
        assert [(need.code, need.own_words, need.share_with_host) for need in ended] == [("interpreter", "Punjabi", True)]


def test_what_was_ticked_half_is_asked_for_and_nothing_is_lost(browser: Browser, app: Flask, sam: UUID) -> None:
    signed_in(browser, sam).open("/me/support")
    page = browser.submit("Save", papers=["large-print"], meeting=["interpreter", "breaks"], another="x" * 501)
    assert page.status == 422
    assert page.errors == [
        "Select a size of print", "Enter the language the interpreter should speak",
        "Another need (optional) must be 500 characters or fewer",
    ]  # fmt: skip
    assert codes(app, sam) == []
    browser.submit("Save", print_size="print-28", interpreter="Nepali", another="")
    assert codes(app, sam) == ["print-28", "interpreter", "breaks"]


def test_the_team_records_what_was_said_and_everybody_who_calls_sees_it(browser: Browser, app: Flask, sam: UUID) -> None:
    officer = a_staff_user(Role.OFFICER)
    needs_of(sam, "breaks")
    browser.sign_in_as(officer).open(f"/team/people/{sam}/needs/record")
    page = browser.submit("Save", reach=["by-phone"], also=["lipspeaker"], said_on=("1", "1", "2099"))
    assert page.errors == ["Select how they told us", "The day they told us must be today or in the past"]
    page = browser.submit("Save", route="in person", said_on=("2", "11", "2026"))
    assert page.heading == "What Sam Okoro needs"
    assert f"2 November 2026, in person, by {officer.name}" in page.text
    assert "SNOMED CT 945911000000109" in page.text
    for address in (f"/team/people/{sam}", f"/team/people/{sam}/welcome", f"/team/people/{sam}/needs"):
        assert "They need: Phone only, Lipspeaker, Breaks" in browser.open(address).text
    assert "e-mail" not in browser.open(f"/team/people/{sam}").text.partition("You may:")[2].partition("You may not:")[0]
    signed_in(browser, sam)
    assert "A lipspeaker" in browser.open("/me/support").text


def test_a_year_later_the_pages_say_that_it_must_be_looked_at_again(browser: Browser, sam: UUID, clock: Clock) -> None:
    officer = a_staff_user(Role.OFFICER)
    needs_of(sam, "quiet-space")
    clock.forward(days=366)
    assert "Review overdue" in browser.sign_in_as(officer).open(f"/team/people/{sam}").text
    page = signed_in(browser, sam).open("/me/support")
    assert "You told us more than a year ago." in page.text
    assert "more than a year ago" not in browser.submit("Save").text
    assert "Review overdue" not in browser.sign_in_as(officer).open(f"/team/people/{sam}").text


def codes(app: Flask, person_id: UUID) -> list[str]:
    with app.app_context():
        return [need.code for need in queries.current(person_id)]
