"""Joining: the last page posted over HTTP, against the same rows written by the raw driver, posted over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measuring import Line
from tests.benchmarks.places import Place


def lines(place: Place, port: int, folder: Path, *, seconds: float) -> Iterator[Line]:
    """The submit, with CSRF, validation, consents, audit and outbox."""
    yield from ()
