"""A clock that tests may set. It goes on ticking, so that nothing waits for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine

START = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
"""A Tuesday in winter time, when people are awake: the present in every test that does not say otherwise."""


class Clock:
    """The present, as the application's own clock reads it."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller

    @property
    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        """Make it this instant. Refuses a naive one."""
        if instant.tzinfo is None:
            raise ValueError(f"{instant!r} does not say where it is")
        self._traveller.move_to(instant.astimezone(UTC))

    def forward(self, **amount: float) -> None:
        """Let time pass: `forward(days=1, hours=2)`."""
        self.move_to(self.now + timedelta(**amount))
