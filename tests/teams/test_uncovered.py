"""Teams without a champion: since when, for whoever asks, and the mails that go until somebody is appointed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engage import clock as the_clock
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.db import db
from engage.teams.models import Team
from engage.teams.queries import answerable, has_champion, uncovered
from engage.teams.rules import Part, service, without_since
from tests.factories.accounts import a_staff_user
from tests.factories.carers import a_team, an_appointment
from tests.support.clock import Clock
from tests.support.postbox import Postbox

DAY0 = date(2027, 3, 1)
DAYS = st.integers(0, 40)
SERVED = st.tuples(
    DAYS, st.none() | st.integers(0, 20), st.none() | st.integers(0, 20), st.none() | st.integers(0, 40), st.booleans()
)  # begins, for so many days, ended after so many, the account was suspended on a day, as deputy


@given(many=st.lists(SERVED, max_size=4), opened=DAYS, after=st.lists(DAYS, min_size=1, max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_statement_says_what_the_rule_says(
    app: Flask, many: list[tuple[int, int | None, int | None, int | None, bool]], opened: int, after: list[int]
) -> None:
    with app.app_context():
        accounts = db.session.scalars(sa.select(User).where(User.role == Role.CHAMPION).order_by(User.id)).all()
        accounts = accounts or [db.session.get_one(User, a_staff_user(Role.CHAMPION).id) for _ in range(4)]
        db.session.commit()  # setting an account up takes longest, so they serve every example
        team, services, serving = a_team(), [], []
        team.opened_on = DAY0 + timedelta(days=opened)
        for account, (begins, length, ended, suspended, is_deputy) in zip(accounts, many, strict=False):
            first = DAY0 + timedelta(days=begins)
            last = None if length is None else first + timedelta(days=length)
            ended_at = None if ended is None or (length is not None and ended > length) else at(first + timedelta(days=ended))
            gone_at = None if suspended is None else at(DAY0 + timedelta(days=suspended))
            account.suspended_at = gone_at
            kept = an_appointment(
                team,
                account.id,
                starts_on=first,
                last_day=last,
                ended_at=ended_at,
                part=Part.DEPUTY if is_deputy else Part.CHAMPION,
            )
            serving.append((kept, gone_at))
            services += [] if is_deputy else [service(first, last, ended_at, gone_at)]
        db.session.flush()
        whens = {DAY0 + timedelta(days=40 + more) for more in after}
        for day in whens:
            said = {gap.team_id: gap.since for gap in uncovered(day)}
            assert said.get(team.id) == without_since(day, team.opened_on, services)
            first_to_answer = answerable([team.id], day)[team.id].first
            champions = [kept for kept, gone in serving if kept.part is Part.CHAMPION and gone is None and holds(kept, day)]
            assert (team.id not in said) == bool(champions)
            assert not champions or first_to_answer in {kept.account_id for kept in champions}
            assert db.session.query(Team).filter(has_champion(day)).count() == (team.id not in said)
        db.session.rollback()


def at(day: date) -> datetime:
    return the_clock.at(day, time(23, 30))


def holds(kept: object, day: date) -> bool:
    starts_on, last_day, ended_at = (getattr(kept, name) for name in ("starts_on", "last_day", "ended_at"))
    return starts_on <= day and (last_day is None or day <= last_day) and ended_at is None


def test_the_manager_hears_after_a_day_and_the_lead_after_fourteen_unless_somebody_is_appointed(
    app: Flask, clock: Clock, postbox: Postbox, tick: Callable[[], object]
) -> None:
    lead, sam = a_staff_user(Role.CARER_LEAD), a_staff_user(Role.TEAM_MANAGER)
    priya, femi = a_staff_user(Role.CHAMPION), a_staff_user(Role.CHAMPION)
    left, covered, unmanaged = (a_team(name=name, manager_id=m) for name, m in (("A", sam.id), ("B", sam.id), ("C", None)))
    for team in (left, covered, unmanaged):
        an_appointment(team, priya.id, last_day=date(2027, 3, 2))
    postbox.empty()
    clock.move_to(datetime(2027, 3, 4, 9, 1, tzinfo=UTC))
    tick()
    assert sorted(postbox.subjects_to(sam.email)) == ["A has no carer champion", "B has no carer champion"]
    assert postbox.subjects_to(lead.email) == ["C has no carer champion"], "nobody manages it"
    an_appointment(covered, femi.id, starts_on=date(2027, 3, 10))
    postbox.empty()
    clock.move_to(datetime(2027, 3, 17, 9, 1, tzinfo=UTC))
    tick()
    tick()
    assert postbox.subjects_to(sam.email) == ["A has no carer champion"]
    assert sorted(postbox.subjects_to(lead.email)) == ["A has no carer champion", "C has no carer champion"]
    assert "That is 14 days." in postbox.latest_to(sam.email).text
    assert len(postbox.all()) == 3


def test_an_appointment_between_queuing_and_sending_stops_the_mail(
    app: Flask, clock: Clock, postbox: Postbox, tick: Callable[[], object]
) -> None:
    sam, priya, femi = a_staff_user(Role.TEAM_MANAGER), a_staff_user(Role.CHAMPION), a_staff_user(Role.CHAMPION)
    team = a_team(name="A", manager_id=sam.id)
    an_appointment(team, priya.id, last_day=date(2027, 3, 2))
    postbox.empty()
    postbox.answers[sam.email] = "451 later"
    clock.move_to(datetime(2027, 3, 4, 9, 1, tzinfo=UTC))
    tick()
    postbox.answers.clear()
    an_appointment(team, femi.id, starts_on=date(2027, 3, 4))
    clock.forward(hours=4)
    tick()
    assert postbox.all() == []
