"""Pages that were open while something changed: nothing is told past the gate, and nothing is promised in a name that is gone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time_now
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.carer_log.actions.detailing import Details, DoesNotCount, add_details
from engage.carer_log.actions.logging import HandedOver, Told, With, log_contact
from engage.carer_log.models import CarerContact
from engage.carer_log.rules import About, How, WhyVoid
from engage.carers.models import CarerLink
from engage.db import db
from engage.sharing.models import SharingOverride
from engage.sharing.rules import Agreed, Topic
from engage.teams.models import Team
from tests.carer_log.test_details import OVERRIDE
from tests.carer_log.test_log import log
from tests.factories.accounts import StaffUser
from tests.factories.carers import a_carer, a_preference, a_team
from tests.factories.follow_ups import a_talk
from tests.support.browser import Browser


def looks(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).where(Event.what == LOOKED)) or 0


def test_what_is_told_on_a_page_that_was_open_before_goes_through_the_gate_as_well(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    jo = a_carer(ashford)
    a_preference(jo, Agreed.LIMITED, topics=(Topic.MEDICINE,))
    log(champion, jo)
    champion.follow("Add details")
    other = Browser(app).sign_in_as(priya)
    other.open(champion.here.path)
    champion.submit("Save details", told=["medicine"])
    before = looks(app)
    assert "this is not one of them: Crisis plan" in other.submit("Save details", told=["crisis plan"]).errors[0]
    assert looks(app) == before + 1
    assert "Crisis plan" in other.submit("Save details", **OVERRIDE).errors[0]
    assert other.submit("Save details", told=["medicine"], override_why=None).heading == "Saved"
    with app.app_context():
        assert db.session.scalars(sa.select(CarerContact.basis)).all() == ["limited"]
        assert db.session.scalars(sa.select(SharingOverride)).all() == []


def test_a_contact_that_was_struck_out_meanwhile_takes_no_details(app: Flask, priya: StaffUser, ashford: Team) -> None:
    talk = a_talk(a_carer(ashford), priya.id)
    with app.app_context():
        held = db.session.get_one(CarerContact, talk.id)
        held.voided_at, held.voided_by, held.voided_why = time_now.now(), priya.id, WhyVoid.TWICE
        db.session.commit()
        with pytest.raises(DoesNotCount):
            add_details(talk.id, Details(frozenset(), minutes=5), by=priya.id, at=time_now.now())


def test_nothing_is_promised_for_a_team_that_has_the_carer_no_longer(app: Flask, priya: StaffUser, ashford: Team) -> None:
    jo, successor = a_carer(ashford), a_team(name="The one that took over")
    with app.app_context():
        db.session.get_one(CarerLink, jo.id).team_id = successor.id
        db.session.commit()
        told = Told("a-showing", ashford.id, With(jo.id, jo.carer_id), How.PHONE, (About.LISTENING,), time_now.now())
        with pytest.raises(HandedOver):
            log_contact(told, by=priya.id, at=time_now.now())


def test_who_reads_by_sending_a_form_is_written_down_too(champion: Browser, ashford: Team, app: Flask) -> None:
    champion.open(f"/carers/sharing/{a_carer(ashford).id}/record")
    before = looks(app)
    assert champion.submit("Save", again="usual").status == 422
    assert looks(app) == before + 1
