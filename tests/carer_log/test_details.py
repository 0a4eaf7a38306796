"""Details after the quick log, the gate in front of telling something about the person, and what does not count."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carers.models import Carer
from engage.db import db
from engage.sharing.models import SharingOverride
from engage.sharing.rules import Agreed, Topic
from engage.teams.models import Team
from tests.carer_log.test_log import log
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock

OVERRIDE = {
    "override_why": "risk to life", "override_reason": "She was about to leave with a child", "override_name": "Kim Example",
    "override_role": "Ward manager on duty",
}  # fmt: skip


def one(app: Flask) -> CarerContact:
    with app.app_context():
        return db.session.scalars(sa.select(CarerContact)).one()


def done(app: Flask) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(sa.select(CarerContactItem.code).where(CarerContactItem.is_outcome)))


def test_details_are_added_and_changed_for_a_week(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask, clock: Clock
) -> None:
    jo = a_carer(ashford)
    log(champion, jo, note="Came by")
    page = champion.follow("Add details")
    assert "Whatever they decide you can listen" in page.text
    with app.app_context():
        assert db.session.scalar(sa.select(Event.about).where(Event.what == LOOKED)) == jo.carer_id
    many = ["information pack", "signposted"]
    champion.submit("Save details", outcomes=many, started="carer", minutes="15", note="Came by " + "x" * 400)
    assert done(app) == set(many)
    assert (one(app).by_carer, one(app).minutes) == (True, 15)
    champion.follow("Add details")
    assert champion.submit("Save details", note="x" * 501).errors == ["Note (optional) must be 500 characters or fewer"]
    champion.submit("Save details", note="", outcomes=["signposted", "young carer"])
    assert done(app) == {"signposted", "young carer"}
    with app.app_context():
        assert db.session.get_one(Carer, jo.carer_id).is_young
    clock.forward(days=8)
    champion.sign_in_as(priya)
    assert champion.open(f"/carers/log/{one(app).id}/details").status == 410


def test_what_nobody_agreed_to_is_not_told_without_a_reason_and_somebody_who_allowed_it(
    champion: Browser, ashford: Team, app: Flask
) -> None:
    log(champion, a_carer(ashford))
    champion.follow("Add details")
    page = champion.submit("Save details", told=["medicine"], outcomes=["views sought"])
    assert page.errors == ["The person has not been asked yet what may be shared. Give general information only"]
    assert "Ask the person what may be shared, and write it down." in page.text
    assert done(app) == set()
    page = champion.submit("Save details", override_why="risk to life")
    assert page.errors == ["Enter what happened", "Enter the name of who allowed it", "Enter the role of who allowed it"]
    assert champion.submit("Save details", **OVERRIDE).heading == "Saved"
    assert (one(app).basis, done(app)) == ("risk to life", {"specific information", "views sought"})
    with app.app_context():
        assert db.session.scalars(sa.select(SharingOverride)).one().contact_id == one(app).id
    page = champion.follow("Add details")
    assert "You shared information about the person. Without an agreement" in page.text
    champion.submit("Save details", outcomes=[])
    assert done(app) == {"specific information"}


def test_what_was_agreed_is_told_and_kept_with_its_ground(champion: Browser, ashford: Team, app: Flask) -> None:
    jo = a_carer(ashford)
    a_preference(jo, Agreed.LIMITED, topics=(Topic.MEDICINE,))
    log(champion, jo)
    champion.follow("Add details")
    assert "this is not one of them: Crisis plan" in champion.submit("Save details", told=["medicine", "crisis plan"]).errors[0]
    champion.submit("Save details", told=["medicine"])
    assert one(app).basis == "limited"


def test_a_contact_that_does_not_count_stays_to_be_read(champion: Browser, ashford: Team, app: Flask) -> None:
    log(champion, a_carer(ashford), note="Something clinical")
    saved = champion.here.address
    colleague = a_staff_user(Role.CHAMPION)
    an_appointment(ashford, colleague.id)
    champion.sign_in_as(colleague)
    assert champion.open(saved).status == 404
    page = champion.open(f"/carers/log/{one(app).id}/void")
    assert champion.submit("Strike it out").errors == ["Select why it does not count"]
    page = champion.submit("Strike it out", why="clinical details")
    assert page.heading == "Struck out"
    assert "Phone, 2 topics" in page.text
    assert "?carer=" in page.links["Write it down anew"]
    assert (one(app).voided_by, one(app).note) == (colleague.id, None)
    with app.app_context():
        assert db.session.scalars(sa.select(FollowUp)).one().cancelled_at is not None
        assert "voided a contact with a carer" in set(db.session.scalars(sa.select(Event.what)))


def test_another_teams_contact_is_nowhere(champion: Browser, ashford: Team, app: Flask) -> None:
    log(champion, a_carer(ashford))
    stranger = a_staff_user(Role.TEAM_MANAGER)
    a_team(manager_id=stranger.id)
    champion.sign_in_as(stranger)
    for page in ("saved", "details", "void"):
        assert champion.open(f"/carers/log/{one(app).id}/{page}").status == 404
    champion.open("/carers/log")
    token = dict(champion.here.forms[-1].untouched())["csrf_token"]
    assert champion.post(f"/carers/log/{one(app).id}/undo", {"csrf_token": token}).status == 404
