"""C1: whoever answers in a team is reminded of decisions to look at again, by counts alone, until somebody has asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.carers.models import CarerLink
from engage.sharing import queries
from engage.sharing.rules import Agreed
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SUBJECT = "What may be shared is to be looked at again"
LOOK_AGAIN = date(2027, 3, 10)


@pytest.fixture
def priya(app: Flask) -> StaffUser:
    return a_staff_user(Role.CHAMPION, name="Priya Champion")


@pytest.fixture
def lead(app: Flask) -> StaffUser:
    return a_staff_user(Role.CARER_LEAD, name="Lena Lead")


@pytest.fixture
def teams(priya: StaffUser) -> list[Team]:
    """Two that Priya serves and one that nobody does."""
    found = [a_team(name=f"Fiction ward {number}") for number in range(3)]
    for team in found[:2]:
        an_appointment(team, priya.id)
    return found


def to_look_at(team: Team) -> CarerLink:
    link = a_carer(team, name="Jo Example")
    a_preference(link, Agreed.FULL, look_again_on=LOOK_AGAIN)
    return link


def sent(postbox: Postbox, user: StaffUser) -> list[str]:
    return [letter.text.split("\n")[2] for letter in postbox.to(user.email) if letter.subject == SUBJECT]


def at_ten(clock: Clock, tick: Callable[[], object], day: date) -> None:
    clock.forward(days=(day - time.today()).days)
    tick()


def test_seven_days_before_on_the_day_and_fourteen_after_until_somebody_has_asked(
    app: Flask, clock: Clock, tick: Callable[[], object], postbox: Postbox, teams: list[Team], priya: StaffUser, lead: StaffUser
) -> None:
    links = [to_look_at(team) for team in teams]
    at_ten(clock, tick, LOOK_AGAIN - timedelta(days=8))
    assert sent(postbox, priya) == []
    at_ten(clock, tick, LOOK_AGAIN - timedelta(days=7))
    tick()
    assert sent(postbox, priya) == ["2 decisions about sharing information are to be looked at again by 10 March 2027."]
    assert sent(postbox, lead) == ["1 decision about sharing information is to be looked at again by 10 March 2027."]
    assert all("Jo Example" not in letter.text and "Fiction" not in letter.text for letter in postbox.all())
    a_preference(links[0], Agreed.NOTHING, discussed_on=time.today(), look_again_on=LOOK_AGAIN + timedelta(days=90))
    at_ten(clock, tick, LOOK_AGAIN)
    assert sent(postbox, priya)[1:] == ["1 decision about sharing information is to be looked at again by 10 March 2027."]
    at_ten(clock, tick, LOOK_AGAIN + timedelta(days=14))
    assert sent(postbox, priya)[2].startswith("1 decision about sharing information was to be looked at again by 10 March 2027,")
    a_preference(links[1], Agreed.NOTHING, discussed_on=time.today())
    at_ten(clock, tick, LOOK_AGAIN + timedelta(days=15))
    assert len(sent(postbox, priya)) == 3
    with app.app_context():
        assert queries.looking.teams_by_day(LOOK_AGAIN, LOOK_AGAIN) == {LOOK_AGAIN: {teams[2].id: 1}}
