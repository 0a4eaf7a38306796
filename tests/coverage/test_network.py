"""The champions’ network: meetings with their calendar file, what is shared, and messages one by one to the right people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.coverage.rules.materials import NotThisFile, kind_of, safe_name
from engage.teams.models import Team
from engage.teams.rules import Part
from tests.factories.accounts import StaffUser, a_staff_user, an_invited_user
from tests.factories.carers import a_team, an_appointment
from tests.support.browser import Browser, Upload
from tests.support.clock import Clock
from tests.support.postbox import Postbox

NETWORK, NEW = "/carers/network", "/carers/network/messages/new"
JOIN = "https://talk.example/champions"


@pytest.fixture
def team(app: Flask) -> Team:
    return a_team(name="Fable Ward", manager_id=a_staff_user(Role.TEAM_MANAGER, name="Gareth Manager").id)


@pytest.fixture
def priya(team: Team) -> StaffUser:
    user = a_staff_user(Role.CHAMPION, name="Priya Champion")
    an_appointment(team, user.id)
    return user


@pytest.fixture
def ngozi(app: Flask) -> StaffUser:
    return a_staff_user(Role.CARER_LEAD, name="Ngozi Lead")


@pytest.fixture
def lead(browser: Browser, ngozi: StaffUser) -> Browser:
    browser.knows(JOIN)
    return browser.sign_in_as(ngozi)


def in_a_week() -> tuple[int, int, int]:
    day = time.today() + timedelta(days=7)
    return day.day, day.month, day.year


def test_a_meeting_is_planned_moved_and_called_off_and_its_link_is_in_no_calendar(lead: Browser, priya: StaffUser) -> None:
    assert "No meeting is planned." in lead.open(NETWORK).text
    lead.follow("Plan a meeting")
    page = lead.submit("Save", day=in_a_week(), starts="10am", ends="9am")
    assert page.errors == [
        "Enter a time after it starts, on the same day",
        "Enter a place or a link: nobody could come otherwise",
    ]
    page = lead.submit("Save", day=in_a_week(), starts="10am", ends="11am", place="Room 2", link=JOIN)
    assert "Tuesday 9 March 2027, 10am to 11am" in page.text
    lead.follow("Change the meeting of 9 March 2027")
    page = lead.submit("Save", starts="2pm", ends="3pm")
    assert "2pm to 3pm" in page.text
    page = lead.sign_in_as(priya).open(NETWORK)
    assert "Join online" in page.text
    assert "Plan a meeting" not in page.text
    calendar = lead.open(page.links["Calendar file of 9 March 2027"]).response.get_data(as_text=True)
    assert "LOCATION:Room 2" in calendar
    assert "talk.example" not in calendar


def test_a_meeting_that_was_called_off_says_so(lead: Browser) -> None:
    lead.open(f"{NETWORK}/meetings/new")
    lead.submit("Save", day=in_a_week(), starts="10am", ends="11am", place="Room 2")
    page = lead.press("Call it off: the meeting of 9 March 2027")
    assert "Called off: it does not take place." in page.text
    assert "Room 2" not in page.text


def test_something_is_shared_replaced_and_taken_away(lead: Browser, priya: StaffUser) -> None:
    assert "Nothing is shared yet." in lead.open(NETWORK).text
    lead.follow("Share something")
    assert lead.submit("Share", title="Leaflet").errors == ["Choose a file or enter a link, one of the two"]
    wrong = lead.submit("Share", title="Leaflet", file=Upload(b"MZ program", "leaflet.exe"))
    assert "We do not keep files of this kind" in wrong.errors[0]
    page = lead.submit("Share", title="Leaflet", file=Upload(b"%PDF-1.7 words", "leaflet.pdf"))
    assert "It is shared." in page.text
    lead.follow("Leaflet")
    lead.follow("Share a newer version")
    lead.submit("Share", file=Upload(b"%PDF-1.7 new", "leaflet 2.pdf"))
    page = lead.follow("Leaflet")
    assert "Version 2" in page.text
    address = page.links["leaflet.pdf, version 1"]
    taken_from = lead.here.path
    answer = lead.sign_in_as(priya).open(address).response
    assert answer.data == b"%PDF-1.7 words"
    assert answer.headers["Content-Disposition"] == "attachment; filename=leaflet.pdf"
    assert lead.open(f"{taken_from}/next").status == 403
    lead.sign_in_as(a_staff_user(Role.CARER_LEAD, name="Ngozi Again")).open(taken_from)
    assert "Nothing is shared yet." in lead.press("Take it away, with every version").text
    assert lead.open(address).status == 404
    assert lead.open(taken_from).status == 404


def test_a_message_reaches_each_who_still_serves_when_it_goes(
    lead: Browser, ngozi: StaffUser, priya: StaffUser, team: Team, postbox: Postbox, clock: Clock, tick: Callable[[], object]
) -> None:
    ending = a_staff_user(Role.CHAMPION, name="Sam Ending")
    an_appointment(team, ending.id, part=Part.DEPUTY, last_day=time.today())
    an_appointment(a_team(), an_invited_user(Role.CHAMPION, name="Rosa New").id)
    lead.open(NEW)
    assert lead.submit("Continue").errors[2:] == ["Select who it is for", "Select a service, or every service"]
    lead.submit(
        "Continue", subject="Our meeting", body="Please bring a question.", whom="champions and deputies", service="every service"
    )
    assert "2 people get it now." in lead.here.text
    assert ["Who Rosa New", "Why They have not signed in yet"] in lead.here.rows
    lead.press("Send a test to myself")
    tick()
    [test] = [letter for letter in postbox.all() if letter.subject == "Our meeting"]
    assert test.to == ngozi.email
    assert "This is a test. Only you get it." in test.text
    postbox.empty()
    page = lead.press("Send to 2 people")
    assert "Sent" in page.text
    clock.forward(days=1)
    tick()
    assert [letter.to for letter in postbox.all() if letter.subject == "Our meeting"] == [priya.email]
    lead.sign_in_as(ngozi).open(page.path)
    assert ["How it stands Not sent", "E-mails 1"] in lead.here.rows


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"PK\x03\x04"), ("a.html", b"<html>"), ("a", b"%PDF-"), ("a.pdf", b""), ("a.svg", b"<svg")]
)
def test_only_files_that_are_what_they_say_are_kept(name: str, content: bytes) -> None:
    with pytest.raises(NotThisFile):
        kind_of(name, content)
    assert safe_name(f"../{name or 'x'}\n.pdf").endswith(".pdf")
