"""What the health check asks, and what waits for somebody on their own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts import queries as accounts
from engage.consent import queries as consent
from engage.consent.models import Break
from engage.consent.queries import Line
from engage.db import db
from engage.outbox.rules import Recipient
from engage.people import queries as people
from engage.people.models import ContactPoint, Person
from engage.pool import queries as pool
from engage.pool.models import Member
from engage.timetable.models import Beat


def last_beat() -> datetime | None:
    """When any process of ours last showed that it does what is due."""
    return db.session.scalar(sa.select(sa.func.max(Beat.at)))


def recipients(recipient_ids: Iterable[UUID], *, with_names: bool) -> dict[UUID, Recipient]:
    """Whom messages are for: people by name or, where the viewer may not read names, by pool number; staff by name."""
    wanted = set(recipient_ids)
    known: dict[UUID, Recipient] = {recipient_id: Recipient("Somebody who asked for a link") for recipient_id in wanted}
    for person in people.people(wanted).values():
        known[person.id] = Recipient(person.full_name, person.id) if with_names else Recipient(f"Pool number {person.number}")
    for user in accounts.users_named(wanted - {key for key, found in known.items() if found.person_id}).values():
        known[user.id] = Recipient(user.name or "A member of the pool")
    return known


@dataclass(frozen=True)
class Me:
    """What somebody's own page shows."""

    person: Person
    member: Member | None
    points: list[ContactPoint]
    lines: list[Line]
    away: Break | None


def me(person_id: UUID) -> Me | None:
    """Somebody's own page."""
    found = people.person(person_id)
    if found is None:
        return None
    return Me(
        person=found,
        member=pool.member(person_id),
        points=people.contact_points(person_id),
        lines=consent.lines(person_id),
        away=consent.break_of(person_id),
    )
