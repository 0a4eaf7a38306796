"""What is written on a message that was sent and did not arrive."""

from __future__ import annotations

from uuid import UUID

from engage.outbox.actions.moves import move
from engage.outbox.models import Outgoing
from engage.outbox.rules import Reason, State


def came_back(outgoing_id: UUID, *, reason: Reason) -> bool:
    """It came back; whether that was news. One that was uncertain must have been sent, or it could not have come back."""
    move(State.ACCEPTED, Outgoing.id == outgoing_id, Outgoing.state == State.UNCERTAIN)
    return bool(move(State.BOUNCED, Outgoing.id == outgoing_id, reason=reason))


def arrived_after_all(outgoing_id: UUID) -> bool:
    """Nobody knew whether it left; whoever was to take it says that it has it."""
    return bool(move(State.ACCEPTED, Outgoing.id == outgoing_id, Outgoing.state == State.UNCERTAIN))


def did_not_come_back(outgoing_id: UUID) -> bool:
    """Somebody had written down by mistake that it came back; what a mail server reported stays."""
    marked = (Outgoing.id == outgoing_id, Outgoing.state == State.BOUNCED, Outgoing.reason == Reason.MARKED_BY_HAND)
    return bool(move(State.ACCEPTED, *marked, reason=Reason.MARKED_BY_MISTAKE))
