"""C12: somebody new is kept with their agreement, and a count alone without it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Flask

from engage.carer_log.models import CarerContact
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship
from engage.db import db
from engage.teams.models import Team
from tests.carer_log.test_log import log
from tests.factories.accounts import StaffUser
from tests.factories.carers import a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock

SAM = {"name": "Sam Sample", "relationship": "sibling", "reach": "01632 960 123"}


def test_somebody_new_is_kept_with_their_agreement(champion: Browser, ashford: Team, app: Flask) -> None:
    page = log(champion, "new", agreed=["yes"], name="", relationship="not said")
    assert page.errors == ["Enter their name or initials"]
    showing = champion.here
    page = champion.submit("Save", **SAM)
    assert page.heading == "Saved"
    assert "SS C-" in page.text
    champion.page = showing
    assert champion.submit("Save", **SAM).address == page.address
    with app.app_context():
        sam, link = db.session.scalars(sa.select(Carer)).one(), db.session.scalars(sa.select(CarerLink)).one()
        assert (sam.name, sam.phone, sam.agreed_on) == ("Sam Sample", "01632 960 123", date(2027, 3, 2))
        assert (link.team_id, link.relationship) == (ashford.id, Relationship.SIBLING)
        assert db.session.scalars(sa.select(CarerContact)).one().link_id == link.id


def test_taking_back_the_contact_says_that_somebody_new_is_still_there(champion: Browser, clock: Clock) -> None:
    log(champion, "new", agreed=["yes"], follow_up="no", **SAM)
    page = champion.press("Undo")
    assert "stays among the carers of your team. If they were added by mistake" in page.text
    assert champion.open(next(to for to in page.links.values() if "/carers/people/" in to)).heading == "Sam Sample"
    clock.forward(minutes=2)
    log(champion, "another", looked_for="sam", follow_up="no")
    assert "added by mistake" not in champion.press("Undo").text


def test_without_it_the_count_alone_is_kept(champion: Browser, ashford: Team, app: Flask) -> None:
    page = log(champion, "new", **SAM)
    assert page.errors == ["Tick that they agreed, or take out the note and the follow-up: only the count is kept"]
    page = champion.submit("Save", follow_up="no")
    assert "Only the count is kept" in page.text
    with app.app_context():
        assert db.session.scalars(sa.select(Carer)).all() == []
        assert db.session.scalars(sa.select(CarerContact)).one().link_id is None


def test_a_number_the_team_knows_asks_whether_it_is_them(champion: Browser, priya: StaffUser, ashford: Team, app: Flask) -> None:
    log(champion, "new", agreed=["yes"], **SAM)
    another = a_team(name="Thanet example team")
    an_appointment(another, priya.id)
    champion.sign_in_as(priya)
    page = log(champion, "new", agreed=["yes"], **{**SAM, "name": "Kim Sample", "reach": "01632960123"}, team=ashford.id.hex)
    assert page.errors == [
        "Select them, or say that it is somebody else: your team knows this number or address",
        "Tick this if it is somebody else with the same number or address",
    ]
    assert champion.submit("Save", somebody_else=["yes"], team=another.id.hex).heading == "Saved"
    with app.app_context():
        assert {each.name for each in db.session.scalars(sa.select(Carer))} == {"Sam Sample", "Kim Sample"}
