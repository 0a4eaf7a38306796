"""Planning many messages beside one INSERT ... SELECT, and how soon a single mail leaves meanwhile."""

from __future__ import annotations

import statistics
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.jobs import at_work, tick
from engage.outbox import actions
from engage.outbox.models import Outgoing
from engage.outbox.rules import Category, Due, State
from engage.people.models import Person
from tests.benchmarks.measuring import Line, Slice, compare, for_a_while
from tests.benchmarks.places import Place
from tests.crash import scene

AT_ONCE = 5_000
NEWS_SENT, MAILS = 4_000, 12
LASTS = timedelta(days=3)
_NOBODY = UUID(int=0)


def lines(place: Place, *, seconds: float) -> Iterator[Line]:
    """Rows a second, both rolled back, and seconds until a mail was taken."""
    yield from planning(place, seconds=seconds)
    prompt = Line("Single mails while news goes out: seconds until taken", place.name, "", "p95 10 s")
    waits = sorted(_waits(place))
    prompt.floors, prompt.subjects, prompt.ratios = [10.0], [waits[int(len(waits) * 0.95) - 1]], [waits[-1] / 10]
    prompt.note = f"{len(waits)} mails, median {statistics.median(waits):.2f}, longest {waits[-1]:.2f} s"
    yield prompt


def planning(place: Place, *, seconds: float) -> Iterator[Line]:
    """Rows a second, both rolled back."""
    ids = _ids(place)
    alike = Line(f"Planning one message for {len(ids):,} people", place.name, "messages/s", "0.5")
    yield compare(alike, _raw(place, len(ids)), _undone(place, lambda: _to_all(ids), len(ids)), seconds=seconds)
    for words, floor in (("both their rows", _raw_each), ("one row each", _raw)):
        line = Line(
            f"Planning {len(ids):,} reminders, each about something else, beside {words}", place.name, "messages/s", "0.5"
        )
        yield compare(line, floor(place, len(ids)), _undone(place, lambda: _each_its_own(ids), len(ids)), seconds=seconds)


def _ids(place: Place) -> list[UUID]:
    with place.app.app_context():
        return list(db.session.scalars(sa.select(Person.id).limit(AT_ONCE)))


def _a_due(person_id: UUID, now: datetime, *, about: UUID, category: Category) -> Due:
    return Due("bench.plan", about, person_id, now, now + LASTS, clock.day_of(now), category=category)


def _to_all(ids: list[UUID]) -> None:
    actions.put_to_all(_a_due(ids[0], clock.now(), about=uuid.uuid4(), category=Category.NEWS), ids)


def _each_its_own(ids: list[UUID]) -> None:
    """As the rows beside it: all due at one instant, each about the person it is for."""
    now = clock.now()
    actions.put_all(_a_due(person_id, now, about=person_id, category=Category.REMINDER) for person_id in ids)


_OUTGOING = (
    "INSERT INTO outgoing (id, occasion_id, kind, recipient_id, channel, category, state, turn, steps, next_at, attempts,"
    " message_id, created_at)"
)
_OCCASION = "INSERT INTO occasion (id, kind, about, ordinal, due_on, due_at, not_after, created_at)"


def _raw(place: Place, many: int) -> Slice:
    """The rows of one message for many as one statement makes them, with ids the database draws."""
    an_id = _an_id(place)
    said = _of_time(
        f"{_OUTGOING} SELECT {an_id}, :occasion, 'bench.plan', id, 'email', 'news', 'queued', 0, 0, :at, 0,"  # noqa: S608 - words from this page and a number
        f" {an_id}, :at FROM person LIMIT {many}"
    ).bindparams(sa.bindparam("occasion", type_=sa.Uuid()))

    def put() -> None:
        actions.put(_a_due(_NOBODY, clock.now(), about=_NOBODY, category=Category.NEWS))
        occasion = db.session.scalar(sa.select(Outgoing.occasion_id).where(Outgoing.kind == "bench.plan").limit(1))
        db.session.execute(sa.delete(Outgoing).where(Outgoing.kind == "bench.plan"))
        db.session.execute(said, {"occasion": occasion, "at": clock.now()})

    return _undone(place, put, many)


def _raw_each(place: Place, many: int) -> Slice:
    """The rows of reminders that differ, an occasion and a message for each, as one statement a table makes them."""
    an_id = _an_id(place)
    about = _of_time(
        f"{_OCCASION} SELECT {an_id}, 'bench.plan', id, 0, '2026-11-22', :at, :at, :at FROM person LIMIT {many}"  # noqa: S608 - words from this page and a number
    )
    said = _of_time(
        f"{_OUTGOING} SELECT {an_id}, id, kind, about, 'email', 'reminder', 'queued', 0, 0, due_at, 0, {an_id}, :at"  # noqa: S608 - words from this page
        " FROM occasion WHERE kind = 'bench.plan'"
    )

    def put() -> None:
        db.session.execute(about, {"at": clock.now()})
        db.session.execute(said, {"at": clock.now()})

    return _undone(place, put, many)


def _an_id(place: Place) -> str:
    return "lower(hex(randomblob(16)))" if place.name == "sqlite" else "gen_random_uuid()"


def _of_time(words: str) -> sa.TextClause:
    return sa.text(words).bindparams(sa.bindparam("at", type_=Outgoing.next_at.type))


def _undone(place: Place, put: Callable[[], object], many: int) -> Slice:
    """Rows a second of something that is rolled back each time."""

    def once() -> None:
        with place.app.app_context():
            put()
            db.session.rollback()

    each = for_a_while(once)
    return lambda seconds: each(seconds) * many


def _waits(place: Place) -> list[float]:
    """How long a mail about signing in waited from its commit until it was taken, while a set after the other went out."""
    with scene.wired():
        _put_aside(place)
        ids = scene.fill(place.app, people_count=NEWS_SENT, numbers=3, category=Category.NEWS)
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


def _put_aside(place: Place) -> None:
    """What other measurements left waiting does not go first."""
    now = clock.now()
    with place.app.app_context():
        left = sa.update(Outgoing).where(Outgoing.state == State.QUEUED, Outgoing.next_at <= now + timedelta(days=1))
        db.session.execute(left.values(next_at=now + timedelta(days=400)))
        db.session.commit()


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
