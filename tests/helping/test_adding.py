"""Joining with somebody’s help: what was said is written down with how, when, by whom and in which words, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.consent import queries as consent
from engage.consent.models import ConsentEvent, Notice
from engage.consent.rules import Action, Route
from engage.db import db
from engage.helping.rules import Edition, PaperForm
from engage.needs.queries import print_size
from engage.people import actions as people
from engage.people.models import Person
from engage.people.queries import matching
from engage.people.rules import ErasedBecause, Kind, WhyRestricted
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.postbox import Postbox

FIRST = datetime(2027, 3, 1, tzinfo=UTC)
EVENTS = sa.select(
    ConsentEvent.purpose, ConsentEvent.channel, ConsentEvent.action, ConsentEvent.route, ConsentEvent.recorded_by,
    ConsentEvent.effective_at,
)  # fmt: skip


@pytest.fixture
def robin() -> StaffUser:
    return a_staff_user(Role.OFFICER)


@pytest.fixture
def officer(browser: Browser, robin: StaffUser) -> Browser:
    return browser.sign_in_as(robin)


def tell(browser: Browser, **other: object) -> Page:
    """Fill in the page for Sam, who called on 1 March."""
    told = {
        "how": "phone", "said_on": ("1", "3", "2027"), "age": "yes", "full_name": "Sam Okoro", "called": "Sam",
        "ties": ["uses services"], "channels": ["post"], "address_1": "1 Example Road", "town": "Ashford", "postcode": "ZZ1 1ZZ",
        "area": "Ashford", "wish_opportunities": "yes", "wish_newsletter": "no", "wish_surveys": "not-asked",
        "wish_panels": "not-asked",
    }  # fmt: skip
    return browser.submit("Add this person", **(told | other))


def person_of(page: Page) -> UUID:
    return UUID(page.address.split("/people/")[1].split("/")[0])


def test_somebody_on_the_phone_is_added_with_what_they_said(app: Flask, officer: Browser, robin: StaffUser) -> None:
    officer.open("/team/people")
    officer.follow("Add someone who contacted us")
    page = tell(officer, papers=["large-print"], print_size="print-20", helper="A neighbour", note="Call of 1 March")
    assert page.heading == "Sam is in the pool"
    sam = person_of(page)
    noon = datetime(2027, 3, 1, 12, tzinfo=UTC)
    with app.app_context():
        assert [tuple(row) for row in db.session.execute(EVENTS.where(ConsentEvent.person_id == sam))] == [
            ("opportunities", "post", Action.GIVEN, Route.PHONE, robin.id, noon),
            ("newsletter", "post", Action.REFUSED, Route.PHONE, robin.id, noon),
        ]
        assert print_size(sam) == 20
        assert consent.first_flaw(sam) is None
    letter = officer.press("Print confirmation letter")
    assert letter.heading == "Letter to Sam Okoro"
    for words in ("Chances to get involved: yes, by letter", "The newsletter: no", "We did not ask you about: Surveys and Panels",
                  "Large print (20 point)", "You told us on 1 March 2027", "1 Example Road"):  # fmt: skip
        assert words in letter.text
    assert letter.of_class("app-paper--20")
    officer.open(f"/team/people/{sam}")
    assert "letter printed" in officer.follow("Timeline").text.casefold()


def test_every_question_says_what_to_do(officer: Browser) -> None:
    officer.open("/team/people/new")
    page = officer.submit("Add this person")
    assert page.errors == [
        "Select how they told you", "Enter the day they told you", "Select yes if they are 16 or over", "Enter their name",
        "Select at least one", "Select at least one way to reach them",
        "Enter a town or the first part of their postcode, or select that they would rather not say",
        "Select an answer for each kind of message",
    ]  # fmt: skip
    assert tell(officer, said_on=("3", "3", "2027")).errors == ["The day they told you must be today or in the past"]
    page = tell(officer, said_on=("1", "3", "2027"), age="no")
    assert page.errors == ["People must be 16 or over to be in the pool. Tell them whom else they can turn to"]


def test_an_address_is_asked_to_confirm_and_nobody_is_added_twice_unseen(
    app: Flask, officer: Browser, postbox: Postbox, tick: object
) -> None:
    here = a_member("Samuel Okoro", email="sam@example.org", area="Ashford")
    officer.open("/team/people/new")
    page = tell(officer, channels=["email"], email="sam@example.org")
    assert page.heading == "Is Sam Okoro here already?"
    assert "The same e-mail address and a similar name in the same area" in page.text
    assert postbox.to("sam@example.org") == []
    assert officer.open("/team/people/new").links["Sam Okoro"] in page.address
    officer.follow("Sam Okoro")
    other = officer.follow("Change what you typed")
    assert other.forms[-1].untouched
    page = officer.press("Add this person", email="sam.okoro@example.org")
    assert page.heading == "Is Sam Okoro here already?"
    page = officer.press("Add as a new person")
    assert page.heading == "Sam is in the pool"
    with app.app_context():
        assert set(db.session.scalars(matching("okoro"))) == {here, person_of(page)}
    tick()  # type: ignore[operator]
    assert [letter.subject for letter in postbox.to("sam.okoro@example.org")] == ["Please confirm your e-mail"]


def test_a_form_on_paper_is_answered_in_its_own_words(app: Flask, officer: Browser) -> None:
    with app.app_context():
        old = Edition(consent.offers())
        db.session.add(_next_notice(db.session.scalars(sa.select(Notice).where(Notice.purpose == "newsletter")).one()))
        db.session.commit()
    officer.open("/team/people/new")
    assert "Send me the news." in officer.here.text
    assert tell(officer, how="paper", form_code="J9 ZZZZZZ").errors == [
        "We do not know this form code. Check it, or leave it empty and use the words on this page"
    ]
    page = tell(officer, how="paper", form_code=old.code(PaperForm.JOIN).lower().replace("-", " "))
    assert "Send me the newsletter, about once a month." in page.text
    assert "Send me the news." not in page.text
    assert page.forms[-1].element is not None
    page = officer.press("Add this person", wish_opportunities="yes", wish_newsletter="yes", wish_surveys="no", wish_panels="no")
    with app.app_context():
        wording = sa.select(Notice.version).join(ConsentEvent, ConsentEvent.notice_id == Notice.id)
        news = wording.where(ConsentEvent.person_id == person_of(page), ConsentEvent.purpose == "newsletter")
        assert list(db.session.scalars(news)) == [1]


def _next_notice(notice: Notice) -> Notice:
    text = "Send me the news."
    return Notice(
        purpose=notice.purpose, language=notice.language, format=notice.format, version=2, text=text, sha256="0" * 64,
        change="minor", renew_by=None, in_force_from=FIRST, published_at=FIRST, published_by=None,
    )  # fmt: skip


def test_only_the_team_adds_people_and_only_who_typed_it_sees_a_draft(app: Flask, browser: Browser) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    a_member("Sam Okoro")
    browser.open("/team/people/new")
    draft = tell(browser).address
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert browser.open(draft).status == 404
    browser.sign_in_as(a_staff_user(Role.ADMINISTRATOR))
    assert browser.open("/team/people/new").status == 403
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_who_asked_to_be_erased_comes_back_only_by_their_own_word_and_through_a_lead(app: Flask, browser: Browser) -> None:
    gone = a_member("Sam Okoro", post="1 Example Road\nAshford\nZZ1 1ZZ")
    with app.app_context():
        people.remember_erased([(Kind.POST, "1 Example Road\nAshford\nZZ1 1ZZ")])
        people.erase(gone, because=ErasedBecause.ASKED, at=the_clock.now())
        db.session.commit()
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    browser.open("/team/people/new")
    page = tell(browser)
    assert "Please ask the participation lead before anybody adds this person." in page.text
    assert "Add as a new person" not in page.buttons
    browser.sign_in_as(a_staff_user(Role.LEAD))
    browser.open("/team/people/new")
    page = tell(browser)
    assert "asked to be erased" in page.text
    assert browser.press("Add as a new person").errors == ["Select that they asked us themselves"]
    assert browser.press("Add as a new person", sure=["yes"]).heading == "Sam is in the pool"


def test_every_form_is_printed_with_the_words_in_force_and_its_code(app: Flask, browser: Browser) -> None:
    with app.app_context():
        offers = consent.offers()
    links = browser.open("/contact").links
    for words, form in (("to join", PaperForm.JOIN), ("to change what we send you", PaperForm.CHOICES),
                        ("to leave", PaperForm.LEAVE), ("to ask what we hold about you", PaperForm.WHAT_WE_HOLD)):  # fmt: skip
        page = browser.open(links[f"Print the form {words}"])
        assert Edition(offers).code(form) in page.text
        if form in (PaperForm.JOIN, PaperForm.CHOICES):
            assert all(offer.text in page.text for offer in offers)
        assert browser.follow("Print this form in large print").of_class("app-paper--20")


def test_hidden_details_are_printed_only_by_those_who_may_see_them(app: Flask, browser: Browser) -> None:
    sam = a_member("Sam Okoro")
    with app.app_context():
        hidden = {"restricted_at": the_clock.now(), "restricted_why": WhyRestricted.AT_RISK}
        db.session.execute(sa.update(Person).where(Person.id == sam).values(hidden))
        db.session.commit()
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    assert browser.open(f"/team/people/{sam}/letter").status == 403
    assert browser.open(f"/team/people/{sam}/letter/12").status == 403
    browser.sign_in_as(a_staff_user(Role.LEAD))
    assert browser.open(f"/team/people/{sam}/letter/16").heading == "How to reach Sam Okoro is hidden"
    page = browser.submit("Show it for 15 minutes", why="contact")
    assert page.heading == "Letter to Sam Okoro"
    assert page.address.endswith(f"/team/people/{sam}/letter/16")
    assert browser.open(f"/team/people/{sam}/letter/13").status == 404
