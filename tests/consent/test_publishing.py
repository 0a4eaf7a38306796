"""What people are asked: a wording drafted, looked at and published; what it does to a yes; purposes added and given up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.consent import actions, queries
from engage.consent.models import Notice, Terms
from engage.consent.rules import Change
from engage.consent.rules.wording import differences
from engage.db import db
from engage.outbox.rules import Channel, Reason, Stop
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision, an_offer
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import put
from tests.support.browser import Browser
from tests.support.clock import Clock

NEWSLETTER = "/team/purposes/newsletter"


@pytest.fixture
def governance(app: Flask, browser: Browser) -> Browser:
    """A browser in which information governance is signed in."""
    return browser.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE, name="Indra Sample"))


def drafted(governance: Browser, text: str = "Send me the newsletter, about four times a year.") -> None:
    governance.open(NEWSLETTER)
    governance.follow("Write new words")
    assert governance.submit("Save and look at it", text=text).heading == "Look at it and publish"


def test_a_minor_change_keeps_every_yes_and_new_people_see_the_new_words(app: Flask, governance: Browser, clock: Clock) -> None:
    sam = a_member(gives=("newsletter",))
    drafted(governance)
    shown = governance.here.text
    assert "Taken out: once (end of what is taken out)" in shown
    assert "Added: four times (end of what is added)" in shown
    page = governance.submit("Publish", change="minor", from_day=(10, 3, 2027))
    assert "The wording is published." in page.text
    assert "From 10 March 2027: Send me the newsletter, about four times a year." in page.text
    with app.app_context():
        assert an_offer("newsletter").version == 1
    clock.move_to(datetime(2027, 3, 10, 9, tzinfo=UTC))
    with app.app_context():
        assert (an_offer("newsletter").version, an_offer("newsletter").text[-13:]) == (2, "times a year.")
        assert queries.may_contact(sam, "newsletter", Channel.EMAIL)
        detail = db.session.scalars(sa.select(Event.detail).where(Event.what == "published a wording")).one()
        assert detail == {"version": 2, "change": "minor"}
    table = governance.sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE)).open(NEWSLETTER).rows
    assert [row[0] for row in table[:2]] == ["Version 2 (in force)", "Version 1 (earlier)"]
    assert table[0][4] == "Published by Indra Sample"


@pytest.mark.one_database("sqlite")
def test_what_cannot_be_published_says_what_to_do(governance: Browser) -> None:
    governance.open(NEWSLETTER + "/words")
    assert governance.submit("Save and look at it", text="").errors == ["Enter the words people say yes to"]
    governance.open(NEWSLETTER + "/words")
    assert governance.submit("Save and look at it").errors == [
        "These words are published already. Change them, or leave this page"
    ]
    drafted(governance)
    assert governance.submit("Publish").errors == ["Select what the change does"]
    yesterday, soon = (1, 3, 2027), (20, 3, 2027)
    assert governance.submit("Publish", change="minor", from_day=yesterday).errors == ["The day must be today or to come"]
    missing = governance.submit("Publish", change="material", from_day=(2, 3, 2027)).errors
    assert missing == ["Enter the day on which a yes that is not said again runs out"]
    least = governance.submit("Publish", change="material", from_day=(2, 3, 2027), renew_by=soon).errors
    assert least == ["People need at least 28 days: enter 30 March 2027 or later"]
    assert "Draft" in governance.open(NEWSLETTER).text
    governance.press("Withdraw the draft")
    assert "The draft is withdrawn." in governance.here.text
    assert governance.open(NEWSLETTER + "/preview").heading == "Write the words"


def test_a_new_purpose_is_offered_with_its_first_wording_and_a_closed_one_is_not(app: Flask, governance: Browser) -> None:
    governance.open("/team/purposes")
    governance.follow("Add a purpose")
    holds = {"basis": "consent", "explicit": "yes", "lasts": "12", "channels": ["email"]}
    governance.submit("Add it", title="Surveys", **holds)
    assert governance.here.errors == ["There is a purpose with this name already"]
    governance.submit("Add it", title="Stories and images", **holds)
    with app.app_context():
        assert "stories_and_images" not in {offer.code for offer in queries.offers()}
    governance.follow("Write the first words")
    governance.submit("Save and look at it", text="Ask me whether you may use my story.")
    governance.submit("Publish")
    with app.app_context():
        offer = an_offer("stories_and_images")
        assert (offer.months, offer.channels, offer.version) == (12, {"email"}, 1)
    sam = a_member(gives=("stories_and_images",), phone="01632 960 001", email="sam@example.org")
    waiting = put(app, sam, "stories_and_images")
    with app.app_context():
        assert {channel for code, channel in queries.permits(sam) if code == offer.code} == {Channel.EMAIL}
    governance.open("/team/purposes/stories_and_images/give-up")
    assert "Nothing is sent for it any more." in governance.submit("Give it up").text
    with app.app_context():
        assert queries.answer(sam, offer.code, Channel.EMAIL) == Stop(Reason.GIVEN_UP)
        assert waiting
        [stood] = queries.stood_on(sam, date(2027, 3, 2))[-1:]
        assert stood.stance is queries.Stance.GIVEN_UP
    assert governance.open("/team/purposes/stories_and_images/words").status == 404
    assert "Stories and images" not in governance.sign_in_as(the_account_of(sam)).open("/me/choices").text


def test_a_shorter_time_holds_for_whoever_says_yes_from_then_on(app: Flask, governance: Browser, clock: Clock) -> None:
    sam, pat = a_member(), a_member("Pat Example", gives=())
    governance.open(NEWSLETTER + "/holds")
    governance.submit("Save", lasts="12")
    clock.forward(hours=1)
    a_decision(pat)
    with app.app_context():
        until = {newsletter_until(who) for who in (sam, pat)}
    assert until == {date(2029, 3, 2), date(2028, 3, 2)}


def newsletter_until(person_id: object) -> date | None:
    found = queries.stood_on(person_id, date(2027, 3, 2))  # type: ignore[arg-type]
    return next(each.runs_out_on for each in found if each.purpose == "newsletter")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR, Role.CHAMPION])
@pytest.mark.one_database("sqlite")
def test_nobody_else_publishes(app: Flask, browser: Browser, role: Role) -> None:
    browser.sign_in_as(a_staff_user(role))
    for page in (
        "",
        "/newsletter",
        "/newsletter/words",
        "/newsletter/preview",
        "/newsletter/holds",
        "/newsletter/give-up",
        "/new",
    ):
        assert browser.open(f"/team/purposes{page}").status == 403


def test_the_database_refuses_to_change_what_was_published(app: Flask) -> None:
    for statement in (
        sa.update(Notice).values(text="Other"),
        sa.delete(Notice),
        sa.update(Terms).values(in_use=False),
        sa.delete(Terms),
    ):
        with app.app_context(), pytest.raises(sa.exc.DBAPIError, match="only ever added to"):
            db.session.execute(statement)


def test_two_drafts_published_out_of_order_are_refused(app: Flask, clock: Clock) -> None:
    by = a_staff_user(Role.INFORMATION_GOVERNANCE).id
    with app.app_context():
        purpose = queries.purpose_of("newsletter")
        assert purpose is not None
        first = clock.now.date() + timedelta(days=9)
        for text, day in (("One.", first), ("Two.", first)):
            actions.draft(purpose, text, by=by, at=clock.now)
            if text == "One.":
                actions.publish(purpose, change=Change.MINOR, from_day=day, renew_by=None, by=by, at=clock.now)
            else:
                with pytest.raises(actions.TooSoon):
                    actions.publish(purpose, change=Change.MINOR, from_day=day, renew_by=None, by=by, at=clock.now)


def test_differences_put_together_give_both_wordings() -> None:
    old, new = "Send me news now and then.", "Send me a letter now and then, please."
    pieces = differences(old, new)
    assert " ".join(each.words for each in pieces if each.kind != "added") == old
    assert " ".join(each.words for each in pieces if each.kind != "removed") == new
