"""What GOV.UK Notify says could not be delivered, kept and counted as a report of a mail server is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.bounces import queries
from engage.bounces.actions.noting import News, note
from engage.bounces.queries.receipts import not_known_to_fail
from engage.bounces.rules import NOTIFY_SAYS, Failure, Receipt
from engage.db import db
from engage.outbox import actions as outbox
from engage.outbox.models import Outgoing
from engage.outbox.rules import Channel
from engage.people import queries as people
from engage.people.rules import Kind

_KIND = {Channel.EMAIL: Kind.EMAIL, Channel.TEXT: Kind.TEXT}


def take_receipt(receipt: Receipt, *, at: datetime) -> bool:
    """Mark a message as asking would; whether it was news. Twice, or about a message that is not ours, changes nothing.

    What Notify speaks of it has, so what was uncertain did leave us. A receipt that is quicker than our own note of having
    sent the message is passed over: asking finds it.
    """
    outgoing_id = not_known_to_fail([receipt.reference], receipt.channel).get(receipt.reference)
    if outgoing_id is None:
        return False
    if receipt.status in frozenset(Failure):
        return take_failure(outgoing_id, Failure(receipt.status), at=at)
    return outbox.arrived_after_all(outgoing_id)


def take_failure(outgoing_id: UUID, failure: Failure, *, at: datetime) -> bool:
    """One message was not delivered; whether that was news. Twice changes nothing the second time."""
    recipient = db.session.scalar(sa.select(Outgoing.recipient_id).where(Outgoing.id == outgoing_id))
    held = None if recipient is None else people.hold(recipient)
    outgoing = db.session.get(Outgoing, outgoing_id, populate_existing=True)
    if outgoing is None:
        return False
    lasting, why, reason = NOTIFY_SAYS[outgoing.channel, failure]
    is_news = outbox.came_back(outgoing.id, reason=reason)
    person = None if held is None else people.lives_on_in(held)
    if person is not None and person.erased_at is None:
        people.hold(person.id)
        kind, sent_at = _KIND[outgoing.channel], outgoing.authorised_at
        says_nothing = failure is Failure.TECHNICAL or sent_at is None
        point = None if says_nothing or sent_at is None else queries.point_at(person.id, kind, sent_at)
        is_news |= note(person, kind, point, News(lasting, why, clock.day_of(at), outgoing.id), at=at)
    return is_news
