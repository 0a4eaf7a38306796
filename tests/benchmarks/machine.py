"""The processors: which they are, and how much of them somebody else is using."""

from __future__ import annotations

import os
import platform
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROCESSORS = os.cpu_count() or 1


def words() -> str:
    """This machine in one line."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{PROCESSORS} processors ({model}), Python {platform.python_version()}, Linux {platform.release()}"


def _all_work() -> float:
    parts = [int(part) for part in Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]]
    return (sum(parts[:8]) - parts[3] - parts[4]) / TICK


def _family() -> list[int]:
    """This process and everything it started, wherever it stands in the tree of processes."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                rest = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(rest[1])
    family, found = {os.getpid()}, True
    while found:
        more = {child for child, parent in parents.items() if parent in family} - family
        family |= more
        found = bool(more)
    return sorted(family)


def _our_work() -> float:
    total = 0
    for process in _family():
        try:
            rest = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(part) for part in rest[11:15])
    return total / TICK


class Others:
    """How much of the processors others used between the beginning and now."""

    def __init__(self, now: float) -> None:
        self._began, self._all, self._ours = now, _all_work(), _our_work()

    def share(self, now: float) -> float:
        """From 0 (the machine was ours) to 1."""
        theirs = (_all_work() - self._all) - (_our_work() - self._ours)
        return max(0.0, theirs / max(0.001, (now - self._began) * PROCESSORS))
