"""Deciding, taking a break, stopping everything, and undoing: each writes the ledger and what stands in one transaction.

Whoever calls these holds the person first (`people.queries.hold`), so that two presses are written one after the other
and the last question before sending waits for them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from engage import clock
from engage.audit import actions as audit
from engage.consent import queries
from engage.consent.models import Break, ConsentEvent, Standing
from engage.consent.rules import BREAK_MONTHS, MEANS_YES, UNDO_WITHIN, Action, Entry, Offer, Route, chained, months_later
from engage.db import db, is_sqlite, table
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Channel, Due, Reason

RECEIPT_WAITS = UNDO_WITHIN
_NEW_EVENT, _NEW_STANDING = sa.insert(table(ConsentEvent)), sa.insert(table(Standing))


class TooLateToUndo(ValueError):
    """What was pressed lies more than ten minutes back, or something was decided since."""


@dataclass(frozen=True)
class Told:
    """Who decided, how we were told, and who wrote it down when it was not the person."""

    person_id: UUID
    route: Route
    at: datetime
    recorded_by: UUID | None = None


def decide(told: Told, entries: Sequence[Entry], *, is_new: bool = False) -> UUID:
    """Write decisions into one person's ledger, with what stands after them; the id of the batch.

    `is_new`: the person was added in this transaction, so there is nothing to look up.
    """
    batch = uuid.uuid4()
    if not entries:
        return batch
    ordinal, previous = (0, "") if is_new else _end_of_ledger(told.person_id)
    events = _linked(told, entries, batch=batch, ordinal=ordinal, previous=previous)
    db.session.connection().execute(_NEW_EVENT, events)
    if is_new:
        db.session.connection().execute(_NEW_STANDING, [_standing_row(event) for event in events])
    else:
        _keep_standing(events)
    return batch


def decide_for_all(tolds: Sequence[Told], entries: Sequence[Sequence[Entry]]) -> None:
    """The first decisions of many new people, in two statements; for loading, not for pages."""
    events = [
        event
        for told, said in zip(tolds, entries, strict=True)
        for event in _linked(told, said, batch=uuid.uuid4(), ordinal=0, previous="")
    ]
    if events:
        db.session.connection().execute(_NEW_EVENT, events)
        db.session.connection().execute(_NEW_STANDING, [_standing_row(event) for event in events])


def _end_of_ledger(person_id: UUID) -> tuple[int, str]:
    last = db.session.execute(
        sa.select(ConsentEvent.ordinal, ConsentEvent.hash)
        .where(ConsentEvent.person_id == person_id)
        .order_by(ConsentEvent.ordinal.desc())
        .limit(1)
    ).first()
    return (0, "") if last is None else (last[0], last[1])


def _linked(told: Told, entries: Iterable[Entry], *, batch: UUID, ordinal: int, previous: str) -> list[dict[str, Any]]:
    events = []
    for place, entry in enumerate(entries, start=ordinal + 1):
        link = chained(
            previous, person_id=told.person_id, ordinal=place, entry=entry, at=told.at, route=told.route,
            recorded_by=told.recorded_by,
        )  # fmt: skip
        events.append(
            {
                "id": uuid.uuid4(), "person_id": told.person_id, "ordinal": place, "purpose": entry.purpose,
                "channel": Channel(entry.channel), "action": entry.action, "at": told.at, "route": told.route,
                "notice_id": entry.notice_id, "notice_sha256": entry.notice_sha256, "recorded_by": told.recorded_by,
                "batch": batch, "previous_hash": previous, "hash": link,
            }
        )  # fmt: skip
        previous = link
    return events


def _standing_row(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "person_id": event["person_id"],
        "purpose": event["purpose"],
        "channel": event["channel"],
        "given": event["action"] in MEANS_YES,
        "since": event["at"],
        "event_id": event["id"],
    }


def _keep_standing(events: Sequence[dict[str, Any]]) -> None:
    """What stands after these events: the last one of each purpose and channel."""
    last = {(event["purpose"], event["channel"]): _standing_row(event) for event in events}
    db.session.execute(_upsert(on_sqlite=is_sqlite()), list(last.values()))


@cache
def _upsert(*, on_sqlite: bool) -> sa.Insert:
    insert = (sqlite if on_sqlite else postgresql).insert(table(Standing))
    upsert: sa.Insert = insert.on_conflict_do_update(
        index_elements=["person_id", "purpose", "channel"],
        set_={name: insert.excluded[name] for name in ("given", "since", "event_id")},
    )
    return upsert


def start(told: Told, offer: Offer, channels: Iterable[Channel]) -> UUID:
    """Somebody says yes to one purpose, by every way they can be reached."""
    batch = decide(told, [offer.entry(channel, Action.GIVEN) for channel in channels])
    _put_receipt(told)
    return batch


def stop(told: Told, offer: Offer) -> UUID:
    """Somebody says no more of this: it is withdrawn wherever it stands, and what waits to be sent for it is stopped."""
    given = [channel for code, channel in queries.given(told.person_id) if code == offer.code]
    batch = decide(told, [offer.entry(channel, Action.WITHDRAWN) for channel in given])
    outbox.suppress_waiting(told.person_id, purpose=offer.code, reason=Reason.WITHDRAWN)
    if given:
        _put_receipt(told)
    return batch


def stop_everything(told: Told) -> UUID:
    """Somebody wants nothing more that they can choose; no receipt is mailed for it."""
    wording = {offer.code: offer for offer in queries.offers(now=told.at)}
    given = queries.given(told.person_id)
    batch = decide(told, [wording[code].entry(channel, Action.WITHDRAWN) for code, channel in given if code in wording])
    for code in wording:
        outbox.suppress_waiting(told.person_id, purpose=code, reason=Reason.WITHDRAWN)
    outbox.cancel(queries.RECEIPT, told.person_id)
    return batch


def can_undo(events: list[ConsentEvent], *, at: datetime) -> bool:
    """Whether one press can still be undone: within ten minutes, and nothing was decided about the same things since."""
    return bool(events) and at - events[0].at <= UNDO_WITHIN and not queries.is_followed(events)


def undo(told: Told, batch_id: UUID) -> UUID:
    """Put back what stood before one press. Raises TooLateToUndo."""
    events = queries.batch(batch_id, person_id=told.person_id)
    if not can_undo(events, at=told.at):
        raise TooLateToUndo
    wording = {offer.code: offer for offer in queries.offers(now=told.at)}
    before = queries.decided_before(events)
    entries = []
    for event in events:
        was_yes = before.get((event.purpose, event.channel)) in MEANS_YES
        is_yes = event.action in MEANS_YES
        if was_yes != is_yes and event.purpose in wording:
            entries.append(wording[event.purpose].entry(event.channel, Action.GIVEN if was_yes else Action.WITHDRAWN))
    return decide(told, entries)


def take_break(person_id: UUID, *, months: int | None, at: datetime) -> Break:
    """Send nothing but what is essential until the person says so; `months` (1, 3 or 6) only names the day we ask."""
    if months is not None and months not in BREAK_MONTHS:
        raise ValueError(f"a break of {months} months is not offered")
    until = None if months is None else months_later(clock.day_of(at), months)
    _close_break(person_id, at=at)
    taken = Break(person_id=person_id, started_at=at, until=until)
    db.session.add(taken)
    db.session.flush()
    for offer in queries.offers(now=at):
        outbox.suppress_waiting(person_id, purpose=offer.code, reason=Reason.ON_A_BREAK)
    audit.record("took a break", kind="person", about=person_id, by=None, months=months)
    return taken


def end_break(person_id: UUID, *, at: datetime) -> bool:
    """The person says that they are back; whether they were away."""
    was_away = _close_break(person_id, at=at)
    if was_away:
        audit.record("ended a break", kind="person", about=person_id, by=None)
    return was_away


def _close_break(person_id: UUID, *, at: datetime) -> bool:
    taken = queries.break_of(person_id)
    if taken is None:
        return False
    taken.ended_at = at
    db.session.flush()
    return True


def _put_receipt(told: Told) -> None:
    """One mail a day at most that says what was changed; it waits as long as the change can be undone."""
    day: date = clock.day_of(told.at)
    at = told.at + RECEIPT_WAITS
    outbox.put(
        Due(
            kind=queries.RECEIPT, about=told.person_id, recipient_id=told.person_id, due_at=at, due_on=day,
            not_after=at + timedelta(days=1), ordinal=day.toordinal(), category=Category.REMINDER,
        )
    )  # fmt: skip


def forget_standing(person_id: UUID) -> None:
    """Nothing stands any more for somebody whose sign-up is erased; their ledger names nobody and cannot be taken out."""
    db.session.execute(sa.delete(Standing).where(Standing.person_id == person_id))
    db.session.execute(sa.delete(Break).where(Break.person_id == person_id))
