"""Contacts with carers and what was promised in them."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

from engage import clock
from engage.carer_log.models import CarerContact, CarerContactItem, FollowUp
from engage.carer_log.rules import About, How, Outcome
from engage.carers.models import CarerLink
from engage.db import db
from tests.factories import saves


@saves
def a_talk(
    link: CarerLink,
    by: UUID,
    *,
    how: How = How.PHONE,
    at: datetime | None = None,
    note: str | None = None,
    items: tuple[About | Outcome, ...] = (About.LISTENING,),
) -> CarerContact:
    """A contact with a carer, just now if nothing else is said."""
    at = at or clock.now()
    made = CarerContact(
        id=uuid.uuid4(), team_id=link.team_id, link_id=link.id, carer_id=link.carer_id, happened_at=at,
        happened_on=clock.day_of(at), how=how, by_carer=False, minutes=10, note=note, recorded_by=by, recorded_at=at,
        once=uuid.uuid4().hex,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        CarerContactItem(
            contact_id=made.id, carer_id=link.carer_id, happened_on=made.happened_on, is_outcome=isinstance(each, Outcome),
            code=each.value,
        )
        for each in items
    )  # fmt: skip
    return made


@saves
def a_follow_up(
    link: CarerLink, owner: UUID, *, due_in: int = 0, about: About = About.LISTENING, promised_days_ago: int = 7
) -> FollowUp:
    """Something promised to a carer a week ago, due in so many days; below zero it is overdue."""
    today: date = clock.today()
    promised_at = clock.now() - timedelta(days=promised_days_ago)
    talk = a_talk(link, owner, at=promised_at, items=(about,))
    made = FollowUp(
        id=uuid.uuid4(), team_id=link.team_id, link_id=link.id, made_by_contact_id=talk.id, owner_id=owner,
        promised_on=clock.day_of(promised_at), due_on=today + timedelta(days=due_in), times_moved=0,
    )  # fmt: skip
    db.session.add(made)
    return made
