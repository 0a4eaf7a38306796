"""T90: a request by letter, from the day it came to the answer that leaves out what is about somebody else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.db import db
from engage.people.models import Person
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.pool import a_member
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.postbox import Postbox

SAM = "sam.okoro@people.example"
Tick = Callable[[], object]


@pytest.fixture
def sam(app: Flask) -> UUID:
    person_id = a_member("Sam Okoro", email=SAM)
    with app.app_context():
        db.session.get_one(Person, person_id).reach_note = "Ring before noon. Kim Vale next door must not know."
        db.session.commit()
    return person_id


@pytest.fixture
def robin(app: Flask, browser: Browser) -> StaffUser:
    """Somebody of information governance, signed in."""
    user = a_staff_user(Role.INFORMATION_GOVERNANCE)
    browser.sign_in_as(user)  # type: ignore[arg-type]
    return user


def written_down(browser: Browser, whose: str) -> str:
    browser.open("/team/requests")
    browser.follow("Write down a request")
    browser.press("Write it down", whose=whose, kind="access", came="letter", received_on=("1", "3", "2027"), words="Please.")
    return browser.here.path


def test_a_request_is_answered_with_what_is_about_others_left_out(
    app: Flask, browser: Browser, sam: UUID, robin: StaffUser
) -> None:
    page = written_down(browser, SAM)
    assert "1 April 2027" in browser.here.text
    assert browser.open(page + "/content").path == page, "nothing is shown before it is known who asks"
    browser.follow("Make sure that it is them")
    browser.press("Save", how="rung back on the number we hold")
    content = browser.follow("Look at what we hold and black out what is about somebody else")
    assert "Kim Vale" in content.text
    first = next(address for words, address in content.links.items() if words.startswith("Black out in Who you are"))
    browser.open(first)
    assert browser.press("Leave it out", passage="Kim Veil", reason="about somebody else").status == 422
    shown = browser.press("Leave it out", passage="Kim Vale", reason="about somebody else").text
    assert "▇▇▇ next door" in shown
    browser.open(page)
    packed = zipfile.ZipFile(io.BytesIO(browser.press("Make the answer as a file").response.data))
    everything = "".join(packed.read(name).decode() for name in packed.namelist())
    assert "Kim Vale" not in everything
    assert json.loads(packed.read("what-we-hold.json"))["held"]["Who you are"][0]["Name"] == "Sam Okoro"
    browser.open(page)
    browser.follow("Close this request")
    assert "Partly done" in browser.press("Close this request", outcome="partly done", note="Sent by post").text
    assert browser.open(page + "/content").path == page
    with app.app_context():
        seen = set(db.session.scalars(db.select(Event.what).where(Event.about == sam, Event.by == robin.id)))
    assert {"looked at", "blacked out in an answer", "took out the answer to a request", "closed a request"} <= seen


def test_more_time_is_taken_once_and_a_stranger_is_refused(browser: Browser, sam: UUID, robin: StaffUser) -> None:
    browser.open("/team/requests/new")
    refused = browser.press(
        "Write it down", whose="nobody@people.example", kind="access", came="phone", received_on=("1", "3", "2027")
    )
    assert "We hold nobody with this number or address" in refused.text
    page = written_down(browser, SAM)
    browser.follow("Take more time")
    assert "1 June 2027" in browser.press("Take two months more", reason="Several boxes of paper").text
    assert "Take more time" not in browser.open(page).links


def test_whoever_answers_is_reminded_three_times_and_not_once_it_is_closed(
    browser: Browser, sam: UUID, robin: StaffUser, postbox: Postbox, tick: Tick, clock: Clock
) -> None:
    page = written_down(browser, SAM)
    for days, told in ((5, 0), (2, 1), (14, 2)):
        clock.forward(days=days)
        tick()
        assert len(postbox.to(robin.email)) == told
    assert "Okoro" not in postbox.to(robin.email)[0].text
    browser.sign_in_as(robin)  # type: ignore[arg-type]
    browser.open(page + "/close")
    browser.press("Close this request", outcome="withdrawn")
    clock.forward(days=8)
    tick()
    assert len(postbox.to(robin.email)) == 2


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR])
def test_nobody_else_reads_requests(browser: Browser, app: Flask, role: Role) -> None:
    browser.sign_in_as(a_staff_user(role))  # type: ignore[arg-type]
    assert [browser.open(f"/team/{page}").status for page in ("requests", "holds", "keeping")] == [403, 403, 403]
