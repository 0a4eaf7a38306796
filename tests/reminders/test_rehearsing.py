"""What the rehearsal says is what then happens; looking writes nothing; a reminder sent by hand takes the other one's place."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Thread
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.consent import actions as consent
from engage.contacts.actions.logging import Told, log_contact
from engage.contacts.rules import How, Outcome
from engage.db import db
from engage.outbox.rules import Reason, State
from engage.people.models import ContactPoint
from engage.reminders.models import NotAgain
from tests.factories import saves
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.outbox import messages_of
from tests.factories.passes import look
from tests.factories.pool import a_member
from tests.journeys.walks import everything
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.installation import installed
from tests.support.page import Page
from tests.support.postbox import Postbox

REVIEW = "/team/reminders/rehearsal/rule/needs.review"
NAME = "Asking again what they need"


def a_review_in(days: int, clock: Clock, name: str = "Sam Okoro", **details: str) -> UUID:
    """Somebody who is asked in so many days whether what they need is still right."""
    told = clock.now - timedelta(days=365 - days)
    sam = a_member(name, at=told, **details)
    needs_of(sam, "breaks", at=told)
    return sam


@saves
def came_back(person_id: UUID, at: datetime) -> None:
    """A message to their address came back."""
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == person_id).values(came_back_at=at))


def boxes(at: datetime) -> tuple[int, int, int]:
    """A day as it is typed."""
    return at.day, at.month, at.year


def lines(page: Page) -> dict[str, list[str]]:
    """What a page of the rehearsal says, by name."""
    return {row[2].removeprefix("To "): row for row in page.rows if len(row) == 5}


def how_many(page: Page) -> str:
    """How many reviews the rehearsal counts."""
    return next(row[1] for row in page.rows if row[0] == f"Reminder {NAME}").removeprefix("In all ")


def days_go_by(app: Flask, clock: Clock, *days: int) -> None:
    """Some days pass, and we look for what is due at the end of each of them; then some more."""
    for passed in days:
        clock.forward(days=passed)
        look(app)


def test_the_rehearsal_says_what_then_happens_and_writes_nothing(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox
) -> None:
    sam, lena = a_review_in(10, clock), a_review_in(11, clock, "Lena Lost")
    came_back(lena, clock.now)
    a_review_in(90, clock, "Later Still")
    look(app)
    browser.sign_in_as(a_staff_user(Role.LEAD)).open("/team/reminders")
    before = everything(app)
    page = browser.follow("See what goes out in the next 60 days")
    assert how_many(page) == "2"
    found = lines(browser.follow(NAME))
    assert set(found) == {"Sam Okoro", "Lena Lost"}
    assert found["Sam Okoro"][3] == "Would it go? Goes"
    assert found["Lena Lost"][3] == "Would it go? Does not go An earlier message to this address came back."
    assert everything(app) == before, "looking writes nothing"
    page = browser.follow("All for them: Lena Lost, line 2")
    assert page.heading == "What goes out: Lena Lost"
    with app.app_context():
        looked = sa.select(sa.func.count()).where(Event.about == lena, Event.what == LOOKED)
        assert db.session.scalar(looked) == 1
    days_go_by(app, clock, 10, 1, 1)
    with app.app_context():
        assert [(line.state, line.reason) for line in messages_of(sam)] == [(State.ACCEPTED, None)]
        assert [(line.state, line.reason) for line in messages_of(lena)] == [(State.SUPPRESSED, Reason.CAME_BACK)]


def test_the_rehearsal_looks_ahead_from_a_moment_and_names_no_more_than_one_may_read(browser: Browser, clock: Clock) -> None:
    a_review_in(90, clock)
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE)).open("/team/reminders/rehearsal")
    wrong = browser.submit("Look ahead from then", day=boxes(clock.now - timedelta(days=9)), time="25")
    assert wrong.errors == ["Enter a time, for example 9:00"]
    wrong = browser.submit("Look ahead from then", day=boxes(clock.now - timedelta(days=9)), time="9am")
    assert wrong.errors == ["Enter a day from today on, at most two years ahead"]
    page = browser.submit("Look ahead from then", day=boxes(clock.now + timedelta(days=60)), time="9:30")
    assert how_many(page) == "1"
    [line] = lines(browser.follow(NAME)).values()
    assert line[2].startswith("To Pool number")
    assert "Sam Okoro" not in browser.here.text
    assert not [words for words in browser.here.buttons if words.startswith("Remind now")]


def test_twenty_five_names_a_page(browser: Browser, clock: Clock) -> None:
    for number in range(27):
        a_review_in(10, clock, f"Person {number:02}")
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open(REVIEW)
    seen = set(lines(page))
    assert len(seen) == 25
    assert len(seen | set(lines(browser.follow("Next page")))) == 27


def test_a_reminder_by_hand_goes_now_and_the_automatic_one_does_not_follow(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox
) -> None:
    sam = a_review_in(2, clock)
    browser.sign_in_as(a_staff_user(Role.OFFICER)).open(REVIEW)
    page = browser.press("Remind now: Sam Okoro, line 1")
    assert "The reminder is on its way." in page.text
    assert "Nothing was sent" in browser.press("Remind now: Sam Okoro, line 1").text, "one a day"
    days_go_by(app, clock, 0, 1, 1, 1, 1, 1)
    assert len(postbox.all()) == 1
    with app.app_context():
        assert {line.reason for line in messages_of(sam)} == {None, Reason.REMINDED_BY_HAND}


def test_whoever_was_reached_about_it_is_not_reminded_and_whoever_did_not_answer_is(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox
) -> None:
    reached = {name: a_review_in(3, clock, name) for name in ("Reached Sam", "Silent Kim", "About Other", "Long Ago")}
    officer = a_staff_user(Role.OFFICER)
    said = {
        "Reached Sam": ("membership", Outcome.REACHED, 1), "Silent Kim": ("membership", Outcome.NO_ANSWER, 1),
        "About Other": ("newsletter", Outcome.REACHED, 1), "Long Ago": ("membership", Outcome.REACHED, -1),
    }  # fmt: skip
    with app.app_context():
        for name, (purpose, outcome, days) in said.items():
            at = clock.now + timedelta(days=days)
            told = Told(uuid4().hex, at, is_now=False, how=How.PHONE, incoming=True, purpose=purpose, outcome=outcome)
            log_contact(reached[name], told, by=officer.id, at=at)
        db.session.commit()
    browser.sign_in_as(officer)
    foreseen = {name: line[3] for name, line in lines(browser.open(REVIEW)).items()}
    assert {name for name, answer in foreseen.items() if "Does not go" in answer} == {"Reached Sam"}
    days_go_by(app, clock, 3)
    with app.app_context():
        reasons = {name: messages_of(who)[-1].reason for name, who in reached.items()}
    assert reasons == {"Reached Sam": Reason.REMINDED_BY_HAND, "Silent Kim": None, "About Other": None, "Long Ago": None}


def test_a_day_that_is_moved_is_asked_about_again_and_the_old_one_is_not(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox
) -> None:
    sam = a_member("Sam Okoro", at=clock.now)
    for months in (1, 3):  # a month later they say three
        with app.app_context():
            consent.take_break(sam, months=months, at=clock.now)
            db.session.commit()
        days_go_by(app, clock, 20)
    days_go_by(app, clock, 1, 10, 20)
    assert postbox.all() == [], "the first day passed, and they are still away"
    days_go_by(app, clock, 20, 21, 1, 1)
    assert [letter.subject for letter in postbox.all()] == ["Your break is over"]


def test_whoever_has_enough_of_one_thing_says_so_without_signing_in(
    app: Flask, browser: Browser, clock: Clock, postbox: Postbox
) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    clock.move_to(clock.now.replace(year=clock.now.year + 2) - timedelta(days=60))
    look(app)
    [letter] = postbox.to("sam@people.example")
    link = letter.link_to("/r/")
    before = everything(app)
    assert browser.open(link).heading == browser.open(link).heading == "Do not remind me about this again"
    assert everything(app) == before, "opening a link changes nothing"
    page = browser.press("Do not remind me about this again")
    assert page.heading == "We will not remind you of this again"
    assert browser.open(link).heading == "We will not remind you of this again"
    days_go_by(app, clock, 20, 26, 1)
    assert len(postbox.to("sam@people.example")) == 1
    with app.app_context():
        assert [line.reason for line in messages_of(sam)] == [None, Reason.NOT_AGAIN]
        assert len(db.session.scalars(sa.select(NotAgain)).all()) == 1
    assert browser.open("/r/made-up").status == 410


def test_each_goes_once_however_often_and_from_how_many_sides_we_look(app: Flask, clock: Clock, postbox: Postbox) -> None:
    for number in range(3):
        a_review_in(1, clock, f"Person {number}")
    clock.forward(days=1)
    other = installed(database_url=app.extensions["settings"].database_url, smtp_url=postbox.url)
    at_once = [Thread(target=look, args=(each,)) for each in (app, other)]
    for worker in at_once:
        worker.start()
    for worker in at_once:
        worker.join()
    with other.app_context():
        db.engine.dispose()
    assert len(postbox.all()) == 3
    for _ in range(100):
        look(app)
    assert len(postbox.all()) == 3
