"""Does every team have a champion? As the carer lead sees it, as a file, and as the manager of a team without one hears of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.coverage.queries import teams
from engage.coverage.rules.covering import Chosen, Show, sentence
from engage.teams.models import Team
from engage.teams.rules import Part, TeamKind
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

COVERAGE, CSV = "/carers/coverage", "/carers/coverage.csv"


@pytest.fixture
def gareth(app: Flask) -> StaffUser:
    return a_staff_user(Role.TEAM_MANAGER, name="Gareth Manager")


@pytest.fixture
def priya(app: Flask) -> StaffUser:
    return a_staff_user(Role.CHAMPION, name="Priya Champion")


@pytest.fixture
def ward(priya: StaffUser, gareth: StaffUser) -> Team:
    """A ward with a champion, a contact yesterday and one promise that is late."""
    made = a_team(name="Fable Ward", kind=TeamKind.WARD, manager_id=gareth.id)
    an_appointment(made, priya.id)
    link = a_carer(made)
    a_talk(link, priya.id)
    a_follow_up(link, priya.id, due_in=-3)
    return made


@pytest.fixture
def gap(gareth: StaffUser, priya: StaffUser) -> Team:
    """A team whose champion left twenty days ago and has a deputy."""
    made = a_team(name="Mock community team", manager_id=gareth.id)
    an_appointment(made, priya.id, last_day=time.today() - timedelta(days=21))
    an_appointment(made, a_staff_user(Role.CHAMPION, name="Kofi Deputy").id, part=Part.DEPUTY)
    return made


@pytest.fixture
def lead(browser: Browser) -> Browser:
    return browser.sign_in_as(a_staff_user(Role.CARER_LEAD, name="Ngozi Lead"))


def rows_of(browser: Browser, address: str) -> list[list[str]]:
    """The file as a spreadsheet reads it."""
    text = browser.open(address).response.get_data(as_text=True)
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.usefixtures("ward", "gap")
def test_the_lead_sees_the_gap_narrows_the_list_and_finds_the_same_numbers_in_the_file(lead: Browser, app: Flask) -> None:
    page = lead.open(COVERAGE)
    assert "1 of 2 teams has a champion. 1 does not." in page.text
    assert "Nobody for 20 days" in page.text
    assert "Uncovered" in page.text
    assert "Priya Champion" in page.text
    assert "Kofi Deputy" in page.text
    assert page.text.index("Fable Ward") < page.text.index("Mock community team")
    inpatient = lead.open(f"{COVERAGE}?where=inpatient")
    assert "Fable Ward" in inpatient.text
    assert "Mock community team" not in inpatient.text
    assert "Fable Ward" in lead.open(f"{COVERAGE}?show=training-out").text
    silent = lead.open(f"{COVERAGE}?show=no-contact&by=service&service=Community+recovery")
    assert "Mock community team" in silent.text
    assert "Fable Ward" not in silent.text
    assert "No team is like this." in lead.open(f"{COVERAGE}?show=no-champion&where=inpatient").text
    rows = rows_of(lead, CSV)
    assert rows[1][:4] == ["Fable Ward", "Community recovery", "Priya Champion", "None"]
    assert rows[1][6:] == ["No", time.today().isoformat(), "1"]
    assert rows[2][:6] == ["Mock community team", "Community recovery", "None", "Kofi Deputy", "", "20"]
    with app.app_context():
        today = time.today()
        every, covered = teams.covered(today)
        gaps = teams.everything(Chosen(show=Show.NO_CHAMPION), today, no_contact_for=timedelta(days=30))
        assert sentence(every, covered) in page.text
        assert every - covered == len(gaps) == sum(row[2] == "None" for row in rows if len(row) > 5)


def test_the_gap_shows_the_same_day_somebody_can_no_longer_serve(lead: Browser, ward: Team, clock: Clock) -> None:
    other = a_team(name="Other ward")
    an_appointment(other, a_staff_user(Role.CHAMPION, name="Sam Ending").id, last_day=time.today())
    assert "All 2 teams have a champion." in lead.open(COVERAGE).text
    assert "All teams have a champion." in lead.open(f"{COVERAGE}?show=no-champion").text
    clock.forward(days=1)
    lead.sign_in_as(a_staff_user(Role.CARER_LEAD, name="Ngozi Again"))
    page = lead.open(COVERAGE)
    assert "1 of 2 teams has a champion. 1 does not." in page.text
    assert "Nobody since today" in page.text


def test_without_teams_there_is_a_sentence_and_nobody_else_sees_the_whole(lead: Browser, priya: StaffUser) -> None:
    assert "No teams." in lead.open(COVERAGE).text
    assert rows_of(lead, CSV)[1][0].startswith("Teams: ")
    lead.sign_in_as(priya)
    assert lead.open(COVERAGE).status == 403
    assert lead.open(CSV).status == 403


def test_the_manager_is_written_to_in_words_that_were_looked_over_and_only_while_the_gap_is_there(
    lead: Browser, gap: Team, gareth: StaffUser, postbox: Postbox, tick: Callable[[], object]
) -> None:
    lead.open(COVERAGE)
    page = lead.follow("Write to the manager of Mock community team")
    assert "It goes to Gareth Manager." in page.text
    assert "has had no carer champion for 20 days" in str(page.response.data, "utf-8")
    lead.submit("Continue", subject="Who could do it?")
    page = lead.submit("Send to 1 person")
    assert "It is on its way." in page.text
    tick()
    [sent] = [letter for letter in postbox.all() if letter.subject == "Who could do it?"]
    assert sent.to == gareth.email
    assert "Mock community team has had no carer champion for 20 days." in sent.text
    assert "Ngozi Lead" in sent.text
    assert ["How it stands Sent", "E-mails 1"] in lead.open(lead.here.path).rows
    postbox.empty()
    lead.open(f"{COVERAGE}/{gap.id}/write")
    lead.submit("Continue", subject="Once more")
    lead.submit("Send to 1 person")
    an_appointment(gap, a_staff_user(Role.CHAMPION, name="Rosa Here").id, starts_on=time.today())
    tick()
    assert postbox.all() == []
    assert ["How it stands Not sent", "E-mails 1"] in lead.open(lead.here.path).rows
    assert "There is nothing to ask." in lead.open(f"{COVERAGE}/{gap.id}/write").text
