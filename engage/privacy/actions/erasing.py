"""Erasing somebody, along the register: what goes goes now, what stays is the stub and rows that name nobody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import Request
from engage.audit import actions as audit
from engage.consent import actions as consent
from engage.consent.rules import Route
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason
from engage.people import actions as people
from engage.people import queries as people_queries
from engage.people.actions import index_of
from engage.people.models import ContactPoint, NewAddress, Person
from engage.people.rules import ErasedBecause, Kind
from engage.privacy.models import Erasure
from engage.privacy.queries import holds, owned
from engage.privacy.rules.register import Column, Fate, columns_of
from engage.privacy.rules.requests import ErasureState

AT_ONCE = 500


class MustBeKept(ValueError):
    """A legal hold is open: nothing about this person is erased."""


class NobodyToErase(LookupError):
    """There is no such person, they are erased already, or their record lives on in another one, which is to be erased."""


def erase(person_id: UUID, *, because: ErasedBecause, by: UUID | None, route: Route, at: datetime) -> str:
    """Erase somebody with every record that lives on in theirs; the pool number of the stub. Raises MustBeKept.

    Whatever waits for them is stopped and what they agreed to is withdrawn before anything is taken away, so that
    nobody who reads only one of these can think that something may be sent. Of the addresses and numbers of somebody
    who asked for it fingerprints stay, so that no list brings them back.
    """
    person = people_queries.hold(person_id)
    if person is None or person.erased_at is not None or person.merged_into is not None:
        raise NobodyToErase
    everybody = owned.everybody_in(person_id)
    if holds.are_held(everybody):
        raise MustBeKept
    number = person.number
    _take_out(everybody, because=because, by=by, route=route, at=at)
    audit.record("erased a person", kind="person", about=person_id, by=by, records=len(everybody), because=because.value)
    db.session.expire_all()
    return number


def erase_again(person_id: UUID, *, because: ErasedBecause, at: datetime) -> None:
    """Erase one record that a restored backup brought back, and none that only this copy says is the same person.

    A legal hold does not stop it: nobody is erased under one, so it had been lifted by the time they were.
    """
    person = people_queries.hold(person_id)
    if person is None or person.erased_at is not None:
        return
    _take_out([person_id], because=because, by=None, route=Route.WEB, at=at)
    audit.record("erased a person again", kind="person", about=person_id, by=None, because=because.value)
    db.session.expire_all()


def _take_out(
    everybody: Sequence[UUID], *, because: ErasedBecause, by: UUID | None, route: Route, at: datetime
) -> None:  # fmt: skip
    if because is ErasedBecause.ASKED:
        people.remember_erased(_values(everybody))
    for each in everybody:
        outbox.suppress_waiting(each, reason=Reason.ERASED)
        if because is ErasedBecause.ASKED:
            consent.stop_everything(consent.Told(each, route, at, by))
    _forget_requests(everybody)
    db.session.flush()
    walk(everybody)
    people.erase(*everybody, because=because, at=at)


def walk(people: Sequence[UUID]) -> None:
    """Delete or empty everything about somebody, table by table."""
    delete_rows(people)
    for table in owned.in_order():
        _empty(table, [column for column in columns_of(table.name) if column.fate is Fate.BLANK], people)


def delete_rows(people: Sequence[UUID], *, but: frozenset[str] = frozenset()) -> None:
    """Delete the rows that go whole, but for some tables: whatever points at a row before the row itself."""
    for table in reversed(owned.in_order()):
        if table.name not in but and all(column.fate is Fate.ROW for column in columns_of(table.name)):
            db.session.execute(sa.delete(table).where(owned.belongs(table.name, people)))


def _empty(table: sa.Table, columns: Iterable[Column], people: Sequence[UUID]) -> None:
    empty: dict[str, Any] = {each.name: None if table.c[each.name].nullable else "" for each in columns}
    if empty:
        db.session.execute(sa.update(table).where(owned.belongs(table.name, people)).values(**empty))


def _values(people: Sequence[UUID]) -> list[tuple[Kind, str]]:
    """Every address and number of somebody, and one that waits to be confirmed."""
    points = db.session.execute(sa.select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.person_id.in_(people)))
    new = db.session.scalars(sa.select(NewAddress.value).where(NewAddress.person_id.in_(people)))
    return [*((kind, value) for kind, value in points), *((Kind.EMAIL, value) for value in new)]


def _forget_requests(people: Sequence[UUID]) -> None:
    """Requests for a way in that came from these addresses."""
    indexes = [index_of(Kind.EMAIL, value) for kind, value in _values(people) if kind is Kind.EMAIL]
    db.session.execute(sa.delete(Request).where(Request.email_index.in_(indexes)))


def sweep(since: datetime) -> int:
    """Whatever was written about people erased since then after they were; how many people it was looked for."""
    erased = list(db.session.scalars(sa.select(Person.id).where(Person.erased_at >= since).order_by(Person.id)))
    for start in range(0, len(erased), AT_ONCE):
        delete_rows(erased[start : start + AT_ONCE])
    return len(erased)


class SamePerson(ValueError):
    """Whoever prepared an erasure does not confirm it as well."""


def prepare(person_id: UUID, *, asked_on: date, by: UUID, at: datetime) -> Erasure:
    """Somebody asked the team to erase them: it waits for somebody who leads."""
    people_queries.hold(person_id)
    prepared = Erasure(person_id=person_id, asked_on=asked_on, prepared_at=at, prepared_by=by, state=ErasureState.PREPARED)
    db.session.add(prepared)
    audit.record("prepared an erasure", kind="person", about=person_id, by=by)
    return prepared


def confirm(prepared: Erasure, *, by: UUID, at: datetime) -> str:
    """Somebody else confirms it, and the person is erased. Raises SamePerson, MustBeKept, NobodyToErase."""
    if prepared.prepared_by == by:
        raise SamePerson
    erasure_id, person_id = prepared.id, prepared.person_id
    decided = {"state": ErasureState.DONE, "decided_at": at, "decided_by": by}
    number = erase(person_id, because=ErasedBecause.ASKED, by=by, route=Route.PHONE, at=at)
    db.session.execute(sa.update(Erasure).where(Erasure.id == erasure_id).values(**decided))
    return number


def turn_down(prepared: Erasure, *, by: UUID, at: datetime) -> None:
    """It is not done, because it was a mistake or they changed their mind."""
    prepared.state, prepared.decided_at, prepared.decided_by = ErasureState.TURNED_DOWN, at, by
    audit.record("turned down an erasure", kind="person", about=prepared.person_id, by=by)
