"""J-M2, first half: whose address is it? By link, by code, again, not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.models import User
from engage.db import db
from engage.outbox.models import Occasion, Outgoing
from engage.people.models import ContactPoint, Person
from engage.pool.models import Member
from tests.factories.pool import a_member
from tests.journeys.walks import SAM, everything, joined
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting
from tests.support.postbox import Postbox

Tick = Callable[[], object]


@pytest.fixture
def letter_link(browser: Browser, postbox: Postbox, tick: Tick) -> str:
    """The link of the mail that somebody gets who has just joined."""
    joined(browser)
    tick()
    return postbox.latest_to(SAM).link_to("/confirm/")


def test_opening_the_link_changes_nothing_however_often(app: Flask, browser: Browser, letter_link: str) -> None:
    before = everything(app)
    for method in ("GET", "GET", "HEAD"):
        browser.client.open(letter_link, method=method)
    assert everything(app) == before


def test_pressing_the_button_makes_the_address_theirs(app: Flask, browser: Browser, letter_link: str) -> None:
    browser.open(letter_link)
    browser.press("Yes, this is my e-mail")
    with app.app_context():
        person = db.session.scalars(sa.select(Person)).one()
        assert db.session.scalars(sa.select(ContactPoint)).one().verified_at is not None
        account = db.session.scalars(sa.select(User)).one()
        assert (account.person_id, account.email, account.name) == (person.id, None, None)
    assert browser.open("/me").heading == "Sign in"


def test_the_code_does_the_same_in_the_browser_that_joined(browser: Browser, postbox: Postbox, letter_link: str) -> None:
    browser.open("/join/done")
    browser.follow("Enter the code from the e-mail")
    assert browser.submit("Confirm my e-mail address", code="12").errors == ["Enter the 6-digit code"]
    code = postbox.latest_to(SAM).code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert browser.submit("Confirm my e-mail address", code=wrong).errors == ["That code is not right or has run out"]
    page = browser.submit("Confirm my e-mail address", code=f"{code[:3]} {code[3:]}")
    assert page.heading == "Your e-mail address is confirmed"


def test_codes_cannot_be_tried_for_ever(browser: Browser, postbox: Postbox, letter_link: str, clock: Clock) -> None:
    code = postbox.latest_to(SAM).code
    browser.open("/confirm/code")
    for tried in range(8):
        browser.submit("Confirm my e-mail address", code=f"{(int(code) + 1 + tried) % 1_000_000:06d}")
    stopped = ["We have stopped this for 15 minutes. You can call us."]
    assert browser.submit("Confirm my e-mail address", code=code).errors == stopped
    clock.forward(minutes=16)
    browser.open("/confirm/code")
    assert browser.submit("Confirm my e-mail address", code=code).heading == "Your e-mail address is confirmed"


def test_a_used_link_says_so(browser: Browser, letter_link: str) -> None:
    browser.open(letter_link)
    browser.press("Yes, this is my e-mail")
    page = browser.open(letter_link)
    assert (page.status, page.heading) == (410, "This link has been used")


def test_a_link_that_ran_out_is_sent_anew(browser: Browser, postbox: Postbox, tick: Tick, letter_link: str, clock: Clock) -> None:
    clock.forward(hours=24, minutes=1)
    page = browser.open(letter_link)
    assert (page.status, page.heading) == (410, "This link has run out")
    assert browser.press("Send a new one").heading == "Check your e-mail"
    tick()
    newer = postbox.latest_to(SAM).link_to("/confirm/")
    assert newer != letter_link
    assert browser.open(newer).heading == "Confirm your e-mail address"


def test_a_newer_mail_takes_the_place_of_an_older_one(
    browser: Browser, postbox: Postbox, tick: Tick, letter_link: str, clock: Clock
) -> None:
    old_code = postbox.latest_to(SAM).code
    clock.forward(minutes=2)
    browser.open("/join/done")
    assert "We have sent the e-mail again" in browser.press("Send it again").text
    tick()
    assert browser.open(letter_link).status == 410
    browser.open("/confirm/code")
    assert browser.submit("Confirm my e-mail address", code=old_code).errors == ["That code is not right or has run out"]
    assert browser.submit("Confirm my e-mail address", code=postbox.latest_to(SAM).code).status == 200


def test_asking_again_within_a_minute_sends_nothing(browser: Browser, postbox: Postbox, tick: Tick, letter_link: str) -> None:
    browser.open("/join/done")
    assert "Wait a minute" in browser.press("Send it again").text
    tick()
    assert len(postbox.to(SAM)) == 1


def test_three_mails_in_six_hours_and_no_more(browser: Browser, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    joined(browser)
    tick()
    for _ in range(5):
        clock.forward(minutes=2)
        browser.open("/join/done")
        assert "We have sent the e-mail again" in browser.press("Send it again").text
        tick()
    assert len(postbox.to(SAM)) == 3
    clock.forward(hours=6)
    browser.open("/join/done")
    browser.press("Send it again")
    tick()
    assert len(postbox.to(SAM)) == 4


def test_a_mistyped_address_is_changed_and_its_link_dies(app: Flask, browser: Browser, postbox: Postbox, tick: Tick) -> None:
    joined(browser, channels=["email"], email="smam@people.example")
    tick()
    old = postbox.latest_to("smam@people.example").link_to("/confirm/")
    browser.open("/join/done")
    browser.follow("change it")
    assert browser.submit("Use this address", email="sam@").errors == [
        "Enter an e-mail address in the correct format, like name@example.com"
    ]
    assert SAM in browser.submit("Use this address", email=SAM).text
    assert browser.open(old).status == 410
    tick()
    browser.open(postbox.latest_to(SAM).link_to("/confirm/"))
    assert browser.press("Yes, this is my e-mail").status == 200
    with app.app_context():
        assert [point.value for point in db.session.scalars(sa.select(ContactPoint))] == [SAM]


def test_somebody_who_did_not_ask_erases_it(app: Flask, browser: Browser, letter_link: str, tick: Tick, postbox: Postbox) -> None:
    page = browser.open(letter_link)
    assert "Okoro" not in page.text
    assert browser.press("This was not me").heading == "Thank you for telling us"
    with app.app_context():
        assert db.session.scalars(sa.select(Member)).all() == []
        assert db.session.scalars(sa.select(ContactPoint)).all() == []
        assert [person.full_name for person in db.session.scalars(sa.select(Person))] == ["Erased"]
    assert "okoro" not in str(everything(app)).casefold()
    assert browser.open(letter_link).status == 410


def test_nobody_is_mailed_twice_on_a_day_and_reminded_only_while_it_matters(
    browser: Browser, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    joined(browser)
    sent = []
    for _ in range(12):
        for _ in range(3):
            tick()
        sent.append(len(postbox.to(SAM)))
        clock.forward(days=1)
    assert sent == [1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]
    assert {letter.subject for letter in postbox.to(SAM)} == {"Please confirm your e-mail"}


def test_reminders_wait_for_the_morning(browser: Browser, postbox: Postbox, tick: Tick, clock: Clock) -> None:
    joined(browser)
    tick()
    clock.move_to((clock.now + timedelta(days=2)).replace(hour=5, minute=0))
    tick()
    assert len(postbox.to(SAM)) == 1
    clock.forward(hours=4, minutes=30)
    tick()
    assert len(postbox.to(SAM)) == 2


def test_no_reminder_after_confirming(browser: Browser, postbox: Postbox, tick: Tick, letter_link: str, clock: Clock) -> None:
    browser.open(letter_link)
    browser.press("Yes, this is my e-mail")
    for _ in range(9):
        clock.forward(days=1)
        tick()
    assert len(postbox.to(SAM)) == 1


def test_who_never_confirms_is_erased_after_thirty_days(app: Flask, browser: Browser, tick: Tick, clock: Clock) -> None:
    joined(browser)
    clock.forward(days=29, hours=23)
    tick()
    assert "okoro" in str(everything(app)).casefold()
    clock.forward(days=1, hours=1)
    tick()
    assert "okoro" not in str(everything(app)).casefold()


def test_who_can_be_reached_in_another_way_is_not_erased(app: Flask, browser: Browser, tick: Tick, clock: Clock) -> None:
    joined(browser, channels=["email", "phone"], email=SAM, phone="01632 960 001")
    clock.forward(days=40)
    tick()
    with app.app_context():
        assert len(db.session.scalars(sa.select(Member)).all()) == 1


@pytest.mark.one_database("sqlite")
def test_somebody_known_is_told_so_by_mail_and_by_nothing_else(app: Flask, postbox: Postbox, tick: Tick) -> None:
    a_member("Sam Okoro", email=SAM)
    known, unknown = Browser(app), Browser(app)
    seen = []
    for browser, address in ((known, SAM), (unknown, "pat@people.example")):
        browser.open("/join/age")
        for answers in ({"age": "yes"}, {"ties": ["uses services"]}, {"full_name": "Sam Okoro"},
                        {"channels": ["email"], "email": address}, {"area_unsaid": True}, {}):  # fmt: skip
            browser.submit("Continue", **answers)
        with counting(app) as cost:
            page = browser.press("Join the engagement pool")
        headers = {name for name, _ in page.response.headers}
        words = page.text.replace(address, "")
        seen.append((page.status, words, headers, len(cost.statements), [text[:40] for text in cost.statements], cost.rows))
    assert seen[0] == seen[1]
    tick()
    letter = postbox.latest_to(SAM)
    assert letter.subject == "You are already in the pool"
    assert "/sign-in" in letter.links[0]
    assert postbox.latest_to("pat@people.example").subject == "Please confirm your e-mail"


def test_two_sign_ups_with_one_address_become_one_account(app: Flask, postbox: Postbox, tick: Tick) -> None:
    links = []
    for browser in (Browser(app), Browser(app)):
        joined(browser)
        tick()
        links.append(postbox.latest_to(SAM).link_to("/confirm/"))
    first, second = Browser(app), Browser(app)
    first.open(links[0])
    second.open(links[1])
    assert first.press("Yes, this is my e-mail").heading == "Your e-mail address is confirmed"
    page = second.press("Yes, this is my e-mail")
    assert (page.status, page.heading) == (410, "You are already in the pool")
    with app.app_context():
        assert len(db.session.scalars(sa.select(User)).all()) == 1


def test_nothing_anybody_typed_is_in_a_mail_before_it_is_confirmed(
    app: Flask, browser: Browser, postbox: Postbox, tick: Tick
) -> None:
    browser.open("/join/age")
    for answers in ({"age": "yes"}, {"ties": ["uses services"]}, {"full_name": "Win Money Now", "called": "Rich"},
                    {"channels": ["email"], "email": SAM, "reach_note": "Buy this"}, {"area": "Casino"}, {}):  # fmt: skip
        browser.submit("Continue", **answers)
    browser.press("Join the engagement pool")
    tick()
    mail = f"{postbox.latest_to(SAM).subject} {postbox.latest_to(SAM).text}"
    assert not [word for word in ("Win", "Money", "Rich", "Buy", "Casino") if word in mail]
    assert mail.split("\n")[0].endswith("Hello")


def test_a_made_up_link_says_nothing_about_anybody(browser: Browser) -> None:
    page = browser.open("/confirm/not-one-of-ours")
    assert (page.status, page.heading) == (410, "This link has run out")


def test_a_confirming_mail_is_one_occasion_a_minute(app: Flask, browser: Browser) -> None:
    joined(browser)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Occasion)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) == 1
