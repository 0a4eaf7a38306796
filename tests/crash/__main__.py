"""The campaign as a program: python -m tests.crash --kills 1000 --pauses 100 --messages 50000 --database both."""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from tests.crash import campaign
from tests.support import databases, postgresql, scratch


@contextmanager
def _databases(which: str) -> Iterator[Callable[[str], Any]]:
    kinds = ("sqlite", "postgresql") if which == "both" else (which,)
    cluster = postgresql.Cluster() if "postgresql" in kinds else None
    if cluster:
        cluster.start()
    with scratch.shared() as folder:
        makers = {
            kind: databases.Sqlite(folder / "crash") if kind == "sqlite" else databases.Postgresql("crash") for kind in kinds
        }
        try:
            yield lambda kind: makers[kind].fresh()
        finally:
            if cluster:
                cluster.stop()


def main(arguments: list[str]) -> int:
    """Run what was asked for; 1 when an invariant does not hold."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--pauses", type=int, default=100)
    asked.add_argument("--messages", type=int, default=50_000)
    asked.add_argument("--workers", type=int, default=4)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    asked.add_argument("--only", choices=("storm", "points", "calls"))
    asked.add_argument("--category", choices=("reminder", "news", "mixed"), default="reminder")
    told = asked.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    reports: list[campaign.Report] = []
    with _databases(told.database) as fresh:
        for kind in ("sqlite", "postgresql") if told.database == "both" else (told.database,):
            runs: dict[str, Callable[[str], campaign.Report]] = {
                "points": lambda url: campaign.points(url, seed=told.seed, category=told.category),
                "storm": lambda url: campaign.storm(url, kills=told.kills, pauses=told.pauses, messages=told.messages,
                                           hands=told.workers, seed=told.seed, category=told.category),
            }  # fmt: skip
            if shutil.which("strace"):
                runs["calls"] = lambda url: campaign.system_calls(url, seed=told.seed)
            for name, run in runs.items():
                if told.only in (None, name):
                    with fresh(kind) as url:
                        report = run(url)
                    print(f"{kind}: {report}", flush=True)  # noqa: T201 - this is a program
                    reports.append(report)
    print(json.dumps([asdict(report) for report in reports]))  # noqa: T201
    return int(any(report.broken for report in reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
