"""J-M3, a person's own pages: interests, experience, payment, somebody we may also talk to."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from engage import clock
from engage.audit.models import Event
from engage.db import db
from engage.profile import actions, queries
from engage.profile.models import TrustedWord
from engage.profile.rules import May, Often, Payment, Word, wording_hash
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import everything
from tests.support.browser import Browser
from tests.support.clock import Clock as TheClock

KIM, REACH = "Kim Friendly", "01632 960 777"


@pytest.fixture
def sam(app: Flask, browser: Browser) -> UUID:
    """Somebody in the pool, signed in."""
    person_id = a_member("Sam Okoro", called="Sam", email="sam@people.example")
    browser.sign_in_as(the_account_of(person_id))
    return person_id


def topic(app: Flask, title: str) -> str:
    with app.app_context():
        return next(each.id.hex for each in queries.topics(retired=True) if each.title == title)


def trust(browser: Browser) -> str:
    """Name somebody we may also talk to."""
    browser.open("/me/trusted")
    return browser.submit("Agree and save", name=KIM, reach=REACH, may=["dates", "reach"]).text


def test_interests_are_chosen_changed_and_removed(app: Flask, browser: Browser, sam: UUID) -> None:
    leaflets, online, panels = (topic(app, title) for title in ("Reading leaflets", "Online", "Panels"))
    browser.open("/me/interests")
    assert "We have saved your answers." in browser.submit("Save", work=[leaflets], places=[online], often="monthly").text
    browser.submit("Save", work=[panels], places=[online], often="more")
    with app.app_context():
        found = queries.summary(sam)
        assert [each.title for each in found.interests] == ["Online", "Panels"]
        assert found.profile is not None
        assert found.profile.often is Often.MORE
    assert "We have removed your answers." in browser.press("Remove my answers").text
    assert "Remove my answers" not in browser.here.buttons
    browser.submit("Save", not_sure=["yes"])
    with app.app_context():
        assert queries.summary(sam).is_not_sure
        assert queries.interests(sam) == []


def test_what_the_team_retires_stays_with_whoever_has_it(app: Flask, browser: Browser, sam: UUID) -> None:
    panels = topic(app, "Panels")
    browser.open("/me/interests")
    browser.submit("Save", work=[panels])
    team = Browser(app).sign_in_as(a_staff_user())
    team.open("/team/interests")
    assert "It is offered no more" in team.press("Retire Panels").text
    assert "Panels" in browser.open("/me/interests").text
    browser.submit("Save", often="monthly")
    assert [each.title for each in _interests(app, sam)] == ["Panels"]
    browser.submit("Save", work=[])
    assert "Panels" not in browser.here.text


def _interests(app: Flask, person_id: UUID) -> list[queries.Topic]:
    with app.app_context():
        return queries.interests(person_id)


def test_experience_is_sealed_and_can_be_emptied(app: Flask, browser: Browser, sam: UUID) -> None:
    shown = browser.open("/me/experience")
    assert "You do not need to tell us a diagnosis." in shown.text
    assert "We do not read this straight away." in shown.text
    browser.submit("Save", areas=["Talking therapies"], words="I ran a garden group")
    assert "I ran a garden group" in browser.open("/me/experience").html
    assert "garden" not in str(everything(app)["profile"])
    assert "Talking" not in str(everything(app)["profile"])
    assert browser.submit("Save", words="x" * 1001).errors == ["In your own words (optional) must be 1000 characters or fewer"]
    browser.open("/me/experience")
    browser.press("Remove my answers")
    with app.app_context():
        assert not queries.summary(sam).experience


def test_payment_is_one_of_four_and_asks_for_no_bank_details(app: Flask, browser: Browser, sam: UUID) -> None:
    shown = browser.open("/me/payment")
    assert "Payments can affect benefits. Please get advice before you accept. You can always choose." in shown.text
    assert not [
        control for control in shown.all("input") if control.get("type") in ("text", "number") and control.get("id") != "trap"
    ]
    for words in ("Expenses only", "Involvement payment where offered", "No payment by choice", "Not sure, talk to me"):
        assert words in shown.text
    assert browser.submit("Save").errors == ["Select how you would like to take part"]
    browser.submit("Save", payment="not sure")
    with app.app_context():
        assert queries.summary(sam).payment == "Not sure, talk to me"
    browser.press("Remove my answers")
    with app.app_context():
        assert queries.summary(sam).payment == ""


def test_somebody_else_is_named_changed_and_stopped(app: Flask, browser: Browser, sam: UUID, clock: TheClock) -> None:
    browser.open("/me/trusted")
    assert browser.submit("Agree and save").errors == [
        "Enter their name", "Enter how we can reach them", "Select at least one thing we may tell them",
    ]  # fmt: skip
    assert f"We may talk to {KIM}" in trust(browser)
    clock.forward(hours=1)
    browser.submit("Save the change", may=["needs"])
    browser.submit("Save the change", name="Ash Friendly", may=["dates"])
    assert "We may talk to Ash Friendly" in browser.here.text
    assert "You stopped that we talk to Kim Friendly" in browser.here.text
    assert "We do not talk to them any more." in browser.press("Do not talk to them any more").text
    with app.app_context():
        words = list(db.session.scalars(sa.select(TrustedWord).order_by(TrustedWord.at, TrustedWord.ordinal)))
        assert [each.word for each in words].count(Word.WITHDRAWN) == 2
        assert {each.wording_sha256 for each in words} == {wording_hash(1)}
        assert queries.talk(sam) is None
        said = set(db.session.scalars(sa.select(Event.what).where(Event.about == sam)))
    assert {"named somebody we may also talk to", "stopped that we talk to somebody else"} <= said
    rows = everything(app)
    assert not [name for name in (KIM, REACH) for table in rows.values() if name in str(table)]


@pytest.mark.parametrize("statement", ["UPDATE profile_trusted_word SET may = ''", "DELETE FROM profile_trusted_word"])
def test_no_word_about_somebody_else_is_ever_changed(app: Flask, browser: Browser, sam: UUID, statement: str) -> None:
    trust(browser)
    with app.app_context(), pytest.raises(DBAPIError, match="only ever added to"):
        db.session.execute(sa.text(statement))


def test_erasing_and_downloading(app: Flask, browser: Browser, sam: UUID) -> None:
    trust(browser)
    with app.app_context():
        actions.say_payment(sam, Payment.EXPENSES)
        actions.say_experience(sam, areas=["Community teams"], words="Much")
        actions.say_interests(sam, topic_ids=[UUID(topic(app, "Panels"))], often=Often.MONTHLY, is_not_sure=False)
        db.session.commit()
        told = queries.everything(sam)
        assert (told["interests"], told["payment"], told["experience"]) == (["Panels"], "Expenses only", "Much")
        assert told["someone_we_may_also_talk_to"][0]["name"] == KIM
        actions.forget(sam)
        db.session.commit()
        left = queries.everything(sam)
    assert not any(left.values())
    rows = everything(app)
    for table in ("profile", "profile_interest", "profile_trusted", "profile_supporter"):
        assert rows[table] == []


def test_merging_keeps_what_the_other_record_has(app: Flask, sam: UUID) -> None:
    pat, officer = a_member("Pat Example", email="pat@people.example"), a_staff_user()
    panels, online = (UUID(topic(app, title)) for title in ("Panels", "Online"))
    with app.app_context():
        actions.say_interests(sam, topic_ids=[panels], often=None, is_not_sure=False)
        actions.say_interests(pat, topic_ids=[panels, online], often=Often.MORE, is_not_sure=False)
        actions.trust(pat, name=KIM, reach=REACH, may=[May.DATES])
        actions.name_supporter(pat, officer.id, on=clock.today(), by=officer.id)
        actions.move(of=pat, into=sam)
        together = queries.everything(sam)
        assert together["interests"] == ["Online", "Panels"]
        assert together["how_much_time"] is None
        assert together["someone_we_may_also_talk_to"][0]["name"] == KIM
        assert together["who_supports_you"][0]["name"] == officer.name
        left = queries.everything(pat)
        assert (left["interests"], left["how_much_time"]) == (["Panels"], "More often")
        assert left["someone_we_may_also_talk_to"] == []
