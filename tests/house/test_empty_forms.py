"""Whoever presses the button without answering is told what to do, in the one way the house tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from engage.accounts.rules import Role
from tests.factories.accounts import PASSWORD, a_staff_user
from tests.support.browser import Browser
from tests.support.crawler import crawl, endpoint
from tests.support.page import Form, Page
from tests.support.people import somebody

pytestmark = pytest.mark.one_database("sqlite")
MAY_BE_EMPTY = {
    "carers.reach": "a carer does not have to be reached at all",
    "carers.tie": "what is known already stays, and nothing more has to be said",
    "sharing.override": "whoever looked at it need not write anything about it",
    "carers.needs": "a carer may need nothing",
    "carers.situation": "nothing may be special about a carer’s situation",
    "helping.print_letter": "the size of print that somebody needs is chosen already",
    "mailings.about": "what it is about was said already, and stays when nothing else is",
    "needs.support": "somebody may need nothing",
    "carer_log.people": "who looks for no carer in particular sees them all",
    "pool_team.people": "who looks for nothing sees everybody",
    "pool.wishes": "somebody who ticks nothing is still in the pool",
    "profile.interests": "nothing of the list has to interest anybody",
    "profile.experience": "nobody has to bring anything",
    "spreadsheets.close": "a close match may be decided later; nobody is asked to confirm the file before",
    "teams.change_appointment": "nobody may know the last day or the hours",
    "staff.change_role": "the role somebody has is chosen already, and stays when nothing else is",
}
"""Forms that may be sent without an answer, and why."""
QUESTIONS: tuple[dict[str, Any], ...] = (
    {"age": "yes"},
    {"ties": ["is interested"]},
    {"full_name": "Sam Okoro"},
    {"channels": ["email"], "email": "sam@people.example"},
    {"area_unsaid": True},
    {"purposes": ["surveys"]},
)


def typed_in(form: Form) -> dict[str, Any]:
    """Everything of a form that somebody could fill in, left empty."""
    empty: dict[str, Any] = {}
    for control in form.controls:
        name, kind = control.get("name", ""), control.get("type", "text")
        if name and name != "trap" and control.tag != "button" and kind not in {"hidden", "submit"}:
            empty[name] = [] if kind in {"checkbox", "radio"} else ""
    return {name: value for name, value in empty.items() if form.offers(name) is None or value == []}


def asks(page: Page) -> bool:
    """Whether a page has a form that asks something and changes something."""
    return any(form.method == "POST" and typed_in(form) for form in page.forms)


def send_empty(browser: Browser) -> str:
    """Press the button of the form that asks, with nothing filled in. What is wrong, or nothing."""
    page = browser.here
    form = next(form for form in page.forms if form.method == "POST" and typed_in(form))
    view = endpoint(browser, page.path)
    answer = browser.submit(form.buttons[0][0], **typed_in(form))
    told = answer.status == 422 and len(answer.errors) > 0 and answer.title.startswith("Error: ")
    return "" if told != (view in MAY_BE_EMPTY) else f"{view} at {page.path}: {answer.status}, {answer.errors}"


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.LEAD, Role.ADMINISTRATOR, Role.CHAMPION, Role.CARER_LEAD], ids=str)
def test_every_form_that_can_be_reached_says_what_is_missing(
    app: Flask, demonstrate: Callable[..., None], role: Role | None
) -> None:
    demonstrate(40)
    browser = Browser(app)
    browser.knows("'", '"', "!")
    if role is not None:
        browser.sign_in_as(somebody(role))
    found: dict[str, str] = {}

    def met(view: str, page: Page) -> None:
        if page.is_html and page.status == 200 and asks(page):
            found.setdefault(view, page.address)

    crawl(browser, starts=["/", "/me", "/team", "/staff/accounts"] if role else ["/", "/staff/sign-in"], met=met)
    assert found
    wrong = []
    for address in found.values():
        browser.open(address)
        wrong.append(send_empty(browser))
    assert [line for line in wrong if line] == []


def test_every_question_on_the_way_into_the_pool_says_what_is_missing(browser: Browser) -> None:
    browser.open("/join/age")
    for answers in QUESTIONS:
        at = browser.here.path
        assert send_empty(browser) == ""
        browser.open(at)
        browser.submit("Continue", **answers)
    assert browser.here.heading == "Check your answers before joining"


def test_every_step_of_signing_in_says_what_is_missing(browser: Browser) -> None:
    user = a_staff_user(Role.LEAD)
    browser.open("/staff/sign-in")
    assert send_empty(browser) == ""
    browser.submit("Continue", email=user.email, password=PASSWORD)
    assert send_empty(browser) == ""
    browser.open("/staff/sign-in/recovery")
    assert send_empty(browser) == ""
