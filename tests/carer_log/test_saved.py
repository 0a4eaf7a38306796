"""After Save: the same showing twice, taking it back within ten minutes, and what was promised before."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.carer_log.models import CarerContact, FollowUp
from engage.carers.rules import Relationship
from engage.db import db
from engage.teams.models import Team
from tests.carer_log.test_log import PHONE, log
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.counting import counting


def promises(app: Flask) -> list[tuple[date, bool, bool]]:
    """Everything promised: the day, whether it is done, whether it is cancelled."""
    with app.app_context():
        each = db.session.scalars(sa.select(FollowUp).order_by(FollowUp.promised_on, FollowUp.due_on))
        return [(one.due_on, one.done_at is not None, one.cancelled_at is not None) for one in each]


def test_a_contact_does_what_was_due_and_undo_brings_it_back(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask, clock: Clock
) -> None:
    jo = a_carer(ashford)
    log(champion, jo, follow_up="tomorrow")
    clock.forward(days=1)
    champion.sign_in_as(priya)
    assert "Follow-ups due today 1" in champion.open("/carers").text
    assert "1 follow-up to do by the end of today" in champion.follow("Follow-ups due today").text
    log(champion, jo, how="tried", about=[], follow_up="no")
    assert promises(app) == [(date(2027, 3, 3), False, False)]
    assert "1 follow-up done with it" in log(champion, jo).text
    assert promises(app) == [(date(2027, 3, 3), True, False), (date(2027, 3, 10), False, False)]
    clock.forward(minutes=9)
    page = champion.press("Undo")
    assert page.heading == "Taken back"
    assert "stays among the carers of your team" in page.text
    assert promises(app) == [(date(2027, 3, 3), False, False), (date(2027, 3, 10), False, True)]
    assert "(does not count)" in champion.open("/carers").text


def test_ten_minutes_later_it_is_too_late(champion: Browser, ashford: Team, app: Flask, clock: Clock) -> None:
    log(champion, a_carer(ashford))
    clock.forward(minutes=11)
    page = champion.press("Undo")
    assert (page.status, page.heading) == (422, "Saved")
    assert "can no longer be undone" in page.text
    assert promises(app) == [(date(2027, 3, 9), False, False)]


def test_the_same_showing_twice_is_one_contact(champion: Browser, ashford: Team, app: Flask) -> None:
    jo = a_carer(ashford)
    showing = champion.open("/carers/log")
    first = champion.submit("Save", who=jo.id.hex, **PHONE).address
    champion.page = showing
    assert champion.submit("Save", who=jo.id.hex, **PHONE).address == first
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CarerContact)) == 1
    assert len(promises(app)) == 1
    champion.page = showing
    page = champion.submit("Save", who="no name", how="video", about=["other"])
    assert page.errors == ["This page was saved before, with other answers. Press Save again to log this as another contact"]
    assert champion.submit("Save").address != first
    for later in ({"note": "One thing more"}, {"about": ["other"]}, {"follow_up": "tomorrow"}):
        champion.page = showing
        page = champion.submit("Save", who=jo.id.hex, **{**PHONE, **later})
        assert "This page was saved before, with other answers" in page.errors[0]


def test_a_home_costs_the_same_for_everybody_and_says_what_waits(
    champion: Browser, priya: StaffUser, ashford: Team, app: Flask
) -> None:
    for _ in range(3):
        log(champion, a_carer(ashford, relationship=Relationship.YOUNG_CARER), follow_up="no")
    for user in (priya, a_staff_user(Role.CARER_LEAD)):
        champion.sign_in_as(user)
        for page in ("/carers", "/carers/log") if user is priya else ("/carers",):
            with counting(app) as cost:
                shown = champion.open(page)
            assert len(cost.statements) <= 8, cost.statements
        if page == "/carers":
            assert "Ask what may be shared, or ask again 3" in shown.text
    assert "Young carers 3" in champion.here.text
    assert "Log a contact" not in champion.here.links
    assert champion.open("/carers/log").status == 403
