"""Nothing anybody told us reaches a log line, an address or the audit: a whole journey with words that can be found again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from tests.factories.accounts import PASSWORD, a_staff_user
from tests.support.browser import Browser
from tests.support.postbox import Postbox

NAME, CALLED, EMAIL = "Zebedee Quillfeather", "Zebby", "zebedee.quill@canary.example"
PHONE, AREA, NOTE = "01632 960 777", "Canarybrook", "please whistle first"
CANARIES = ("zebedee", "quill", "zebby", "canary", "960 777", "960777", "whistle")
Tick = Callable[[], object]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged."""
    heard, before = io.StringIO(), structlog.get_config()["logger_factory"]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=heard))
    yield heard
    structlog.configure(logger_factory=before)


def joins(browser: Browser) -> None:
    browser.open("/join/age")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services"])
    browser.submit("Continue", full_name=NAME, called=CALLED)
    browser.submit("Continue", channels=["email"], email="not an address of canary", reach_note=NOTE)
    browser.submit(
        "Continue", channels=["email", "phone"], email=EMAIL, phone=PHONE, reach_note=NOTE, leave_message="yes", say_trust="no"
    )
    browser.submit("Continue", area=AREA)
    browser.submit("Continue", purposes=["newsletter"])
    browser.press("Join the engagement pool")


def confirms_and_signs_in(browser: Browser, postbox: Postbox, tick: Tick) -> list[str]:
    tick()
    letters = [postbox.latest_to(EMAIL)]
    browser.open(letters[0].link_to("/confirm/"))
    browser.press("Yes, this is my e-mail")
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email=EMAIL)
    tick()
    letters.append(postbox.latest_to(EMAIL))
    browser.submit("Sign in", code="000 000")
    browser.submit("Sign in", code=letters[1].code)
    browser.open("/me/choices")
    browser.press("Stop everything")
    tick()
    return [secret for letter in letters for secret in (letter.code, *(_token(link) for link in letter.links)) if secret]


def _token(link: str) -> str:
    found = re.search(r"/(?:confirm|s|c|u)/([^/\s]{20,})", link)
    return found.group(1) if found else ""


def works(browser: Browser) -> None:
    user = a_staff_user(Role.LEAD)
    browser.forget_cookies()
    browser.open("/staff/sign-in")
    browser.submit("Continue", email=user.email, password="a password of the canary kind")
    browser.submit("Continue", email=user.email, password=PASSWORD)
    browser.submit("Sign in", code=user.code())
    browser.open("/team/people")
    assert NAME in browser.submit("Update the list", text="quill").text
    browser.follow(NAME)


def test_nothing_that_was_told_is_logged(app: Flask, browser: Browser, postbox: Postbox, tick: Tick, log: io.StringIO) -> None:
    joins(browser)
    secrets = confirms_and_signs_in(browser, postbox, tick)
    works(browser)
    browser.open("/nowhere/zebedee.quill@canary.example")
    lines = log.getvalue()
    assert lines.count("\n") > 20
    assert [word for word in (*CANARIES, *secrets, PASSWORD) if word in lines.casefold()] == []
    with app.app_context():
        kept = " ".join(map(repr, db.session.execute(sa.text("SELECT * FROM audit_event")))).casefold()
    assert "looked" in kept
    assert [word for word in (*CANARIES, *secrets, PASSWORD) if word in kept] == []


def test_no_address_holds_what_was_told(browser: Browser, postbox: Postbox, tick: Tick) -> None:
    joins(browser)
    confirms_and_signs_in(browser, postbox, tick)
    addresses = " ".join(browser.visited).casefold()
    assert [word for word in CANARIES if word in addresses] == []


def test_what_can_be_sealed_is_sealed_in_the_file_itself(app: Flask, browser: Browser, postbox: Postbox, tick: Tick) -> None:
    joins(browser)
    confirms_and_signs_in(browser, postbox, tick)
    with app.app_context(), db.engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        kept = " ".join(repr(row) for name in tables for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')))  # noqa: S608
        connection.rollback()
    assert [word for word in (EMAIL, PHONE, NOTE, "960777") if word in kept] == []
