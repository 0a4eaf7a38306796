"""Requests about what is held, somebody and a carer about whom all must be kept, and what was let go of."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.models import User
from engage.accounts.rules import Role
from engage.carers import actions as carers
from engage.carers.models import Carer
from engage.carers.rules.keeping import WhyHeld
from engage.contacts.models import Contact
from engage.db import db
from engage.demo import staff
from engage.pool.models import Member
from engage.pool.rules import Standing
from engage.privacy.actions import holding, keeping, requests
from engage.privacy.queries.keeping import rules
from engage.privacy.rules.requests import Came, HoldReason, Identity, Outcome, RequestKind
from engage.privacy.rules.retention import What

BY = staff.id_of(Role.INFORMATION_GOVERNANCE)


def add(now: datetime) -> None:
    """A request whose answer is being made, one that has just come, one that was answered; a hold; and a night that let go."""
    for rang in db.session.scalars(sa.select(Contact).where(Contact.note.is_not(None)).limit(1)):
        _wants_to_see(rang, now)
    for place, (person_id, account_id) in enumerate(_who_sign_in(2)):
        if place:
            _answered(person_id, now)
        else:
            requests.ask_by_web(person_id, kind=RequestKind.RECTIFY, words="My town is spelled wrong.", by=account_id, at=now)
    for person_id in _left(1):
        note = "The complaint is with the complaints team."
        holding.place(person_id, reason=HoldReason.COMPLAINT, note=note, by=BY, at=now - timedelta(days=4))
    for carer in db.session.scalars(sa.select(Carer).order_by(Carer.number).limit(1)):
        note = "The complaint is with the complaints team."
        carers.place_hold(carer, WhyHeld.COMPLAINT, note=note, by=BY, at=now - timedelta(days=3))
    keeping.note_disposal(rules(now)[What.CONTACTS], clock.day_of(now - timedelta(days=1)), count=2, held=1)


def _wants_to_see(rang: Contact, now: datetime) -> None:
    """Somebody with a note in the log of contacts, a part of which is about somebody else."""
    received_on = clock.day_of(now - timedelta(days=12))
    wishes = "I would like to see everything you hold about me."
    asked = requests.receive(
        rang.person_id, kind=RequestKind.ACCESS, came=Came.LETTER, received_on=received_on, words=wishes, by=BY
    )  # fmt: skip
    requests.check_identity(asked, Identity.RANG_BACK, by=BY, at=now - timedelta(days=10))
    item, passage = f"contact:{rang.id.hex}", "to the next meeting"
    requests.mark(asked, item=item, passage=passage, reason="about somebody else", by=BY, at=now)


def _answered(person_id: UUID, now: datetime) -> None:
    received_on = clock.day_of(now - timedelta(days=40))
    asked = requests.receive(
        person_id, kind=RequestKind.ACCESS, came=Came.EMAIL, received_on=received_on, words="What do you know about me?", by=BY
    )
    requests.check_identity(asked, Identity.CONFIRMED_ADDRESS, by=BY, at=now - timedelta(days=39))
    note = "We sent you everything by post."
    requests.close(asked, outcome=Outcome.DONE, note=note, by=BY, at=now - timedelta(days=15))


def _who_sign_in(most: int) -> list[tuple[UUID, UUID]]:
    """People with their accounts."""
    chosen = sa.select(User.person_id, User.id).where(User.role == Role.MEMBER).order_by(User.person_id).limit(most)
    return [(person_id, account_id) for person_id, account_id in db.session.execute(chosen) if person_id is not None]


def _left(most: int) -> list[UUID]:
    chosen = sa.select(Member.person_id).where(Member.standing == Standing.LEFT)
    return list(db.session.scalars(chosen.order_by(Member.person_id).limit(most)))
