"""The log of contacts: what was permitted then, who wrote it down, the same press twice, and what does not count."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.consent.rules import Action
from engage.contacts import actions, queries
from engage.contacts.models import Contact
from engage.db import db
from engage.outbox.rules import Channel
from engage.pool.rules import Standing
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.consent import a_decision
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page

CALL = {"how": "phone", "started": "us", "purpose": "newsletter", "outcome": "reached", "when": "now", "source": "typed",
        "follow_up": "0"}  # fmt: skip


@pytest.fixture
def robin() -> StaffUser:
    return a_staff_user(Role.OFFICER, name="Robin Officer")


@pytest.fixture
def officer(browser: Browser, app: Flask, robin: StaffUser) -> Browser:
    return browser.sign_in_as(robin)


def write_down(officer: Browser, person_id: UUID, **said: object) -> Page:
    officer.open(f"/team/people/{person_id}")
    officer.follow("Write down a contact")
    return officer.submit("Save", **{**CALL, **said})


def test_a_call_is_kept_with_what_was_permitted_then(officer: Browser, robin: StaffUser, app: Flask, clock: Clock) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001", gives=["newsletter"])
    write_down(officer, ama, note="Asked about the next meeting", follow_up="7")
    clock.forward(days=1)
    a_decision(ama, "newsletter", Action.WITHDRAWN, channel=Channel.PHONE)
    officer.sign_in_as(robin)
    page = officer.open(f"/team/people/{ama}/contacts")
    assert "Phone, we went to them, about The newsletter: we reached each other." in page.text
    assert "Asked about the next meeting" in page.text
    assert "Then: permitted by phone." in page.text
    assert "Written down by Robin Officer" in page.text
    assert "Be in touch again on 9 March 2027." in officer.open(f"/team/people/{ama}").text
    with app.app_context():
        kept = db.session.scalars(sa.select(Contact)).one()
        assert kept.permitted["may"]["newsletter"] == ["phone"]
        assert b"meeting" not in bytes(db.session.connection().exec_driver_sql("SELECT note FROM contact").scalar_one())


def test_without_their_yes_a_reason_is_asked_and_whoever_comes_to_us_is_always_written_down(officer: Browser) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001", gives=[])
    page = write_down(officer, ama)
    assert (page.status, page.errors) == (422, ["Say why: they said no"])
    officer.submit("Save", despite="answer", owner=None)
    page = officer.open(f"/team/people/{ama}/contacts")
    assert "Then: not permitted by any way; not by phone, because they said no." in page.text
    assert "In touch all the same: we answered something they asked us." in page.text
    write_down(officer, ama, started="them", how="video")
    assert "Video call, they came to us" in officer.here.text


def test_the_same_press_twice_is_one_contact(officer: Browser, app: Flask) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001")
    officer.open(f"/team/people/{ama}/contacts/new")
    once = officer.here
    officer.submit("Save", **CALL)
    officer.page = once
    officer.submit("Save", **CALL)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1


def test_paper_shows_its_route_and_who_wrote_it_down_and_is_measured_by_its_own_day(
    officer: Browser, robin: StaffUser, clock: Clock
) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001", gives=["newsletter"])
    clock.forward(days=10)
    a_decision(ama, "newsletter", Action.WITHDRAWN, channel=Channel.PHONE)
    clock.forward(days=1)
    officer.sign_in_as(robin)
    assert "Enter a day before today" in write_down(officer, ama, when="earlier", on=("1", "1", "2031")).errors[0]
    page = officer.submit("Save", on=("5", "3", "2027"), source="paper")
    assert "5 March 2027" in page.text
    assert "Then: permitted by phone." in page.text
    assert "Written down by Robin Officer on 13 March 2027 at 10am, from paper." in page.text
    timeline = officer.open(f"/team/people/{ama}/timeline").text
    assert "How we were told: online" in timeline
    assert "from paper" in timeline


def test_a_worry_about_safety_names_who_looks_after_it_and_since_when(officer: Browser, robin: StaffUser) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001")
    assert write_down(officer, ama, concern=["yes"]).errors == ["Select who looks after it now"]
    assert "We are not a clinical record" in officer.here.text
    page = officer.submit("Save", owner=robin.id.hex)
    assert "Robin Officer looks after it since 2 March 2027 at 10am." in page.text


def test_what_does_not_count_stays_to_be_read_with_the_reason(officer: Browser, app: Flask) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001")
    write_down(officer, ama)
    officer.follow("This does not count: phone on 2 March 2027")
    page = officer.submit("Strike it out", why="twice")
    assert "Does not count: it was written down twice. Struck out by Robin Officer" in page.text
    assert "Nobody has written down a contact yet." in officer.open(f"/team/people/{ama}").text
    with app.app_context():
        assert db.session.scalars(sa.select(Contact)).one().voided_at is not None


def test_everything_that_happened_stands_in_one_list_by_kind_and_page_by_page(
    officer: Browser, robin: StaffUser, clock: Clock
) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001", email="ama@people.example")
    for _ in range(51):
        clock.forward(minutes=1)
        a_decision(ama, "surveys")
    officer.sign_in_as(robin)
    write_down(officer, ama)
    first = officer.open(f"/team/people/{ama}/timeline")
    assert first.text.count("Surveys: given") == 49
    assert "Phone, we went to them" in first.text
    assert "Joined." in officer.follow("Next page").text
    assert "Phone" not in officer.open(f"/team/people/{ama}/timeline?kind=changes").text
    assert "Joined" not in officer.follow("Contacts" if "Contacts" not in officer.here.text else "What they decided").text
    assert "Nothing of this kind" in officer.open(f"/team/people/{ama}/timeline?kind=messages").text


def test_a_log_moves_with_a_record_and_is_forgotten_with_a_person(officer: Browser, app: Flask) -> None:
    ama, other = a_member("Ama Boateng", phone="01632 960001"), a_member("Ama B")
    write_down(officer, ama, note="Said hello")
    with app.app_context():
        assert len(actions.move(of=ama, into=other)) == 1
        assert [each["note"] for each in queries.everything(other)] == ["Said hello"]
        actions.forget(other)
        assert queries.everything(other) == queries.everything(ama) == []


def test_somebody_who_left_may_be_answered_and_not_written_to(officer: Browser) -> None:
    ama = a_member("Ama Boateng", phone="01632 960001", standing=Standing.LEFT)
    assert "You may not be in touch: they have left the pool." in officer.open(f"/team/people/{ama}").text
    assert write_down(officer, ama, purpose="membership").errors == ["Say why: they have left the pool"]
