"""Nothing that was ticked is lost: begun and left, signed out by time, refused by the database."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.carer_log.actions import drafts
from engage.carer_log.models import CarerContact, CarerLogDraft
from engage.carers.models import CarerLink
from engage.db import db
from engage.teams.models import Appointment, Team
from tests.carer_log.test_log import PHONE
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page


@pytest.fixture
def jo(ashford: Team) -> CarerLink:
    """A carer of Priya's team."""
    return a_carer(ashford, name="Jo Example")


def filled(page: Page) -> dict[str, str]:
    return dict(page.forms[-1].untouched() if len(page.forms) == 1 else page.forms[-2].untouched())


def kept(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(CarerLogDraft)) or 0


def tick_some(champion: Browser, jo: CarerLink) -> None:
    """What the script of the page sends after two ticks."""
    shown = dict(champion.open("/carers/log").forms[-1].untouched())
    page = champion.post("/carers/log/draft", {**shown, "who": jo.id.hex, "how": "video"})
    assert page.status == 200


def test_what_was_begun_is_offered_to_whoever_began_it(champion: Browser, priya: StaffUser, jo: CarerLink, app: Flask) -> None:
    tick_some(champion, jo)
    assert "You began a contact and did not save it" in champion.open("/carers").text
    for _ in range(2):
        tick_some(champion, jo)
    assert kept(app) == 2
    champion.open("/carers/log")
    champion.follow("Go on with it (1 of 2)")
    champion.press("Throw this away")
    assert kept(app) == 1
    champion.open("/carers/log")
    page = champion.follow("Go on with it")
    assert (filled(page)["who"], filled(page)["how"]) == (jo.id.hex, "video")
    with app.app_context():
        assert b"video" not in bytes(db.session.connection().exec_driver_sql("SELECT fields FROM carer_log_draft").scalar_one())
    assert champion.submit("Save", about=["listening"]).heading == "Saved"
    assert kept(app) == 0
    tick_some(champion, jo)
    address = champion.open("/carers/log").links["Go on with it"]
    champion.sign_in_as(a_staff_user(Role.TEAM_MANAGER))
    assert "Go on with it" not in champion.open("/carers/log").text
    assert champion.open(address).status == 200
    champion.sign_in_as(priya)
    champion.open(address)
    champion.press("Throw this away")
    assert kept(app) == 0


def test_what_nobody_comes_back_for_is_forgotten(champion: Browser, jo: CarerLink, app: Flask, clock: Clock) -> None:
    tick_some(champion, jo)
    with app.app_context():
        assert drafts.forget_old(clock.now) == 0
        clock.forward(hours=13)
        assert drafts.forget_old(clock.now) == 1


def test_what_is_found_again_later_says_when_it_was(champion: Browser, priya: StaffUser, jo: CarerLink, clock: Clock) -> None:
    shown = dict(champion.open("/carers/log").forms[-1].untouched())
    champion.post("/carers/log/draft", {**shown, "who": jo.id.hex, "how": "phone", "about": "listening", "follow_up": "week"})
    clock.forward(hours=11)
    champion.sign_in_as(priya)
    champion.open("/carers/log")
    page = champion.follow("Go on with it")
    assert filled(page)["earlier"] == "yes"
    page = champion.submit("Save")
    assert "2 March 2027 at 10am" in page.text
    assert "follow up Tue 9 Mar" in page.text


def test_what_was_typed_about_a_team_one_has_left_is_not_lost(
    champion: Browser, priya: StaffUser, jo: CarerLink, app: Flask
) -> None:
    showing = champion.open("/carers/log")
    tick_some(champion, jo)
    leave_every_team(app)
    champion.page = showing
    page = champion.submit("Save", who=jo.id.hex, note="Would like a call", **PHONE)
    assert (page.status, page.heading) == (409, "Log a contact")
    assert all(words in page.text for words in ("This contact was not saved", "Phone", "Listening", "Would like a call"))
    an_appointment(a_team(name="Thanet example team"), priya.id)
    gone = "hoever you had chosen is no longer known to a team you serve"
    champion.open("/carers/log")
    page = champion.follow("Go on with it")
    assert f"W{gone}." in page.text
    assert filled(page)["how"] == "video"
    champion.page = showing
    page = champion.submit("Save", who=jo.id.hex, note="Would like a call", **PHONE)
    assert page.errors == [f"Select who it was: w{gone}"]
    assert filled(page)["note"] == "Would like a call"


def leave_every_team(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(Appointment).values(ended_at=Appointment.created_at, ended_by=uuid.uuid4()))
        db.session.commit()


def test_a_sign_in_that_ran_out_leads_to_the_same_form_filled_in(
    champion: Browser, priya: StaffUser, jo: CarerLink, app: Flask, clock: Clock
) -> None:
    champion.open("/carers/log")
    clock.forward(minutes=16)
    champion.submit("Save", who=jo.id.hex, note="Called from the ward", **PHONE)
    champion.submit("Continue", email=priya.email, password=priya.password)
    page = champion.submit("Sign in", code=priya.code())
    assert page.heading == "Log a contact"
    assert filled(page)["note"] == "Called from the ward"
    assert champion.submit("Save").heading == "Saved"
    with app.app_context():
        assert db.session.scalars(sa.select(CarerContact)).one().note == "Called from the ward"


def test_what_the_database_refused_stays_on_the_page(champion: Browser, jo: CarerLink, app: Flask) -> None:
    champion.open("/carers/log")
    rename(app, "carer_contact_item", "elsewhere")
    page = champion.submit("Save", who=jo.id.hex, note="Called from the ward", **PHONE)
    rename(app, "elsewhere", "carer_contact_item")
    assert (page.status, page.heading) in {(500, "This was not saved yet"), (503, "This was not saved yet")}
    assert champion.press("Save again").heading == "Saved"
    with app.app_context():
        assert db.session.scalars(sa.select(CarerContact)).one().note == "Called from the ward"


def rename(app: Flask, table: str, to: str) -> None:
    with app.app_context():
        db.session.execute(sa.text(f"ALTER TABLE {table} RENAME TO {to}"))
        db.session.commit()
