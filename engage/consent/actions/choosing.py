"""What people choose themselves: start, stop, stop everything, undo; with the receipt for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from engage import clock
from engage.consent import queries
from engage.consent.actions.deciding import Told, decide
from engage.consent.models import ConsentEvent
from engage.consent.rules import MEANS_YES, UNDO_WITHIN, Action, Entry, Offer
from engage.outbox import actions as outbox
from engage.outbox.rules import Category, Channel, Due, Reason

RECEIPT_WAITS = UNDO_WITHIN


class TooLateToUndo(ValueError):
    """What was pressed lies more than ten minutes back, or something was decided since."""


def start(told: Told, offer: Offer, channels: Iterable[Channel]) -> UUID:
    """Somebody says yes to one purpose, by every way they can be reached."""
    batch = decide(told, [offer.entry(channel, Action.GIVEN) for channel in offer.by(channels)])
    put_receipt(told)
    return batch


def stop(told: Told, offer: Offer) -> UUID:
    """Somebody says no more of this: it is withdrawn wherever it stands, and what waits to be sent for it is stopped."""
    given = [channel for code, channel in queries.given(told.person_id) if code == offer.code]
    batch = decide(told, [offer.entry(channel, Action.WITHDRAWN) for channel in given])
    outbox.suppress_waiting(told.person_id, purpose=offer.code, reason=Reason.WITHDRAWN)
    if given:
        put_receipt(told)
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
    return put_back(told, events)


def put_back(told: Told, events: list[ConsentEvent]) -> UUID:
    """Say again what stood before these events of one batch, in the words that were agreed to then."""
    before = queries.stood_before(events)
    entries = []
    for event in events:
        was, version = before.get((event.purpose, event.channel), (None, 0))
        was_yes = was is not None and was.action in MEANS_YES
        if was is not None and was_yes and event.action not in MEANS_YES:
            entries.append(_again(was, version))
        elif not was_yes and event.action in MEANS_YES:
            entries.append(Entry(event.purpose, event.channel, Action.WITHDRAWN, event.notice_id, event.notice_sha256))
    return decide(told, entries)


def _again(was: ConsentEvent, version: int) -> Entry:
    return Entry(was.purpose, was.channel, Action.GIVEN, was.notice_id, was.notice_sha256, version, until=was.expires_on)


def put_receipt(told: Told) -> None:
    """One mail a day at most that says what was changed; it waits as long as the change can be undone."""
    day: date = clock.day_of(told.at)
    at = told.at + RECEIPT_WAITS
    outbox.put(
        Due(
            kind=queries.RECEIPT, about=told.person_id, recipient_id=told.person_id, due_at=at, due_on=day,
            not_after=at + timedelta(days=1), ordinal=day.toordinal(), category=Category.REMINDER,
        )
    )  # fmt: skip
