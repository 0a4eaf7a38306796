"""Who did what: newest first, narrowed by the address, names of staff, never of members, for those who watch over it."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.actions import record
from engage.db import db
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock


@pytest.fixture
def watcher(browser: Browser) -> Browser:
    """The browser of information governance."""
    return browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE, name="Gil Watch"))


@pytest.fixture
def robin(app: Flask) -> StaffUser:
    """A participation officer."""
    return a_staff_user(Role.OFFICER, name="Robin Officer")


def test_looking_at_somebody_is_seen_here_without_their_name(app: Flask, watcher: Browser, robin: StaffUser) -> None:
    person_id = a_member("Ama Boateng")
    Browser(app).sign_in_as(robin).open(f"/team/people/{person_id}")
    page = watcher.open("/team/audit")
    assert f"Robin Officer What Looked at About Person {person_id.hex[-8:]}" in page.text
    assert "Ama" not in page.text


def test_narrowed_by_who_by_what_and_by_day(app: Flask, watcher: Browser, robin: StaffUser, clock: Clock) -> None:
    person_id = a_member("Ama Boateng")
    theirs = Browser(app).sign_in_as(robin)
    theirs.open(f"/team/people/{person_id}")
    assert "By Robin Officer." in watcher.open(f"/team/audit?by={robin.id.hex}").text
    assert watcher.here.text.count("Looked at") == 1
    assert "Account accepted" not in watcher.open("/team/audit?kind=person").text
    assert watcher.open("/team/audit?on=2027-03-01").text.count("None.") == 1
    watcher.open("/team/audit")
    assert "Looked at" in watcher.submit("Update the list", kind="person", on="2027-03-02").text


@pytest.mark.parametrize(
    "query",
    ["kind=x", "by=%00", "about='", "on=2027-99-99", "on=9999-12-31", "on=0001-01-01", "after=zz", "before=WzEsMl0", "sort=by"],
)
def test_what_makes_no_sense_is_left_out(watcher: Browser, query: str) -> None:
    page = watcher.open(f"/team/audit?{query}")
    assert page.status == 200
    assert "Account invited" in page.text


def test_fifty_a_page_there_and_back(app: Flask, watcher: Browser, clock: Clock) -> None:
    with app.app_context():
        for number in range(101):
            record(f"number {number:03d}", kind="export", about=None, by=None)
        db.session.commit()
    first = watcher.open("/team/audit?kind=export").text
    assert first.index("Number 100") < first.index("Number 051")
    watcher.follow("Next page")
    assert "Number 000" in watcher.follow("Next page").text
    assert "Number 050" in watcher.follow("Previous page").text


def test_the_rows_cannot_be_changed_even_with_the_database_in_hand(app: Flask, robin: StaffUser) -> None:
    with app.app_context(), pytest.raises(Exception, match="only ever added to"):
        db.session.execute(db.text("UPDATE audit_event SET what = 'nothing'"))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.INFORMATION_GOVERNANCE, Role.MEMBER)])
def test_nobody_else_watches(browser: Browser, role: Role) -> None:
    assert browser.sign_in_as(a_staff_user(role)).open("/team/audit").status == 403
