"""Filling an empty database with an invented trust."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa
from flask import current_app

from engage import clock
from engage.accounts.models import User
from engage.db import db
from engage.demo import (
    bulk,
    by_hand,
    digests,
    mailings,
    needs,
    network,
    profiles,
    reaching,
    reminders,
    returns,
    rights,
    sheets,
    staff,
    twice,
    whole,
    wordings,
    words,
)
from engage.demo.agreements import Agreements
from engage.demo.history import History
from engage.demo.messages import Messages
from engage.demo.people import People, Someone
from engage.people.models import Person
from engage.pool.rules import Standing
from engage.settings import Settings

MOST = 1_000_000
BLOCK = 10_000


class NotInProduction(RuntimeError):
    """Invented people never stand beside real ones."""

    def __init__(self) -> None:
        super().__init__("the demonstration trust is never loaded in production")


class DataAlready(RuntimeError):
    """The database holds people or accounts; nothing was added."""

    def __init__(self) -> None:
        super().__init__("there is data here already, so nothing was added: the demonstration trust needs an empty database")


@dataclass(frozen=True)
class Tally:
    """What was added: people, rows of each table, and how long it took."""

    people: int
    rows: Counter[str]
    seconds: float

    @property
    def people_per_second(self) -> float:
        return self.people / self.seconds if self.seconds else 0.0

    def __str__(self) -> str:
        total = sum(self.rows.values())
        rate = f", {self.people_per_second:,.0f} people a second" if self.people >= BLOCK else ""
        return f"{self.people:,} people in {total:,} rows, in {self.seconds:.1f} seconds{rate}"


def is_empty() -> bool:
    """Whether nobody is known here, neither staff nor people."""
    return db.session.scalar(sa.select(sa.or_(sa.exists(sa.select(User.id)), sa.exists(sa.select(Person.id))))) is False


def fill(*, people: int, seed: int, contacts: int | None = None, tell: Callable[[int], object] = int) -> Tally:
    """Load the invented trust and commit it. Raises NotInProduction or DataAlready, then nothing has been added.

    The same seed gives the same trust around the present moment. More than `BLOCK` people are committed block by block.
    `contacts`: so many with carers, and a team for every thousand; None: a few, as in the story.
    """
    settings: Settings = current_app.extensions["settings"]
    if settings.is_production:
        raise NotInProduction
    if not 0 <= people <= MOST:
        raise ValueError(f"from 0 to {MOST:,} people")
    if not is_empty():
        raise DataAlready
    began = clock.now()
    now = began.replace(microsecond=0)
    load = bulk.Load()
    load.tally["account"] = staff.add(now)
    with bulk.without_indexes(when=max(people, contacts or 0) > BLOCK):
        if people or contacts:
            whole.add(load, seed, now, contacts=contacts)
        _add_people(load, Random(seed), now, people, tell)  # noqa: S311 - invented people, no secrets
    if people:
        _add_what_the_team_did(now)
    db.session.commit()
    bulk.look_at_the_data()
    db.session.commit()
    return Tally(people, load.tally, (clock.now() - began) / timedelta(seconds=1))


def _add_what_the_team_did(now: datetime) -> None:
    by_hand.add(now)
    twice.add(now)
    sheets.add(now)
    rights.add(now)
    wordings.add(now)
    reminders.add(now)
    returns.add(now)
    mailings.add(now)
    digests.add(now)
    network.add(now)
    words.add()


def _add_people(load: bulk.Load, rng: Random, now: datetime, people: int, tell: Callable[[int], object]) -> None:
    persons, agreements = People(load, rng, now), Agreements(load, rng)
    messages, history = Messages(load, rng, now), History(load, rng, now)
    waiting: list[Someone] = []
    active: list[Someone] = []
    for number in range(people):
        who = persons.add(number)
        if len(active) < profiles.MOST and who.case.standing is Standing.ACTIVE:
            active.append(who)
        messages.add(who, agreements.add(who))
        history.add(who)
        if len(waiting) < 3 and who.case.standing is Standing.APPLIED and now - who.joined > timedelta(days=7):
            waiting.append(who)
        if (number + 1) % BLOCK == 0:
            load.write()
            db.session.commit()
            tell(number + 1)
    if people:
        messages.to_the_team(waiting)
        messages.for_nobody()
    load.write()
    needs.add(now)
    reaching.add(now)
    profiles.add(active, now)
