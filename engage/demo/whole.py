"""The invented trust’s carers as a whole: teams with their champions, carers, and the log; few, or as many as are asked for."""

from __future__ import annotations

from datetime import datetime
from random import Random

from engage.demo.bulk import Load
from engage.demo.carer_log import Log
from engage.demo.carers import Carers, Known
from engage.demo.sharing import add_overrides
from engage.demo.teams import STORY, Served, Teams, add_accounts

MOST_CONTACTS = 2_000_000
A_FEW, IN_THE_STORY = 160, 150
"""How many contacts there are when nothing is said, and within how many days they were."""
OF_A_TEAM, OF_A_CARER, TWO_YEARS = 1_000, 18, 730
BLOCK = 20_000


def add(load: Load, seed: int, now: datetime, *, contacts: int | None) -> None:
    """The trust of the story, or one with so many contacts in as many teams as that takes."""
    rng = Random(seed)  # noqa: S311 - invented people, no secrets
    many = 0 if contacts is None else contacts
    teams = max(STORY, -(-many // OF_A_TEAM))
    load.tally["account"] += add_accounts(now, rng, most=teams)
    served = Teams(load, rng, now).add(teams)
    carers = Carers(load, rng, now, many=many // OF_A_CARER)
    if contacts is None:
        known = _the_story(carers, Log(load, rng, now, days=IN_THE_STORY, notes=True), served)
    else:
        known = _many(load, carers, Log(load, rng, now, days=TWO_YEARS, notes=False), served, contacts)
    add_overrides(load, rng, now, known)
    load.write()


def _the_story(carers: Carers, log: Log, teams: list[Served]) -> list[Known]:
    """Two teams of one champion in full, a few carers elsewhere, talks without a name; whom the three know."""
    everybody: list[Known] = []
    for team, many in ((teams[0], 14), (teams[1], 8), (teams[2], 4)):
        known: list[Known] = [carers.add(team) for _ in range(many)]
        everybody += known
        for place, each in enumerate(known):
            log.add(each, (5, 3, 0, 2, 6, 1)[place % 6])
    log.add(carers.also(known[0], teams[0]), 1)
    for team in teams[3:36:2]:
        log.add(carers.add(team), 2)
    for team in teams[:40:3]:
        log.in_passing(team, 2)
    return everybody


def _many(load: Load, carers: Carers, log: Log, teams: list[Served], contacts: int) -> list[Known]:
    """As many in each team, one contact in ten without a name; written block by block. Whom the first team knows."""
    known: list[Known] = []
    for place, team in enumerate(teams):
        here = contacts * (place + 1) // len(teams) - contacts * place // len(teams)
        nameless = here // 10
        log.in_passing(team, nameless)
        for first in range(0, here - nameless, OF_A_CARER):
            carer = carers.add(team)
            known += [carer] if place == 0 else []
            log.add(carer, min(OF_A_CARER, here - nameless - first))
        if len(load.rows["carer_contact"]) > BLOCK:
            load.write()
    return known
