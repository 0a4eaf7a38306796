"""What this room is told from above: what was in the log about a carer, and how all of it is shown and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from engage.teams.rules import Viewer


@dataclass(frozen=True)
class Fact:
    """One line of what we hold: what it is, what it says, and whether it may say something about somebody else."""

    label: str
    value: str
    is_about_others: bool = False


@dataclass(frozen=True)
class Item:
    """Facts that stand together, such as one contact; `name` tells it from others on the page and says nothing."""

    name: str
    facts: Sequence[Fact]

    @property
    def is_about_others(self) -> bool:
        """Whether anything of it may be about somebody else."""
        return any(fact.is_about_others for fact in self.facts)


@dataclass(frozen=True)
class Section:
    """Items under one heading."""

    heading: str
    items: Sequence[Item] = field(default=())


@dataclass(frozen=True)
class Held:
    """What other rooms hold about a carer; `last_contacts`: the last day of each kind of contact, by its code."""

    sections: Sequence[Section]
    last_contacts: Mapping[str, date]


@dataclass(frozen=True)
class Roof:
    """kinds: the words for every kind of contact, by code. last_contacts: of a carer, the last day of each kind,
    with the teams of a viewer or with all.

    held: what other rooms hold about a carer. forget: lets every room forget one, by whom
    and when; False when they were forgotten already; raises MustBeKept while a legal hold is open.
    """

    kinds: Mapping[str, str]
    last_contacts: Callable[[UUID, Viewer | None], Mapping[str, date]]
    held: Callable[[UUID], Held]
    forget: Callable[[UUID, UUID | None, datetime], bool]
