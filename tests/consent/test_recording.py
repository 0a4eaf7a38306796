"""What somebody says by phone or on paper, corrections of it, and what had been agreed to on any day, as staff see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.consent import actions, queries
from engage.consent.models import ConsentEvent, Evidence
from engage.consent.rules import Action, Route
from engage.db import db
from engage.outbox.rules import Channel, Reason, State
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.outbox import state_of
from tests.factories.pool import a_member
from tests.journeys.walks import may, put
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody who said yes to the newsletter, online, on 2 March."""
    return a_member("Sam Okoro", called="Sam", email="sam@example.org", phone="01632 960 001", gives=("newsletter",))


@pytest.fixture
def officer(browser: Browser, app: Flask) -> Browser:
    """A browser in which an officer is signed in."""
    return browser.sign_in_as(a_staff_user(Role.OFFICER, name="Robin Officer"))


def write_down(officer: Browser, sam: UUID, **said: object) -> Page:
    officer.open(f"/team/people/{sam}")
    officer.follow("Write down what they said about messages")
    return officer.submit("Write it down", **{"about": "newsletter", "route": "phone", **said})


def test_a_stop_by_phone_takes_two_presses_and_stops_what_waits(
    app: Flask, officer: Browser, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox
) -> None:
    waiting = put(app, sam, "newsletter")
    page = write_down(officer, sam, said="no")
    assert "It is written down." in page.text
    assert not may(app, sam, "newsletter")
    with app.app_context():
        assert state_of(waiting) == (State.SUPPRESSED, Reason.WITHDRAWN)
        event = db.session.scalars(sa.select(ConsentEvent).order_by(ConsentEvent.ordinal.desc())).first()
        assert event is not None
        assert (event.action, event.route, event.recorded_by is not None) == (Action.WITHDRAWN, Route.PHONE, True)
        assert queries.first_flaw(sam) is None
    clock.forward(minutes=11)
    tick()
    assert postbox.subjects_to("sam@example.org") == ["You changed what we send you"]


def test_no_way_is_ticked_for_them(officer: Browser, sam: UUID) -> None:
    page = officer.open(f"/team/people/{sam}/consent/record")
    assert "By which ways?" in page.text
    assert "channels" in page.html
    assert " checked" not in page.html


def test_a_yes_on_paper_counts_from_the_day_it_was_said_and_keeps_what_shows_it(
    app: Flask, officer: Browser, sam: UUID, clock: Clock
) -> None:
    clock.move_to(datetime(2027, 3, 20, 10, tzinfo=UTC))
    officer.sign_in_as(a_staff_user(Role.OFFICER))
    missing = write_down(officer, sam, about="surveys", said="yes", route="paper", said_on=(21, 3, 2027))
    assert missing.errors == [
        "Select at least one way", "The day must be today or in the past",
        "Enter a line about the call, or where the form is kept",
    ]  # fmt: skip
    officer.submit("Write it down", said_on=(5, 3, 2027), evidence="Form in folder 12", channels=["phone"])
    with app.app_context():
        assert queries.may_contact(sam, "surveys", Channel.PHONE)
        assert db.session.scalars(sa.select(Evidence)).one().text == "Form in folder 12"
        sealed = db.session.execute(sa.text("SELECT text FROM consent_evidence")).scalar_one()
        assert b"folder" not in bytes(sealed)
        stood = {(each.purpose, each.channel): each for each in queries.stood_on(sam, date(2027, 3, 5))}
        survey = stood["surveys", Channel.PHONE]
        assert (survey.stance, survey.runs_out_on) == (queries.Stance.YES, date(2029, 3, 5))
        assert (survey.said_at.date(), survey.written_at.date()) == (date(2027, 3, 5), date(2027, 3, 20))
        then = queries.stood_on(sam, date(2027, 3, 5), known_on=date(2027, 3, 19))
        assert {each.stance for each in then if each.purpose == "surveys"} == {queries.Stance.NO}
        assert queries.first_flaw(sam) is None


def test_what_they_did_themselves_later_counts_more_than_an_older_form(
    app: Flask, officer: Browser, sam: UUID, clock: Clock
) -> None:
    clock.move_to(datetime(2027, 3, 10, 10, tzinfo=UTC))
    a_decision(sam, action=Action.WITHDRAWN)
    clock.move_to(datetime(2027, 3, 20, 10, tzinfo=UTC))
    officer.sign_in_as(a_staff_user(Role.OFFICER))
    write_down(officer, sam, said="yes", route="paper", said_on=(9, 3, 2027), evidence="Form", channels=["email"])
    assert not may(app, sam, "newsletter")
    with app.app_context():
        assert queries.first_flaw(sam) is None


def test_a_correction_takes_out_what_was_written_by_mistake_and_keeps_it_readable(
    app: Flask, officer: Browser, sam: UUID
) -> None:
    write_down(officer, sam, said="no", channels=["email"])
    assert not may(app, sam, "newsletter")
    assert [text for text in officer.here.links if text.startswith("Correct")] == ["Correct: The newsletter by e-mail"]
    officer.follow("Correct: The newsletter by e-mail")
    assert officer.submit("Correct it", evidence="").errors == ["Enter what was wrong"]
    assert "It is corrected." in officer.submit("Correct it", evidence="The wrong Sam").text
    assert may(app, sam, "newsletter")
    with app.app_context():
        actions_seen = [event.action for event in queries.history(sam)][:2]
        assert actions_seen == [Action.CORRECTED, Action.WITHDRAWN]
        assert queries.first_flaw(sam) is None
        last = queries.history(sam)[0]
    assert officer.open(f"/team/people/{sam}/consent/{last.ordinal}/correct").status == 404
    assert officer.open(f"/team/people/{sam}/consent/1/correct").status == 404, "their own press stands"


def test_any_day_as_a_page_and_as_json_for_the_team_and_for_governance(
    app: Flask, browser: Browser, sam: UUID, clock: Clock
) -> None:
    clock.move_to(datetime(2027, 5, 4, 10, tzinfo=UTC))
    a_decision(sam, action=Action.WITHDRAWN)
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    page = browser.open(f"/team/people/{sam}/consent?on=2027-05-03")
    assert page.heading == "What Sam had agreed to on 3 May 2027"
    assert "Yes Until 2 March 2029" in page.text
    assert "Write down" not in page.text
    assert "Stopped" not in browser.open(f"/team/people/{sam}/consent").text
    found = json.loads(browser.open(f"/team/people/{sam}/consent.json?on=2027-05-03").html)
    [newsletter] = [each for each in found["stood"] if (each["purpose"], each["channel"]) == ("newsletter", "email")]
    assert (newsletter["stance"], newsletter["wording"]) == ("yes", "Send me the newsletter, about once a month.")
    for wrong in ("", "2027-13-01", "2027-05-05", "1999-01-01"):
        assert browser.open(f"/team/people/{sam}/consent.json?on={wrong}").status == 404
    browser.open(f"/team/people/{sam}/consent")
    assert browser.submit("Show that day", day=(32, 5, 2027)).errors == ["Enter a day, like 3 5 2027"]
    assert browser.submit("Show that day", day=(3, 5, 2027)).heading == "What Sam had agreed to on 3 May 2027"
    with app.app_context():
        looked = db.session.scalars(sa.select(Event).where(Event.what == "looked at")).all()
        assert {each.detail["page"] for each in looked} == {"consent on a day"}


@pytest.mark.one_database("sqlite")
def test_a_list_that_is_taken_in_never_turns_a_no_into_a_yes(app: Flask, sam: UUID) -> None:
    a_decision(sam, action=Action.WITHDRAWN)
    by = a_staff_user(Role.LEAD).id
    a_decision(sam, route=Route.IMPORT, recorded_by=by)
    a_decision(sam, "surveys", channel=Channel.POST, route=Route.IMPORT, recorded_by=by)
    assert not may(app, sam, "newsletter")
    with app.app_context():
        assert queries.may_contact(sam, "surveys", Channel.POST)
        with pytest.raises(actions.NotToBeCorrected):
            actions.correct(actions.Told(sam, Route.PHONE, the_clock.now(), by), queries.history(sam)[-1])
