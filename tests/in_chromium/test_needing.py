"""J-M3 on a small phone: what somebody needs, and an equality question with a word of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from engage.equality import queries as equality
from engage.needs import queries
from tests.factories.pool import a_member
from tests.in_chromium.test_stopping import SAM, fits
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]


def test_saying_what_helps_and_answering_an_equality_question(
    opened: Callable[..., Page], site: tuple[Any, str], postbox: Postbox, tick: Callable[[], object]
) -> None:
    sam = a_member(name="Sam Okoro", called="Sam", email=SAM)
    page = opened(width=320)
    page.goto("/sign-in?next=/me/support")
    page.get_by_label("E-mail address").fill(SAM)
    page.get_by_role("button", name="Send me a link and a code").click()
    tick()
    page.goto(postbox.latest_to(SAM).link_to("/s/"))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/me/support")
    fits(page, "What do you need to take part?")
    expect(page.get_by_label("24 point")).to_be_hidden()
    page.get_by_label("Large print", exact=True).check()
    page.get_by_label("24 point").check()
    page.get_by_label("An interpreter for another language").check()
    page.get_by_role("button", name="Save").click()
    fits(page, "What do you need to take part?")
    page.get_by_role("link", name="Enter the language the interpreter should speak").click()
    page.keyboard.type("Punjabi")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("We have saved what you need.")
    page.goto("/me/equality")
    fits(page, "Equality questions")
    page.get_by_label("Yes, it takes about 2 minutes").check()
    page.get_by_role("button", name="Continue").click()
    fits(page, "How old are you?")
    page.goto("/me/equality/religion")
    page.get_by_label("Another religion", exact=True).check()
    page.get_by_label("If it is another religion, which is it? (optional)").fill("Sample")
    page.get_by_role("button", name="Continue").click()
    fits(page, "Which of these best describes your sexual orientation?")
    page.get_by_role("link", name="Stop here").click()
    expect(page.get_by_text("Another religion: Sample")).to_be_visible()
    with site[0].app_context():
        assert queries.flags(sam).words == ("Large print (24 point)", "Interpreter: Punjabi")
        assert list(equality.answers(sam)) == ["religion"]
