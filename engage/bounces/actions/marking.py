"""What people tell us: it came back, and that saying so was a mistake."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from engage.audit.actions import record
from engage.bounces import queries
from engage.bounces.actions.noting import News, note, weigh_again
from engage.bounces.models import CameBack
from engage.bounces.rules import BY_HAND, Why
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.rules import Reason, State
from engage.people import queries as people
from engage.people.rules import Kind


class NotPossible(ValueError):
    """It was marked already, or never left, or it is not for this page to say."""


def mark_message(outgoing_id: UUID, *, on: date, why: Why, by: UUID, at: datetime) -> None:
    """A message came back, as somebody on the team knows. Raises NotPossible."""
    outgoing = queries.message(outgoing_id)
    held = None if outgoing is None else people.hold(outgoing.recipient_id)
    if outgoing is None or held is None or outgoing.state not in (State.ACCEPTED, State.UNCERTAIN):
        raise NotPossible
    person = people.lives_on_in(held)
    people.hold(person.id)
    point = queries.point_at(person.id, Kind.EMAIL, outgoing.authorised_at or outgoing.created_at)
    news = News(BY_HAND[why], why, on, outgoing_id, by=by)
    if not outbox.came_back(outgoing_id, reason=Reason.MARKED_BY_HAND) or not note(person, Kind.EMAIL, point, news, at=at):
        raise NotPossible
    record("wrote down that it came back", kind="outgoing", about=outgoing_id, by=by, why=why.value)


def mark_point(person_id: UUID, kind: Kind, *, on: date, why: Why, by: UUID, at: datetime) -> None:
    """A letter, a call or a message to this address or number did not reach them. Raises NotPossible."""
    person = people.hold(person_id)
    point = next((each for each in people.contact_points(person_id) if each.kind is kind), None)
    if person is None or point is None:
        raise NotPossible
    note(person, kind, point, News(BY_HAND[why], why, on, by=by), at=at)
    record("wrote down that it came back", kind="person", about=person_id, by=by, way=kind.value, why=why.value)


def take_back(mark: CameBack, *, by: UUID, at: datetime) -> None:
    """Writing it down was a mistake; what a mail server reported cannot be taken back. Raises NotPossible."""
    people.hold(mark.person_id)
    db.session.refresh(mark)
    if mark.noted_by is None or mark.taken_back_at is not None:
        raise NotPossible
    mark.taken_back_at, mark.taken_back_by = at, by
    db.session.flush()
    if mark.outgoing_id is not None:
        outbox.did_not_come_back(mark.outgoing_id)
    if mark.point_id is not None:
        weigh_again(mark.point_id, by=by)
    record("took back that it came back", kind="person", about=mark.person_id, by=by, way=mark.kind.value)
