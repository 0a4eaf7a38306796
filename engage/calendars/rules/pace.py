"""How often an address is read: counted in the memory of a process, since whoever reads must change nothing."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

MOST_KNOWN = 10_000
HOUR = timedelta(hours=1)


class Pace:
    """At most so many times in an hour for each name; forgets whoever came first when it knows too many."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._times: dict[str, deque[datetime]] = {}

    def allows(self, name: str, now: datetime) -> bool:
        """Count one more time, unless there were too many in the last hour; whether it was counted."""
        times = self._times.setdefault(name, deque())
        while times and times[0] <= now - HOUR:
            times.popleft()
        if len(self._times) > MOST_KNOWN:
            del self._times[next(iter(self._times))]
        if len(times) >= self.most:
            return False
        times.append(now)
        return True
