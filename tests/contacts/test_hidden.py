"""Somebody who is hidden, and somebody who has died: what each page, list, search, file and message does about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.people import queries as people
from engage.pool.rules import Standing
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

PHONE, ADDRESS = "01632 960001", "ama@people.example"
HIDDEN = "Hidden: ask the participation lead"


@pytest.fixture
def robin(app: Flask) -> StaffUser:
    return a_staff_user(Role.LEAD, name="Robin Lead")


@pytest.fixture
def lead(browser: Browser, robin: StaffUser) -> Browser:
    return browser.sign_in_as(robin)


@pytest.fixture
def officer(app: Flask) -> Browser:
    return Browser(app).sign_in_as(a_staff_user(Role.OFFICER, name="Kit Officer"))


def hidden(lead: Browser, **details: str) -> UUID:
    ama = a_member("Ama Boateng", phone=PHONE, email=ADDRESS, area="Ashford", **details)
    lead.open(f"/team/people/{ama}")
    lead.follow("Hide how to reach them")
    lead.submit("Hide it", why="at risk")
    return ama


def test_an_officer_sees_neither_address_nor_number_nor_area_anywhere(lead: Browser, officer: Browser) -> None:
    ama = hidden(lead)
    for address in (f"/team/people/{ama}", "/team/people", "/team/people/waiting", f"/team/people/{ama}/contacts/new"):
        page = officer.open(address)
        assert "hidden" in page.text.lower()
        for secret in ("960001", ADDRESS, "Ashford"):
            assert secret not in page.html
    assert "Every way Hidden: ask the participation lead" in officer.open(f"/team/people/{ama}").text
    assert "Do not be in touch yourself: ask the participation lead." in officer.here.text
    for address in ("restrict", "restrict/lift", "hidden"):
        assert officer.open(f"/team/people/{ama}/{address}").status == 403


def test_nobody_finds_a_hidden_person_by_an_address_or_a_number(lead: Browser) -> None:
    ama = a_member("Ama Boateng", phone=PHONE, email=ADDRESS, area="Ashford")
    for typed in (PHONE, ADDRESS):
        lead.open("/team/people")
        assert "Ama Boateng" in lead.submit("Update the list", text=typed).links
    lead.open(f"/team/people/{ama}/restrict")
    lead.submit("Hide it", why="asked")
    for typed, is_found in ((PHONE, False), (ADDRESS, False), ("Boateng", True)):
        lead.open("/team/people")
        assert ("Ama Boateng" in lead.submit("Update the list", text=typed).links) is is_found
    lead.open("/team/people")
    assert "Ama Boateng" not in lead.submit("Update the list", area="Ashford").links
    assert "Ama Boateng" not in lead.open("/team/people?channel=phone").links


def test_a_file_leaves_the_columns_of_a_hidden_person_empty(lead: Browser) -> None:
    hidden(lead)
    a_member("Bob Stone", phone="01632 960002", email="bob@people.example", area="Medway")
    lead.open("/team/people/export")
    page = lead.submit("Make the file", reason="to contact people", columns=["NAME", "AREA", "CONTACTS"])
    rows = {row[0]: row for row in csv.reader(io.StringIO(page.html.lstrip("\ufeff"))) if len(row) > 3}
    assert (rows["Ama Boateng"][1], rows["Ama Boateng"][-4:]) == ("", ["", "", "", ""])
    assert (rows["Bob Stone"][1], rows["Bob Stone"][-4]) == ("Medway", "bob@people.example")


def test_whoever_leads_says_why_first_sees_it_for_a_while_and_it_is_kept(lead: Browser, robin: StaffUser, clock: Clock) -> None:
    ama = hidden(lead)
    assert "960001" not in lead.open(f"/team/people/{ama}").html
    lead.follow("Show how to reach them")
    assert lead.submit("Show it for 15 minutes").errors == ["Select why you need to see it"]
    assert "01632 960001" in lead.submit("Show it for 15 minutes", why="contact").text
    assert "Opened how to reach them, which is hidden, by Robin Lead" in lead.open(f"/team/people/{ama}/timeline").text
    assert "with how to reach them, which is hidden" in lead.open(f"/team/people/{ama}/looked").text
    clock.forward(minutes=15)
    lead.sign_in_as(robin)
    assert "960001" not in lead.open(f"/team/people/{ama}").html
    lead.follow("Show again how to reach them")
    assert "01632 960001" in lead.submit("Show it to the whole team").text


def test_mail_goes_to_a_hidden_person_only_where_they_confirmed(
    lead: Browser, postbox: Postbox, tick: Callable[[], object], clock: Clock
) -> None:
    ama = a_member("Ama Boateng", email=ADDRESS, confirmed=False)
    lead.open(f"/team/people/{ama}/restrict")
    lead.submit("Hide it", why="at risk")
    clock.forward(days=3)
    tick()
    assert postbox.to(ADDRESS) == []


def test_when_somebody_has_died_nothing_is_sent_nothing_is_lost_and_a_mistake_is_mended(
    officer: Browser, app: Flask, postbox: Postbox, tick: Callable[[], object], clock: Clock
) -> None:
    ama = a_member("Ama Boateng", email=ADDRESS, standing=Standing.ACTIVE)
    member = Browser(app).sign_in_as(the_account_of(ama))
    officer.open(f"/team/people/{ama}")
    officer.follow("They have died")
    assert officer.submit("Write it down", on=("1", "1", "2031")).errors == [
        "Enter a day that is not in the future", "Select that you are sure",
    ]  # fmt: skip
    page = officer.submit("Write it down", on=("1", "3", "2027"), sure=["yes"])
    assert "Ama Boateng died on 1 March 2027. Nothing is sent, and nobody is to call or write." in page.text
    assert ADDRESS in page.text
    assert member.open("/me").address.endswith("/sign-in?next=/me")
    member.open("/sign-in")
    member.submit(email=ADDRESS)
    tick()
    assert postbox.to(ADDRESS) == []
    assert "Ama Boateng" not in officer.open("/team/people").links
    assert "Has died" in officer.open("/team/people?standing=left").text
    officer.open(f"/team/people/{ama}")
    officer.follow("They have not died: this was a mistake")
    assert "Standing Welcomed" in officer.submit("It was a mistake").text
    assert officer.open("/team/people").links["Ama Boateng"]
    with app.app_context():
        found = people.person(ama)
        assert found is not None
        assert found.died_on is None
