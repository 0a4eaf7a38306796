"""What a few of the invented people need, and their answers to the equality questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.consent.rules import Route
from engage.db import db
from engage.demo import staff
from engage.equality import actions as equality
from engage.needs.actions import Heard, begun
from engage.needs.rules import Said
from engage.outbox.models import Outgoing
from engage.outbox.rules import Reason
from engage.pool.models import Member
from engage.pool.rules import Standing

SOME = 12
SAID: tuple[Said, ...] = (
    Said({"easy-read": None, "someone-with-me": None, "breaks": None}),
    Said({"bsl": None, "hearing-loop": None}, share_with_host=True),
    Said({"print-28": None, "step-free": None, "travel": None}, share_with_host=True),
    Said({"interpreter": "Punjabi", "language": "Punjabi", "another": "A seat near the door"}),
)
CALLED = Said({"by-phone": None, "print-24": None})
AGES = ("25-34", "35-44", "25-34", "45-54", "25-34", "65-74")


def add(now: datetime) -> None:
    """Needs told online, by phone and more than a year ago; ages of a dozen people."""
    officer = staff.id_of(Role.OFFICER)
    for person_id in _brought_by_hand():
        _tell(Heard(person_id, Route.PHONE, now - timedelta(days=40), officer), CALLED)
    people = _welcomed()
    for days, person_id, said in zip((3, 90, 200, 400), people, SAID, strict=False):
        _tell(Heard(person_id, Route.WEB, now - timedelta(days=days)), said)
    for person_id, age in zip(people, cycle(AGES), strict=False):
        equality.answer(person_id, "age", age, own_words=None, on=clock.day_of(now - timedelta(days=60)))


def _tell(heard: Heard, said: Said) -> None:
    """As if it had been said then; the record of who did what is invented elsewhere."""
    db.session.add_all(begun(code, words, heard, said) for code, words in said.needs.items())


def _brought_by_hand() -> list[UUID]:
    return list(db.session.scalars(sa.select(Outgoing.recipient_id).where(Outgoing.reason == Reason.NEEDS_ANOTHER_WAY)))


def _welcomed() -> list[UUID]:
    by_hand = sa.select(Outgoing.recipient_id).where(Outgoing.reason == Reason.NEEDS_ANOTHER_WAY)
    chosen = sa.select(Member.person_id).where(Member.standing == Standing.ACTIVE, Member.person_id.not_in(by_hand))
    return list(db.session.scalars(chosen.order_by(Member.person_id).limit(SOME)))
