"""Reading what happened: the rows of the outbox with their steps, and what stands elsewhere about a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage.accounts.models import User
from engage.audit.models import Event
from engage.bounces.models import CameBack
from engage.bounces.rules import WHY_WORDS
from engage.consent.models import Break, ConsentEvent
from engage.db import db
from engage.digests.rules import KIND as DIGEST
from engage.mailings.models import Mailing, Text
from engage.mailings.rules import KIND
from engage.outbox.models import Occasion, Outgoing, Step
from engage.outbox.rules import Channel
from engage.people.models import ContactPoint
from engage.people.rules import Kind
from engage.reminders.models import NotAgain, Version
from engage.stories.rules import Happened, Spoken
from engage.web.filters import day

MOST = 500
SOMEBODY = "somebody whose account is gone"


@dataclass
class Row:
    """One message to one person with every step it took."""

    outgoing: Outgoing
    occasion: Occasion
    steps: list[Happened] = field(default_factory=list)


def rows(recipient_id: UUID, *where: sa.ColumnElement[bool]) -> list[Row]:
    """The messages to one person that meet the conditions, oldest first, each with its steps, in one statement."""
    chosen = (
        sa.select(Outgoing, Occasion, Step.at, Step.state, Step.reason)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .outerjoin(Step, Step.outgoing_id == Outgoing.id)
        .where(Outgoing.recipient_id == recipient_id, *where)
        .order_by(Outgoing.created_at, Outgoing.turn, Outgoing.id, Step.number)
        .limit(MOST)
    )
    found: dict[UUID, Row] = {}
    for outgoing, occasion, at, state, reason in db.session.execute(chosen):
        row = found.setdefault(outgoing.id, Row(outgoing, occasion))
        if at is not None:
            row.steps.append(Happened(at, state, reason))
    return list(found.values())


def of_kind(recipient_id: UUID, kind: str, *, since: datetime) -> list[Row]:
    """Messages of one kind to one person that fell due since an instant."""
    return rows(recipient_id, Outgoing.kind == kind, Occasion.due_at >= since)


def of_mailing(recipient_id: UUID, mailing_id: UUID) -> list[Row]:
    """A mailing to one person: nothing, one message, or one that was sent again."""
    return rows(recipient_id, Occasion.kind == KIND, Occasion.about == mailing_id)


def of_digest(recipient_id: UUID, week_id: UUID) -> list[Row]:
    """The digest of a week to one person, in the same way."""
    return rows(recipient_id, Occasion.kind == DIGEST, Occasion.about == week_id)


def like(outgoing: Outgoing) -> list[Row]:
    """One message with those that were sent again in its place."""
    return rows(outgoing.recipient_id, Outgoing.occasion_id == outgoing.occasion_id)


def message(outgoing_id: UUID) -> Outgoing | None:
    """One message."""
    return db.session.get(Outgoing, outgoing_id)


@dataclass(frozen=True)
class Offered:
    """A mailing that can be asked about: its subject, and when it was told to go."""

    id: UUID
    subject: str
    send_at: datetime


def mailings_since(instant: datetime) -> list[Offered]:
    """Mailings that were to go after an instant, the newest first."""
    chosen = (
        sa.select(Mailing.id, Text.subject, Mailing.send_at)
        .join(Text, Text.id == Mailing.text_id)
        .where(Mailing.send_at >= instant)
        .order_by(Mailing.send_at.desc(), Mailing.id)
        .limit(MOST)
    )
    return [Offered(which, subject, at) for which, subject, at in db.session.execute(chosen) if at is not None]


def newest_of_each(recipient_id: UUID, *, since: datetime) -> dict[tuple[str, UUID | None], Outgoing]:
    """The newest message of each kind since an instant; of mailings and digests, of each of them."""
    chosen = (
        sa.select(Outgoing, Occasion.about)
        .join(Occasion, Occasion.id == Outgoing.occasion_id)
        .where(Outgoing.recipient_id == recipient_id, Outgoing.created_at >= since)
        .order_by(Outgoing.created_at, Outgoing.turn)
        .limit(MOST)
    )
    return {(row.kind, about if row.kind in (KIND, DIGEST) else None): row for row, about in db.session.execute(chosen)}


@dataclass(frozen=True)
class Sent:
    """A mailing with the words that go out, and who told it to go and stopped it."""

    mailing: Mailing
    text: Text
    asked_by: str
    stopped_by: str


def mailing(mailing_id: UUID) -> Sent | None:
    """A mailing that was told to go."""
    asked, stopped = sa.orm.aliased(User), sa.orm.aliased(User)
    row = db.session.execute(
        sa.select(Mailing, Text, asked.name, stopped.name)
        .join(Text, Text.id == Mailing.text_id)
        .outerjoin(asked, asked.id == Mailing.asked_by)
        .outerjoin(stopped, stopped.id == Mailing.stopped_by)
        .where(Mailing.id == mailing_id)
    ).first()
    return None if row is None else Sent(row[0], row[1], row[2] or SOMEBODY, row[3] or SOMEBODY)


def versions(kind: str) -> list[tuple[Version, str]]:
    """What was decided about a rule, oldest first, each with who decided it."""
    rows = db.session.execute(
        sa.select(Version, User.name)
        .outerjoin(User, User.id == Version.by_id)
        .where(Version.kind == kind)
        .order_by(Version.version)
    )
    return [(version, name or SOMEBODY) for version, name in rows]


def last_said(person_id: UUID, purpose: str, channel: Channel, *, by: datetime) -> Spoken | None:
    """The last word about a purpose that was written down by an instant."""
    row = db.session.execute(
        sa.select(ConsentEvent.action, ConsentEvent.effective_at, ConsentEvent.route, User.name)
        .outerjoin(User, User.id == ConsentEvent.recorded_by)
        .where(
            ConsentEvent.person_id == person_id, ConsentEvent.purpose == purpose, ConsentEvent.channel == channel,
            ConsentEvent.at <= by,
        )
        .order_by(ConsentEvent.ordinal.desc())
        .limit(1)
    ).first()  # fmt: skip
    return None if row is None else Spoken(*row)


def permission(event_id: UUID) -> Spoken | None:
    """The yes a message rests on."""
    row = db.session.execute(
        sa.select(ConsentEvent.action, ConsentEvent.effective_at, ConsentEvent.route, User.name)
        .outerjoin(User, User.id == ConsentEvent.recorded_by)
        .where(ConsentEvent.id == event_id)
    ).first()
    return None if row is None else Spoken(*row)


def break_at(person_id: UUID, instant: datetime) -> Break | None:
    """The break somebody was on at an instant."""
    still = sa.or_(Break.ended_at.is_(None), Break.ended_at > instant)
    return db.session.scalar(sa.select(Break).where(Break.person_id == person_id, Break.started_at <= instant, still).limit(1))


def not_again(person_id: UUID, occasion: Occasion) -> datetime | None:
    """When somebody asked not to be reminded of one thing again."""
    same = (NotAgain.person_id == person_id, NotAgain.kind == occasion.kind, NotAgain.about == occasion.about)
    return db.session.scalar(sa.select(NotAgain.created_at).where(*same, NotAgain.due_on == occasion.due_on))


def address_state(person_id: UUID) -> ContactPoint | None:
    """Somebody’s e-mail address, for when it was confirmed and when a message to it came back; never to be shown."""
    return db.session.scalar(sa.select(ContactPoint).where(ContactPoint.person_id == person_id, ContactPoint.kind == Kind.EMAIL))


def done_by_hand(outgoing_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Who of the team sent a message by hand, sent it again or left it, as a sentence, by the message."""
    rows = db.session.execute(
        sa.select(Event.about, Event.at, User.name)
        .outerjoin(User, User.id == Event.by)
        .where(Event.kind == "outgoing", Event.about.in_(outgoing_ids), Event.by.is_not(None))
        .order_by(Event.at)
    )
    return {about: f"That was {name or SOMEBODY}, on {day(at)}." for about, at, name in rows if about is not None}


def came_back(outgoing_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What was said about messages that came back, as a sentence, by the message."""
    rows = db.session.execute(
        sa.select(CameBack.outgoing_id, CameBack.why, CameBack.status, User.name)
        .outerjoin(User, User.id == CameBack.noted_by)
        .where(CameBack.outgoing_id.in_(outgoing_ids), CameBack.taken_back_at.is_(None))
    )
    return {
        which: f"{WHY_WORDS[why]}{f' ({status})' if status else ''}{f', written down by {name}' if name else ''}."
        for which, why, status, name in rows
        if which is not None
    }
