"""A pass with nothing due, in an outbox as full as asked for: what it asks the database, and what that costs.

Messages of other years are put by SQL. What a pass reads must not grow with them.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import process_time

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.outbox.models import Outgoing
from engage.outbox.rules import WAITING
from tests.benchmarks.measuring import Line, Slice, compare, for_a_while
from tests.benchmarks.places import Place
from tests.support.counting import counting

PASSES = 50
_KIND = "bench.idle"
# of a hundred messages 93 were taken, 5 stopped, one is uncertain and one is planned for next year
_STATE = "CASE o.ordinal % 100 WHEN 0 THEN 'planned' WHEN 1 THEN 'uncertain' WHEN 2 THEN 'suppressed' WHEN 3 THEN 'suppressed'\
 WHEN 4 THEN 'suppressed' WHEN 5 THEN 'suppressed' WHEN 6 THEN 'suppressed' ELSE 'accepted' END"


def lines(place: Place, messages: int, *, seconds: float) -> Iterator[Line]:
    """A pass of `tidy` and `send`, and one of the whole timetable, in an outbox of so many messages; beside one SELECT."""
    rows = fill(place, messages)
    passes = (
        ("of `tidy` and `send`", _two(place)),
        ("of everything", _all(place, asks=False)),
        ("of everything, where every room is asked, as twice a minute,", _all(place, asks=True)),
    )
    for work, once in passes:
        once()  # what is due is done before
        with counting(place.app) as cost:
            once()
        began = process_time()
        for _ in range(PASSES):
            once()
        own = (process_time() - began) / PASSES * 1000
        line = Line(f"A pass {work} with nothing due", place.name, "passes/s", "5 ms at 1,000,000")
        compare(line, _one_select(place), for_a_while(once), seconds=seconds)
        took = 1000 / statistics.median(line.subjects)
        line.note = f"{took:.1f} ms, {own:.1f} of our processor; {len(cost.statements)} statements; {rows:,} messages"
        yield line


def fill(place: Place, messages: int) -> int:
    """Have at least so many messages in the outbox, none of them due; how many there are."""
    now = clock.now()
    with place.app.app_context():
        waiting = sa.update(Outgoing).where(Outgoing.state.in_(WAITING), Outgoing.next_at <= now + timedelta(days=1))
        db.session.execute(waiting.values(next_at=now + timedelta(days=400)))
        missing = messages - _how_many()
        if missing > 0:
            people = db.session.scalar(sa.text("SELECT count(*) FROM person")) or 1
            said = {"kind": _KIND, "at": now - timedelta(days=90), "later": now + timedelta(days=365)}
            for words in _words(place, -(-missing // people)):
                times = [sa.bindparam(name, type_=Outgoing.next_at.type) for name in ("at", "later") if f":{name}" in words]
                db.session.execute(sa.text(words).bindparams(*times), {k: v for k, v in said.items() if f":{k}" in words})
        db.session.commit()
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
        return _how_many()


def _words(place: Place, numbers: int) -> tuple[str, str]:
    an_id = "lower(hex(randomblob(16)))" if place.name == "sqlite" else "gen_random_uuid()"
    about = "'00000000000000000000000000000001'"
    return (
        f"WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < {numbers})"  # noqa: S608 - words from this page and a number
        " INSERT INTO occasion (id, kind, about, ordinal, due_on, due_at, not_after, created_at)"
        f" SELECT {an_id}, :kind, {about}, at, '2026-01-01', :at, :later, :at FROM n",
        "INSERT INTO outgoing (id, occasion_id, kind, recipient_id, channel, category, state, turn, steps, next_at, attempts,"  # noqa: S608 - as above
        f" message_id, created_at, settled_at) SELECT {an_id}, o.id, o.kind, p.id, 'email', 'news', {_STATE}, 0, 3,"
        f" CASE o.ordinal % 100 WHEN 0 THEN o.not_after ELSE o.due_at END, 0, {an_id}, o.due_at, o.due_at"
        " FROM occasion o CROSS JOIN person p WHERE o.kind = :kind",
    )


def _how_many() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) or 0


def _one_select(place: Place) -> Slice:
    def ask() -> None:
        with place.app.app_context():
            db.session.execute(sa.select(1)).scalar_one()
            db.session.rollback()

    return for_a_while(ask)


def _two(place: Place) -> Callable[[], None]:
    def once() -> None:
        with at_work(place.app):
            tick(only="tidy the outbox")
            tick(only="send")

    return once


def _all(place: Place, *, asks: bool) -> Callable[[], None]:
    post = post_of(place.app)

    def once() -> None:
        post.ask_every = None if asks else timedelta(hours=1)
        with at_work(place.app):
            tick()

    return once
