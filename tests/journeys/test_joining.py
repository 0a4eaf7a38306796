"""J-M1: somebody joins the pool."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.consent.models import ConsentEvent, Notice
from engage.consent.queries import first_flaw
from engage.db import Row, db
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from engage.pool.models import Draft, Member
from tests.journeys.walks import SAM, joined, to_check
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
EMAIL_SHAPE = "Enter an e-mail address in the correct format, like name@example.com"
PHONE_SHAPE = "Enter a phone number, like 01632 960 001 or 07700 900 982"
AREA_NEEDED = "Enter a town or the first part of your postcode, or select that you would rather not say"


def test_somebody_joins_confirms_and_signs_in(browser: Browser, postbox: Postbox, tick: Tick) -> None:
    page = to_check(browser)
    assert page.heading == "Check your answers before joining"
    for words in ("Sam Okoro", "sam@people.example", "I use the trust’s services", "Ashford", "Send me the newsletter"):
        assert words in page.text
    page = browser.press("Join the engagement pool")
    assert page.heading == "You have joined"
    assert SAM in page.text
    assert "within 5 working days" in page.text

    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "Please confirm your e-mail"
    page = browser.open(letter.link_to("/confirm/"))
    assert page.heading == "Confirm your e-mail address"
    assert SAM in page.text
    page = browser.press("Yes, this is my e-mail")
    assert page.heading == "Your e-mail address is confirmed"

    browser.follow("sign in")
    page = browser.submit("Send me a link and a code", email=SAM)
    assert page.heading == "Enter the code we sent you"
    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "Your sign-in link and code"
    page = browser.submit("Sign in", code=letter.code)
    assert page.heading == "Hello Sam"
    assert "Send me the newsletter" in page.text
    browser.follow("Sign out")
    browser.press("Sign out")
    assert browser.open("/me").heading == "Sign in"


def test_it_is_six_questions_each_in_its_turn(browser: Browser) -> None:
    captions = []
    browser.open("/join/age")
    for answers in (
        {"age": "yes"}, {"ties": ["is interested"]}, {"full_name": "Sam Okoro"}, {"channels": ["email"], "email": SAM},
        {"area_unsaid": True}, {},
    ):  # fmt: skip
        captions.append(re.findall(r"Question \d of \d", browser.here.text)[0])
        browser.submit("Continue", **answers)
    assert captions == [f"Question {number} of 6" for number in range(1, 7)]
    assert browser.here.heading == "Check your answers before joining"
    assert "Nothing for now" in browser.here.text
    assert "Not provided" in browser.here.text


@pytest.mark.parametrize("step", ["you", "name", "contact", "area", "consent", "check", "done", "e-mail"])
def test_no_step_can_be_reached_before_its_turn(browser: Browser, step: str) -> None:
    page = browser.open(f"/join/{step}")
    assert page.path == ("/join" if step in ("done", "e-mail") else "/join/age")


def test_posting_to_a_later_step_does_not_skip_one(browser: Browser) -> None:
    browser.open("/join/age")
    token = dict(browser.here.forms[0].untouched())["csrf_token"]
    page = browser.post("/join/check", {"csrf_token": token})
    assert page.heading == "Join the engagement pool"


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({}, "Select at least one way to reach you"),
        ({"channels": ["email"]}, EMAIL_SHAPE),
        ({"channels": ["email"], "email": "sam@"}, EMAIL_SHAPE),
        ({"channels": ["email"], "email": "a@b.example,c@d.example"}, EMAIL_SHAPE),
        ({"channels": ["phone"], "phone": "none"}, PHONE_SHAPE),
        ({"channels": ["text"], "text": "12"}, PHONE_SHAPE),
        ({"channels": ["post"], "address_1": "1 Test Street", "town": "Ashford"}, "Enter a postcode"),
    ],
)  # fmt: skip
def test_ways_to_reach_somebody_are_checked_and_kept(browser: Browser, answers: dict[str, object], error: str) -> None:
    browser.open("/join/age")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services"])
    browser.submit("Continue", full_name="Sam Okoro")
    page = browser.submit("Continue", **answers, reach_note="Mornings are best")
    assert (page.status, page.errors) == (422, [error])
    assert page.title.startswith("Error: How can we reach you?")
    kept = dict(browser.here.forms[0].untouched())
    assert kept["reach_note"] == "Mornings are best"
    assert all(kept[name] == value for name, value in answers.items() if isinstance(value, str))


@pytest.mark.parametrize(
    ("before", "error"),
    [
        ([], "Select yes if you are 16 or over"),
        ([{"age": "yes"}], "Select at least one"),
        ([{"age": "yes"}, {"ties": ["uses services"]}], "Enter your name"),
        (
            [
                {"age": "yes"},
                {"ties": ["uses services"]},
                {"full_name": "Sam"},
                {"channels": ["phone"], "phone": "01632 960 001"},
            ],
            AREA_NEEDED,
        ),
    ],
)
def test_each_question_says_what_it_needs(browser: Browser, before: list[dict[str, object]], error: str) -> None:
    browser.open("/join/age")
    for answers in before:
        browser.submit("Continue", **answers)
    page = browser.press("Continue")
    assert (page.status, page.errors) == (422, [error])


def test_nothing_is_chosen_before_the_person_chooses(browser: Browser) -> None:
    pages = ["/join/age", "/join/you", "/join/contact", "/join/consent"]
    to_check(browser)
    for address in pages:
        fresh = Browser(browser.app)
        fresh.open("/join/age")
        assert not [control for form in fresh.here.forms for control in form.controls if "checked" in control.attrib]
        for answers in ({"age": "yes"}, {"ties": ["uses services"]}, {"full_name": "S"}, {"channels": ["email"], "email": SAM}):
            if fresh.here.path == address:
                break
            fresh.submit("Continue", **answers)
            assert not [control for form in fresh.here.forms for control in form.controls if "checked" in control.attrib]


def test_a_change_leads_back_to_the_answers(browser: Browser) -> None:
    to_check(browser)
    assert browser.follow("Change your name").heading == "What is your name?"
    page = browser.submit("Continue", full_name="Samantha Okoro")
    assert page.heading == "Check your answers before joining"
    assert "Samantha Okoro" in page.text
    browser.follow("Change what you would like from us")
    page = browser.submit("Continue", purposes=[])
    assert "Nothing for now" in page.text
    browser.follow("Change where you live")
    assert browser.follow("Back").heading == "Check your answers before joining"


def test_answers_are_kept_sealed_for_seven_days(browser: Browser, app: Flask, clock: Clock) -> None:
    to_check(browser)
    with app.app_context():
        raw = db.session.execute(sa.text("SELECT answers FROM pool_draft")).scalar_one()
    assert b"Okoro" not in bytes(raw)
    clock.forward(hours=20)
    assert browser.open("/join/check").heading == "Check your answers before joining"
    clock.forward(days=7)
    assert browser.open("/join/check").heading == "Are you 16 or over?"


def test_forgotten_answers_are_deleted(browser: Browser, app: Flask, clock: Clock, tick: Tick) -> None:
    to_check(browser)
    clock.forward(days=8)
    tick()
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Draft)) == 0


def test_nothing_is_kept_of_somebody_under_16(browser: Browser, app: Flask) -> None:
    before = rows(app)
    browser.open("/join/age")
    page = browser.submit("Continue", age="no")
    assert page.heading == "We would still like to hear from you"
    assert "01632 960 100" in page.text
    assert rows(app) == before


def test_a_machine_is_shown_the_end_and_nothing_is_kept(browser: Browser, app: Flask, postbox: Postbox, tick: Tick) -> None:
    to_check(browser)
    before = rows(app)
    page = browser.submit("Join the engagement pool", trap="https://buy.example")
    assert page.heading == "You have joined"
    assert rows(app) == before
    tick()
    assert postbox.all() == []


def test_pressing_twice_joins_once(browser: Browser, app: Flask) -> None:
    to_check(browser)
    sent = dict(browser.here.forms[0].untouched())
    browser.press("Join the engagement pool")
    assert browser.post("/join/check", sent).heading == "You have joined"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Member)) == 1


def test_what_was_decided_is_kept_with_the_wording_that_was_shown(browser: Browser, app: Flask) -> None:
    joined(browser, channels=["email", "phone"], email=SAM, phone="01632 960 001", leave_message="yes")
    with app.app_context():
        events = list(db.session.scalars(sa.select(ConsentEvent).order_by(ConsentEvent.ordinal)))
        wording = {notice.id: notice.sha256 for notice in db.session.scalars(sa.select(Notice))}
        assert first_flaw(events[0].person_id) is None
        points = {point.kind: point for point in db.session.scalars(sa.select(ContactPoint))}
    said = {(event.purpose, event.channel): event.action for event in events}
    assert len(said) == len(events) == 8
    assert {key for key, action in said.items() if action == "given"} == {
        (purpose, channel) for purpose in ("newsletter", "surveys") for channel in ("email", "phone")
    }
    assert all(wording[event.notice_id] == event.notice_sha256 for event in events)
    assert (points[Kind.PHONE].may_leave_message, points[Kind.PHONE].may_say_trust) == (True, False)


def test_without_e_mail_nobody_is_mailed_and_the_team_gets_in_touch(browser: Browser, postbox: Postbox, tick: Tick) -> None:
    page = joined(browser, channels=["post"], address_1="1 Test Street", town="Ashford", postcode="zz1 1zz")
    assert "Check your e-mail" not in page.text
    assert "will welcome you" in page.text
    tick()
    assert postbox.all() == []


def test_an_answer_is_kept_when_the_form_ran_out(browser: Browser, clock: Clock) -> None:
    browser.open("/join/age")
    browser.submit("Continue", age="yes")
    browser.submit("Continue", ties=["uses services"])
    clock.forward(hours=25)
    page = browser.submit("Continue", full_name="Sam Okoro")
    assert page.status == 422
    assert ("full_name", "Sam Okoro") in [pair for form in page.forms for pair in form.untouched()]
    page = browser.press(page.buttons[-1])
    assert page.heading == "How can we reach you?"


def test_from_one_place_ten_may_join_in_an_hour(browser: Browser, clock: Clock) -> None:
    for number in range(10):
        fresh = Browser(browser.app)
        assert joined(fresh, channels=["phone"], phone=f"01632 960 0{number:02d}").status == 200
    assert joined(browser).status == 429
    clock.forward(hours=1, minutes=1)
    assert browser.open("/join/check").heading == "Check your answers before joining"
    assert browser.press("Join the engagement pool").heading == "You have joined"


def rows(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.app_context():
        return {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Row.metadata.sorted_tables
        }
