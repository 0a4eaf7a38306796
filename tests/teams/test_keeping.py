"""The carer lead keeps the list of teams: adds, narrows, changes, appoints, closes with a successor and opens again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.carer_log.models import FollowUp
from engage.carer_log.rules import About
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.rules import Part, TeamKind
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox


def boxes(day: date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


def the_lead(browser: Browser) -> Browser:
    browser.knows("'")
    return browser.sign_in_as(a_staff_user(Role.CARER_LEAD, name="Ngozi Sample"))


def test_the_list_begins_empty_and_a_team_is_added_found_and_changed(app: Flask, browser: Browser) -> None:
    the_lead(browser).open("/carers/teams")
    assert "No teams yet." in browser.here.text
    browser.follow("Add a team")
    assert browser.submit("Add the team").status == 422
    browser.submit(
        "Add the team", name="Ashford CMHT", kind="community", care_group="Community recovery", area="Ashford", stage="usual"
    )
    assert browser.here.heading == "Ashford CMHT"
    assert "No champion since" in browser.here.text
    assert "2: community teams" in browser.here.text
    browser.open("/carers/teams/add")
    again = browser.submit("Add the team", name=" ashford  cmht", kind="ward", care_group="Acute", stage="usual")
    assert again.status == 422
    assert "A team with this name is there already" in again.text
    browser.open("/carers/teams")
    browser.follow("Ashford CMHT")
    browser.follow("Change what is said about this team")
    browser.submit("Save", name="Ashford team", stage="3")
    assert (browser.here.heading, "3: the whole" in browser.here.text) == ("Ashford team", True)
    a_team(name="Maple ward", kind=TeamKind.WARD)
    browser.open("/carers/teams")
    browser.submit("Update results", kind="ward", without=True)
    assert "Maple ward" in browser.here.text
    assert "Ashford team" not in browser.here.text
    assert "1 team: ward, without a champion." in browser.here.text


def test_somebody_new_is_appointed_invited_and_told_on_their_first_day(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox, tick: Callable[[], object]
) -> None:
    team, first = a_team(name="Ashford CMHT"), date(2027, 3, 8)
    the_lead(browser).open(f"/carers/teams/{team.id}")
    browser.follow("Add a champion or deputy")
    wrong = browser.submit(
        "Appoint them", part="champion", name="Priya Sample", email="priya@example.org", starts_on=("1", "3", "2027")
    )
    assert (wrong.status, "Enter a day from today on" in wrong.text) == (422, True)
    browser.submit("Appoint them", starts_on=boxes(first), last_day=boxes(first + timedelta(days=90)), hours="8")
    assert "They are appointed. They get an e-mail on their first day." in browser.here.text
    assert "Has not set up their account" in browser.here.text
    assert "From 8 March 2027, until 6 June 2027" in browser.here.text
    tick()
    assert len(postbox.to("priya@example.org")) == 1, "the invitation alone"
    clock.move_to(datetime(2027, 3, 8, 10, tzinfo=UTC))
    tick()
    assert postbox.latest_to("priya@example.org").subject == "You are now carer champion for Ashford CMHT"
    the_lead(browser).open(f"/carers/teams/{team.id}")
    browser.press("Send a new invitation to Priya Sample")
    assert "A new invitation is on its way" in browser.here.text
    browser.follow("Add a champion or deputy")
    twice = browser.submit("Appoint them", part="deputy", name="Priya Sample", email="priya@example.org", starts_on=boxes(first))
    assert "They are appointed in this team already" in twice.text
    officer = a_staff_user(Role.OFFICER)
    other = browser.submit("Appoint them", email=officer.email)
    assert (other.status, "does not serve teams" in other.text) == (422, True)


def test_access_ends_with_the_appointment_while_signed_in_and_comes_back_with_undo(
    app: Flask, browser: Browser, clock: Clock
) -> None:
    priya, team = a_staff_user(Role.CHAMPION, name="Priya Sample"), a_team(name="Ashford CMHT")
    an_appointment(team, priya.id)
    hers = Browser(app).sign_in_as(priya)
    here = f"/carers/teams/{team.id}"
    assert (hers.open(here).status, hers.open(f"{here}/handover").status) == (200, 200)
    the_lead(browser).open(here)
    browser.press("End now Priya Sample")
    assert "They do not serve this team any more." in browser.here.text
    assert (hers.open(here).status, hers.open(f"{here}/handover").status) == (404, 404)
    assert "You serve no team now." in hers.open("/carers/teams/mine").text
    browser.press("Undo")
    assert "They serve this team again" in browser.here.text
    assert (hers.open(here).status, "Ashford CMHT" in hers.open("/carers/teams/mine").text) == (200, True)
    browser.press("End now Priya Sample")
    clock.forward(minutes=11)
    browser.press("Undo")
    assert "That cannot be undone any more" in browser.here.text
    assert hers.open(here).status == 404


def test_what_waits_stands_on_the_handover_sheet_by_number_and_never_by_name(app: Flask, browser: Browser) -> None:
    team, deputy = a_team(name="Ashford CMHT"), a_staff_user(Role.CHAMPION, name="Dana Sample")
    an_appointment(team, deputy.id, part=Part.DEPUTY)
    jo, other = a_carer(team, name="Jo Example"), a_carer(a_team(name="Elsewhere CMHT"))
    a_follow_up(jo, deputy.id, due_in=-1)
    a_follow_up(jo, deputy.id, due_in=40, about=About.ASSESSMENT)
    a_follow_up(other, deputy.id, due_in=3)
    a_preference(jo, look_again_on=clock.today() + timedelta(days=28))
    a_preference(other, look_again_on=clock.today())
    text = browser.sign_in_as(deputy).open(f"/carers/teams/{team.id}/handover").text
    with app.app_context():
        number, elsewhere = (db.session.get_one(Carer, each.carer_id).number for each in (jo, other))
    assert f"{number}, since Mon 1 Mar: Listening and support" in text
    assert f"{number}, Sun 11 Apr: Carer’s assessment" in text
    assert f"{number}, Tue 30 Mar" in text
    assert "Agreed" not in text, "what was agreed does not lie on a desk"
    assert elsewhere not in text
    assert "Jo Example" not in text


def test_a_last_day_ends_access_at_midnight_and_can_be_moved(app: Flask, browser: Browser, clock: Clock) -> None:
    priya, team = a_staff_user(Role.CHAMPION, name="Priya Sample"), a_team(name="Ashford CMHT")
    an_appointment(team, priya.id)
    the_lead(browser).open(f"/carers/teams/{team.id}")
    browser.follow("Last day and hours of Priya Sample, as Carer champion")
    assert browser.submit("Save", last_day=("1", "3", "2027")).status == 422
    assert browser.submit("Save", last_day=("2", "3", "2027"), hours="many").status == 422
    browser.submit("Save", last_day=("2", "3", "2027"), hours="6")
    assert "until 2 March 2027" in browser.here.text
    hers = Browser(app).sign_in_as(priya)
    assert "6 hours a month" in hers.open("/carers/teams/mine").text
    clock.move_to(datetime(2027, 3, 2, 23, 59, tzinfo=UTC))
    hers.sign_in_as(priya)
    assert hers.open(f"/carers/teams/{team.id}").status == 200
    clock.forward(minutes=1)
    assert hers.open(f"/carers/teams/{team.id}").status == 404


def test_a_team_is_closed_and_its_carers_go_to_the_successor_in_one_go(app: Flask, browser: Browser) -> None:
    priya = a_staff_user(Role.CHAMPION, name="Priya Sample")
    team, successor, other = (a_team(name=f"{place} CMHT") for place in ("Ashford", "Swale", "Upper Swale"))
    a_team(name="Gone CMHT", closed_on=clock.today())
    for place in range(7):
        a_team(name=f"Place {place} CMHT")
    an_appointment(team, priya.id)
    link = a_carer(team)
    follow_up = a_follow_up(link, priya.id)
    the_lead(browser).open(f"/carers/teams/{team.id}")
    browser.follow("Close this team")
    assert "No team takes over" not in browser.here.text
    for typed, said in (
        ("", "Enter the name of the team that takes over"), ("Gone", "We know no other open team like that"),
        ("ash", "We know no other open team like that"), ("cm", "Many teams fit"), ("swale", "Select which of these takes over"),
    ):  # fmt: skip
        refused = browser.submit("Continue", name=typed)
        assert (refused.status, said in refused.text) == (422, True), typed
    assert browser.submit("Continue", which=other.id.hex).heading == "Check before you close Ashford CMHT"
    browser.follow("Back")
    browser.submit("Continue", name="  SWALE cmht ")
    assert "Swale CMHT has 1 carer of this team from then on" in browser.here.text
    assert "1 follow-up still to do goes to Swale CMHT" in browser.here.text
    browser.press("Close Ashford CMHT")
    assert "This team was closed on 2 March 2027. Swale CMHT took over." in browser.here.text
    with app.app_context():
        moved = db.session.get_one(CarerLink, link.id)
        assert (moved.team_id, moved.ended_on) == (successor.id, None)
        assert db.session.get_one(FollowUp, follow_up.id).team_id == successor.id
        assert db.session.scalar(sa.select(Appointment.ended_at).where(Appointment.account_id == priya.id)) is not None
        said = db.session.scalar(sa.select(Event.detail).where(Event.what == "closed a team"))
        assert said is not None
        assert (said["carers"], said["ended"]) == (1, 1)
    assert browser.open(f"/carers/teams/{team.id}/close").status == 404
    browser.open(f"/carers/teams/{team.id}")
    browser.press("Open this team again")
    assert "The team is open again" in browser.here.text
    assert "Nobody is appointed." in browser.here.text
    browser.follow("Close this team")
    assert "Take the tick out" in browser.submit("Continue", name="Swale", nobody=["yes"]).text
    browser.submit("Continue", name="", nobody=["yes"])
    assert "no team takes over, because there is nothing to take over" in browser.here.text


def test_a_manager_is_invited_sees_the_team_and_another_is_named(app: Flask, browser: Browser) -> None:
    team, sam = a_team(name="Ashford CMHT"), a_staff_user(Role.TEAM_MANAGER, name="Sam Sample")
    champion = a_staff_user(Role.CHAMPION)
    the_lead(browser).open(f"/carers/teams/{team.id}")
    browser.follow("Name the manager")
    assert "not a team manager’s" in browser.submit("Name the manager", name="X", email=champion.email).text
    browser.submit("Name the manager", name="Sam Sample", email=sam.email)
    assert f"Sam Sample, {sam.email}" in browser.here.text
    theirs = Browser(app).sign_in_as(sam)
    assert theirs.open(f"/carers/teams/{team.id}").status == 200
    browser.follow("Name the manager")
    browser.submit("Name the manager", name="Alex Sample", email="alex@example.org")
    assert theirs.open(f"/carers/teams/{team.id}").status == 404
    browser.follow("Name the manager")
    browser.press("Nobody manages it now")
    with app.app_context():
        assert db.session.get_one(Team, team.id).manager_id is None


def test_another_team_is_not_there_and_other_roles_keep_out(app: Flask, browser: Browser) -> None:
    priya, own, other = a_staff_user(Role.CHAMPION), a_team(name="Own"), a_team(name="Other")
    an_appointment(own, priya.id, part=Part.DEPUTY)
    browser.sign_in_as(priya)
    for page in ("", "/handover"):
        assert browser.open(f"/carers/teams/{own.id}{page}").status == 200
        assert browser.open(f"/carers/teams/{other.id}{page}").status == 404
    for page in ("", "/add", "/from-a-file", f"/{own.id}/change", f"/{own.id}/close", f"/training/of/{priya.id}"):
        assert browser.open(f"/carers/teams{page}").status == 403
    for role in (Role.LEAD, Role.OFFICER, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.BOARD_READER):
        browser.sign_in_as(a_staff_user(role))
        assert [browser.open(f"/carers/teams{page}").status for page in ("", "/mine", f"/{own.id}", "/training")] == [403] * 4


def test_a_long_list_is_shown_fifty_at_a_time(app: Flask, browser: Browser) -> None:
    for number in range(52):
        a_team(name=f"Team {number:02}")
    the_lead(browser).open("/carers/teams")
    assert "52 teams open." in browser.here.text
    assert "Team 49" in browser.here.text
    browser.follow("Next page")
    assert "Team 51" in browser.here.text
    assert "Team 49" not in browser.here.text
    browser.follow("Previous page")
    assert "Team 00" in browser.here.text
    assert clock.today() == date(2027, 3, 2)
