"""Writing a contact down, and striking one out that is not right."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from engage import clock
from engage.audit.actions import record
from engage.contacts.models import Contact
from engage.contacts.queries import log
from engage.contacts.queries.allowed import allowed_of, somebody
from engage.contacts.rules import Barrier, Despite, How, Outcome, Source, WhyVoid
from engage.db import db
from engage.needs import queries as needs
from engage.people import queries as people


class NotPermitted(ValueError):
    """They had not agreed to be contacted like this, and no reason was given."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(f"not permitted: {barrier}")
        self.barrier = barrier


@dataclass(frozen=True)
class Told:
    """One contact as somebody writes it down. `once`: of one showing of the form; `now`: it has just happened."""

    once: str
    happened_at: datetime
    is_now: bool
    how: How
    incoming: bool
    purpose: str
    outcome: Outcome
    note: str | None = None
    despite: Despite | None = None
    source: Source = Source.TYPED
    concern_owner: UUID | None = None
    follow_up_on: date | None = None


def log_contact(person_id: UUID, said: Told, *, by: UUID, at: datetime) -> Contact:
    """Keep a contact with what was permitted at that moment. The same press twice is one contact. Raises NotPermitted.

    Whoever comes to us is always written down; when we went to them without their yes, a reason is.
    """
    people.hold(person_id)
    before = log.with_press(said.once)
    if before is not None:
        return before
    on = None if said.is_now else clock.day_of(said.happened_at)
    allowed = allowed_of(
        somebody(person_id), people.contact_points(person_id), on=on, flags=None if on else needs.flags(person_id)
    )
    barrier = None if said.incoming else allowed.barrier(said.how, said.purpose)
    if barrier is not None and said.despite is None:
        raise NotPermitted(barrier)
    made = Contact(
        id=uuid.uuid4(), person_id=person_id, happened_at=said.happened_at, how=said.how, incoming=said.incoming,
        purpose=said.purpose, outcome=said.outcome, note=said.note, permitted=allowed.codes,
        despite=said.despite if barrier is not None else None, source=said.source,
        concern_owner=said.concern_owner, concern_at=at if said.concern_owner else None, follow_up_on=said.follow_up_on,
        recorded_by=by, recorded_at=at, once=said.once,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(
        "recorded a contact", kind="person", about=person_id, by=by, how=said.how.value, incoming=said.incoming,
        source=said.source.value, despite=made.despite and made.despite.value, concern=said.concern_owner is not None,
    )  # fmt: skip
    return made


def strike_out(contact: Contact, *, why: WhyVoid, by: UUID, at: datetime) -> None:
    """It does not count any more, and stays to be read with the reason."""
    if contact.voided_at is not None:
        return
    contact.voided_at, contact.voided_by, contact.voided_why = at, by, why
    record("struck out a contact", kind="person", about=contact.person_id, by=by, why=why.value)
