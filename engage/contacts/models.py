"""The log of contacts: one row for each time the team and a person spoke or wrote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from engage.contacts.rules import Despite, How, Outcome, Source, WhyVoid
from engage.db import Code, Row, one_of, together
from engage.vault import Sealed


class Contact(Row):
    """One contact, with the codes of what was permitted at that moment. `once` keeps two presses from making two rows."""

    __tablename__ = "contact"
    __table_args__ = (
        sa.UniqueConstraint("once"),
        sa.Index("ix_contact_person_id_happened_at", "person_id", "happened_at", "id"),
        one_of("how", How),
        one_of("outcome", Outcome),
        one_of("source", Source),
        one_of("despite", Despite),
        one_of("voided_why", WhyVoid),
        together("concern_owner", "concern_at"),
        together("voided_at", "voided_by", "voided_why"),
    )

    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    happened_at: Mapped[datetime]
    how: Mapped[How] = mapped_column(Code(How))
    incoming: Mapped[bool]
    purpose: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(Code(Outcome))
    note: Mapped[str | None] = mapped_column(Sealed("contact.note"))
    permitted: Mapped[dict[str, Any]]
    despite: Mapped[Despite | None] = mapped_column(Code(Despite))
    source: Mapped[Source] = mapped_column(Code(Source))
    concern_owner: Mapped[UUID | None]
    concern_at: Mapped[datetime | None]
    follow_up_on: Mapped[date | None]
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    once: Mapped[str]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[UUID | None]
    voided_why: Mapped[WhyVoid | None] = mapped_column(Code(WhyVoid))
