"""Which teams somebody serves: from the first day of an appointment to its last, by managing a team that is open, or all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import within
from engage.teams.rules import Viewer, serves_on
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team, an_appointment

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def seen(app: Flask, viewer: Viewer) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(sa.select(Team.name).where(within(Team.id, viewer, clock.today()))))


def test_a_champion_sees_a_team_from_the_first_to_the_last_day_and_no_other(app: Flask) -> None:
    priya, today = a_staff_user(Role.CHAMPION), clock.today()
    own, other, past, later, over = (a_team(name=name) for name in ("Own", "Other", "Past", "Later", "Over"))
    an_appointment(own, priya.id, starts_on=today, last_day=today)
    an_appointment(past, priya.id, last_day=today - timedelta(days=1))
    an_appointment(later, priya.id, starts_on=today + timedelta(days=1))
    an_appointment(over, priya.id, ended_at=clock.now())
    assert seen(app, Viewer(priya.id)) == {"Own"}
    assert other.name in seen(app, Viewer(priya.id, sees_every_team=True))


def test_a_manager_sees_the_teams_they_manage_while_these_are_open(app: Flask) -> None:
    sam = a_staff_user(Role.TEAM_MANAGER)
    a_team(name="Open", manager_id=sam.id)
    a_team(name="Closed", manager_id=sam.id, closed_on=clock.today() - timedelta(days=1))
    assert seen(app, Viewer(sam.id)) == {"Open"}


@pytest.mark.one_database("sqlite")
@given(day=DAYS, starts_on=DAYS, length=st.none() | st.integers(0, 60), ended=st.booleans())
def test_an_appointment_holds_between_its_days_and_never_once_it_was_ended(
    day: date, starts_on: date, length: int | None, ended: bool
) -> None:
    last_day = None if length is None else starts_on + timedelta(days=length)
    ended_at: datetime | None = clock.now() if ended else None
    holds = serves_on(day, starts_on=starts_on, last_day=last_day, ended_at=ended_at)
    assert holds == (not ended and day >= starts_on and (last_day is None or day <= last_day))
