"""J-M2, second half: signing in by a mailed link or code, and out again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.models import Request, SignIn, User
from engage.accounts.queries import sign_in_code
from engage.accounts.rules import Role
from engage.db import db
from engage.outbox.models import Outgoing
from engage.throttle.rules import MAIL_TO_ADDRESS
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import SAM, everything, joined
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting
from tests.support.page import Page
from tests.support.postbox import Letter, Postbox

Tick = Callable[[], object]
WRONG = ["That code is not right or has run out"]
STOPPED = ["We have stopped this for 15 minutes. You can call us."]


@pytest.fixture
def sam(app: Flask) -> object:
    """Somebody who has joined and confirmed."""
    return a_member("Sam Okoro", called="Sam", email=SAM)


@pytest.fixture
def asked(sam: object, browser: Browser, tick: Tick, postbox: Postbox) -> Letter:
    """The mail somebody gets who has just asked to sign in."""
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email=SAM)
    tick()
    return postbox.latest_to(SAM)


def test_the_code_signs_in_the_browser_that_asked(browser: Browser, asked: Letter) -> None:
    assert browser.submit("Sign in", code=asked.code).heading == "Hello Sam"


def test_the_code_is_of_no_use_in_another_browser(app: Flask, asked: Letter) -> None:
    other = Browser(app)
    other.open("/sign-in/code")
    assert other.submit("Sign in", code=asked.code).errors == WRONG
    other.open("/sign-in")
    other.submit("Send me a link and a code", email=SAM)
    assert other.submit("Sign in", code=asked.code).errors == WRONG


def test_the_link_shows_a_button_and_signs_nobody_in_by_being_opened(app: Flask, asked: Letter) -> None:
    other, link = Browser(app), asked.link_to("/s/")
    before = everything(app)
    for _ in range(2):
        page = other.open(link)
        assert page.heading == "Sign in as s•••@people.example"
    assert everything(app) == before
    assert other.open("/me").heading == "Sign in"
    other.open(link)
    assert other.press("Sign in").heading == "Hello Sam"


def test_link_and_code_work_once_and_not_both(app: Flask, browser: Browser, asked: Letter) -> None:
    browser.submit("Sign in", code=asked.code)
    other = Browser(app)
    page = other.open(asked.link_to("/s/"))
    assert (page.status, page.heading) == (410, "This link has been used or has run out")


def test_two_presses_on_one_link_sign_in_once(app: Flask, asked: Letter) -> None:
    first, second = Browser(app), Browser(app)
    first.open(asked.link_to("/s/"))
    second.open(asked.link_to("/s/"))
    assert first.press("Sign in").heading == "Hello Sam"
    assert second.press("Sign in").status == 410


def test_after_ten_minutes_neither_works(app: Flask, browser: Browser, asked: Letter, clock: Clock) -> None:
    clock.forward(minutes=10, seconds=1)
    assert browser.submit("Sign in", code=asked.code).errors == WRONG
    assert Browser(app).open(asked.link_to("/s/")).status == 410


def test_a_newer_request_from_the_same_browser_takes_over(
    app: Flask, browser: Browser, asked: Letter, tick: Tick, postbox: Postbox
) -> None:
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email=SAM)
    tick()
    assert Browser(app).open(asked.link_to("/s/")).status == 410
    assert browser.submit("Sign in", code=asked.code).errors == WRONG
    assert browser.submit("Sign in", code=postbox.latest_to(SAM).code).heading == "Hello Sam"


def test_eight_tries_and_a_quarter_of_an_hour(browser: Browser, asked: Letter, clock: Clock) -> None:
    for tried in range(8):
        wrong = f"{(int(asked.code) + 1 + tried) % 1_000_000:06d}"
        assert browser.submit("Sign in", code=wrong).errors == WRONG
    assert browser.submit("Sign in", code=asked.code).errors == STOPPED


def test_a_request_that_is_not_mailed_any_more_has_no_code_to_guess(app: Flask, browser: Browser, asked: Letter) -> None:
    for _ in range(MAIL_TO_ADDRESS.most):
        browser.open("/sign-in")
        browser.submit("Send me a link and a code", email=SAM)
    with app.app_context():
        last = db.session.scalars(sa.select(Request).order_by(Request.asked_at.desc()).limit(1)).one()
        unsent = sign_in_code(last.id)
    assert browser.submit("Sign in", code=unsent).errors == WRONG


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter an e-mail address"),
        ("sam", "Enter an e-mail address in the correct format, like name@example.com"),
    ],
)
def test_the_address_is_asked_for_in_plain_words(browser: Browser, typed: str, error: str) -> None:
    browser.open("/sign-in")
    page = browser.submit("Send me a link and a code", email=typed)
    assert (page.status, page.errors) == (422, [error])


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize("address", [SAM, "nobody@people.example", "staff@example.org", "waits@people.example"])
def test_every_address_is_answered_alike(
    app: Flask, sam: object, browser: Browser, postbox: Postbox, tick: Tick, address: str
) -> None:
    a_member("Kim Example", email="waits@people.example", confirmed=False)
    a_staff_user(Role.OFFICER, email="staff@example.org")
    baseline, seen = Browser(app), []
    for asking, typed in ((baseline, "somebody@else.example"), (browser, address)):
        asking.open("/sign-in")
        with counting(app) as cost:
            page = asking.submit("Send me a link and a code", email=typed)
        asked = shape(page), cost.statements[:], cost.rows, len(page.html)
        with counting(app) as cost:
            page = asking.submit("Sign in", code="000000")
        seen.append((asked, shape(page), cost.statements[:], cost.rows))
    assert seen[0] == seen[1]
    tick()
    assert [letter.to for letter in postbox.all()] == ([SAM] if address == SAM else [])


def shape(page: Page) -> tuple[int, str, frozenset[str], list[str]]:
    return page.status, page.text, frozenset(name for name, _ in page.response.headers), page.errors


def test_a_mail_to_nobody_is_kept_as_not_sent(app: Flask, browser: Browser, tick: Tick) -> None:
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email="nobody@people.example")
    tick()
    with app.app_context():
        outgoing = db.session.scalars(sa.select(Outgoing)).one()
        assert (outgoing.state, outgoing.reason) == ("suppressed", "unknown_address")


def test_three_mails_in_six_hours_whoever_asks(app: Flask, sam: object, postbox: Postbox, tick: Tick) -> None:
    for _ in range(5):
        browser = Browser(app)
        browser.open("/sign-in")
        assert browser.submit("Send me a link and a code", email=SAM).heading == "Enter the code we sent you"
        tick()
    assert len(postbox.to(SAM)) == 3


def test_one_place_may_ask_ten_times_an_hour(app: Flask) -> None:
    browser = Browser(app)
    for number in range(10):
        browser.open("/sign-in")
        assert browser.submit("Send me a link and a code", email=f"person-{number}@people.example").status == 200
    browser.open("/sign-in")
    assert browser.submit("Send me a link and a code", email=SAM).status == 429


def test_one_comes_where_one_was_going(browser: Browser, sam: object, tick: Tick, postbox: Postbox) -> None:
    assert browser.open("/me/choices").heading == "Sign in"
    browser.submit("Send me a link and a code", email=SAM)
    tick()
    assert browser.submit("Sign in", code=postbox.latest_to(SAM).code).heading == "What we send you"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_one_is_never_led_out_of_the_site(browser: Browser, sam: object, tick: Tick, postbox: Postbox, elsewhere: str) -> None:
    browser.open(f"/sign-in?next={elsewhere}")
    browser.submit("Send me a link and a code", email=SAM)
    tick()
    assert browser.submit("Sign in", code=postbox.latest_to(SAM).code).path == "/me"


def test_a_sign_in_lasts_a_day_unused_unless_it_is_kept(
    app: Flask, sam: object, tick: Tick, postbox: Postbox, clock: Clock
) -> None:
    short, kept = Browser(app), Browser(app)
    for browser, keep in ((short, False), (kept, True)):
        browser.open("/sign-in")
        browser.submit("Send me a link and a code", email=SAM)
        tick()
        browser.submit("Sign in", code=postbox.latest_to(SAM).code, keep=keep)
    clock.forward(hours=23)
    assert short.open("/me").heading == kept.open("/me").heading == "Hello Sam"
    clock.forward(hours=25)
    assert short.open("/me").heading == "Sign in"
    clock.forward(days=20)
    assert kept.open("/me").heading == "Hello Sam"
    clock.forward(days=10)
    assert kept.open("/me").heading == "Sign in"


def test_after_signing_out_the_old_cookie_is_dead(app: Flask, sam: object, browser: Browser) -> None:
    browser.sign_in_as(the_account_of(sam))  # type: ignore[arg-type]
    browser.open("/me")
    cookie = browser.client.get_cookie("__Host-engage", domain=browser.host)
    assert cookie is not None
    assert browser.follow("Sign out").heading == "Sign out"
    response = browser.client.post(
        "/sign-out",
        base_url=f"https://{browser.host}",
        data={"csrf_token": dict(browser.here.forms[0].untouched())["csrf_token"]},
    )
    assert response.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    thief = Browser(app)
    thief.client.set_cookie("__Host-engage", cookie.value, domain=browser.host, secure=True)
    assert thief.open("/me").heading == "Sign in"
    with app.app_context():
        assert db.session.scalars(sa.select(SignIn)).one().ended_at is not None


def test_who_has_not_confirmed_cannot_sign_in(app: Flask, browser: Browser, tick: Tick, postbox: Postbox) -> None:
    a_member("Kim Example", email="kim@people.example", confirmed=False)
    browser.open("/sign-in")
    browser.submit("Send me a link and a code", email="kim@people.example")
    tick()
    assert postbox.to("kim@people.example") == []


def test_requests_and_ended_sign_ins_are_forgotten(app: Flask, asked: Letter, browser: Browser, tick: Tick, clock: Clock) -> None:
    browser.submit("Sign in", code=asked.code)
    clock.forward(days=2)
    tick()
    with app.app_context():
        assert db.session.scalars(sa.select(Request)).all() == []
        assert len(db.session.scalars(sa.select(SignIn)).all()) == 1
    clock.forward(days=38)
    tick()
    with app.app_context():
        assert db.session.scalars(sa.select(SignIn)).all() == []


def test_somebody_who_works_here_may_join_and_keeps_one_account(
    app: Flask, browser: Browser, postbox: Postbox, tick: Tick
) -> None:
    a_staff_user(Role.OFFICER, email=SAM)
    joined(browser)
    tick()
    browser.open(postbox.latest_to(SAM).link_to("/confirm/"))
    assert browser.press("Yes, this is my e-mail").heading == "Your e-mail address is confirmed"
    with app.app_context():
        assert [user.role for user in db.session.scalars(sa.select(User))] == [Role.OFFICER]
