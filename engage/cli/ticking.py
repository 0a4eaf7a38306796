"""The scheduler that ticks, what keeps it ticking when somebody sets the clock back, and what asks it to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

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


def stopped_by_signals() -> threading.Event:
    """An event that Ctrl-C or a polite signal sets."""
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, ask_to_stop)
    return stop
