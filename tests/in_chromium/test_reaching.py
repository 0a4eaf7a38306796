"""J-M4 on a small phone: another number with what to mind, and another e-mail address by its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engage.people import queries as people
from tests.factories.pool import a_member
from tests.in_chromium.test_stopping import SAM, fits
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]
NEW = "sam.new@people.example"


def test_changing_a_number_and_an_e_mail_address(
    opened: Callable[..., Page], site: tuple[Any, str], postbox: Postbox, tick: Callable[[], object]
) -> None:
    sam = a_member(name="Sam Okoro", called="Sam", email=SAM, phone="01632 960001")
    page = opened(width=320)
    page.goto("/sign-in?next=/me/contact")
    page.get_by_label("E-mail address").fill(SAM)
    page.get_by_role("button", name="Send me a link and a code").click()
    tick()
    page.goto(postbox.latest_to(SAM).link_to("/s/"))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/me/contact")
    fits(page, "How to reach you")
    page.get_by_role("link", name=re.compile("^Change ?: phone$")).click()
    fits(page, "Phone")
    page.get_by_label("Phone number").fill("01632 960002")
    page.get_by_label("If somebody else answers, whom should we ask for? (optional)").fill("Alex")
    page.get_by_role("group", name="Can we leave a message?").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="Can we say we are from the trust?").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("We ask for Alex.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Change ?: e-mail$")).click()
    fits(page, "What is your new e-mail address?")
    page.get_by_role("textbox").fill(NEW)
    page.get_by_role("button", name="Send me a code").click()
    fits(page, "Confirm your new e-mail address")
    tick()
    page.get_by_label("Enter the code we sent you").fill(postbox.latest_to(NEW).code)
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text(NEW)).to_be_visible()
    with site[0].app_context():
        assert people.address_of(sam) == NEW
