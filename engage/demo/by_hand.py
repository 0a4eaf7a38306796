"""What the invented team does by hand: letters that wait, a batch that was printed and one that was posted, calls and texts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.by_hand.models import Batch, PrintedLetter, Try
from engage.by_hand.rules import Result, Words
from engage.consent.queries import RECEIPT
from engage.consent.rules import Route
from engage.db import db
from engage.demo import staff
from engage.demo.messages import SPACE
from engage.needs.actions import Heard, begun
from engage.needs.models import AccessNeed, ByHand
from engage.needs.rules import Said
from engage.outbox.actions import message_id, occasion_id
from engage.outbox.models import Occasion, Outgoing, Step
from engage.outbox.rules import Category, Channel, Reason, State
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.pool.models import Member
from engage.pool.rules import Standing

OF_EACH = {Kind.POST: (5, "by-letter"), Kind.PHONE: (3, "by-phone"), Kind.TEXT: (2, "by-text")}
FIRST = 2000
SAID = (("You changed what we send you.",), ("Call us if that was not you.",))


def add(now: datetime) -> None:
    """Nobody twice, and nobody whose story is told elsewhere."""
    seen: set[UUID] = set()
    waiting: dict[Kind, list[Outgoing]] = {}
    for kind, (most, code) in OF_EACH.items():
        people = _reached_by(kind, seen, most)
        seen |= set(people)
        for person_id in people:
            heard = Heard(person_id, Route.PHONE, now - timedelta(days=60), staff.id_of(Role.OFFICER))
            said = Said({code: None, **({"print-20": None} if person_id == people[0] else {})})
            db.session.add_all(begun(each, words, heard, said) for each, words in said.needs.items())
        waiting[kind] = [_waits(person_id, now - timedelta(days=1 + place)) for place, person_id in enumerate(people)]
    db.session.flush()
    letters, calls = waiting[Kind.POST], waiting[Kind.PHONE]
    if len(letters) == OF_EACH[Kind.POST][0]:
        _printed(1, letters[:1], made=now - timedelta(days=9), posted=now - timedelta(days=8))
        _printed(2, letters[1:3], made=now - timedelta(hours=3), posted=None)
    for call in calls[:1]:
        _tried(call, now - timedelta(hours=20))


def _reached_by(kind: Kind, seen: set[UUID], most: int) -> list[UUID]:
    """Welcomed people who gave this way and of whom nothing else is told."""
    needs, letters = sa.select(AccessNeed.person_id), sa.select(Outgoing.recipient_id).where(Outgoing.state == State.PLANNED)
    chosen = (
        sa.select(Member.person_id)
        .join(Person, Person.id == Member.person_id)
        .join(ContactPoint, ContactPoint.person_id == Member.person_id)
        .where(Member.standing == Standing.ACTIVE, ContactPoint.kind == kind, ContactPoint.came_back_at.is_(None))
        .where(Person.restricted_at.is_(None), Person.died_on.is_(None), Person.merged_into.is_(None))
        .where(Member.person_id.not_in(letters))
        .where(Person.erased_at.is_(None), Member.person_id.not_in(needs), Member.person_id.not_in(seen))
    )
    return list(db.session.scalars(chosen.order_by(Member.person_id).limit(most)))


def _waits(person_id: UUID, at: datetime) -> Outgoing:
    """A receipt that did not go by e-mail."""
    occasion = occasion_id(RECEIPT, person_id, FIRST)
    db.session.add(
        Occasion(
            id=occasion, kind=RECEIPT, about=person_id, ordinal=FIRST, due_on=clock.day_of(at), due_at=at,
            not_after=at + timedelta(days=30), created_at=at,
        )
    )  # fmt: skip
    db.session.flush()
    made = uuid.uuid5(SPACE, f"by hand {person_id}")
    outgoing = Outgoing(
        id=made, occasion_id=occasion, kind=RECEIPT, recipient_id=person_id, category=Category.CHANGE, purpose=None,
        state=State.SUPPRESSED, reason=Reason.NEEDS_ANOTHER_WAY, steps=1, next_at=at, settled_at=at, message_id=message_id(made),
        created_at=at,
    )  # fmt: skip
    step = Step(
        id=uuid.uuid5(SPACE, f"step by hand {person_id}"),
        outgoing_id=made,
        number=1,
        at=at,
        state=State.SUPPRESSED,
        reason=Reason.NEEDS_ANOTHER_WAY,
    )
    db.session.add_all((outgoing, step))
    return outgoing


def _printed(number: int, letters: Sequence[Outgoing], *, made: datetime, posted: datetime | None) -> None:
    """A batch; of one that was posted the words are forgotten."""
    by = staff.id_of(Role.OFFICER)
    batch = Batch(id=uuid.uuid4(), number=number, made_at=made, made_by=by)
    if posted is not None:
        batch.posted_on, batch.posted_at, batch.posted_by = clock.day_of(posted), posted, by
    db.session.add(batch)
    db.session.flush()
    for place, letter in enumerate(letters, start=1):
        person = db.session.get_one(Person, letter.recipient_id)
        words = Words(((f"Dear {person.called or person.full_name}",), *SAID))
        db.session.add(
            PrintedLetter(
                batch_id=batch.id, outgoing_id=letter.id, person_id=letter.recipient_id, place=place, size=12,
                content=None if posted else json.dumps(words.kept()),
            )
        )  # fmt: skip
        if posted is not None:
            done = ByHand(outgoing_id=letter.id, done_on=clock.day_of(posted), done_by=by, was_told=True, recorded_at=posted)
            db.session.add(done)


def _tried(call: Outgoing, at: datetime) -> None:
    """Somebody was called and did not answer."""
    db.session.add(
        Try(
            outgoing_id=call.id, person_id=call.recipient_id, channel=Channel.PHONE, result=Result.NO_ANSWER,
            tried_on=clock.day_of(at), tried_by=staff.id_of(Role.OFFICER), recorded_at=at, once=f"invented {call.id}",
        )
    )  # fmt: skip
