"""The scheduler that ticks, and what keeps it ticking when somebody sets the clock back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from engage import clock


class Ticking:
    """Calls a function every so many seconds, one call at a time, in a thread of its own, until it is ended.

    The scheduler waits for an instant. A clock that is set back by an hour would let it wait for an hour longer, so
    whoever waits in the main thread looks at the clock now and then.
    """

    def __init__(self, work: Callable[[], None], *, every: float) -> None:
        self._every = timedelta(seconds=every)
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._job = self._scheduler.add_job(work, "interval", seconds=every, next_run_time=clock.now())
        self._scheduler.start()

    def look_at_the_clock(self) -> None:
        """Let the next call come now, when it is further away than it can be."""
        if self._job.next_run_time - clock.now() > 2 * self._every:
            self._job.modify(next_run_time=clock.now())

    def end(self) -> None:
        """Wait for the call that is going on, and make no other."""
        self._scheduler.shutdown(wait=True)
