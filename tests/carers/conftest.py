"""A champion of one team with a carer, at a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.support.browser import Browser


@pytest.fixture
def priya(app: Flask) -> StaffUser:
    """She is a champion."""
    return a_staff_user(Role.CHAMPION, name="Priya Champion")


@pytest.fixture
def team(priya: StaffUser) -> Team:
    """The team she serves."""
    team = a_team(name="Ashford example team")
    an_appointment(team, priya.id)
    return team


@pytest.fixture
def jo(team: Team) -> CarerLink:
    """A carer known to it."""
    return a_carer(team, name="Jo Example", cared_for="R-20417")


@pytest.fixture
def champion(browser: Browser, priya: StaffUser) -> Browser:
    """She is signed in."""
    return browser.sign_in_as(priya)


@pytest.fixture
def carer_of(app: Flask) -> Callable[[CarerLink], Carer]:
    """A carer as the database has them now."""

    def read(link: CarerLink) -> Carer:
        with app.app_context():
            found = db.session.get_one(Carer, link.carer_id)
            db.session.expunge(found)
            return found

    return read
