"""The invented trust’s wards and teams: who manages each, who is its champion or deputy, and where somebody is missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from engage import clock
from engage.accounts.rules import Role
from engage.db import db
from engage.demo import names, staff
from engage.demo.bulk import Ids, Load, instant
from engage.people.rules import comparable_name
from engage.teams.rules import STAGE_OF, Part, TeamKind
from engage.teams.rules.training import Course, valid_until

STORY = 61
"""So many teams are open in the story; seven of them have no champion."""
_WARDS = ("Alder", "Ash", "Beech", "Birch", "Cedar", "Elm", "Hazel", "Holly", "Larch", "Maple", "Oak", "Rowan", "Willow", "Yew")
_CRISIS = ("East Vale", "North Vale", "South Vale", "West Vale", "Upper Vale", "Lower Vale")
_HOSPITALS = ("Fablebury", "Inventon", "Mockford", "Storywell", "Vale")
_SPECIALIST = (
    "Eating disorders", "Early intervention", "Perinatal", "Forensic outreach", "Rehabilitation", "Veterans’", "Memory",
    "Psychotherapy", "Deaf people’s", "Young adults’", "Learning disability", "Homeless people’s",
)  # fmt: skip
_GROUPS = (
    (TeamKind.WARD, "Acute and crisis", [f"{name} Ward" for name in _WARDS]),
    (TeamKind.COMMUNITY, "Community recovery", [f"{town} community team" for town in names.TOWNS]),
    (TeamKind.COMMUNITY, "Older people", [f"{town} older people’s team" for town in names.TOWNS]),
    (TeamKind.CRISIS, "Acute and crisis", [f"{name} crisis team" for name in _CRISIS]),
    (TeamKind.LIAISON, "Acute and crisis", [f"{name} hospital liaison team" for name in _HOSPITALS]),
    (TeamKind.SPECIALIST, "Specialist services", [f"{name} team" for name in _SPECIALIST]),
)
_GONE_FOR = {10: 20, 17: 12, 24: 9, 31: 6, 38: 3, 45: 1, 60: None}
"""The place of each team without a champion, and for how many days; None: the team is new and has had none."""


@dataclass(frozen=True)
class Served:
    """A team as the rows about its carers need it."""

    id: str
    champion: str


class Teams:
    """Adds teams, accounts and appointments to a load."""

    def __init__(self, load: Load, rng: Random, now: datetime) -> None:
        self._rows, self._rng, self._now, self._today = load.rows, rng, now, clock.day_of(now)
        self._ids, self._appointments, self._trainings = Ids(rng), Ids(rng), Ids(rng)
        self._lead = staff.id_of(Role.CARER_LEAD).hex

    def add(self, most: int) -> list[Served]:
        """So many open teams and one that was closed, and who serves them."""
        found = [self._team(place, *_named(place)) for place in range(most)]
        closed = self._ids()
        self._row(closed, "Poplar Ward", TeamKind.WARD, "Acute and crisis", None, closed_on=self._ago(90), successor=found[0].id)
        self._appoint(closed, staff.GONE.hex, Part.CHAMPION, 900, ended=90)
        self._train({each.champion: None for each in found})
        return found

    def _train(self, champions: Iterable[str]) -> None:
        """Most did every course; of one in five the awareness ran out, one in seven lacks the induction; some soon run out."""
        for place, account in enumerate(champions):
            done = self._ago(720 if place % 4 == 1 else 760 if place % 5 == 3 else 200)
            for course in Course:
                if course is Course.INDUCTION and place % 7 == 6:
                    continue
                until = valid_until(course, done, 24)
                self._rows["team_training"].append((
                    self._trainings(), account, course.value, done.isoformat(), "Carers team, Vale",
                    until.isoformat() if until else None, account, instant(self._now),
                ))  # fmt: skip

    def _team(self, place: int, name: str, kind: TeamKind, care_group: str) -> Served:
        team_id, is_new = self._ids(), place in _GONE_FOR and _GONE_FOR[place] is None
        self._row(team_id, name, kind, care_group, _manager(place), opened_on=self._ago(6) if is_new else date(2019, 4, 1))
        champion, deputy = champion_of(place).hex, champion_of(place + 2).hex
        since = self._rng.randint(120, 900)
        if place not in _GONE_FOR:
            self._appoint(team_id, champion, Part.CHAMPION, since, until=6 if place == 8 else None)
        elif _GONE_FOR[place] is not None:
            self._appoint(team_id, champion, Part.CHAMPION, since, ended=_GONE_FOR[place])
        if place in (24, 38):
            self._appoint(team_id, champion_of(place + 1).hex, Part.CHAMPION, -5)
        if place == 0:
            self._appoint(team_id, staff.id_of_other("deputy champion").hex, Part.DEPUTY, 200)
        elif place % 2 == 0 and deputy != champion:
            self._appoint(team_id, deputy, Part.DEPUTY, since // 2)
        return Served(team_id, champion)

    def _row(
        self, team_id: str, name: str, kind: TeamKind, care_group: str, manager: UUID | None, *,
        opened_on: date = date(2019, 4, 1), closed_on: date | None = None, successor: str | None = None,
    ) -> None:  # fmt: skip
        area = next((town for town in names.TOWNS if name.startswith(town)), None)
        self._rows["team"].append((
            team_id, name, comparable_name(name), kind.value, care_group, area, STAGE_OF[kind], manager.hex if manager else None,
            opened_on.isoformat(), closed_on.isoformat() if closed_on else None, successor, instant(self._now),
        ))  # fmt: skip

    def _appoint(
        self, team_id: str, account: str, part: Part, since: int, *, until: int | None = None, ended: int | None = None
    ) -> None:
        """Since so many days; until a day that is so many days ahead; or it was ended so many days ago."""
        gone = ended is not None
        self._rows["team_appointment"].append((
            self._appointments(), team_id, account, part.value, self._ago(since).isoformat(),
            self._ago(-until).isoformat() if until is not None else None, self._rng.choice((None, 4, 8)), self._lead,
            instant(self._now - timedelta(days=ended or 0)) if gone else None, self._lead if gone else None, instant(self._now),
        ))  # fmt: skip

    def _ago(self, days: int) -> date:
        return self._today - timedelta(days=days)


def add_accounts(now: datetime, rng: Random, *, most: int) -> int:
    """The accounts of everybody who serves or manages so many teams; how many."""
    champions = {champion_of(place) for place in range(most + 2)}
    managers = {manager for place in range(most) if (manager := _manager(place))}
    known = staff.everybody()
    for role, ids in ((Role.CHAMPION, champions - known), (Role.TEAM_MANAGER, managers - known)):
        for number, account_id in enumerate(sorted(ids)):
            email = f"{role.value.replace(' ', '.')}.{number}@{staff.DOMAIN}"
            staff.add_one(role, account_id, email, names.full_name(rng), now)
    db.session.flush()
    return len((champions | managers) - known)


def champion_of(place: int) -> UUID:
    """Who is champion of the team in this place: two neighbours share one now and then."""
    if place < 2:
        return staff.id_of(Role.CHAMPION)
    if place == 2:
        return staff.id_of_other("another champion")
    return uuid.uuid5(staff.SPACE, f"champion {place - place % 3 // 2}")


def _manager(place: int) -> UUID | None:
    """Who manages the team in this place; one team has nobody."""
    if place < 2:
        return staff.id_of(Role.TEAM_MANAGER)
    return None if place == 31 else uuid.uuid5(staff.SPACE, f"manager {place // 2}")


def _named(place: int) -> tuple[str, TeamKind, str]:
    """The name, kind and service of the team in this place; beyond the story the same names come again, numbered."""
    again, place = divmod(place, STORY)
    for kind, care_group, found in _GROUPS:
        if place < len(found):
            return (f"{found[place]} {again + 1}" if again else found[place]), kind, care_group
        place -= len(found)
    raise LookupError(f"the story has {STORY} teams")
