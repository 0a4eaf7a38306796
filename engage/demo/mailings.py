"""What the invented team wrote to many: a draft, one that waits for its time, one that was sent, and a saved audience."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.accounts.rules import Role
from engage.consent.models import Standing as Consent
from engage.db import db
from engage.demo import staff
from engage.demo.agreements import NEWSLETTER
from engage.demo.messages import SPACE
from engage.mailings.actions import dates, sending, writing
from engage.mailings.models import Mailing
from engage.mailings.rules import KIND, Audience, Count, Group, State
from engage.mailings.rules.dates import WORDING, Said
from engage.mailings.rules.words import Words
from engage.outbox.actions.moves import move
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel, Reason
from engage.outbox.rules import State as Sent

SENT_TO, NOT_ASKED = 12, 9
SPRING_ID = uuid.uuid5(SPACE, "news of spring")
SPRING = Words(
    "News from {team}", "You asked us for news, {called}. This is what happened in spring.",
    "Letters now begin with what happens next, because three of you said so.\n\nWhat we could not do: later visits in the "
    "evening. We look at it again in autumn.",
)  # fmt: skip
GARDEN = Words(
    "{team}: an invitation", "You told us that we may ask you to take part.",
    "The garden at Upper Fiction is planned anew, and we would like to plan it with you. We meet three times, in the afternoon.",
    "https://trust.example/garden", "Read what we plan for the garden",
)  # fmt: skip
DRAFT = Words("For carers: what helps you?", "You said that we may ask you for your views.", "We would like to hear what helps.")


def add(now: datetime) -> None:
    """All of it, by the same actions as the team’s own pages."""
    by = staff.id_of(Role.OFFICER)
    some = sa.select(Consent.person_id).where(
        Consent.purpose == NEWSLETTER, Consent.channel == Channel.EMAIL, Consent.given.is_(True)
    )
    people = list(db.session.scalars(some.order_by(Consent.person_id).limit(SENT_TO)))
    carers = Audience(groups=(Group.CARERS,))
    draft = _written(carers, "surveys", DRAFT, by)
    writing.save_audience(draft, "Carers", by=by)
    waits = _written(Audience(welcomed=True), "opportunities", GARDEN, by)
    tomorrow = clock.at(clock.day_of(now) + timedelta(days=1), time(10))
    _told(waits, GARDEN, tomorrow, len(people), by)
    if people:
        with clock.supposing(now - timedelta(days=2)):
            _sent(people, clock.now(), by)


def _written(audience: Audience, purpose: str, words: Words, by: UUID) -> Mailing:
    mailing = writing.begin(audience, [], by=by)
    writing.speak_about(mailing, purpose)
    writing.write(mailing, words, by=by)
    return mailing


def _told(mailing: Mailing, words: Words, at: datetime, count: int, by: UUID) -> None:
    sending.tell_to_go(mailing, writing.write(mailing, words, by=by), at=at, count=count, by=by)


def _planning(today: date) -> Said:
    """A meeting in three weeks, in a room and from home."""
    return Said(
        "Planning the garden, first meeting", "A date to keep", today + timedelta(days=21), time(14), time(15, 30),
        "Room 2, Fiction House, Upper Fiction", "A ramp at the side door, and a quiet room beside it",
        "https://talk.example/garden", "01632 960 001, code 22",
    )  # fmt: skip


def _sent(people: list[UUID], went: datetime, by: UUID) -> None:
    """One that went to a few people two days ago; one of them is told by phone, and one was too late in saying no."""
    mailing = Mailing(id=SPRING_ID, written_by=by, criteria=Audience().kept(), left_out={}, purpose=NEWSLETTER)
    db.session.add(mailing)
    db.session.flush()
    dates.keep(mailing, _planning(clock.day_of(went)), by=by)
    _told(mailing, SPRING, went, len(people), by)
    sending.begin(mailing, Count(len(people), 0, {Reason.NO_CONSENT: NOT_ASKED}), now=went)
    sending.put_some(mailing, people, now=went)
    sending.put_some(mailing, [], now=went)
    its_own = (Outgoing.kind == KIND, Outgoing.purpose == NEWSLETTER)
    move(Sent.SUPPRESSED, *its_own, Outgoing.recipient_id == people[0], reason=Reason.WITHDRAWN)
    move(Sent.CLAIMED, *its_own, claim_token=uuid.UUID(int=1), lease_until=went)
    move(Sent.SENDING, *its_own, authorised_at=went, wording_version=f"mailings/message{WORDING}0")
    move(Sent.ACCEPTED, *its_own)
    mailing.state, mailing.ended_at = State.SENT, went
    db.session.flush()
