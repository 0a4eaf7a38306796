"""What the page on coverage shows and how each of its numbers is meant, and what is told to a manager where nobody serves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from engage.teams.rules import TeamKind


class Show(StrEnum):
    """Which teams are shown; the value stands in the address."""

    EVERYTHING = "everything"
    NO_CHAMPION = "no-champion"
    TRAINING_OUT = "training-out"
    NO_CONTACT = "no-contact"


class Where(StrEnum):
    """Where a team works; the value stands in the address."""

    EVERYWHERE = "everywhere"
    INPATIENT = "inpatient"
    COMMUNITY = "community"


class By(StrEnum):
    """In which order teams stand. There is no order by how well one does: this is no league table."""

    NAME = "name"
    SERVICE = "service"


KINDS: dict[Where, tuple[TeamKind, ...]] = {
    Where.EVERYWHERE: tuple(TeamKind),
    Where.INPATIENT: (TeamKind.WARD,),
    Where.COMMUNITY: tuple(kind for kind in TeamKind if kind is not TeamKind.WARD),
}
WHERE_WORDS: dict[Where, str] = {
    Where.EVERYWHERE: "Everywhere",
    Where.INPATIENT: "Inpatient",
    Where.COMMUNITY: "Community and other teams",
}
BY_WORDS: dict[By, str] = {By.NAME: "A to Z", By.SERVICE: "By service"}


@dataclass(frozen=True)
class Chosen:
    """What somebody wants to see."""

    show: Show = Show.EVERYTHING
    where: Where = Where.EVERYWHERE
    service: str = ""
    by: By = By.NAME

    @property
    def is_everything(self) -> bool:
        """Whether every team is wanted, in whichever order."""
        return self == Chosen(by=self.by)

    def as_address(self) -> dict[str, str]:
        """What stands in the address: only what is not as it is at first."""
        at_first = Chosen()
        return {name: str(value) for name, value in vars(self).items() if value != getattr(at_first, name)}


@dataclass(frozen=True)
class Line:
    """One team, as page, file and mail show it. `since`: the first day of its champion; without one, since when it has none."""

    team_id: UUID
    name: str
    care_group: str
    champion: str | None
    deputy: str | None
    since: date | None
    trained: bool | None
    last_contact: date | None
    overdue: int
    manager: str | None

    def uncovered_for(self, today: date) -> int:
        """For how many days it has had no champion; 0 with one."""
        return (today - self.since).days if self.champion is None and self.since else 0

    def is_uncovered(self, today: date, most: timedelta) -> bool:
        """Whether it has had no champion for longer than the trust allows."""
        return timedelta(days=self.uncovered_for(today)) > most


def sentence(teams: int, covered: int) -> str:
    """What matters, in a sentence.

    >>> sentence(61, 54), sentence(1, 0), sentence(3, 3)
    ('54 of 61 teams have a champion. 7 do not.', 'The one team has no champion.', 'All 3 teams have a champion.')
    """
    if teams == 1:
        return "The one team has a champion." if covered else "The one team has no champion."
    if teams == covered:
        return f"All {teams} teams have a champion."
    missing = teams - covered
    return f"{covered} of {teams} teams {'has' if covered == 1 else 'have'} a champion. {missing} {_do(missing)} not."


def _do(missing: int) -> str:
    return "does" if missing == 1 else "do"


def definitions(no_contact_for: timedelta, most: timedelta) -> dict[str, str]:
    """What each number means, as it stands under the table and in the file."""
    days = most.days
    return {
        "Teams": "Every team that is open today.",
        "Champion, deputy": f"Whoever is appointed today and can sign in. A team without a champion for more than {days} days"
        " is uncovered, whether or not it has a deputy.",
        "Since": "The first day of the champion’s appointment; for a team without one, since when it has had none.",
        "Training in date": "The champion has done all three trainings, and none has run out.",
        "Last contact": "The day of the newest contact in the log, with a carer or with somebody who gave no name."
        f" Contacts that were taken back do not count. “No contact” means none in the last {no_contact_for.days} days.",
        "Follow-ups overdue": "Promises to carers that were due before today and are neither done nor cancelled.",
    }  # fmt: skip
