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
from engage.carers.models import Carer, CarerHold, CarerLink
from engage.carers.rules.settings import kept
from engage.db import db
from engage.privacy.rules.register import Sort, register
from engage.sharing.rules import Agreed
from engage.vault import Sealed
from tests.carers.everything import SHOWN, fill
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_preference
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.privacy.test_erasing import dump, in_the_file
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting

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


def personal() -> set[str]:
    """Every column of the register that says something about a carer, and the four in which staff are named in typed words."""
    typed = {"sharing_override.authorised_by", "sharing_override.authorised_as"}
    typed |= {"sharing_preference.asked_by", "sharing_preference.decided_by"}
    kept = [each for each in register() if each.reason == "carer"]
    return {f"{each.table}.{each.name}" for each in kept if each.sort is Sort.PERSONAL} | typed


def test_all_that_is_held_is_in_the_answer_and_none_of_it_in_the_database_once_it_is_erased(
    app: Flask, office: Browser, jo: CarerLink, priya: StaffUser, database_url: str
) -> None:
    assert set(SHOWN) == personal()
    fill(jo, priya.id, a_staff_user(Role.INFORMATION_GOVERNANCE).id)
    opened(office, "samphire")
    assert [column for column, words in SHOWN.items() if words not in office.here.text] == []
    with counting(app) as cost:
        office.open(office.visited[-1])
        assert len(cost.statements) <= 9
    address = office.here.path
    office.submit("Show it to print")
    assert [column for column, words in SHOWN.items() if words not in office.here.text] == []
    with app.app_context():
        before = "\n".join(dump())
        assert len([line for line in before.splitlines() if "uince" in line or "samphire" in line]) >= 9
    office.open(address)
    office.follow("Erase this record")
    assert "The record is erased." in office.submit("Erase this record", sure=["yes"]).text
    with app.app_context():
        told = ("01632 960 001", "quince", "samphire")
        assert [line for line in dump() for words in told if words in line.casefold()] == []
        db.session.remove()
        db.engine.dispose()
    assert in_the_file(database_url) == []


def test_a_legal_hold_keeps_a_record_from_whoever_asks_and_from_the_night_until_it_is_lifted(
    app: Flask, office: Browser, jo: CarerLink, carer_of: CarerOf, clock: Clock, tick: Tick
) -> None:
    number = carer_of(jo).number
    opened(office, number)
    record = office.here.path
    erase = Browser(app).sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    opened(erase, number)
    erase.follow("Erase this record")
    office.follow("Place a legal hold")
    assert office.submit("Place the hold").errors == ["Select why it must be kept"]
    assert "The hold is placed." in office.submit("Place the hold", reason="legal claim", note="Case 7, legal office.").text
    assert "there is a legal hold on it since 2 March 2027" in office.here.text
    assert "Why Legal claim From 2 March 2027 Note Case 7, legal office." in office.here.text
    assert erase.submit("Erase this record", sure=["yes"]).heading == "This record cannot be erased yet"
    assert office.open(f"{record}/hold").path == record
    office.open("/team/holds")
    assert number in office.follow("Legal holds on carers’ records").text
    clock.move_to(clock.now.replace(year=2031))
    tick()
    assert carer_of(jo).name == "Jo Example"
    office = Browser(app).sign_in_as(a_staff_user(Role.INFORMATION_GOVERNANCE))
    office.open("/carers/holds")
    assert "The hold is lifted. Legal holds" in office.submit(f"Lift the hold on {number}").text
    assert "No carer’s record must be kept just now." in office.here.text
    clock.forward(days=1)
    tick()
    assert carer_of(jo).name == ""
    with app.app_context():
        did = db.session.scalars(sa.select(Event.what).where(Event.about == jo.carer_id, Event.what.contains("hold"))).all()
        assert did == ["placed a legal hold on a carer’s record", "lifted a legal hold on a carer’s record"]
        assert db.session.scalars(sa.select(CarerHold.note)).one() is None


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


def test_looking_for_signs_is_not_looking_through_everybody(office: Browser, jo: CarerLink) -> None:
    office.open("/carers/records")
    for words in ("-", "%", "’"):
        assert "We hold no carer" in office.submit("Look for the record", words=words, why="access").text
        office.open("/carers/records")
