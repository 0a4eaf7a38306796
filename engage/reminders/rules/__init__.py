"""When people may be written to: waking hours and working days, by London clocks and England's calendar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from engage import clock
from engage.outbox.rules import AskTogether, Due
from engage.reminders.rules.table import Rule, starter

AWAKE_FROM, AWAKE_UNTIL = time(9), time(19)
_BANK_HOLIDAYS = Path(__file__).resolve().parent.parent / "bank-holidays.txt"
OPTIONAL_A_WEEK = 3
"""How many optional messages somebody gets from a Monday to a Sunday in London; the next one waits."""

Contacted = Callable[[Collection[UUID], Collection[str], datetime], Mapping[UUID, Sequence[datetime]]]


@dataclass(frozen=True)
class Reminder:
    """One kind of reminder, as `jobs.wiring` lists it; its rule stands in `starter.toml`.

    due: what falls due from `since` until just before `until` by these offsets, as far as it is known and still needed.
    noted: told what is in the outbox, by a room that then need not look at it again. rule: another one than the file has.
    contacted: when the team reached people of late about some purposes; asked where the rule says that such a contact counts.
    to_staff: whether it goes to staff accounts and never to people.
    ask: the room's question about many of its messages at once, each at its moment, for whoever looks ahead.
    """

    kind: str
    due: Callable[[datetime, datetime, tuple[int, ...]], list[Due]]
    noted: Callable[[Sequence[Due]], None] | None = None
    rule: Rule | None = None
    ask: AskTogether | None = None
    contacted: Contacted | None = None
    to_staff: bool = False

    @property
    def starter(self) -> Rule:
        """Its rule as it comes."""
        return self.rule or starter()[self.kind]


@lru_cache(maxsize=64)  # of a set, 250 letters are asked about at one instant
def held_until(now: datetime) -> datetime | None:
    """When a message that is not about signing in may leave, if it may not leave now: 9am, held and never dropped."""
    local = clock.london(now)
    if AWAKE_FROM <= local.time() < AWAKE_UNTIL:
        return None
    morning = local.date() if local.time() < AWAKE_FROM else local.date() + timedelta(days=1)
    return clock.at(morning, AWAKE_FROM)


@lru_cache(maxsize=64)
def week_of(now: datetime) -> tuple[datetime, datetime]:
    """When the London week of an instant began, and when messages begin again in the next one: Monday at 9am."""
    monday = clock.day_of(now) - timedelta(days=clock.day_of(now).weekday())
    return clock.at(monday, time()), clock.at(monday + timedelta(days=7), AWAKE_FROM)


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays()


def working_days_after(day: date, days: int) -> date:
    """The working day that comes so many working days after a day."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_between(first: date, last: date) -> int:
    """How many working days have passed since `first`, up to and with `last`."""
    return sum(is_working_day(first + timedelta(days=passed)) for passed in range(1, (last - first).days + 1))


@cache
def _bank_holidays() -> frozenset[date]:
    """The bank holidays of England, as tools/bank_holidays.py writes them."""
    return frozenset(map(date.fromisoformat, _BANK_HOLIDAYS.read_text(encoding="utf-8").split()))
