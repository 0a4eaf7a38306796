"""J-M4: what stops is shown before the press and kept as a receipt after it; looking back; why a message came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from engage import clock as the_clock
from engage.consent import actions, queries
from engage.consent.actions import Told
from engage.consent.rules import Action, Route
from engage.db import db
from engage.demo.newsletter import KIND as NEWSLETTER
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.queries import WHY_LASTS, why_token
from engage.outbox.rules import Channel, Due
from engage.people import queries as people
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import SAM, choices_token, everything, may
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]
TOMORROW = "3 March 2027"


@pytest.fixture
def sam(app: Flask) -> UUID:
    """Somebody who said yes to the newsletter and to surveys."""
    return a_member("Sam Okoro", called="Sam", email=SAM, gives=("newsletter", "surveys"))


@pytest.fixture(params=["signed in", "by link"])
def page(request: pytest.FixtureRequest, app: Flask, sam: UUID, browser: Browser) -> str:
    """The page with all choices, reached in both ways."""
    if request.param == "signed in":
        browser.sign_in_as(the_account_of(sam))
        return "/me/choices"
    return f"/c/{choices_token(app, sam)}"


def plan(app: Flask, person_id: UUID, kind: str = NEWSLETTER, purpose: str | None = "newsletter", *, days: int = 1) -> UUID:
    """A message that goes at nine in the morning some days on."""
    with app.app_context():
        at = the_clock.now() + timedelta(days=days)
        outgoing_id = outbox.put(Due(kind, person_id, person_id, at, at + timedelta(days=1), at.date(), purpose=purpose))
        db.session.commit()
    assert outgoing_id is not None
    return outgoing_id


def state(app: Flask, outgoing_id: UUID) -> tuple[str, str | None]:
    with app.app_context():
        found = db.session.get_one(Outgoing, outgoing_id)
        return found.state, found.reason


def test_a_message_planned_for_tomorrow_shows_before_the_press_and_as_stopped_after_it(
    app: Flask, browser: Browser, sam: UUID, page: str
) -> None:
    newsletter, survey, welcome = (
        plan(app, sam),
        plan(app, sam, "test.survey", "surveys"),
        plan(app, sam, "welcome.welcomed", None),
    )
    before = everything(app)
    shown = browser.open(page)
    assert f"If you stop this now, this message stops: Newsletter (invented), planned for {TOMORROW}" in shown.text
    detail = browser.follow("What stops and what still comes: The newsletter")
    stops, _, comes = detail.text.partition("Messages that still come")
    assert f"Newsletter (invented), planned for {TOMORROW}" in stops
    assert "test.survey" in comes
    assert "It still comes because you joined us and we have been in touch with you." in comes
    assert everything(app) == before
    receipt = browser.press("Stop the newsletter")
    assert receipt.heading == "We have stopped this: the newsletter"
    assert f"Messages that were stopped Newsletter (invented), planned for {TOMORROW} What still comes" in receipt.text
    assert "(version 1)" in receipt.text
    assert [state(app, each) for each in (newsletter, survey, welcome)] == [
        ("suppressed", "withdrawn"), ("planned", None), ("planned", None),
    ]  # fmt: skip


def test_the_receipt_stays_under_its_address_and_is_nobody_elses(app: Flask, browser: Browser, sam: UUID, clock: Clock) -> None:
    plan(app, sam)
    browser.sign_in_as(the_account_of(sam)).open("/me/choices")
    address = browser.press("Stop: The newsletter").path
    browser.open("/me/choices")
    browser.press("Start: The newsletter")
    clock.forward(days=300)
    browser.sign_in_as(the_account_of(sam))
    kept = browser.open(address)
    number = f"{address[-36:-32]}-{address[-32:-28]}".upper()
    assert f"Receipt number {number}" in kept.text
    assert "When 2 March 2027 at" in kept.text
    assert "Newsletter (invented), planned for 3 March 2027" in kept.text
    assert "Undo" not in kept.buttons
    browser.open("/me/choices/history")
    assert browser.follow(f"Receipt {number}").heading == f"Your receipt {number}"
    browser.sign_in_as(the_account_of(a_member("Pat Example", email="pat@people.example")))
    assert browser.open(address).heading == "Nothing has changed"


def test_everything_and_a_break_show_what_they_stop(app: Flask, browser: Browser, sam: UUID, page: str) -> None:
    newsletter = plan(app, sam)
    assert "1 message that you agreed to is waiting" in browser.open(page).text
    assert f"Newsletter (invented), planned for {TOMORROW}" in browser.follow("What stops if you stop everything").text
    browser.open(page)
    assert f"Newsletter (invented), planned for {TOMORROW}" in browser.follow("Take a break").text
    away = browser.submit("Take a break", length="1")
    assert f"These messages were stopped for your break: Newsletter (invented), planned for {TOMORROW}" in away.text
    assert state(app, newsletter) == ("suppressed", "on_a_break")
    browser.press("I am back")
    plan(app, sam, "test.survey", "surveys", days=2)
    browser.follow("What stops if you stop everything")
    assert "test.survey, planned for 4 March 2027" in browser.press("Stop everything").text
    browser.open(page)
    assert "so there is nothing to stop" in browser.follow("What stops if you stop everything").text
    assert browser.open(f"{page}/nothing-of-ours").status == 404


def test_looking_back_tells_every_decision_and_who_wrote_it_down(app: Flask, browser: Browser, sam: UUID, clock: Clock) -> None:
    officer = a_staff_user(name="Robin Sample")
    clock.forward(days=10)
    said = the_clock.now() - timedelta(days=4)
    a_decision(sam, "newsletter", Action.WITHDRAWN, route=Route.PHONE, recorded_by=officer.id, said=said)
    browser.sign_in_as(the_account_of(sam)).open("/me/choices")
    shown = browser.follow("What you told us about messages")
    assert "By phone, written down by Robin Sample. You told us on 8 March 2027." in shown.text
    assert shown.text.index("You stopped it: The newsletter, by e-mail") < shown.text.index(
        "You said yes: The newsletter, by e-mail"
    )
    assert "The newsletter: Send me the newsletter, about once a month. (version 1)" in shown.text
    first_day = browser.submit("Show that day", day=("2", "3", "2027"))
    assert first_day.heading == "What you had agreed to on 2 March 2027"
    assert "The newsletter Yes, by e-mail. You told us on 2 March 2027 (online)." in first_day.text
    as_json = browser.open(first_day.links["The same for a computer to read (JSON)"]).response.get_json()
    assert as_json["day"] == "2027-03-02"
    assert {each["about"]: each["yes"] for each in as_json["agreed"]}["The newsletter"]
    browser.open("/me/choices/history")
    words = (
        "The newsletter No, by e-mail. You told us on 8 March 2027 (by phone), and Robin Sample wrote it down on 12 March 2027."
    )
    assert words in browser.submit("Show that day", day=("9", "march", "2027")).text
    browser.open("/me/choices/history")
    assert "Not asked, which means no" in browser.submit("Show that day", day=("1", "3", "2027")).text


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        (("31", "2", "2027"), "Enter a day, like 3 5 2027"),
        (("3", "3", "2027"), "The day must be today or in the past"),
        (("", "", ""), "Enter a day, like 3 5 2027"),
    ],
)
def test_a_day_that_is_none_or_to_come_is_refused(browser: Browser, sam: UUID, day: tuple[str, str, str], problem: str) -> None:
    browser.sign_in_as(the_account_of(sam)).open("/me/choices/history")
    assert browser.submit("Show that day", day=day).errors == [problem]
    assert browser.open(f"/me/choices/on.json?day[day]={day[0]}&day[month]={day[1]}&day[year]={day[2]}").status == 404


def test_a_long_history_has_pages(app: Flask, browser: Browser, sam: UUID) -> None:
    with app.app_context():
        people.hold(sam)
        offer = next(each for each in queries.offers() if each.code == "panels")
        for _ in range(30):
            told = Told(sam, Route.WEB, the_clock.now())
            actions.start(told, offer, [Channel.EMAIL])
            actions.stop(told, offer)
        db.session.commit()
    browser.sign_in_as(the_account_of(sam)).open("/me/choices/history")
    assert "You said yes: The newsletter" in browser.follow("Earlier decisions").text
    assert "Earlier decisions" not in browser.here.links
    assert "There is nothing earlier." in browser.open("/me/choices/history?before=1").text


def test_the_link_in_a_mail_program_shows_what_stops_and_leads_to_the_receipt(app: Flask, browser: Browser, sam: UUID) -> None:
    plan(app, sam, days=0)
    with app.app_context():
        person = people.person(sam)
        assert person is not None
        link = f"/u/{queries.stop_links(person, purpose='newsletter', outgoing_id=sam).one_press}"
    assert "This stops with it: Newsletter (invented), planned for 2 March 2027" in browser.open(link).text
    browser.press("Stop it")
    receipt = browser.follow("Your receipt, with what was stopped and what still comes")
    assert "Messages that were stopped Newsletter (invented), planned for 2 March 2027" in receipt.text
    assert "How By a link in an e-mail" in receipt.text


def test_why_a_newsletter_came_and_one_button_to_stop(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    plan(app, sam)
    clock.forward(days=1)
    tick()
    link = postbox.latest_to(SAM).link_to("/w/")
    before = everything(app)
    for _ in range(2):
        shown = browser.open(link)
    assert everything(app) == before
    assert shown.heading == "Why did I get this?"
    assert "because a new newsletter came out." in shown.text
    assert "Given 2 March 2027 How Online For messages by e-mail" in shown.text
    assert "The exact words Send me the newsletter, about once a month." in shown.text
    assert not [word for word in ("Okoro", "Sam", SAM) if word in shown.html]
    assert "This is stopped." in browser.press("Stop it: the newsletter").text
    assert not may(app, sam, "newsletter")
    assert "Given 2 March 2027" in browser.open(link).text
    clock.forward(days=WHY_LASTS.days)
    assert browser.open(link).status == 410


def test_why_a_sign_in_mail_came_says_nothing_about_anybody(
    app: Flask, browser: Browser, sam: UUID, postbox: Postbox, tick: Tick
) -> None:
    browser.open("/sign-in")
    browser.submit(email=SAM)
    tick()
    link = postbox.latest_to(SAM).link_to("/w/")
    shown = Browser(app).open(link)
    assert "because somebody asked to sign in with this address." in shown.text
    assert "A service message" in shown.text
    assert not [word for word in ("Okoro", "Sam", SAM, "/c/") if word in shown.html]
    assert shown.buttons == []


def test_why_works_for_a_hidden_person_and_not_for_an_erased_one(app: Flask, browser: Browser, sam: UUID) -> None:
    outgoing_id = plan(app, sam)
    with app.app_context():
        link = f"/w/{why_token(outgoing_id)}"
        person = people.person(sam)
        assert person is not None
        person.link_serial += 1
        db.session.commit()
    assert browser.open(link).status == 200
    with app.app_context():
        person = people.person(sam)
        assert person is not None
        person.erased_at = the_clock.now()
        db.session.commit()
    assert browser.open(link).status == 410
    assert [browser.open(each).status for each in (f"{link}x", "/w/nothing", f"/w/{choices_token(app, sam)}")] == [410] * 3
