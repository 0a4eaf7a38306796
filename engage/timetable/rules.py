"""When a job is due: at every tick, or once a London day from some time on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engage import clock

Tally = dict[str, int]

# missing in March and there twice in October: nothing that happens once a day begins in it
NEVER_FROM, NEVER_UNTIL = time(1), time(2)
TAKEN_FOR_DEAD = timedelta(minutes=15)
BEAT_EVERY = timedelta(seconds=20)
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Job:
    """One line of the timetable. `at`: the London time from which it runs once that day; None: at every tick.

    run: a function of the present instant, safe to run twice and to run late; it commits an item at a time.
    """

    name: str
    at: time | None
    reason: str
    run: Callable[[datetime], Tally]

    def __post_init__(self) -> None:
        if self.at is not None and NEVER_FROM <= self.at < NEVER_UNTIL:
            raise ValueError(f"{self.name}: nothing runs between 1am and 2am")

    @property
    def when(self) -> str:
        """When it runs, for people."""
        return "every tick" if self.at is None else f"daily at {self.at:%H:%M}"


def slot(job: Job, now: datetime) -> str | None:
    """The slot of a daily job that is open at this instant, as the London day; None: too early, or not a daily job."""
    local = clock.london(now)
    if job.at is None or local.time() < job.at:
        return None
    return local.date().isoformat()


def is_quiet(last: datetime | None, now: datetime) -> bool:
    """Whether the last sign of life is old enough to give another."""
    return last is None or abs(now - last) >= BEAT_EVERY
