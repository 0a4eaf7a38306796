"""What the carer lead sets: how soon a new carer is offered things, and how long what we know of carers is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from engage.carers.rules.clocks import Clock, Limits
from engage.consent.rules import months_later

IDENTIFIED = "identified"
MOST_DAYS, MOST_MONTHS = 366, 1200
_CLOCKS: dict[str, Clock] = {"pack": Clock.PACK, "early-appointment": Clock.APPOINTMENT, "carers-assessment": Clock.ASSESSMENT}
_FIRST: dict[str, int] = {"keep-identified": 12, "keep-tried": 12}
_KEPT_OTHERWISE = 96


@dataclass(frozen=True)
class Told:
    """What the screen says of one setting: what it is called, what it is counted in, and from when."""

    title: str
    unit: str
    counts_from: str


CLOCK_TOLD: dict[str, Told] = {
    "pack": Told("Information pack given", "day", "the day somebody is found to be a carer"),
    "early-appointment": Told("Early appointment offered", "day", "the day somebody is found to be a carer"),
    "carers-assessment": Told("Carer’s assessment offered", "day", "the day somebody is found to be a carer"),
}
KEPT_TOLD = Told("A carer with whom there was no contact", "month", "the day somebody is found to be a carer")


def kept(kind: str) -> str:
    """The name of the setting for one kind of contact, by its code in the log.

    >>> kept("in person")
    'keep-in-person'
    """
    return "keep-" + kind.replace(" ", "-")


def told(kinds: Mapping[str, str]) -> dict[str, Told]:
    """Every setting, in the order of the screen. kinds: the words for every kind of contact, by code."""
    contacts = {
        kept(kind): Told(f"After a contact: {words.lower()}", "month", "the last of them") for kind, words in kinds.items()
    }
    return {**CLOCK_TOLD, kept(IDENTIFIED): KEPT_TOLD, **contacts}


@dataclass(frozen=True)
class Settings:
    """What is in force. numbers: what was set; everything else is as it comes."""

    numbers: Mapping[str, int] = field(default_factory=dict)

    def number(self, what: str) -> int:
        """The days or months of one setting."""
        if what in self.numbers:
            return self.numbers[what]
        if what in _CLOCKS:
            return Limits().days(_CLOCKS[what])
        return _FIRST.get(what, _KEPT_OTHERWISE)

    @property
    def limits(self) -> Limits:
        """The days of the clocks."""
        return Limits(*(self.number(what) for what in _CLOCKS))

    def months(self, kind: str) -> int:
        """How long a carer is kept after a contact of this kind, or after being identified."""
        return self.number(kept(kind))


def forget_on(identified_on: date, last: Mapping[str, date], settings: Settings) -> date:
    """The day on which a carer is forgotten. last: the last day of each kind of contact, by its code.

    >>> forget_on(date(2026, 1, 31), {}, Settings()), forget_on(date(2026, 1, 31), {"phone": date(2026, 3, 1)}, Settings())
    (datetime.date(2027, 1, 31), datetime.date(2034, 3, 1))
    """
    days = {IDENTIFIED: identified_on, **last}
    return max(months_later(day, settings.months(kind)) for kind, day in days.items())
