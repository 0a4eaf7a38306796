"""May we contact them; what stands now and what stood on any day; the ledger and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import Break, ConsentEvent, Notice, Purpose, Standing
from engage.consent.rules import MEANS_YES, Entry, Offer
from engage.db import db
from engage.outbox.rules import Answer, Channel, Go, Letter, Reason, Stop

HISTORY_PAGE = 50


def offers(*, now: datetime | None = None, language: str = "en") -> list[Offer]:
    """The purposes people may choose, in their order, each with the wording in force now."""
    now = now or clock.now()
    found = db.session.execute(
        sa.select(Purpose.code, Purpose.title, Notice.text, Notice.id, Notice.sha256, Purpose.expires_after_months)
        .join(Notice, Notice.purpose == Purpose.code)
        .where(
            Purpose.essential.is_(False),
            Notice.language == language,
            Notice.in_force_from <= now,
            sa.or_(Notice.in_force_until.is_(None), Notice.in_force_until > now),
        )
        .order_by(Purpose.position, Notice.version.desc())
    )
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
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, Standing.event_id, Standing.since, Purpose.expires_after_months)
        .join(Purpose, Purpose.code == Standing.purpose)
        .where(Standing.person_id == person_id, Standing.given.is_(True))
        .order_by(Purpose.position, Standing.channel, Standing.id)
    )
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
    return db.session.scalar(
        sa.select(Break).where(Break.person_id == person_id, Break.ended_at.is_(None)).execution_options(populate_existing=True)
    )


def stood_on(person_id: UUID, day: date) -> list[ConsentEvent]:
    """The decisions that stood at the end of a London day, one a purpose and channel, in the order of the ledger."""
    midnight = clock.at(day + timedelta(days=1), time())
    latest = (
        sa.select(sa.func.max(ConsentEvent.ordinal))
        .where(ConsentEvent.person_id == person_id, ConsentEvent.at < midnight)
        .group_by(ConsentEvent.purpose, ConsentEvent.channel)
    )
    return list(
        db.session.scalars(
            sa.select(ConsentEvent)
            .where(ConsentEvent.person_id == person_id, ConsentEvent.ordinal.in_(latest))
            .order_by(ConsentEvent.ordinal)
        )
    )


def history(person_id: UUID, *, before: int | None = None) -> list[ConsentEvent]:
    """What somebody decided, newest first; `before` an ordinal for the page after."""
    chosen = sa.select(ConsentEvent).where(ConsentEvent.person_id == person_id)
    if before is not None:
        chosen = chosen.where(ConsentEvent.ordinal < before)
    return list(db.session.scalars(chosen.order_by(ConsentEvent.ordinal.desc()).limit(HISTORY_PAGE)))


def latest_routes(person_id: UUID) -> dict[tuple[str, Channel], rules.Route]:
    """How we were told what stands, by purpose and channel."""
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, ConsentEvent.route)
        .join(ConsentEvent, ConsentEvent.id == Standing.event_id)
        .where(Standing.person_id == person_id)
    )
    return {(purpose, channel): route for purpose, channel, route in rows}


def batch(batch_id: UUID, *, person_id: UUID) -> list[ConsentEvent]:
    """The decisions somebody made with one press, in order; nothing when the batch is another person's."""
    return list(
        db.session.scalars(
            sa.select(ConsentEvent)
            .where(ConsentEvent.batch == batch_id, ConsentEvent.person_id == person_id)
            .order_by(ConsentEvent.ordinal)
        )
    )


def given(person_id: UUID) -> list[tuple[str, Channel]]:
    """Purposes and channels to which the last decision was yes, also where it has run out since."""
    rows = db.session.execute(
        sa.select(Standing.purpose, Standing.channel)
        .where(Standing.person_id == person_id, Standing.given.is_(True))
        .order_by(Standing.purpose, Standing.channel)
    )
    return [(purpose, channel) for purpose, channel in rows]


def is_followed(events: list[ConsentEvent]) -> bool:
    """Whether something was decided after these events of one person about the same purposes and channels."""
    ids = {event.id for event in events}
    standing = db.session.execute(
        sa.select(Standing.purpose, Standing.channel, Standing.event_id).where(Standing.person_id == events[0].person_id)
    )
    now = {(purpose, channel): event_id for purpose, channel, event_id in standing}
    return any(now[event.purpose, event.channel] not in ids for event in events)


def decided_before(events: list[ConsentEvent]) -> dict[tuple[str, Channel], rules.Action]:
    """What stood, by purpose and channel, just before the first of these events of one person."""
    earlier = db.session.execute(
        sa.select(ConsentEvent.purpose, ConsentEvent.channel, ConsentEvent.action)
        .where(ConsentEvent.person_id == events[0].person_id, ConsentEvent.ordinal < events[0].ordinal)
        .order_by(ConsentEvent.ordinal)
    )
    return {(purpose, channel): action for purpose, channel, action in earlier}


@dataclass(frozen=True)
class Flaw:
    """The first place at which a ledger is not what was written: an ordinal, and what is wrong there."""

    ordinal: int
    what: str


def first_flaw(person_id: UUID) -> Flaw | None:
    """Walk one person's ledger from its beginning; None when every event is as it was written and the standing agrees."""
    previous, yes = "", {}
    for place, event in enumerate(_ledger(person_id), start=1):
        entry = Entry(event.purpose, event.channel, event.action, event.notice_id, event.notice_sha256)
        if event.ordinal != place:
            return Flaw(place, "missing")
        if event.previous_hash != previous or event.hash != rules.chained(
            previous,
            person_id=person_id,
            ordinal=place,
            entry=entry,
            at=event.at,
            route=event.route,
            recorded_by=event.recorded_by,
        ):
            return Flaw(place, "changed")
        previous = event.hash
        yes[event.purpose, event.channel] = (event.action in MEANS_YES, event.id)
    standing = {
        (row.purpose, row.channel): (row.given, row.event_id)
        for row in db.session.scalars(sa.select(Standing).where(Standing.person_id == person_id))
    }
    return None if standing == yes else Flaw(0, "what stands is not what was decided")


def _ledger(person_id: UUID) -> sa.ScalarResult[ConsentEvent]:
    return db.session.scalars(
        sa.select(ConsentEvent)
        .where(ConsentEvent.person_id == person_id)
        .order_by(ConsentEvent.ordinal)
        .execution_options(populate_existing=True)
    )
