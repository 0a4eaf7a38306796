"""Teams from a file: looked over row by row, added when somebody says so, and a sentence for whatever cannot be read."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.db import db
from engage.teams.actions import bringing
from engage.teams.models import Team, TeamFile
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team
from tests.support.browser import Browser, Upload
from tests.support.clock import Clock

HEAD = "Name,Kind,Service or care group,Area,Stage,Manager’s e-mail address"
BAD = {
    "empty": (b"", "Your file is empty"),
    "headings alone": (HEAD.encode(), "nothing below them. Add at least one team"),
    "no header": (b"Ashford CMHT,community,Recovery\nSwale,community,Recovery\n", "no column called “Name”"),
    "a picture": (b"\x89PNG\r\n", "a picture, not a spreadsheet"),
    "two names": (b"Team,Name,Kind,Service\nA,A,ward,Acute\n", "two columns for “Name”"),
    "too many": (f"{HEAD}\n{'A,ward,Acute' + chr(10)}".encode() + b"B,ward,Acute\n" * 300, "more than 300 rows"),
}
GOOD = {
    "bom": "\ufeff{}".format,
    "semicolons": lambda text: text.replace(",", ";"),
    "windows": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.one_database("sqlite")
def test_a_file_that_cannot_be_read_gets_a_sentence_and_not_an_error(browser: Browser) -> None:
    browser.sign_in_as(a_staff_user(Role.CARER_LEAD))
    browser.open("/carers/teams/from-a-file")
    assert browser.submit("Read the file").errors == ["Choose a CSV or .xlsx file"]
    for content, said in BAD.values():
        page = browser.submit("Read the file", file=Upload(content, "teams.csv"))
        assert (page.status, said in page.text) == (422, True), (said, page.errors)


def test_every_row_is_looked_over_and_only_new_teams_are_added(app: Flask, browser: Browser, clock: Clock) -> None:
    lead, sam = a_staff_user(Role.CARER_LEAD), a_staff_user(Role.TEAM_MANAGER)
    a_team(name="Swale CMHT")
    rows = [
        HEAD, f"Ashford CMHT,Community,Recovery,Ashford,,{sam.email.upper()}", "swale  cmht,community,Recovery",
        "Odd,house,Acute", "=1+1,ward,Acute", "ashford cmht,ward,Acute", "Elm,ward,,", "Oak,ward,Acute,,4,",
        "Yew,ward,Acute,,,who@example.org",
    ]  # fmt: skip
    browser.sign_in_as(lead)
    for spelled in GOOD.values():
        browser.open("/carers/teams/from-a-file")
        browser.submit("Read the file", file=Upload(spelled("\n".join(rows)).encode(), "teams.csv"))
        assert "2 teams would be added" in browser.here.text
        assert "5 rows cannot be added" in browser.here.text
    for why in (
        "do not know this kind",
        "Row 2 has this name too",
        "no service or care group",
        "not 1, 2 or 3",
        "No team manager",
    ):
        assert why in browser.here.text
    browser.press("Add 2 teams")
    assert "2 teams are added." in browser.here.text
    with app.app_context():
        added = db.session.query(Team).filter_by(name_key="ashford cmht").one()
        assert (added.manager_id, added.stage, added.area) == (sam.id, 2, "Ashford")
        assert db.session.query(Team).count() == 3
        assert db.session.query(TeamFile).count() == 0
    assert browser.open("/carers/teams/from-a-file/check").heading == "Add teams from a file"
    browser.submit("Read the file", file=Upload("\n".join(rows[:2]).encode(), "teams.csv"))
    assert "1 team is here already" in browser.here.text
    browser.press("Throw this file away")
    browser.submit("Read the file", file=Upload("\n".join(rows[:2]).encode(), "teams.csv"))
    clock.forward(hours=25)
    with app.app_context():
        assert bringing.forget_old(clock.now) == 1
        db.session.commit()
