"""What the campaign is about: people who agreed to a newsletter, several numbers of it, and people who stop it meanwhile."""

from __future__ import annotations

import json
import os
import random
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage import clock
from engage.consent import actions as consent
from engage.consent import queries as consents
from engage.consent.rules import Action, Route
from engage.db import db, reading_only
from engage.jobs import KINDS, at_work
from engage.mail import Email
from engage.outbox import actions
from engage.outbox.models import Occasion, Outgoing
from engage.outbox.rules import Answer, Bulk, Category, Channel, Due, Go, Kind, Letter, State
from engage.people import actions as people_actions
from engage.people import queries as people
from engage.people.actions import Newcomer, Reach
from engage.people.rules import Kind as Way

KIND, PURPOSE = "crash.newsletter", "newsletter"
RECEIPT = "consent.changed"
MIXED = "mixed"
LASTS = timedelta(hours=6)
ONE_IN = 10
"""Of a mixed campaign: every so many-th number of the newsletter goes to each person by itself, as a reminder does."""


@dataclass(frozen=True)
class Facts:
    """Whom a number of the newsletter goes to."""

    to: str
    mark: str


def an_address(at: datetime) -> Reach:
    return Reach(Way.EMAIL, f"{uuid.uuid4().hex}@people.example", verified_at=at)


def may_go(letter: Letter, now: Any) -> Answer:
    """The rooms' own question, under the lock that whoever withdraws takes too."""
    people.hold(letter.recipient_id, sharing=True)
    return consents.letter_may_go(letter, now)


def facts(letter: Letter) -> Facts | None:
    to = people.address_of(letter.recipient_id)
    return Facts(to, f"marker-{letter.recipient_id.hex}") if to else None


def may_go_all(letters: Sequence[Letter], now: Any) -> dict[UUID, Answer]:
    """The same for a set."""
    people.hold_all({letter.recipient_id for letter in letters})
    return consents.letters_may_go(letters, now)


def facts_all(letters: Sequence[Letter]) -> dict[UUID, Facts]:
    reached = people.reach_all_by_email([letter.recipient_id for letter in letters])
    return {
        letter.outgoing_id: Facts(reached[letter.recipient_id].to, f"marker-{letter.recipient_id.hex}")
        for letter in letters
        if letter.recipient_id in reached
    }


def email(found: Facts) -> Email:
    return Email(to=found.to, subject="The newsletter", text=f"For {found.mark}.\n" + "Line.\n" * 20)


NEWSLETTER = Kind(KIND, may_go, facts, email, "Newsletter", Bulk(may_go_all, facts_all, ("to", "mark")))
CHANGED = Kind(RECEIPT, lambda _letter, _now: Go(), facts, email, "Receipt")


@contextmanager
def wired() -> Iterator[None]:
    """The kinds of the campaign instead of the rooms'."""
    kept = dict(KINDS)
    KINDS.clear()
    KINDS.update({KIND: NEWSLETTER, RECEIPT: CHANGED})
    try:
        yield
    finally:
        KINDS.clear()
        KINDS.update(kept)


def category_of(number: int, category: str) -> Category:
    """How one number of the newsletter is sent in a campaign of a category, or in a mixed one."""
    if category != MIXED:
        return Category(category)
    return Category.REMINDER if number % ONE_IN == 0 else Category.NEWS


def fill(
    app: Flask, *, people_count: int, numbers: int, category: str = Category.REMINDER, spread: timedelta = timedelta(0),
    lasts: timedelta = LASTS,
) -> list[UUID]:  # fmt: skip
    """People who said yes, with so many numbers of the newsletter waiting for each; their ids."""
    with at_work(app):
        now = clock.now()
        newcomers = []
        for number in range(people_count):
            newcomers.append(
                Newcomer(f"Person {number}", reaches=[Reach(Way.EMAIL, f"p{number}@people.example", verified_at=now)])
            )
        ids = people_actions.add(newcomers, ats=[now] * people_count)
        offer = next(offer for offer in consents.offers() if offer.code == PURPOSE)
        entries = [offer.entry(Channel.EMAIL, Action.GIVEN)]
        consent.decide_for_all([consent.Told(person_id, Route.WEB, now) for person_id in ids], [entries] * people_count)
        put(ids, numbers, category, spread=spread, lasts=lasts)
        db.session.commit()
        return ids


def put(ids: list[UUID], numbers: int, category: str, *, spread: timedelta = timedelta(0), lasts: timedelta = LASTS) -> None:
    """Put every number of the newsletter for everybody into the outbox; put twice, it is there once.

    `spread`: over how long those that go one by one fall due, person after person, so that they meet the sets.
    """
    now = clock.now()
    for number in range(numbers):
        about, how = uuid.uuid5(uuid.NAMESPACE_OID, f"number {number}"), category_of(number, category)
        over = spread / len(ids) if how is Category.REMINDER else timedelta(0)
        actions.put_many(
            Due(
                KIND,
                about,
                person_id,
                now + over * place,
                now + lasts,
                clock.day_of(now),
                category=how,
                purpose=PURPOSE,
            )
            for place, person_id in enumerate(ids)
        )


def storm(app: Flask, ids: list[UUID], log: Path, *, seed: int, over: timedelta = timedelta(0)) -> None:
    """Person after person stops the newsletter, over some time; when each stop was committed is written down after it was."""
    chance, wait = random.Random(seed), threading.Event()  # noqa: S311 - chance, not secrets
    for person_id in chance.sample(ids, len(ids)):
        wait.wait(over.total_seconds() / len(ids) * chance.uniform(0, 2))
        with at_work(app):
            people.hold(person_id)
            offer = next(offer for offer in consents.offers() if offer.code == PURPOSE)
            consent.stop(consent.Told(person_id, Route.WEB, clock.now()), offer)
            db.session.commit()
        line = json.dumps({"person": person_id.hex, "at": clock.now().isoformat()}).encode() + b"\n"
        written = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.write(written, line)
        os.close(written)


def unfinished(app: Flask) -> int:
    """How many messages of the campaign have not come to rest."""
    return in_states(app, State.PLANNED, State.QUEUED, State.CLAIMED, State.SENDING)


def in_states(app: Flask, *states: State) -> int:
    """How many messages of the campaign are in one of these states."""
    with at_work(app), reading_only():
        counted = (
            sa.select(sa.func.count())
            .select_from(Outgoing)
            .join(Occasion, Occasion.id == Outgoing.occasion_id)
            .where(Occasion.kind == KIND, Outgoing.state.in_(states))
        )
        found = db.session.scalar(counted) or 0
        db.session.rollback()
        return found
