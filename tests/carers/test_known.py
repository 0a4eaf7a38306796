"""A carer is known to a team, and only to that team: adding, finding the same person again, and joining another team."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from engage import clock
from engage.accounts.rules import Role
from engage.carers import actions, queries
from engage.carers.rules import Reach, Relationship
from engage.db import db
from engage.teams.rules import Viewer
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team, an_appointment


def test_a_new_carer_is_found_again_by_those_of_their_team_and_by_nobody_else(app: Flask) -> None:
    priya, sam, team, other = a_staff_user(Role.CHAMPION), a_staff_user(Role.CHAMPION), a_team(), a_team()
    an_appointment(team, priya.id), an_appointment(other, sam.id)
    today, own, others = clock.today(), Viewer(priya.id), Viewer(sam.id)
    with app.app_context():
        link = actions.add(
            team_id=team.id, name="Jo Éxample", relationship=Relationship.YOUNG_CARER, agreed_on=today, by=priya.id,
            reach=Reach(phone="01632 960 123"),
        )  # fmt: skip
        number = queries.known([link.id], own, today)[link.id].carer.number
        seen = queries.one(number, own, today)
        assert seen is not None
        assert (seen.carer.search_name, seen.carer.is_young) == ("jo example", True)
        assert [each.carer.number for each in queries.same_reach(Reach(phone="+44 1632 960123"), own, today)] == [number]
        assert queries.same_reach(Reach(email="jo@example.org"), own, today) == []
        assert queries.same_reach(Reach(phone="01632 960123"), others, today) == []
        assert (queries.one(number, others, today), queries.known([link.id], others, today)) == (None, {})


def test_only_somebody_who_serves_a_team_adds_a_carer_to_it_or_lets_one_join_it(app: Flask) -> None:
    priya, team, other = a_staff_user(Role.CHAMPION), a_team(name="Own"), a_team(name="Other")
    an_appointment(team, priya.id)
    today = clock.today()

    def new(into: UUID) -> None:
        actions.add(team_id=into, name="JE", relationship=Relationship.PARENT, agreed_on=today, by=priya.id)

    with app.app_context():
        with pytest.raises(actions.NotYourTeam):
            new(other.id)
        new(team.id)
        found = db.session.execute(queries.of_teams(Viewer(priya.id), today)).one()
        with pytest.raises(actions.NotYourTeam):
            actions.join_team(found.Carer, team_id=other.id, relationship=Relationship.PARENT, by=priya.id)
        actions.join_team(found.Carer, team_id=team.id, relationship=Relationship.FRIEND, by=priya.id, cared_for="R-1")
        seen = queries.one(found.Carer.number, Viewer(priya.id), today)
        assert seen is not None
        assert {each.link.relationship.value for each in seen.open_links} == {"parent", "friend"}
