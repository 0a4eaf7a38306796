"""The log of contacts with one person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.contacts.models import Contact
from engage.contacts.rules import Outcome
from engage.db import db
from engage.web.paging import ROWS, Page, page_of, unmark_moment


@dataclass(frozen=True)
class Line:
    """One contact with the names of who wrote it down, who looks after a concern, and who struck it out."""

    contact: Contact
    by: str | None
    owner: str | None
    voided_by: str | None


_recorder, _owner, _voider = (sa.orm.aliased(User) for _ in range(3))
_LINES = (
    sa.select(Contact, _recorder.name, _owner.name, _voider.name)
    .outerjoin(_recorder, _recorder.id == Contact.recorded_by)
    .outerjoin(_owner, _owner.id == Contact.concern_owner)
    .outerjoin(_voider, _voider.id == Contact.voided_by)
)


def contact(contact_id: UUID, *, person_id: UUID) -> Contact | None:
    """One contact with this person."""
    return db.session.scalar(sa.select(Contact).where(Contact.id == contact_id, Contact.person_id == person_id))


def with_press(once: str) -> Contact | None:
    """The contact that one showing of the form has made already."""
    return db.session.scalar(sa.select(Contact).where(Contact.once == once))


def page(person_id: UUID, *, after: str | None, before: str | None) -> Page[Line]:
    """Contacts with one person, newest first, fifty a page."""
    start = unmark_moment(before or after)
    going_back = before is not None and start is not None
    chosen = _LINES.where(Contact.person_id == person_id)
    key = sa.tuple_(Contact.happened_at, Contact.id)
    if start is not None:
        here = sa.tuple_(sa.literal(start[0], Contact.happened_at.type), sa.literal(start[1], sa.Uuid()))
        chosen = chosen.where(key > here if going_back else key < here)
    order = (Contact.happened_at, Contact.id) if going_back else (Contact.happened_at.desc(), Contact.id.desc())
    rows = [Line(*row) for row in db.session.execute(chosen.order_by(*order).limit(ROWS + 1))]
    return page_of(
        rows, key=lambda line: (line.contact.happened_at.isoformat(), line.contact.id.hex), came_after=start is not None,
        going_back=going_back,
    )  # fmt: skip


def lines(contact_ids: Iterable[UUID]) -> dict[UUID, Line]:
    """Several contacts by id."""
    wanted = set(contact_ids)
    if not wanted:
        return {}
    return {row[0].id: Line(*row) for row in db.session.execute(_LINES.where(Contact.id.in_(wanted)))}


@dataclass(frozen=True)
class Latest:
    """The last contact that counts, and the day one wanted to be in touch again, if nothing has happened since."""

    contact: Contact
    by: str | None
    follow_up_on: date | None


def latest(person_id: UUID) -> Latest | None:
    """How things stand: the last contact, in one statement."""
    row: Any = db.session.execute(
        _LINES.where(Contact.person_id == person_id, Contact.voided_at.is_(None))
        .order_by(Contact.happened_at.desc(), Contact.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Latest(row[0], row[1], row[0].follow_up_on)


def everything(person_id: UUID) -> list[dict[str, Any]]:
    """All contacts with somebody as plain values, oldest first, for their download."""
    found = db.session.scalars(sa.select(Contact).where(Contact.person_id == person_id).order_by(Contact.happened_at, Contact.id))
    return [
        {
            "happened_at": each.happened_at.isoformat(), "how": each.how.value, "incoming": each.incoming,
            "about": each.purpose, "outcome": each.outcome.value, "note": each.note, "permitted": each.permitted,
            "despite": each.despite and each.despite.value, "source": each.source.value,
            "concern_at": each.concern_at and each.concern_at.isoformat(),
            "follow_up_on": each.follow_up_on and each.follow_up_on.isoformat(), "recorded_at": each.recorded_at.isoformat(),
            "voided_at": each.voided_at and each.voided_at.isoformat(), "voided_why": each.voided_why and each.voided_why.value,
        }
        for each in found
    ]  # fmt: skip


def reached_about(person_ids: Collection[UUID], purposes: Collection[str], since: datetime) -> dict[UUID, list[datetime]]:
    """When the team reached several people about some purposes since an instant; a call that nobody answered is none."""
    chosen = sa.select(Contact.person_id, Contact.happened_at).where(
        Contact.person_id.in_(person_ids), Contact.purpose.in_(purposes), Contact.happened_at > since,
        Contact.outcome.in_((Outcome.REACHED, Outcome.SENT)), Contact.voided_at.is_(None),
    )  # fmt: skip
    found: dict[UUID, list[datetime]] = {}
    for person_id, at in db.session.execute(chosen):
        found.setdefault(person_id, []).append(at)
    return found
