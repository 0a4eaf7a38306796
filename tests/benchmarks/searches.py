"""People at a million."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.measuring import Line
from tests.benchmarks.places import Place


def lines(place: Place, *, seconds: float) -> Iterator[Line]:
    """The list and the search."""
    yield from ()
