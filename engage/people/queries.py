"""A person, the ways to reach them, and finding people by what somebody remembers of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from engage import vault
from engage.db import among, db, is_sqlite, table
from engage.outbox.rules import Channel
from engage.people import rules
from engage.people.models import ContactPoint, ErasedContact, Person
from engage.people.rules import CONTEXT, ERASED, NUMBER_SHAPE, NUMBERS, Kind, comparable, comparable_name, looks_like_a_number

COMMON, IN_ONE_QUESTION = 5000, 500

# asked for every message that is sent, so they are put together once
_FRESH = (
    sa.select(Person).where(Person.id == sa.bindparam("person_id", type_=sa.Uuid())).execution_options(populate_existing=True)
)
_HELD, _SHARED = _FRESH.with_for_update(), _FRESH.with_for_update(read=True)
_COUNTED = _FRESH.with_for_update(key_share=True)
_EMAIL = (
    sa.select(ContactPoint)
    .where(ContactPoint.person_id == sa.bindparam("person_id", type_=sa.Uuid()), ContactPoint.kind == Kind.EMAIL)
    .execution_options(populate_existing=True)
)
# and of the tables, not of objects, for a whole set of messages
_person, _point = table(Person).c, table(ContactPoint).c
_held = sa.select(_person.id, _person.erased_at, _person.merged_into, _person.died_on).where(among(_person.id, "ids"))
_HELD_ALL = _held.order_by(_person.id).with_for_update(read=True)
_COUNTED_ALL = _held.order_by(_person.id).with_for_update(key_share=True)
_EMAIL_STATES = sa.select(_point.person_id, _point.verified_at, _point.came_back_at).where(
    among(_point.person_id, "ids"), _point.kind == Kind.EMAIL
)
_greeting = sa.func.coalesce(sa.func.nullif(_person.called, ""), _person.full_name)
_REACHED = (
    sa.select(_person.id, _point.value, _greeting, _person.link_serial)
    .join_from(table(Person), table(ContactPoint), _point.person_id == _person.id)
    .where(among(_person.id, "ids"), _point.kind == Kind.EMAIL, _point.verified_at.is_not(None), _point.came_back_at.is_(None))
)
_name = sa.table("person_name", sa.column("person_id", sa.Uuid()), sa.column("name", sa.Text()))


@dataclass(frozen=True)
class Reached:
    """Somebody who can be written to: where, what to call them, and the serial of the links they get."""

    id: UUID
    to: str
    greeting: str
    link_serial: int


def person(person_id: UUID) -> Person | None:
    """One person."""
    return db.session.get(Person, person_id)


def hold(person_id: UUID, *, sharing: bool = False, counting: bool = False) -> Person | None:
    """The same person, locked until the transaction ends: everybody who writes about their choices waits here.

    `sharing`: the lock of a reader that must not be overtaken, such as the last question before sending; `counting`: of one
    who lets nobody else count meanwhile what was sent. On SQLite the transaction holds the one write lock already.
    """
    return db.session.scalar(_COUNTED if counting else _SHARED if sharing else _HELD, {"person_id": person_id})


def hold_all(person_ids: Iterable[UUID], *, counting: bool = False) -> dict[UUID, Any]:
    """What became of several people (erased, joined to another record, died), everybody locked as by `hold`, in order."""
    chosen = _COUNTED_ALL if counting else _HELD_ALL
    return {row[0]: row for row in db.session.execute(chosen, {"ids": list(person_ids)}).all()}


def people(person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Several people by id."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    return {found.id: found for found in db.session.scalars(sa.select(Person).where(Person.id.in_(wanted)))}


def contact_points(person_id: UUID) -> list[ContactPoint]:
    """The ways to reach somebody, in the order they are asked."""
    order = sa.case({kind: place for place, kind in enumerate(Kind)}, value=ContactPoint.kind)
    return list(
        db.session.scalars(sa.select(ContactPoint).where(ContactPoint.person_id == person_id).order_by(order, ContactPoint.id))
    )


def points_shown(somebody: Person, *, hidden_too: bool) -> list[ContactPoint]:
    """The ways to reach somebody that a viewer may see: none where they are hidden, unless the viewer may see those too.

    A page that shows none for this reason says `rules.HIDDEN` in their place.
    """
    return [] if somebody.restricted_at is not None and not hidden_too else contact_points(somebody.id)


def contact_points_of(person_ids: Iterable[UUID], *, hidden_too: bool = False) -> dict[UUID, list[ContactPoint]]:
    """The ways to reach several people, in one select; none of somebody whose are hidden, unless `hidden_too`."""
    wanted = set(person_ids)
    found: dict[UUID, list[ContactPoint]] = {person_id: [] for person_id in wanted}
    if wanted:
        order = sa.case({kind: place for place, kind in enumerate(Kind)}, value=ContactPoint.kind)
        chosen = sa.select(ContactPoint).where(ContactPoint.person_id.in_(wanted)).order_by(ContactPoint.person_id, order)
        if not hidden_too:
            chosen = chosen.join(Person, Person.id == ContactPoint.person_id).where(Person.restricted_at.is_(None))
        for point in db.session.scalars(chosen):
            found[point.person_id].append(point)
    return found


def ways_without_email(person_ids: Iterable[UUID]) -> dict[UUID, list[Kind]]:
    """Of several people those without an e-mail address that works, each with how else they are reached, in one select."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = db.session.execute(
        sa.select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.verified_at, ContactPoint.came_back_at)
        .where(ContactPoint.person_id.in_(wanted))
        .order_by(ContactPoint.person_id, ContactPoint.id)
    ).all()  # fmt: skip
    by_email = {row.person_id for row in rows if row.kind is Kind.EMAIL and row.verified_at and not row.came_back_at}
    found: dict[UUID, list[Kind]] = {}
    for row in rows:
        if row.person_id not in by_email and row.kind is not Kind.EMAIL:
            found.setdefault(row.person_id, []).append(row.kind)
    return found


def email(person_id: UUID) -> ContactPoint | None:
    """Somebody's e-mail address."""
    return db.session.scalar(_EMAIL, {"person_id": person_id})


def email_states_of(person_ids: Iterable[UUID]) -> dict[UUID, Any]:
    """Of the e-mail addresses of several people: when each was confirmed, and when a message to it came back."""
    return {row[0]: row for row in db.session.execute(_EMAIL_STATES, {"ids": list(person_ids)}).all()}


def reach_all_by_email(person_ids: Iterable[UUID]) -> dict[UUID, Reached]:
    """Where to write to several people by e-mail and what to call them; nobody whose address is not confirmed or came back."""
    return {row[0]: Reached(*row) for row in db.session.execute(_REACHED, {"ids": list(person_ids)}).all()}


def contact_point(point_id: UUID) -> ContactPoint | None:
    """One way to reach somebody."""
    return db.session.get(ContactPoint, point_id)


def address_of(person_id: UUID) -> str | None:
    """Where to write to somebody by e-mail: only an address that they confirmed and that did not come back."""
    point = email(person_id)
    return None if point is None or point.verified_at is None or point.came_back_at is not None else point.value


def reach_by_email(person_id: UUID, channel: Channel = Channel.EMAIL) -> tuple[str, str] | None:
    """Where to write to somebody by e-mail, and what to call them. Words that go by another channel need no address."""
    found, to = person(person_id), address_of(person_id) if channel is Channel.EMAIL else rules.NO_EMAIL
    return None if found is None or to is None else (to, found.greeting)


def is_current() -> tuple[ColumnElement[bool], ...]:
    """What keeps records out that are no more: those erased, and those that live on in another one."""
    return (Person.erased_at.is_(None), Person.merged_into.is_(None))


def lives_on_in(found: Person) -> Person:
    """The record a person has now: their own or, where two were joined, the one it lives on in."""
    while found.merged_into is not None:
        found = db.session.get_one(Person, found.merged_into)
    return found


def holder_of_email(address: str) -> UUID | None:
    """Whoever confirmed this address as theirs and still has a record of their own."""
    return db.session.scalar(
        sa.select(ContactPoint.person_id)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(
            ContactPoint.value_index.in_(_indexes(Kind.EMAIL, address)),
            ContactPoint.kind == Kind.EMAIL,
            ContactPoint.verified_at.is_not(None),
            *is_current(),
        )
        .order_by(ContactPoint.verified_at, ContactPoint.id)
        .limit(1)
    )


def erased_before(values: Sequence[tuple[Kind, str]]) -> set[tuple[Kind, str]]:
    """Which of these addresses and numbers, as they were typed, belonged to somebody who was erased."""
    wanted = {value: erased_fingerprint(*value) for value in set(values)}
    prints = sorted(set(wanted.values()))
    known: set[str] = set()
    for start in range(0, len(prints), IN_ONE_QUESTION):
        some = prints[start : start + IN_ONE_QUESTION]
        known |= set(db.session.scalars(sa.select(ErasedContact.fingerprint).where(ErasedContact.fingerprint.in_(some))))
    return {value for value, fingerprint in wanted.items() if fingerprint in known}


def erased_fingerprint(kind: Kind, value: str) -> str:
    """What is kept of an address or number of somebody who was erased. Under the secret key: data keys are replaced in time,
    and nobody can seal anew what is no longer here."""
    return vault.mac(f"{CONTEXT[kind]}\0{comparable(kind, value)}", purpose=ERASED)


def matching(text: str) -> sa.Select[UUID]:
    """The ids of people who fit a search: an e-mail address, a phone number, a pool number, or parts of a name.

    A select to be put into another one (`Person.id.in_(...)`); every word of a name must fit. By an address or a number
    nobody is found who wants it hidden: what is found would tell whose it is.
    """
    text = text.strip()
    if "@" in text:
        return _reached_at([Kind.EMAIL], text)
    if NUMBER_SHAPE.fullmatch(text.upper()):
        return sa.select(Person.id).where(sa.or_(Person.number == _number(text), sa.and_(*_named(text))))
    if looks_like_a_number(text):
        return _reached_at(list(NUMBERS), text)
    return sa.select(Person.id).where(*_named(text))


def fits(text: str) -> ColumnElement[bool]:
    """The same question asked of rows that are read anyway: a walk through names in their order needs no index for it."""
    return Person.id.in_(matching(text)) if _is_exact(text) else sa.and_(*_named(text, plainly=True))


def is_common(text: str) -> bool:
    """Whether so many people fit a search that it is quicker to walk through names than to collect all who fit."""
    if _is_exact(text):
        return False
    by_index: sa.Select[Any] | None = _by_index(text)
    some = (matching(text) if by_index is None else by_index).limit(COMMON + 1).subquery()
    return (db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) > COMMON


def _is_exact(text: str) -> bool:
    return "@" in text or looks_like_a_number(text) or NUMBER_SHAPE.fullmatch(text.strip().upper()) is not None


def id_by_number(text: str) -> UUID | None:
    """Whose pool number this is, however it is written; also of somebody who is no longer here."""
    return db.session.scalar(sa.select(Person.id).where(Person.number == _number(text)))


def _number(text: str) -> str:
    plain = text.upper().replace("-", "").replace(" ", "")
    return f"{plain[:4]}-{plain[4:]}"


def _indexes(kind: Kind, value: str) -> list[str]:
    return vault.blinds(comparable(kind, value), context=CONTEXT[kind])


def _reached_at(kinds: list[Kind], value: str) -> sa.Select[UUID]:
    indexes = [index for kind in kinds for index in _indexes(kind, value)]
    return (
        sa.select(ContactPoint.person_id)
        .join(Person, Person.id == ContactPoint.person_id)
        .where(ContactPoint.value_index.in_(indexes), ContactPoint.kind.in_(kinds), Person.restricted_at.is_(None))
    )


def _named(text: str, *, plainly: bool = False) -> list[ColumnElement[bool]]:
    """Words of three letters and more are found anywhere in a name, shorter ones at the beginning of one of its words."""
    words = comparable_name(text).split()
    long, short = [word for word in words if len(word) >= 3], [word for word in words if len(word) < 3]
    found = [_plainly_holds(word) for word in long] if plainly or not is_sqlite() else _hold(long)
    return found + [_begins(word) for word in short] or [sa.false()]


def _begins(word: str) -> ColumnElement[bool]:
    at_the_start = sa.and_(Person.search_name >= word, Person.search_name < word + "\U0010ffff")
    return sa.or_(at_the_start, _plainly_holds(f" {word}"))


def _by_index(text: str) -> sa.Select[Any] | None:
    """Rows of SQLite's index of names that hold all long words of a search, counted without reading a person."""
    words = [word for word in comparable_name(text).split() if len(word) >= 3]
    return sa.select(sa.literal(1)).select_from(_name).where(_match(words)) if words and is_sqlite() else None


def _hold(words: list[str]) -> list[ColumnElement[bool]]:
    """Whether a name holds all these parts (three characters or more), by SQLite's index of names."""
    return [Person.id.in_(sa.select(_name.c.person_id).where(_match(words)))] if words else []


def _match(words: list[str]) -> ColumnElement[bool]:
    quoted = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    return _name.c.name.op("MATCH", is_comparison=True)(quoted)


def _plainly_holds(part: str) -> ColumnElement[bool]:
    return Person.search_name.contains(part, autoescape=True)
