"""The pages everybody may read say what is true of this installation, and need no database to say it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.consent.models import Notice
from engage.db import db
from tests.support import databases
from tests.support.browser import Browser
from tests.support.installation import BASE_URL, installed

PAGES = {
    "/": "Help shape mental health services",
    "/help-now": "Need help now?",
    "/contact": "Contact us",
    "/accessibility": "Accessibility",
    "/privacy": "Privacy",
    "/cookies": "Cookies",
}


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    """An installation whose database is not there."""
    return installed(database_url=f"sqlite:///{tmp_path}/gone/engage.db", smtp_url=databases.NOWHERE)


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_opens_for_anybody(browser: Browser, address: str) -> None:
    page = browser.open(address)
    assert (page.status, page.heading) == (200, PAGES[address])


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_opens_also_when_the_database_is_away(away: Flask, address: str) -> None:
    assert Browser(away).open(address).status == 200


def test_help_now_asks_neither_database_nor_sign_in(app: Flask, browser: Browser) -> None:
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *event: asked.append(event[2]))
    with browser.client.session_transaction(base_url=BASE_URL) as session:
        session["_user_id"], session["seen"] = "a token", 4e9
    assert browser.open("/help-now").links["Sign out"] == "/sign-out"
    assert asked == []
    browser.open("/privacy")
    assert asked


def test_help_now_says_what_this_organisation_told_us(browser: Browser) -> None:
    page = browser.open("/help-now")
    for words in ("Call 999 or go to A&E now if:", "Invented Vale crisis line", "01632 960 999", "Call 111", "116 123"):
        assert words in page.text
    assert len(page.of_class("nhsuk-card--care")) == 2


def test_every_link_of_the_public_pages_leads_somewhere(browser: Browser) -> None:
    found = {link for address in PAGES for link in browser.open(address).links.values() if link.startswith("/")}
    for link in sorted(found):
        assert browser.open(link).status == 200, link


def test_the_cookies_page_lists_every_cookie_that_is_set(browser: Browser) -> None:
    browser.open("/sign-in")
    browser.open("/join/age")
    told = browser.open("/cookies").text
    names = {cookie.key for cookie in browser.client._cookies.values()}
    assert names
    assert all(name in told for name in names)


def test_the_privacy_page_uses_the_words_people_agree_to(app: Flask, browser: Browser) -> None:
    told = browser.open("/privacy").text
    with app.app_context():
        notices = db.session.scalars(sa.select(Notice.text)).all()
    assert notices
    assert all(notice in told for notice in notices)


def test_search_engines_are_kept_to_the_front_of_the_house(browser: Browser) -> None:
    robots = browser.client.get("/robots.txt", base_url=BASE_URL).text
    for private in ("/me", "/team", "/staff", "/c/", "/s/", "/u/"):
        assert f"Disallow: {private}\n" in robots
    assert 'content="noindex"' in browser.open("/sign-in").html


def test_whoever_finds_a_weakness_can_read_whom_to_tell(browser: Browser) -> None:
    told = browser.client.get("/.well-known/security.txt", base_url=BASE_URL)
    assert told.mimetype == "text/plain"
    assert "Contact: mailto:information.governance@invented-vale.example" in told.text
    assert "Expires: 2027-08-29T00:00:00Z" in told.text
