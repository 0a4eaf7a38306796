"""Who did what: newest first, narrowed by the address, names of staff, never of members, for those who watch over it."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta
from hashlib import sha256

import pytest
import structlog
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.actions import record
from engage.audit.models import Event
from engage.db import db
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member, the_account_of
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
    assert "Boateng" not in page.text


def test_narrowed_by_who_by_what_and_by_day(app: Flask, watcher: Browser, robin: StaffUser, clock: Clock) -> None:
    person_id = a_member("Ama Boateng")
    theirs = Browser(app).sign_in_as(robin)
    theirs.open(f"/team/people/{person_id}")
    assert "Everything done by Robin Officer." in watcher.open(f"/team/audit?by={robin.id.hex}").text
    assert watcher.here.text.count("Looked at") == 1
    assert "Account accepted" not in watcher.open("/team/audit?kind=person").text
    assert watcher.open("/team/audit?on=2027-03-01").text.count("None.") == 1
    watcher.open("/team/audit")
    assert "Looked at" in watcher.submit("Update the list", kind="person", on="2027-03-02").text
    assert watcher.submit("Update the list", deed="looked").text.count("Looked at") == 1
    assert "None." in watcher.submit("Update the list", deed="refused").text


def test_everything_one_account_did_and_everything_about_one_person(app: Flask, watcher: Browser, robin: StaffUser) -> None:
    person_id, other = a_member("Ama Boateng"), a_member("Bob Stone")
    theirs = Browser(app).sign_in_as(robin)
    for each in (person_id, other):
        theirs.open(f"/team/people/{each}")
    watcher.open("/team/audit?deed=looked")
    assert watcher.follow(f"Person {person_id.hex[-8:]}").text.count("Looked at") == 1
    assert "Everything about one record." in watcher.here.text
    watcher.follow("Robin Officer")
    assert "Everything done by Robin Officer." in watcher.here.text
    assert watcher.here.text.count("Looked at") == 2
    assert "Looked at" not in watcher.submit("Update the list", deed="changed").text


def test_who_opens_many_more_records_than_usual_is_shown(app: Flask, watcher: Browser, robin: StaffUser, clock: Clock) -> None:
    busy, start = a_staff_user(Role.LEAD, name="Bea Busy"), clock.now
    watcher.open("/team/audit")
    assert "Nobody opened a record in the last 7 days." in watcher.follow("Who opened how many records this week").text
    with app.app_context():
        for account, days, people in ((robin, 10, 4), (robin, 1, 21), (robin, 1, 1), (busy, 10, 100), (busy, 1, 30)):
            for number in range(people):
                told = {"what": "looked at", "kind": "person", "by": account.id, "about": uuid.UUID(int=number), "detail": {}}
                db.session.add(Event(at=start - timedelta(days=days), **told))
        db.session.commit()
    text = watcher.open("/team/audit/looks").text
    assert "Who Bea Busy People 30 Times 30 People in a usual week 25" in text
    assert "Who Robin Officer Worth a question People 21 Times 22 People in a usual week 1" in text
    assert watcher.follow("Robin Officer").text.count("Looked at") == 26


def test_one_person_is_found_by_their_number(app: Flask, watcher: Browser, robin: StaffUser) -> None:
    person_id = a_member("Ama Boateng")
    page = Browser(app).sign_in_as(robin).open(f"/team/people/{person_id}")
    number = page.text.partition("Pool number ")[2].split()[0]
    watcher.open("/team/audit")
    watcher.follow("Find one person by their pool number")
    assert watcher.submit("Show what was done", number="ZZZZ").status == 422
    assert watcher.submit("Show what was done", number="").errors == ["Enter a pool number"]
    shown = watcher.submit("Show what was done", number=number.lower().replace("-", " "))
    assert "Everything about one record." in shown.text
    assert "Robin Officer What Looked at" in shown.text
    assert number.casefold() not in " ".join(watcher.visited).casefold()


def test_an_administrator_who_opens_a_person_is_refused_and_it_is_written_down(app: Flask, watcher: Browser) -> None:
    person_id = a_member("Ama Boateng")
    curious = a_staff_user(Role.ADMINISTRATOR, name="Cass Curious")
    with structlog.testing.capture_logs() as heard:
        page = Browser(app).sign_in_as(curious).open(f"/team/people/{person_id}")
    assert page.status == 403
    assert "Boateng" not in page.html
    assert ("refused", curious.id.hex) in [(line["event"], line.get("id")) for line in heard]
    text = watcher.open("/team/audit?deed=refused").text
    assert f"Cass Curious What Was refused About Refusal {person_id.hex[-8:]}" in text
    assert "page: pool_team.person" in text
    assert "refused" not in Browser(app).sign_in_as(a_staff_user(Role.OFFICER)).open(f"/team/people/{person_id}").text


def test_the_record_as_a_file(app: Flask, watcher: Browser, robin: StaffUser) -> None:
    person_id = a_member("=1+1")
    Browser(app).sign_in_as(robin).open(f"/team/people/{person_id}")
    watcher.open("/team/audit?deed=looked")
    assert "1 event, looks at somebody’s record." in watcher.follow("Take this record out as a file").text
    assert watcher.submit("Make the file").errors == ["Select why you need this file"]
    file = watcher.submit("Make the file", reason="somebody asked")
    rows = list(csv.reader(io.StringIO(file.html[1:])))
    assert rows[0][:3] == ["When (UTC)", "Account", "Who"]
    assert rows[1][1:6] == [robin.id.hex, "Robin Officer", "looked at", "person", person_id.hex]
    assert rows[2][0].startswith("1 event. Taken out by Gil Watch on 2 March 2027 at 10am. Reason: Somebody asked who looked")
    written = watcher.open("/team/audit?kind=export").text
    assert "rows: 1; columns: audit; reason: somebody asked; narrowed_by: deed=looked" in written
    assert sha256(file.response.data).hexdigest() in written


def test_members_see_who_looked_by_day_and_role(app: Flask, browser: Browser, robin: StaffUser, clock: Clock) -> None:
    person_id = a_member("Ama Boateng")
    browser.sign_in_as(the_account_of(person_id)).open("/me")
    assert "Nobody has opened your record yet." in browser.follow("See who looked at your record").text
    for _ in range(3):
        Browser(app).sign_in_as(robin).open(f"/team/people/{person_id}")
    clock.forward(hours=23)
    Browser(app).sign_in_as(a_staff_user(Role.LEAD)).open(f"/team/people/{person_id}")
    text = browser.sign_in_as(the_account_of(person_id)).open("/me/who-looked").text
    assert "Day 3 March 2027 Who Participation lead How often Once" in text
    assert "Day 2 March 2027 Who Participation officer How often 3 times" in text
    assert "Robin" not in text
    other = a_member("Bob Stone")
    assert "Nobody has opened" in Browser(app).sign_in_as(the_account_of(other)).open("/me/who-looked").text


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
