"""Decisions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from engage import clock
from engage.consent import actions, queries
from engage.consent.rules import Action, Offer, Route
from engage.outbox.rules import Channel
from tests.factories import saves


def an_offer(code: str) -> Offer:
    """A purpose as it is worded now."""
    return next(offer for offer in queries.offers() if offer.code == code)


@saves
def a_decision(
    person_id: UUID,
    purpose: str = "newsletter",
    action: Action = Action.GIVEN,
    *,
    channel: Channel = Channel.EMAIL,
    at: datetime | None = None,
    route: Route = Route.WEB,
    recorded_by: UUID | None = None,
    evidence: str | None = None,
    said: datetime | None = None,
) -> UUID:
    """One decision in the ledger; the id of its batch. `said`: when they said it, if that was earlier."""
    told = actions.Told(person_id, route, at or clock.now(), recorded_by, effective_at=said, evidence=evidence)
    return actions.decide(told, [an_offer(purpose).entry(channel, action)])
