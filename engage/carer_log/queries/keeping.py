"""What the log holds about one carer: for how long the carer is kept, and for a request about what we hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import ABOUT_WORDS, HOW_WORDS, OUTCOME_WORDS, About, Outcome
from engage.carers.models import CarerLink
from engage.carers.rules.roof import Fact, Item, Section
from engage.db import db
from engage.web.filters import counted, day


def last_contacts(carer_id: UUID) -> dict[str, date]:
    """The last day of each way of contact with a carer, by its code; contacts that do not count are left out."""
    return last_contacts_of([carer_id]).get(carer_id, {})


def last_contacts_of(carer_ids: Collection[UUID]) -> dict[UUID, dict[str, date]]:
    """The same for several."""
    found: dict[UUID, dict[str, date]] = {}
    for row in db.session.execute(by_way(carer_ids)):
        if row.carer_id is not None:
            found.setdefault(row.carer_id, {})[row.how.value] = row.last
    return found


def by_way(carer_ids: Collection[UUID]) -> sa.Select[Any]:
    """The same as a statement: carer_id, how, last."""
    columns: Any = sa.select(CarerContact.carer_id, CarerContact.how, sa.func.max(CarerContact.happened_on).label("last"))
    counts = sa.and_(CarerContact.carer_id.in_(carer_ids), CarerContact.voided_at.is_(None))
    chosen: sa.Select[Any] = columns.where(counts).group_by(CarerContact.carer_id, CarerContact.how)
    return chosen


def held(carer_id: UUID) -> list[Section]:
    """Every contact and everything promised, oldest first; what a note says may be about somebody else."""
    chosen = sa.select(CarerContact).where(CarerContact.carer_id == carer_id)
    contacts = db.session.scalars(chosen.order_by(CarerContact.happened_at, CarerContact.id)).all()
    said = _items(carer_id)
    promised = db.session.scalars(
        sa.select(FollowUp)
        .join(CarerLink, CarerLink.id == FollowUp.link_id)
        .where(CarerLink.carer_id == carer_id)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    return [
        Section("Contacts", [_contact(each, said.get(each.id, [])) for each in contacts]),
        Section("What was promised", [_promise(each) for each in promised]),
    ]


def _items(carer_id: UUID) -> dict[UUID, list[str]]:
    chosen = sa.select(CarerContactItem).where(CarerContactItem.carer_id == carer_id)
    said: dict[UUID, list[str]] = {}
    for row in db.session.scalars(chosen.order_by(CarerContactItem.is_outcome, CarerContactItem.code)):
        words = OUTCOME_WORDS[Outcome(row.code)] if row.is_outcome else ABOUT_WORDS[About(row.code)]
        said.setdefault(row.contact_id, []).append(words)
    return said


def _contact(contact: CarerContact, said: list[str]) -> Item:
    facts = [Fact("Day", day(contact.happened_on)), Fact("How", HOW_WORDS[contact.how])]
    if contact.by_carer is not None:
        facts.append(Fact("Who got in touch", "The carer" if contact.by_carer else "The team"))
    if said:
        facts.append(Fact("About", ", ".join(said)))
    if contact.minutes:
        facts.append(Fact("Time given", counted(contact.minutes, "minute")))
    if contact.note:
        facts.append(Fact("Note", contact.note, is_about_others=True))
    if contact.voided_at:
        facts.append(Fact("Does not count since", day(contact.voided_at)))
    return Item(contact.id.hex, facts)


def _promise(promised: FollowUp) -> Item:
    facts = [Fact("Promised on", day(promised.promised_on)), Fact("For", day(promised.due_on))]
    if promised.done_at:
        facts.append(Fact("Done on", day(promised.done_at)))
    if promised.cancelled_at:
        facts.append(Fact("Not needed any more since", day(promised.cancelled_at)))
    return Item(promised.id.hex, facts)
