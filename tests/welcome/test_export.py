"""A list as a file: only the lead, with a reason, only what was ticked, harmless in a spreadsheet, written down."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.db import db
from engage.pool.rules import Tie
from engage.throttle.rules import EXPORTS
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member, members
from tests.support.browser import Browser
from tests.support.page import Page


@pytest.fixture
def ama(app: Flask) -> StaffUser:
    """The participation lead."""
    return a_staff_user(Role.LEAD, name="Ama Lead")


@pytest.fixture
def lead(browser: Browser, ama: StaffUser) -> Browser:
    """The browser the lead is signed in with."""
    return browser.sign_in_as(ama)


def take_out(lead: Browser, *columns: str, **narrowed: str) -> Page:
    lead.open("/team/people" if narrowed else "/team/people/export")
    if narrowed:
        lead.submit("Update the list", **narrowed)
        lead.follow("Take this list out as a file")
    return lead.submit("Make the file", reason="for a meeting", columns=list(columns))


def table(page: Page) -> list[list[str]]:
    text = page.html
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_file_holds_what_was_ticked_and_ends_with_who_took_it_out(lead: Browser) -> None:
    a_member("Zoe Quick", ties=[Tie.USES, Tie.CARES], area="Medway")
    a_member("Bob Stone", area=None)
    page = take_out(lead, "NAME", "TIES", "AREA")
    rows = table(page)
    assert rows[:3] == [
        ["Name", "Ties", "Area"],
        ["Bob Stone", "uses services", ""],
        ["Zoe Quick", "uses services; cares for somebody", "Medway"],
    ]
    assert rows[3] == [
        "2 people. Taken out by Ama Lead on 2 March 2027 at 10am. Reason: To prepare a meeting or an event. Do not pass on."
    ]


def test_addresses_come_only_when_ticked_and_never_without_what_was_agreed(lead: Browser) -> None:
    a_member("Bob Stone", email="bob@people.example", phone="01632 960001", gives=["newsletter"])
    assert "bob@people.example" not in take_out(lead, "NAME", "NUMBER", "STANDING", "JOINED").html
    rows = table(take_out(lead, "NAME", "CONTACTS"))
    assert rows[0] == ["Name", "Said yes to", "On a break", "E-mail", "Phone", "Text message", "Letter"]
    assert rows[1][1:5] == ["The newsletter by e-mail; The newsletter by phone", "No", "bob@people.example", "01632 960001"]


def test_only_who_fits_the_list_is_in_the_file(lead: Browser) -> None:
    a_member("Zoe Quick", area="Medway")
    a_member("Bob Stone", area="Ashford")
    lead.open("/team/people")
    lead.submit("Update the list", area="Medway")
    assert "1 person in “Medway”." in lead.follow("Take this list out as a file").text
    page = lead.submit("Make the file", reason="for a report", columns=["NAME"])
    assert [row[0] for row in table(page)][1:-1] == ["Zoe Quick"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@sum", "＝1", ' "=1+1"', "'=1"])  # noqa: RUF001
def test_no_cell_runs_in_a_spreadsheet(lead: Browser, name: str) -> None:
    a_member(name)
    lead.knows(name)
    [cell] = table(take_out(lead, "NAME"))[1]
    assert cell.startswith("'")


def test_a_file_of_more_than_a_thousand_is_whole(lead: Browser) -> None:
    members([f"Person {number:04d}" for number in range(1003)])
    rows = table(take_out(lead, "NAME"))
    assert [row[0] for row in rows[1:-1]] == [f"Person {number:04d}" for number in range(1003)]


def test_reason_and_columns_are_asked(lead: Browser) -> None:
    lead.open("/team/people/export")
    assert lead.submit("Make the file").errors == ["Select why you need this list", "Select what it should hold"]


def test_it_is_written_down_with_how_many_what_and_why(app: Flask, lead: Browser, ama: StaffUser) -> None:
    a_member("Bob Stone", area="Ashford")
    take_out(lead, "NAME", "CONTACTS", area="Ashford", channel="email")
    with app.app_context():
        events = {event.what: event for event in db.session.query(Event).filter(Event.kind == "export")}
        begun, ended = events["export begun"], events["export done"]
        assert (begun.by, ended.by) == (ama.id, ama.id)
        assert begun.detail == {
            "rows": 1,
            "columns": "name, contacts",
            "reason": "for a meeting",
            "narrowed_by": "area; channel=email",
        }
        assert len(ended.detail["sha256"]) == 64


def test_nothing_leaves_on_a_get(lead: Browser) -> None:
    a_member("Bob Stone")
    page = lead.open("/team/people/export?reason=for+a+meeting&columns=NAME")
    assert page.is_html
    assert "Bob Stone" not in page.html


def test_ten_a_day(lead: Browser) -> None:
    for _ in range(EXPORTS.most):
        assert not take_out(lead, "NAME").is_html
    assert take_out(lead, "NAME").errors[0].startswith("You have taken out 10 lists in a day.")


def test_the_file_is_kept_by_nobody_and_nothing_waits_behind_an_address(lead: Browser) -> None:
    page = take_out(lead, "NAME")
    assert page.response.headers["Cache-Control"] == "no-store"
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="people-2027-03-02.csv"'


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEAD, Role.MEMBER)])
def test_nobody_else_takes_lists_out(browser: Browser, role: Role) -> None:
    a_member("Bob Stone")
    browser.sign_in_as(a_staff_user(role)).open("/staff/account/password")
    csrf = next(field.get("value") for field in browser.here.all("input") if field.get("name") == "csrf_token")
    page = browser.post("/team/people/export", {"csrf_token": csrf, "reason": "for a meeting", "columns": "NAME"})
    assert page.status == 403
    if role is Role.OFFICER:
        assert "Take this list out as a file" not in browser.open("/team/people").links
