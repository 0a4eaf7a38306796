"""T70 in a real browser, on a small phone: whom, about what, the words with a warning, the check, and that it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engage.accounts.rules import Role
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member
from tests.in_chromium.test_stopping import SAM, fits
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]


def test_writing_to_some_people(
    opened: Callable[..., Page], site: tuple[Any, str], postbox: Postbox, tick: Callable[[], object]
) -> None:
    robin, page = a_staff_user(Role.OFFICER), opened(width=320)
    a_member("Sam Okoro", called="Sam", email=SAM, gives=["newsletter"], area="Ashford")
    page.goto("/staff/sign-in?next=/team/mailings/new")
    page.get_by_label("E-mail address").fill(robin.email)
    page.get_by_label("Password", exact=True).fill(robin.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("6-digit code").fill(robin.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    fits(page, "Who is it for?")
    page.get_by_label("Some of them").check()
    page.get_by_label("Town or first part of a postcode").fill("ashford")
    page.get_by_role("button", name="Continue").click()
    fits(page, "What is it about?")
    page.get_by_label("The newsletter").check()
    page.get_by_role("button", name="Continue").click()
    fits(page, "What does it say?")
    page.get_by_label("Subject").fill("For carers")
    page.get_by_label("First line").fill("You asked us for news, {called}.")
    page.get_by_label("Text", exact=True).fill("The garden is open.")
    page.get_by_role("button", name="Save and look at it").click()
    fits(page, "Look at it")
    page.get_by_role("button", name="Use “News from Participation team” instead").click()
    expect(page.get_by_role("heading", name="Think about the subject")).to_be_hidden()
    page.get_by_role("button", name="Check who gets it").click()
    fits(page, "Check who gets it")
    page.get_by_label("Now").check()
    page.get_by_role("button", name="Send to 1 person").click()
    fits(page, "News from Participation team")
    tick()
    mail = postbox.latest_to(SAM)
    assert "You asked us for news, Sam." in mail.text
    assert "/c/" in mail.text
