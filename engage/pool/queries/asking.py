"""May the mails go that ask to confirm an address? As `may_confirm`, for many at once, each at its moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.db import db
from engage.outbox.models import Occasion
from engage.outbox.rules import Answer, Category, Go, Hold, Letter, Moments, Reason, Stop
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.people.rules import CONTEXT, Kind, comparable
from engage.pool.queries.why import why_no_record
from engage.reminders import rules as reminders


@dataclass(frozen=True)
class _Read:
    """What was read: the people, the addresses, which of these somebody confirmed, and the mails about each so far."""

    people: dict[UUID, Person]
    points: dict[UUID, ContactPoint]
    known: frozenset[str]
    mails: dict[UUID, list[tuple[datetime, int]]]


def all_may_confirm(letters: Sequence[Letter], at: Moments) -> dict[UUID, Answer]:
    """By the ids of the messages. One that is in no outbox yet is taken to be the newest when its moment comes."""
    chosen = sa.select(ContactPoint).where(ContactPoint.id.in_({letter.about for letter in letters}))
    points = {point.id: point for point in db.session.scalars(chosen.execution_options(populate_existing=True))}
    read = _Read(people.people(letter.recipient_id for letter in letters), points, _known(points.values()), _mails(letters))
    return {letter.outgoing_id: _answer(letter, at[letter.outgoing_id], read) for letter in letters}


def _known(points: Iterable[ContactPoint]) -> frozenset[str]:
    """Which of these addresses somebody confirmed who has a record of their own."""
    context = CONTEXT[Kind.EMAIL]
    values = {index: each.value for each in points for index in vault.blinds(comparable(Kind.EMAIL, each.value), context=context)}
    chosen = (
        sa.select(ContactPoint.value_index)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.value_index.in_(values), ContactPoint.kind == Kind.EMAIL, ContactPoint.verified_at.is_not(None))
        .where(*people.is_current())
    )
    return frozenset(values[index] for index in db.session.scalars(chosen))


def _mails(letters: Sequence[Letter]) -> dict[UUID, list[tuple[datetime, int]]]:
    """When the mails about each address fell due, with their numbers."""
    found: dict[UUID, list[tuple[datetime, int]]] = {}
    chosen = sa.select(Occasion.about, Occasion.due_at, Occasion.ordinal).where(
        Occasion.kind.in_({each.kind for each in letters}), Occasion.about.in_({each.about for each in letters}),
        Occasion.cancelled_at.is_(None),
    )  # fmt: skip
    for about, due_at, ordinal in db.session.execute(chosen):
        found.setdefault(about, []).append((due_at, ordinal))
    return found


def _answer(letter: Letter, now: datetime, read: _Read) -> Answer:
    person, point = read.people.get(letter.recipient_id), read.points.get(letter.about)
    why_not = why_no_record(person) or _why_not(person, point)
    if why_not is not None or point is None:
        return Stop(why_not or Reason.SUPERSEDED)
    if _is_superseded(letter, now, read.mails.get(point.id, [])):
        return Stop(Reason.SUPERSEDED)
    if letter.category is not Category.REMINDER:
        return Go()
    if point.value in read.known:
        return Stop(Reason.ALREADY_DONE)
    morning = reminders.held_until(now)
    return Go() if morning is None else Hold(morning, Reason.QUIET_HOURS)


def _why_not(person: Any, point: ContactPoint | None) -> Reason | None:
    if person.restricted_at is not None:
        return Reason.RESTRICTED
    if point is None:
        return Reason.SUPERSEDED
    if point.verified_at is not None:
        return Reason.ALREADY_DONE
    return Reason.CAME_BACK if point.came_back_at is not None else None


def _is_superseded(letter: Letter, now: datetime, mails: Sequence[tuple[datetime, int]]) -> bool:
    by_now = [ordinal for due_at, ordinal in sorted(mails) if due_at <= now]
    is_put = any(ordinal == letter.ordinal for _, ordinal in mails)
    return is_put and bool(by_now) and by_now[-1] != letter.ordinal
