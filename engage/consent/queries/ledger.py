"""The ledger: what was decided when, and what stood before it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from engage.consent import rules
from engage.consent.models import ConsentEvent, Notice, Standing
from engage.consent.rules import Fact
from engage.db import db
from engage.outbox.rules import Channel

HISTORY_PAGE = 50


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
    return any(now.get((event.purpose, event.channel)) not in ids for event in events)


def stood_before(events: list[ConsentEvent]) -> dict[tuple[str, Channel], tuple[ConsentEvent, int]]:
    """What stood, by purpose and channel, just before the first of these events of one person, with the wording's version."""
    first = events[0]
    earlier = {event.id: (event, version) for event, version in whole_ledger(first.person_id) if event.ordinal < first.ordinal}
    stood = rules.latest(fact_of(event) for event, _ in earlier.values())
    return {(purpose, Channel(channel)): earlier[fact.id] for (purpose, channel), fact in stood.items()}


def events_of(person_id: UUID, ordinals: Collection[int]) -> list[ConsentEvent]:
    """Some events of one person by their ordinals, oldest first."""
    chosen = sa.select(ConsentEvent).where(ConsentEvent.person_id == person_id, ConsentEvent.ordinal.in_(ordinals))
    return list(db.session.scalars(chosen.order_by(ConsentEvent.ordinal)))


def whole_ledger(person_id: UUID) -> list[tuple[ConsentEvent, int]]:
    """Every event of one person, oldest first, each with the version of its wording."""
    return whole_ledgers([person_id])[person_id]


def whole_ledgers(person_ids: Collection[UUID]) -> dict[UUID, list[tuple[ConsentEvent, int]]]:
    """Every event of some people, in one statement."""
    rows = db.session.execute(
        sa.select(ConsentEvent, Notice.version)
        .join(Notice, Notice.id == ConsentEvent.notice_id)
        .where(ConsentEvent.person_id.in_(person_ids))
        .order_by(ConsentEvent.ordinal)
        .execution_options(populate_existing=True)
    )
    found: dict[UUID, list[tuple[ConsentEvent, int]]] = {person_id: [] for person_id in person_ids}
    for event, version in rows:
        found[event.person_id].append((event, version))
    return found


def fact_of(event: ConsentEvent) -> Fact:
    """An event as far as it matters for what stands."""
    return Fact(event.id, event.ordinal, event.purpose, event.channel, event.action, event.effective_at, event.corrects)
