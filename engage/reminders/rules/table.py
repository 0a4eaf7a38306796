"""The rules as data: how they come (`starter.toml`), what an organisation decided since, and how they are said in words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from engage.mail.templates import address_of

FILE = Path(__file__).parent.parent / "starter.toml"
MOST_TIMES = (1, 2, 3, 4)
CATCH_UPS = (1, 2, 3, 5, 7, 14)
OWNERS = ("participation lead", "participation officer", "information governance", "carer lead")


class Class(StrEnum):
    """Whether a letter needs a permission; fixed for each kind, never chosen by who sends it."""

    SERVICE = "service"
    OPTIONAL = "optional"
    NEWSLETTER = "newsletter"


class Unit(StrEnum):
    """What offsets count."""

    DAYS = "days"
    WORKING_DAYS = "working days"


@dataclass(frozen=True)
class Rule:
    """One kind of reminder as it is in force; every field is explained at the top of `starter.toml`.

    since: what fell due before this instant is not sent by this rule, because it came into force later.
    version: 0 as it comes.
    """

    kind: str
    subject: str
    anchor: str
    unit: Unit
    offsets: tuple[int, ...]
    choices: tuple[int, ...]
    audience: str
    sort: Class
    purpose: str | None
    template: str
    most: int
    apart: int
    stops: str
    catch_up: int
    quiet_hours: bool
    working_days: bool
    quiet_days: bool
    can_stop: bool
    by_hand: bool
    owner: str
    contacts: tuple[str, ...] = ()
    also: str = ""
    is_on: bool = True
    since: datetime | None = None
    version: int = 0

    @property
    def when(self) -> str:
        """When it falls due, in words."""
        words = said(self.offsets, self.unit, self.anchor)
        return f"{words}; {self.also}" if self.also else words

    @property
    def words(self) -> str:
        """Its words, as they stand in the address of their page."""
        return address_of(self.template)

    @property
    def to_people(self) -> bool:
        """Whether it goes to people in the pool: for them, and not for the team, some days are kept quiet."""
        return self.quiet_days

    @property
    def shift(self) -> bool:
        """Whether it moves on from some days."""
        return self.working_days or self.quiet_days


@dataclass(frozen=True)
class Change:
    """What was decided at a time about one rule; None: as it comes."""

    is_on: bool
    offsets: tuple[int, ...] | None = None
    most: int | None = None
    catch_up: int | None = None
    owner: str | None = None
    at: datetime | None = None
    version: int = 0

    def on(self, rule: Rule) -> Rule:
        """The rule with this decided."""
        decided: dict[str, Any] = {"offsets": self.offsets, "most": self.most, "catch_up": self.catch_up, "owner": self.owner}
        return replace(
            rule, is_on=self.is_on, version=self.version, **{name: value for name, value in decided.items() if value is not None}
        )


@cache
def starter() -> Mapping[str, Rule]:
    """Every rule as it comes, in the order of the file."""
    with FILE.open("rb") as file:
        return {kind: _read(kind, block) for kind, block in tomllib.load(file).items()}


def in_force(rule: Rule, changes: Iterable[Change]) -> Rule:
    """The rule after everything that was decided about it, oldest first."""
    now, since = rule, None
    for change in changes:
        after = change.on(rule)
        since = change.at if after.offsets != now.offsets else since
        now = after
    return replace(now, since=since)


def as_text(offsets: Iterable[int]) -> str:
    """Offsets as they are kept.

    >>> as_text((-14, -60)), from_text("-60 -14")
    ('-60 -14', (-60, -14))
    """
    return " ".join(str(days) for days in sorted(offsets))


def from_text(text: str) -> tuple[int, ...]:
    """Offsets as they were kept."""
    return tuple(int(days) for days in text.split())


def said(offsets: Iterable[int], unit: Unit, anchor: str) -> str:
    """When something falls due, in words.

    >>> said((-60, -14), Unit.DAYS, "the last day of a yes")
    '60 and 14 days before the last day of a yes'
    >>> said((-1, 0, 7), Unit.DAYS, "the end"), said((3,), Unit.WORKING_DAYS, "it came")
    ('1 day before, on and 7 days after the end', '3 working days after it came')
    """
    days = sorted(offsets)
    parts = [
        _counted([-each for each in days if each < 0], unit, "before"),
        "on" if 0 in days else "",
        _counted([each for each in days if each > 0], unit, "after"),
    ]
    words = listed([part for part in parts if part])
    return f"{words[:1].upper()}{words[1:]} {anchor}"


def listed(words: list[str]) -> str:
    """Several things in one sentence."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def one_said(days: int, unit: Unit) -> str:
    """One offset, for a box to tick.

    >>> one_said(-14, Unit.DAYS), one_said(0, Unit.DAYS), one_said(1, Unit.DAYS)
    ('14 days before', 'On the day', '1 day after')
    """
    return "On the day" if days == 0 else _counted([abs(days)], unit, "before" if days < 0 else "after")


def _counted(days: list[int], unit: Unit, side: str) -> str:
    if not days:
        return ""
    word = unit.value.removesuffix("s") if days == [1] else unit.value
    return f"{listed([str(each) for each in days])} {word} {side}"


def _read(kind: str, block: dict[str, Any]) -> Rule:
    values = dict(block)
    sort, unit, purpose = Class(values.pop("class")), Unit(values.pop("unit")), values.pop("purpose") or None
    offsets, choices = tuple(sorted(values.pop("offsets"))), tuple(sorted(values.pop("choices")))
    contacts = tuple(values.pop("contacts"))
    return Rule(
        kind, sort=sort, unit=unit, purpose=purpose, offsets=offsets, choices=choices, contacts=contacts, **values
    )  # fmt: skip
