"""What somebody told a member of the team about messages, and correcting what the team wrote down by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from engage.audit import actions as audit
from engage.consent import queries
from engage.consent.actions.choosing import put_receipt
from engage.consent.actions.deciding import Told, decide
from engage.consent.models import ConsentEvent
from engage.consent.rules import Action, Entry, Offer, may_be_corrected
from engage.outbox import actions as outbox
from engage.outbox.rules import Channel, Reason


class NotToBeCorrected(ValueError):
    """The person did it themselves, it ran out by itself, or it was corrected already."""


def record(told: Told, offer: Offer, channels: Iterable[Channel], *, yes: bool) -> UUID:
    """Write down that somebody said yes or no to one purpose, by some ways."""
    action = Action.GIVEN if yes else Action.WITHDRAWN
    batch = decide(told, [offer.entry(channel, action) for channel in offer.by(channels)])
    _stop_what_may_not_go(told.person_id)
    put_receipt(replace(told, effective_at=None))
    audit.record("wrote down a yes" if yes else "wrote down a no", kind="person", about=told.person_id, by=told.recorded_by,
                 purpose=offer.code, route=told.route.value)  # fmt: skip
    return batch


def correct(told: Told, event: ConsentEvent) -> UUID:
    """Take out what the team wrote down by mistake: it counts on no day, and stays readable. Raises NotToBeCorrected."""
    facts = [queries.fact_of(each) for each, _ in queries.whole_ledger(told.person_id)]
    if not may_be_corrected(event.id, event.route, event.action, {fact.corrects for fact in facts}):
        raise NotToBeCorrected
    entry = Entry(
        event.purpose, event.channel, Action.CORRECTED, event.notice_id, event.notice_sha256, corrects=event.id
    )  # fmt: skip
    batch = decide(told, [entry])
    _stop_what_may_not_go(told.person_id)
    audit.record("corrected", kind="person", about=told.person_id, by=told.recorded_by, purpose=event.purpose)
    return batch


def _stop_what_may_not_go(person_id: UUID) -> None:
    """Stop what waits without a permission, purpose by purpose and way by way."""
    may = queries.permits(person_id)
    for purpose, channel in queries.asked(person_id):
        if (purpose, channel) not in may:
            outbox.suppress_waiting(person_id, purpose=purpose, channel=channel, reason=Reason.WITHDRAWN)
