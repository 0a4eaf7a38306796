"""A champion of one team, at a browser."""

from __future__ import annotations

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_team, an_appointment
from tests.support.browser import Browser


@pytest.fixture
def priya(app: Flask) -> StaffUser:
    """She is a champion."""
    return a_staff_user(Role.CHAMPION, name="Priya Champion")


@pytest.fixture
def ashford(priya: StaffUser) -> Team:
    """The team she serves."""
    team = a_team(name="Ashford example team")
    an_appointment(team, priya.id)
    return team


@pytest.fixture
def champion(browser: Browser, priya: StaffUser, ashford: Team) -> Browser:
    """She is signed in."""
    return browser.sign_in_as(priya)
