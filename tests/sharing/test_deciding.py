"""Writing down what somebody agreed to share, what held on a day, and whom to ask: as a champion meets it (journey J-C4)."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.carers.models import CarerLink
from engage.sharing import queries
from engage.sharing.rules import ALWAYS, Barrier, Basis, Topic, may_share
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.support.browser import Browser

AGREED = "Write down what they agreed"


@pytest.fixture
def team(app: Flask) -> Team:
    return a_team(name="Fiction ward")


@pytest.fixture
def priya(team: Team) -> StaffUser:
    user = a_staff_user(Role.CHAMPION, name="Priya Champion")
    an_appointment(team, user.id)
    return user


@pytest.fixture
def champion(browser: Browser, priya: StaffUser) -> Browser:
    return browser.sign_in_as(priya)


@pytest.fixture
def jo(team: Team) -> CarerLink:
    return a_carer(team, name="Jo Example")


def verdict(app: Flask, link: CarerLink, *topics: Topic, on: date | None = None) -> Basis | Barrier | None:
    with app.app_context():
        day = on or time.today()
        found = may_share(queries.standing_of(link.id, day), topics, on=day)
        return found.basis or found.barrier


def boxes(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year


def test_some_things_are_agreed_and_the_rest_stays_closed(app: Flask, champion: Browser, jo: CarerLink) -> None:
    page = champion.open("/carers/sharing")
    assert "Jo Example" in page.text
    assert "Not asked yet" in page.text
    champion.follow("Jo Example")
    page = champion.follow(AGREED)
    assert ALWAYS in page.text
    page = champion.submit("Save", agreed="limited", topics=["medicine", "care plan"], on=boxes(time.today()),
                           asked_by="Sam Example, nurse", in_record="Consent form of today", advance=["yes"])  # fmt: skip
    assert "It is written down" in page.text
    assert "The person agreed to share this: Medicine and Care plan." in page.text
    assert ALWAYS in page.text
    assert "Sam Example, nurse" in page.text
    assert "Priya Champion" in page.text
    assert verdict(app, jo, Topic.MEDICINE) is Basis.LIMITED
    assert verdict(app, jo, Topic.MEDICINE, Topic.DISCHARGE) is Barrier.ANOTHER_TOPIC
    assert "Nobody is to be asked now." in champion.open("/carers/sharing").text
