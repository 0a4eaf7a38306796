"""The mail server away for six hours with 10,000 messages waiting: how often it is tried, and what the pages feel of it.

The pages are asked for by another process, from gunicorn, before, for a while meanwhile, and while the queue is drained.
After that while the worker's clock runs ahead of the wall: it is put on between two passes, as long as nothing is sent.
"""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
import time_machine

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.jobs import at_work, tick
from engage.jobs.sending import post_of
from engage.outbox.models import Breaker, Outgoing
from engage.outbox.rules import WAITING, State
from tests.benchmarks import servers
from tests.benchmarks.places import Place, place
from tests.crash import scene
from tests.crash.campaign import Field, Report, wait
from tests.crash.sink import FAIR, Running

PEOPLE = 1_000
PAGES = (("/team/messages", Role.LEAD), ("/team/people", Role.LEAD), ("/me", Role.MEMBER))
A_PASS_EVERY = timedelta(minutes=1)
TICK, A_WHILE = timedelta(seconds=2), timedelta(seconds=30)
"""How often the worker looks, and how long that is watched at its own pace; the rest of the six hours is run through."""
A_STRETCH = timedelta(seconds=60)
BETWEEN_PAGES, WARM_UPS = 0.03, 5


@dataclass
class Watch:
    """How long pages took, in milliseconds."""

    log: Path

    @property
    def words(self) -> str:
        took = [float(line) for line in self.log.read_text().splitlines()]
        if len(took) < 20:
            return f"{len(took)} pages"
        return f"95 % of {len(took)} pages within {statistics.quantiles(took, n=20)[-1]:.0f} ms"


def away(name: str, *, messages: int, seed: int, hours: int = 6) -> Report:
    """Fill, let the server be away, bring it back, drain; on SQLite or on a PostgreSQL that keeps its promises."""
    began = time.monotonic()
    with ExitStack() as stack:
        folder = stack.enter_context(servers.scratch())
        server = None if name == "sqlite" else stack.enter_context(servers.cluster(folder / "postgresql"))
        port, smtp = servers.free_port(), servers.free_port()
        here = stack.enter_context(place(name, folder, PEOPLE, server=server, port=port, smtp_port=smtp))
        _empty_the_outbox(here)
        ids = scene.fill(here.app, people_count=messages // scene.ONE_IN, numbers=scene.ONE_IN, category=scene.MIXED,
                         lasts=timedelta(days=2))  # fmt: skip
        stack.enter_context(servers.gunicorn("wsgi:app", here.environment, port=port))
        cookies = {role: here.cookie(role) for _, role in PAGES}
        for address, role in PAGES * WARM_UPS:
            _open(port, address, cookies[role])
        with _watched(port, cookies, folder / "quiet") as quiet:
            wait(20)
        traveller = stack.enter_context(time_machine.travel(clock.now(), tick=True))
        with scene.wired():
            with _watched(port, cookies, folder / "away") as meanwhile:
                _wait_for_the_server(here, traveller, A_WHILE // TICK, by=TICK)
            tried = _wait_for_the_server(here, traveller, timedelta(hours=hours) // A_PASS_EVERY, by=A_PASS_EVERY)
        sink = Running(folder / "taken.jsonl", FAIR, seed=seed, at=("127.0.0.1", smtp))
        stack.callback(sink.stop)
        with scene.wired(), _watched(port, cookies, folder / "drain") as draining:
            drained = _drain(here, traveller)
        where = Field(here.app, sink, folder, scene.MIXED)
        words = (
            f"mail server away for {hours} hours: tried {tried} times; drained {drained:.0f} s after its return;"
            f" pages: alone {quiet.words}, meanwhile {meanwhile.words}, while draining {draining.words}"
        )
        report = where.report(words, expected=len(ids) * scene.ONE_IN, began=began)
    if drained > 600:
        report.broken.append("draining took longer than ten minutes")
    return replace(report, seconds=time.monotonic() - began)


def _empty_the_outbox(here: Place) -> None:
    """What the invented trust has waiting is of kinds that are not wired here."""
    with at_work(here.app):
        waiting = sa.update(Outgoing).where(Outgoing.state.in_(WAITING))
        db.session.execute(waiting.values(state=State.CANCELLED, settled_at=clock.now()))
        db.session.commit()


def _wait_for_the_server(here: Place, traveller: time_machine.Traveller, passes: int, *, by: timedelta) -> int:
    """The worker's passes while nobody answers, so long after each other by its clock; how often it tried so far."""
    for _ in range(passes):
        began = time.monotonic()
        with at_work(here.app):
            tick()
        if by == TICK:
            wait(max(TICK.total_seconds() - (time.monotonic() - began), 0))
        else:
            traveller.move_to(clock.now() + by)
    with at_work(here.app):
        return db.session.scalars(sa.select(Breaker.faults)).one()


def _drain(here: Place, traveller: time_machine.Traveller) -> float:
    """Passes until nothing waits; how many seconds that took by the worker's clock, its rest included."""
    since, post = clock.now(), post_of(here.app)
    post.budget = A_STRETCH
    while scene.unfinished(here.app):
        with at_work(here.app):
            done = tick()
        if not done["send"]:
            traveller.move_to(clock.now() + timedelta(seconds=2))
    return (clock.now() - since).total_seconds()


@contextmanager
def _watched(port: int, cookies: dict[Role, str], log: Path) -> Iterator[Watch]:
    """Somebody who opens page after page in another process meanwhile."""
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _open_pages(port, cookies, log)
    try:
        yield Watch(log)
    finally:
        os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)


def _open_pages(port: int, cookies: dict[Role, str], log: Path) -> None:
    pause = threading.Event()
    with log.open("a", buffering=1) as kept:
        while True:
            for address, role in PAGES:
                kept.write(f"{_open(port, address, cookies[role]) * 1000:.1f}\n")
                pause.wait(BETWEEN_PAGES)


def _open(port: int, address: str, cookie: str) -> float:
    """Open one page; how many seconds that took."""
    began = time.perf_counter()
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    asking.request("GET", address, headers={"Cookie": cookie, "Host": f"127.0.0.1:{port}"})
    answer = asking.getresponse()
    answer.read()
    asking.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return time.perf_counter() - began
