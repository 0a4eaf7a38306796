"""“Why did they not get this?”: from a person’s page to the whole story, with a row of the outbox and without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage import jobs
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.audit.rules import LOOKED
from engage.consent import actions as consent
from engage.consent.rules import Action, Route
from engage.db import db
from engage.mailings.rules import Audience
from engage.outbox.rules import Reason, State
from engage.people.models import Person
from engage.reminders import actions as reminders
from tests.factories.accounts import a_staff_user
from tests.factories.consent import an_offer
from tests.factories.needs import needs_of
from tests.factories.outbox import a_message
from tests.factories.passes import look
from tests.factories.pool import a_member
from tests.journeys.walks import everything
from tests.mailings.test_whom import a_mailing, started
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.page import Page

Tick = Callable[[], object]


@pytest.fixture
def officer(browser: Browser) -> Browser:
    return browser.sign_in_as(a_staff_user(Role.OFFICER, name="Kim Sample"))


def story(page: Page) -> list[tuple[str, str]]:
    """What happened, and more about it."""
    return [(row[1].removeprefix("What "), row[2].removeprefix("More about it").strip()) for row in page.rows if len(row) == 3]


def ask(browser: Browser, person_id: UUID, message: str) -> list[tuple[str, str]]:
    """From somebody’s messages to the story of one of them, by following links alone."""
    browser.open(f"/team/people/{person_id}/messages")
    browser.follow("Why did they not get a message?")
    return story(browser.follow(message))


def all_but_the_looks(app: Flask) -> dict[str, list[str]]:
    """Every row of every table but those that say who looked."""
    return {name: rows for name, rows in everything(app).items() if not name.startswith(("audit_", "account_sign_in"))}


def of(told: list[tuple[str, str]], what: str) -> str:
    """More about one thing that happened."""
    return next(words for happened, words in told if happened == what)


def test_of_a_mailing_whoever_has_a_row_and_whoever_has_none(app: Flask, officer: Browser, clock: Clock, tick: Tick) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    lena = a_member("Lena Lost", email="lena@people.example", gives=[])
    mailing = started(app, [], Audience())
    with jobs.at_work(app):
        jobs.tick(only="mailings")
        told = consent.Told(sam, Route.PHONE, the_clock.now(), recorded_by=a_staff_user(name="Ama Fable").id)
        consent.decide(told, [an_offer("newsletter").entry("email", Action.WITHDRAWN)])
        db.session.commit()
    clock.forward(minutes=2)
    tick()
    bea = a_member("Bea Later", email="bea@people.example")
    said = ask(officer, sam, "News")
    assert [what for what, _ in said] == [
        "It was told to go", "It began", "It was planned for them", "It was asked whether it may go: no",
    ]  # fmt: skip
    assert (
        said[-1][1]
        == "They stopped this kind of message. They stopped it on 2 March 2027, on the phone, written down by Ama Fable."
    )
    assert officer.here.heading == "News"
    before = all_but_the_looks(app)
    never = ask(officer, lena, "News")
    assert "They said no on 2 March 2027, on our pages." in of(never, "What was decided then")
    assert of(never, "Today the answer would be") == "It is for them. They have not said yes to this kind of message."
    later = ask(officer, bea, "News")
    assert "They joined later, on 2 March 2027." in of(later, "What was decided then")
    assert of(later, "Today the answer would be") == "It is for them. It would be sent to them."
    assert all_but_the_looks(app) == before, "asking why changes nothing"
    page = officer.open(f"/team/mailings/{mailing}")
    assert "See of whom that holds today" in page.text
    officer.follow("See of whom that holds today: They have not said yes to this kind of message.")
    assert officer.follow("Why not: Lena Lost").heading == "News"
    with app.app_context():
        looked = sa.select(sa.func.count()).where(Event.about == lena, Event.what == LOOKED)
        assert db.session.scalar(looked) >= 4, "each look is written down"


def test_a_named_audience_is_not_kept_and_the_page_says_so(app: Flask, officer: Browser, clock: Clock, tick: Tick) -> None:
    sam, lena = (a_member(name, email=f"{name[:3]}@people.example") for name in ("Sam Okoro", "Lena Lost"))
    started(app, [sam])
    for _ in range(2):
        tick()
        clock.forward(minutes=2)
    assert of(ask(officer, sam, "News"), "The mail server took it") == ""
    assert "They said yes on 2 March 2027, on our pages." in officer.here.text
    never = ask(officer, lena, "News")
    assert of(never, "Today the answer would be").startswith("Whom it named is not kept")


def test_a_mailing_that_has_not_begun_says_when_it_does(app: Flask, officer: Browser, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    with app.app_context():
        a_mailing([sam])
        db.session.commit()
    assert "It has not begun" in of(ask(officer, sam, "News"), "What was decided then")


def test_of_a_reminder_what_came_what_comes_and_a_rule_that_is_off(app: Flask, officer: Browser, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example", at=clock.now - timedelta(days=365))
    none = ask(officer, sam, "Asking again what they need")
    assert "nothing fell due for them" in of(none, "What was decided then")
    assert of(none, "Today the answer would be").startswith("Nothing falls due for them in the next 60 days. It hangs on ")
    needs_of(sam, "breaks", at=clock.now - timedelta(days=360))
    assert of(ask(officer, sam, "Asking again what they need"), "It falls due, and would go") == "By what is written today."
    clock.forward(days=5)
    look(app)
    officer.sign_in_as(a_staff_user(Role.OFFICER))
    came = ask(officer, sam, "Asking again what they need")
    assert "As it comes." in of(came, "The rule")
    assert of(came, "It was asked again, with their record held: yes").startswith("It needed no permission")
    with app.app_context():
        [reminder] = [each for each in jobs.DUES if each.kind == "needs.review"]
        reminders.switch(reminder, on=False, by=a_staff_user(name="Ama Fable").id)
        db.session.commit()
    off = ask(officer, sam, "Asking again what they need")
    assert of(off, "Today the answer would be") == "This kind of reminder is switched off."
    assert officer.open("/team/reminders/needs.review").links["See who did not get it and why"]


def test_an_uncertain_message_tells_who_decided_and_leads_to_the_decision(app: Flask, browser: Browser) -> None:
    lead = browser.sign_in_as(a_staff_user(Role.LEAD, name="Kim Sample"))
    sam = a_member("Sam Okoro", email="sam@people.example")
    with app.app_context():
        which = a_message(sam, kind="consent.changed", about=sam, state=State.UNCERTAIN, reason=Reason.LINE_CUT)
        db.session.commit()
    page = lead.open(f"/team/messages/{which}")
    page = lead.follow("The whole story of this message")
    assert lead.follow("Decide whether it is sent again or left: part 1").heading == "You changed what we send you"
    lead.press("Send it again")
    page = lead.follow("The whole story of this message")
    assert "It was put into the outbox again, because the one before was uncertain" in page.text
    assert "That was Kim Sample, on 2 March 2027." in page.text


def test_who_may_not_read_messages_may_not_read_why_and_nobody_reads_it_of_somebody_erased(app: Flask, browser: Browser) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    assert browser.open(f"/team/why/{sam}").status == 403
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    with app.app_context():
        which = a_message(sam, kind="consent.changed", about=sam)
        db.session.execute(sa.update(Person).where(Person.id == sam).values(erased_at=the_clock.now()))
        db.session.commit()
    for address in (f"/team/why/{sam}", f"/team/why/message/{which}", f"/team/why/{sam}/reminder/needs.review"):
        assert browser.open(address).status == 404
    assert browser.open(f"/team/why/{sam}/reminder/privacy.looks").status == 404


def test_messages_are_listed_by_week(app: Flask, officer: Browser, clock: Clock) -> None:
    sam = a_member("Sam Okoro", email="sam@people.example")
    with app.app_context():
        a_message(sam, kind="consent.changed", about=sam, state=State.SUPPRESSED, reason=Reason.LEFT)
        db.session.commit()
    monday = clock.now.date() - timedelta(days=clock.now.weekday())
    officer.open("/team/messages")
    assert "They have left the pool." in officer.submit("Update results", week=monday.isoformat(), show="not-sent").text
    none = officer.submit("Update results", week=(monday - timedelta(days=7)).isoformat(), show="not-sent")
    assert "No messages match." in none.text
    assert officer.open("/team/messages?week=made-up").status == 200
