"""The words of a message are prepared by an officer, published by a lead, used at sending, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.consent.rules import Route
from engage.db import db
from engage.mail.templates import Wording, templates
from engage.message_templates import actions, queries
from engage.message_templates.models import Publication, Version
from engage.message_templates.rules import NotAllowedNow
from engage.outbox.models import Outgoing
from engage.pool import actions as pool
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting
from tests.support.postbox import Postbox

ALL, LEFT, SIGN_IN = (f"/team/message-templates{end}" for end in ("", "/pool-left", "/accounts-sign-in"))
OURS = "https://engage.example"
Tick = Callable[[], object]
BODY = "You have left, ((name)). Thank you.\n\nCome back whenever you like:\n((page to sign in))"


@pytest.fixture
def officer(app: Flask) -> StaffUser:
    return a_staff_user(Role.OFFICER)


@pytest.fixture
def lead(app: Flask) -> StaffUser:
    return a_staff_user(Role.LEAD)


def goodbye(app: Flask, name: str, email: str) -> None:
    """Somebody leaves; their goodbye waits to be sent."""
    person_id = a_member(name, email=email)
    with app.app_context():
        pool.leave(person_id, route=Route.WEB, at=the_clock.now())
        db.session.commit()


def test_other_words_from_the_first_draft_to_the_message_and_back(
    browser: Browser, app: Flask, officer: StaffUser, lead: StaffUser, postbox: Postbox, clock: Clock, tick: Tick
) -> None:
    browser.sign_in_as(officer).open("/team/messages")
    browser.follow("The words of our messages")
    browser.follow("You have left")
    assert "Nobody has changed these words." in browser.here.text
    browser.follow("Write other words")
    assert browser.submit("Save and look at it", subject="", body="").errors == ["Enter a subject", "Enter the text"]
    wrong = browser.submit("Save and look at it", subject="((page to sign in))", body="Dear ((naem))")
    assert wrong.errors[0] == "((page to sign in)) is a link, which cannot stand in a subject"
    assert wrong.errors[1].startswith("“((naem))” cannot be filled in. In double brackets only these can stand: page to sign in,")
    browser.submit("Save and look at it", subject="Goodbye, ((name))", body=BODY)
    assert "Nobody gets it until a participation lead publishes it." in browser.here.text
    assert "The subject names a person." in browser.here.text
    assert "You have left, Sam. Thank you." in browser.here.text
    assert "Go on to publish it" not in browser.here.text
    browser.press("Send a test to my address")
    tick()
    test = postbox.latest_to(officer.email)
    assert "This is a test. Only you get it." in test.text
    assert f"You have left, {officer.name}." in test.text
    browser.follow("Change these words")
    browser.submit("Save and look at it", subject="Goodbye", body=BODY)
    assert "Think about these words" not in browser.here.text
    assert browser.open(f"{LEFT}/versions/2/publish").status == 403
    goodbye(app, "Kim Sample", "kim@people.example")
    browser.sign_in_as(lead).open(ALL)
    assert "Draft waits" in browser.here.text
    browser.follow("You have left")
    browser.follow("Look at the draft")
    browser.follow("Go on to publish it")
    assert "Taken out: You have left (end of what is taken out)" in browser.here.text
    browser.press("Publish version 2")
    assert "The words are published." in browser.here.text
    clock.forward(minutes=5)
    tick()
    mail = postbox.latest_to("kim@people.example")
    assert (mail.subject, mail.text.splitlines()[0]) == ("Goodbye", "Dear Kim Sample")
    assert "You have left, Kim Sample. Thank you." in mail.text
    assert "Need help now?" in mail.text
    went_from(browser, app, "Version 2 of 2 March 2027")
    went_back(browser)
    goodbye(app, "Lee Example", "lee@people.example")
    clock.forward(minutes=5)
    tick()
    assert postbox.latest_to("lee@people.example").subject == "You have left"
    went_from(browser, app, "The words this system came with")
    with app.app_context():
        events = db.session.scalars(sa.select(Event).where(Event.kind == "message template")).all()
        assert [event.what for event in events] == ["wrote", "sent a test", "wrote", "published", "wrote", "published"]
        assert all(set(event.detail) == {"template", "version", "sha256"} for event in events)


def went_from(browser: Browser, app: Flask, words: str) -> None:
    """The newest message says which words it was made from, and leads to them."""
    with app.app_context():
        newest = sa.select(Outgoing.id).where(Outgoing.kind == "pool.left").order_by(Outgoing.created_at.desc()).limit(1)
        outgoing_id = db.session.scalar(newest)
    browser.open(f"/team/messages/{outgoing_id}")
    browser.follow(words)
    assert browser.here.path.startswith(f"{LEFT}/versions/")


def went_back(browser: Browser) -> None:
    """The lead goes back to the words the system came with."""
    browser.open(LEFT)
    browser.follow("Compare two versions")
    browser.submit("Compare", older="1", newer="2")
    assert "From version 1 to version 2" in browser.here.text
    browser.open(f"{LEFT}/versions/0")
    browser.press("Go back to these words")
    browser.follow("Go on to publish it")
    browser.press("Publish version 3")
    assert "As it came, again since 2 March 2027" in browser.here.text


def test_what_is_fixed_is_shown_with_the_reason_and_nobody_else_sees_any(browser: Browser, app: Flask, lead: StaffUser) -> None:
    browser.sign_in_as(lead).open(SIGN_IN)
    assert "These words cannot be changed. It carries the way into an account." in browser.here.text
    assert "Write other words" not in browser.here.text
    assert browser.open(f"{SIGN_IN}/change").status == browser.open(f"{SIGN_IN}/versions/1").status == 404
    assert browser.open("/team/message-templates/nothing").status == 404
    assert browser.open("/team/message-templates/consent-changed/versions/0?example=2").status == 200
    assert "Nothing comes now but what you need" in browser.here.text
    for role in (Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.CHAMPION):
        assert browser.sign_in_as(a_staff_user(role)).open(ALL).status == 403


def test_newer_words_win_and_words_that_no_longer_fit_do_not_go_out(app: Flask, lead: StaffUser) -> None:
    template = templates()["pool/left"]
    with app.app_context():
        for number in (1, 2):
            assert actions.draft(template, Wording(f"Goodbye {number}", BODY), by=lead.id) == number
        assert actions.draft(template, Wording("Goodbye 2", BODY), by=lead.id) == 2
        actions.publish(template, 2, ours=OURS, by=lead.id)
        for number in (1, 2, 3):
            with pytest.raises(NotAllowedNow):
                actions.publish(template, number, ours=OURS, by=lead.id)
        outgrown = Version(
            template=template.name, number=3, subject="Goodbye", body="((what was filled in once))", sha256="", is_default=False,
            written_by=lead.id, written_at=the_clock.now(),
        )  # fmt: skip
        db.session.add(outgrown)
        db.session.flush()
        with counting(app) as cost:
            assert queries.in_use(ours=OURS)["pool/left"].number == 2
        assert len(cost.statements) == 1
        db.session.add(Publication(version_id=outgrown.id, published_by=lead.id, published_at=the_clock.now()))
        db.session.flush()
        assert queries.in_use(ours=OURS) == {}
        standing = queries.standing_of(template, ours=OURS)
        assert (standing.now.number, standing.outgrown and standing.outgrown.number) == (0, 3)
        with pytest.raises(NotAllowedNow):
            actions.draft(templates()["accounts/sign_in"], Wording("Mine", "Mine"), by=lead.id)


@pytest.mark.parametrize("change", [sa.update(Version).values(subject="x"), sa.delete(Publication)], ids=["change", "delete"])
def test_the_database_itself_keeps_every_version(app: Flask, lead: StaffUser, change: sa.Update | sa.Delete) -> None:
    template = templates()["pool/left"]
    with app.app_context():
        actions.draft(template, Wording("Goodbye", BODY), by=lead.id)
        actions.publish(template, 1, ours=OURS, by=lead.id)
        db.session.commit()
        with pytest.raises(SQLAlchemyError, match="only ever added to"):
            db.session.execute(change)
        db.session.rollback()
