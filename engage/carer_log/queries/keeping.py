"""What the log holds about one carer: for how long the carer is kept, and for a request about what we hold."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import (
    ABOUT_WORDS,
    HOW_WORDS,
    OUTCOME_WORDS,
    WHY_CANCELLED_WORDS,
    WHY_VOID_WORDS,
    About,
    Outcome,
    WhyVoid,
)
from engage.carers.models import CarerLink
from engage.carers.rules.roof import Fact, Held, Item, Section
from engage.db import db
from engage.sharing.rules import BASIS_WORDS, Basis
from engage.teams.queries import within
from engage.teams.rules import Viewer
from engage.web.filters import counted, day, day_and_time


def last_contacts(carer_id: UUID, viewer: Viewer | None = None) -> dict[str, date]:
    """The last day of each way of contact with a carer, by its code; contacts that do not count are left out.

    `viewer`: of contacts with their teams alone; without one of all.
    """
    chosen = by_way([carer_id])
    if viewer is not None:
        chosen = chosen.where(within(CarerContact.team_id, viewer, clock.today()))
    return {row.how.value: row.last for row in db.session.execute(chosen)}


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


def held(carer_id: UUID) -> Held:
    """Every contact and everything promised, oldest first; what a note says may be about somebody else."""
    contacts = _contacts(carer_id)
    promised = db.session.scalars(
        sa.select(FollowUp)
        .join(CarerLink, CarerLink.id == FollowUp.link_id)
        .where(CarerLink.carer_id == carer_id)
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    sections = [
        Section("Contacts", [_contact(each, said) for each, said in contacts.items()]),
        Section("What was promised", [_promise(each) for each in promised]),
    ]
    return Held(sections, {each.how.value: each.happened_on for each in contacts if each.voided_at is None})


def _contacts(carer_id: UUID) -> dict[CarerContact, list[str]]:
    """Every contact with what it was about and what came of it, in one statement."""
    found: dict[CarerContact, list[str]] = {}
    rows = db.session.execute(
        sa.select(CarerContact, CarerContactItem)
        .outerjoin(CarerContactItem, CarerContactItem.contact_id == CarerContact.id)
        .where(CarerContact.carer_id == carer_id)
        .order_by(CarerContact.happened_at, CarerContact.id, CarerContactItem.is_outcome, CarerContactItem.code)
    )
    for contact, item in rows:
        said = found.setdefault(contact, [])
        if item is not None:
            said.append(OUTCOME_WORDS[Outcome(item.code)] if item.is_outcome else ABOUT_WORDS[About(item.code)])
    return found


def _contact(contact: CarerContact, said: list[str]) -> Item:
    """One contact. When it was with somebody else and written down here, all of it is about somebody else."""
    is_others = contact.voided_why is WhyVoid.SOMEBODY_ELSE
    who = {None: None, True: "The carer", False: "The team"}[contact.by_carer]
    void = f"{day(contact.voided_at)}. {WHY_VOID_WORDS[contact.voided_why]}" if contact.voided_at and contact.voided_why else None
    facts: list[tuple[str, str | None, bool]] = [
        ("When", day_and_time(contact.happened_at), is_others), ("How", HOW_WORDS[contact.how], is_others),
        ("Who got in touch", who, is_others), ("About", ", ".join(said), is_others),
        ("Time given", counted(contact.minutes, "minute") if contact.minutes else None, is_others),
        ("Why something could be shared", BASIS_WORDS[Basis(contact.basis)] if contact.basis else None, True),
        ("Note", contact.note, True), ("Does not count since", void, is_others),
    ]  # fmt: skip
    return Item(contact.id.hex, [Fact(label, value, is_about_others=others) for label, value, others in facts if value])


def _promise(promised: FollowUp) -> Item:
    facts = [Fact("Promised on", day(promised.promised_on)), Fact("For", day(promised.due_on))]
    if promised.done_at:
        facts.append(Fact("Done on", day(promised.done_at)))
    if promised.cancelled_at:
        why = f". {WHY_CANCELLED_WORDS[promised.cancelled_why]}" if promised.cancelled_why else ""
        facts.append(Fact("Not needed any more since", f"{day(promised.cancelled_at)}{why}"))
    return Item(promised.id.hex, facts)
