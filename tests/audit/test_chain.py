"""The chain of who did what: whoever changes, takes out or puts in an event is found out, whatever the database lets them do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
import structlog
from click.testing import CliRunner, Result
from flask import Flask

from config import settings_from
from engage import clock as time_of_day
from engage import jobs
from engage.audit.actions import record
from engage.audit.models import Event
from engage.audit.queries.chain import Verdict, newest_head, verdict
from engage.cli import engage as command
from engage.db import db, is_sqlite
from tests.support.clock import Clock
from tests.support.installation import environment
from tests.support.postbox import Postbox

Tick = Callable[[], object]
ABOUT = UUID(int=7)


@pytest.fixture
def events(app: Flask, tick: Tick, clock: Clock) -> list[UUID]:
    """Five events, one a minute, linked."""
    with app.app_context():
        for number in range(5):
            record("changed", kind="person", about=ABOUT, by=None, number=number)
            db.session.commit()
            clock.forward(minutes=1)
        found = list(db.session.scalars(sa.select(Event.id).order_by(Event.at)))
    tick()
    return found


def asked(app: Flask, *, since: str | None = None) -> Verdict:
    with app.app_context():
        return verdict(time_of_day.now(), since=since)


def tamper(app: Flask, statement: str, **values: object) -> None:
    """What somebody with the database in hand can do: the triggers do not stop them."""
    with app.app_context():
        for table in ("audit_event", "audit_link"):
            if is_sqlite():
                for verb in ("update", "delete"):
                    db.session.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
            else:
                db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_added_only"))
        told = sa.text(statement).bindparams(*(sa.bindparam(name, type_=sa.Uuid()) for name in values))
        db.session.execute(told, values)
        db.session.commit()


def test_what_nobody_touched_holds_and_goes_on(app: Flask, events: list[UUID], tick: Tick, clock: Clock) -> None:
    first = asked(app)
    assert (first.links, first.broken) == (5, None)
    with app.app_context():
        record("changed", kind="person", about=ABOUT, by=None)
        db.session.commit()
    clock.forward(minutes=1)
    tick()
    then = asked(app, since=first.head)
    assert (then.links, then.broken) == (6, None)
    assert then.head != first.head


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_event SET what = 'other' WHERE id = :third", "link 3: event {third}, dated 2027-03-02 10:02"),
        ("UPDATE audit_event SET detail = '{{\"number\": 9}}' WHERE id = :third", "link 3: event {third}"),
        ("UPDATE audit_event SET by = id WHERE id = :third", "link 3: event {third}"),
        ("DELETE FROM audit_event WHERE id = :third", "link 3: event {third} was taken out"),
        ("DELETE FROM audit_link WHERE id = :third", "link 3 is missing"),
        ("UPDATE audit_link SET hash = 'x' WHERE id = :third", "link 3: event {third}"),
    ],
)
def test_the_first_broken_place_is_named(app: Flask, events: list[UUID], statement: str, said: str) -> None:
    tamper(app, statement.replace("{{", "{").replace("}}", "}"), third=events[2])
    broken = asked(app).broken
    assert broken is not None
    assert broken.startswith(said.format(third=events[2]))


def test_an_event_that_is_put_in_with_a_time_that_has_passed_is_found(app: Flask, events: list[UUID], tick: Tick) -> None:
    with app.app_context():
        put_in = Event(at=time_of_day.now() - timedelta(hours=1), what="changed", kind="person", by=None, about=ABOUT, detail={})
        db.session.add(put_in)
        db.session.commit()
        named = str(put_in.id)
    tick()
    broken = asked(app).broken
    assert broken is not None
    assert named in broken
    assert broken.endswith("was put in afterwards")


def test_an_event_that_comes_to_light_a_little_later_is_linked_behind_the_others(
    app: Flask, events: list[UUID], tick: Tick
) -> None:
    with app.app_context():
        at = time_of_day.now() - timedelta(minutes=5)
        db.session.add(Event(at=at, what="imported", kind="person", by=None, about=ABOUT, detail={}))
        db.session.commit()
    tick()
    assert (asked(app).links, asked(app).broken) == (6, None)


def test_a_clock_that_was_wrong_for_a_while_stops_nothing(app: Flask, events: list[UUID], tick: Tick, clock: Clock) -> None:
    for day, most in (("2028-01-01", 6), ("2027-03-02", 7)):
        clock.move_to(datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        with app.app_context():
            record("changed", kind="person", about=ABOUT, by=None)
            db.session.commit()
        tick()
        assert (asked(app).links, asked(app).broken) == (most, None)


def test_cutting_off_the_end_shows_against_a_head_that_was_kept(app: Flask, events: list[UUID]) -> None:
    kept = asked(app).head
    last = {"last": events[4]}
    tamper(app, "DELETE FROM audit_link WHERE id = :last", **last)
    tamper(app, "DELETE FROM audit_event WHERE id = :last", **last)
    assert asked(app).broken is None
    broken = asked(app, since=kept).broken
    assert broken is not None
    assert "is not in the chain" in broken


def test_what_was_there_before_the_chain_is_linked_a_part_at_a_time(app: Flask, clock: Clock) -> None:
    with app.app_context():
        rows = [{"at": time_of_day.now(), "what": "old", "kind": "person", "by": None, "about": None, "detail": {}}] * 2500
        db.session.execute(sa.insert(Event), rows)
        db.session.commit()
    with jobs.at_work(app):
        tallies = [jobs.tick(only="link events")["link events"] for _ in range(3)]
    assert tallies == [{"linked": 2000}, {"linked": 500}, {}]
    assert asked(app).broken is None


def test_at_the_terminal(app: Flask, events: list[UUID], database_url: str, postbox: Postbox) -> None:
    told = environment(database_url=database_url, smtp_url=postbox.url)

    def typed(*words: str) -> Result:
        return CliRunner().invoke(command, ["audit", *words], obj=lambda: settings_from(told), prog_name="engage")

    head = typed("head").stdout.strip()
    assert head.startswith("5-")
    assert "The chain holds: 5 links." in typed("verify", "--since", head).output
    assert typed("head", "--since", head).exit_code == 0
    assert "is not a head" in typed("verify", "--since", "soon").output
    tamper(app, "DELETE FROM audit_event WHERE id = :first", first=events[0])
    refused = typed("verify", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["broken"].startswith("link 1: event")
    with app.app_context():
        assert newest_head() == head


def test_the_head_goes_to_the_log_every_night(app: Flask, events: list[UUID], tick: Tick, clock: Clock) -> None:
    clock.move_to(datetime.fromisoformat("2027-03-03T04:15:00+00:00"))
    with structlog.testing.capture_logs() as heard:
        tick()
    assert asked(app).head in [line.get("id") for line in heard]
