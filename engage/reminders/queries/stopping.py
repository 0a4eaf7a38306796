"""Whoever has a reminder may say that they want no more of it: what the link in the letter stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage.db import db
from engage.outbox import queries as outbox
from engage.outbox.models import Occasion
from engage.outbox.rules import Category
from engage.people import queries as people
from engage.reminders.models import NotAgain


@dataclass(frozen=True)
class Item:
    """What somebody may ask not to be reminded of again, and whether they did."""

    kind: str
    about: UUID
    person_id: UUID
    due_on: date
    is_stopped: bool


def behind(token: str, *, now: datetime) -> Item | None:
    """The reminder behind a link; None when the link is not ours or too old, or the record is no more."""
    sent = outbox.behind_why(token, now=now)
    if sent is None or sent.category is not Category.REMINDER:
        return None
    person = people.person(sent.recipient_id)
    if person is None or person.erased_at is not None:
        return None
    occasion = db.session.get_one(Occasion, sent.occasion_id)
    same = (NotAgain.person_id == person.id, NotAgain.kind == sent.kind, NotAgain.about == occasion.about)
    stopped = db.session.scalar(sa.select(NotAgain.id).where(*same, NotAgain.due_on == occasion.due_on)) is not None
    return Item(sent.kind, occasion.about, person.id, occasion.due_on, stopped)
