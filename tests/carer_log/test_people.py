"""C21 and C22: the carers of a team, one of them, who looked, what new carers are still to be offered, and the file."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time_now
from engage.accounts.rules import Role
from engage.audit.models import Event
from engage.carer_log.models import CarerContact
from engage.carer_log.rules import About, How, Outcome, WhyVoid
from engage.carers.models import Carer, CarerLink
from engage.carers.rules import Relationship
from engage.db import db
from engage.teams.models import Team
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, a_tie, an_appointment
from tests.factories.follow_ups import a_follow_up, a_talk
from tests.support.browser import Browser
from tests.support.clock import Clock


def number_of(app: Flask, link: CarerLink) -> str:
    with app.app_context():
        return db.session.get_one(Carer, link.carer_id).number


def names(browser: Browser, address: str) -> list[str]:
    """The carers on a list, in its order."""
    return [words for words, to in browser.open(address).links.items() if to.startswith("/carers/people/C-")]


def some_days_ago(app: Flask, link: CarerLink, by: StaffUser, days: int, **more: object) -> CarerContact:
    """A contact so many days ago, with a carer who was known long before."""
    with app.app_context():
        db.session.get_one(CarerLink, link.id).since = time_now.today() - timedelta(days=400)
        db.session.commit()
    return a_talk(link, by.id, at=time_now.now() - timedelta(days=days), **more)  # type: ignore[arg-type]


def test_whom_nobody_reached_for_longest_stand_first_and_what_is_ticked_narrows(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    assert "No carers yet. They appear when you log a contact." in champion.open("/carers/people").text
    lately, long_ago, young = (a_carer(ashford, name=f"{name} Example") for name in ("Ann", "Barnaby", "Cat"))
    never = a_carer(ashford, name="Dee Example", relationship=Relationship.YOUNG_CARER)
    some_days_ago(app, lately, priya, 2)
    some_days_ago(app, long_ago, priya, 40, items=(Outcome.ASSESSMENT_ACCEPTED,))
    some_days_ago(app, long_ago, priya, 1, how=How.TRIED, items=())
    some_days_ago(app, young, priya, 20)
    a_carer(a_team(name="Other example team"), name="Eve Example")
    a_follow_up(never, priya.id, due_in=-1, promised_days_ago=1)
    assert names(champion, "/carers/people") == ["Barnaby Example", "Cat Example", "Ann Example", "Dee Example"]
    assert "4 carers, the longest without a contact first." in champion.here.text
    assert names(champion, "/carers/people?quiet=yes") == ["Barnaby Example"]
    assert names(champion, "/carers/people?young=yes") == ["Dee Example"]
    assert names(champion, "/carers/people?due=yes") == ["Dee Example"]
    assert names(champion, "/carers/people?assessment=yes") == ["Barnaby Example"]
    assert len(names(champion, "/carers/people?unasked=yes")) == 4
    page = champion.submit("Update the list", text="barnaby", quiet=True, unasked=False)
    assert "1 carer matching “barnaby”, without a contact for 30 days" in page.text
    assert "barnaby" not in page.address.casefold()
    number = number_of(app, young)
    champion.follow("Clear filters")
    assert list(champion.submit("Update the list", text=number.lower()).links).count("Cat Example") == 1
    assert "No carers match." in champion.submit("Update the list", text="nobody like that").text
    assert "carers" in champion.open("/carers/people?search=made-up&team=x&after=y&before=z").text


def test_one_carer_with_what_was_promised_offered_and_struck_out_and_every_opening_is_written_down(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask, browser: Browser
) -> None:
    jo = a_carer(ashford, name="Jo Example")
    number = number_of(app, jo)
    a_follow_up(jo, priya.id, due_in=-2, about=About.ASSESSMENT)
    a_talk(jo, priya.id, items=(About.LISTENING, Outcome.INFORMATION_PACK, Outcome.GROUP_OFFERED), note="Call after work.")
    wrong = a_talk(jo, priya.id, items=(Outcome.ASSESSMENT_OFFERED,), note="A mistake.")
    with app.app_context():
        kept = db.session.get_one(CarerContact, wrong.id)
        kept.voided_at, kept.voided_by, kept.voided_why = time_now.now(), priya.id, WhyVoid.TWICE
        db.session.get_one(Carer, jo.carer_id).phone = "01632 960 007"
        db.session.commit()
    page = champion.open(f"/carers/people/{number}")
    for words in (
        "01632 960 007", "General information only", "Information pack: done on", "Offered a support group, 2 March 2027",
        "Call after work.", "Does not count: it was written down twice", "2 days late", "Priya Champion",
    ):  # fmt: skip
        assert words in page.text, words
    assert "A mistake." not in page.text
    assert "Offered a carer’s assessment, " not in page.text, "what does not count offers nothing"
    assert champion.follow("Log a contact").heading == "Log a contact"
    with app.app_context():
        opened = db.session.scalars(sa.select(Event).where(Event.about == jo.carer_id, Event.what == "looked at")).all()
        assert [(each.by, each.kind) for each in opened] == [(priya.id, "carer")]
    assert champion.open(f"/carers/people/{number}/looked").status == 403
    browser.forget_cookies()
    browser.sign_in_as(a_staff_user(Role.CARER_LEAD)).open(f"/carers/people/{number}")
    assert "Priya Champion, carer champion, opened “Summary”" in browser.follow("Who looked").text


def test_another_teams_carer_is_not_there_on_any_page_or_in_the_file(
    champion: Browser, ashford: Team, app: Flask, priya: StaffUser
) -> None:
    other = a_team(name="Other example team")
    sam = a_carer(other, name="Sam Example")
    a_talk(sam, priya.id)
    own = a_carer(ashford, name="=Jo Example")
    for address in (f"/carers/people/{number_of(app, sam)}", "/carers/people/C-222222"):
        assert champion.open(address).status == 404
    for address in ("/carers/people", f"/carers/people?team={other.id.hex}", "/carers/people/to-offer"):
        assert "Sam Example" not in champion.open(address).text
    champion.open("/carers/people/export")
    assert champion.submit("Take the list out").errors == ["Select why you need this list"]
    file = champion.submit("Take the list out", reason="for a meeting").response.get_data(as_text=True)
    assert "Sam Example" not in file
    assert f"{number_of(app, own)},'=Jo Example,Ashford example team,Parent,No,2 March 2027,," in file
    assert "1 carer. Taken out by Priya Champion" in file
    with app.app_context():
        events = db.session.scalars(sa.select(Event).where(Event.kind == "export").order_by(Event.at)).all()
        assert [each.what for each in events] == ["export begun", "export done"]


def test_new_carers_are_listed_until_the_log_says_that_all_three_were_offered(
    champion: Browser, priya: StaffUser, ashford: Team, clock: Clock
) -> None:
    jo = a_carer(ashford, name="Jo Example")
    page = champion.open("/carers/people/to-offer")
    assert "Jo Example" in page.links
    assert "Due Tue 9 Mar" in page.text
    a_talk(jo, priya.id, items=(Outcome.INFORMATION_PACK,))
    assert "Done on Tue 2 Mar" in champion.open("/carers/people/to-offer").text
    a_talk(jo, priya.id, items=(Outcome.APPOINTMENT_OFFERED, Outcome.ASSESSMENT_DECLINED))
    assert "Nothing is due." in champion.open("/carers/people/to-offer").text
    kim = a_carer(ashford, name="Kim Example")
    a_talk(kim, priya.id, items=(Outcome.APPOINTMENT_OFFERED,))
    for days, late in ((7, False), (1, True), (6, True)):
        clock.forward(days=days)
        champion.sign_in_as(priya)
        assert ("1 carer overdue" in champion.open("/carers/people").text) is late
    a_talk(kim, priya.id, items=(Outcome.INFORMATION_PACK,))
    assert "1 carer overdue" not in champion.open("/carers/people").text


def test_what_was_offered_says_the_same_in_the_list_and_on_the_page_and_after_another_team_took_over(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask, browser: Browser
) -> None:
    second, stranger = a_team(name="Second example team"), a_staff_user(Role.CHAMPION)
    an_appointment(second, priya.id)
    jo = a_carer(ashford, name="Jo Example")
    a_talk(jo, priya.id, items=(Outcome.INFORMATION_PACK,))
    also = a_tie(jo, second)
    for address in ("/carers/people/to-offer", f"/carers/people/{number_of(app, jo)}"):
        text = champion.open(address).text.casefold()
        assert text.count("done on tue 2 mar") == (2 if "offer" in address else 1), "a line for each team, one carer"
    an_appointment(second, stranger.id)
    assert "Done on" not in Browser(app).sign_in_as(stranger).open("/carers/people/to-offer").text, "what another team gave"
    taken_over = a_team(name="Successor example team")
    an_appointment(taken_over, stranger.id)
    with app.app_context():
        db.session.get_one(CarerLink, jo.id).team_id = taken_over.id
        db.session.get_one(CarerLink, also.id).ended_on = time_now.today()
        db.session.commit()
    browser.forget_cookies()
    assert "Done on Tue 2 Mar" in browser.sign_in_as(stranger).open("/carers/people/to-offer").text
    assert "Information pack: done on" in browser.open(f"/carers/people/{number_of(app, jo)}").text


def test_a_list_is_turned_page_by_page_there_and_back(browser: Browser, app: Flask) -> None:
    sam, both = a_staff_user(Role.CHAMPION), [a_team(), a_team()]
    for team in both:
        an_appointment(team, sam.id)
    links = [a_carer(both[number % 2], name=f"Carer {number:02d}") for number in range(52)]
    for number, link in enumerate(links):
        a_follow_up(link, sam.id, due_in=number)
    browser.sign_in_as(sam)
    for address in ("/carers/people", "/carers/follow-ups", "/carers/people/to-offer"):
        first = names(browser, address)
        assert len(first) == 50, address
        rest = [words for words in browser.follow("Next page").links if words.startswith("Carer ") and words[6:].isdigit()]
        assert len({*first, *rest}) == 52, address
        assert names(browser, browser.here.links["Previous page"]) == first, address
    assert len(names(browser, f"/carers/people?team={both[0].id.hex}")) == 26


@pytest.mark.parametrize("role", [Role.LEAD, Role.OFFICER, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE, Role.BOARD_READER])
def test_nobody_else_on_the_staff_sees_carers(browser: Browser, app: Flask, role: Role) -> None:
    number = number_of(app, a_carer(a_team()))
    browser.sign_in_as(a_staff_user(role))
    for address in ("", f"/{number}", f"/{number}/looked", "/to-offer", "/export"):
        assert browser.open("/carers/people" + address).status == 403
    assert browser.open("/carers/follow-ups").status == 403
