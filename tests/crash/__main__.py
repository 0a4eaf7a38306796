"""The campaigns as a program: python -m tests.crash --kills 1000 --pauses 100 --messages 50000 --category mixed."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.crash import campaign, machines, outage, troubles
from tests.crash.campaign import Report
from tests.support import databases, postgresql, scratch

KINDS = ("sqlite", "postgresql")
KILLS = ("points", "storm", "calls")
TROUBLES = ("clocks", "limit", "disk", "restarts", "machines", "away")
"""What befalls workers apart from being killed; disk and machines need root."""


class Place:
    """Where campaigns find fresh databases, and the server of one kind of them."""

    def __init__(self, kinds: tuple[str, ...], folder: Path) -> None:
        self.cluster = postgresql.Cluster(**postgresql.LOOKED_AFTER) if "postgresql" in kinds else None
        if self.cluster:
            self.cluster.start()
        self.sqlite = databases.Sqlite(folder / "crash")

    def maker(self, kind: str) -> databases.Maker:
        """What makes databases of one kind."""
        return self.sqlite if kind == "sqlite" else databases.Postgresql("crash")

    def run(self, name: str, kind: str, told: Namespace) -> Report | None:
        """One campaign on one kind of database; None where it has no meaning there."""
        if name == "away":
            return outage.away(kind, messages=told.messages, seed=told.seed)
        with self.maker(kind).fresh() as url:
            if name in KILLS:
                return _killing(name, url, told)
            return self._trouble(name, kind, url, told)

    def _trouble(self, name: str, kind: str, url: str, told: Namespace) -> Report | None:
        asked = {"messages": told.messages, "seed": told.seed}
        on: dict[tuple[str, str], Callable[[], Report]] = {
            ("clocks", kind): lambda: troubles.clocks(url, **asked),
            ("limit", "sqlite"): lambda: troubles.file_limit(url, **asked),
            ("disk", "sqlite"): lambda: troubles.disk_full(template=self.sqlite.template, **asked),
        }
        if self.cluster:
            cluster = self.cluster
            on["restarts", "postgresql"] = lambda: troubles.restarts(url, cluster, times=told.times, away=told.away, **asked)
        return on[name, kind]() if (name, kind) in on else None

    def close(self) -> None:
        """Stop the server."""
        if self.cluster:
            self.cluster.stop()


def _killing(name: str, url: str, told: Namespace) -> Report | None:
    if name == "points":
        return campaign.points(url, seed=told.seed, category="reminder" if told.category == "mixed" else told.category)
    if name == "calls":
        return campaign.system_calls(url, seed=told.seed) if shutil.which("strace") else None
    return campaign.storm(
        url,
        kills=told.kills,
        pauses=told.pauses,
        messages=told.messages,
        hands=told.workers,
        seed=told.seed,
        category=told.category,
        pace=told.pace,
    )


@contextmanager
def _place(kinds: tuple[str, ...]) -> Iterator[Place]:
    with scratch.shared() as folder:
        place = Place(kinds, folder)
        try:
            yield place
        finally:
            place.close()


def _asked(arguments: list[str]) -> Namespace:
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    for name, usually in (("kills", 1000), ("pauses", 100), ("messages", 50_000), ("workers", 4), ("seed", 1), ("times", 5)):
        asked.add_argument(f"--{name}", type=int, default=usually)
    asked.add_argument("--away", type=float, default=10, help="how many seconds a database or a machine is away")
    asked.add_argument("--pace", type=float, default=1, help="how many times longer workers live, on a busy machine")
    asked.add_argument("--database", choices=(*KINDS, "both"), default="both")
    asked.add_argument("--only", choices=(*KILLS, *TROUBLES), action="append", help="without it, everything that kills")
    asked.add_argument("--category", choices=("reminder", "news", "mixed"), default="reminder")
    return asked.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run what was asked for; 1 when an invariant does not hold."""
    told = _asked(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    names, reports, status = list(told.only or KILLS), [], 0
    if "machines" in names:
        names.remove("machines")
        status = _on_two_machines(told)
    kinds = KINDS if told.database == "both" else (told.database,)
    with _place(kinds if names else ()) as place:
        for kind in kinds:
            for name in names:
                report = place.run(name, kind, told)
                if report is not None:
                    print(f"{kind}: {report}", flush=True)  # noqa: T201 - this is a program
                    reports.append(report)
    print(json.dumps([asdict(report) for report in reports]))  # noqa: T201
    return int(any(report.broken for report in reports)) or status


def _on_two_machines(told: Namespace) -> int:
    reason = machines.why_not()
    if reason:
        print(f"two machines: left out, {reason}", flush=True)  # noqa: T201
        return 0
    return machines.in_networks_of_their_own([str(told.messages), str(told.seed), str(told.away)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
