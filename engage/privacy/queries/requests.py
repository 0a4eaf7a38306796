"""Requests about what we hold: those to be answered, one of them, and what its answer leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts import queries as accounts
from engage.db import db
from engage.outbox.rules import Answer, Go, Letter, Moments, Reason, Stop
from engage.people import queries as people
from engage.people.models import Person
from engage.people.rules import NUMBER_SHAPE
from engage.policy import Permission
from engage.privacy.models import DataRequest, Redaction
from engage.privacy.queries.held import Fact, Item, Section
from engage.web.paging import ROWS

REMOVED = "▇ Removed: about somebody else"
BLACK = "▇▇▇"


@dataclass(frozen=True)
class Line:
    """A request with the pool number of whoever asks."""

    asked: DataRequest
    number: str


def to_answer() -> list[Line]:
    """Requests that wait for an answer, soonest due first."""
    return _lines(DataRequest.closed_at.is_(None), DataRequest.due_on, DataRequest.id)


def due_by_day(first: date) -> list[tuple[date, int]]:
    """How many of them are due on each day from one on, in order."""
    chosen = sa.select(DataRequest.due_on, sa.func.count()).where(DataRequest.closed_at.is_(None), DataRequest.due_on >= first)
    rows = db.session.execute(chosen.group_by(DataRequest.due_on).order_by(DataRequest.due_on).limit(ROWS))
    return [(row[0], row[1]) for row in rows]


def answered() -> list[Line]:
    """The latest that were closed."""
    return _lines(DataRequest.closed_at.is_not(None), DataRequest.closed_at.desc(), DataRequest.id)


def _lines(which: sa.ColumnElement[bool], *order: Any) -> list[Line]:
    chosen = sa.select(DataRequest, Person.number).join(Person, Person.id == DataRequest.person_id).where(which)
    return [Line(*row) for row in db.session.execute(chosen.order_by(*order).limit(ROWS))]


def one(request_id: UUID) -> Line:
    """One request. Raises LookupError."""
    found = db.session.execute(
        sa.select(DataRequest, Person.number).join(Person, Person.id == DataRequest.person_id).where(DataRequest.id == request_id)
    ).first()
    if found is None:
        raise LookupError("no such request")
    return Line(*found)


def whose(said: str) -> list[UUID]:
    """Whoever has this pool number or exact e-mail address; usually one or nobody."""
    said = said.strip()
    if NUMBER_SHAPE.fullmatch(said.upper()):
        plain = said.upper().replace("-", "").replace(" ", "")
        which = Person.number == f"{plain[:4]}-{plain[4:]}"
    elif "@" in said:
        which = Person.id.in_(people.matching(said))
    else:
        return []
    return list(db.session.scalars(sa.select(Person.id).where(which, *people.is_current()).order_by(Person.id).limit(2)))


# What is blacked out


def redactions(request_id: UUID) -> list[Redaction]:
    """What the answer leaves out, in the order it was marked."""
    chosen = sa.select(Redaction).where(Redaction.request_id == request_id)
    return list(db.session.scalars(chosen.order_by(Redaction.marked_at, Redaction.id)))


def redacted(sections: Sequence[Section], marks: Sequence[Redaction]) -> list[Section]:
    """What the answer says: marked items left out whole, marked passages black."""
    by_item: dict[str, list[Redaction]] = {}
    for mark in marks:
        by_item.setdefault(mark.item, []).append(mark)
    return [
        replace(section, items=tuple(_blackened(item, by_item.get(item.name, [])) for item in section.items))
        for section in sections
    ]


def _blackened(item: Item, marks: Sequence[Redaction]) -> Item:
    if any(mark.passage is None for mark in marks):
        return replace(item, facts=(Fact(f"{item.table}.id", "Left out", REMOVED),))
    facts = item.facts
    for mark in marks:
        facts = tuple(_without(fact, str(mark.passage)) for fact in facts)
    return replace(item, facts=facts)


def _without(fact: Fact, passage: str) -> Fact:
    return replace(fact, value=fact.value.replace(passage, BLACK)) if isinstance(fact.value, str) else fact


def holds_passage(item: Item, passage: str) -> bool:
    """Whether these words stand in an item, letter for letter."""
    return any(isinstance(fact.value, str) and passage in fact.value for fact in item.facts)


def by_name(sections: Sequence[Section]) -> Mapping[str, Item]:
    """Every item by the name a mark gives it."""
    return {item.name: item for section in sections for item in section.items}


# Reminders to whoever answers


@dataclass(frozen=True)
class DueFacts:
    """What the reminder says: when it came and by when it is due; never whose it is."""

    name: str
    to: str
    received_on: date
    due_on: date
    request_id: UUID


def reminded_between(
    since: datetime, until: datetime, offsets: Sequence[int], *, at: time
) -> list[tuple[UUID, date, int, datetime]]:
    """Open requests whose reminder falls due in a stretch of time: the request, when it came, how many days after, and when."""
    first = clock.day_of(since) - timedelta(days=max(offsets) + 1)
    rows = db.session.execute(
        sa.select(DataRequest.id, DataRequest.received_on)
        .where(DataRequest.closed_at.is_(None), DataRequest.received_on >= first, DataRequest.received_on <= clock.day_of(until))
        .order_by(DataRequest.received_on, DataRequest.id)
    )
    each = [(request_id, received_on, days, clock.at(received_on + timedelta(days=days), at))
            for request_id, received_on in rows for days in offsets]  # fmt: skip
    return [found for found in each if since <= found[-1] < until]


def may_remind(letter: Letter, now: datetime) -> Answer:
    """Whether a reminder may still go: to somebody who answers requests, while this one is open."""
    user = accounts.user(letter.recipient_id)
    if user is None or user.suspended_at is not None or not accounts.may(user, Permission.REQUESTS_ANSWER):
        return Stop(Reason.SUSPENDED)
    asked = db.session.get(DataRequest, letter.about)
    return Stop(Reason.ALREADY_DONE) if asked is None or asked.closed_at is not None else Go()


def all_may_remind(letters: Sequence[Letter], _at: Moments) -> dict[UUID, Answer]:
    """The same for many."""
    chosen = sa.select(DataRequest.id).where(
        DataRequest.id.in_({each.about for each in letters}), DataRequest.closed_at.is_(None)
    )
    still_open = set(db.session.scalars(chosen))
    return accounts.all_may_be_told(
        letters, Permission.REQUESTS_ANSWER, lambda each: None if each.about in still_open else Reason.ALREADY_DONE
    )


def due_facts(letter: Letter) -> DueFacts | None:
    """The facts of a reminder."""
    user, asked = accounts.user(letter.recipient_id), db.session.get(DataRequest, letter.about)
    if user is None or user.email is None or user.name is None or asked is None:
        return None
    return DueFacts(user.name, user.email, asked.received_on, asked.due_on, asked.id)
