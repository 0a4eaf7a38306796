"""An account begins with a mailed link, a password, a second factor that was proved, and recovery codes shown once."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from flask import Flask

from engage import clock as present
from engage.accounts.rules import Role
from engage.db import db
from engage.staff import actions, queries
from tests.factories.accounts import PASSWORD, StaffUser, a_staff_user, an_invited_user
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]


def key_on(page: Page) -> str:
    """The second factor as the page shows it in text."""
    [key] = page.of_class("app-key")
    return (key.text or "").replace(" ", "")


def accept(browser: Browser, link: str, *, password: str = PASSWORD) -> tuple[Page, str]:
    """Go through both steps; the last page and the second factor."""
    browser.open(link)
    page = browser.submit("Continue", new_password=password)
    secret = key_on(page)
    return browser.submit("Finish", code=pyotp.TOTP(secret).at(present.now())), secret


@pytest.fixture
def invited(app: Flask, tick: Tick, postbox: Postbox) -> tuple[StaffUser, str]:
    """Somebody invited, and the link they were mailed."""
    user = an_invited_user(Role.BOARD_READER)
    tick()
    return user, postbox.latest_to(user.email).link_to("/invitation/")


def test_from_the_mail_to_the_first_sign_in(browser: Browser, clock: Clock, invited: tuple[StaffUser, str]) -> None:
    user, link = invited
    page, secret = accept(browser, link)
    assert page.heading == "Your recovery codes"
    assert len(page.all("li")) >= 10
    browser.open("/staff/sign-in")
    browser.submit("Continue", email=user.email.upper(), password=PASSWORD)
    clock.forward(seconds=30)
    assert browser.submit("Sign in", code=pyotp.TOTP(secret).at(clock.now)).heading == "Your account"


def test_the_picture_has_a_title_and_the_key_stands_beside_it(browser: Browser, invited: tuple[StaffUser, str]) -> None:
    browser.open(invited[1])
    page = browser.submit("Continue", new_password=PASSWORD)
    assert "QR code for your authenticator app" in page.html
    assert len(key_on(page)) == 32


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", "Enter a new password"),
        ("too short", "Password must be 12 characters or more"),
        ("avery avery avery", "Choose a password without your name, the name of the trust or of this service"),
    ],
)
def test_a_password_that_will_not_do_is_asked_again(
    browser: Browser, invited: tuple[StaffUser, str], password: str, refusal: str
) -> None:
    browser.open(invited[1])
    page = browser.submit("Continue", new_password=password)
    assert page.errors == [refusal]
    assert password == "" or password not in page.html


def test_a_wrong_code_keeps_the_same_key(browser: Browser, invited: tuple[StaffUser, str]) -> None:
    browser.open(invited[1])
    key = key_on(browser.submit("Continue", new_password=PASSWORD))
    page = browser.submit("Finish", code="000000")
    assert page.errors == ["That code is not right. Check that your phone shows the right time"]
    assert key_on(page) == key


def test_the_second_step_cannot_come_first(browser: Browser, invited: tuple[StaffUser, str]) -> None:
    assert browser.open(invited[1] + "/second-factor").heading == "Choose a password"


def test_the_link_works_once(browser: Browser, invited: tuple[StaffUser, str]) -> None:
    accept(browser, invited[1])
    browser.forget_cookies()
    assert browser.open(invited[1]).status == 410
    assert browser.open(invited[1] + "/second-factor").status == 410


def test_the_link_works_for_seven_days(browser: Browser, clock: Clock, invited: tuple[StaffUser, str]) -> None:
    clock.forward(days=6, hours=23)
    assert browser.open(invited[1]).status == 200
    clock.forward(hours=2)
    assert browser.open(invited[1]).status == 410


def test_opening_the_link_changes_nothing_and_a_made_up_one_is_gone(browser: Browser, invited: tuple[StaffUser, str]) -> None:
    for _ in range(3):
        assert browser.open(invited[1]).heading == "Choose a password"
    assert browser.open("/staff/invitation/made-up").status == 410


def test_a_new_invitation_makes_the_old_link_useless(
    app: Flask, browser: Browser, tick: Tick, postbox: Postbox, invited: tuple[StaffUser, str]
) -> None:
    user, old = invited
    with app.app_context():
        actions.invite_again(queries.staff_account(user.id), by=None)
        db.session.commit()
    tick()
    new = postbox.latest_to(user.email).link_to("/invitation/")
    assert browser.open(old).status == 410
    assert browser.open(new).status == 200


def test_an_invitation_that_ran_out_is_not_accepted_by_asking_for_a_password(
    browser: Browser, clock: Clock, tick: Tick, postbox: Postbox, invited: tuple[StaffUser, str]
) -> None:
    clock.forward(days=8)
    postbox.empty()
    browser.open("/staff/new-password")
    browser.submit("Send me a link", email=invited[0].email)
    tick()
    assert postbox.to(invited[0].email) == []


def test_a_suspended_invitation_is_gone(app: Flask, browser: Browser, invited: tuple[StaffUser, str]) -> None:
    admin = a_staff_user(Role.ADMINISTRATOR)
    with app.app_context():
        actions.suspend(queries.staff_account(invited[0].id), by=admin.id)
        db.session.commit()
    assert browser.open(invited[1]).status == 410
