"""A new password by a mailed link: the same answer to everybody, once, for ten minutes, and the code is still asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.staff import actions, queries
from tests.factories.accounts import PASSWORD, StaffUser, a_staff_user
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]
NEW = "seven green bottles hanging"


def ask(browser: Browser, email: str) -> Page:
    browser.open("/staff/new-password")
    return browser.submit("Send me a link", email=email)


@pytest.fixture
def user(app: Flask) -> StaffUser:
    """Somebody who forgot their password."""
    return a_staff_user(Role.BOARD_READER)


def link_for(browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> str:
    ask(browser, user.email)
    tick()
    return postbox.latest_to(user.email).link_to("/new-password/")


def test_the_new_password_works_and_the_second_factor_is_still_asked(
    browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox
) -> None:
    browser.open(link_for(browser, user, tick, postbox))
    assert browser.submit("Change my password", new_password=NEW).heading == "Your password is changed"
    assert browser.open("/staff/account").heading == "Sign in as staff"
    browser.submit("Continue", email=user.email, password=NEW)
    assert browser.submit("Sign in", code=user.code()).heading == "Your account"
    tick()
    assert postbox.latest_to(user.email).subject == "Your sign-in details changed"


def test_the_old_password_and_old_sign_ins_are_dead(
    app: Flask, browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox
) -> None:
    other = Browser(app).sign_in_as(user)
    browser.open(link_for(browser, user, tick, postbox))
    browser.submit("Change my password", new_password=NEW)
    assert other.open("/staff/account").heading == "Sign in as staff"
    browser.open("/staff/sign-in")
    assert browser.submit("Continue", email=user.email, password=PASSWORD).status == 422


def test_known_and_unknown_get_the_same_page(browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> None:
    pages = [ask(browser, email) for email in (user.email, "nobody@example.org")]
    assert len({(page.status, page.text) for page in pages}) == 1
    tick()
    assert [letter.to for letter in postbox.all()] == [user.email]


def test_the_address_is_asked_for(browser: Browser) -> None:
    assert ask(browser, "").errors == ["Enter your e-mail address"]


def test_three_mails_in_six_hours_and_no_more(
    browser: Browser, user: StaffUser, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    for _ in range(5):
        assert ask(browser, user.email).heading == "Check your e-mail"
        tick()
        clock.forward(minutes=11)
    assert len(postbox.to(user.email)) == 3


def test_the_link_works_once(browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> None:
    link = link_for(browser, user, tick, postbox)
    browser.open(link)
    browser.submit("Change my password", new_password=NEW)
    assert browser.open(link).status == 410


def test_the_link_works_for_ten_minutes(browser: Browser, user: StaffUser, clock: Clock, tick: Tick, postbox: Postbox) -> None:
    link = link_for(browser, user, tick, postbox)
    clock.forward(minutes=9)
    assert browser.open(link).status == 200
    clock.forward(minutes=2)
    assert browser.open(link).status == 410


def test_a_newer_link_makes_an_older_one_useless(
    browser: Browser, user: StaffUser, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    old = link_for(browser, user, tick, postbox)
    clock.forward(minutes=1)
    new = link_for(browser, user, tick, postbox)
    assert (browser.open(old).status, browser.open(new).status) == (410, 200)


def test_signing_in_makes_an_open_link_useless(browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> None:
    link = link_for(browser, user, tick, postbox)
    browser.open("/staff/sign-in")
    browser.submit("Continue", email=user.email, password=PASSWORD)
    browser.submit("Sign in", code=user.code())
    assert browser.open(link).status == 410


def test_a_link_for_one_thing_is_no_link_for_another(browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> None:
    token = link_for(browser, user, tick, postbox).rpartition("/")[2]
    assert browser.open(f"/staff/invitation/{token}").status == 410
    assert browser.open("/staff/new-password/made-up").status == 410


def test_nothing_goes_to_somebody_suspended(app: Flask, browser: Browser, user: StaffUser, tick: Tick, postbox: Postbox) -> None:
    admin = a_staff_user(Role.ADMINISTRATOR)
    with app.app_context():
        actions.suspend(queries.staff_account(user.id), by=admin.id)
        db.session.commit()
    assert ask(browser, user.email).heading == "Check your e-mail"
    tick()
    assert postbox.to(user.email) == []
