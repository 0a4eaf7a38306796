"""C20: what is promised to carers stands under Overdue, Today, This week and Later, and leaves by a contact or a reason only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time_now
from engage.accounts.rules import Role
from engage.carer_log.models import CarerContact, FollowUp
from engage.carer_log.rules import About, How, When, when_of
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.rules import Part
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up
from tests.support.browser import Browser
from tests.support.clock import Clock


def kept(app: Flask, follow_up: FollowUp) -> FollowUp:
    with app.app_context():
        return db.session.get_one(FollowUp, follow_up.id)


def test_the_list_says_what_is_due_and_what_comes_next(champion: Browser, priya: StaffUser, ashford: Team) -> None:
    assert "Nothing due." in champion.open("/carers/follow-ups").text
    jo = a_carer(ashford, name="Jo Example")
    a_follow_up(jo, priya.id, due_in=10)
    page = champion.open("/carers/follow-ups")
    assert "Nothing due. Next: Fri 12 Mar." in page.text
    for days in (-3, 0, 2):
        a_follow_up(jo, priya.id, due_in=days, about=About.ASSESSMENT)
    page = champion.open("/carers/follow-ups")
    assert "2 follow-ups to do by the end of today, 1 overdue." in page.text
    parts = [page.text.rindex(f"Follow-ups: {words}") for words in ("Overdue", "Today", "This week", "Later")]
    assert parts == sorted(parts)
    assert "3 days late" in page.text
    assert "Carer’s assessment" in page.text
    only = champion.follow("Today (1)")
    assert (only.text.count("Jo Example, "), "Show all" in only.links) == (4, False)


def test_done_takes_one_question_and_the_contact_it_makes_can_be_undone(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    promised = a_follow_up(a_carer(ashford), priya.id, due_in=3, about=About.CARE_PLAN)
    champion.open(f"/carers/follow-ups/{promised.id}/done")
    assert champion.submit("Save").errors == ["Select how you did it"]
    page = champion.submit("Save", how="phone")
    assert page.heading == "Saved"
    assert "1 follow-up done with it." in page.text
    with app.app_context():
        made = db.session.get_one(CarerContact, kept(app, promised).cleared_by_contact_id)
        assert (made.how, made.recorded_by, made.link_id) == (How.PHONE, priya.id, promised.link_id)
    champion.press("Undo")
    assert kept(app, promised).done_at is None
    link = champion.open(f"/carers/follow-ups/{promised.id}/done").links
    more = next(to for words, to in link.items() if words.startswith("Write down more"))
    champion.open(more)
    champion.submit("Save", how="in person", about=["listening"], follow_up="no")
    assert kept(app, promised).done_at is not None
    assert champion.open(f"/carers/follow-ups/{promised.id}/done").heading == "Follow-ups"


def test_who_tried_is_not_done_and_says_when_to_try_again(champion: Browser, priya: StaffUser, ashford: Team, app: Flask) -> None:
    promised = a_follow_up(a_carer(ashford), priya.id, due_in=-2)
    page = champion.open(f"/carers/follow-ups/{promised.id}/tried")
    assert "Keep the day" not in page.text, "a day that has passed is not kept"
    assert champion.submit("Save").errors == ["Select when you will try again"]
    page = champion.submit("Save", when="week")
    assert "The attempt is in the log. To do by Tue 9 Mar." in page.text
    after = kept(app, promised)
    assert (after.done_at, after.due_on, after.times_moved) == (None, date(2027, 3, 9), 1)
    champion.open(f"/carers/follow-ups/{promised.id}/tried")
    champion.submit("Save", when="keep")
    assert kept(app, promised).times_moved == 1
    with app.app_context():
        tried = sa.select(sa.func.count()).where(CarerContact.how == How.TRIED)
        assert db.session.scalar(tried) == 2


def test_moved_and_not_needed_can_be_taken_back_for_ten_minutes(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask, clock: Clock
) -> None:
    promised = a_follow_up(a_carer(ashford), priya.id)
    champion.open(f"/carers/follow-ups/{promised.id}/move")
    assert champion.submit("Move it", when="other", on=("1", "3", "2027")).errors == ["Enter today or a day within a year"]
    assert "Moved to Sat 20 Mar." in champion.submit("Move it", when="other", on=("20", "mar", "2027")).text
    champion.press("Undo")
    assert (kept(app, promised).due_on, kept(app, promised).times_moved) == (date(2027, 3, 2), 0)
    champion.open(f"/carers/follow-ups/{promised.id}/not-needed")
    assert champion.submit("Take it off the list").errors == ["Select why it is not needed any more"]
    champion.submit("Take it off the list", why="done elsewhere")
    assert kept(app, promised).cancelled_at is not None
    clock.forward(minutes=11)
    assert champion.press("Undo").status == 410
    assert kept(app, promised).cancelled_at is not None
    assert "Undo" not in champion.open("/carers/follow-ups").text


def test_who_leaves_has_handed_over_the_same_instant(
    browser: Browser, priya: StaffUser, ashford: Team, app: Flask, clock: Clock
) -> None:
    gareth, kofi, lead = a_staff_user(Role.TEAM_MANAGER), a_staff_user(Role.CHAMPION), a_staff_user(Role.CARER_LEAD)
    with app.app_context():
        db.session.get_one(Team, ashford.id).manager_id = gareth.id
        db.session.commit()
    an_appointment(ashford, kofi.id, part=Part.DEPUTY)
    a_follow_up(a_carer(ashford, name="Jo Example"), priya.id)

    def answers() -> list[str]:
        found = []
        for each in (priya, kofi, gareth, lead):
            browser.forget_cookies()
            page = browser.sign_in_as(each).open("/carers/follow-ups?whose=mine")
            found += [each.name] if "Jo Example" in page.links else []
        return found

    assert answers() == [priya.name]
    end(app, ashford, priya)
    assert answers() == [kofi.name]
    end(app, ashford, kofi)
    assert answers() == [gareth.name]
    with app.app_context():
        db.session.get_one(Team, ashford.id).manager_id = None
        db.session.commit()
    assert answers() == [lead.name]


def end(app: Flask, team: Team, who: StaffUser) -> None:
    """Their appointment is ended now."""
    with app.app_context():
        of = sa.and_(Appointment.team_id == team.id, Appointment.account_id == who.id)
        db.session.execute(sa.update(Appointment).where(of).values(ended_at=time_now.now(), ended_by=who.id))
        db.session.commit()


def test_another_teams_promise_is_not_there_and_the_lead_only_reads(
    champion: Browser, browser: Browser, ashford: Team, priya: StaffUser
) -> None:
    theirs = a_follow_up(a_carer(a_team(name="Other example team"), name="Sam Example"), a_staff_user(Role.CHAMPION).id)
    for what in ("done", "tried", "move", "not-needed"):
        assert champion.open(f"/carers/follow-ups/{theirs.id}/{what}").status == 404
    token = dict(champion.open("/carers/log").forms[-1].untouched())["csrf_token"]
    assert champion.post(f"/carers/follow-ups/{theirs.id}/undo", {"undo": "x", "csrf_token": token}).status == 404
    assert "Sam Example" not in champion.open("/carers/follow-ups?whose=team").text
    browser.forget_cookies()
    browser.sign_in_as(a_staff_user(Role.CARER_LEAD))
    page = browser.open("/carers/follow-ups")
    assert "Sam Example" in page.links
    assert "Done" not in page.text
    assert browser.open(f"/carers/follow-ups/{theirs.id}/done").status == 403


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(
    ("today", "days", "when"),
    [
        (date(2026, 11, 27), -1, When.OVERDUE),
        (date(2026, 11, 27), 0, When.TODAY),
        (date(2026, 11, 27), 2, When.WEEK),
        (date(2026, 11, 27), 3, When.LATER),
        (date(2026, 11, 29), 1, When.LATER),
        (date(2027, 3, 28), 0, When.TODAY),
        (date(2026, 12, 31), 1, When.WEEK),
    ],
)
def test_a_day_stands_in_one_part(today: date, days: int, when: When) -> None:
    assert when_of(today + timedelta(days=days), today) is when
