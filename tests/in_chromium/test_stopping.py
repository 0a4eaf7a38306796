"""J-M3 and J-M4 on a small phone: fill in a part of the profile, see what stops, stop it, keep the receipt, look back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engage import clock
from engage.db import db
from engage.demo.newsletter import KIND as NEWSLETTER
from engage.outbox import actions as outbox
from engage.outbox.rules import Due
from tests.factories.pool import a_member
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]
SAM = "sam@people.example"


def fits(page: Page, words: str) -> None:
    """Wait for the page with this heading, which must not be wider than the screen."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_stopping_with_the_list_of_what_stops_and_a_receipt(
    opened: Callable[..., Page], site: tuple[Any, str], postbox: Postbox, tick: Callable[[], object]
) -> None:
    person_id = a_member(name="Sam Okoro", called="Sam", email=SAM)
    with site[0].app_context():
        at = clock.now() + timedelta(days=1)
        outbox.put(Due(NEWSLETTER, person_id, person_id, at, at + timedelta(days=1), at.date(), purpose="newsletter"))
        db.session.commit()
    page = opened(width=320)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(SAM)
    page.get_by_role("button", name="Send me a link and a code").click()
    tick()
    page.goto(postbox.latest_to(SAM).link_to("/s/"))
    page.get_by_role("button", name="Sign in").click()
    fits(page, "Hello Sam")
    page.get_by_role("link", name="Expenses and payment").click()
    page.get_by_role("radio", name="Not sure, talk to me").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("We have saved your answers.")
    fits(page, "Expenses and payment")
    page.goto("/me/choices")
    fits(page, "What we send you")
    page.get_by_role("link", name=re.compile("What stops and what still comes.*The newsletter")).click()
    fits(page, "What stops if you stop the newsletter")
    expect(page.get_by_role("listitem").filter(has_text="planned for 3 March 2027")).to_have_count(1)
    page.get_by_role("button", name="Stop the newsletter").click()
    fits(page, "We have stopped this: the newsletter")
    expect(page.get_by_text("planned for 3 March 2027")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    expect(page.get_by_text("Receipt number")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="what you told us about messages").click()
    fits(page, "What you told us about messages")
    page.get_by_label("Day").fill("2")
    page.get_by_label("Month").fill("3")
    page.get_by_label("Year").fill("2027")
    page.get_by_role("button", name="Show that day").click()
    fits(page, "What you had agreed to on 2 March 2027")
    page.goto(postbox.latest_to(SAM).link_to("/w/"))
    fits(page, "Why did I get this?")
