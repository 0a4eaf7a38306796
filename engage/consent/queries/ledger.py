"""The ledger: what was decided when, what stood on any day, and whether all of it is as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.consent import rules
from engage.consent.models import ConsentEvent, Standing
from engage.consent.rules import MEANS_YES, Entry
from engage.db import db
from engage.outbox.rules import Channel

HISTORY_PAGE = 50


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


def batch(batch_id: UUID, *, person_id: UUID) -> list[ConsentEvent]:
    """The decisions somebody made with one press, in order; nothing when the batch is another person's."""
    return list(
        db.session.scalars(
            sa.select(ConsentEvent)
            .where(ConsentEvent.batch == batch_id, ConsentEvent.person_id == person_id)
            .order_by(ConsentEvent.ordinal)
        )
    )


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
