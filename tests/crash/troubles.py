"""What else befalls real workers: the database restarted, the disk full and freed, the clock of one of two put back and forth."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from engage.db import db
from engage.outbox.rules import State
from tests.crash import scene, workers
from tests.crash.campaign import Field, Report, a_field, settle, wait
from tests.crash.sink import FAIR
from tests.support.postgresql import Cluster

HOUR = timedelta(hours=1)
HANDS = 2
SMALLER_THAN_ANY_FILE = 65_536
Deed = Callable[[Field], object]


@contextmanager
def at_it(database_url: str, *, messages: int, seed: int) -> Iterator[tuple[Field, int]]:
    """A field where so many messages wait, sets and single ones; how many rows there are to be."""
    numbers = scene.ONE_IN
    with a_field(database_url, FAIR, seed, scene.MIXED) as where:
        warmed = where.warm_up()
        ids = where.fill(max(messages // numbers, 1), numbers)
        yield where, warmed + len(ids) * numbers


def restarts(database_url: str, cluster: Cluster, *, messages: int, seed: int, times: int, away: float) -> Report:
    """Stop the database server in the middle of everything, again and again, and start it some seconds later."""
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - chance, not secrets
    with at_it(database_url, messages=messages, seed=seed) as (where, expected):
        for _ in range(HANDS):
            where.hire()
        for place in range(times):
            _until(where, lambda left, place=place: left < expected * (1 - (place + 1) / (times + 1)))
            with where.app.app_context():
                db.session.remove()
                db.engine.dispose()
            cluster.halt(chance.choice(("fast", "immediate")))
            wait(away)
            cluster.go_on()
        _until(where, lambda left: left == 0)
        _late_answers(where)
        where.other_harm = times * HANDS
        settle(where)
        return where.report(f"{times} restarts of the database, {away:g} s each", expected=expected, began=began)


def file_limit(database_url: str, *, messages: int, seed: int) -> Report:
    """No file of the worker's may grow any more in the middle of everything, and after a while they may again."""

    def cramp(where: Field) -> None:
        _limit(where, SMALLER_THAN_ANY_FILE)

    return _full(database_url, cramp, lambda where: _limit(where, resource.RLIM_INFINITY), messages=messages, seed=seed,
                 name="no file may grow, then freed")  # fmt: skip


def _limit(where: Field, size: int) -> None:
    for pid in where.pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def disk_full(*, template: Path, messages: int, seed: int, megabytes: int = 60) -> Report:
    """SQLite on a small disk of its own that somebody else fills in the middle of everything, and then frees. Needs root."""
    with a_small_disk(megabytes) as folder:
        path, balloon = folder / "test.db", folder / "balloon"
        shutil.copyfile(template, path)

        def fill(_where: Field) -> None:
            with balloon.open("wb", buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(4096))
                except OSError:
                    return

        return _full(f"sqlite:///{path}", fill, lambda _where: balloon.unlink(), messages=messages, seed=seed,
                     name=f"a disk of {megabytes} MB full, then freed")  # fmt: skip


def _full(url: str, fill: Deed, free: Deed, *, messages: int, seed: int, name: str) -> Report:
    began = time.monotonic()
    with at_it(url, messages=messages, seed=seed) as (where, expected):
        pid = where.hire()
        _until(where, lambda left: left < expected * 0.8)
        fill(where)
        stood = _stands_still(where)
        still_there = os.waitpid(pid, os.WNOHANG) == (0, 0)
        where.other_harm += 1
        free(where)
        settle(where)
        report = where.report(f"{name} when {stood:,} had arrived", expected=expected, began=began)
    if not still_there:
        report.broken.append("the worker died of a full disk")
    if stood >= report.arrived:
        report.broken.append("the disk was never full while anything waited")
    return report


def clocks(database_url: str, *, messages: int, seed: int) -> Report:
    """Two workers, and the clock of one is put an hour forward and back all the time, while people stop the newsletter."""
    began, numbers = time.monotonic(), scene.ONE_IN
    with a_field(database_url, FAIR, seed, scene.MIXED) as where:
        expected, stops, steps = where.warm_up(), where.folder / "stops.jsonl", where.folder / "steps"
        ids = where.fill(max(messages // numbers, 1), numbers)
        expected += len(ids) * numbers
        other = where.fork(lambda: scene.storm(where.app, ids[::7], stops, seed=seed))
        where.hire()
        where.hire(lambda: _unsteady(where, steps, seed))
        os.waitpid(other, 0)
        settle(where)
        where.other_harm = len(steps.read_bytes())
        return where.report(
            f"the clock of one of two stepped {where.other_harm} times", expected=expected, began=began, stops=stops,
            clocks_differ=True,
        )  # fmt: skip


def _unsteady(where: Field, steps: Path, seed: int) -> None:
    """A worker whose clock somebody else sets; each time is noted."""
    # the wall itself: what the worker reads is set beside it
    chance, really, since = random.Random(seed), datetime.now(UTC), time.monotonic()  # noqa: S311 - chance, not secrets
    with time_machine.travel(really, tick=True) as traveller:

        def step() -> None:
            while True:
                wait(chance.uniform(0.1, 0.7))
                off = chance.choice((-HOUR, timedelta(0), HOUR))
                traveller.move_to(really + timedelta(seconds=time.monotonic() - since) + off)
                with steps.open("ab") as noted:
                    noted.write(b".")

        threading.Thread(target=step, daemon=True).start()
        workers.loop(where.app)


def _until(where: Field, enough: Callable[[int], bool]) -> None:
    while not enough(scene.unfinished(where.app)):
        wait(0.02)


def _late_answers(where: Field) -> None:
    """Whoever still tries to write down what became of something has a minute for it."""
    until = time.monotonic() + 60
    while scene.in_states(where.app, State.UNCERTAIN) and time.monotonic() < until:
        wait(0.5)


def _stands_still(where: Field) -> int:
    """Wait until nothing has arrived for two seconds; how much had."""
    before, since = -1, time.monotonic()
    while time.monotonic() - since < 2:
        now = len(where.sink.taken())
        if now != before:
            before, since = now, time.monotonic()
        wait(0.1)
    return before


@contextmanager
def a_small_disk(megabytes: int) -> Iterator[Path]:
    """A file system in memory with so much room. Raises CalledProcessError where one may not be mounted."""
    with tempfile.TemporaryDirectory(prefix="engage-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)
