"""May many messages go: for everybody in every state the same answer as for each alone, in the same few statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage import clock as the_clock
from engage.consent.models import Break, Standing
from engage.consent.rules import Action
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Go, Hold, Letter, Reason, State, Stop
from engage.people.models import ContactPoint, Person
from engage.pool import queries
from engage.pool.rules import Standing as Place
from tests.factories.consent import a_decision
from tests.factories.needs import needs_of
from tests.factories.outbox import a_message
from tests.factories.pool import a_member
from tests.support.clock import Clock

NOON = the_clock.at(datetime(2027, 3, 2).date(), time(12))  # noqa: DTZ001 - the day is what is meant
PURPOSES = ("newsletter", "surveys", None)


def letters_to(ids: list[UUID]) -> list[Letter]:
    """A letter of each purpose to everybody."""
    day = the_clock.today()
    return [
        Letter(uuid.uuid4(), "test", uuid.uuid4(), person_id, 0, day, purpose, Channel.EMAIL)
        for person_id in ids
        for purpose in PURPOSES
    ]


def in_every_state() -> list[UUID]:
    """Somebody in each state that matters, and somebody nobody knows."""
    ids = [a_member(f"Person {number}", email=f"p{number}@people.example", gives=["newsletter"]) for number in range(12)]
    for _ in range(3):
        a_message(ids[0], purpose="newsletter", state=State.ACCEPTED)
    db.session.execute(sa.update(Outgoing).where(Outgoing.recipient_id == ids[0]).values(authorised_at=the_clock.now()))
    for person_id, values in (
        (ids[1], {"erased_at": NOON}),
        (ids[2], {"merged_into": ids[0]}),
        (ids[3], {"died_on": NOON.date()}),
    ):
        db.session.execute(sa.update(Person).where(Person.id == person_id).values(values))
    ids[4] = a_member("Gone", email="gone@people.example", standing=Place.LEFT)
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == ids[5]).values(verified_at=None))
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == ids[6]).values(came_back_at=NOON))
    db.session.add(Break(person_id=ids[7], started_at=NOON))
    a_decision(ids[8], action=Action.WITHDRAWN)
    a_decision(ids[8], purpose="surveys", action=Action.REFUSED)
    db.session.execute(sa.update(Standing).where(Standing.person_id == ids[9]).values(expires_on=NOON.date()))
    needs_of(ids[10], "by-phone")
    return [
        *ids,
        a_member("Nobody Asked", email="n@people.example", gives=[]),
        a_member("No Address", confirmed=False),
        *on_paper(),
        uuid.uuid4(),
    ]


def on_paper() -> list[UUID]:
    """People who want letters or have no e-mail address, and what they agreed to by which way."""
    letters_only = [a_member("Letters", email=f"l{each}@people.example", gives=[], post="1 Sample Street") for each in "ab"]
    for person_id, way in zip(letters_only, (Channel.POST, Channel.EMAIL), strict=True):
        needs_of(person_id, "by-letter")
        a_decision(person_id, channel=way)
    ids = [a_member("Paper", gives=[], post="1 Sample Street", phone="01632 960 001", text="07700 900 001") for _ in range(7)]
    for person_id, way in zip(ids, (Channel.POST, Channel.PHONE, Channel.TEXT, *[Channel.POST] * 4), strict=True):
        a_decision(person_id, channel=way)
    a_decision(ids[3], action=Action.WITHDRAWN, channel=Channel.POST)
    db.session.execute(sa.update(Standing).where(Standing.person_id == ids[4]).values(expires_on=NOON.date()))
    db.session.add(Break(person_id=ids[5], started_at=NOON))
    db.session.execute(sa.update(ContactPoint).where(ContactPoint.person_id == ids[6]).values(came_back_at=NOON))
    return [*letters_only, *ids]


@contextmanager
def counted() -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", hear)


def test_many_are_answered_as_each_alone_in_as_few_statements_as_a_few(app: Flask, clock: Clock) -> None:
    clock.move_to(NOON)
    with app.app_context():
        ids = in_every_state()
        db.session.commit()
        for now in (NOON, NOON + timedelta(hours=9)):
            clock.move_to(now)
            letters = letters_to(ids)
            alone = {letter.outgoing_id: queries.may_go(letter, now) for letter in letters}
            with counted() as said:
                together = queries.may_go_all(letters, now)
            assert together == alone
            assert len(said) <= 11, "one more than for people with an e-mail address"
            with counted() as usual:
                queries.may_go_all(letters_to(ids[5:12]), now)
            assert ["contact_point" in each for each in said].count(True) == 2
            assert ["contact_point" in each for each in usual].count(True) == 1
        reasons = {answer.reason for answer in alone.values() if isinstance(answer, Stop)}
        assert reasons >= {
            Reason.ERASED, Reason.MERGED, Reason.DIED, Reason.LEFT, Reason.UNVERIFIED, Reason.CAME_BACK, Reason.ON_A_BREAK,
            Reason.WITHDRAWN, Reason.RUN_OUT, Reason.NEEDS_ANOTHER_WAY, Reason.NO_CONSENT,
        }  # fmt: skip
        clock.move_to(NOON)
        by_day = queries.may_go_all(letters_to(ids), NOON)
        assert {answer.reason for answer in by_day.values() if isinstance(answer, Hold)} == {Reason.TOO_MANY}
        assert any(isinstance(answer, Go) and answer.consent_event_id for answer in by_day.values())
