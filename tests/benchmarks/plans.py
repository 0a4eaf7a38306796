"""Planning many messages beside one INSERT ... SELECT, a pass with nothing due, and how soon a single mail leaves meanwhile."""

from __future__ import annotations

import statistics
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.jobs import at_work, tick
from engage.outbox import actions
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Due
from engage.people.models import Person
from tests.benchmarks.measuring import Line, Slice, compare, for_a_while
from tests.benchmarks.places import Place
from tests.crash import scene

AT_ONCE = 5_000
NEWS_SENT, MAILS = 4_000, 12


def lines(place: Place, *, seconds: float) -> Iterator[Line]:
    """Rows a second, both rolled back; passes a second beside one SELECT; and seconds until a mail was taken."""
    ids = _ids(place)
    alike = Line(f"Planning one message for {len(ids):,} people", place.name, "messages/s", "0.5")
    yield compare(alike, _raw(place, ids), _planned(place, ids, _to_all), seconds=seconds)
    each = Line(f"Planning {len(ids):,} reminders, each about something else", place.name, "messages/s", "0.5")
    yield compare(each, _raw(place, ids), _planned(place, ids, _each_its_own), seconds=seconds)
    yield from idle(place, seconds=seconds)
    prompt = Line("Single mails while news goes out: seconds until taken", place.name, "", "p95 10 s")
    waits = sorted(_waits(place))
    prompt.floors, prompt.subjects, prompt.ratios = [10.0], [waits[int(len(waits) * 0.95) - 1]], [waits[-1] / 10]
    prompt.note = f"{len(waits)} mails, median {statistics.median(waits):.2f}, longest {waits[-1]:.2f} s"
    yield prompt


def idle(place: Place, *, seconds: float) -> Iterator[Line]:
    """A pass with nothing due, beside one SELECT."""
    with place.app.app_context():
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) or 0
    line = Line("A pass with nothing due", place.name, "passes/s", "5 ms at 1,000,000")
    compare(line, _one_select(place), _idle(place), seconds=seconds)
    line.note = f"{1000 / statistics.median(line.subjects):.1f} ms, {rows:,} messages in the outbox"
    yield line


def _ids(place: Place) -> list[UUID]:
    with place.app.app_context():
        return list(db.session.scalars(sa.select(Person.id).limit(AT_ONCE)))


def _a_due(person_id: UUID, category: Category = Category.NEWS) -> Due:
    now = clock.now()
    return Due("bench.plan", uuid.uuid4(), person_id, now, now + timedelta(days=3), clock.day_of(now), category=category)


def _to_all(ids: list[UUID]) -> None:
    actions.put_to_all(_a_due(ids[0]), ids)


def _each_its_own(ids: list[UUID]) -> None:
    actions.put_many(_a_due(person_id, Category.REMINDER) for person_id in ids)


def _planned(place: Place, ids: list[UUID], plan: Callable[[list[UUID]], None]) -> Slice:
    def put() -> None:
        with place.app.app_context():
            plan(ids)
            db.session.rollback()

    each = for_a_while(put)
    return lambda seconds: each(seconds) * len(ids)


def _raw(place: Place, ids: list[UUID]) -> Slice:
    """The rows as one statement makes them, with ids the database draws."""
    an_id = "lower(hex(randomblob(16)))" if place.name == "sqlite" else "gen_random_uuid()"
    said = sa.text(
        "INSERT INTO outgoing (id, occasion_id, kind, recipient_id, channel, category, state, turn, steps, next_at, attempts,"  # noqa: S608 - a word from this page and a number
        f" message_id, created_at) SELECT {an_id}, :occasion, 'bench.plan', id, 'email', 'news', 'queued', 0, 0, :at, 0,"
        f" {an_id}, :at FROM person LIMIT {len(ids)}"
    ).bindparams(sa.bindparam("occasion", type_=sa.Uuid()), sa.bindparam("at", type_=Outgoing.next_at.type))

    def put() -> None:
        with place.app.app_context():
            actions.put(_a_due(ids[0]))
            occasion = db.session.scalar(sa.select(Outgoing.occasion_id).where(Outgoing.kind == "bench.plan").limit(1))
            db.session.execute(sa.delete(Outgoing).where(Outgoing.kind == "bench.plan"))
            db.session.execute(said, {"occasion": occasion, "at": clock.now()})
            db.session.rollback()

    each = for_a_while(put)
    return lambda seconds: each(seconds) * len(ids)


def _one_select(place: Place) -> Slice:
    def ask() -> None:
        with place.app.app_context():
            db.session.execute(sa.select(1)).scalar_one()
            db.session.rollback()

    return for_a_while(ask)


def _idle(place: Place) -> Slice:
    def once() -> None:
        with at_work(place.app):
            tick(only="tidy the outbox")
            tick(only="send")

    return for_a_while(once)


def _waits(place: Place) -> list[float]:
    """How long a mail about signing in waited from its commit until it was taken, while a set after the other went out."""
    with scene.wired():
        ids = scene.fill(place.app, people_count=NEWS_SENT, numbers=1, category=Category.NEWS)
        asking = threading.Thread(target=_ask, args=(place, ids[:MAILS]))
        asking.start()
        while asking.is_alive():
            with at_work(place.app):
                tick(only="send")
        asking.join()
        with at_work(place.app):
            tick(only="send")
            urgent = (Outgoing.kind == scene.RECEIPT, Outgoing.recipient_id.in_(ids[:MAILS]), Outgoing.settled_at.is_not(None))
            rows = db.session.execute(sa.select(Outgoing.created_at, Outgoing.settled_at).where(*urgent)).all()
            return [(row.settled_at - row.created_at).total_seconds() for row in rows if row.settled_at]


def _ask(place: Place, ids: list[UUID]) -> None:
    pause = threading.Event()
    for person_id in ids:
        pause.wait(0.25)
        with place.app.app_context():
            now = clock.now()
            actions.put(
                Due(scene.RECEIPT, uuid.uuid4(), person_id, now, now + timedelta(minutes=10), clock.day_of(now),
                    category=Category.SECURITY)
            )  # fmt: skip
            db.session.commit()
