"""Who answers in a team: its champion, else its deputy, else its manager, else whoever leads; on every day anew."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.staff.actions import suspend
from engage.staff.queries import staff_account
from engage.teams.models import Team
from engage.teams.queries import answerable
from engage.teams.rules import Answering, Part
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team, an_appointment


def answering(app: Flask, team: Team, days: int = 0) -> Answering:
    with app.app_context():
        found = answerable([team.id], clock.today() + timedelta(days=days))[team.id]
        db.session.rollback()
    return found


def test_the_first_to_answer_is_whoever_is_left(app: Flask) -> None:
    priya, femi = a_staff_user(Role.CHAMPION), a_staff_user(Role.CHAMPION)
    sam, gone = a_staff_user(Role.TEAM_MANAGER), a_staff_user(Role.CHAMPION)
    with app.app_context():
        suspend(staff_account(gone.id), by=sam.id)
        db.session.commit()
    team, today = a_team(manager_id=sam.id), clock.today()
    an_appointment(team, gone.id, starts_on=today - timedelta(days=900))
    an_appointment(team, femi.id, part=Part.DEPUTY, starts_on=today - timedelta(days=800), last_day=today + timedelta(days=9))
    an_appointment(team, priya.id, last_day=today)
    assert answering(app, team) == Answering(frozenset({priya.id, femi.id, sam.id}), priya.id)
    assert answering(app, team, days=1) == Answering(frozenset({femi.id, sam.id}), femi.id)
    assert answering(app, team, days=10) == Answering(frozenset({sam.id}), sam.id)
    left = a_team()
    assert answering(app, left) == Answering(frozenset(), None)


def test_whoever_promised_answers_while_they_serve() -> None:
    owner, first = UUID(int=1), UUID(int=2)
    assert Answering(frozenset({owner, first}), first).for_owner(owner) == owner
    assert Answering(frozenset({first}), first).for_owner(owner) == first
    assert Answering().for_owner(owner) is None
