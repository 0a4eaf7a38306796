"""The rehearsal asks about many at once: everybody in every state gets the answer they would get alone, in few statements."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from engage import jobs
from engage.accounts.rules import Role
from engage.consent.models import Break, Standing
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Answer, Category, Channel, Due, Go, Hold, Letter, Reason, State, Stop
from engage.outbox.rules.occurrences import by_hand, occurrence
from engage.people.models import ContactPoint, Person
from engage.people.rules import Kind
from engage.reminders import queries
from engage.reminders.models import NotAgain, QuietDay
from engage.reminders.queries import rehearsal
from engage.reminders.queries.gate import Asking, ask_all
from tests.factories.accounts import a_staff_user
from tests.factories.needs import needs_of
from tests.factories.pool import a_member
from tests.pool.test_many import NOON, counted, in_every_state
from tests.support.clock import Clock

TODAY = NOON.date()
MOST = 12
MOMENTS = (NOON, NOON + timedelta(hours=9), NOON + timedelta(days=1), NOON + timedelta(days=31))


def a_letter(
    kind: str, about: UUID, recipient_id: UUID, *, on: date = TODAY, days: int = 0, ordinal: int | None = None
) -> Letter:
    number = occurrence(on, days) if ordinal is None else ordinal
    return Letter(uuid.uuid4(), kind, about, recipient_id, number, on, None, Channel.EMAIL)


def went(letter: Letter, at: datetime, ordinal: int) -> None:
    """A reminder of the same thing went before."""
    due = Due(letter.kind, letter.about, letter.recipient_id, at, at + timedelta(days=1), letter.due_on, ordinal)
    which = outbox.put(due)
    values = {"state": State.ACCEPTED, "authorised_at": at}
    db.session.execute(sa.update(Outgoing).where(Outgoing.id == which).values(values))


def reminders_of_people(ids: list[UUID]) -> list[Letter]:
    """A review, a renewal, a break over and a confirmation for each; some had it before, some want no more of it."""
    found = []
    for person_id in ids:
        away = db.session.scalar(sa.select(Break.id).where(Break.person_id == person_id)) or uuid.uuid4()
        found += [
            a_letter("needs.review", person_id, person_id),
            a_letter("consent.renew", person_id, person_id, on=TODAY + timedelta(days=14), ordinal=1),
            a_letter("consent.break_over", away, person_id),
        ]
    return found


def asked_to_confirm() -> list[Letter]:
    """Addresses that somebody gave: never confirmed, somebody else’s, asked about again since, hidden."""
    found = []
    for number in range(4):
        address = "p0@people.example" if number == 1 else f"new{number}@people.example"
        person_id = a_member(f"New {number}", email=address, confirmed=False)
        point = db.session.scalar(
            sa.select(ContactPoint.id).where(ContactPoint.person_id == person_id, ContactPoint.kind == Kind.EMAIL)
        )
        assert point is not None
        letter = a_letter("pool.confirm", point, person_id, days=2)
        for at, ordinal in [(NOON - timedelta(hours=2), letter.ordinal), (NOON - timedelta(hours=1), 7)][: 1 + (number == 2)]:
            outbox.put(Due("pool.confirm", point, person_id, at, at + timedelta(days=9), TODAY, ordinal, Category.REMINDER))
        found.append(letter)
    db.session.execute(sa.update(Person).where(Person.id == found[3].recipient_id).values(restricted_at=NOON))
    return found


def to_staff() -> list[Letter]:
    """Mails to the team: to somebody who may have them, and to somebody who may not."""
    lead, officer = a_staff_user(Role.LEAD).id, a_staff_user(Role.OFFICER).id
    kinds = [each.kind for each in jobs.DUES if not each.starter.to_people]
    return [a_letter(kind, uuid.uuid4(), who, ordinal=0) for kind in kinds for who in (lead, officer, uuid.uuid4())]


def prepared() -> list[Letter]:
    ids = in_every_state()
    for person_id in ids[:-1]:
        needs_of(person_id, *(["by-phone"] if person_id == ids[10] else []), "breaks", at=NOON - timedelta(days=365))
    db.session.execute(sa.update(Break).values(until=TODAY))
    db.session.execute(
        sa.update(Standing).where(Standing.person_id.not_in(ids[9:10])).values(expires_on=TODAY + timedelta(days=9))
    )
    db.session.add(QuietDay(day=TODAY + timedelta(days=1), every_year=False, words="The team is away", by_id=None))
    letters = reminders_of_people(ids)
    again, lately, hand = letters[0], letters[24], letters[33]
    db.session.add(NotAgain(kind=again.kind, about=again.about, person_id=again.recipient_id, due_on=again.due_on))
    went(lately, NOON - timedelta(days=2), occurrence(TODAY - timedelta(days=300), 0))
    went(hand, NOON - timedelta(days=1), by_hand(TODAY))
    return letters + asked_to_confirm() + to_staff()


def test_many_are_answered_as_each_alone(app: Flask, clock: Clock) -> None:
    clock.move_to(NOON)
    reasons = set()
    with app.app_context():
        letters = prepared()
        db.session.commit()
        asking = Asking({each.kind: each for each in jobs.DUES}, *queries.all_in_force(jobs.DUES), jobs.KINDS)
        assert (asking.rules, asking.resting) == (queries.rules(jobs.DUES), queries.quiet())
        every: dict[datetime, dict[UUID, Answer]] = {now: {} for now in MOMENTS}
        for reminder in jobs.DUES:
            some = [letter for letter in letters if letter.kind == reminder.kind]
            for now in MOMENTS:
                clock.move_to(now)
                kind = jobs.KINDS[reminder.kind]
                alone = {each.outgoing_id: kind.may_go(each, now) for each in some}
                with counted() as said:
                    at = {each.outgoing_id: now for each in some}
                    together = ask_all(some, at, asking)
                assert together == alone, (reminder.kind, now)
                assert len(said) <= MOST
                reasons |= {answer.reason for answer in alone.values() if isinstance(answer, Stop | Hold)}
                assert some
                every[now] |= alone
        for now, alone in every.items():
            assert ask_all(letters, dict.fromkeys(alone, now), asking) == alone
    assert reasons >= {
        Reason.ERASED, Reason.MERGED, Reason.DIED, Reason.LEFT, Reason.UNVERIFIED, Reason.CAME_BACK, Reason.ON_A_BREAK,
        Reason.NEEDS_ANOTHER_WAY, Reason.ALREADY_DONE, Reason.SUPERSEDED, Reason.RESTRICTED, Reason.SUSPENDED,
        Reason.NOT_AGAIN, Reason.REMINDED_LATELY, Reason.REMINDED_BY_HAND, Reason.QUIET_DAY, Reason.QUIET_HOURS,
    }  # fmt: skip


def test_a_reminder_that_is_in_no_outbox_yet_is_not_taken_for_an_old_one(app: Flask, clock: Clock) -> None:
    clock.move_to(NOON)
    a_member("Sam Okoro", email="sam@people.example", confirmed=False)
    with app.app_context():
        point = db.session.scalars(sa.select(ContactPoint)).one()
        outbox.put(Due("pool.confirm", point.id, point.person_id, NOON, NOON + timedelta(days=7), TODAY, 0, Category.SECURITY))
        db.session.commit()
        by_kind = {each.kind: each for each in jobs.DUES}
        asking = rehearsal.Asking(by_kind, queries.rules(jobs.DUES), queries.quiet(), jobs.KINDS)
        reminder = by_kind["pool.confirm"]
        dues = rehearsal.dues_of(reminder, asking.rules["pool.confirm"], asking.resting, NOON)
        assert [line.answer for line in rehearsal.lines(dues, asking)] == [Go(), Go()]
        db.session.rollback()
