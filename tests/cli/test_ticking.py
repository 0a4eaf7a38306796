"""The worker goes on ticking whatever the clock of its machine does."""

from __future__ import annotations

import threading

import pytest

from engage.cli.ticking import Ticking
from tests.support.clock import Clock

PATIENCE_SECONDS = 20


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_back_or_forward_stops_no_worker(clock: Clock, hours: int) -> None:
    ticked = threading.Event()
    ticking = Ticking(ticked.set, every=0.05)
    try:
        assert ticked.wait(PATIENCE_SECONDS)
        clock.forward(hours=hours)
        ticking.look_at_the_clock()
        for _ in range(2):
            ticked.clear()
            assert ticked.wait(PATIENCE_SECONDS)
    finally:
        ticking.end()
