"""What came back from a few of the invented people, a letter among it, and two replies that ask to stop."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from engage import clock, vault
from engage.accounts.rules import Role
from engage.bounces.models import CameBack, MailRead, StopReply
from engage.bounces.rules import Lasting, Read, Why
from engage.db import db
from engage.demo import staff
from engage.outbox.models import Outgoing
from engage.outbox.rules import State
from engage.people.models import ContactPoint
from engage.people.rules import Kind

FEW = 3


def add(now: datetime) -> None:
    """As if mail servers had reported twice for each address that was given up, and somebody had brought a letter back."""
    given_up = sa.select(ContactPoint).where(ContactPoint.came_back_at.is_not(None)).order_by(ContactPoint.id).limit(FEW)
    points = db.session.scalars(given_up).all()
    for point in points:
        bounced = sa.select(Outgoing.id).where(Outgoing.recipient_id == point.person_id, Outgoing.state == State.BOUNCED)
        for days, outgoing_id in ((20, None), (5, db.session.scalar(bounced.limit(1)))):
            _came_back(point, now - timedelta(days=days), Why.NO_SUCH_ADDRESS, outgoing_id=outgoing_id)
    letter = db.session.scalar(sa.select(ContactPoint).where(ContactPoint.kind == Kind.POST).order_by(ContactPoint.id).limit(1))
    if letter is not None:
        _came_back(letter, now - timedelta(days=2), Why.POST_RETURNED, noted_by=staff.id_of(Role.OFFICER))
    _replies(now)
    db.session.add(MailRead(day=clock.day_of(now - timedelta(days=1)), became=Read.SET_ASIDE, count=2))


def _came_back(point: ContactPoint, at: datetime, why: Why, **known: object) -> None:
    db.session.add(
        CameBack(
            person_id=point.person_id, point_id=point.id, kind=point.kind, came_on=clock.day_of(at), lasting=Lasting.FOR_GOOD,
            why=why, created_at=at, **known,
        )
    )  # fmt: skip


def _replies(now: datetime) -> None:
    """One of somebody we know, about a newsletter, and one from an address nobody has confirmed."""
    sent = sa.select(Outgoing).where(Outgoing.state == State.ACCEPTED, Outgoing.purpose == "newsletter")
    answered = db.session.scalar(sent.order_by(Outgoing.id).limit(1))
    if answered is not None:
        known = {"person_id": answered.recipient_id, "outgoing_id": answered.id}
        db.session.add(StopReply(**known, fingerprint=_print("known"), created_at=now - timedelta(days=1)))
    unknown = StopReply(sender="nobody.we.know@words.example", fingerprint=_print("unknown"), created_at=now - timedelta(hours=5))
    db.session.add(unknown)


def _print(name: str) -> str:
    return vault.mac(name, purpose="invented reply")
