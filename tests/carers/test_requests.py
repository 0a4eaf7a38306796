"""A request about a carer's record: looked for with a reason, shown whole, printed without what is others', erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.carer_log.models import CarerContact
from engage.carers.models import Carer, CarerLink
from engage.carers.rules.settings import kept
from engage.db import db
from engage.sharing.rules import Agreed
from engage.vault import Sealed
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_preference
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.support.browser import Browser
from tests.support.clock import Clock

CarerOf = Callable[[CarerLink], Carer]
Tick = Callable[[], object]
THEIRS = ("carer", "carer_link", "carer_contact", "sharing_preference", "sharing_override")


def noted(link: CarerLink, words: str) -> CarerContact:
    """A contact whose note says something."""
    return a_talk(link, link.carer_id, note=words)


@pytest.fixture
def office(app: Flask) -> Browser:
    """Whoever looks after information, at a browser."""
    return Browser(app).sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))


def opened(office: Browser, words: str) -> None:
    office.open("/carers/records")
    office.submit("Look for the record", words=words, why="access")
    office.follow(next(text for text in office.here.links if "C-" in text))


def sealed_words(app: Flask) -> list[str]:
    with app.app_context():
        columns = [c for name in THEIRS for c in db.metadata.tables[name].columns if isinstance(c.type, Sealed)]
        return [column.name for column in columns if db.session.scalars(sa.select(column).where(column.is_not(None))).all()]


def test_a_record_is_opened_for_a_reason_shown_whole_and_printed_without_what_is_about_others(
    app: Flask, office: Browser, jo: CarerLink, carer_of: CarerOf
) -> None:
    noted(jo, "Worried about the garden.")
    office.open("/carers/records")
    assert office.submit("Look for the record").errors == ["Enter a name or a number", "Select why you open it"]
    assert "We hold no carer" in office.submit("Look for the record", words="Nobody Known", why="access").text
    opened(office, "exam jo")
    for words in ("Opened because: they want to see what we hold", "R-20417", "Worried about the garden.", "Ashford example"):
        assert words in office.here.text
    assert office.here.text.count("May be about somebody else") == 2
    page = office.submit("Show it to print", leave=[noted_id(app)])
    assert "Worried about the garden." not in page.text
    assert "Left out, because it is about somebody else" in page.text
    assert "R-20417" in page.text
    with app.app_context():
        looks = db.session.scalars(sa.select(Event).where(Event.about == jo.carer_id).order_by(Event.at)).all()
        assert [each.detail["page"] for each in looks if "page" in each.detail] == [
            "found for a request", "request: access", "printed for a request",
        ]  # fmt: skip
    other = Browser(app).sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    assert other.open(office.visited[-2]).status == 404


def noted_id(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(sa.select(CarerContact.id).where(CarerContact.note.is_not(None))).one().hex


def test_erasing_leaves_counts_and_no_word_in_any_room(
    app: Flask, office: Browser, champion: Browser, jo: CarerLink, carer_of: CarerOf, priya: StaffUser
) -> None:
    number = carer_of(jo).number
    noted(jo, "Worried about the garden.")
    a_follow_up(jo, priya.id)
    a_preference(jo, Agreed.COULD_NOT_DECIDE, best_interests=True)
    opened(office, number)
    office.follow("Erase this record")
    assert office.submit("Erase this record").errors == ["Select that you made sure that it is them"]
    assert "The record is erased." in office.submit("Erase this record", sure=["yes"]).text
    assert sealed_words(app) == []
    assert champion.open(f"/carers/people/{number}/details").status == 404
    with app.app_context():
        assert db.session.scalar(sa.select(CarerContact.id).limit(1)) is not None
        assert db.session.scalars(sa.select(Carer.name)).one() == ""


def test_a_carer_is_forgotten_when_every_time_is_over_and_the_lead_sets_the_times(
    app: Flask, jo: CarerLink, carer_of: CarerOf, clock: Clock, tick: Tick
) -> None:
    lead = Browser(app).sign_in_as(a_staff_user(Role.CARER_LEAD))
    lead.open("/carers/settings")
    assert "Information pack given Counted from The day somebody is found to be a carer Time 7 days" in lead.here.text
    lead.follow("After a contact: phone")
    assert lead.submit("Save", number="0").errors == ["Enter a whole number of months from 1 to 1200"]
    lead.submit("Save", number="24")
    assert "After a contact: phone Counted from The last of them Time 24 months" in lead.here.text
    noted(jo, "Called about the group.")
    clock.move_to(clock.now.replace(year=2029, month=3, day=1, hour=5))
    tick()
    assert carer_of(jo).name == "Jo Example"
    clock.forward(days=1)
    tick()
    assert carer_of(jo).name == ""
    assert sealed_words(app) == []
    assert kept("phone") == "keep-phone"
    assert carer_of(jo).identified_on == date(2027, 3, 2)
