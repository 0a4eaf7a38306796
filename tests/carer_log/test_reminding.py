"""F1: one mail at 8:30am on working days with how much is due and no names, to whoever answers when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from engage import clock as time_now
from engage import jobs
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.calendars.rules import Reader
from engage.carer_log.actions import following
from engage.carer_log.due import follow_ups_today, promises_due
from engage.carer_log.models import FollowUp
from engage.carer_log.queries.reminding import Counts, Promised, Serves, morning_of, reckoned
from engage.carer_log.rules import WhyCancelled
from engage.db import db
from engage.teams.models import Appointment, Team
from engage.teams.rules import Part
from tests.factories.accounts import StaffUser, a_staff_user
from tests.factories.carers import a_carer, a_team, an_appointment
from tests.factories.follow_ups import a_follow_up
from tests.support.clock import Clock
from tests.support.postbox import Postbox

Tick = Callable[[], object]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return time_now.at(day, time(hour, minute))


@pytest.fixture
def kofi(ashford: Team) -> StaffUser:
    """The deputy of the team."""
    kofi = a_staff_user(Role.CHAMPION, name="Kofi Deputy")
    an_appointment(ashford, kofi.id, part=Part.DEPUTY)
    return kofi


def test_one_mail_a_working_day_with_a_count_and_no_names(
    priya: StaffUser, ashford: Team, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    jo = a_carer(ashford, name="Jo Example")
    for days in (1, 1, 4):
        a_follow_up(jo, priya.id, due_in=days)
    clock.move_to(at(date(2027, 3, 3), 8, 29))
    tick()
    assert postbox.all() == []
    for minute in (30, 31, 45):
        clock.move_to(at(date(2027, 3, 3), 8, minute))
        tick()
    letter = postbox.latest_to(priya.email)
    assert postbox.subjects_to(priya.email) == ["2 follow-ups today"]
    assert "2 are due today." in letter.text
    assert [word for word in ("Jo", "Ashford", "C-") if word in letter.text] == []
    assert letter.link_to("/carers/follow-ups").endswith("/carers/follow-ups")
    for day in (date(2027, 3, 4), date(2027, 3, 5), date(2027, 3, 6), date(2027, 3, 7), date(2027, 3, 8)):
        clock.move_to(at(day, 8, 31))
        tick()
    assert postbox.subjects_to(priya.email)[1:] == ["2 follow-ups today", "2 follow-ups today", "3 follow-ups today"]
    assert "3 were due before today." in postbox.latest_to(priya.email).text, "nothing on a Saturday or Sunday"


def test_what_is_over_before_the_mail_leaves_is_not_told_and_the_deputy_is(
    app: Flask, priya: StaffUser, kofi: StaffUser, ashford: Team, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    bronwen = a_staff_user(Role.CHAMPION)
    other = a_team()
    an_appointment(other, bronwen.id)
    gone = a_follow_up(a_carer(other), bronwen.id, due_in=1)
    a_follow_up(a_carer(ashford), priya.id, due_in=1)
    clock.move_to(at(date(2027, 3, 3), 8, 31))
    with jobs.at_work(app):
        assert jobs.tick(only="queue what is due")["queue what is due"] == {"queued": 2}
    with app.app_context():
        following.cancel(db.session.get_one(FollowUp, gone.id), why=WhyCancelled.DONE_ELSEWHERE, by=bronwen.id)
        of = sa.and_(Appointment.team_id == ashford.id, Appointment.account_id == priya.id)
        db.session.execute(sa.update(Appointment).where(of).values(ended_at=time_now.now(), ended_by=kofi.id))
        db.session.commit()
    tick()
    assert {letter.to for letter in postbox.all()} == {kofi.email}
    with app.app_context():
        db.session.execute(sa.update(User).where(User.id == kofi.id).values(suspended_at=time_now.now()))
        db.session.commit()
    clock.move_to(at(date(2027, 3, 4), 8, 31))
    tick()
    assert postbox.subjects_to(kofi.email) == ["1 follow-up today"]


def test_after_seven_days_deputy_and_manager_are_told_once(
    app: Flask, priya: StaffUser, kofi: StaffUser, ashford: Team, clock: Clock, tick: Tick, postbox: Postbox
) -> None:
    gareth = a_staff_user(Role.TEAM_MANAGER)
    with app.app_context():
        db.session.get_one(Team, ashford.id).manager_id = gareth.id
        db.session.commit()
    a_follow_up(a_carer(ashford), priya.id, due_in=-1)
    for day in range(3, 13):
        clock.move_to(at(date(2027, 3, day), 8, 31))
        tick()
    for each in (kofi, gareth):
        assert postbox.subjects_to(each.email) == ["1 follow-up overdue for 7 days"]
    assert len(postbox.subjects_to(priya.email)) == 8


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2026, 10, 25)])
def test_it_is_half_past_eight_in_london_on_both_sides_of_a_change_of_the_clocks(
    app: Flask, priya: StaffUser, ashford: Team, sunday: date
) -> None:
    kept = a_follow_up(a_carer(ashford), priya.id)
    with app.app_context():
        row = db.session.get_one(FollowUp, kept.id)
        row.promised_on, row.due_on = sunday - timedelta(days=9), sunday - timedelta(days=5)
        db.session.get_one(Appointment, db.session.scalar(sa.select(Appointment.id))).created_at = datetime(
            2026, 1, 1, tzinfo=UTC
        )
        db.session.flush()
        dues = follow_ups_today(at(sunday - timedelta(days=4), 0), at(sunday + timedelta(days=4), 0), (0, 7))
        db.session.rollback()
    assert {time_now.london(due.due_at).time() for due in dues} == {time(8, 30)}
    hours = {due.due_on: due.due_at.astimezone(UTC).hour for due in dues}
    assert hours[sunday - timedelta(days=3)] != hours[sunday + timedelta(days=3)]
    holidays = {date(2027, 3, 26), date(2027, 3, 29)}
    assert not holidays & set(hours), "Good Friday and Easter Monday are no working days"
    assert sunday not in hours


def test_a_promise_stands_in_the_calendar_of_whoever_answers(
    app: Flask, priya: StaffUser, kofi: StaffUser, ashford: Team
) -> None:
    for days in (3, 3):
        a_follow_up(a_carer(ashford), priya.id, due_in=days)
    with app.app_context():
        mine, theirs = (promises_due(Reader(each.id, None), time_now.today()) for each in (priya, kofi))
    assert [(each.entry.title, each.entry.day) for each in mine] == [("2 follow-ups", date(2027, 3, 5))]
    assert theirs == []


MONDAY, PRIYA, KOFI, GARETH, LEAD, TEAM = date(2027, 3, 8), *(UUID(int=each) for each in range(1, 6))
KOFI_SERVES, GARETH_SERVES = Serves(TEAM, KOFI, 1, date(2020, 1, 1)), Serves(TEAM, GARETH, 2, date(2020, 1, 1))
PRIYA_SERVES = Serves(TEAM, PRIYA, 0, date(2020, 1, 1))


@pytest.mark.one_database("sqlite")
@pytest.mark.parametrize(
    ("due_on", "serving", "told"),
    [
        (MONDAY, [PRIYA_SERVES, KOFI_SERVES], {PRIYA: Counts(today=1)}),
        (MONDAY, [KOFI_SERVES, GARETH_SERVES], {KOFI: Counts(today=1)}),
        (MONDAY, [GARETH_SERVES], {GARETH: Counts(today=1)}),
        (MONDAY, [], {LEAD: Counts(today=1)}),
        (date(2027, 3, 9), [PRIYA_SERVES], {PRIYA: Counts(soon=1)}),
        (date(2027, 3, 10), [PRIYA_SERVES], {}),
        # seven days after a Saturday is a Saturday: it is passed on the Monday after
        (date(2027, 2, 27), [PRIYA_SERVES, KOFI_SERVES], {PRIYA: Counts(overdue=1), KOFI: Counts(raised=1)}),
        (date(2027, 2, 26), [PRIYA_SERVES, KOFI_SERVES], {PRIYA: Counts(overdue=1)}),
        (date(2027, 3, 1), [KOFI_SERVES, GARETH_SERVES], {KOFI: Counts(overdue=1), GARETH: Counts(raised=1)}),
    ],
)
def test_who_is_told_what(due_on: date, serving: list[Serves], told: dict[UUID, Counts]) -> None:
    promised = [Promised(TEAM, PRIYA, due_on, 1, date(2027, 2, 1))]
    assert reckoned(promised, {TEAM: serving}, [LEAD], morning_of(MONDAY)) == told


@pytest.mark.one_database("sqlite")
def test_what_is_promised_in_the_morning_is_not_reminded_of_the_same_morning() -> None:
    assert reckoned([Promised(TEAM, PRIYA, MONDAY, 1, MONDAY)], {TEAM: [PRIYA_SERVES]}, [], morning_of(MONDAY)) == {}
