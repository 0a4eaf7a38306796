"""J-T2 in a real browser, on a small phone: somebody who called is added, and their letter is ready for paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engage.accounts.rules import Role
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.in_chromium.test_stopping import fits

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]


def test_adding_somebody_who_called_and_printing_their_letter(opened: Callable[..., Page], site: tuple[Any, str]) -> None:
    robin, page = a_staff_user(Role.OFFICER), opened(width=320)
    a_member("Samuel Okoro", phone="01632 960 001", area="Ashford")
    page.goto("/staff/sign-in?next=/team/people/new")
    page.get_by_label("E-mail address").fill(robin.email)
    page.get_by_label("Password", exact=True).fill(robin.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("6-digit code").fill(robin.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    fits(page, "Add someone who contacted us")
    page.get_by_role("button", name="Add this person").click()
    fits(page, "Add someone who contacted us")
    expect(page.get_by_role("alert")).to_contain_text("Select an answer for each kind of message")
    fill_in(page)
    page.get_by_role("button", name="Add this person").click()
    fits(page, "Is Sam Okoro here already?")
    page.get_by_role("button", name="Add as a new person").click()
    fits(page, "Sam Okoro is in the pool")
    page.get_by_role("button", name="Print confirmation letter").click()
    fits(page, "Letter to Sam Okoro")
    expect(page.get_by_role("listitem").filter(has_text="Large print (24 point)")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    body = page.locator(".app-sheet h2").evaluate("it => parseFloat(getComputedStyle(it.nextElementSibling).fontSize)")
    point = page.locator(".app-sheet li").first.evaluate("it => parseFloat(getComputedStyle(it).fontSize)")
    assert body == point == pytest.approx(24 * 96 / 72)
    assert page.locator(".app-sheet__to").evaluate("it => parseFloat(getComputedStyle(it).fontSize)") == pytest.approx(16)


def fill_in(page: Page) -> None:
    page.get_by_label("By phone", exact=True).check()
    for part, typed in (("Day", "1"), ("Month", "3"), ("Year", "2027")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_role("group", name="Are they 16 or over?").get_by_label("Yes").check()
    page.get_by_label("Full name").fill("Sam Okoro")
    page.get_by_label("Uses the trust’s services").check()
    page.get_by_label("Phone call", exact=True).check()
    page.get_by_label("Phone number", exact=True).fill("01632 960 001")
    page.get_by_label("Town, or the first part of their postcode").fill("Ashford")
    for kind in ("Chances to get involved", "The newsletter", "Surveys", "Panels and working groups"):
        page.get_by_role("group", name=kind).get_by_label("Not asked").check()
    page.get_by_label("Large print", exact=True).check()
    page.get_by_label("24 point").check()
