"""Keeping people: adding them, changing how they are reached, forgetting them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock, journal, vault
from engage.db import db, is_sqlite, table
from engage.people import queries
from engage.people.models import ContactPoint, ErasedContact, NewAddress, Person
from engage.people.rules import (
    CONTEXT,
    JOURNAL_WORDS,
    Checked,
    ErasedBecause,
    Kind,
    WhyRestricted,
    comparable,
    comparable_name,
    new_number,
)

FORGOTTEN_NAME = "Erased"
_NEW_PERSON, _NEW_POINT = sa.insert(table(Person)), sa.insert(table(ContactPoint))


@dataclass(frozen=True)
class Reach:
    """One way to reach somebody, as they gave it."""

    kind: Kind
    value: str
    may_leave_message: bool | None = None
    may_say_trust: bool | None = None
    verified_at: datetime | None = None
    verified_how: Checked | None = None
    verified_by: UUID | None = None
    safe_name: str | None = None
    best_times: str | None = None
    id: UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class Newcomer:
    """Somebody about to be added."""

    full_name: str
    called: str | None = None
    reach_note: str | None = None
    reaches: Sequence[Reach] = ()


def add(newcomers: Sequence[Newcomer], *, ats: Sequence[datetime]) -> list[UUID]:
    """Add people, each at an instant, with the ways to reach them: two statements, however many they are; their ids in order."""
    ids = [uuid.uuid4() for _ in newcomers]
    numbers = _free_numbers(len(newcomers))
    line = db.session.connection()
    line.execute(_NEW_PERSON, [_person_row(*each) for each in zip(ids, numbers, newcomers, ats, strict=True)])
    each = zip(ids, newcomers, ats, strict=True)
    reaches = [_point_row(person_id, reach, at) for person_id, new, at in each for reach in new.reaches]
    if reaches:
        line.execute(_NEW_POINT, reaches)
    return ids


def _free_numbers(how_many: int) -> Iterator[str]:
    """Pool numbers that nobody has. One alone is not looked up: a double is one in hundreds of thousands of millions."""
    numbers: set[str] = set()
    while len(numbers) < how_many:
        numbers |= {new_number() for _ in range(how_many - len(numbers))}
        if how_many > 1:
            numbers -= set(db.session.scalars(sa.select(Person.number).where(Person.number.in_(numbers))))
    return iter(list(numbers))


def _person_row(person_id: UUID, number: str, new: Newcomer, at: datetime) -> dict[str, Any]:
    return {
        "id": person_id,
        "number": number,
        "full_name": new.full_name,
        "called": new.called,
        "search_name": comparable_name(f"{new.full_name} {new.called or ''}"),
        "reach_note": new.reach_note,
        "link_serial": 0,
        "created_at": at,
    }


def _point_row(person_id: UUID, reach: Reach, at: datetime) -> dict[str, Any]:
    return {
        "id": reach.id,
        "person_id": person_id,
        "kind": reach.kind,
        "value": reach.value,
        "value_index": index_of(reach.kind, reach.value),
        "may_leave_message": reach.may_leave_message,
        "may_say_trust": reach.may_say_trust,
        "safe_name": reach.safe_name,
        "best_times": reach.best_times,
        "verified_at": reach.verified_at,
        "verified_how": reach.verified_how or (Checked.LINK if reach.verified_at else None),
        "verified_by": reach.verified_by,
        "created_at": at,
    }


def index_of(kind: Kind, value: str) -> str:
    """The blind index under which a contact value is kept."""
    return vault.blind(comparable(kind, value), context=CONTEXT[kind])


def verify(point: ContactPoint, *, at: datetime, how: Checked = Checked.LINK, by: UUID | None = None) -> None:
    """Somebody showed that this address or number is theirs; `by`: who of us wrote that down."""
    point.verified_at, point.verified_how, point.verified_by = at, how, by
    point.came_back_at = None


def replace(point: ContactPoint, value: str, *, at: datetime) -> UUID:
    """Another address in the place of this one. It is a new row, so that links sent to the old address lead nowhere."""
    db.session.execute(sa.delete(ContactPoint).where(ContactPoint.id == point.id))
    reach = Reach(point.kind, value)
    db.session.execute(_NEW_POINT, [_point_row(point.person_id, reach, at)])
    db.session.expunge(point)
    return reach.id


def put_point(person_id: UUID, reach: Reach, *, at: datetime) -> None:
    """A way to reach somebody, in the place of the one of the same kind: a new row, so that old links lead nowhere."""
    before = db.session.execute(
        sa.delete(ContactPoint)
        .where(ContactPoint.person_id == person_id, ContactPoint.kind == reach.kind)
        .returning(ContactPoint.is_primary)
        .execution_options(synchronize_session="fetch")
    ).scalar()
    db.session.execute(_NEW_POINT, [{**_point_row(person_id, reach, at), "is_primary": bool(before)}])


def mind(point: ContactPoint, reach: Reach) -> None:
    """What to mind when somebody is reached by an address or number that stays as it is."""
    point.may_leave_message, point.may_say_trust = reach.may_leave_message, reach.may_say_trust
    point.safe_name, point.best_times = reach.safe_name, reach.best_times


def prefer(points: Sequence[ContactPoint], kind: Kind) -> None:
    """The way somebody would like us to try first."""
    for point in points:
        point.is_primary = False
    db.session.flush()
    for point in points:
        point.is_primary = point.kind is kind


def remove(point: ContactPoint) -> None:
    """Somebody is not reached in this way any more."""
    db.session.delete(point)
    db.session.flush()


def restrict(person: Person, *, why: WhyRestricted, by: UUID, at: datetime) -> None:
    """From now on only those who lead see how to reach this person."""
    person.restricted_at, person.restricted_by, person.restricted_why = at, by, why


def lift(person: Person) -> None:
    """Everybody on the team sees again how to reach this person."""
    person.restricted_at = person.restricted_by = person.restricted_why = None


def remember_erased(values: Iterable[tuple[Kind, str]]) -> None:
    """Keep fingerprints of addresses and numbers of somebody who asked to be erased, and nothing else."""
    insert = (sqlite if is_sqlite() else postgresql).insert(table(ErasedContact))
    prints = {queries.erased_fingerprint(kind, value) for kind, value in values}
    rows = [{"id": uuid.uuid4(), "fingerprint": each} for each in sorted(prints)]
    if rows:
        db.session.execute(insert.on_conflict_do_nothing(index_elements=["fingerprint"]), rows)


def erase(*person_ids: UUID, because: ErasedBecause, at: datetime) -> None:
    """Take names, addresses and numbers of people out of the database; a stub with number, date and reason stays.

    What they decided about messages cannot be taken out of the ledger; it stays under an id that names nobody.
    The journal knows it first. Raises journal.CannotWrite.
    """
    journal.note(person_ids, day=clock.day_of(at), why=JOURNAL_WORDS[because])
    for kept in (ContactPoint, NewAddress):
        db.session.execute(sa.delete(kept).where(kept.person_id.in_(person_ids)))
    db.session.execute(
        sa.update(Person)
        .where(Person.id.in_(person_ids))
        .values(
            full_name=FORGOTTEN_NAME, called=None, pronouns=None, search_name="", reach_note=None, erased_at=at,
            erased_reason=because, link_serial=Person.link_serial + 1,
        )
    )  # fmt: skip


def tidy_names() -> bool:
    """Merge SQLite's index of names into one piece, which drops what was deleted from it; whether there is one."""
    if is_sqlite():
        db.session.execute(sa.text("INSERT INTO person_name (person_name) VALUES ('optimize')"))
    return is_sqlite()


def become_one(*, of: Person, into: Person, of_other: Collection[str]) -> None:
    """Bring two records of one person together. `of_other`: what is kept of the one that goes ("name", "reach-note", kinds).

    Whatever protects somebody holds from now on for both: hidden details, and that nothing is sent to who died.
    """
    if "name" in of_other:
        into.full_name, into.called, into.search_name = of.full_name, of.called, of.search_name
    into.pronouns = into.pronouns or of.pronouns
    if "reach-note" in of_other or not into.reach_note:
        into.reach_note = of.reach_note
    if into.restricted_at is None:
        into.restricted_at, into.restricted_by, into.restricted_why = of.restricted_at, of.restricted_by, of.restricted_why
    into.died_on = into.died_on or of.died_on
    _become_one_way(
        queries.contact_points(of.id), {point.kind: point for point in queries.contact_points(into.id)}, into, of_other
    )
    of.merged_into = into.id
    db.session.flush()


def _become_one_way(
    theirs: Sequence[ContactPoint], ours: dict[Kind, ContactPoint], into: Person, of_other: Collection[str]
) -> None:
    """One way of each kind stays: the one that was chosen, and of two that are the same the one that was confirmed."""
    has_primary = any(point.is_primary for point in ours.values())
    for point in theirs:
        mine = ours.get(point.kind)
        is_same = mine is not None and comparable(mine.kind, mine.value) == comparable(point.kind, point.value)
        is_better = is_same and mine is not None and mine.verified_at is None and point.verified_at is not None
        point.is_primary = point.is_primary and not has_primary
        if mine is not None and not is_better and point.kind.value not in of_other:
            db.session.delete(point)
            continue
        if mine is not None:
            db.session.delete(mine)
        db.session.flush()
        point.person_id = into.id
        has_primary = has_primary or point.is_primary


def fill_in(person: Person, *, called: str | None, note: str | None, reaches: Sequence[Reach], at: datetime) -> None:
    """Add what the record of somebody does not hold yet; what it holds stays."""
    if called and not person.called:
        person.called, person.search_name = called, comparable_name(f"{person.full_name} {called}")
    person.reach_note = person.reach_note or note
    if reaches:
        db.session.connection().execute(_NEW_POINT, [_point_row(person.id, reach, at) for reach in reaches])


def rename(person: Person, full_name: str, called: str | None) -> None:
    """Another name, and what to call them."""
    person.full_name, person.called = full_name, called
    person.search_name = comparable_name(f"{full_name} {called or ''}")


def take_out(person_ids: Sequence[UUID]) -> None:
    """Take people out of the database who came by mistake and about whom nothing else stands anywhere."""
    db.session.execute(sa.delete(ContactPoint).where(ContactPoint.person_id.in_(person_ids)))
    db.session.execute(sa.delete(Person).where(Person.id.in_(person_ids)))


def forget_points(point_ids: Sequence[UUID]) -> None:
    """Take addresses and numbers out of somebody's record."""
    if point_ids:
        db.session.execute(sa.delete(ContactPoint).where(ContactPoint.id.in_(point_ids)))
