"""What came of a contact, added after the quick log; telling something about the person goes through the gate of sharing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.audit.actions import record
from engage.carer_log.models import CarerContact, CarerContactItem
from engage.carer_log.rules import Outcome
from engage.carers import queries as carers
from engage.carers.actions import mark_young
from engage.db import db
from engage.sharing.actions import Allowed, permit
from engage.sharing.rules import Topic


class DoesNotCount(LookupError):
    """The contact was taken back or struck out meanwhile."""


@dataclass(frozen=True)
class Details:
    """What is added to a contact. `told`: of what about the person, where anything was."""

    outcomes: frozenset[Outcome]
    by_carer: bool | None = None
    minutes: int | None = None
    note: str | None = None
    told: tuple[Topic, ...] = ()
    override: Allowed | None = None


def hold(contact_id: UUID) -> CarerContact:
    """One contact, locked until the transaction ends, as it is now."""
    chosen = sa.select(CarerContact).where(CarerContact.id == contact_id).with_for_update()
    return db.session.scalars(chosen.execution_options(populate_existing=True)).one()


def add_details(contact_id: UUID, said: Details, *, by: UUID, at: datetime) -> None:
    """Keep what came of a contact. Raises sharing.actions.NotAgreed when something was told that nobody agreed to; DoesNotCount.

    What was told about the person stays: once it went through the gate it is not taken off again. What is told in addition, on
    a page that was open before, goes through the gate as well, and past it there is one way for each contact only.
    """
    contact = hold(contact_id)
    if contact.link_id is None:
        raise ValueError("a count alone has no details")
    if contact.voided_at is not None:
        raise DoesNotCount
    outcomes = set(said.outcomes) | ({Outcome.SPECIFIC_INFORMATION} if said.told or contact.basis else set())
    if Outcome.SPECIFIC_INFORMATION in outcomes and (contact.basis is None or said.told):
        override = said.override if contact.basis is None else None
        basis = permit(contact.link_id, said.told, contact_id=contact.id, on=contact.happened_on, by=by, at=at, override=override)
        contact.basis = contact.basis or basis.value
    if Outcome.YOUNG_CARER in outcomes and contact.carer_id is not None:
        _say_young(contact.carer_id, by=by, at=at)
    contact.by_carer, contact.minutes, contact.note = said.by_carer, said.minutes, said.note
    _keep(contact, outcomes)
    record(
        "added details to a contact with a carer", kind="carer", about=contact.carer_id, by=by, outcomes=len(outcomes),
        basis=contact.basis,
    )  # fmt: skip


def _say_young(carer_id: UUID, *, by: UUID, at: datetime) -> None:
    """Whoever leads on carers hears of a young carer the same day."""
    carer = carers.hold(carer_id)
    if carer is not None:
        mark_young(carer, by=by, at=at)


def _keep(contact: CarerContact, outcomes: set[Outcome]) -> None:
    kept = sa.select(CarerContactItem).where(CarerContactItem.contact_id == contact.id, CarerContactItem.is_outcome)
    there = {Outcome(each.code): each for each in db.session.scalars(kept)}
    for code, item in there.items():
        if code not in outcomes:
            db.session.delete(item)
    for code in sorted(outcomes - there.keys()):
        db.session.add(
            CarerContactItem(
                contact_id=contact.id, carer_id=contact.carer_id, happened_on=contact.happened_on, is_outcome=True,
                code=code.value,
            )
        )  # fmt: skip
    db.session.flush()
