"""A yes runs out: asked 60 and 14 days before, said again or not, ended in the ledger; and the same after new words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from engage.accounts.rules import Role
from engage.consent import actions, queries
from engage.consent.due import yes_runs_out
from engage.consent.models import Standing
from engage.consent.rules import ASKED, Action, Change, Route, number_of, place_of
from engage.db import db, is_sqlite
from engage.jobs import DUES
from engage.jobs.timetable import let_yeses_run_out
from engage.outbox.rules import Channel, Reason, State, Stop
from engage.outbox.rules.occurrences import is_by_hand
from engage.reminders import actions as reminders
from tests.factories.accounts import a_staff_user
from tests.factories.consent import a_decision
from tests.factories.outbox import state_of
from tests.factories.pool import a_member, the_account_of
from tests.journeys.walks import everything, may, put
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.databases import Maker, migrate, migrate_back
from tests.support.postbox import Postbox

Tick = Callable[[], object]
SAM = "sam@example.org"
SUBJECT = "Shall we keep sending this? Please answer by "
BEFORE = "0025_why_left"
LAST = date(2029, 3, 2)
"""Said on 2 March 2027, so it counts until the day before."""


@pytest.fixture
def sam(app: Flask) -> UUID:
    return a_member("Sam Okoro", called="Sam", email=SAM, gives=("newsletter", "surveys"))


def at(clock: Clock, day: date, hour: int = 10) -> None:
    clock.move_to(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def asked(postbox: Postbox) -> list[str]:
    return [subject for subject in postbox.subjects_to(SAM) if subject.startswith(SUBJECT)]


def test_asked_twice_then_it_ends_and_nothing_more_is_asked(
    app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox
) -> None:
    for days in (61, 60, 59, 15, 14, 13, 1):
        at(clock, LAST - timedelta(days=days))
        tick()
        tick()
        assert len(asked(postbox)) == {61: 0, 60: 1, 59: 1, 15: 1, 14: 2, 13: 2, 1: 2}[days], days
    assert asked(postbox) == [SUBJECT + "1 March 2029"] * 2
    assert may(app, sam, "newsletter")
    at(clock, LAST, hour=3)
    waiting = put(app, sam, "newsletter")
    assert not may(app, sam, "newsletter"), "by the day alone, before any job"
    tick()
    with app.app_context():
        assert [event.action for event in queries.history(sam)][:2] == [Action.EXPIRED] * 2
        assert {event.route for event in queries.history(sam)[:2]} == {Route.BY_ITSELF}
        assert queries.answer(sam, "newsletter", Channel.EMAIL) == Stop(Reason.RUN_OUT)
        assert queries.first_flaw(sam) is None
    assert state_of_in(app, waiting) == (State.SUPPRESSED, Reason.RUN_OUT)
    ledger = everything(app)["consent_event"]
    at(clock, LAST + timedelta(days=30))
    tick()
    assert (len(asked(postbox)), everything(app)["consent_event"]) == (2, ledger)


def state_of_in(app: Flask, outgoing_id: UUID) -> tuple[State, Reason | None]:
    with app.app_context():
        return state_of(outgoing_id)


def test_yes_again_and_no_by_the_link_in_the_mail(
    app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox, browser: Browser
) -> None:
    at(clock, LAST - timedelta(days=60))
    tick()
    link = postbox.latest_to(SAM).link_to("/again")
    before = everything(app)
    page = browser.open(link)
    assert page.heading == "Shall we keep sending this?"
    assert "By e-mail. Your yes counts until 1 March 2029." in page.text
    assert everything(app) == before, "opening it changes nothing"
    assert "Thank you. We keep sending this." in browser.press("Yes, keep sending this: The newsletter").text
    assert "Surveys" in browser.here.text
    page = browser.press("No, stop: Surveys")
    assert "We have stopped this." in page.text
    assert "Nothing that you agreed to runs out soon." in page.text
    at(clock, LAST + timedelta(days=1))
    tick()
    assert (may(app, sam, "newsletter"), may(app, sam, "surveys")) == (True, False)
    assert len(asked(postbox)) == 1, "whoever answered is not asked again"
    with app.app_context():
        newsletter = next(each for each in queries.stood_on(sam, LAST) if each.purpose == "newsletter")
        assert (newsletter.action, newsletter.runs_out_on) == (Action.RENEWED, date(2031, 1, 1))
        assert queries.first_flaw(sam) is None
    assert browser.open("/c/not-a-link/again").status == 410


def plans(app: Flask, work: Callable[[], object]) -> list[str]:
    """How the database finds what some work reads of what stands."""
    read: list[tuple[str, object]] = []

    def note(_conn: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        read.append((statement, values))

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", note)
        work()
        sa.event.remove(db.engine, "before_cursor_execute", note)
        connection, explain = db.session.connection(), "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
        if not is_sqlite():
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        ours = [(statement, values) for statement, values in read if "FROM consent_standing" in statement]
        rows = [connection.exec_driver_sql(explain + statement, values).all() for statement, values in ours]  # type: ignore[arg-type]
        return [" ".join(str(part) for line in plan for part in line) for plan in rows]


def test_whom_to_ask_is_read_from_the_part_of_the_index_that_holds_nobody_asked(
    app: Flask, sam: UUID, tick: Tick, clock: Clock
) -> None:
    at(clock, LAST - timedelta(days=60))
    with app.app_context():
        now = clock.now
        assert [each.recipient_id for each in yes_runs_out(now - timedelta(days=14), now, (-60, -14))] == [sam]
    tick()
    with app.app_context():
        assert yes_runs_out(now - timedelta(days=14), now, (-60, -14)) == [], "whoever was asked is not looked at again"
        assert db.session.scalars(sa.select(Standing.times_asked).where(Standing.given)).all() == [3, 3], (
            "the last but one of four"
        )
    seen = plans(app, lambda: (yes_runs_out(now - timedelta(days=14), now, (-60, -14)), queries.run_out(now.date())))
    assert len(seen) == 2
    for plan in seen:
        assert "ix_consent_standing_runs_out" in plan, plan
        assert "SCAN consent_standing" not in plan, plan
        assert "times_asked" in plan, plan
    assert seen[0].count("ix_consent_standing_runs_out") == 2, "once for each time of asking"
    if "SEARCH" in seen[0]:
        assert seen[0].count("(times_asked=? AND expires_on=?)") == 2, "day by day, not from the first day on"


def test_a_yes_said_again_is_asked_about_anew(app: Flask, sam: UUID, tick: Tick, clock: Clock) -> None:
    at(clock, LAST - timedelta(days=60))
    tick()
    a_decision(sam, action=Action.RENEWED)
    with app.app_context():
        asked_of = sa.select(Standing.purpose, Standing.times_asked).where(Standing.given)
        assert {tuple(row) for row in db.session.execute(asked_of)} == {("newsletter", 0), ("surveys", 3)}


def test_nobody_is_asked_while_on_a_break(app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox) -> None:
    at(clock, LAST - timedelta(days=61))
    with app.app_context():
        actions.take_break(sam, months=None, at=clock.now)
        db.session.commit()
    at(clock, LAST - timedelta(days=60))
    tick()
    assert asked(postbox) == []


def publish(clock: Clock, change: Change, renew_by: date | None) -> None:
    purpose = queries.purpose_of("newsletter")
    assert purpose is not None
    by = a_staff_user(Role.INFORMATION_GOVERNANCE).id
    actions.draft(purpose, "Send me the newsletter and the yearly report.", by=by, at=clock.now)
    actions.publish(purpose, change=change, from_day=clock.now.date(), renew_by=renew_by, by=by, at=clock.now)
    db.session.commit()


def test_after_a_material_change_people_are_asked_once_and_once_more_and_then_it_ends(
    app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox, browser: Browser
) -> None:
    pat = a_member("Pat Example", email="pat@example.org", gives=("newsletter",))
    at(clock, date(2027, 4, 1))
    with app.app_context():
        publish(clock, Change.MATERIAL, date(2027, 5, 10))
    for day, mails in ((date(2027, 4, 2), 1), (date(2027, 4, 20), 1), (date(2027, 4, 26), 2), (date(2027, 5, 9), 2)):
        at(clock, day, hour=1)
        tick()
        at(clock, day)
        tick()
        assert len(asked(postbox)) == mails, day
    browser.sign_in_as(the_account_of(pat)).open("/me")
    browser.follow("Say whether you still want it")
    assert "These words are new since you said yes." in browser.here.text
    browser.press("Yes, keep sending this: The newsletter")
    assert may(app, sam, "newsletter")
    at(clock, date(2027, 5, 10))
    assert not may(app, sam, "newsletter")
    tick()
    assert (may(app, sam, "newsletter"), may(app, sam, "surveys"), may(app, pat, "newsletter")) == (False, True, True)
    with app.app_context():
        stands = {day: _newsletter(sam, day) for day in (date(2027, 4, 30), date(2027, 5, 9), date(2027, 5, 10))}
        assert stands == {
            date(2027, 4, 30): queries.Stance.YES,
            date(2027, 5, 9): queries.Stance.YES,
            date(2027, 5, 10): queries.Stance.RUN_OUT,
        }
        assert (queries.first_flaw(sam), queries.first_flaw(pat)) == (None, None)


def test_after_a_minor_change_nobody_is_asked(app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox) -> None:
    at(clock, date(2027, 4, 1))
    with app.app_context():
        publish(clock, Change.MINOR, None)
        assert let_yeses_run_out(clock.now) == {}
    at(clock, date(2027, 6, 1))
    tick()
    assert (asked(postbox), may(app, sam, "newsletter")) == ([], True)


def _newsletter(person_id: UUID, day: date) -> queries.Stance:
    return next(each.stance for each in queries.stood_on(person_id, day) if each.purpose == "newsletter")


def test_a_rule_asks_up_to_four_times_and_whoever_is_asked_less_often_from_then_on_keeps_the_last(
    app: Flask, sam: UUID, tick: Tick, clock: Clock, postbox: Postbox
) -> None:
    [reminder] = [each for each in DUES if each.kind == queries.RENEW]

    def decided(*offsets: int) -> None:
        with app.app_context():
            rule = replace(reminder.starter, offsets=offsets, most=4)
            reminders.change(reminder, rule, by=a_staff_user(Role.LEAD).id)
            db.session.commit()

    at(clock, LAST - timedelta(days=70))
    decided(-60, -45, -30, -7)
    for days, times in ((60, 1), (50, 1), (45, 2), (44, 2)):
        at(clock, LAST - timedelta(days=days))
        tick()
        assert len(asked(postbox)) == times, days
    decided(-60, -14)
    for days, times in ((30, 2), (14, 3), (7, 3)):
        at(clock, LAST - timedelta(days=days))
        tick()
        assert len(asked(postbox)) == times, days
    with app.app_context():
        assert db.session.scalars(sa.select(Standing.times_asked).where(Standing.given)).all() == [ASKED, ASKED]


def test_the_last_two_times_keep_the_numbers_of_earlier_versions() -> None:
    numbers = {(days, place): number_of(LAST + timedelta(days=days), place) for days in range(900) for place in range(ASKED)}
    assert len(set(numbers.values())) == len(numbers)
    assert [numbers[0, place] for place in (2, 3)] == [LAST.toordinal() * 2, LAST.toordinal() * 2 + 1]
    assert all(place_of(number) == place and not is_by_hand(number) for (_, place), number in numbers.items())


def test_who_was_asked_by_an_earlier_version_is_not_asked_anew(maker: Maker) -> None:
    with maker.bare() as url:
        migrate(url, to=BEFORE)
        engine, known = sa.create_engine(url), sa.MetaData()
        person = uuid4().hex if engine.dialect.name == "sqlite" else uuid4()
        now = datetime.fromisoformat("2026-11-20 09:00:00")
        with engine.begin() as connection:
            known.reflect(connection, only=["person", "consent_standing"])
            connection.execute(known.tables["person"].insert(), {
                "id": person, "number": "AAAA-0001", "full_name": "Sam", "search_name": "sam", "link_serial": 0,
                "created_at": now,
            })  # fmt: skip
            for times in range(3):
                key = uuid4().hex if engine.dialect.name == "sqlite" else uuid4()
                connection.execute(known.tables["consent_standing"].insert(), {
                    "id": key, "person_id": person, "purpose": f"p{times}", "channel": "email", "given": True, "since": now,
                    "event_id": key, "version": 1, "times_asked": times,
                })  # fmt: skip
        asked_of = sa.text("SELECT times_asked FROM consent_standing ORDER BY purpose")
        for step, expected in (
            (migrate, [0, 3, 4]),
            (lambda at: migrate_back(at, to=BEFORE), [0, 1, 2]),
            (migrate, [0, 3, 4]),
        ):
            step(url)
            with engine.connect() as connection:
                assert connection.execute(asked_of).scalars().all() == expected
        engine.dispose()
