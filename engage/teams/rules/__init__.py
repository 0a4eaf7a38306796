"""Kinds of team, who does what in one, and when a team counts as uncovered."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from engage import clock

UNCOVERED_AFTER = timedelta(days=14)
"""As it comes; an organisation says otherwise in its own file (`uncovered_after_days`)."""
UNDO_LASTS = timedelta(minutes=10)


class TeamKind(StrEnum):
    """What a team is for."""

    WARD = "ward"
    CRISIS = "crisis"
    COMMUNITY = "community"
    LIAISON = "liaison"
    SPECIALIST = "specialist"


class Part(StrEnum):
    """What somebody is appointed to in a team."""

    CHAMPION = "champion"
    DEPUTY = "deputy"


TEAM_KIND_WORDS: dict[TeamKind, str] = {
    TeamKind.WARD: "Ward",
    TeamKind.CRISIS: "Crisis or home treatment",
    TeamKind.COMMUNITY: "Community",
    TeamKind.LIAISON: "Liaison",
    TeamKind.SPECIALIST: "Specialist",
}
PART_WORDS: dict[Part, str] = {Part.CHAMPION: "Carer champion", Part.DEPUTY: "Deputy"}
# the stage of the Triangle of Care a kind of team usually belongs to (domain.md 3.2): inpatient and crisis, community, other
STAGE_OF: dict[TeamKind, int] = {
    TeamKind.WARD: 1,
    TeamKind.CRISIS: 1,
    TeamKind.COMMUNITY: 2,
    TeamKind.LIAISON: 2,
    TeamKind.SPECIALIST: 2,
}


STAGE_WORDS: dict[int, str] = {1: "1: wards and crisis teams", 2: "2: community teams", 3: "3: the whole organisation"}


def comparable_name(name: str) -> str:
    """A team's name in the form in which two spellings of it are the same.

    >>> comparable_name("  Ashford  CMHT ")
    'ashford cmht'
    """
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


@dataclass(frozen=True)
class Viewer:
    """Who looks at something about carers. `sees_every_team`: the carer lead, who sees the whole."""

    account_id: UUID
    sees_every_team: bool = False


@dataclass(frozen=True)
class Answering:
    """Who answers in one team. `first`: its champion, else its deputy, else its manager; None: nobody but the carer lead."""

    serving: frozenset[UUID] = frozenset()
    first: UUID | None = None

    def for_owner(self, owner_id: UUID) -> UUID | None:
        """Who answers for what somebody promised: they themselves while they serve the team, else the first; None: the lead."""
        return owner_id if owner_id in self.serving else self.first


@dataclass(frozen=True)
class Left:
    """What a team has to do with carers, in numbers and never by name: for a handover, and before a team is closed.

    `this_week`: follow-ups due today or in the next six days. `look_again_soon`: agreements on sharing to look at again within 28
    days; `look_again_now`: those whose day has come.
    """

    carers: int = 0
    overdue: int = 0
    this_week: int = 0
    later: int = 0
    look_again_now: int = 0
    look_again_soon: int = 0

    @property
    def follow_ups(self) -> int:
        """What was promised and is still to do."""
        return self.overdue + self.this_week + self.later

    @property
    def is_anything(self) -> bool:
        """Whether somebody has to take over."""
        return self.carers + self.follow_ups > 0


@dataclass(frozen=True)
class Waiting:
    """One line of a handover sheet: a carer by number, never by name, what waits, and the London day by which."""

    number: str
    what: str
    by: date


@dataclass(frozen=True)
class Sheet:
    """What whoever takes over a team finds waiting (domain.md 9.1, row 9): what was promised, and what to look at again."""

    promised: tuple[Waiting, ...] = ()
    look_again: tuple[Waiting, ...] = ()


@dataclass(frozen=True)
class Service:
    """One champion's service of a team: from its first day until the first day on which they do not serve any more."""

    starts_on: date
    until: date | None = None


def service(starts_on: date, last_day: date | None, *stopped: datetime | None) -> Service:
    """The days an appointment comes to; `stopped`: when it was ended, and when the account was suspended.

    >>> service(date(2026, 5, 4), date(2026, 5, 8), None).until
    datetime.date(2026, 5, 9)
    """
    ends = [clock.day_of(at) for at in stopped if at is not None]
    if last_day is not None:
        ends.append(last_day + timedelta(days=1))
    return Service(starts_on, min(ends, default=None))


def without_since(day: date, opened_on: date, services: Iterable[Service]) -> date | None:
    """Since when a team that is open on a day has been without a champion; None when somebody serves it.

    The same rule as the statement in `queries.uncovered`; a test compares the two.
    """
    begun = [each for each in services if each.starts_on <= day]
    if any(each.until is None or day < each.until for each in begun):
        return None
    over = [each.until for each in begun if each.until is not None and each.until >= each.starts_on]
    return max([opened_on, *over])


def serves_on(day: date, *, starts_on: date, last_day: date | None, ended_at: datetime | None) -> bool:
    """Whether an appointment holds on a London day: from its first to its last day, and not once it was ended.

    >>> serves_on(date(2026, 5, 4), starts_on=date(2026, 5, 4), last_day=date(2026, 5, 4), ended_at=None)
    True
    """
    return starts_on <= day and (last_day is None or day <= last_day) and ended_at is None
