"""Writing to champions, deputies and managers: words kept as a draft, a test to oneself, and sending."""

from __future__ import annotations

from uuid import UUID

import engage.outbox.actions
from engage import clock
from engage.audit.actions import record
from engage.coverage.models import ChampionMessage
from engage.coverage.queries import messages
from engage.coverage.rules.messages import KIND, LASTS, TEST, TEST_LASTS, Whom
from engage.db import db
from engage.outbox.rules import Category, Due

ABOUT = "message to champions"


class SentAlready(Exception):
    """It has been sent: its words stay as they are."""


class Nobody(Exception):
    """There is nobody it can reach."""


def write(
    *, subject: str, body: str, whom: Whom, care_group: str = "", team_id: UUID | None = None, by: UUID
) -> ChampionMessage:  # fmt: skip
    """Keep words as a draft that goes to nobody."""
    message = ChampionMessage(
        subject=subject, body=body, whom=whom, care_group=care_group, team_id=team_id, written_by=by, created_at=clock.now()
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    record("wrote", kind=ABOUT, about=message.id, by=by, whom=whom.value)
    return message


def change(message: ChampionMessage, *, subject: str, body: str, whom: Whom, care_group: str, by: UUID) -> None:
    """Other words, or for others. Raises SentAlready."""
    if message.sent_at is not None:
        raise SentAlready
    message.subject, message.body, message.whom, message.care_group = subject, body, whom, care_group
    db.session.flush()
    record("changed", kind=ABOUT, about=message.id, by=by, whom=whom.value)


def test(message: ChampionMessage, *, by: UUID) -> None:
    """Send it to oneself; once a minute."""
    now = clock.now()
    due = Due(
        kind=TEST, about=message.id, recipient_id=by, due_at=now, not_after=now + TEST_LASTS, due_on=clock.day_of(now),
        ordinal=int(now.timestamp()) // 60,
    )  # fmt: skip
    engage.outbox.actions.put(due)
    record("sent a test", kind=ABOUT, about=message.id, by=by)


def send(message: ChampionMessage, *, by: UUID) -> int:
    """Put it into the outbox, a message of its own for everybody it reaches now; how many. Raises SentAlready or Nobody."""
    if message.sent_at is not None:
        raise SentAlready
    now = clock.now()
    to = messages.reached(message, clock.day_of(now)).whom
    if not to:
        raise Nobody
    message.sent_at, message.sent_by, message.sent_to = now, by, len(to)
    db.session.flush()
    due = Due(
        kind=KIND, about=message.id, recipient_id=to[0], due_at=now, not_after=now + LASTS, due_on=clock.day_of(now),
        category=Category.CHANGE,
    )  # fmt: skip
    engage.outbox.actions.put_to_all(due, to)
    record("sent", kind=ABOUT, about=message.id, by=by, people=len(to))
    return len(to)
