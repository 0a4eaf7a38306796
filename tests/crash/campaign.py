"""The campaign: real workers on a real database and a real mail server, killed and paused while they send.

.venv/bin/python -m tests.crash --kills 1000 --pauses 100 --messages 50000 --database both
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask

from engage.db import db
from engage.jobs import at_work, tick
from engage.outbox.rules import Category
from tests.crash import oracle, scene, workers
from tests.crash.sink import FAIR, ROUGH, Faults, Running
from tests.support.installation import TOP, environment, installed

PATIENCE_SECONDS = 600
WRITING_CALLS = ("pwrite64", "fdatasync", "fsync", "sendto")


@dataclass
class Report:
    """What was done, what came of it, and what does not hold."""

    name: str
    messages: int
    kills: int
    pauses: int
    cuts: int
    arrived: int
    states: dict[str, int]
    stopped: int
    one_by_one: dict[str, int]
    seconds: float
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        came = ", ".join(f"{count:,} {state}" for state, count in sorted(self.states.items()))
        alone = ", ".join(f"{count:,} {state}" for state, count in sorted(self.one_by_one.items()))
        hurt = f"{self.kills:,} kills, {self.pauses} pauses, {self.cuts} cut lines, {self.stopped} withdrawals"
        verdict = "every invariant holds" if not self.broken else "BROKEN:\n    " + "\n    ".join(self.broken[:20])
        return (
            f"{self.name}: {self.messages:,} messages, {hurt}, {self.seconds:.0f} s: {came}"
            f" (of these one by one: {alone or 'none'}); {self.arrived:,} arrived: {verdict}"
        )


@dataclass
class Field:
    """One database, one mail server, and whoever works there."""

    app: Flask
    sink: Running
    folder: Path
    category: str = Category.REMINDER
    pids: list[int] = field(default_factory=list)
    kills: int = 0
    pauses: int = 0
    other_harm: int = 0

    def fork(self, work: Callable[[], Any]) -> int:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        return workers.forked(work)

    def hire(self, work: Callable[[], Any] | None = None) -> int:
        """One more worker, or somebody who works in a way of their own; the process."""
        self.pids.append(self.fork(work or (lambda: workers.loop(self.app))))
        return self.pids[-1]

    def kill(self, pid: int) -> None:
        self.pids.remove(pid)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    @property
    def at_once(self) -> int:
        """How many messages one kill strikes at where it strikes at a point."""
        return 3 if self.category == Category.NEWS else 1

    def fill(self, people_count: int = 1, numbers: int = 1, spread: timedelta = timedelta(0)) -> list[UUID]:
        """People with so many messages waiting for each."""
        return scene.fill(self.app, people_count=people_count, numbers=numbers, category=self.category, spread=spread)

    def warm_up(self) -> int:
        """Send one message in this process, so that forked workers begin at once; how many were sent."""
        self.fill()
        with scene.wired(), at_work(self.app):
            tick()
        return 1

    def let_go(self) -> None:
        """Nobody works here any more: what is read afterwards stands still. Not counted, since nothing was going on."""
        for pid in list(self.pids):
            self.kill(pid)

    def report(self, name: str, *, expected: int, began: float, stops: Path | None = None, clocks_differ: bool = False) -> Report:
        hurt = self.kills + self.pauses + self.sink.cuts() + self.other_harm
        story = oracle.read(self.app, taken=self.sink.taken(), expected=expected, hurt=hurt, stops=stops)
        story.clocks_differ = clocks_differ
        states = {state.value: count for state, count in story.states.items()}
        return Report(name, len(story.rows), self.kills, self.pauses, self.sink.cuts(), story.came, states,
                      len(story.stopped), dict(story.one_by_one), time.monotonic() - began, oracle.broken(story))  # fmt: skip


@contextmanager
def a_field(
    database_url: str, faults: Faults, seed: int, category: str = Category.REMINDER, *, at: str = "127.0.0.1"
) -> Iterator[Field]:
    """A field on a migrated database, its mail server at an address; at its end nobody works there any more."""
    with tempfile.TemporaryDirectory(prefix="engage-crash-") as folder:
        sink = Running(Path(folder) / "taken.jsonl", faults, seed=seed, at=(at, 0))
        where = Field(installed(database_url=database_url, smtp_url=sink.url), sink, Path(folder), category)
        try:
            yield where
        finally:
            where.let_go()
            sink.stop()
            with where.app.app_context():
                db.session.remove()
                db.engine.dispose()


def storm(
    database_url: str, *, kills: int, pauses: int, messages: int, hands: int, seed: int, category: str = Category.REMINDER,
    pace: float = 1,
) -> Report:  # fmt: skip
    """Kill and pause workers at random moments, cut lines, put off, and let people stop the newsletter meanwhile.

    In a mixed campaign one number of ten goes one by one, falling due all through it, and the others in sets. `pace`: how
    many times longer than on a machine that does nothing else a worker lives, so that it is killed at work and not at its start.
    """
    began, chance, numbers = time.monotonic(), random.Random(seed), scene.ONE_IN if category == scene.MIXED else 5  # noqa: S311
    with a_field(database_url, ROUGH, seed, category) as where:
        expected, takes = where.warm_up(), timedelta(seconds=kills * 0.1 * pace + pauses * 1.4)
        ids = where.fill(max(messages // numbers, 1), numbers, takes)
        expected, stops = expected + len(ids) * numbers, where.folder / "stops.jsonl"
        others = [where.fork(lambda: scene.storm(where.app, ids[::7], stops, seed=seed, over=takes))]
        others.append(where.fork(lambda: _again(where, ids, numbers)))
        for _ in range(hands):
            where.hire()
        while where.kills < kills or where.pauses < pauses:
            left = scene.unfinished(where.app)
            if left < hands * 3:
                numbers += 1
                expected += _more(where, ids, numbers)
            wait(chance.uniform(0.005, 0.12) * pace)
            _hurt(where, chance, pauses_left=pauses - where.pauses, kills_left=kills - where.kills)
            if where.kills / max(kills, 1) > 1.1 - left / expected:
                wait(0.2)
        for pid in others:
            os.waitpid(pid, 0)
        settle(where)
        return where.report("random moments", expected=expected, began=began, stops=stops)


def _hurt(where: Field, chance: random.Random, *, pauses_left: int, kills_left: int) -> None:
    victim = chance.choice(where.pids)
    if pauses_left > 0 and chance.random() < pauses_left / (pauses_left + max(kills_left, 0)):
        where.pauses += 1
        os.kill(victim, signal.SIGSTOP)
        wait(workers.LEASE.total_seconds() * 1.3)
        os.kill(victim, signal.SIGCONT)
        return
    where.kills += 1
    where.kill(victim)
    where.hire()


def _again(where: Field, ids: list[UUID], numbers: int) -> None:
    """Plan everything a second time, in another process, while it is being sent."""
    with at_work(where.app):
        scene.put(ids, numbers, where.category)
        db.session.commit()


def _more(where: Field, ids: list[UUID], numbers: int) -> int:
    with at_work(where.app):
        scene.put(ids, numbers, where.category)
        db.session.commit()
    return len(ids)


def settle(where: Field) -> None:
    """Let the workers finish, as long as they come on; then nobody works here any more."""
    until, least = time.monotonic() + PATIENCE_SECONDS, scene.unfinished(where.app)
    while (left := scene.unfinished(where.app)) and time.monotonic() < until:
        if left < least:
            until, least = time.monotonic() + PATIENCE_SECONDS, left
        wait(0.2)
    where.let_go()


def points(database_url: str, *, seed: int, category: str = Category.REMINDER, every: int = 1) -> Report:
    """Kill a worker at every point of a message's life, once each: before and after each statement, commit and word.

    Of news: three in two sets. `every`: only each so many-th point.
    """
    began = time.monotonic()
    with a_field(database_url, FAIR, seed, category) as where:
        counted, warmed = where.folder / "points", where.warm_up()
        where.fill(where.at_once)
        os.waitpid(where.fork(lambda: counted.write_text(str(workers.once(where.app, 0)))), 0)
        last = int(counted.read_text())
        chosen = range(1, last + 1, every)
        for point in chosen:
            _die_at(where, workers.once, point)
        where.hire()
        settle(where)
        return where.report(f"{len(chosen)} of {last} points", expected=warmed + (1 + len(chosen)) * where.at_once, began=began)


def system_calls(database_url: str, *, seed: int) -> Report:
    """Kill a worker at every system call with which it writes a file or says something, counted by strace."""
    began, expected = time.monotonic(), 0
    with a_field(database_url, FAIR, seed) as where:
        told = environment(database_url=database_url, smtp_url=where.sink.url)
        for call in WRITING_CALLS:
            for nth in itertools.count(1):
                where.fill()
                expected += 1
                was_killed = _strike(call, nth, told)
                where.kills += was_killed
                if not was_killed:
                    break
        where.hire()
        settle(where)
        return where.report("each writing system call", expected=expected, began=began)


def _strike(call: str, nth: int, told: dict[str, str]) -> bool:
    strace = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}"]
    done = subprocess.run(
        [*strace, sys.executable, "-m", "tests.crash.one_pass"], cwd=TOP, env=told, capture_output=True, check=False
    )
    return done.returncode != 0


def send_then_mark(database_url: str, *, seed: int, last: int = 24) -> Report:
    """The same with a worker that is known to be wrong, to see that the oracle says so."""
    began = time.monotonic()
    with a_field(database_url, FAIR, seed) as where:
        for point in range(1, last + 1):
            _die_at(where, workers.send_then_mark, point)
        os.waitpid(where.fork(lambda: workers.send_then_mark(where.app, 0)), 0)
        return where.report("send, then mark", expected=last, began=began)


def _die_at(where: Field, work: Callable[[Flask, int], Any], point: int) -> None:
    where.fill(where.at_once)
    pid = where.fork(lambda: work(where.app, point))
    where.kills += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL


def wait(seconds: float) -> None:
    """Let others work."""
    threading.Event().wait(seconds)
