"""Which message a mail is about, and what came back from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock, vault
from engage.bounces.models import CameBack, StopReply
from engage.bounces.rules import WITHIN, Lasting
from engage.db import db
from engage.outbox.models import Outgoing
from engage.people import queries as people
from engage.people.models import ContactPoint
from engage.people.rules import CONTEXT, Kind, comparable


def message(outgoing_id: UUID) -> Outgoing | None:
    """One message."""
    return db.session.get(Outgoing, outgoing_id)


def message_behind(ids: Sequence[str]) -> Outgoing | None:
    """The first of these Message-IDs that is one of ours."""
    if not ids:
        return None
    found = {each.message_id: each for each in db.session.scalars(sa.select(Outgoing).where(Outgoing.message_id.in_(ids)))}
    return next((found[each] for each in ids if each in found), None)


def about_message(outgoing_id: UUID) -> CameBack | None:
    """What we know already of this message having come back."""
    return db.session.scalar(
        sa.select(CameBack).where(CameBack.outgoing_id == outgoing_id).execution_options(populate_existing=True)
    )


def mark(mark_id: UUID) -> CameBack | None:
    """One thing that came back."""
    return db.session.get(CameBack, mark_id)


def point_named(person_id: UUID, named: Sequence[str]) -> ContactPoint | None:
    """Somebody's e-mail address, when a report names it. By its fingerprint: what is named is neither kept nor logged."""
    point = people.email(person_id)
    prints = {print_ for each in named for print_ in vault.blinds(comparable(Kind.EMAIL, each), context=CONTEXT[Kind.EMAIL])}
    return point if point is not None and point.value_index in prints else None


def point_at(person_id: UUID, kind: Kind, sent_at: datetime) -> ContactPoint | None:
    """The address or number somebody had when something was sent, while it is still theirs."""
    points = [point for point in people.contact_points(person_id) if point.kind is kind]
    return points[0] if points and points[0].created_at <= sent_at else None


def counted(point: ContactPoint, *, until: datetime) -> tuple[int, int]:
    """How many messages came back from there within 30 days: for good, and for now. What was before it was confirmed does
    not count any more."""
    since = clock.day_of(until - WITHIN)
    chosen = sa.select(CameBack.lasting, sa.func.count()).where(
        CameBack.point_id == point.id, CameBack.came_on >= since, CameBack.taken_back_at.is_(None)
    )
    if point.verified_at is not None:
        chosen = chosen.where(CameBack.created_at > point.verified_at)
    found = {row[0]: row[1] for row in db.session.execute(chosen.group_by(CameBack.lasting))}
    return found.get(Lasting.FOR_GOOD, 0), found.get(Lasting.FOR_NOW, 0)


def is_known(fingerprint: str) -> bool:
    """Whether a mail was read before."""
    return db.session.scalar(sa.select(StopReply.id).where(StopReply.fingerprint == fingerprint)) is not None


def waits_for(person_id: UUID) -> bool:
    """Whether a mail of somebody waits to be decided."""
    waits = sa.select(StopReply.id).where(StopReply.person_id == person_id, StopReply.settled_at.is_(None))
    return db.session.scalar(waits.limit(1)) is not None


def unknown_waiting() -> int:
    """How many mails of people we do not know wait."""
    waits = sa.select(sa.func.count()).where(StopReply.person_id.is_(None), StopReply.settled_at.is_(None))
    return db.session.scalar(waits) or 0
