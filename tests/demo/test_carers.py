"""The invented trust’s carers: the story of 61 teams, and carers, decisions, contacts and promises in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import About, How, WhyVoid
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.demo import trust
from engage.demo.carers import SHARING
from engage.sharing.models import SharingPreference
from engage.sharing.rules import Agreed, has_run_out
from engage.teams.models import Appointment, Team
from engage.teams.queries import serving
from engage.teams.rules import UNCOVERED_AFTER, Part, TeamKind

pytestmark = pytest.mark.one_database("sqlite")


def all_of(column: Any) -> set[Any]:
    return set(db.session.scalars(sa.select(column)))


def test_seven_of_sixty_one_teams_have_no_champion_and_one_closed_with_a_successor(
    app: Flask, demonstrate: Callable[..., None]
) -> None:
    demonstrate(40)
    today = clock.today()
    with app.app_context():
        teams = list(db.session.scalars(sa.select(Team)))
        led = sa.select(Appointment.team_id).where(serving(today), Appointment.part == Part.CHAMPION)
        gaps = {team.id for team in teams if team.closed_on is None} - set(db.session.scalars(led))
        ended = sa.select(Appointment.team_id, sa.func.max(Appointment.ended_at)).group_by(Appointment.team_id)
        last = {team_id: at for team_id, at in db.session.execute(ended) if team_id in gaps and at}
        assert [len(teams), len(gaps), len(last)] == [62, 7, 6]
        assert sum(clock.now() - at > UNCOVERED_AFTER for at in last.values()) == 1
        assert [team.name for team in teams if team.closed_on and team.successor_id] == ["Poplar Ward"]
        assert {team.kind for team in teams} == set(TeamKind)


def test_carers_decisions_contacts_and_promises_stand_in_every_state(app: Flask, demonstrate: Callable[..., None]) -> None:
    demonstrate(40)
    today = clock.today()
    with app.app_context():
        decided = list(db.session.scalars(sa.select(SharingPreference)))
        assert {each.agreed for each in decided} == set(Agreed)
        assert {has_run_out(each.look_again_on, today) for each in decided} == {True, False}
        assert {each.ordinal for each in decided} == {1, 2} == {len(said) for said in SHARING} - {0}
        assert {ended is None for ended in all_of(CarerLink.ended_on)} == {True, False}
        assert {True, False} == all_of(Carer.is_young)
        assert all_of(CarerContact.how) == set(How)
        assert all_of(CarerContact.voided_why) >= set(WhyVoid) - {WhyVoid.NOT_RIGHT}
        assert {str(code) for code in all_of(CarerContactItem.code)} >= {topic.value for topic in About}
        open_ = sa.select(FollowUp.due_on).where(FollowUp.done_at.is_(None), FollowUp.cancelled_at.is_(None))
        due = set(db.session.scalars(open_))
        assert min(due) < today
        assert today in due
        assert max(due) > today + timedelta(days=7)
        assert (
            {at is None for at in all_of(FollowUp.done_at)}
            == {at is None for at in all_of(FollowUp.cancelled_at)}
            == {True, False}
        )


def test_as_many_contacts_as_asked_for_in_a_team_for_every_thousand(app: Flask) -> None:
    with app.app_context():
        trust.fill(people=0, seed=1, contacts=900)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CarerContact)) == 900
        assert len(all_of(CarerContact.team_id)) == 61
