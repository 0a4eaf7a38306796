"""Writing down what somebody agreed to share, what held on a day, and whom to ask: as a champion meets it (journey J-C4)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from flask import Flask

from engage import clock as time
from engage.accounts.rules import Role
from engage.carers.models import Carer, CarerLink
from engage.db import db
from engage.sharing import queries
from engage.sharing.models import SharingPreference
from engage.sharing.rules import ALWAYS, Barrier, Basis, Topic, may_share
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_preference, a_team, an_appointment
from tests.support.browser import Browser
from tests.support.clock import Clock

AGREED = "Write down what they agreed"


@pytest.fixture
def team(app: Flask) -> Team:
    return a_team(name="Fiction ward")


@pytest.fixture
def priya(team: Team) -> StaffUser:
    user = a_staff_user(Role.CHAMPION, name="Priya Champion")
    an_appointment(team, user.id)
    return user


@pytest.fixture
def champion(browser: Browser, priya: StaffUser) -> Browser:
    return browser.sign_in_as(priya)


@pytest.fixture
def jo(team: Team) -> CarerLink:
    return a_carer(team, name="Jo Example")


def verdict(app: Flask, link: CarerLink, *topics: Topic, on: date | None = None) -> Basis | Barrier | None:
    with app.app_context():
        day = on or time.today()
        found = may_share(queries.standing_of(link.id, day), topics, on=day)
        return found.basis or found.barrier


def boxes(day: date) -> tuple[int, int, int]:
    return day.day, day.month, day.year


def test_some_things_are_agreed_and_the_rest_stays_closed(app: Flask, champion: Browser, jo: CarerLink) -> None:
    page = champion.open("/carers/sharing")
    assert "Jo Example" in page.text
    assert "Not asked yet" in page.text
    champion.follow("Jo Example")
    page = champion.follow(AGREED)
    assert ALWAYS in page.text
    page = champion.submit("Save", agreed="limited", topics=["medicine", "care plan"], on=boxes(time.today()),
                           asked_by="Sam Example, nurse", in_record="Consent form of today", advance=["yes"])  # fmt: skip
    assert "It is written down" in page.text
    assert "The person agreed to share this: medicine and care plan." in page.text
    assert ALWAYS in page.text
    assert "Sam Example, nurse" in page.text
    assert "Priya Champion" in page.text
    assert verdict(app, jo, Topic.MEDICINE) is Basis.LIMITED
    assert verdict(app, jo, Topic.MEDICINE, Topic.DISCHARGE) is Barrier.ANOTHER_TOPIC
    assert "Nobody is to be asked now." in champion.open("/carers/sharing").text


WRONG: list[tuple[dict[str, object], str]] = [
    ({}, "Select what they agreed"),
    ({"agreed": "full", "asked_by": "Sam"}, "Enter the date they were asked"),
    ({"agreed": "full", "on": (1, 1, 2099), "asked_by": "Sam"}, "The date they were asked must be today or in the last 5 years"),
    ({"agreed": "full", "on": (1, 3, 2027)}, "Enter who asked them"),
    ({"agreed": "limited", "on": (1, 3, 2027), "asked_by": "Sam"}, "Select which things they agreed to"),
    ({"agreed": "nothing", "on": (1, 3, 2027), "asked_by": "Sam", "again": "never"}, "without an agreement a date is needed"),
    ({"agreed": "could not decide", "on": (1, 3, 2027), "asked_by": "Sam", "again": "never"}, "a date is needed"),
    ({"agreed": "could not decide", "best": ["yes"], "on": (1, 3, 2027), "asked_by": "Sam"}, "Enter who decided"),
    ({"agreed": "full", "on": (1, 3, 2027), "asked_by": "Sam", "again": "on"}, "Enter the date to look again"),
    ({"agreed": "full", "on": (1, 3, 2027), "asked_by": "Sam", "again": "on", "again_on": (2, 3, 2027)}, "must be after today"),
    ({"agreed": "full", "on": (1, 3, 2027), "asked_by": "Sam", "in_record": "943 476 5919"}, "Take the NHS number out"),
    ({"agreed": "full", "on": (1, 3, 2027), "asked_by": "Sam", "in_record": "x" * 101}, "must be 100 characters or fewer"),
]


def test_what_is_missing_is_said_beside_its_question_and_nothing_is_kept(app: Flask, champion: Browser, jo: CarerLink) -> None:
    for typed, sentence in WRONG:
        champion.open(f"/carers/sharing/{jo.id}/record")
        page = champion.submit("Save", **typed)
        assert page.status == 422, typed
        assert sentence in page.text, typed
    with app.app_context():
        assert db.session.query(SharingPreference).count() == 0


def test_a_decision_runs_out_the_day_after_it_was_to_be_looked_at_and_what_held_stays_to_be_read(
    app: Flask, champion: Browser, priya: StaffUser, clock: Clock, jo: CarerLink
) -> None:
    first = time.today()
    champion.open(f"/carers/sharing/{jo.id}/record")
    page = champion.submit("Save", agreed="full", on=boxes(first), asked_by="Sam Example, nurse")
    assert "To be looked at again by 2 September 2027." in page.text
    clock.forward(days=184)
    assert verdict(app, jo) is Basis.FULL
    clock.forward(days=1)
    assert verdict(app, jo) is Barrier.RAN_OUT
    page = champion.sign_in_as(priya).open(f"/carers/sharing/{jo.id}")
    assert "General information only. What the person decided has run out." in page.text
    assert "Agreed: everything that helps the carer" in page.text
    page = champion.submit("Show that day", day=boxes(first))
    assert "This held on 2 March 2027" in page.text
    assert "The person agreed to share everything that helps the carer." in page.text
    assert champion.open(f"/carers/sharing/{jo.id}?on=2026-01-01").text.count("has not been asked yet") == 1
    assert champion.open(f"/carers/sharing/{jo.id}?on=2099-01-01").status == 404


def test_an_older_yes_that_is_written_down_late_does_not_undo_a_no(app: Flask, champion: Browser, jo: CarerLink) -> None:
    today = time.today()
    for agreed, day in (("nothing", today), ("full", today - timedelta(days=7))):
        champion.open(f"/carers/sharing/{jo.id}/record")
        page = champion.submit("Save", agreed=agreed, on=boxes(day), asked_by="Sam Example, nurse")
    assert "General information only. The person does not agree to share." in page.text
    assert "What they decided on 2 March 2027 came after it, and counts." in page.text
    assert verdict(app, jo) is Barrier.NOTHING
    champion.open(f"/carers/sharing/{jo.id}/record")
    assert "came after it" not in champion.submit("Save", agreed="not asked").text
    assert verdict(app, jo) is Barrier.NOT_ASKED


def test_what_was_decided_for_somebody_who_could_not_is_shared_only_in_their_best_interests(
    app: Flask, champion: Browser, jo: CarerLink
) -> None:
    answers = {"agreed": "could not decide", "on": boxes(time.today()), "asked_by": "Sam Example, nurse"}
    champion.open(f"/carers/sharing/{jo.id}/record")
    champion.submit("Save", **answers)
    assert verdict(app, jo, Topic.CARE_PLAN) is Barrier.COULD_NOT_DECIDE
    champion.open(f"/carers/sharing/{jo.id}/record")
    page = champion.submit("Save", **answers, best=["yes"], decided_by="Dr Example, consultant")
    assert "Decided in their best interests by Dr Example, consultant" in page.text
    assert verdict(app, jo, Topic.CARE_PLAN) is Basis.BEST_INTERESTS
    champion.open(f"/carers/sharing/{jo.id}/record")
    page = champion.submit("Save", agreed="not asked")
    assert verdict(app, jo, Topic.CARE_PLAN) is Barrier.NOT_ASKED
    assert page.text.count("Could not decide at the time") == 2


def test_a_link_that_ended_means_general_information_and_takes_no_new_decision(
    app: Flask, champion: Browser, jo: CarerLink
) -> None:
    a_preference(jo)
    with app.app_context():
        link = db.session.get_one(CarerLink, jo.id)
        link.ended_on, link.ended_by = time.today(), uuid.uuid4()
        db.session.commit()
    assert verdict(app, jo) is Barrier.ENDED
    page = champion.open(f"/carers/sharing/{jo.id}/record")
    assert "Nothing more is written down about it." in page.text
    assert "Jo Example" not in champion.open("/carers/sharing").text


def test_the_list_shows_whom_to_ask_and_nobody_of_another_team(app: Flask, champion: Browser, team: Team, jo: CarerLink) -> None:
    today, elsewhere = time.today(), a_team(name="Elsewhere ward")
    people = {name: a_carer(where, name=name) for name, where in
              [("Run Out", team), ("Soon Example", team), ("Later Example", team), ("Far Away", elsewhere)]}  # fmt: skip
    for name, days in [("Run Out", -1), ("Soon Example", 14), ("Later Example", 15)]:
        a_preference(people[name], look_again_on=today + timedelta(days=days))
    seen = champion.open("/carers/sharing")
    assert [name for name in seen.links if name.endswith("Example") or name in people] == [
        "Run Out",
        "Jo Example",
        "Soon Example",
    ]
    assert "Soon Example" not in champion.follow("Run out").text
    assert "Run Out" not in champion.follow("Within 14 days").text
    with app.app_context():
        assert db.session.query(Carer).count() == 5


def test_another_teams_link_is_not_there_and_who_looked_is_written_down(app: Flask, champion: Browser, jo: CarerLink) -> None:
    far = a_carer(a_team(name="Elsewhere ward"), name="Far Away")
    for path in (f"/carers/sharing/{far.id}", f"/carers/sharing/{far.id}/record", f"/carers/sharing/{uuid.uuid4()}"):
        assert champion.open(path).status == 404
    lead = Browser(app).sign_in_as(a_staff_user(Role.CARER_LEAD))
    assert "Far Away" in lead.open(f"/carers/sharing/{far.id}").text
    assert lead.open(f"/carers/sharing/{far.id}/record").status == 403
    for role in (Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE):
        assert Browser(app).sign_in_as(a_staff_user(role)).open(f"/carers/sharing/{jo.id}").status == 403
