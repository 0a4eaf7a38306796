"""The same words in Easy Read or another language: published beside them, chosen by who reads them, kept in the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.consent import queries
from engage.consent.rules import Action, Offer
from engage.consent.rules.variants import VARIANTS
from engage.db import db
from engage.people.models import Person
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import everything, to_wishes
from tests.support.browser import Browser
from tests.support.clock import Clock

NEWSLETTER = "/team/purposes/newsletter"
EASY = "You get our news. It comes once a month. You can stop it."
POLISH = "Wysyłajcie mi biuletyn raz w miesiącu."


@pytest.fixture
def governance(app: Flask, browser: Browser) -> Browser:
    """A browser in which information governance is signed in."""
    return browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE, name="Indra Sample"))


def publish(governance: Browser, variant: str, text: str) -> None:
    governance.open(NEWSLETTER)
    governance.follow("Add Easy Read or another language of version 1")
    page = governance.submit("Publish", variant=variant, text=text, checked=["yes"])
    assert "It is published. People can choose it wherever these words are shown." in page.text
    assert text in page.text


def test_a_yes_is_kept_with_the_words_that_were_read(app: Flask, governance: Browser, clock: Clock) -> None:
    sam = a_member(gives=())
    account = the_account_of(sam)
    assert "Read this in" not in governance.sign_in_as(account).open("/me/choices").text
    governance.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    publish(governance, "easy-read", EASY)
    publish(governance, "pl", POLISH)
    governance.sign_in_as(account).open("/me/choices")
    assert EASY not in governance.here.text
    before = everything(app)
    governance.follow("Read this in Easy Read")
    assert EASY in governance.here.text
    assert everything(app) == before, "reading changes nothing"
    governance.press("Start: The newsletter")
    governance.open("/me/choices?read=pl")
    assert (POLISH in governance.here.text, 'lang="pl"' in governance.here.html) == (True, True)
    governance.follow("Read this in English")
    assert EASY not in governance.here.text
    with app.app_context():
        event = next(each for each in queries.history(sam) if each.action is Action.GIVEN)
        [decision] = queries.in_words([event])
        assert (decision.wording, decision.edition, decision.version) == (EASY, "version 1, Easy Read", 1)
        assert queries.first_flaw(sam) is None
    assert f"{EASY} (version 1, Easy Read)" in governance.open("/me/choices/history").text
    clock.move_to(datetime(2029, 1, 20, 10, tzinfo=UTC))
    governance.sign_in_as(account).open("/me/choices/again?read=pl")
    assert POLISH in governance.here.text
    governance.press("Yes, keep sending this: The newsletter")
    with app.app_context():
        stood = next(each for each in queries.stood_on(sam, date(2029, 1, 20)) if each.purpose == "newsletter")
        assert (stood.words, stood.action, stood.edition) == (POLISH, Action.RENEWED, "version 1, Polski (Polish)")


def test_whoever_joins_reads_them_in_easy_read_to_the_end(app: Flask, governance: Browser) -> None:
    publish(governance, "easy-read", EASY)
    publish(governance, "ur", "\u062e\u0628\u0631")
    governance.forget_cookies()
    to_wishes(governance)
    assert 'dir="rtl"' in governance.open("/join/consent?read=ur").html
    governance.follow("Read this in Easy Read")
    assert EASY in governance.here.text
    page = governance.submit("Continue", purposes=["newsletter"])
    assert (page.heading, EASY in page.text) == ("Check your answers before joining", True)
    assert EASY in governance.open("/join/consent").text, "and stays so when they come back"
    governance.open("/join/check")
    governance.press("Join the engagement pool")
    with app.app_context():
        sam = db.session.scalars(sa.select(Person.id).order_by(Person.created_at.desc()).limit(1)).one()
        stood = {each.purpose: each for each in queries.stood_on(sam, date(2027, 3, 2))}
        assert (stood["newsletter"].words, stood["newsletter"].edition) == (EASY, "version 1, Easy Read")
        assert stood["surveys"].edition == "version 1", "what is not published in Easy Read is shown as it is"


def test_new_words_are_read_in_english_until_they_are_published_in_more(app: Flask, governance: Browser, clock: Clock) -> None:
    publish(governance, "easy-read", EASY)
    governance.open(NEWSLETTER + "/words")
    governance.submit("Save and look at it", text="Send me the newsletter and the yearly report.")
    governance.submit("Publish", change="minor", from_day=(10, 3, 2027))
    governance.follow("Add Easy Read or another language of version 2")
    assert "in force from 10 March 2027" in governance.here.text
    assert governance.submit("Publish").errors == [
        "Select Easy Read or a language", "Enter the words people say yes to", "Have it checked before you publish it",
    ]  # fmt: skip
    governance.submit("Publish", variant="easy-read", text="You get our news and a report.", checked=["yes"])
    with app.app_context():
        assert queries.reading(queries.offers(), "easy-read").of(_newsletter()).text == EASY
    clock.move_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    with app.app_context():
        read = queries.reading(queries.offers(), "easy-read")
        assert (read.of(_newsletter()).text, read.of(_newsletter()).version) == ("You get our news and a report.", 2)
        unknown = queries.reading(queries.offers(), "nonsense")
        assert (unknown.shown, unknown.others) == (VARIANTS["standard"], (VARIANTS["easy-read"],))
    for page in ("/versions/1/also", "/versions/9/also"):
        assert governance.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE)).open(NEWSLETTER + page).status == 404
    assert governance.sign_in_as(a_staff_user(Role.LEAD)).open(NEWSLETTER + "/versions/2/also").status == 403


def _newsletter() -> Offer:
    return next(offer for offer in queries.offers() if offer.code == "newsletter")
