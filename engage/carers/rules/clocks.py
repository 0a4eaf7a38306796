"""What a new carer is offered by when: the information pack, an early appointment, a carer's assessment (domain.md 11.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engage.web.filters import counted, short_day

NEAR = timedelta(days=180)
"""A day further away than this is said with its year."""


class Clock(StrEnum):
    """What is offered to everybody who is found to be a carer."""

    PACK = "information pack"
    APPOINTMENT = "appointment"
    ASSESSMENT = "assessment"


CLOCK_WORDS: dict[Clock, str] = {
    Clock.PACK: "Information pack",
    Clock.APPOINTMENT: "Early appointment offered",
    Clock.ASSESSMENT: "Carer’s assessment offered",
}
# codes of outcomes in the log of contacts; nothing else stops a clock
CLOSED_BY: dict[Clock, frozenset[str]] = {
    Clock.PACK: frozenset({"information pack"}),
    Clock.APPOINTMENT: frozenset({"appointment offered"}),
    Clock.ASSESSMENT: frozenset({"assessment offered", "assessment declined", "assessment accepted", "assessment referred"}),
}


@dataclass(frozen=True)
class Limits:
    """Within how many days after a carer was identified each is done; settings of the trust."""

    pack: int = 7
    appointment: int = 14
    assessment: int = 28

    def days(self, clock: Clock) -> int:
        """The days of one clock."""
        return {Clock.PACK: self.pack, Clock.APPOINTMENT: self.appointment, Clock.ASSESSMENT: self.assessment}[clock]


@dataclass(frozen=True)
class Running:
    """One clock of one carer on a day: the last day for it and, once it is done, the day it was done."""

    clock: Clock
    due_on: date
    done_on: date | None
    today: date

    @property
    def is_overdue(self) -> bool:
        """Whether its last day is over and it is not done."""
        return self.done_on is None and self.due_on < self.today

    @property
    def words(self) -> str:
        """How it stands, in words."""
        if self.done_on is not None:
            return f"done on {_day(self.done_on, self.today)}"
        if not self.is_overdue:
            return "due today" if self.due_on == self.today else f"due {_day(self.due_on, self.today)}"
        return f"overdue by {counted((self.today - self.due_on).days, 'day')}"


def clocks(identified_on: date, closed: Mapping[str, date], today: date, limits: Limits) -> tuple[Running, ...]:
    """The three clocks of a carer. closed: the codes of outcomes in their log, each with the first day it came.

    What was done before they were identified counts: nobody is offered the same again because of a date.

    >>> [each.words for each in clocks(date(2026, 11, 20), {}, date(2026, 11, 30), Limits())]
    ['overdue by 3 days', 'due Fri 4 Dec', 'due Fri 18 Dec']
    """
    return tuple(Running(clock, identified_on + timedelta(limits.days(clock)), _first(clock, closed), today) for clock in Clock)


def _first(clock: Clock, closed: Mapping[str, date]) -> date | None:
    return min((day for code, day in closed.items() if code in CLOSED_BY[clock]), default=None)


def _day(day: date, today: date) -> str:
    return short_day(day) if abs(day - today) < NEAR else f"{short_day(day)} {day.year}"
