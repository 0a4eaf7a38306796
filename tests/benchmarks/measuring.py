"""Floor, subject, floor again: the ratio of what was reached to what the machine allowed just before and just after."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from tests.benchmarks.machine import Others

QUIET = 0.15
ROUNDS = 5

Slice = Callable[[float], float]
"""Works for so many seconds and says how much it got done a second (more is better)."""


@dataclass
class Line:
    """One line of the table. `ratio`: subject by floor, more is better; `others`: the share of the processors others had.

    by_processor: a second means a second of processor time, so that the line stands whatever else runs.
    """

    work: str
    database: str
    unit: str
    goal: str = ""
    floors: list[float] = field(default_factory=list)
    subjects: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    others: float = 0.0
    note: str = ""
    by_processor: bool = False

    @property
    def is_quiet(self) -> bool:
        """Whether the figure may be judged."""
        return self.by_processor or self.others <= QUIET

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def verdict(self) -> str:
        """Whether a goal that is a ratio is met; refused where something else used more than QUIET of the processors."""
        if not self.is_quiet:
            return "refused: not quiet"
        if not self.goal.replace(".", "", 1).isdigit():
            return ""
        return "met" if self.ratio >= float(self.goal) else "not met"

    def cells(self) -> list[str]:
        """The line as it stands in the table."""
        floor, subject = statistics.median(self.floors), statistics.median(self.subjects)
        ratio = f"{self.ratio:.2f}" if self.ratio >= 0.1 else f"{self.ratio:.3f}"
        unit = f"{self.unit} of processor time" if self.by_processor else self.unit
        return [
            self.work, self.database, f"{_figure(floor)} {unit}", f"{_figure(subject)} {unit}",
            ratio if self.is_quiet else f"({ratio})", self.goal, self.verdict, f"{self.others:.0%}", self.note,
        ]  # fmt: skip


HEADINGS = ["Work", "Database", "Floor", "Engage", "Ratio", "Goal", "Verdict", "Others", "Remark"]


def compare(line: Line, floor: Slice, subject: Slice, *, seconds: float, rounds: int = ROUNDS) -> Line:
    """Fill a line: both are warmed for a second, then floor, subject, floor, so many times."""
    floor(1.0)
    subject(1.0)
    watch = Others(perf_counter())
    before = floor(seconds)
    for _ in range(rounds):
        reached = subject(seconds)
        after = floor(seconds)
        line.floors += [before, after]
        line.subjects.append(reached)
        line.ratios.append(reached / max((before + after) / 2, 0.001))
        before = after
    line.others = watch.share(perf_counter())
    return line


def for_a_while(step: Callable[[], object]) -> Slice:
    """A slice that repeats one step."""

    def work(seconds: float) -> float:
        count, began = 0, perf_counter()
        while (took := perf_counter() - began) < seconds:
            step()
            count += 1
        return count / took

    return work


def table(lines: list[Line]) -> str:
    """The lines as a table in Markdown."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *(line.cells() for line in lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
