"""The quick log: what it takes, what it keeps, whom it offers, and what is refused."""

from __future__ import annotations

import re
from datetime import date

import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page

PHONE = {"how": "phone", "about": ["listening", "service"], "follow_up": "week"}
CONTROLS = ("who", "how", "about", "follow_up")


def log(champion: Browser, link: CarerLink | str, **said: object) -> Page:
    champion.open("/carers/log")
    return champion.submit("Save", who=link if isinstance(link, str) else link.id.hex, **{**PHONE, **said})


def number_of(app: Flask, link: CarerLink) -> str:
    with app.app_context():
        return db.session.get_one(Carer, link.carer_id).number


def test_a_known_carer_takes_six_interactions_and_one_press(champion: Browser, ashford: Team, app: Flask) -> None:
    jo = a_carer(ashford, name="Jo Example")
    page = champion.open("/carers")
    assert page.heading == "Hello Priya"
    page = champion.follow("Log a contact")
    assert len(page.response.data) < 60_000
    untouched = dict(page.forms[-1].untouched())
    must_change = [name for name in CONTROLS if not untouched.get(name)]
    assert must_change == ["who", "how", "about"]
    assert len(must_change) + len(["a follow-up", "the button"]) <= 6
    page = champion.submit("Save", who=jo.id.hex, **PHONE)
    assert page.heading == "Saved"
    assert "Phone, 2 topics, follow up Tue 9 Mar" in page.text
    with app.app_context():
        kept = db.session.scalars(sa.select(CarerContact)).one()
        assert (kept.link_id, kept.carer_id, kept.team_id, kept.note) == (jo.id, jo.carer_id, ashford.id, None)
        assert {each.code for each in db.session.scalars(sa.select(CarerContactItem))} == {"listening", "service"}
        assert db.session.scalars(sa.select(FollowUp)).one().due_on == date(2027, 3, 9)
    assert "Phone, 2 topics, follow up Tue 9 Mar" in champion.open("/carers").text


def test_nothing_said_is_asked_for_in_plain_words_and_what_was_ticked_stays(champion: Browser, ashford: Team) -> None:
    a_carer(ashford)
    champion.open("/carers/log")
    page = champion.submit("Save")
    assert (page.status, page.errors) == (
        422, ["Select who it was", "Select how you were in contact", "Select what it was about"],
    )  # fmt: skip
    page = champion.submit("Save", who="no name", how="tried", follow_up="week", note="Said hello", earlier=["yes"])
    assert page.errors == [
        "Select No, or say who it was: without a name there is nobody to follow up",
        "Take the note out, or say who it was: without a name only the count is kept",
        "Enter the day it was, like 27 3 2027",
    ]
    assert ("note", "Said hello") in page.forms[-1].untouched()
    for day, typed, wrong in (
        (("1", "3", "2027"), "25:00", "Enter the time like 14:30, or leave it empty"),
        (("2", "3", "2027"), "23:00", "Enter a time that is not in the future"),
        (("3", "3", "2027"), "", "Enter a day of the last 30 days"),
        (("30", "1", "2027"), "", "Enter a day of the last 30 days"),
    ):
        assert champion.submit("Save", follow_up="no", note="", on=day, at=typed).errors == [wrong]


def test_tried_asks_nothing_more_and_no_name_keeps_the_count_alone(champion: Browser, ashford: Team, app: Flask) -> None:
    jo = a_carer(ashford)
    assert "Tried, no answer" in log(champion, jo, how="tried", about=[], follow_up="no").text
    page = log(champion, "no name", follow_up="no", how="in person")
    assert "Only the count is kept" in page.text
    with app.app_context():
        count = db.session.scalars(sa.select(CarerContact).where(CarerContact.link_id.is_(None))).one()
        assert (count.carer_id, count.note, count.team_id) == (None, None, ashford.id)


def test_it_may_have_been_earlier(champion: Browser, ashford: Team, app: Flask) -> None:
    jo = a_carer(ashford)
    page = log(champion, jo, on=("1", "feb", "2027"), at="14:30")
    assert "1 February 2027 at 2:30pm" in page.text
    log(champion, jo, earlier=["yes"], on=("2", "3", "2027"))
    with app.app_context():
        assert [each.happened_on for each in db.session.scalars(sa.select(CarerContact).order_by(CarerContact.happened_at))] == [
            date(2027, 2, 1), date(2027, 3, 2),
        ]  # fmt: skip


def test_the_last_five_are_offered_and_another_is_found(champion: Browser, ashford: Team, app: Flask, clock: Clock) -> None:
    carers = []
    for name in ("Amy Example", "Ben Example", "Cay Example", "Dee Example", "Eve Example", "Fay Example", "Fay Sample"):
        carers.append(a_carer(ashford, name=name))
        clock.forward(minutes=1)
    elsewhere = a_carer(a_team(), name="Gus Elsewhere")
    offered = champion.open("/carers/log").text.split("Who?")[1].split("Another of my carers")[0]
    assert re.findall(r"\b[A-Z]{2}\b", offered) == ["FS", "FE", "EE", "DE", "CE"]
    assert "AE" in log(champion, "another", looked_for="amy").text
    page = log(champion, "another", looked_for="fay")
    assert page.errors == ["Select which of these it was"]
    assert ("how", "phone") in page.forms[-1].untouched()
    assert "FS" in champion.submit("Save", who=carers[-1].id.hex, looked_for="").text
    page = log(champion, "another", looked_for=number_of(app, elsewhere))
    assert page.errors == ["We know no carer like that in your teams. Look at the number or the name"]
    assert champion.open(f"/carers/log?carer={number_of(app, elsewhere)}").status == 404
    assert "BE" in champion.open(f"/carers/log?carer={number_of(app, carers[1])}").text
    assert ("who", carers[1].id.hex) in champion.here.forms[-1].untouched()


def test_another_teams_carer_contact_and_undo_are_not_found(champion: Browser, ashford: Team, app: Flask, clock: Clock) -> None:
    other, colleague = a_team(), a_staff_user(Role.CHAMPION)
    an_appointment(other, colleague.id)
    theirs = a_carer(other)
    champion.sign_in_as(colleague)
    saved = log(champion, theirs).address
    champion.sign_in_as(a_staff_user(Role.CHAMPION))
    assert champion.open(saved).status == 404
    assert "You serve no team at present" in champion.open("/carers/log").text


def test_somebody_of_several_teams_is_asked_which_only_without_a_carer(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    jo, thanet = a_carer(ashford), a_team(name="Thanet example team")
    an_appointment(thanet, priya.id, starts_on=date(2027, 3, 1))
    assert log(champion, "no name", follow_up="no").errors == ["Select which team it was for"]
    assert champion.submit("Save", team=thanet.id.hex).heading == "Saved"
    assert ("team", thanet.id.hex) in champion.open("/carers/log").forms[-1].untouched()
    assert "Ashford example team" in log(champion, jo).text
