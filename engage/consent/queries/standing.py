"""What people may choose, what stands now, and whether a message may go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import Break, ConsentEvent, Purpose, Standing, Terms
from engage.consent.queries.offering import NEWEST_TERMS, offers
from engage.consent.rules import MEANS_YES, Offer
from engage.db import db
from engage.outbox.rules import Answer, Channel, Go, Letter, Reason, Stop

# asked for every message that is sent, so they are put together once
_YES = (
    sa.select(Standing.purpose, Standing.channel, Standing.event_id, Standing.since, Terms.channels)
    .join(Purpose, Purpose.code == Standing.purpose)
    .join(Terms, sa.and_(Terms.purpose == Standing.purpose, Terms.version == NEWEST_TERMS))
    .where(
        Standing.person_id == sa.bindparam("person_id", type_=sa.Uuid()),
        Standing.given.is_(True),
        sa.or_(Standing.expires_on.is_(None), Standing.expires_on > sa.bindparam("today", type_=sa.Date())),
        Terms.in_use.is_(True),
    )
    .order_by(Purpose.position, Standing.channel, Standing.id)
)
_BREAK = (
    sa.select(Break)
    .where(Break.person_id == sa.bindparam("person_id", type_=sa.Uuid()), Break.ended_at.is_(None))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Permit:
    """A yes that stands: the event it rests on, since when, and how we were told."""

    event_id: UUID
    since: datetime


def permits(person_id: UUID, *, today: date | None = None) -> dict[tuple[str, Channel], Permit]:
    """Every yes of one person that stands and has not run out, by purpose and channel."""
    rows = db.session.execute(_YES, {"person_id": person_id, "today": today or clock.today(), "now": clock.now()})
    return {(purpose, channel): Permit(event_id, since) for purpose, channel, event_id, since, ways in rows if channel in ways}


def may_contact(person_id: UUID, purpose: str, channel: Channel) -> bool:
    """Whether the last decision was yes, has not run out, and no break holds it back. Not asked means no."""
    return isinstance(answer(person_id, purpose, channel), Go)


def answer(person_id: UUID, purpose: str, channel: Channel, *, today: date | None = None) -> Answer:
    """May a message for this purpose go by this channel? The caller holds the person."""
    return _first_answer(person_id, purpose, (channel,), today=today)


def letter_may_go(letter: Letter, now: datetime, ways: Sequence[Channel] = ()) -> Answer:
    """The same question for a message about to go; one without a purpose needs no permission.

    `ways`: by what they are reached, where that is not the channel of the message. The first they agreed to counts.
    """
    if letter.purpose is None:
        return Go()
    return _first_answer(letter.recipient_id, letter.purpose, ways or (letter.channel,), today=clock.day_of(now))


def _first_answer(person_id: UUID, purpose: str, ways: Sequence[Channel], *, today: date | None) -> Answer:
    if break_of(person_id) is not None:
        return Stop(Reason.ON_A_BREAK)
    agreed = permits(person_id, today=today)
    permit = next((agreed[purpose, way] for way in ways if (purpose, way) in agreed), None)
    return Go(permit.event_id) if permit is not None else Stop(_why_not(person_id, purpose, ways[0]))


def _why_not(person_id: UUID, purpose: str, channel: Channel) -> Reason:
    """Why there is no permission: never asked or refused, stopped, run out, or the purpose is given up."""
    last = db.session.execute(
        sa.select(Standing.given, ConsentEvent.action)
        .join(ConsentEvent, ConsentEvent.id == Standing.event_id)
        .where(Standing.person_id == person_id, Standing.purpose == purpose, Standing.channel == channel)
    ).first()
    if last is None:
        return Reason.NO_CONSENT
    if last.given:
        in_use = any(offer.code == purpose and channel in offer.channels for offer in offers())
        return Reason.RUN_OUT if in_use else Reason.GIVEN_UP
    if last.action is rules.Action.EXPIRED:
        return Reason.RUN_OUT
    return Reason.WITHDRAWN if _ever_given(person_id, purpose, channel) else Reason.NO_CONSENT


def _ever_given(person_id: UUID, purpose: str, channel: Channel) -> bool:
    return (
        db.session.scalar(
            sa.select(ConsentEvent.id)
            .where(
                ConsentEvent.person_id == person_id,
                ConsentEvent.purpose == purpose,
                ConsentEvent.channel == channel,
                ConsentEvent.action.in_(MEANS_YES),
            )
            .limit(1)
        )
        is not None
    )


def break_of(person_id: UUID) -> Break | None:
    """The break somebody is on. It lasts until they say that it is over, whatever day they named."""
    return db.session.scalar(_BREAK, {"person_id": person_id})


def latest_routes(person_id: UUID) -> dict[tuple[str, Channel], rules.Route]:
    """How we were told what stands, by purpose and channel."""
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, ConsentEvent.route)
        .join(ConsentEvent, ConsentEvent.id == Standing.event_id)
        .where(Standing.person_id == person_id)
    )
    return {(purpose, channel): route for purpose, channel, route in rows}


def asked(person_id: UUID) -> dict[tuple[str, Channel], bool]:
    """What somebody was asked, by purpose and channel, and whether the last decision was yes."""
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, Standing.given).where(Standing.person_id == person_id)
    )
    return {(purpose, channel): yes for purpose, channel, yes in rows}


def given(person_id: UUID) -> list[tuple[str, Channel]]:
    """Purposes and channels to which the last decision was yes, also where it has run out since."""
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel)
        .where(Standing.person_id == person_id, Standing.given.is_(True))
        .order_by(Standing.purpose, Standing.channel)
    )
    return [(purpose, channel) for purpose, channel in rows]


@dataclass(frozen=True)
class Said:
    """A yes as it is shown: by which ways, since when, and how we were told."""

    channels: tuple[Channel, ...]
    since: datetime
    route: rules.Route


@dataclass(frozen=True)
class Line:
    """One purpose on the page: what it is, and the yes that stands for it, if any."""

    offer: Offer
    said: tuple[Said, ...]


def lines(person_id: UUID, *, now: datetime | None = None) -> list[Line]:
    """Every purpose in order, with what somebody said to it."""
    now = now or clock.now()
    yes, routes = permits(person_id, today=clock.day_of(now)), latest_routes(person_id)
    found = []
    for offer in offers(now=now):
        told: dict[tuple[date, rules.Route], list[tuple[Channel, datetime]]] = {}
        for (code, channel), permit in yes.items():
            if code == offer.code:
                told.setdefault((clock.day_of(permit.since), routes[code, channel]), []).append((channel, permit.since))
        said = [Said(tuple(way for way, _ in ways), ways[0][1], route) for (_, route), ways in told.items()]
        found.append(Line(offer, tuple(said)))
    return found
