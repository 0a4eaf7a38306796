"""Staff sign in by password and then by a code; whatever was wrong, the answer is the same."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from flask import Flask

from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.staff import actions, queries
from tests.factories.accounts import PASSWORD, StaffUser, a_staff_user, an_invited_user
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page

WRONG = "That e-mail address or password is not right"


def first_half(browser: Browser, user: StaffUser, *, password: str = PASSWORD) -> Page:
    browser.open("/staff/sign-in")
    return browser.submit("Continue", email=user.email, password=password)


def sign_in(browser: Browser, user: StaffUser) -> Page:
    first_half(browser, user)
    return browser.submit("Sign in", code=user.code())


def test_password_and_code_open_the_first_page_of_the_role(browser: Browser) -> None:
    page = sign_in(browser, a_staff_user(Role.ADMINISTRATOR))
    assert page.heading == "Accounts"


def test_nobody_is_signed_in_after_the_password_alone(browser: Browser) -> None:
    user = a_staff_user(Role.BOARD_READER)
    assert first_half(browser, user).heading == "Enter the code from your app"
    assert browser.open("/staff/account").heading == "Sign in as staff"


def test_after_signing_in_one_is_where_one_was_going(browser: Browser) -> None:
    user = a_staff_user(Role.BOARD_READER)
    assert browser.open("/staff/account/password").heading == "Sign in as staff"
    browser.submit("Continue", email=user.email, password=PASSWORD)
    assert browser.submit("Sign in", code=user.code()).heading == "Change your password"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_after_signing_in_nobody_is_sent_out_of_this_site(browser: Browser, elsewhere: str) -> None:
    user = a_staff_user(Role.BOARD_READER)
    browser.client.get("/")
    browser.open("/staff/sign-in?next=" + elsewhere.replace("\\", "%5C").replace("\t", "%09"))
    browser.submit("Continue", email=user.email, password=PASSWORD)
    assert browser.submit("Sign in", code=user.code()).heading == "Your account"


def test_empty_answers_are_asked_for(browser: Browser) -> None:
    browser.open("/staff/sign-in")
    page = browser.submit("Continue")
    assert page.errors == ["Enter your e-mail address", "Enter your password"]
    first_half(browser, a_staff_user())
    assert browser.submit("Sign in").errors == ["Enter the 6-digit code"]
    browser.open("/staff/sign-in/recovery")
    assert browser.submit("Sign in").errors == ["Enter a recovery code"]


def test_unknown_wrong_suspended_and_invited_get_one_and_the_same_answer(app: Flask, browser: Browser) -> None:
    known, gone, invited = a_staff_user(), a_staff_user(), an_invited_user()
    with app.app_context():
        actions.suspend(queries.staff_account(gone.id), by=known.id)
        db.session.commit()
    tries = [(known, "not the password"), (gone, PASSWORD), (invited, PASSWORD)]
    answers = [first_half(browser, user, password=password) for user, password in tries]
    answers.append(first_half(browser, StaffUser(known.id, known.role, "", "nobody@example.org")))
    assert [(page.status, page.errors) for page in answers] == [(422, [WRONG])] * 4
    assert (
        len(
            {
                page.html.replace(user, "")
                for page, user in zip(answers, [known.email, gone.email, invited.email, "nobody@example.org"], strict=True)
            }
        )
        <= 4
    )


def test_a_code_works_once(browser: Browser, app: Flask) -> None:
    user = a_staff_user(Role.BOARD_READER)
    code = user.code()
    first_half(browser, user)
    assert browser.submit("Sign in", code=code).heading == "Your account"
    other = Browser(app)
    first_half(other, user)
    assert other.submit("Sign in", code=code).errors == ["That code is not right or has been used"]


def test_the_code_before_one_that_was_used_is_refused_too(browser: Browser, clock: Clock) -> None:
    user = a_staff_user(Role.BOARD_READER)
    older = user.code()
    clock.forward(seconds=30)
    sign_in(browser, user)
    browser.forget_cookies()
    first_half(browser, user)
    assert browser.submit("Sign in", code=older).errors


def test_a_recovery_code_works_once(browser: Browser) -> None:
    user = a_staff_user(Role.BOARD_READER)
    for expected in ("Your account", "Use a recovery code"):
        browser.forget_cookies()
        first_half(browser, user)
        browser.follow("I do not have my app: use a recovery code")
        code = user.recovery_codes[3]
        assert browser.submit("Sign in", recovery=f"{code[:5]} {code[5:].upper()}").heading == expected


def test_somebody_elses_recovery_code_does_not_work(browser: Browser) -> None:
    user, other = a_staff_user(), a_staff_user()
    first_half(browser, user)
    browser.open("/staff/sign-in/recovery")
    assert browser.submit("Sign in", recovery=other.recovery_codes[0]).errors


def test_ten_wrong_passwords_in_five_minutes_and_no_more_known_or_not(browser: Browser, clock: Clock) -> None:
    user = a_staff_user()
    for email in (user.email, "nobody@example.org"):
        clock.forward(minutes=6)
        for _ in range(10):
            browser.open("/staff/sign-in")
            assert browser.submit("Continue", email=email, password="wrong wrong wrong").errors == [WRONG]
        browser.open("/staff/sign-in")
        assert browser.submit("Continue", email=email, password=PASSWORD).errors == [
            "There were too many tries. Wait 5 minutes and try again"
        ]
    clock.forward(minutes=6)
    assert sign_in(browser, user).status == 200


def test_right_passwords_use_up_nobodys_tries(browser: Browser, clock: Clock) -> None:
    user = a_staff_user(Role.BOARD_READER)
    for _ in range(12):
        browser.forget_cookies()
        assert first_half(browser, user).heading == "Enter the code from your app"


def test_five_wrong_codes_in_five_minutes_and_no_more(browser: Browser, clock: Clock) -> None:
    user = a_staff_user(Role.BOARD_READER)
    first_half(browser, user)
    for _ in range(5):
        assert browser.submit("Sign in", code="000000").errors == ["That code is not right or has been used"]
    assert browser.submit("Sign in", code=user.code()).errors == ["There were too many tries. Wait 5 minutes and try again"]
    clock.forward(minutes=6)
    assert browser.submit("Sign in", code=user.code()).heading == "Your account"


def test_the_second_half_must_come_within_ten_minutes(browser: Browser, clock: Clock) -> None:
    user = a_staff_user()
    first_half(browser, user)
    clock.forward(minutes=11)
    assert browser.submit("Sign in", code=user.code()).heading == "Sign in as staff"


def test_the_second_half_dies_with_the_password_it_rests_on(browser: Browser, app: Flask) -> None:
    user = a_staff_user()
    first_half(browser, user)
    with app.app_context():
        actions.change_password(queries.staff_account(user.id), password_hash="another")
        db.session.commit()
    assert browser.submit("Sign in", code=user.code()).heading == "Sign in as staff"


def test_the_second_half_dies_when_the_account_is_suspended(browser: Browser, app: Flask) -> None:
    user, admin = a_staff_user(), a_staff_user(Role.ADMINISTRATOR)
    first_half(browser, user)
    with app.app_context():
        actions.suspend(queries.staff_account(user.id), by=admin.id)
        db.session.commit()
    assert browser.submit("Sign in", code=user.code()).heading == "Sign in as staff"


def test_signing_in_changes_the_cookie_and_the_old_one_is_nobodys(browser: Browser) -> None:
    user = a_staff_user(Role.BOARD_READER)
    first_half(browser, user)
    before = {cookie.value for cookie in browser.client._cookies.values()}
    browser.submit("Sign in", code=user.code())
    after = {cookie.value for cookie in browser.client._cookies.values()}
    assert not before & after


def test_fifteen_minutes_of_nothing_end_a_sign_in_and_use_keeps_it(browser: Browser, clock: Clock) -> None:
    sign_in(browser, a_staff_user(Role.BOARD_READER))
    for _ in range(3):
        clock.forward(minutes=14)
        assert browser.open("/staff/account").heading == "Your account"
    clock.forward(minutes=16)
    assert browser.open("/staff/account").heading == "Sign in as staff"


def test_twelve_hours_end_a_sign_in_however_busy(browser: Browser, clock: Clock) -> None:
    sign_in(browser, a_staff_user(Role.BOARD_READER))
    for _ in range(55):
        clock.forward(minutes=13)
        browser.open("/staff/account")
    assert browser.here.heading == "Your account"
    clock.forward(minutes=10)
    assert browser.open("/staff/account").heading == "Sign in as staff"


def test_a_hash_with_old_parameters_is_renewed_at_the_next_sign_in(browser: Browser, app: Flask) -> None:
    user = a_staff_user(Role.BOARD_READER)
    with app.app_context():
        account = queries.staff_account(user.id)
        account.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
        db.session.commit()
    assert sign_in(browser, user).heading == "Your account"
    with app.app_context():
        kept = db.session.get(User, user.id)
        assert kept is not None
        assert (kept.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_member_cannot_come_in_by_this_door(browser: Browser, app: Flask) -> None:
    with app.app_context():
        assert queries.staff_by_email("nobody@example.org") is None
    assert browser.open("/staff/sign-in").text.count("Sign in as somebody in the pool") == 1
