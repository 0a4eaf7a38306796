"""A date to keep goes with a mailing: in words, as a file, on a page; whoever was sent it hears of a change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.calendars.rules.times import read_time
from engage.consent.rules import Route
from engage.db import db
from engage.jobs import KINDS, at_work, tick
from engage.jobs.sending import post_of
from engage.mailings.models import DateToKeep, Mailing
from engage.mailings.queries import dates
from engage.mailings.rules import KIND
from engage.mailings.rules.dates import CHANGED
from engage.outbox import actions
from engage.outbox.actions.writing import Writer
from engage.outbox.rules import Go
from engage.pool.actions import leave
from tests.calendars.test_files import read
from tests.factories.accounts import a_staff_user
from tests.factories.pool import a_member, the_account_of
from tests.mailings.test_writing import ALL, WORDS
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.notify import standing_in
from tests.support.postbox import Letter, Postbox

Tick = Callable[[], object]
DATE: dict[str, Any] = {
    "title": "Planning the garden; first meeting", "day": (1, 4, 2027), "starts": "10am", "ends": "12:30pm",
    "place": "Room 2, Fiction House", "link": "https://talk.example/garden", "phone_in": "01632 960 001",
}  # fmt: skip


def file_in(letter: Letter) -> Any:
    """The one calendar file a letter carries, read again."""
    (part,) = letter.message.iter_attachments()
    calendar = read(part.get_content())
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == calendar["method"]
    return calendar


def with_a_date(browser: Browser, **said: Any) -> None:
    """A draft about the newsletter for everybody, with a date, at its page."""
    browser.open(ALL + "/new")
    browser.submit("Continue", who="everybody")
    browser.submit("Continue", about="newsletter")
    browser.submit("Save and look at it", **WORDS)
    browser.follow("Back to the mailing")
    browser.follow("Add one (a date to keep)")
    browser.submit("Save the date", **(DATE | said))


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", email="sam@people.example", gives=["newsletter"])


def test_a_date_goes_out_is_changed_and_cancelled(
    browser: Browser, app: Flask, sam: UUID, postbox: Postbox, clock: Clock, tick: Tick
) -> None:
    kim, lee = (a_member(f"{name} Example", email=f"{name}@people.example", gives=["newsletter"]) for name in ("kim", "lee"))
    officer = a_staff_user(Role.OFFICER)
    browser.sign_in_as(officer)
    with_a_date(browser)
    assert browser.here.summary["A date to keep"].startswith("Thursday 1 April 2027, 10am to 12:30pm")
    browser.follow("Look at it, or send yourself a test")
    assert "A calendar shows it as “Participation team: a date to keep”." in browser.here.text
    browser.press("Send a test to my address")
    browser.follow("Check who gets it")
    postbox.answers["kim@people.example"] = "451 later"
    browser.submit("Send to 3 people", when="now")
    here = browser.here.path.partition("?")[0]
    tick()
    test, mail = postbox.latest_to(officer.email), postbox.latest_to("sam@people.example")
    first = file_in(mail)
    assert file_in(test).events[0]["uid"] == first.events[0]["uid"]
    assert (
        "Planning the garden; first meeting\nThursday 1 April 2027, 10am to 12:30pm\nWhere: Room 2, Fiction House\n" in mail.text
    )
    assert "Join online: https://talk.example/garden\nJoin by phone: 01632 960 001\n" in mail.text
    assert (first["method"], first.events[0]["summary"]) == ("PUBLISH", "Participation team: a date to keep")
    assert first.events[0].decoded("dtstart").astimezone(UTC) == datetime(2027, 4, 1, 9, 0, tzinfo=UTC)
    page = browser.open(mail.link_to("/dates/"))
    assert page.heading == "Planning the garden; first meeting"
    answer = app.test_client().get(page.links["Add to calendar"], base_url=f"https://{browser.host}")
    assert read(answer.data).events[0]["uid"] == first.events[0]["uid"]
    _leaves(app, lee)
    browser.open(here)
    browser.follow("Change this date")
    assert "2 people were sent this date." in browser.here.text
    browser.submit("Change the date", day=(8, 4, 2027), starts="14:00", ends="3pm")
    postbox.empty()
    clock.forward(minutes=20)
    tick()
    tick()
    told, second = postbox.latest_to("sam@people.example"), file_in(postbox.latest_to("sam@people.example"))
    assert told.subject == "Changed: Participation team: a date to keep"
    assert "Thursday 8 April 2027, 2pm to 3pm" in told.text
    assert "Before, it was on Thursday 1 April 2027, 10am to 12:30pm." in told.text
    assert "Delete the old one if you see two." in told.text
    assert (second.events[0]["uid"], second.events[0]["sequence"]) == (first.events[0]["uid"], 1)
    assert not [subject for subject in postbox.subjects_to("lee@people.example") if "Changed" in subject]
    (new_only,) = postbox.to("kim@people.example")
    assert new_only.subject == "News from Participation team"
    assert "8 April" in new_only.text
    assert "1 April" not in new_only.text
    clock.forward(minutes=10)
    tick()
    _shown_in_their_calendar(browser, sam)
    browser.forget_cookies()
    browser.sign_in_as(officer).open(here)
    browser.follow("cancel it")
    browser.submit("Cancel this date")
    postbox.empty()
    tick()
    for person in ("sam", "kim"):
        (gone,) = postbox.to(f"{person}@people.example")
        assert gone.subject == "Cancelled: Participation team: a date to keep"
        found = file_in(gone)
        assert (found["method"], found.events[0]["status"], found.events[0]["sequence"]) == ("CANCEL", "CANCELLED", 2)
        assert found.events[0]["uid"] == first.events[0]["uid"]
    assert "Cancelled" in browser.open(mail.link_to("/dates/")).text
    browser.open(here)
    assert "Told of a change: 3 messages sent." in browser.here.text
    assert "Change this date" not in browser.here.links
    with app.app_context():
        rows = db.session.scalars(sa.select(DateToKeep).order_by(DateToKeep.sequence)).all()
        assert [(row.day, row.cancelled) for row in rows] == [
            (date(2027, 4, 1), False), (date(2027, 4, 8), False), (date(2027, 4, 8), True),
        ]  # fmt: skip
        assert db.session.scalars(sa.select(Mailing.date_waits)).all() == [False]
        done = db.session.scalars(sa.select(Event.what).where(Event.kind == "mailing")).all()
        assert {"changed its date", "cancelled its date"} <= set(done)
    assert kim != sam


def test_by_notify_no_file_goes_and_the_words_lead_to_it(browser: Browser, app: Flask, sam: UUID, tick: Tick) -> None:
    officer = a_staff_user(Role.OFFICER)
    with standing_in(app) as notify:
        browser.sign_in_as(officer)
        with_a_date(browser)
        browser.follow("Look at it, or send yourself a test")
        browser.follow("Check who gets it")
        browser.submit("Send to 1 person", when="now")
        here = browser.here.path.partition("?")[0]
        tick()
        browser.open(here)
        browser.follow("Change this date")
        browser.submit("Change the date", day=(8, 4, 2027), starts="14:00", ends="3pm")
        tick()
        changed, first = (kept.personalisation["body"] for kept in notify.kept)
    for words in (first, changed):
        found = re.search(r"The file for your calendar is on this page:\nhttps?://[^/]+(/dates/\S+)\n", words)
        assert found is not None
        assert "file with this message" not in words
        page = browser.open(found[1])
        answer = app.test_client().get(page.links["Add to calendar"], base_url=f"https://{browser.host}")
        assert read(answer.data)["method"] == "PUBLISH"
    assert "The file on that page changes it in your calendar." in changed


def _leaves(app: Flask, person_id: UUID) -> None:
    with at_work(app):
        leave(person_id, route=Route.WEB, at=the_clock.now())
        db.session.commit()


def _shown_in_their_calendar(browser: Browser, person_id: UUID) -> None:
    browser.forget_cookies()
    browser.sign_in_as(the_account_of(person_id)).open("/me/calendar")
    assert [
        "When Thursday 8 April 2027, 2pm to 3pm",
        "What Planning the garden; first meeting, 8 April 2027",
    ] in browser.here.rows


def test_nothing_is_said_about_a_date_that_has_passed(
    browser: Browser, app: Flask, sam: UUID, postbox: Postbox, clock: Clock, tick: Tick
) -> None:
    officer = a_staff_user(Role.OFFICER)
    browser.sign_in_as(officer)
    with_a_date(browser, day=(2, 3, 2027), starts="11am", ends="11:30am")
    browser.follow("Check who gets it")
    tomorrow = (3, 3, 2027)
    late = browser.submit("Send to 1 person", when="later", day=tomorrow, hour="10")
    assert late.errors == ["The date to keep has passed by then. Choose an earlier time, or change the date"]
    assert browser.submit("Send to 1 person", when="now").errors == late.errors
    browser.follow("Back")
    browser.follow("Change (a date to keep)")
    browser.submit("Save the date", starts="3pm", ends="4pm")
    browser.follow("Check who gets it")
    browser.submit("Send to 1 person", when="now")
    here = browser.here.path
    tick()
    assert len(postbox.to("sam@people.example")) == 1
    browser.open(here)
    browser.follow("Change this date")
    browser.submit("Change the date", place="Room 9")
    postbox.empty()
    clock.forward(hours=6)
    tick()
    assert postbox.to("sam@people.example") == []
    browser.forget_cookies()
    browser.sign_in_as(officer).open(here)
    assert "Planning the garden" in browser.here.text
    assert "Change this date" not in browser.here.links
    assert browser.open(here + "/date").status == 404
    with app.app_context():
        assert db.session.scalars(sa.select(Mailing.date_waits)).all() == [False]


def test_what_is_wrong_with_a_date_is_said_beside_it(browser: Browser, app: Flask) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    with_a_date(browser, day=(1, 3, 2027), starts="2", ends="9am", place="", link="http://x.example", phone_in="")
    assert browser.here.errors == [
        "Enter a day from today on and within three years, such as 3 3 2027", "Enter a time, such as 10am or 2:30pm",
        "Enter a link that begins with https://, without spaces and without a name or password in it",
    ]  # fmt: skip
    browser.submit("Save the date", day=(1, 4, 2027), starts="10am", ends="9am", link="")
    assert browser.here.errors == [
        "Enter a time after it starts, on the same day", "Enter a place, a link or a number: nobody could come otherwise",
    ]  # fmt: skip
    browser.submit("Save the date", ends="11am", place="Room 2")
    browser.press("Take the date out")
    assert "No date goes with it any more." in browser.here.text
    assert browser.open("/dates/not-one-of-ours").status == 404


def test_in_a_set_everybody_gets_the_same_file(browser: Browser, app: Flask) -> None:
    for number, name in enumerate(("Sam Okoro", "Zoë Fable", "Bea O’Hara")):
        a_member(name, email=f"p{number}@people.example", gives=["newsletter"])
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    with_a_date(browser)
    browser.follow("Check who gets it")
    browser.submit("Send to 3 people", when="now")
    kind = KINDS[KIND]
    assert kind.bulk is not None
    with at_work(app):
        tick(only="mailings")
        claims = actions.claim_set(KIND, the_clock.now(), most=9)
        letters = [claim.letter for claim in claims]
        facts = kind.bulk.facts_all(letters)
        assert facts == {letter.outgoing_id: kind.facts(letter) for letter in letters}
        writer = Writer(kind, post_of(app).sender, the_clock.now())
        bodies = [writer.write(claim, Go(), facts[claim.letter.outgoing_id]).parcel.body for claim in claims]
        alone = [writer._by_itself(claim, facts[claim.letter.outgoing_id])[0] for claim in claims]
        assert bodies == alone
        assert len(writer._forms) == sum(form is not None for form in writer._forms.values()) == 2
        kept = dates.newest(letters[0].about)
        assert kept is not None
        assert dates.to_be_told(kept, most=9) == []
        db.session.rollback()
    assert len({body.partition(b"text/calendar")[2].split(b"\r\n\r\n")[1] for body in bodies}) == 1


def test_the_kinds_are_service_messages_and_a_time_is_read_as_people_write_it() -> None:
    assert KINDS[CHANGED].bulk is None
    assert [str(read_time(text)) for text in ("10am", "2.30 PM", "14:30", "12pm", "12am")] == [
        "10:00:00", "14:30:00", "14:30:00", "12:00:00", "00:00:00",
    ]  # fmt: skip
    assert [read_time(text) for text in ("2", "25:00", "13pm", "10:75", "noon", "")] == [None] * 6
