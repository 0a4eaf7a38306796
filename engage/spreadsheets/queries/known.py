"""What is known of the people whom rows may be, in a constant number of statements for some thousand rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa

from engage import vault
from engage.consent.models import Standing as Consent
from engage.db import db
from engage.doubles.queries import close_to
from engage.doubles.rules import Newcomer
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint, Person
from engage.people.queries import erased_before, is_current
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.spreadsheets.models import SheetRow
from engage.spreadsheets.rules.judging import Known
from engage.spreadsheets.rules.rows import Said
from engage.spreadsheets.rules.steps import Outcome

IN_ONE_QUESTION = 500
ROWS_AT_ONCE = 5000

T = TypeVar("T")


@dataclass(frozen=True)
class World:
    """Everything that is known about some rows: who may be the same, closest first; who came from the same row of another file;
    whose address belonged to somebody who was erased; and the facts of all these people."""

    close: Sequence[Sequence[UUID]] = ()
    came_before: dict[str, UUID] = field(default_factory=dict)
    erased: frozenset[tuple[Kind, str]] = frozenset()
    known: dict[UUID, Known] = field(default_factory=dict)


def row_keys(saids: Iterable[Said]) -> list[str]:
    """The blind index of what each row says."""
    return [vault.blind(said.key, context="row of a spreadsheet") for said in saids]


def whole_world(saids: Sequence[Said], keys: Sequence[str], *, but: UUID) -> World:
    """What is known about the rows of a file; `but`: the file itself, whose rows have not come before."""
    close: list[Sequence[UUID]] = []
    erased: set[tuple[Kind, str]] = set()
    for some in pieces(saids, ROWS_AT_ONCE):
        newcomers = [Newcomer(said.name, "", said.compared, said.area) for said in some]
        close += [[each.person_id for each in closest] for closest in close_to(newcomers)]
        erased |= erased_before([contact for said in some for contact in said.compared])
    before = came_before(keys, but=but)
    known = facts({*before.values(), *(person_id for each in close for person_id in each)})
    return World(close, {key: who for key, who in before.items() if who in known}, frozenset(erased), known)


def came_before(keys: Sequence[str], *, but: UUID) -> dict[str, UUID]:
    """Whom the same row in another file brought here, or turned out to be."""
    found: dict[str, UUID] = {}
    came = (Outcome.ADDED, Outcome.FILLED, Outcome.REPLACED, Outcome.UNCHANGED)
    for some in pieces(list(set(keys)), IN_ONE_QUESTION):
        rows = db.session.execute(
            sa.select(SheetRow.row_key, SheetRow.person_id)
            .where(SheetRow.row_key.in_(some), SheetRow.outcome.in_(came), SheetRow.import_id != but)
            .where(SheetRow.person_id.is_not(None))
            .order_by(SheetRow.id)
        )
        found |= {str(key): who for key, who in rows if who is not None}
    return found


def facts(person_ids: Collection[UUID]) -> dict[UUID, Known]:
    """What matters of people who have a record of their own."""
    known: dict[UUID, Known] = {}
    for some in pieces(sorted(person_ids), IN_ONE_QUESTION):
        for person, place in db.session.execute(
            sa.select(Person, Member)
            .outerjoin(Member, Member.person_id == Person.id)
            .where(Person.id.in_(some), *is_current())
            .execution_options(populate_existing=True)
        ):
            known[person.id] = _known(person, place)
        _add_contacts(known, some)
        _add_answers(known, some)
    return known


def _known(person: Person, place: Member | None) -> Known:
    return Known(
        person.id, person.full_name, person.called, person.reach_note, place.area if place else None,
        place.standing if place else None, person.died_on is not None, person.restricted_at is not None,
    )  # fmt: skip


def _add_contacts(known: dict[UUID, Known], some: Sequence[UUID]) -> None:
    contacts: dict[UUID, dict[Kind, str]] = {}
    confirmed: dict[UUID, set[Kind]] = {}
    for row in db.session.execute(
        sa.select(ContactPoint.person_id, ContactPoint.kind, ContactPoint.value, ContactPoint.verified_at).where(
            ContactPoint.person_id.in_(some)
        )
    ):
        contacts.setdefault(row.person_id, {})[row.kind] = row.value
        if row.verified_at is not None:
            confirmed.setdefault(row.person_id, set()).add(row.kind)
    for who in contacts.keys() & known.keys():
        known[who] = replace(known[who], contacts=contacts[who], confirmed=frozenset(confirmed.get(who, ())))


def _add_answers(known: dict[UUID, Known], some: Sequence[UUID]) -> None:
    answers: dict[UUID, dict[tuple[str, Channel], bool]] = {}
    for row in db.session.execute(
        sa.select(Consent.person_id, Consent.purpose, Consent.channel, Consent.given).where(Consent.person_id.in_(some))
    ):
        answers.setdefault(row.person_id, {})[row.purpose, row.channel] = row.given
    for who in answers.keys() & known.keys():
        known[who] = replace(known[who], answers=answers[who])


def addresses_since(instant: datetime) -> set[str]:
    """The blind indexes of addresses and numbers that came into the pool since an instant."""
    return set(db.session.scalars(sa.select(ContactPoint.value_index).where(ContactPoint.created_at >= instant)))


def pieces(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """A list in parts."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


# Undoing


def touched(person_ids: Sequence[UUID], *, since: datetime, is_new: bool, but: Collection[str]) -> set[UUID]:
    """Who was changed, written to or spoken with since an instant. `is_new`: they came at that instant, so that any row of any
    room about them is a change; `but`: what was written down about them and is none."""
    found: set[UUID] = set()
    for some in pieces(person_ids, IN_ONE_QUESTION):
        for question in _signs_of_change(some, since, but=but):
            found |= set(db.session.scalars(question))
        if is_new:
            for column in _columns_about_people():
                found |= set(db.session.scalars(sa.select(column).where(column.in_(some))))
    return found


def _signs_of_change(some: Sequence[UUID], since: datetime, *, but: Collection[str]) -> list[sa.Select[Any]]:
    tables = db.metadata.tables
    event, decided, sent = tables["audit_event"].c, tables["consent_event"].c, tables["outgoing"].c
    return [
        sa.select(event.about).where(event.about.in_(some), event.at > since, event.what.not_in(but)),
        sa.select(decided.person_id).where(decided.person_id.in_(some), decided.at > since),
        sa.select(sent.recipient_id).where(sent.recipient_id.in_(some), sent.created_at > since),
    ]


# tables in which everybody has rows from the day they come, or that only say who looks alike
_FROM_THE_FIRST_DAY = frozenset(
    {"contact_point", "member", "consent_event", "consent_standing", "consent_evidence", "spreadsheet_row", "double_pair"}
)


def _columns_about_people() -> list[sa.Column[Any]]:
    return [
        key.parent
        for table in db.metadata.tables.values()
        if table.name not in _FROM_THE_FIRST_DAY
        for key in table.foreign_keys
        if key.column.table.name == "person"
    ]
