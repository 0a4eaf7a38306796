"""M33 to M36 in a real browser: taking everything out, and leaving for good, on a narrow screen."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from engage.db import db
from engage.people.models import Person
from tests.factories.pool import a_member
from tests.support.postbox import Postbox

pytestmark = [pytest.mark.browser, pytest.mark.one_database("sqlite")]
SAM = "sam.okoro@people.example"


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def test_somebody_takes_out_what_we_hold_and_is_erased(
    site: tuple[Flask, str], opened: Callable[..., Page], tick: Callable[[], object], postbox: Postbox
) -> None:
    sam, page = a_member("Sam Okoro", called="Sam", email=SAM), opened(width=320)
    page.goto("/me/data")
    heading(page, "Sign in")
    page.get_by_label("E-mail address").fill(SAM)
    page.get_by_role("button", name="Send me a link and a code").click()
    heading(page, "Enter the code")
    tick()
    page.locator("#code").fill(postbox.latest_to(SAM).code)
    page.get_by_role("button", name="Sign in").click()
    heading(page, "What we hold about you")
    page.get_by_role("button", name="Download my data").click()
    heading(page, "Your file is ready")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Save the file").click()
    assert "Sam Okoro" in zipfile.ZipFile(taken.value.path()).read("what-we-hold.html").decode()
    page.goto("/me/leave")
    page.get_by_role("link", name="Leave and erase me").click()
    page.get_by_role("button", name="Erase my record for good").click()
    heading(page, "We have erased your record")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    with site[0].app_context():
        assert db.session.get_one(Person, sam).full_name == "Erased"
