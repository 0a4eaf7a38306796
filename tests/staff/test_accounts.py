"""The administrator invites, suspends, brings back, signs out and changes roles; each is written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engage.accounts.rules import Role
from tests.factories.accounts import StaffUser, a_staff_user, an_invited_user
from tests.support.browser import Browser
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def me(app: Flask) -> StaffUser:
    """An administrator."""
    return a_staff_user(Role.ADMINISTRATOR)


@pytest.fixture
def admin(browser: Browser, me: StaffUser) -> Browser:
    """The browser an administrator is signed in with."""
    return browser.sign_in_as(me)


def test_inviting_somebody_mails_them_a_link(admin: Browser, tick: Tick, postbox: Postbox) -> None:
    admin.open("/staff/accounts")
    admin.follow("Invite somebody")
    page = admin.submit("Send the invitation", name="Ama Boateng", email="ama@example.org", role="carer lead")
    assert page.heading == "Ama Boateng"
    assert "The invitation is on its way." in page.text
    tick()
    assert "/staff/invitation/" in postbox.latest_to("ama@example.org").text
    assert "Ama Boateng" in admin.open("/staff/accounts").text


def test_what_is_missing_or_not_an_address_is_asked_for(admin: Browser) -> None:
    admin.open("/staff/accounts/invite")
    assert admin.submit("Send the invitation").errors == ["Enter their name", "Enter their e-mail address", "Select a role"]
    page = admin.submit("Send the invitation", name="Ama", email="ama at example", role="carer lead")
    assert page.errors == ["Enter an e-mail address in the correct format, like name@example.com"]


def test_an_address_is_invited_once(admin: Browser, me: StaffUser) -> None:
    admin.open("/staff/accounts/invite")
    page = admin.submit("Send the invitation", name="Ama", email=me.email.upper(), role="carer lead")
    assert page.errors == ["Somebody has an account with this e-mail address already"]


def test_a_member_is_not_a_role_one_can_be_given(admin: Browser) -> None:
    admin.open("/staff/accounts/invite")
    csrf = next(field.get("value") for field in admin.here.all("input") if field.get("name") == "csrf_token")
    sent = {"name": "Ama", "email": "ama@example.org", "role": "member", "csrf_token": csrf}
    assert admin.post("/staff/accounts/invite", sent).errors == ["Select a role"]


def test_a_suspended_account_is_out_at_once_and_can_come_back(app: Flask, admin: Browser) -> None:
    user = a_staff_user(Role.OFFICER)
    theirs = Browser(app).sign_in_as(user)
    assert theirs.open("/team").status == 200
    admin.open(f"/staff/accounts/{user.id}")
    assert "The account is suspended." in admin.press("Suspend this account").text
    assert theirs.open("/team").heading == "Sign in as staff"
    assert "The account can be used again." in admin.press("Let them use it again").text
    assert theirs.open("/team").heading == "Sign in as staff"


def test_signing_somebody_out_everywhere(app: Flask, admin: Browser) -> None:
    user = a_staff_user(Role.OFFICER)
    theirs = [Browser(app).sign_in_as(user), Browser(app).sign_in_as(user)]
    admin.open(f"/staff/accounts/{user.id}")
    assert "Signed in now 2 browsers" in admin.here.text
    admin.press("Sign them out everywhere")
    assert [each.open("/team").heading for each in theirs] == ["Sign in as staff"] * 2


def test_a_role_is_changed_and_counts_at_once(app: Flask, admin: Browser) -> None:
    user = a_staff_user(Role.LEAD)
    theirs = Browser(app).sign_in_as(user)
    admin.open(f"/staff/accounts/{user.id}")
    admin.follow("Change the role")
    assert "The role is changed." in admin.submit("Change the role", role="board reader").text
    assert theirs.open("/team").heading == "Sign in as staff"
    assert theirs.sign_in_as(user).open("/team").status == 403


def test_an_administrator_cannot_suspend_or_change_themselves(admin: Browser, me: StaffUser) -> None:
    page = admin.open(f"/staff/accounts/{me.id}")
    assert "This is your own account." in page.text
    admin.open(f"/staff/accounts/{me.id}/role")
    csrf = next(field.get("value") for field in admin.here.all("input") if field.get("name") == "csrf_token")
    assert admin.post(f"/staff/accounts/{me.id}/suspend", {"csrf_token": csrf}).status == 403
    assert admin.post(f"/staff/accounts/{me.id}/role", {"csrf_token": csrf, "role": "board reader"}).status == 403


def test_somebody_who_accepted_is_not_invited_again(admin: Browser) -> None:
    user, invited = a_staff_user(), an_invited_user()
    admin.open(f"/staff/accounts/{invited.id}")
    csrf = next(field.get("value") for field in admin.here.all("input") if field.get("name") == "csrf_token")
    assert admin.press("Send a new invitation").status == 200
    assert admin.post(f"/staff/accounts/{user.id}/invite-again", {"csrf_token": csrf}).status == 403


def test_who_lost_everything_sets_up_their_account_again(app: Flask, admin: Browser, tick: Tick, postbox: Postbox) -> None:
    user = a_staff_user(Role.OFFICER)
    theirs = Browser(app).sign_in_as(user)
    admin.open(f"/staff/accounts/{user.id}")
    admin.follow("They lost their app and their recovery codes")
    assert "The invitation is on its way." in admin.press("Send them a new invitation").text
    assert theirs.open("/team").heading == "Sign in as staff"
    assert theirs.submit("Continue", email=user.email, password=user.password).status == 422
    tick()
    assert theirs.open(postbox.latest_to(user.email).link_to("/invitation/")).heading == "Choose a password"


def test_fifty_accounts_a_page_there_and_back(admin: Browser) -> None:
    for number in range(60):
        an_invited_user(name=f"Sample {number:02d}", email=f"sample{number}@example.org")
    first = admin.open("/staff/accounts").links
    assert "Sample 59" in first
    assert "Sample 09" not in first
    assert "Sample 09" in admin.follow("Next page").links
    assert "Sample 59" in admin.follow("Previous page").links
    for mark in ("after=x", "before=WyJhIiwgImIiXQ", "after=WzEsMl0"):
        assert admin.open(f"/staff/accounts?{mark}").status == 200


def test_nobody_has_this_account(admin: Browser) -> None:
    assert admin.open("/staff/accounts/00000000-0000-0000-0000-000000000000").status == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.MEMBER)])
def test_nobody_else_looks_after_accounts(browser: Browser, role: Role) -> None:
    user = a_staff_user(role)
    browser.sign_in_as(user)
    for address in ("/staff/accounts", "/staff/accounts/invite", f"/staff/accounts/{user.id}", f"/staff/accounts/{user.id}/role"):
        assert browser.open(address).status == 403
