"""Kinds of team, who does what in one, and when a team counts as uncovered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

UNCOVERED_AFTER = timedelta(days=14)


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


def serves_on(day: date, *, starts_on: date, last_day: date | None, ended_at: datetime | None) -> bool:
    """Whether an appointment holds on a London day: from its first to its last day, and not once it was ended.

    >>> serves_on(date(2026, 5, 4), starts_on=date(2026, 5, 4), last_day=date(2026, 5, 4), ended_at=None)
    True
    """
    return starts_on <= day and (last_day is None or day <= last_day) and ended_at is None
