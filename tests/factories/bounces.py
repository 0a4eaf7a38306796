"""Messages that were sent to somebody, and what comes back."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.bounces import actions
from engage.bounces.rules import Read
from engage.db import db
from engage.outbox.models import Outgoing
from engage.outbox.rules import State
from engage.people import queries as people
from tests.factories import saves
from tests.factories.outbox import a_message
from tests.support.returned import POSTFIX, returned


@saves
def a_sent_message(person_id: UUID | None = None, *, state: State = State.ACCEPTED) -> UUID:
    """A message that somebody's mail server has taken; its id."""
    outgoing_id = a_message(person_id, state=state)
    db.session.execute(sa.update(Outgoing).where(Outgoing.id == outgoing_id).values(authorised_at=clock.now()))
    return outgoing_id


@saves
def it_comes_back(outgoing_id: UUID, *, status: str = "5.1.1", action: str = "failed", to: str | None = None) -> Read:
    """A mail server reports about a message; what became of that."""
    outgoing = db.session.get_one(Outgoing, outgoing_id)
    point = people.email(outgoing.recipient_id)
    named = to or (point.value if point else "nobody@people.example")
    return take_in(returned(POSTFIX, ours=outgoing.message_id, to=named, status=status, action=action))


@saves
def take_in(raw: bytes) -> Read:
    """A mail arrives; what became of it."""
    return actions.take_in(raw, at=clock.now())
