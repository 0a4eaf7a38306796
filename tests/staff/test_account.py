"""One’s own account: password, second factor, recovery codes, where one is signed in, and typed words that wait."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask

from engage.accounts.rules import Role
from tests.factories.accounts import PASSWORD, StaffUser, a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page

NEW = "seven green bottles hanging"


@pytest.fixture
def me(app: Flask) -> StaffUser:
    """Somebody who works here."""
    return a_staff_user(Role.BOARD_READER)


@pytest.fixture
def mine(browser: Browser, me: StaffUser) -> Browser:
    """The browser they are signed in with."""
    return browser.sign_in_as(me)


def codes_on(page: Page) -> list[str]:
    return [(code.text or "").replace("-", "") for code in page.all("code")]


def test_the_page_says_who_one_is_and_where_one_is_signed_in(mine: Browser, me: StaffUser) -> None:
    text = mine.open("/staff/account").text
    assert me.name in text
    assert me.email in text
    assert "you have 10 codes left" in text
    assert "This browser" in text


def test_signing_out_somewhere_else(app: Flask, mine: Browser, me: StaffUser) -> None:
    other = Browser(app).sign_in_as(me)
    mine.open("/staff/account")
    button = next(words for form in mine.here.forms for words, _ in form.buttons if words.startswith("Sign out there"))
    assert "You are signed out there." in mine.press(button).text
    assert other.open("/staff/account").heading == "Sign in as staff"
    assert mine.open("/staff/account").heading == "Your account"


def test_nobody_ends_somebody_elses_sign_in(app: Flask, mine: Browser, me: StaffUser) -> None:
    other = Browser(app).sign_in_as(a_staff_user(Role.BOARD_READER))
    third = Browser(app).sign_in_as(me)
    mine.open("/staff/account")
    address = next(form.action for form in mine.here.forms if "/sign-ins/" in form.action)
    other.open("/staff/account/password")
    csrf = next(field.get("value") for field in other.here.all("input") if field.get("name") == "csrf_token")
    other.post(address, {"csrf_token": csrf})
    assert third.open("/staff/account").heading == "Your account"


def test_changing_the_password_asks_for_the_old_one_and_ends_other_sign_ins(app: Flask, mine: Browser, me: StaffUser) -> None:
    other = Browser(app).sign_in_as(me)
    mine.open("/staff/account/password")
    assert mine.submit("Change my password").errors == ["Enter the password you have now", "Enter a new password"]
    assert mine.submit("Change my password", password="wrong wrong wrong", new_password=NEW).errors == [
        "That is not your password now"
    ]
    assert mine.submit("Change my password", password=PASSWORD, new_password="short").errors == [
        "Password must be 12 characters or more"
    ]
    assert "Your password is changed." in mine.submit("Change my password", password=PASSWORD, new_password=NEW).text
    assert other.open("/staff/account").heading == "Sign in as staff"


def test_new_recovery_codes_replace_the_old_ones(app: Flask, mine: Browser, me: StaffUser) -> None:
    mine.open("/staff/account/recovery-codes")
    assert mine.submit("Make new codes").errors == ["Enter the 6-digit code"]
    codes = codes_on(mine.submit("Make new codes", code=me.code()))
    assert len(codes) == 10
    for code, heading in ((me.recovery_codes[0], "Use a recovery code"), (codes[0], "Your account")):
        other = Browser(app)
        other.open("/staff/sign-in")
        other.submit("Continue", email=me.email, password=PASSWORD)
        other.follow("I do not have my app: use a recovery code")
        assert other.submit("Sign in", recovery=code).heading == heading


def test_another_app_needs_a_code_from_both(app: Flask, mine: Browser, me: StaffUser, clock: Clock) -> None:
    page = mine.open("/staff/account/second-factor")
    [key] = page.of_class("app-key")
    new = pyotp.TOTP((key.text or "").replace(" ", ""))
    assert mine.submit("Use the new app", code=me.code(), new_code="000000").errors == [
        "That code is not the one the new app shows"
    ]
    assert mine.submit("Use the new app", code="000000", new_code=new.at(clock.now)).errors == [
        "That code is not right or has been used"
    ]
    assert len(codes_on(mine.submit("Use the new app", code=me.code(), new_code=new.at(clock.now)))) == 10
    clock.forward(seconds=30)
    other = Browser(app)
    other.open("/staff/sign-in")
    other.submit("Continue", email=me.email, password=PASSWORD)
    assert other.submit("Sign in", code=me.code()).errors
    assert other.submit("Sign in", code=new.at(clock.now)).heading == "Your account"


def test_signing_out_kills_the_cookie_wherever_it_was_copied(app: Flask, mine: Browser) -> None:
    mine.open("/staff/account")
    thief = Browser(app)
    for cookie in mine.client._cookies.values():
        thief.client.set_cookie(cookie.key, cookie.value, domain=cookie.domain, secure=True)
    assert thief.open("/staff/account").heading == "Your account"
    mine.open("/sign-out")
    mine.press("Sign out")
    assert thief.open("/staff/account").heading == "Sign in as staff"


def test_words_typed_when_a_sign_in_ran_out_come_back_after_signing_in(browser: Browser, clock: Clock) -> None:
    robin, person_id = a_staff_user(Role.OFFICER), a_member("Ama Boateng")
    browser.sign_in_as(robin).open(f"/team/people/{person_id}/welcome")
    clock.forward(minutes=20)
    page = browser.submit("Record the welcome", how="spoke", needs_confirmed="yes", ready="yes", write="no")
    assert page.heading == "Sign in as staff"
    browser.submit("Continue", email=robin.email, password=PASSWORD)
    page = browser.submit("Sign in", code=robin.code())
    assert page.heading == "Your words are still here"
    assert "Standing Welcomed" in browser.press("Send it now").text
    browser.open("/staff/account")
    assert "Standing Welcomed" in browser.open(f"/team/people/{person_id}").text


def test_typed_words_are_forgotten_after_an_hour_and_passwords_are_never_kept(
    browser: Browser, clock: Clock, me: StaffUser
) -> None:
    browser.sign_in_as(me).open("/staff/account/password")
    clock.forward(minutes=20)
    browser.submit("Change my password", password=PASSWORD, new_password=NEW)
    browser.submit("Continue", email=me.email, password=PASSWORD)
    assert browser.submit("Sign in", code=me.code()).heading == "Your account"


def test_somebody_else_who_signs_in_afterwards_is_not_shown_the_words(browser: Browser, clock: Clock) -> None:
    robin, other, person_id = a_staff_user(Role.OFFICER), a_staff_user(Role.OFFICER), a_member("Ama Boateng")
    browser.sign_in_as(robin).open(f"/team/people/{person_id}/welcome")
    clock.forward(minutes=20)
    browser.submit("Record the welcome", how="spoke", needs_confirmed="yes", ready="yes", write="no")
    browser.submit("Continue", email=other.email, password=PASSWORD)
    assert browser.submit("Sign in", code=other.code()).heading == "Participation team"
    clock.forward(minutes=61)
    browser.forget_cookies()
    browser.open("/staff/sign-in")
    browser.submit("Continue", email=robin.email, password=PASSWORD)
    assert browser.submit("Sign in", code=robin.code()).heading == "Participation team"
