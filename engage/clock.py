"""What time it is: instants are aware and UTC, days are London days.

Rule: the only reader of the system clock; knows nothing of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_supposed: ContextVar[datetime | None] = ContextVar("supposed", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _supposed.get() or datetime.now(UTC)


@contextmanager
def supposing(instant: datetime) -> Iterator[None]:
    """Within this block it is `instant` (for `engage tick --now`, never in production). Refuses a naive value."""
    token = _supposed.set(london(instant).astimezone(UTC))
    try:
        yield
    finally:
        _supposed.reset(token)


def today() -> date:
    """The present day in London."""
    return day_of(now())


def london(instant: datetime) -> datetime:
    """The same instant as the clock on a London wall shows it. Refuses a naive value."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}: use engage.clock")
    return instant.astimezone(LONDON)


def day_of(instant: datetime) -> date:
    """The London day on which an instant falls."""
    return london(instant).date()


def at(day: date, wall: time) -> datetime:
    """The UTC instant at which London clocks show `wall` on `day`.

    In the hour that is missing in March the first instant after the gap is meant, in the hour that comes
    twice in October its first occurrence: going through UTC gives exactly that.
    """
    local = datetime.combine(day, wall, tzinfo=LONDON).replace(fold=0)
    return local.astimezone(UTC)


def financial_year(day: date) -> int:
    """The year in which the financial year (April to March) that holds `day` began."""
    return day.year if day.month >= 4 else day.year - 1
