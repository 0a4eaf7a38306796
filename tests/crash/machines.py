"""Two worker machines on one PostgreSQL, each in a network of its own; one is cut off in the middle of a set and comes back.

Everything runs in a network and a mount namespace that nobody else sees, and is gone with it. Needs root.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from engage import clock
from engage.consent import actions as consent
from engage.consent import queries as consents
from engage.consent.rules import Route
from engage.db import db
from engage.jobs import at_work
from engage.people import queries as people
from tests.crash import scene, workers
from tests.crash.campaign import Field, Report, a_field, wait
from tests.crash.sink import FAIR
from tests.support import databases, scratch
from tests.support.postgresql import LOOKED_AFTER, Cluster

HOUSE = "10.231.0.1"
MACHINES = ("engage1", "engage2")
CLONE_NEWNET = 0x40000000
PATIENCE_SECONDS = 240


def why_not() -> str:
    """Why networks cannot be made here; nothing when they can."""
    if os.geteuid() != 0:
        return "only root may make networks"
    tried = subprocess.run(["unshare", "--net", "--mount", "ip", "link"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "this machine does not let networks be made"


def in_networks_of_their_own(arguments: list[str]) -> int:
    """Run this module in namespaces of its own; how it ended."""
    return subprocess.run(
        ["unshare", "--net", "--mount", sys.executable, "-m", "tests.crash.machines", *arguments], check=False
    ).returncode


def cut_off(*, messages: int, seed: int, away: float) -> Report:
    """Cut one machine off when half is sent, let the other go on, and let the first come back."""
    _wire()
    cluster = Cluster(listen=HOUSE, **LOOKED_AFTER)
    cluster.start()
    try:
        with scratch.shared(), databases.Postgresql("machines").fresh() as url:
            return _cut_off(url.replace("?host=" + str(cluster.folder), "").replace("@/", f"@{HOUSE}/"),
                            messages=messages, seed=seed, away=away)  # fmt: skip
    finally:
        cluster.stop()


def _cut_off(url: str, *, messages: int, seed: int, away: float) -> Report:
    began, numbers = time.monotonic(), scene.ONE_IN
    with a_field(url, FAIR, seed, scene.MIXED, at=HOUSE) as where:
        expected = where.warm_up()
        ids = where.fill(max(messages // numbers, 1), numbers)
        expected += len(ids) * numbers
        for name in MACHINES:
            where.hire(lambda name=name: _work_in(where, name))
        while scene.unfinished(where.app) > expected / 2:
            wait(0.005)
        _link(MACHINES[0], "down")
        left, cut = scene.unfinished(where.app), time.monotonic()
        waited = _everybody_can_stop(where, ids[::7])
        _finish(where)
        took = time.monotonic() - cut
        wait(max(away - took, 0))
        _link(MACHINES[0], "up")
        again = where.fill(1, numbers)
        _finish(where)
        where.other_harm = 1
        where.let_go()
        name = (
            f"one of two machines cut off when {left:,} waited: the other was done after {took:.0f} s, the longest withdrawal"
            f" took {waited:.1f} s"
        )
        return where.report(name, expected=expected + len(again) * numbers, began=began)


def _everybody_can_stop(where: Field, ids: Sequence[UUID]) -> float:
    """Let people stop the newsletter although somebody who was cut off may hold them; how long the longest took."""
    longest = 0.0
    for person_id in ids:
        began = time.monotonic()
        with at_work(where.app):
            people.hold(person_id)
            offer = next(offer for offer in consents.offers() if offer.code == scene.PURPOSE)
            consent.stop(consent.Told(person_id, Route.WEB, clock.now()), offer)
            db.session.commit()
        longest = max(longest, time.monotonic() - began)
    return longest


def _finish(where: Field) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while scene.unfinished(where.app) and time.monotonic() < until:
        wait(0.2)


def _work_in(where: Field, name: str) -> None:
    with Path("/run/netns", name).open() as network:
        if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "cannot enter the network")
    workers.loop(where.app)


def _wire() -> None:
    """A house with one address, and two machines with a line to it each."""
    _ip("link set lo up", f"addr add {HOUSE}/32 dev lo")
    Path("/run/netns").mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run/netns"], check=True)
    for number, name in enumerate(MACHINES, start=1):
        ours, theirs = f"10.231.{number}.1", f"10.231.{number}.2"
        _ip(f"netns add {name}", f"link add {name} type veth peer name eth0 netns {name}", f"addr add {ours}/30 dev {name}",
            f"link set {name} up", f"-n {name} addr add {theirs}/30 dev eth0", f"-n {name} link set eth0 up",
            f"-n {name} link set lo up", f"-n {name} route add default via {ours}")  # fmt: skip


def _link(name: str, state: str) -> None:
    _ip(f"link set {name} {state}")


def _ip(*commands: str) -> None:
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)


if __name__ == "__main__":
    report = cut_off(messages=int(sys.argv[1]), seed=int(sys.argv[2]), away=float(sys.argv[3]))
    print(f"postgresql: {report}", flush=True)  # noqa: T201 - this is a program
    sys.exit(int(bool(report.broken)))
