"""Letters for people who do not use e-mail: looked at, printed together, posted; and what may not go any more stays."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage import jobs
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.by_hand.models import Batch, PrintedLetter
from engage.consent.rules import Action
from engage.contacts.models import Contact
from engage.db import db
from engage.needs.models import ByHand
from engage.outbox.rules import Channel
from engage.people.models import Person
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.journeys.test_by_hand import fell_due
from tests.support.browser import Browser
from tests.support.clock import Clock

LETTERS = "/team/by-hand/letters"
Tick = Callable[[], object]


@pytest.fixture
def people(app: Flask, clock: Clock, tick: Tick) -> dict[str, UUID]:
    """Five people who want letters, one about news she agreed to get by post."""
    found = {
        "ada": a_member("Ada Example", called="Ada", email="ada@people.example", post="=1 Sample Street\nAshford\nZZ1 1ZZ"),
        "ben": a_member("Ben Example", email="ben@people.example", post="2 Sample Street\nAshford\nZZ1 1ZZ"),
        "cat": a_member("Cat Example", email="cat@people.example"),
        "dan": a_member("Dan Example", email="dan@people.example", post="4 Secret Street\nAshford"),
        "eve": a_member("Eve Example", email="eve@people.example", post="5 Sample Street\nAshford", gives=[]),
    }
    for person_id in found.values():
        needs_of(person_id, "by-letter", *(["print-24", "easy-read"] if person_id == found["ada"] else []))
    a_decision(found["eve"], "newsletter", channel=Channel.POST)
    for name, person_id in found.items():
        fell_due(app, person_id, clock, tick, purpose="newsletter" if name in ("ben", "eve") else None)
    with app.app_context():
        db.session.execute(sa.update(Person).where(Person.id == found["dan"]).values(
            restricted_at=the_clock.now(), restricted_by=found["dan"], restricted_why="asked"))  # fmt: skip
        db.session.commit()
    a_decision(found["eve"], "newsletter", Action.WITHDRAWN, channel=Channel.POST)
    return found


def made(browser: Browser) -> Browser:
    """Look before printing, and print."""
    browser.open(LETTERS)
    browser.follow("Look before you print")
    browser.submit("Make the letters")
    return browser


def test_letters_are_looked_at_printed_together_and_posted(
    browser: Browser, app: Flask, people: dict[str, UUID], clock: Clock
) -> None:
    page = browser.sign_in_as(a_staff_user(Role.OFFICER)).open("/team/by-hand")
    assert "5 people wait for a letter" in page.text
    browser.follow("Letters to print")
    browser.follow("Look before you print")
    assert "2 letters are printed." in browser.here.text
    whys = {row[1]: row[2] for row in browser.here.rows}
    assert whys["To Cat Example"] == "Why not They gave us no way to reach them like this."
    assert "hidden" in whys["To Dan Example"]
    assert "They stopped this kind of message." in whys["To Eve Example"]
    page = browser.submit("Make the letters")
    assert page.heading == "Batch 1"
    assert [row[1] for row in page.rows] == ["To Ada Example", "To Ben Example", "To Eve Example"]
    batch = page.path
    paper = browser.follow("Print the letters")
    sheets = paper.all("article")
    assert [sheet.get("class") for sheet in sheets] == ["app-sheet app-paper--24", "app-sheet app-paper--12"]
    for words in ("1 Sample Street", "2 Sample Street", "Dear Ada", "Need help now?", "2 March 2027"):
        assert words in paper.text
    assert "4 Secret Street" not in paper.html + browser.follow("Back to the batch").html
    browser.follow("All posted")
    assert browser.submit("Mark as posted").errors == ["Select when they were posted"]
    assert browser.submit("Mark as posted", when="yesterday").errors == ["The day must be the day of printing or later"]
    assert browser.submit("Mark as posted", when="earlier", on=("31", "2", "2027")).errors == ["Enter the day, like 27 3 2026"]
    page = browser.submit("Mark as posted", when="today")
    assert "The letters are marked as posted." in page.text
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).where(ByHand.was_told)) == 2
        assert {(row.how, row.outcome) for row in db.session.scalars(sa.select(Contact))} == {("post", "sent")}
    assert [row[1] for row in browser.open(LETTERS).rows] == ["To Cat Example", "To Dan Example"], "Eve said no: she is off it"
    assert browser.open(f"{batch}/print").path == batch, "what was posted is not printed again"


def test_what_was_stopped_meanwhile_is_taken_out_of_the_pile(
    browser: Browser, app: Flask, people: dict[str, UUID], clock: Clock
) -> None:
    batch = made(browser.sign_in_as(a_staff_user(Role.OFFICER))).here.path
    a_decision(people["ben"], "newsletter", Action.WITHDRAWN, channel=Channel.POST)
    page = browser.open(batch)
    assert "Take these out of the pile" in page.text
    assert "They stopped this kind of message." in page.text
    assert "Ben Example" not in browser.open(f"{batch}/print").text
    page = browser.open(f"{batch}/posted")
    assert "1 letter may not go any more" in page.text
    browser.submit("Mark as posted", when="today")
    assert [row[1] for row in browser.here.rows] == ["To Ada Example", "To Ben Example", "To Eve Example"]
    assert "Not sent" in browser.here.text
    with app.app_context():
        assert {row.was_told for row in db.session.scalars(sa.select(ByHand))} == {True, False}
        told = sa.select(sa.func.count()).select_from(Contact).where(Contact.person_id == people["ben"])
        assert db.session.scalar(told) == 0
    clock.forward(minutes=9)
    page = browser.open(batch)
    browser.submit("Undo: they were not posted")
    assert "not marked as posted any more" in browser.here.text
    with app.app_context():
        assert [row.was_told for row in db.session.scalars(sa.select(ByHand))] == [False, False]
        assert all(row.voided_at for row in db.session.scalars(sa.select(Contact)))
    assert "Dear Ada" in browser.open(f"{batch}/print").text


def test_one_letter_is_taken_out_and_goes_with_the_next_batch(
    browser: Browser, app: Flask, people: dict[str, UUID], clock: Clock
) -> None:
    first = made(browser.sign_in_as(a_staff_user(Role.OFFICER))).here.path
    page = browser.open(browser.here.links["Take out letter 1, to Ada Example"])
    assert browser.submit("Take it out").errors == ["Select why you take it out"]
    browser.submit("Take it out", why="spoiled")
    assert "It was spoiled: print it again with the next batch" in browser.here.text
    page = made(browser).here
    assert page.heading == "Batch 2"
    assert [row[1] for row in page.rows] == ["To Ada Example"]
    browser.open(f"{first}/posted")
    clock.forward(days=1)
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(f"{first}/posted")
    browser.submit("Mark as posted", when="yesterday")
    clock.forward(minutes=11)
    assert "Undo: they were not posted" not in browser.open(first).buttons
    clock.forward(days=1, hours=1)
    with app.app_context():
        jobs.tick(only="forget letters")
        kept = {row.person_id: row.content is not None for row in db.session.scalars(
            sa.select(PrintedLetter).where(PrintedLetter.out_at.is_(None)))}  # fmt: skip
    assert kept == {people["ben"]: False, people["ada"]: True}


def test_addresses_leave_as_labels_with_a_reason(browser: Browser, app: Flask, people: dict[str, UUID]) -> None:
    batch = made(browser.sign_in_as(a_staff_user(Role.OFFICER))).here.path
    labels = browser.follow("Print address labels")
    assert len(labels.all("li")) == 2
    assert browser.open(f"{batch}/labels/file").status == 403
    browser.sign_in_as(a_staff_user(Role.LEAD)).open(batch)
    browser.follow("Take the addresses out as a file")
    assert browser.submit("Make the file").errors == ["Select why you need this file"]
    file = browser.submit("Make the file", reason="to contact people").html
    assert "Ada Example,'=1 Sample Street,Ashford,ZZ1 1ZZ" in file
    assert "Secret" not in file
    with app.app_context():
        kept = db.session.execute(sa.select(Event.what, Event.detail).where(Event.kind == "export").order_by(Event.at)).all()
        assert [what for what, _ in kept] == ["export begun", "export done"]
        assert (kept[0].detail["rows"], kept[0].detail["reason"]) == (2, "to contact people")
        assert len(kept[1].detail["sha256"]) == 64


def test_nobody_waits(browser: Browser, app: Flask) -> None:
    browser.sign_in_as(a_staff_user(Role.OFFICER))
    for path, words in (
        (LETTERS, "Nobody is waiting for a letter."), ("/team/by-hand/calls", "Nobody is waiting for a call."),
        ("/team/by-hand/texts", "Nobody is waiting for a text message."),
        ("/team/by-hand/batches", "No letters were printed yet."),
        (f"{LETTERS}/check", "No letter can be printed now."),
    ):  # fmt: skip
        assert words in browser.open(path).text
    with app.app_context():
        assert db.session.scalars(sa.select(Batch)).all() == []
