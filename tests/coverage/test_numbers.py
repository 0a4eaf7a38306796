"""Contacts in numbers: exact for who serves the team, rounded and starred for the carer lead, and the same whoever counts."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from datetime import time as wall
from io import StringIO
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from engage import clock as time
from engage.accounts.rules import Role
from engage.carer_log.actions.voiding import void
from engage.carer_log.models import CarerContact
from engage.carer_log.queries import numbers
from engage.carer_log.rules import About, How, WhyVoid
from engage.carers.models import CarerLink
from engage.coverage.rules.numbers import alike, table, whole_months
from engage.db import db
from engage.equality.rules import HIDDEN
from engage.teams.models import Team
from engage.teams.rules import Viewer
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.factories.follow_ups import a_talk
from tests.support.browser import Browser
from tests.support.clock import Clock

COUNTS = st.lists(st.integers(min_value=0, max_value=40), min_size=1, max_size=5)
LONG_AGO = timedelta(days=40)
NOON = wall(12)


@pytest.fixture
def priya(app: Flask) -> StaffUser:
    return a_staff_user(Role.CHAMPION, name="Priya Champion")


@pytest.fixture
def link(priya: StaffUser) -> CarerLink:
    team = a_team(name="Fable Ward")
    an_appointment(team, priya.id)
    return a_carer(team)


def logged(link: CarerLink, by: StaffUser) -> None:
    """Nine calls and two letters more than a month ago, and one call today."""
    for _ in range(9):
        a_talk(link, by.id, at=time.now() - LONG_AGO, items=(About.LISTENING, About.SERVICE))
    for _ in range(2):
        a_talk(link, by.id, how=How.LETTER, at=time.now() - LONG_AGO)
    a_talk(link, by.id)


def file_of(browser: Browser) -> list[list[str]]:
    """The file as a spreadsheet reads it."""
    text = browser.follow("These numbers as a file (CSV)").response.get_data(as_text=True)
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_a_champion_sees_exact_numbers_of_their_own_team_and_no_others(
    browser: Browser, link: CarerLink, priya: StaffUser, app: Flask
) -> None:
    logged(link, priya)
    with app.app_context():
        db.session.get_one(Team, link.team_id).care_group = "=Community"
        db.session.commit()
    logged(a_carer(a_team(name="Other ward")), priya)
    page = browser.sign_in_as(priya).open("/carers/contacts")
    assert ["Way Phone", "Contacts 10", "Share 83%"] in page.rows
    assert ["Way Letter", "Contacts 2", "Share 17%"] in page.rows
    assert ["Topic Listening and support", "Contacts 12", "Share 57%"] in page.rows
    assert "2 hours, written down with 12 contacts." in page.text
    assert "Your teams have logged a contact in this time." in page.text
    assert "Other ward" not in page.text
    rows = file_of(browser)
    assert ["By way", "Letter", "2", "17%"] in rows
    assert ["By service", "'=Community", "12", "100%"] in rows, "no spreadsheet takes it for a formula"
    assert ["By month", "In all", "12", "100%"] in rows
    assert any("exact numbers" in row[0] for row in rows if row)
    assert "Other ward" not in str(rows)


def test_the_lead_sees_safe_numbers_of_every_team_up_to_last_month(browser: Browser, link: CarerLink, priya: StaffUser) -> None:
    logged(link, priya)
    a_team(name="Quiet ward")
    page = browser.sign_in_as(a_staff_user(Role.CARER_LEAD)).open("/carers/contacts")
    assert ["Way Phone", "Contacts 10", "Share 100%"] in page.rows
    assert ["Way Letter", "Contacts *", "Share Not shown"] in page.rows
    assert ["Way Video", "Contacts 0", "Share 0%"] in page.rows
    assert "Quiet ward" in page.text
    assert "About 2 hours, written down with about 10 contacts." in page.text
    assert "12" not in [row[1].split()[-1] for row in page.rows if len(row) == 3]
    rows = file_of(browser)
    assert ["By way", "Letter", "*", "Not shown"] in rows
    assert ["No contact in 30 days", "Quiet ward", "None yet"] in rows
    on_page = {(row[0].split(" ", 1)[1], row[1].split()[-1]) for row in page.rows if len(row) == 3}
    assert {(row[1], row[2]) for row in rows[1:] if len(row) == 4} == on_page


def test_a_day_is_a_day_in_london_and_what_was_taken_back_counts_for_nobody(
    app: Flask, link: CarerLink, priya: StaffUser, clock: Clock
) -> None:
    clock.move_to(time.at(date(2027, 9, 15), NOON))
    for day, at in ((date(2027, 7, 31), wall(23, 59)), (date(2027, 8, 1), wall.min), (date(2027, 8, 31), wall(23, 59))):
        a_talk(link, priya.id, at=time.at(day, at), items=(About.SERVICE, About.WORRY))
    twice = a_talk(link, priya.id, at=time.at(date(2027, 8, 2), NOON)).id
    lead = a_staff_user(Role.CARER_LEAD)
    months, today = whole_months(time.today(), with_this=True), time.today()
    with app.app_context():
        void(db.session.get_one(CarerContact, twice), why=WhyVoid.TWICE, by=priya.id, at=time.now())
        for viewer in (Viewer(priya.id), Viewer(lead.id, sees_every_team=True)):
            sums, august = numbers.sums(months, viewer, today), months[-2]
            assert (sums.by_month[-3:], sums.by_way[How.PHONE], sums.time.minutes) == ([1, 2, 0], 3, 30)
            assert [count for count in numbers.by_topic(august, viewer, today).values() if count] == [2, 2]
            assert list(numbers.by_service(august, viewer, today).values()) == [2]


@pytest.mark.one_database("sqlite")
@given(COUNTS, COUNTS)
def test_no_small_number_stands_in_any_table_for_others(one: list[int], other: list[int]) -> None:
    made = alike([table("", "", [(str(place), n) for place, n in enumerate(counts)], "", floor=8) for counts in (one, other)])
    for each, counts in zip(made, (one, other), strict=True):
        for line, count in zip(each.lines, counts, strict=True):
            assert (line.count == HIDDEN) == (0 < count < 8)
            assert line.count == HIDDEN or int(line.count) % 5 == 0
            assert not (line.count == HIDDEN and line.share)
    assert len({each.total == HIDDEN for each in made}) == 1


def test_months_are_whole_for_others_and_run_to_today_for_the_team() -> None:
    today = time.today().replace(day=15)
    others, team = whole_months(today, with_this=False), whole_months(today, with_this=True)
    assert (len(others), others[-1].until) == (12, today.replace(day=1))
    assert (len(team), team[-1].until) == (13, today + timedelta(days=1))
    assert all(before.until == after.first for before, after in pairwise(team))
