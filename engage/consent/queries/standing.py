"""What people may choose, what stands now, and whether a message may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import Break, ConsentEvent, Notice, Purpose, Standing
from engage.consent.rules import MEANS_YES, Offer
from engage.db import UTCDateTime, db, table
from engage.outbox.rules import Answer, Channel, Go, Letter, Reason, Stop

# asked for every message that is sent, so they are put together once
_YES = (
    sa.select(Standing.purpose, Standing.channel, Standing.event_id, Standing.since, Purpose.expires_after_months)
    .join(Purpose, Purpose.code == Standing.purpose)
    .where(Standing.person_id == sa.bindparam("person_id", type_=sa.Uuid()), Standing.given.is_(True))
    .order_by(Purpose.position, Standing.channel, Standing.id)
)
_BREAK = (
    sa.select(Break)
    .where(Break.person_id == sa.bindparam("person_id", type_=sa.Uuid()), Break.ended_at.is_(None))
    .execution_options(populate_existing=True)
)


_purpose, _notice = table(Purpose).c, table(Notice).c
# Made once: every way in asks this
_IN_FORCE = (
    sa.select(_purpose.code, _purpose.title, _notice.text, _notice.id, _notice.sha256, _purpose.expires_after_months)
    .join_from(table(Purpose), table(Notice), _notice.purpose == _purpose.code)
    .where(
        _purpose.essential.is_(False),
        _notice.language == sa.bindparam("language"),
        _notice.in_force_from <= sa.bindparam("now", type_=UTCDateTime()),
        sa.or_(_notice.in_force_until.is_(None), _notice.in_force_until > sa.bindparam("now", type_=UTCDateTime())),
    )
    .order_by(_purpose.position, _notice.version.desc())
)


def offers(*, now: datetime | None = None, language: str = "en") -> list[Offer]:
    """The purposes people may choose, in their order, each with the wording in force now."""
    found = db.session.connection().execute(_IN_FORCE, {"language": language, "now": now or clock.now()})
    newest: dict[str, Offer] = {}
    for row in found:
        newest.setdefault(row[0], Offer(*row))
    return list(newest.values())


@dataclass(frozen=True)
class Permit:
    """A yes that stands: the event it rests on, since when, and how we were told."""

    event_id: UUID
    since: datetime


def permits(person_id: UUID, *, today: date | None = None) -> dict[tuple[str, Channel], Permit]:
    """Every yes of one person that stands and has not run out, by purpose and channel."""
    today = today or clock.today()
    rows = db.session.execute(_YES, {"person_id": person_id})
    return {
        (purpose, channel): Permit(event_id, since)
        for purpose, channel, event_id, since, months in rows
        if not rules.has_run_out(clock.day_of(since), months, today)
    }


def may_contact(person_id: UUID, purpose: str, channel: Channel) -> bool:
    """Whether the last decision was yes, has not run out, and no break holds it back. Not asked means no."""
    return isinstance(answer(person_id, purpose, channel), Go)


def answer(person_id: UUID, purpose: str, channel: Channel, *, today: date | None = None) -> Answer:
    """May a message for this purpose go by this channel? The caller holds the person."""
    if break_of(person_id) is not None:
        return Stop(Reason.ON_A_BREAK)
    permit = permits(person_id, today=today).get((purpose, channel))
    if permit is not None:
        return Go(permit.event_id)
    return Stop(Reason.WITHDRAWN if _ever_given(person_id, purpose, channel) else Reason.NO_CONSENT)


def letter_may_go(letter: Letter, now: datetime) -> Answer:
    """The same question for a message about to go; one without a purpose needs no permission."""
    if letter.purpose is None:
        return Go()
    return answer(letter.recipient_id, letter.purpose, letter.channel, today=clock.day_of(now))


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
