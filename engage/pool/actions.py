"""Coming into the pool and leaving it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.audit import actions as audit
from engage.consent import actions as consent
from engage.consent.rules import Entry, Offer, Route, asked_when_joining
from engage.db import db, table
from engage.people import actions as people
from engage.people.actions import Newcomer
from engage.people.rules import CHANNEL
from engage.pool.models import Member
from engage.pool.rules import Standing, Tie, area_key


@dataclass(frozen=True)
class Joining:
    """Everything somebody told us on their way into the pool."""

    newcomer: Newcomer
    ties: Sequence[Tie] = ()
    area: str | None = None
    purposes: Sequence[str] = ()


def take_in(joining: Joining, offers: Sequence[Offer], *, at: datetime) -> UUID:
    """Somebody joins by themselves: a person, a place in the pool, and what they decided about messages."""
    [person_id] = people.add([joining.newcomer], ats=[at])
    db.session.execute(sa.insert(table(Member)), [_member_row(person_id, joining, at)])
    said = _said(joining, offers)
    consent.decide(consent.Told(person_id, Route.WEB, at), said, is_new=True)
    audit.record("joined", kind="person", about=person_id, by=None)
    return person_id


def take_in_many(
    joinings: Sequence[Joining], offers: Sequence[Offer], *, ats: Sequence[datetime], route: Route = Route.WEB,
    recorded_by: UUID | None = None,
) -> list[UUID]:  # fmt: skip
    """Take in many people in five statements, however many they are; for loading, not for pages."""
    ids = people.add([joining.newcomer for joining in joinings], ats=ats)
    rows = zip(ids, joinings, ats, strict=True)
    db.session.execute(sa.insert(table(Member)), [_member_row(*row) for row in rows])
    tolds = [consent.Told(person_id, route, at, recorded_by) for person_id, at in zip(ids, ats, strict=True)]
    consent.decide_for_all(tolds, [_said(joining, offers) for joining in joinings])
    return ids


def _said(joining: Joining, offers: Sequence[Offer]) -> list[Entry]:
    channels = [CHANNEL[reach.kind] for reach in joining.newcomer.reaches]
    return asked_when_joining(offers, ticked=joining.purposes, channels=channels)


def _member_row(person_id: UUID, joining: Joining, at: datetime) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "person_id": person_id,
        "standing": Standing.APPLIED,
        "applied_at": at,
        "uses_services": Tie.USES in joining.ties,
        "used_services": Tie.USED in joining.ties,
        "cares": Tie.CARES in joining.ties,
        "cared": Tie.CARED in joining.ties,
        "interested": Tie.INTERESTED in joining.ties,
        "area": joining.area,
        "area_key": area_key(joining.area),
        "needs_confirmed": False,
        "ready_to_be_invited": False,
    }
