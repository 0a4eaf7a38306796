"""Messages, and kinds of message that are about nothing: what a room would wire, for tests of the outbox alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engage import clock
from engage.db import db
from engage.jobs import KINDS
from engage.mail import Email
from engage.outbox import actions, queries
from engage.outbox.models import Outgoing
from engage.outbox.rules import Answer, Category, Due, Go, Kind, Letter, Reason, State
from tests.factories import saves

KIND = "test.notice"
ABOUT = uuid.UUID("11111111-2222-4333-8444-555555555555")


def a_due(
    recipient_id: UUID | None = None,
    *,
    kind: str = KIND,
    about: UUID | None = None,
    due_at: datetime | None = None,
    lasts: timedelta = timedelta(days=3),
    category: Category = Category.REMINDER,
    purpose: str | None = None,
    ordinal: int = 0,
) -> Due:
    """A message that falls due: now, to somebody, about something, unless the test says otherwise."""
    at = due_at or clock.now()
    return Due(
        kind, about or uuid.uuid4(), recipient_id or uuid.uuid4(), at, at + lasts, clock.day_of(at), ordinal, category, purpose
    )


@saves
def a_message(recipient_id: UUID | None = None, *, state: State = State.QUEUED, reason: Reason | None = None, **due: Any) -> UUID:
    """A row of the outbox, brought to a state as if it had come there on its own; its id."""
    outgoing_id = actions.put(a_due(recipient_id, **due))
    if outgoing_id is None:
        raise AssertionError("this message was there already")
    if state is not State.QUEUED:
        token = uuid.uuid4() if state in (State.CLAIMED, State.SENDING, State.UNCERTAIN) else None
        values = {"state": state, "reason": reason, "claim_token": token, "lease_until": clock.now() if token else None}
        db.session.execute(sa.update(Outgoing).where(Outgoing.id == outgoing_id).values(values))
    return outgoing_id


def address_of(letter: Letter) -> str:
    """Where a message of these kinds goes: every recipient has an address of their own."""
    return f"p-{letter.recipient_id.hex[:12]}@example.org"


def a_kind(name: str = KIND, *, answers: Any = None, text: str = "There is news.\n") -> Kind[Any]:
    """A kind that may always go, or that answers as it is told: an Answer, or a function of letter and instant."""

    def may_go(letter: Letter, now: datetime) -> Answer:
        return answers(letter, now) if callable(answers) else (answers or Go())

    def email(letter: Letter) -> Email:
        return Email(to=address_of(letter), subject=f"About {letter.about.hex[:8]}", text=text)

    return Kind(name, may_go, lambda letter: letter, email, "A notice")


@contextmanager
def wired(*kinds: Kind[Any]) -> Iterator[None]:
    """Within this block these kinds are known."""
    KINDS.update({kind.name: kind for kind in kinds})
    try:
        yield
    finally:
        for kind in kinds:
            del KINDS[kind.name]


def state_of(outgoing_id: UUID) -> tuple[State, Reason | None]:
    """How far a message got, and why."""
    row = db.session.execute(sa.select(Outgoing.state, Outgoing.reason).where(Outgoing.id == outgoing_id)).one()
    return row.state, row.reason


def messages_of(recipient_id: UUID) -> list[queries.Message]:
    """Everything that was put for somebody, oldest first."""
    return sorted(queries.messages_to(recipient_id), key=lambda line: line.due_at)
