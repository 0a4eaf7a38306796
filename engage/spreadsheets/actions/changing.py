"""Changing the record of somebody who is here as a row says, and putting back what stood before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.people import actions as people
from engage.people import queries
from engage.people.actions import Reach
from engage.people.models import Person
from engage.people.rules import Kind
from engage.pool import queries as pool
from engage.pool.models import Member
from engage.pool.rules import Standing, area_key
from engage.spreadsheets.rules.judging import Known, new_contacts
from engage.spreadsheets.rules.rows import Said


def fill_in(known: Known, said: Said, *, at: datetime) -> str:
    """Add what somebody's record does not hold yet; what stood before, for undoing."""
    person = _held(known.person_id)
    was = _before(person, known, [])
    new = new_contacts(said, known)
    people.fill_in(person, called=said.called, note=said.note, reaches=[Reach(*each) for each in new], at=at)
    _set_area(person.id, known.area or said.area)
    return json.dumps(was | {"new": [kind.value for kind, _ in new]})


def replace(known: Known, said: Said, *, at: datetime) -> str:
    """Let what a row says stand in the place of what we held; what stood before, for undoing.

    An address that its owner confirmed stays: it is how they sign in, and a file does not know better.
    """
    person = _held(known.person_id)
    other = [(kind, value) for kind, value in said.contacts if _is_other(known, kind, value)]
    was = _before(person, known, [kind for kind, _ in other if kind in known.contacts])
    people.rename(person, said.name, said.called or known.called)
    person.reach_note = said.note or known.note
    points = {point.kind: point for point in queries.contact_points(person.id)}
    for kind, value in other:
        if kind in points:
            people.replace(points[kind], value, at=at)
    new = [Reach(kind, value) for kind, value in other if kind not in points]
    people.fill_in(person, called=None, note=None, reaches=new, at=at)
    _set_area(person.id, said.area or known.area)
    return json.dumps(was | {"new": [reach.kind.value for reach in new]})


def _is_other(known: Known, kind: Kind, value: str) -> bool:
    return kind not in known.confirmed and (kind not in known.contacts or not known.is_reached_at(kind, value))


def put_back(person_id: UUID, was: str, *, at: datetime) -> None:
    """What stood in somebody's record before a file changed it stands there again."""
    person, before = _held(person_id), json.loads(was)
    people.rename(person, before["full_name"], before["called"])
    person.reach_note = before["note"]
    _set_area(person_id, before["area"])
    points = {point.kind: point for point in queries.contact_points(person_id)}
    people.forget_points([points[Kind(kind)].id for kind in before["new"] if Kind(kind) in points])
    for kind, value in before["contacts"].items():
        if Kind(kind) in points:
            people.replace(points[Kind(kind)], value, at=at)


def count_as_welcomed(person_ids: Sequence[UUID]) -> None:
    """People whom the team knew and had welcomed before they came in here."""
    known = {"standing": Standing.ACTIVE, "ready_to_be_invited": True}
    db.session.execute(sa.update(Member).where(Member.person_id.in_(person_ids)).values(known))


def take_out(person_ids: Sequence[UUID]) -> None:
    """Take people out of the database who came by mistake and about whom nothing else stands anywhere."""
    forget_places(person_ids)
    people.take_out(person_ids)


def forget_places(person_ids: Sequence[UUID]) -> None:
    """Take their places in the pool away."""
    db.session.execute(sa.delete(Member).where(Member.person_id.in_(person_ids)))


def _held(person_id: UUID) -> Person:
    person = queries.hold(person_id)
    if person is None:
        raise LookupError("somebody was taken out of the database meanwhile")
    return person


def _before(person: Person, known: Known, kinds: Sequence[Kind]) -> dict[str, Any]:
    return {
        "full_name": person.full_name, "called": person.called, "note": person.reach_note, "area": known.area,
        "contacts": {kind.value: known.contacts[kind] for kind in kinds},
    }  # fmt: skip


def _set_area(person_id: UUID, area: str | None) -> None:
    place = pool.member(person_id)
    if place is not None and place.area != area:
        place.area, place.area_key = area, area_key(area)
